"""``dengta check``: the invariants of the whole database, each as a question for what breaks it.

It runs after every journey, crash and race of the tests, and on demand on a live installation. It
reads only; each invariant is a few statements over whole tables.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import islice

from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet
from django.db.models.functions import Length, Substr

from dengta.access.reach import SEGMENT, segment
from dengta.accounts.models import Account
from dengta.audit.models import Line
from dengta.audit.queries.verifying import verify
from dengta.counts.queries import totals
from dengta.counts.rules import ONE, Counts, Dimension, add_to, roll_up
from dengta.database.batches import batches
from dengta.database.operations import missing_triggers
from dengta.findings.models import Finding
from dengta.members.models import Member, Movement
from dengta.members.rules.standing import MovementKind, Place, Status
from dengta.operations import account_invariants, file_invariants, organization_invariants
from dengta.organizations.models import Organization, Unit, UnitLink
from dengta.organizations.rules import categories
from dengta.transfers.models import Letter, Transfer, TransferNode, TransferStep
from dengta.transfers.rules.law import OPENS_LETTER
from dengta.transfers.rules.law import Status as TransferStatus

SHOWN = 5
"""How many examples of one broken invariant are told."""
AT_ONCE = 500
ID_NUMBER = re.compile(r"(?<!\d)[1-9]\d{5}(19|20)\d{9}[\dXx](?!\d)")

COUNTED: dict[Dimension, str] = {
    Dimension.SEX: "sex",
    Dimension.CATEGORY: "category",
    Dimension.EDUCATION: "education",
    Dimension.ETHNICITY: "ethnicity",
    Dimension.POST: "post",
    Dimension.BIRTH_YEAR: "birth_date__year",
}

Examples = Iterable[object]
Question = Callable[[], Examples]


def broken() -> list[str]:
    """A sentence for every invariant that does not hold, with a few examples; [] when all do."""
    found = []
    for sentence, question in INVARIANTS.items():
        examples = [str(each) for each in islice(question(), SHOWN + 1)]
        if examples:
            more = " …" if len(examples) > SHOWN else ""
            found.append(f"{sentence}：{'、'.join(examples[:SHOWN])}{more}")
    return found


def _uids(rows: QuerySet[Member] | QuerySet[Transfer] | QuerySet[Organization]) -> Examples:
    return rows.order_by("pk").values_list("uid", flat=True)[: SHOWN + 1]


def _orphans() -> Examples:
    """One root, and below it each path is its superior's with one segment more."""
    under = Organization.objects.filter(
        pk=OuterRef("parent"), path=Substr(OuterRef("path"), 1, Length(OuterRef("path")) - SEGMENT)
    )
    yield from _uids(Organization.objects.filter(parent__isnull=False).filter(~Exists(under)))
    roots = Organization.objects.filter(parent__isnull=True).order_by("pk")
    yield from list(roots.values_list("uid", flat=True)[1 : SHOWN + 1])


def _counters_behind() -> Examples:
    """The next segment of a superior lies beyond those of all its children."""
    children = Organization.objects.filter(parent__isnull=False).values(
        "parent__uid", "parent__next_segment"
    )
    for row in children.annotate(last=Max("path")).order_by():
        if row["last"][-SEGMENT:] >= segment(row["parent__next_segment"]):
            yield row["parent__uid"]


def _categories_out_of_place() -> Examples:
    pairs = Organization.objects.filter(parent__isnull=False, dissolved_at__isnull=True)
    known = pairs.values_list("parent__category", "category").distinct().order_by()
    for above, below in known:
        if not categories.may_hold(above, below):
            yield f"{above}>{below}"


