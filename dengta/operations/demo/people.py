"""The members of the demo: invented people with numbers of regions that were never issued."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from dengta.codes.rules.dates import anniversary
from dengta.codes.rules.id_number import check_digit
from dengta.members.rules.facts import Facts, Settled, settle
from dengta.operations.demo.names import person_name

REGIONS = ("370999", "370199", "370299", "370699")
EDUCATIONS = ("11", "12", "21", "22", "41", "61", "71", "81")
WEIGHTS_OF_EDUCATION = (1, 4, 22, 20, 10, 14, 20, 6)
POSTS = ("11", "123", "124", "502", "602", "011", "0212", "0216", "0315", "604", "613")
WEIGHTS_OF_POSTS = (24, 10, 12, 18, 6, 6, 8, 6, 3, 4, 3)
ETHNICITIES = ("01", "02", "03", "11")
WEIGHTS_OF_ETHNICITIES = (95, 1, 3, 1)
YOUNGEST_AT_JOINING = 18
PROBATIONARY = 0.03


@dataclass
class People:
    """A row of invented people, the same for the same ``random``; each number is given once.

    ``codes`` are the codes that may be chosen, by table, so that the demo follows the tables.
    """

    random: Random
    today: date
    codes: Mapping[str, Sequence[str]]
    given: int = 0

    def __iter__(self) -> Iterator[Facts]:
        while True:
            yield self.one()

    def one(self, *, probationary: bool | None = None) -> Facts:
        """The next person, with all sixteen items in order."""
        settled = self.settled(probationary=probationary)
        if settled.complaints:
            raise AssertionError(f"the demo made a wrong person: {settled.complaints}")
        return settled.facts

    def settled(self, *, probationary: bool | None = None) -> Settled:
        """The next person as ``members`` judges him; numbers are drawn in turn."""
        chance = self.random
        self.given += 1
        if probationary is None:
            probationary = chance.random() < PROBATIONARY
        age = (
            chance.randint(20, 35) if probationary else min(92, int(chance.triangular(22, 92, 58)))
        )
        born = date(self.today.year - age, 1, 1) + timedelta(days=chance.randint(0, 364))
        joined = self._joined(born, probationary)
        return settle(
            Facts(
                name=person_name(chance),
                id_number=self._number(born),
                ethnicity=self._choice(
                    "ethnicity_2017_template", ETHNICITIES, WEIGHTS_OF_ETHNICITIES
                ),
                education=self._choice("education_2017_template", EDUCATIONS, WEIGHTS_OF_EDUCATION),
                category="2" if probationary else "1",
                joined_on=joined,
                full_on=None if probationary else anniversary(joined, 1),
                post=self._choice("job_post_2017_template", POSTS, WEIGHTS_OF_POSTS),
                phone=f"139{self.given % 100_000_000:08d}",
                address=f"海岱省柳园路{chance.randint(1, 180)}号{chance.randint(1, 9)}单元",
                status="1",
                lost=False,
                floating=False,
            ),
            self.today,
        )

    def _joined(self, born: date, probationary: bool) -> date:
        if probationary:
            return self.today - timedelta(days=self.random.randint(20, 340))
        first = anniversary(born, YOUNGEST_AT_JOINING)
        last = self.today - timedelta(days=400)
        span = max(0, (min(last, anniversary(born, 50)) - first).days)
        return min(last, first + timedelta(days=self.random.randint(0, span)))

    def _number(self, born: date) -> str:
        """Region and sequence count upwards, so that no number is given twice."""
        turn, sequence = divmod(self.given, 1000)
        region = REGIONS[turn % len(REGIONS)]
        stem = f"{region}{born:%Y%m%d}{sequence:03d}"
        return stem + check_digit(stem)

    def _choice(self, table: str, wanted: Sequence[str], weights: Sequence[int]) -> str:
        allowed = set(self.codes[table])
        kept = [
            (code, weight) for code, weight in zip(wanted, weights, strict=True) if code in allowed
        ]
        codes, counted = zip(*kept, strict=True)
        chosen: str = self.random.choices(codes, counted)[0]
        return chosen
