"""Reading: pages, names, numbers and words, each next to what the rows themselves cost."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from datetime import date
from functools import partial

from django.db.models import Count

from bench.site import Level, Site
from bench.table import Better, Measured, Row, number
from bench.timing import Sample, Statement, alternately, statements
from dengta.access.checks import within
from dengta.access.reach import ROOT_PATH
from dengta.codes.rules import id_number as numbers
from dengta.counts import queries as counts
from dengta.counts.rules import ONE, Dimension
from dengta.members.models import Member
from dengta.members.queries import known, lists
from dengta.members.queries.asking import Order, Question
from dengta.organizations.models import Organization
from dengta.organizations.queries import tree
from dengta.organizations.rules import categories
from dengta.refusal import Refusal

TABLE = Member._meta.db_table
LIVE = ("sex", "category", "education", "ethnicity", "post", "birth_date__year")


def emptiest_statement(site: Site) -> Measured:
    """``SELECT 1``: what the round trip and the machine's other guests put on every time below."""
    sample = Sample()
    nothing = Statement("SELECT 1", None)
    sample.take(nothing.run, site.times(400))
    return replace(sample.p95(), note="")


def page_by_organization(site: Site, **filters: str) -> Measured:
    """The rows of a page as its own statement, against the same rows by primary key."""
    worst, said = 0.0, []
    own, limit = "", ""
    for level, nodes in site.nodes.items():
        pairs: list[tuple[Statement, Statement]] = []
        for node in nodes:
            question = Question(org_path=node.path, **filters)  # type: ignore[arg-type]
            sent = statements(lambda asked=question: lists.page(site.root, asked))  # type: ignore[misc]
            rows = [each for each in sent if f'FROM "{TABLE}"' in each.sql and "LIMIT" in each.sql]
            if not rows:
                continue
            keys = [row[0] for row in rows[0].run()]
            by_key = Member.objects.filter(pk__in=keys).values(*lists.COLUMNS)
            pairs.append((rows[0], statements(lambda asked=by_key: list(asked))[0]))  # type: ignore[misc]
        if not pairs:
            continue
        pair = alternately(
            lambda both: both[0].run(), lambda both: both[1].run(), pairs, site.times(8)
        )
        said.append(f"{level.value} {number(pair.ratio)}")
        if pair.ratio > worst:
            worst, own, limit = pair.ratio, f"{number(pair.own)} ms", f"{number(pair.limit)} ms"
    return Measured(worst, own, limit, ", ".join(said))


def page_with_one_filter(site: Site) -> Measured:
    """The same with 人员类别 预备党员, about one in thirty."""
    return page_by_organization(site, category="2")


def page_matching_nothing(site: Site) -> Measured:
    """Four filters at the root that let pass a handful of people or nobody."""
    random = site.random()
    sample = Sample()
    stopped = 0
    for _ in range(site.times(20)):
        question = Question(
            org_path=ROOT_PATH,
            sex="2",
            category="2",
            education="11",
            post=random.choice(("011", "0315", "613")),
            age_from=random.choice((45, 50, 60)),
            on=date(2026, 6, 1),
            order=random.choice(list(Order)),
        )
        try:
            sample.take(partial(lists.page, site.root, question), site.times(2))
        except Refusal:
            stopped += 1
    if not sample.sql:
        return Measured(0.0, note="all stopped with a sentence")
    return sample.p95(f"{stopped} stopped with a sentence" if stopped else "")


def page_by_name(site: Site) -> Measured:
    """First pages, the next ones, and pages that begin anywhere."""
    random = site.random()
    found: list[Measured] = []
    for level, nodes in site.nodes.items():
        sample = Sample()
        for node in nodes:
            question = Question(org_path=node.path, order=Order.NAME)
            first = lists.page(site.root, question)
            asked = [question]
            if first.next:
                asked.append(replace(question, cursor=first.next))
                asked += [
                    replace(question, cursor=_deep(first.next, person))
                    for person in _somebody(node.path, random.random(), site.times(3))
                ]
            for each in asked:
                sample.take(partial(lists.page, site.root, each), site.times(3))
        found.append(sample.p95(f"worst at {level.value}"))
    return max(found, key=lambda each: each.value)


def _somebody(path: str, chance: float, amount: int) -> list[Member]:
    """Members of an area, from branches around a random place in it."""
    branches = Organization.objects.filter(
        within(path, "path"), category__in=sorted(categories.BRANCHES)
    ).order_by("path")
    size = branches.count()
    found: list[Member] = []
    for turn in range(amount):
        at = int(size * ((chance + turn / amount) % 1.0))
        branch = branches.values_list("path", flat=True)[at]
        rows = Member.objects.filter(org_path=branch, under_branch=True, active=True)
        found += rows.order_by("name_key", "id")[turn % 3 : turn % 3 + 1]
    return found


def _deep(cursor: str, person: Member) -> str:
    """A cursor like ``cursor`` that begins after ``person``."""
    forward, start, *_rest = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    said = json.dumps([forward, start, person.name_key, person.pk])
    return base64.urlsafe_b64encode(said.encode()).decode().rstrip("=")


def counts_of_any(site: Site) -> Measured:
    """All figures of one organisation, as they are at commit."""
    found: list[Measured] = []
    for level, nodes in site.nodes.items():
        sample = Sample()
        for node in nodes:
            sample.take(partial(counts.total, node.path), site.times(10))
        found.append(sample.p95(f"worst at {level.value}"))
    return replace(max(found, key=lambda each: each.value), wrong=_wrong_counts(site))


