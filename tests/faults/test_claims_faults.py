"""Each statement of each verb failing once: nothing half done, and the next try goes through."""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from copy import deepcopy

import pytest
from django.db import connection

from dengta.operations import check
from tests.faults.failing import Way, differing, everything, failing, failing_commit
from tests.faults.verbs import VERBS, Run
from tests.world import Province

SHARE = int(os.environ.get("DENGTA_FAULTS_SHARE", "6"))
"""Up to so many statements further on the next one fails; 1 (in the soak): each of them."""
SEED = int(os.environ.get("DENGTA_RACE_SEED", "1"))


@pytest.mark.race
@pytest.mark.spec("GEN-11", "LOG-04")
@pytest.mark.parametrize("name", VERBS)
def test_a_failing_statement_leaves_nothing_half_done(
    lasting_province: Province, name: str, record_property: Callable[[str, object], None]
) -> None:
    run = VERBS[name](lasting_province)
    before = everything()
    with failing_commit(), pytest.raises(Exception, match="could not commit"):
        _anew(run)
    assert differing(before, everything()) == []
    faults = _fail_one_by_one(run, before, random.Random(f"{SEED} {name}"))
    assert check.broken() == []
    print(f"{name} on {connection.vendor}: {faults} faults")
    record_property("rounds", faults + 1)
    record_property("wrong", 0)


def _fail_one_by_one(run: Run, before: dict[str, list[str]], chance: random.Random) -> int:
    """Let statement after statement of ``run`` fail until it has no more and goes through; how many
    did."""
    faults, at = 0, chance.randrange(SHARE) + 1
    while True:
        way = chance.choice(list(Way))
        with failing(at, way) as fault:
            refused = _refusal(run)
        if refused is None:
            assert not fault.struck, f"statement {at} failed ({way}) and nobody noticed"
            return faults
        assert fault.struck, f"refused without a fault: {refused!r}"
        changed = differing(before, everything())
        assert changed == [], f"statement {at} failed ({way}): half done in {changed}"
        faults += 1
        at += chance.randrange(SHARE) + 1


def _refusal(run: Run) -> Exception | None:
    try:
        _anew(run)
    except Exception as error:
        return error
    return None


def _anew(run: Run) -> object:
    """Run it with copies of its arguments: a try that failed has changed rows in memory only."""
    return run.func(*deepcopy(run.args), **deepcopy(run.keywords))
