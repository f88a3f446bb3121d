"""Two at once, and statements that fail: one photo, and nothing half done."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from django.db import connection

from dengta.access.actor import SYSTEM
from dengta.files.actions import remove, sweep_temporary
from dengta.files.models import StoredFile
from dengta.files.queries import content_of, photo_of, place_of
from dengta.files.rules.kinds import Kind
from dengta.operations import file_invariants
from dengta.refusal import Overtaken
from tests.faults.failing import Way, differing, everything, failing, failing_commit
from tests.files.builders import SOMEBODY, open_gate, upload
from tests.files.conftest import lying_in
from tests.files.making import picture
from tests.world import NOON

pytestmark = pytest.mark.django_db(transaction=True)

TOGETHER = 6
PHOTO = picture("JPEG")


def _broken() -> list[object]:
    return [*file_invariants.without_content(), *file_invariants.without_a_row()]


@pytest.mark.spec("GEN-10")
def test_of_several_photos_at_once_one_is_stored(disk: Path) -> None:
    first = upload("照片.jpg", PHOTO, Kind.MEMBER_PHOTO)
    barrier = Barrier(TOGETHER)

    def attempt(_number: int) -> bool:
        try:
            barrier.wait(30)
            upload("照片.jpg", PHOTO, Kind.MEMBER_PHOTO, seen=first.uid)
        except Overtaken:
            return False
        else:
            return True
        finally:
            connection.close()

    with ThreadPoolExecutor(TOGETHER) as pool:
        won = list(pool.map(attempt, range(TOGETHER)))
    assert won.count(True) == 1
    living = StoredFile.objects.get(removed_at__isnull=True)
    assert photo_of(SOMEBODY.uid) == living.uid != first.uid
    assert lying_in(disk) == [str(place_of(living.uid).relative_to(disk))]
    assert _broken() == []


@pytest.mark.spec("GEN-10", "LOG-04")
@pytest.mark.parametrize("way", list(Way))
def test_a_failing_statement_leaves_the_old_photo_and_nothing_else(disk: Path, way: Way) -> None:
    first = upload("照片.jpg", PHOTO, Kind.MEMBER_PHOTO)
    before, at = everything(), 0
    with failing_commit(), pytest.raises(Exception, match="could not commit"):
        upload("照片.jpg", PHOTO, Kind.MEMBER_PHOTO, seen=first.uid)
    while True:
        at += 1
        with failing(at, way) as fault:
            try:
                upload("照片.jpg", PHOTO, Kind.MEMBER_PHOTO, seen=first.uid)
            except Exception:
                went_through = False
            else:
                went_through = True
        if went_through:
            assert not fault.struck
            break
        assert differing(before, everything()) == []
        sweep_temporary()
        assert lying_in(disk) == [str(place_of(first.uid).relative_to(disk))]
        assert content_of(first)
    assert at > 4
    assert _broken() == []


def test_lost_and_left_over_content_is_found(disk: Path) -> None:
    kept, lost = upload("一.jpg", PHOTO), upload("二.jpg", PHOTO)
    assert _broken() == []
    place_of(lost.uid).rename(place_of(lost.uid).with_name(lost.uid.hex[:-4] + "0000"))
    assert list(file_invariants.without_content()) == [lost.uid]
    assert len(list(file_invariants.without_a_row())) == 1
    remove(owner=SOMEBODY, uid=lost.uid, may=open_gate, by=SYSTEM, at=NOON)
    assert list(file_invariants.without_content()) == []
    assert content_of(kept)
