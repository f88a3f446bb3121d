"""Characters as people type them: full-width digits, stray blanks."""

from __future__ import annotations

_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}


def narrow(text: str) -> str:
    """``text`` without blanks at its ends, with full-width letters, digits and signs made plain.

    ``"３７０９９９ "`` becomes ``"370999"``; nothing else is changed (``²`` stays what it is).
    ASCII text, the common case, is only stripped.
    """
    if text.isascii():
        return text.strip()
    return text.translate(_FULL_WIDTH).strip()
