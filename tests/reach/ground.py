"""Fifteen kinds of accounts in the small province, and objects of every noun around each of them.

Levels are the province P, the city C1, the county D1 and the branch B1. Around each level there are
places: its own organisation, one below, one above, one beside. What only branches hold (members,
transfers) stands under a branch of that place.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import count
from typing import Any

from django.http import HttpResponse
from django.utils.timezone import localdate, now

from dengta.access.actor import SYSTEM, Actor
from dengta.access.permissions import FUNCTIONS
from dengta.access.roles import Role
from dengta.accounts.actions.authorising import authorise
from dengta.accounts.actions.entering import Entry
from dengta.accounts.actions.lifecycle import suspend
from dengta.accounts.models import Account
from dengta.accounts.queries.sessions import as_actor
from dengta.accounts.rules.sessions import Session
from dengta.audit.models import Line
from dengta.audit.queries import Question
from dengta.audit.rules.events import Event
from dengta.audit.rules.events import Kind as Screen
from dengta.files.actions import store
from dengta.files.rules.checking import checked
from dengta.files.rules.kinds import Kind as FileKind
from dengta.files.rules.owners import Owner
from dengta.imports.actions import sheets
from dengta.imports.models import SheetRow
from dengta.jobs.actions import Progress, finish, take
from dengta.jobs.models import Job
from dengta.members.models import Member
from dengta.organizations.actions import information, units
from dengta.organizations.actions.tree import edit
from dengta.organizations.models import Organization
from dengta.reports import log
from dengta.reports.kinds import CHECK, EXPORT
from dengta.transfers import actions as transfers
from dengta.transfers.models import Letter, Transfer
from dengta.web import session_cookie
from dengta.web.files.gates import change_member, own_account
from tests.accounts.builders import account, invented_id
from tests.files.making import picture
from tests.imports.sheet_builders import person, typed
from tests.members.builders import member
from tests.transfers import people
from tests.world import Province, actor, organization, unit_entry

OWN, BELOW, ABOVE, BESIDE = PLACES = ("own", "below", "above", "beside")

ORGANIZATIONS: dict[str, dict[str, str]] = {
    "P": {OWN: "P", BELOW: "C1"},
    "C1": {OWN: "C1", BELOW: "D1", ABOVE: "P", BESIDE: "C2"},
    "D1": {OWN: "D1", BELOW: "T1", ABOVE: "C1", BESIDE: "D2"},
    "B1": {OWN: "B1", ABOVE: "T1", BESIDE: "B1b"},
}
"""Level → place → the organisation there."""

BRANCHES: dict[str, dict[str, str]] = {
    "P": {BELOW: "CB1"},
    "C1": {BELOW: "B1", ABOVE: "PB", BESIDE: "CB2"},
    "D1": {BELOW: "B1", ABOVE: "CB1", BESIDE: "B2"},
    "B1": {OWN: "B1", ABOVE: "CB1", BESIDE: "B1b"},
}
"""Level → place → the branch there: of an organisation below it, directly below one above it, or
below one beside it."""

MORE = {"PB": "P", "PBb": "P", "CB1b": "C1", "CB2b": "C2"}
"""Branches that the small province lacks, with their superiors."""

WAYS = {"PB": "PBb", "CB1": "CB1b", "CB2": "CB2b", "B1": "KB1", "B2": "B2b", "B1b": "GB1"}
"""Source → target of the transfers; the path of none leads past a level that should not see it."""

ROLES = {"管理员": Role.ADMINISTRATOR, "安全员": Role.OFFICER, "审计员": Role.AUDITOR}
LEVELS = {"省": "P", "市": "C1", "县": "D1", "支部": "B1"}
Known = dict[Role, dict[str, Account | None]]
"""The officers and auditors among the kinds, by level."""

WORK = {EXPORT: log.export, CHECK: log.check}
"""What the worker does for each kind of job here; messages stay unsent."""

STRANGER, SUSPENDED, WAITING = "未登录", "已停用", "未激活"


@dataclass(frozen=True)
class Kind:
    """A kind of account; ``account`` is None for who did not sign in."""

    name: str
    level: str
    role: Role
    account: Account | None

    @property
    def actor(self) -> Actor:
        """The actor that the pages see."""
        assert self.account is not None
        return as_actor(self.account, at=now(), address="127.0.0.1", request="test")


@dataclass(frozen=True)
class Ground:
    """Kinds by name; the values of ``{noun}`` in an address, by level and place."""

    kinds: dict[str, Kind]
    nouns: dict[str, dict[str, str]]

    def at(self, kind: Kind, place: str) -> Mapping[str, str] | None:
        """What the nouns are at ``place`` around ``kind``; None where there is no such place for
        it. A noun that only branches hold is missing where no branch is. ``my_…`` are those of the
        own organisation, and of a branch within reach, wherever ``place`` is."""
        key = ORGANIZATIONS[kind.level].get(place)
        if key is None:
            return None
        near = BRANCHES[kind.level].get(BELOW) or BRANCHES[kind.level][OWN]
        mine = self._of(kind.level, near)
        there = self._of(key, BRANCHES[kind.level].get(place))
        return there | {f"my_{noun}": value for noun, value in mine.items()}

    def _of(self, key: str, branch: str | None) -> dict[str, str]:
        return self.nouns[key] | (self.nouns[f"branch {branch}"] if branch else {})


def cookie_of(opened: Account) -> str:
    """The value of the session cookie that the sign-in page would hand out now."""
    moment = now()
    response = HttpResponse()
    session_cookie.write(response, Session(opened.pk, opened.session_number, moment, moment))
    return str(response.cookies[session_cookie.COOKIE].value)


def ground(province: Province) -> Ground:
    """Make everything, by the real verbs."""
    places = {key: province[key] for key in province.by_key}
    for key, superior in MORE.items():
        places[key] = organization(places[superior], f"{key}党支部")
    numbers = count(1)
    kinds = _kinds(places, numbers)
    known = {
        role: {each.level: each.account for each in kinds.values() if each.role is role}
        for role in (Role.OFFICER, Role.AUDITOR)
    }
    nouns: dict[str, dict[str, str]] = {}
    keys = {key for around in ORGANIZATIONS.values() for key in around.values()}
    for key in sorted(keys):
        nouns[key] = _of_organization(places, key, known, numbers)
    for key in sorted({key for around in BRANCHES.values() for key in around.values()}):
        nouns[f"branch {key}"] = _of_branch(places, key)
    return Ground(kinds, nouns)


def _kinds(places: dict[str, Organization], numbers: count[int]) -> dict[str, Kind]:
    kinds = {STRANGER: Kind(STRANGER, "D1", Role.ADMINISTRATOR, None)}
    for duty, role in ROLES.items():
        for level, key in LEVELS.items():
            name = f"{level}{duty}"
            opened = account(places[key], next(numbers), name="田穗青", role=role, at=now())
            kinds[name] = Kind(name, key, role, opened)
    suspended = account(places["D1"], next(numbers), name="田穗青", at=now())
    suspend(account=suspended, reason="长期出差", by=SYSTEM, at=now())
    suspended.refresh_from_db()
    kinds[SUSPENDED] = Kind(SUSPENDED, "D1", Role.ADMINISTRATOR, suspended)
    kinds[WAITING] = Kind(WAITING, "D1", Role.ADMINISTRATOR, _waiting(places["D1"], numbers))
    return kinds


def _waiting(place: Organization, numbers: count[int]) -> Account:
    number = next(numbers)
    entry = Entry(
        place, "苏禾青", invented_id(number), f"139000{number:05d}", Role.ADMINISTRATOR,
        frozenset(FUNCTIONS),
    )  # fmt: skip
    [waiting] = authorise(entries=[entry], by=SYSTEM, at=now())
    return waiting


def _of_organization(
    places: dict[str, Organization], key: str, known: Known, numbers: count[int]
) -> dict[str, str]:
    place, at = places[key], now()
    place.refresh_from_db()
    edit(
        organization=place, secretary="田禾秋", contact="赵麦香", phone="0699-8880022",
        seen=place.step, by=SYSTEM, at=at,
    )  # fmt: skip
    line = Line.objects.filter(event=Event.ORGANIZATION_EDITED, subject_uid=place.uid).get()
    clerk = account(place, next(numbers), name="田穗青", at=at)
    officer = known[Role.OFFICER].get(key) or account(
        place, next(numbers), name="田穗青", role=Role.OFFICER, at=at
    )
    by = as_actor(officer, at=at, address="127.0.0.1", request="test")
    auditor = known[Role.AUDITOR].get(key) or account(
        place, next(numbers), name="田穗青", role=Role.AUDITOR, at=at
    )
    reads = as_actor(auditor, at=at, address="127.0.0.1", request="test")
    rows = typed(person(700, place.name), person(701, place.name, name=""))
    draft = sheets.upload(rows=rows, file_name="名单.xlsx", by=by, at=at)
    mine = as_actor(clerk, at=at, address="127.0.0.1", request="test")
    portrait = store(
        owner=Owner("account", clerk.uid),
        file=checked(FileKind.PORTRAIT, "头像.png", picture("PNG")),
        may=own_account, by=mine, at=at,
    )  # fmt: skip
    row = SheetRow.objects.filter(draft=draft).order_by("number").last()
    assert row is not None
    post = information.add(
        organization=place, of="team", by=SYSTEM, at=at,
        values={"person": "田禾秋", "post": "1", "since": "2024-03-01"},
    )  # fmt: skip
    kept = units.create(
        entry=unit_entry(f"{key}联系的企业", category="23", establishment="41"),
        managing=place, basics={}, home=place, by=SYSTEM, at=at,
    )  # fmt: skip
    return {
        "org": str(place.uid),
        "post": str(post),
        "unit": str(kept.uid),
        "account": str(clerk.uid),
        "waiting": str(_waiting(place, numbers).uid),
        "officer": str(officer.uid),
        "sheet": str(draft.uid),
        "row": str(row.uid),
        "line": str(line.uid),
        "job": str(log.ask_check(by=reads, at=at).uid),
        "export": str(_exported(reads).uid),
        "portrait": str(portrait.uid),
    }


def _unsent(_running: Progress) -> dict[str, Any]:
    return {}


def _exported(by: Actor) -> Job:
    """A table of the log that the worker has written for ``by``."""
    log.ask_export(question=Question(kind=Screen.BUSINESS), by=by, at=now())
    while job := take("test", now()):
        running = Progress(job)
        finish(running.lease, at=now(), result=WORK.get(job.kind, _unsent)(running))
    return Job.objects.filter(kind=EXPORT).latest("pk")


def _of_branch(places: dict[str, Organization], key: str) -> dict[str, str]:
    branch, at = places[key], now()
    stays: Member = member(branch, at=at)
    photo = store(
        owner=Owner("member", stays.uid),
        file=checked(FileKind.MEMBER_PHOTO, "照片.png", picture("PNG")),
        may=change_member, by=SYSTEM, at=at,
    )  # fmt: skip
    leaves = member(branch, at=at)
    moving = _sent(leaves, places[WAYS[key]])
    if key == "B1":
        moving = people.agree(moving, actor(places["T1"]), at=at)
    letter = Letter.objects.filter(transfer=moving).order_by("-pk").first()
    assert letter is not None
    return {
        "branch": str(branch.uid),
        "member": str(stays.uid),
        "photo": str(photo.uid),
        "transfer": str(moving.uid),
        "step": str(moving.step),
        "serial": str(letter.pk),
    }


def _sent(leaves: Member, target: Organization) -> Transfer:
    today = localdate()
    application = people.form(target, sent_on=today, dues_until=today.replace(day=1))
    (sent,) = transfers.send(
        members=[leaves], application=application, by=actor(leaves.branch), at=now()
    )
    return people.found(sent)