def _unit_links_wrong() -> Examples:
    """Categories 1–5 have no unit; 6/9 one, joint ones two, with one default, unless ORG-19."""
    listed = Finding.objects.filter(kind="organization", rule__startswith="ORG-06")
    rows = Organization.objects.filter(dissolved_at__isnull=True).annotate(
        links=Count("unit_links"),
        defaults=Count("unit_links", filter=Q(unit_links__is_default=True)),
    )
    excused = set(listed.values_list("subject_uid", flat=True))
    for row in rows.order_by("pk").values("uid", "category", "links", "defaults").iterator():
        if not categories.needs_unit(row["category"]):
            wrong = row["links"] > 0
        else:
            least = 2 if categories.is_joint(row["category"]) else 1
            wrong = row["links"] < least or row["defaults"] != 1
        if wrong and row["uid"] not in excused:
            yield row["uid"]


def _units_linked_twice_default() -> Examples:
    twice = UnitLink.objects.filter(is_default=True).values("organization__uid")
    for row in twice.annotate(n=Count("pk")).filter(n__gt=1).order_by():
        yield row["organization__uid"]


def _members_elsewhere() -> Examples:
    return _uids(Member.objects.exclude(org_path=F("branch__path")))


def _members_not_in_a_branch() -> Examples:
    branches = [code for code in categories.CATEGORIES if categories.is_branch(code)]
    outside = ~Q(branch__category__in=branches) | Q(branch__dissolved_at__isnull=False)
    return _uids(Member.objects.filter(outside, under_branch=True))


def _places_that_disagree() -> Examples:
    in_base = Q(place=Place.BASE.value)
    disagree = (in_base & Q(under_branch=False)) | (~in_base & Q(under_branch=True))
    active = Q(under_branch=True, status=Status.NORMAL.value)
    disagree |= (active & Q(active=False)) | (~active & Q(active=True))
    return _uids(Member.objects.filter(disagree))


def _people_twice() -> Examples:
    twice = Member.objects.filter(under_branch=True, id_blind__isnull=False).values("id_blind")
    for row in twice.annotate(n=Count("pk"), last=Max("pk")).filter(n__gt=1).order_by():
        yield Member.objects.get(pk=row["last"]).uid


def _transfers_open_twice() -> Examples:
    running = Transfer.objects.filter(open=True, member__isnull=False).values("member__uid")
    for row in running.annotate(n=Count("pk")).filter(n__gt=1).order_by():
        yield row["member__uid"]


def _holders_off_their_path() -> Examples:
    """The holder stands at the transfer's position on its path, under its own path."""
    node = TransferNode.objects.filter(
        transfer=OuterRef("pk"), position=OuterRef("position"), organization=OuterRef("holder")
    )
    off = ~Exists(node) | ~Q(holder_path=F("holder__path"))
    return _uids(Transfer.objects.filter(off, open=True))


def _members_off_their_transfer() -> Examples:
    """Before it is received the member stands in the source, held; nobody else is held."""
    running = Transfer.objects.filter(open=True)
    yield from _uids(running.filter(~Q(member__branch=F("source")) | ~Q(member__hold="transfer")))
    free = Member.objects.filter(hold="transfer")
    yield from _uids(free.filter(~Exists(running.filter(member=OuterRef("pk")))))


def _received_somewhere_else() -> Examples:
    """The newest transfer that was received brought the member where the last step says."""
    done = Transfer.objects.filter(status=TransferStatus.FINISHED)
    wrong = done.annotate(last=Max("nodes__position")).exclude(position=F("last"))
    return _uids(wrong)


def _steps_with_a_gap() -> Examples:
    """Steps are numbered from 1 without a gap, each beginning where the one before ended."""
    rows = TransferStep.objects.order_by("transfer", "number").values_list(
        "transfer__uid", "number", "origin", "goal", "transfer__steps"
    )
    last: tuple[object, int, int, int] | None = None
    for uid, number, origin, goal, steps in rows.iterator():
        if last is not None and last[0] == uid:
            if number != last[1] + 1 or origin != last[2]:
                yield uid
        else:
            if last is not None and last[1] != last[3]:
                yield last[0]
            if number != 1:
                yield uid
        last = (uid, number, goal, steps)
    if last is not None and last[1] != last[3]:
        yield last[0]


def _without_a_record() -> Examples:
    return _uids(
        Transfer.objects.filter(~Exists(TransferStep.objects.filter(transfer=OuterRef("pk"))))
    )


