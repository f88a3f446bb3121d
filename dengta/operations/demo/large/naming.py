"""Names of invented places and firms by the hundred thousand, each told apart from its siblings."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

FIRST = (
    "青白云石沙清柳杨桃杏槐松柏竹兰梅荷菊金银玉铜铁东南西北前后上下大小高长平安永和福寿康宁泰昌盛"
    "兴隆新龙凤鹤鹿马牛"
)
SECOND = "山河岭沟湾坡泉井桥庄店屯营寨堡集埠浦台楼阁园林场岗峪洼滩口关"
PAIRS = tuple(one + other for one in FIRST for other in SECOND)
TRADES = ("商贸", "物流", "建材", "纺织", "食品", "机械", "电子", "农业", "环保", "科技", "医药")


class Names:
    """Gives names that nobody has: ``taken`` are the full names that exist."""

    def __init__(self, random: Random, taken: set[str]) -> None:
        self._random = random
        self._taken = taken

    def words(self) -> Iterator[str]:
        """Two-character place names in a new order, each once; then with a third character."""
        pairs = list(PAIRS)
        self._random.shuffle(pairs)
        yield from pairs
        for one in FIRST:
            for pair in pairs:
                if pair[0] != one:
                    yield one + pair

    def take(self, pattern: str, words: Iterator[str]) -> str:
        """``pattern`` with the next word that makes a new name of it, which is then taken."""
        for word in words:
            name = pattern.format(word)
            if name not in self._taken:
                self._taken.add(name)
                return name
        raise AssertionError(f"no name is left for {pattern}")

    def firm(self, pattern: str, words: Iterator[str]) -> str:
        """The same for a firm: ``pattern`` gets a place word and a trade."""
        return self.take(pattern.format("{}" + self._random.choice(TRADES)), words)
