"""Files of our own made one (ORG-21)."""

from __future__ import annotations

import re
from dataclasses import replace
from io import BytesIO
from zlib import decompress

import pytest

from dengta.reports.sheets.joining import Joined
from dengta.reports.sheets.organization import fill
from dengta.reports.sheets.pdf import pdf
from tests.reports.test_organization_sheet import JOINT, linked, page


def joined(*parts: bytes) -> bytes:
    whole = BytesIO()
    joining = Joined(whole)
    for part in parts:
        joining.add(part)
    joining.close()
    return whole.getvalue()


def objects(content: bytes) -> dict[int, bytes]:
    """Number → object, by the table at the end, as a reader finds them."""
    table = content[int(content[content.rindex(b"startxref") :].split()[1]) :].splitlines()
    assert table[0] == b"xref"
    count = int(table[1].split()[1])
    found = {}
    for number, line in enumerate(table[2 : 2 + count]):
        assert len(line) == 19, "each line has its place"
        if number:
            written = content[int(line[:10]) :].split(b"\nendobj", 1)[0]
            head = b"%d 0 obj\n" % number
            assert written.startswith(head), f"object {number} stands where the table says"
            found[number] = written.removeprefix(head)
    return found


def leads_to(described: bytes) -> set[int]:
    return {int(number) for number in re.findall(rb"\b(\d+) 0 R", described.split(b"stream\n")[0])}


@pytest.mark.spec("ORG-21")
def test_the_pages_of_every_part_follow_each_other_whole() -> None:
    long = replace(JOINT, units=tuple(linked(place) for place in range(1, 5)))
    parts = [pdf(page(fill(each), fill(JOINT)), to_be_joined=True) for each in (JOINT, long, JOINT)]
    whole = objects(joined(*parts))
    pages = [int(number) for number in re.findall(rb"(\d+) 0 R", whole[1])]
    assert len(pages) == len(set(pages)) == 2 + 3 + 2
    assert b"/Count 7" in whole[1]
    for number in pages:
        assert b"/Type /Page" in whole[number]
        assert b"/Parent 1 0 R" in whole[number]
    seen, waiting = {2}, [2]
    while waiting:
        more = leads_to(whole[waiting.pop()]) - seen
        seen |= more
        waiting += more
    assert seen == set(whole), "nothing leads astray, and nothing is there for nothing"
    fonts = [each for each in whole.values() if b"/FontFile" in each]
    assert len(fonts) == 2 * len(parts), "two typefaces in each part"


def drawings(content: bytes) -> list[bytes]:
    """What is drawn on each page, in their order."""
    found = objects(content)
    drawn = []
    for number in re.findall(rb"(\d+) 0 R", found[1]):
        [at] = re.findall(rb"/Contents (\d+) 0 R", found[int(number)])
        stream = found[int(at)].split(b"stream\n", 1)[1].rsplit(b"\nendstream", 1)[0]
        drawn.append(decompress(stream))
    return drawn


@pytest.mark.spec("ORG-21")
def test_what_stands_on_the_pages_stays_as_it_was_and_in_order() -> None:
    first, second = (
        pdf(page(fill(replace(JOINT, secretary=name)), fill(JOINT)), to_be_joined=True)
        for name in ("刘禾", "陈麦香")
    )
    assert drawings(first)[0] != drawings(second)[0]
    assert drawings(joined(first, second)) == [*drawings(first), *drawings(second)]


def test_a_file_that_has_no_list_of_pages_is_refused() -> None:
    part = pdf(page(fill(JOINT)), to_be_joined=True).replace(b"/Kids", b"/Lids")
    with pytest.raises(ValueError, match="no list of pages"):
        joined(part)