def _letters_off_their_steps() -> Examples:
    """Each step that opens a letter has its own, and no other step has one (TRF-08)."""
    steps = TransferStep.objects.order_by("pk").values_list("transfer__uid", flat=True)
    yield from steps.filter(verb__in=OPENS_LETTER, letter__isnull=True)[: SHOWN + 1]
    letters = Letter.objects.order_by("pk").values_list("pk", flat=True)
    strange = ~Q(step__verb__in=OPENS_LETTER) | ~Q(step__transfer=F("transfer"))
    yield from letters.filter(strange)[: SHOWN + 1]


def _letters_void_or_not() -> Examples:
    """Those of a voided or withdrawn transfer are void, and no others (TRF-09)."""
    over = Q(transfer__status__in=(TransferStatus.VOID, TransferStatus.WITHDRAWN))
    wrong = (over & Q(voided_at__isnull=True)) | (~over & Q(voided_at__isnull=False))
    letters = Letter.objects.filter(wrong).order_by("pk")
    yield from letters.values_list("pk", flat=True)[: SHOWN + 1]


def _something_under_a_dissolved_one() -> Examples:
    gone = {"dissolved_at__isnull": False}
    yield from _uids(
        Member.objects.filter(under_branch=True, **{f"branch__{k}": v for k, v in gone.items()})
    )
    yield from Account.objects.filter(
        is_live=True, organization__dissolved_at__isnull=False
    ).values_list("uid", flat=True)
    running = Transfer.objects.filter(open=True, nodes__organization__dissolved_at__isnull=False)
    yield from _uids(running.distinct())
    yield from _uids(
        Organization.objects.filter(dissolved_at__isnull=True, parent__dissolved_at__isnull=False)
    )


def _movements_that_do_not_add_up() -> Examples:
    """Active = increases − decreases, of every branch."""
    balance: dict[str, int] = {}
    valid = Movement.objects.filter(voided_at__isnull=True).values_list("org_path", "kind")
    for path, kind, n in valid.annotate(n=Count("pk")).order_by():
        sign = 1 if kind == MovementKind.INCREASE.value else -1
        balance[path] = balance.get(path, 0) + sign * n
    active = Member.objects.filter(active=True).values_list("org_path")
    for path, n in active.annotate(n=Count("pk")).order_by():
        balance[path] = balance.get(path, 0) - n
    yield from (path for path, n in sorted(balance.items()) if n)


def _counts_that_are_wrong() -> Examples:
    """What the counts say of every organisation equals its rows, in every dimension."""
    expected = _expected_counts()
    paths = list(Organization.objects.order_by("path").values_list("path", flat=True))
    for some in batches(paths, AT_ONCE):
        for path, said in totals(some).items():
            if {k: dict(v) for k, v in said.counts.items() if v} != expected.get(path, {}):
                yield path


def _expected_counts() -> dict[str, Counts]:
    own: dict[str, Counts] = {}

    def put(path: str, dimension: Dimension, code: str, n: int) -> None:
        add_to(own.setdefault(path, {}), dimension.value, code, n)

    base = Member.objects.filter(under_branch=True)
    for path, n in _grouped(base.filter(active=True), "org_path"):
        put(path, Dimension.MEMBERS, ONE, n)
    for path, n in _grouped(base.filter(active=False), "org_path"):
        put(path, Dimension.SUSPENDED, ONE, n)
    for dimension, column in COUNTED.items():
        for path, code, n in _grouped(base.filter(active=True), "org_path", column):
            if code not in (None, ""):
                put(path, dimension, str(code), n)
    active = Organization.objects.filter(dissolved_at__isnull=True)
    for path in active.values_list("path", flat=True).iterator():
        put(path, Dimension.ORGANIZATIONS, ONE, 1)
    for path, n in _grouped(Unit.objects.all(), "home__path"):
        put(path, Dimension.UNITS, ONE, n)
    return roll_up(own)


def _grouped(rows: QuerySet[Member] | QuerySet[Unit], *columns: str) -> Iterator[tuple]:  # type: ignore[type-arg]
    return rows.order_by().values_list(*columns).annotate(n=Count("pk")).iterator()