def counts_against_live(site: Site) -> Measured:
    """The same figures of the root against counting the rows now."""
    pair = alternately(lambda path: counts.total(path), _live, [ROOT_PATH], site.times(4))
    return Measured(pair.ratio, f"{number(pair.own)} ms", f"{number(pair.limit)} ms")


def _live(path: str) -> dict[str, dict[str, int]]:
    rows = Member.objects.filter(within(path, "org_path"), under_branch=True, active=True)
    found = {"member": {ONE: rows.count()}}
    for column in LIVE:
        grouped = rows.order_by().values_list(column).annotate(n=Count("pk"))
        found[column] = {str(code): n for code, n in grouped}
    return found


def _wrong_counts(site: Site) -> str:
    """Which of some organisations have counts that are not their rows; "" when all are right."""
    nodes = [site.nodes[level][0] for level in (Level.ROOT, Level.COUNTY, Level.BRANCH)]
    for node in nodes:
        live, total = _live(node.path), counts.total(node.path)
        if live["member"][ONE] != total.of(Dimension.MEMBERS):
            return f"members of {node.path}"
        if live["birth_date__year"] != total.codes(Dimension.BIRTH_YEAR):
            return f"years of birth of {node.path}"
    return ""


def one_by_number(site: Site) -> Measured:
    """A record by its ID number against the record by its key."""
    random = site.random()
    people = [
        person
        for person in _somebody(ROOT_PATH, random.random(), site.times(40))
        if person.id_blind is not None
    ]
    asked = [(person.pk, person.id_number) for person in people]
    wrong = [pk for pk, text in asked if _by_number(text) != pk]
    pair = alternately(
        lambda both: _by_number(both[1]),
        lambda both: _by_key(both[0]),
        [each for each in asked if each[1] != numbers.UNKNOWN],
        site.times(5),
    )
    return Measured(
        pair.ratio,
        f"{number(pair.own)} ms",
        f"{number(pair.limit)} ms",
        wrong="somebody else was found" if wrong else "",
    )


def _by_number(text: str) -> int | None:
    found = known.under_a_branch(known.blind_of(text))
    return None if found is None else found.pk


def _by_key(pk: int) -> Member | None:
    return Member.objects.filter(pk=pk, under_branch=True).select_related("branch").first()


RARE_WORDS = ("王建华", "欧阳", "建华", "文博", "婷婷", "陈晓梅", "赖龚")
COMMON_WORDS = ("王安", "李安", "王博", "张昌")


def rare_name(site: Site) -> Measured:
    """Names by two and three characters, at every level."""
    return _words(site, RARE_WORDS)


def common_name(site: Site) -> Measured:
    """Names that one person in some hundreds bears."""
    return _words(site, COMMON_WORDS)


def _words(site: Site, words: tuple[str, ...]) -> Measured:
    sample = Sample()
    for nodes in site.nodes.values():
        for turn, node in enumerate(nodes):
            asked = Question(org_path=node.path, name=words[turn % len(words)])
            sample.take(partial(lists.page, site.root, asked), site.times(4))
    return sample.p95()


RARE_PLACES = ("青山村", "龙凤", "金泉社区", "马场小学", "沙窝")
COMMON_PLACES = ("统计局", "第二支部", "小学支部", "村支部")


def rare_place(site: Site) -> Measured:
    """The search of the tree and of transfer targets at every level."""
    return _places(site, RARE_PLACES)


def common_place(site: Site) -> Measured:
    """The same for words that stand in one name in a hundred, or in every third."""
    return _places(site, COMMON_PLACES)


def _places(site: Site, words: tuple[str, ...]) -> Measured:
    sample = Sample()
    for nodes in site.nodes.values():
        for turn, node in enumerate(nodes):
            actor, word = site.at(node), words[turn % len(words)]
            sample.take(partial(tree.search, actor, word), site.times(3))
            sample.take(partial(tree.targets, actor, word), site.times(3))
    return sample.p95()


def level_of_tree(site: Site) -> Measured:
    """A level of the tree with its numbers."""
    sample = Sample()
    for level, nodes in site.nodes.items():
        if level is not Level.BRANCH:
            for node in nodes:
                sample.take(partial(tree.children, site.root, node.uid), site.times(3))
    return sample.p95()


ROWS: tuple[Row, ...] = (
    Row("SELECT 1, p95", None, Better.SMALL, "ms", False, emptiest_statement),
    Row(
        "list page by organisation / the same 20 rows by key",
        1.2,
        Better.SMALL,
        "×",
        True,
        page_by_organization,
    ),
    Row(
        "list page with one filter / the same 20 rows by key",
        1.2,
        Better.SMALL,
        "×",
        True,
        page_with_one_filter,
    ),
    Row(
        "several filters that match almost nothing, root, p95",
        150,
        Better.SMALL,
        "ms",
        False,
        page_matching_nothing,
    ),
    Row("list page by name, any depth, p95", 10, Better.SMALL, "ms", False, page_by_name),
    Row("counts of any organisation, p95", 10, Better.SMALL, "ms", False, counts_of_any),
    Row(
        "counts of the root / counting the rows now",
        0.01,
        Better.SMALL,
        "×",
        True,
        counts_against_live,
    ),
    Row("record by ID number / by key", 1.3, Better.SMALL, "×", True, one_by_number),
    Row("name of 2+ characters, p95", 10, Better.SMALL, "ms", False, rare_name),
    Row("very common name, p95", 20, Better.SMALL, "ms", False, common_name),
    Row("word in names of organisations, p95", 10, Better.SMALL, "ms", False, rare_place),
    Row(
        "very common word in names of organisations, p95",
        20,
        Better.SMALL,
        "ms",
        False,
        common_place,
    ),
    Row("a level of the tree with its numbers, p95", 20, Better.SMALL, "ms", False, level_of_tree),
)
