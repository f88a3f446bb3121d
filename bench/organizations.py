"""Finding organisations and units: the search of the tree, the list of units and its search."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import cycle

from django.db.models import Max

from bench.site import Level, Site
from bench.table import Better, Measured, Row, number
from bench.timing import Pair, Sample, Statement, alternately, statements
from dengta.access.checks import within
from dengta.access.reach import ROOT_PATH
from dengta.operations.demo.large.tree import place_of
from dengta.organizations.models import Organization, Unit
from dengta.organizations.queries import tree, unit_lists, units
from dengta.organizations.queries.unit_lists import UnitQuestion
from dengta.organizations.queries.unit_places import UnitKind

RARE_UNITS = ("青山便民", "龙凤", "金泉社区", "马场小学", "沙窝")
COMMON_UNITS = ("便民商店", "有限公司", "村民委员会", "专业合作社")
TABLE = Unit._meta.db_table


def search(site: Site) -> Measured:
    """Every statement of the tree's search, against the rows that it shows (hits and the way to
    each) by primary key."""
    worst, said = None, []
    for level, nodes in site.nodes.items():
        asked: list[tuple[list[Statement], Statement]] = []
        for node in nodes:
            actor, word = site.at(node), _word(node)
            found = tree.search(actor, word)
            uids = {step.uid for hit in found for step in hit.way}
            keys = Organization.objects.filter(uid__in=uids).values_list("pk", flat=True)
            by_key = Organization.objects.filter(pk__in=list(keys))
            sent = statements(partial(tree.search, actor, word))
            asked.append((sent, statements(partial(list, by_key))[0]))
        pair = _against(asked, site.times(5))
        said.append(f"{level.value} {number(pair.ratio)}")
        worst = pair if worst is None or pair.ratio > worst.ratio else worst
    return _told(worst, said)


def _word(node: Organization) -> str:
    """Three characters from the name of an organisation below ``node``, or its own."""
    names = Organization.objects.filter(within(node.path, "path")).order_by("-path")
    return place_of(names.values_list("name", flat=True)[0])[-3:]


def unit_page(site: Site) -> Measured:
    """First pages of units, pages that begin anywhere, and pages of one of the three kinds."""
    found: list[Measured] = []
    for level, nodes in site.nodes.items():
        sample = Sample()
        for asked in _pages(site, nodes):
            sample.take(partial(unit_lists.page, site.root, asked), site.times(3))
        found.append(sample.p95(f"worst at {level.value}"))
    worst = max(found, key=lambda each: each.value)
    return Measured(worst.value, worst.own, note=worst.note, wrong=_wrong_totals(site))


def unit_page_by_key(site: Site) -> Measured:
    """The rows of the whole tree's pages as their own statement, against the same by primary key:
    elsewhere a page by name has to find or to sort the area first."""
    asked: list[tuple[list[Statement], Statement]] = []
    for question in _pages(site, site.nodes[Level.ROOT]):
        sent = statements(partial(unit_lists.page, site.root, question))
        rows = [each for each in sent if f'FROM "{TABLE}"' in each.sql and "LIMIT" in each.sql]
        keys = [row[0] for row in rows[0].run()]
        if keys:
            by_key = Unit.objects.filter(pk__in=keys)
            asked.append((rows[:1], statements(partial(list, by_key))[0]))
    return _told(_against(asked, site.times(5)), [])


def unit_search(site: Site) -> Measured:
    """Units by two characters and more of their name, and by the beginning of their code."""
    return _searched(site, RARE_UNITS, with_codes=True)


def common_unit_search(site: Site) -> Measured:
    """The same for words that stand in hundreds of names and more."""
    return _searched(site, COMMON_UNITS, with_codes=False)


def _searched(site: Site, words: tuple[str, ...], *, with_codes: bool) -> Measured:
    found: list[Measured] = []
    for level, nodes in site.nodes.items():
        sample = Sample()
        for node, word, unit in zip(nodes, cycle(words), _some(site), strict=False):
            asked = [UnitQuestion(node.path, name=word)]
            if with_codes:
                asked.append(UnitQuestion(node.path, code=unit.code[:-2]))
            for each in asked:
                sample.take(partial(unit_lists.page, site.root, each), site.times(3))
        found.append(sample.p95(f"worst at {level.value}"))
    return max(found, key=lambda each: each.value)


def _pages(site: Site, nodes: list[Organization]) -> Iterator[UnitQuestion]:
    for node, kind, unit in zip(nodes, cycle(UnitKind), _some(site), strict=False):
        yield UnitQuestion(node.path)
        yield UnitQuestion(node.path, after=unit.name)
        yield UnitQuestion(node.path, kind=kind)


def _some(site: Site) -> Iterator[Unit]:
    """Units, chosen like everything else with a fixed seed, without an end."""
    random = site.random()
    last = Unit.objects.aggregate(last=Max("pk"))["last"]
    while True:
        found = Unit.objects.filter(pk__gte=random.randint(1, last)).exclude(code="")
        yield from found.order_by("pk")[:1]


def _wrong_totals(site: Site) -> str:
    """Where the number above the list is not that of its rows; "" when all are right."""
    for node in (site.nodes[Level.ROOT][0], site.nodes[Level.TOWN][0]):
        told = unit_lists.page(site.root, UnitQuestion(node.path)).total
        there = (
            Unit.objects.all()
            if node.path == ROOT_PATH
            else Unit.objects.filter(units.within(site.at(node)))
        )
        if told is not None and told != there.count():
            return f"{told} units of {node.path}"
    return ""


def _against(asked: list[tuple[list[Statement], Statement]], times: int) -> Pair:
    """All statements of each question against the one that reads the same rows by key."""
    return alternately(
        lambda both: [each.run() for each in both[0]], lambda both: both[1].run(), asked, times
    )


def _told(pair: Pair | None, said: list[str]) -> Measured:
    if pair is None:
        return Measured(0.0, wrong="nothing was found")
    own, limit = f"{number(pair.own)} ms", f"{number(pair.limit)} ms"
    return Measured(pair.ratio, own, limit, ", ".join(said))


ROWS: tuple[Row, ...] = (
    Row("search of organisations / the rows shown by key", 10, Better.SMALL, "×", True, search),
    Row("list of units by name, any depth, p95", 10, Better.SMALL, "ms", False, unit_page),
    Row(
        "page of units of the whole tree / the same rows by key",
        1.2,
        Better.SMALL,
        "×",
        True,
        unit_page_by_key,
    ),
    Row("units by name or code, p95", 10, Better.SMALL, "ms", False, unit_search),
    Row("units by a very common word, p95", 20, Better.SMALL, "ms", False, common_unit_search),
)
