"""Invented people by the million: facts in order, as ``members.rules.facts.settle`` leaves them.

Column by column and without a look at what others were given: each batch owns its sequence numbers
of regions that were never issued, so that no ID number is given twice however many batches run
side by side.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate
from random import Random

from dengta.codes.rules import id_number as numbers
from dengta.codes.rules.dates import anniversary
from dengta.members.rules.facts import Facts
from dengta.operations.demo.names import GIVEN, SURNAMES, TWO_IN
from dengta.operations.demo.people import (
    EDUCATIONS,
    ETHNICITIES,
    POSTS,
    PROBATIONARY,
    WEIGHTS_OF_EDUCATION,
    WEIGHTS_OF_ETHNICITIES,
    WEIGHTS_OF_POSTS,
)

REGIONS = tuple(f"37{city:02d}99" for city in range(1, 18) if city != 9)
"""Of invented people; 370999 belongs to the accounts and to those whom only the register knows."""

SEQUENCES = 500
"""Of each sex and region: odd ones are men's, even ones women's."""

MEN = 0.7
LOST = 0.002
FLOATING = 0.05
UNKNOWN_NUMBER = 0.0002
EIGHTEEN_YEARS = 6_575
"""Days, rounded up."""
ELSEWHERE = ("110000", "310000", "320000", "330000", "440000")

_COMMON_FIRST = list(accumulate(1 / (rank + 6) for rank in range(len(SURNAMES))))
_COMMON_GIVEN = list(accumulate(1 / (rank + 20) for rank in range(len(GIVEN))))
"""Names are skewed as real ones are: the commonest surname has one person in eleven."""


@dataclass(frozen=True, slots=True)
class Maker:
    """Makes the people of one batch: the ``number``-th of ``batches``, as of ``today``.

    ``choosable`` are the codes that may be chosen, by table, so that the demo follows the tables.
    """

    seed: int
    number: int
    batches: int
    today: date
    choosable: Mapping[str, frozenset[str]]

    def people(self, amount: int, first: int) -> Iterator[Facts]:
        """``amount`` people; ``first`` counts those of the batches before (for telephones)."""
        random = Random(f"{self.seed}/{self.number}")
        suffixes = self._suffixes()
        used: dict[tuple[int, bool], int] = {}
        surnames = random.choices(SURNAMES, cum_weights=_COMMON_FIRST, k=amount)
        given = random.choices(GIVEN, cum_weights=_COMMON_GIVEN, k=2 * amount)
        ethnicity = self._codes(
            random, "ethnicity_2017_template", ETHNICITIES, WEIGHTS_OF_ETHNICITIES, amount
        )
        education = self._codes(
            random, "education_2017_template", EDUCATIONS, WEIGHTS_OF_EDUCATION, amount
        )
        post = self._codes(random, "job_post_2017_template", POSTS, WEIGHTS_OF_POSTS, amount)
        today, year = self.today.toordinal(), self.today.year
        chance = random.random
        for at in range(amount):
            probationary = chance() < PROBATIONARY
            age = (
                random.randint(20, 35)
                if probationary
                else min(92, int(random.triangular(22, 92, 58)))
            )
            man = chance() < MEN
            born = date(year - age, 1, 1).toordinal() + int(chance() * 365)
            while (turn := used.get((born, man), 0)) >= len(suffixes[man]):
                born += -1 if born % 2 else 1
            used[born, man] = turn + 1
            joined = self._joined(random, born, today, probationary)
            birth_date, joined_on = date.fromordinal(born), date.fromordinal(joined)
            region, sequence = suffixes[man][turn]
            body = f"{region}{birth_date:%Y%m%d}{sequence}"
            unknown = chance() < UNKNOWN_NUMBER
            lost, floating = chance() < LOST, chance() < FLOATING
            two = chance() < TWO_IN
            yield Facts(
                name=surnames[at] + given[2 * at] + (given[2 * at + 1] if two else ""),
                sex="1" if man else "2",
                ethnicity=ethnicity[at],
                id_number=numbers.UNKNOWN if unknown else body + numbers.check_digit(body),
                birth_date=birth_date,
                education=education[at],
                category="2" if probationary else "1",
                joined_on=joined_on,
                full_on=None if probationary else anniversary(joined_on, 1),
                post=post[at],
                phone=f"139{(first + at) % 100_000_000:08d}",
                address=f"海岱省柳园路{int(chance() * 180) + 1}号{int(chance() * 9) + 1}单元",
                status="1",
                lost=lost,
                lost_since=self._month(random, joined, today) if lost else None,
                floating=floating,
                floating_province=random.choice(ELSEWHERE) if floating else "",
                floating_city="外埠市" if floating else "",
            )

    def _suffixes(self) -> dict[bool, list[tuple[str, str]]]:
        """The (region, sequence) pairs of this batch: sex → at least three."""
        mine: dict[bool, list[tuple[str, str]]] = {}
        for man in (False, True):
            pairs = [
                (region, f"{2 * sequence + man:03d}")
                for sequence in range(SEQUENCES)
                for region in REGIONS
            ]
            mine[man] = pairs[self.number :: self.batches]
        return mine

    @staticmethod
    def _joined(random: Random, born: int, today: int, probationary: bool) -> int:
        if probationary:
            return today - random.randint(20, 340)
        first, last = born + EIGHTEEN_YEARS, today - 400
        span = max(0, min(last, born + 50 * 365) - first)
        return min(last, first + int(random.random() * span))

    @staticmethod
    def _month(random: Random, joined: int, today: int) -> date:
        """A month after joining, as its first day."""
        return (
            date.fromordinal(random.randint(max(joined + 31, today - 3_000), today)).replace(day=1)
            if joined + 31 < today
            else date.fromordinal(today).replace(day=1)
        )

    def _codes(
        self,
        random: Random,
        table: str,
        wanted: Sequence[str],
        weights: Sequence[int],
        amount: int,
    ) -> list[str]:
        kept = [
            (code, weight)
            for code, weight in zip(wanted, weights, strict=True)
            if code in self.choosable[table]
        ]
        codes, counted = zip(*kept, strict=True)
        return random.choices(codes, counted, k=amount)
