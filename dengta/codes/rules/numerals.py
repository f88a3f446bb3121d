"""Capital numerals of the paper letter (TRF-17): 贰零壹柒年陆月, 肆拾伍天."""

from __future__ import annotations

DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")


def capital_digits(number: int, *, width: int = 0) -> str:
    """Digit by digit, as years are written: ``2017`` → ``贰零壹柒``; padded to ``width``."""
    return "".join(DIGITS[int(digit)] for digit in f"{number:0{width}d}")


def capital_number(number: int) -> str:
    """With its places, as counts are written: 45 → 肆拾伍, 10 → 壹拾, 105 → 壹佰零伍.

    From 0 to 9999; ``ValueError`` beyond.
    """
    if not 0 <= number <= 9999:
        raise ValueError(f"0 to 9999, not {number}")
    if number == 0:
        return DIGITS[0]
    text = ""
    gap = False
    for place in range(3, -1, -1):
        digit = number // 10**place % 10
        if digit == 0:
            gap = bool(text)
            continue
        text += (DIGITS[0] if gap else "") + DIGITS[digit] + _PLACES[place]
        gap = False
    return text