def _findings_out_of_place() -> Examples:
    """A finding lies where its record lies."""
    about = Finding.objects.filter(kind="member")
    there = Member.objects.filter(
        uid=OuterRef("subject_uid"), org_path=OuterRef("org_path"), under_branch=True
    )
    return about.filter(~Exists(there)).values_list("subject_uid", flat=True)[: SHOWN + 1]


def _steps_without_a_line() -> Examples:
    """Every step of a transfer has one line of the log."""
    written: dict[object, int] = dict(
        Line.objects.filter(subject_noun="transfer", kind="business")
        .values_list("subject_uid")
        .annotate(n=Count("pk"))
        .order_by()
    )
    for uid, steps in Transfer.objects.values_list("uid", "steps").iterator():
        if written.get(uid, 0) < steps:
            yield uid


def _numbers_in_the_log() -> Examples:
    """No plain ID number stands in the readable columns of the log."""
    columns = ("uid", "subject_name", "actor_name", "organization_name", "request")
    for uid, *texts in Line.objects.values_list(*columns).iterator():
        if any(ID_NUMBER.search(text) for text in texts):
            yield uid


def _bent_log() -> Examples:
    """The chain over the log verifies up to the last seal (LOG-03)."""
    fault = verify().fault
    if fault is not None:
        yield fault.sentence


INVARIANTS: dict[str, Question] = {
    "党组织不在上级之下": _orphans,
    "党组织的下级序号落后": _counters_behind,
    "组织类别与上级不符": _categories_out_of_place,
    "所在单位不符合规定，也没有列入数据校核": _unit_links_wrong,
    "默认单位不止一个": _units_linked_twice_default,
    "单位的种类与关联、管理情况不符": organization_invariants.units_that_wait_wrongly,
    "已撤销的党组织还有关联或管理的单位": organization_invariants.units_of_dissolved_ones,
    "党组织撤销状态与撤销记录不符": organization_invariants.dissolved_without_a_paper,
    "“与上级党组织相同”的单位与上级不同": organization_invariants.followers_gone_astray,
    "党组织工作分类与默认单位不符": organization_invariants.work_categories_that_differ,
    "数据校核中有不存在或已撤销的党组织": organization_invariants.findings_about_nobody,
    "党员的路径与所在党支部不符": _members_elsewhere,
    "党员不在有效的党支部": _members_not_in_a_branch,
    "党员的所在库与标记不符": _places_that_disagree,
    "同一身份证号在册两次": _people_twice,
    "同一名党员有两件在办转接": _transfers_open_twice,
    "在办转接的当前组织不在路径上": _holders_off_their_path,
    "在办转接的党员不在转出支部，或没有锁定": _members_off_their_transfer,
    "已完成的转接没有停在最后一站": _received_somewhere_else,
    "转接步骤不连续": _steps_with_a_gap,
    "转接没有步骤": _without_a_record,
    "介绍信与开出它的步骤不符": _letters_off_their_steps,
    "介绍信的作废与转接状态不符": _letters_void_or_not,
    "已撤销的党组织下还有党员、账号、转接或下级": _something_under_a_dissolved_one,
    "在册人数不等于增加减去减少": _movements_that_do_not_add_up,
    "统计数与实际不符": _counts_that_are_wrong,
    "数据校核与党员所在党支部不符": _findings_out_of_place,
    "转接步骤没有日志": _steps_without_a_line,
    "日志中有完整身份证号": _numbers_in_the_log,
    "账号的路径与所属党组织不符": account_invariants.paths_that_differ,
    "授权码与账号状态不符": account_invariants.codes_that_do_not_fit,
    "已发送或作废的短信没有清除内容": account_invariants.messages_not_wiped,
    "文件的内容不在磁盘上": file_invariants.without_content,
    "磁盘上有不属于任何文件的内容": file_invariants.without_a_row,
    "日志校验不通过": _bent_log,
    "日志的防改触发器缺失": missing_triggers,
}
