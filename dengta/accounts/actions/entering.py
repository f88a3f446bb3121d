"""A person as the officer enters him: what is wrong with the entry, and the rows it becomes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction

from dengta.access.actor import Actor
from dengta.access.checks import require
from dengta.access.permissions import FUNCTIONS, Can
from dengta.access.roles import ROLE_LABELS, Role
from dengta.accounts.models import Account
from dengta.accounts.queries.manageable import needed
from dengta.accounts.queries.people import Taken, taken
from dengta.accounts.rules import people
from dengta.accounts.rules.states import State
from dengta.audit.rules.lines import Changed
from dengta.codes.rules import id_number as ids
from dengta.codes.rules.characters import narrow
from dengta.codes.rules.texts import clean
from dengta.organizations.models import Organization
from dengta.refusal import Complaint, Refusal, SeparationBroken
from dengta.vault.blind import blind_index

ONE_DUTY = "此人已有账号。一个公民身份证号、一个手机号码只能有一个账号，一人只能担任一种角色。"
TWICE = "与前面一行是同一个公民身份证号或手机号码，一人只能有一个账号。"


@dataclass(frozen=True, slots=True)
class Entry:
    """One person to be authorised (ACC-06)."""

    organization: Organization
    name: str
    id_number: str
    mobile: str
    role: Role
    functions: frozenset[Can] = field(default_factory=frozenset)


class EntriesRefused(Refusal):
    """What is wrong with some of many entries: ``by_place`` says it for each, from 0."""

    by_place: dict[int, list[Complaint]]

    @classmethod
    def at(cls, by_place: dict[int, list[Complaint]]) -> EntriesRefused:
        """The refusal of these; there must be some."""
        several = tuple(each for complaints in by_place.values() for each in complaints)
        refusal = cls(several[0].sentence)
        refusal.by_place = by_place
        refusal.complaints = several
        return refusal


def normal(entry: Entry) -> Entry:
    """The entry as it is stored: no blanks around, ordinary width, X in upper case."""
    return replace(
        entry,
        name=clean(entry.name),
        id_number=ids.normalize(entry.id_number),
        mobile=narrow(entry.mobile),
    )


def complaints_of(entries: Sequence[Entry]) -> dict[int, list[Complaint]]:
    """Everything that is wrong with each of ``entries`` (ACC-06, ACC-21), by its place, from 0.

    Fields: name, id_number, mobile, functions. Two queries, however many entries; who may authorise
    whom is no business of the entry.
    """
    typed = [normal(entry) for entry in entries]
    held = taken([each.id_number for each in typed], [each.mobile for each in typed])
    seen: set[str] = set()
    found: dict[int, list[Complaint]] = {}
    for place, entry in enumerate(typed):
        wrong = _wrong_with(entry, held)
        if not wrong and (entry.id_number in seen or entry.mobile in seen):
            wrong = [Complaint(TWICE, "id_number" if entry.id_number in seen else "mobile")]
        seen |= {entry.id_number, entry.mobile}
        if wrong:
            found[place] = wrong
    return found


def require_separation(entries: Sequence[Entry], *, by: Actor) -> None:
    """Insist that no entry joins what the duties keep apart (ACC-01): a second duty for a person,
    functions for an officer or auditor, the actor's own person; and that each lies within ACC-05.
    """
    for entry in entries:
        require(by, needed(entry.role), entry.organization.path)
        require_functions(entry.role, entry.functions)
    typed = [normal(entry) for entry in entries]
    held = taken([each.id_number for each in typed], ())
    for entry in typed:
        duty = held.duties.get(entry.id_number)
        if duty is not None and duty is not entry.role:
            raise SeparationBroken(f"{ONE_DUTY}（{entry.name}）", field="id_number")


def require_functions(role: Role, functions: frozenset[Can]) -> None:
    """Insist that an account of this duty may hold these functions (ACC-01, ACC-03)."""
    if functions and role is not Role.ADMINISTRATOR:
        raise SeparationBroken(f"{ROLE_LABELS[role]}没有业务功能。", field="functions")
    if functions - set(FUNCTIONS):
        raise SeparationBroken("管理员只能有业务功能，不能管理账号或查看日志。", field="functions")


def account_of(entry: Entry, *, at: datetime) -> Account:
    """A waiting account for an entry in its normal form, not yet stored."""
    return Account(
        name=entry.name,
        id_number=entry.id_number,
        id_blind=blind_index("id_number", entry.id_number),
        mobile=entry.mobile,
        mobile_blind=blind_index("mobile", entry.mobile),
        role=entry.role,
        organization=entry.organization,
        org_path=entry.organization.path,
        functions=sorted(entry.functions),
        state=State.WAITING,
        is_live=True,
        password=make_password(None),
        opened_at=at,
    )


def store(accounts: Sequence[Account]) -> None:
    """Insert them; refuses when somebody else was faster with one of the persons or numbers."""
    try:
        with transaction.atomic():
            Account.objects.bulk_create(accounts)
    except IntegrityError as error:
        raise Refusal(ONE_DUTY, field="id_number") from error


def changes_of(account: Account) -> list[Changed]:
    """What the log says of a new account."""
    granted = "、".join(FUNCTIONS[Can(value)][1] for value in account.functions)
    return [
        Changed("role", "角色", "", ROLE_LABELS[Role(account.role)]),
        Changed("organization", "所属党组织", "", account.organization.name),
        Changed("id_number", "公民身份证号", "", account.id_number, secret=True),
        Changed("mobile", "手机号码", "", account.mobile, secret=True),
        Changed("functions", "功能", "", granted),
    ]


def _wrong_with(entry: Entry, held: Taken) -> list[Complaint]:
    wrong: list[Complaint] = []
    problem = people.name_problem(entry.name)
    if problem:
        wrong.append(Complaint(problem, "name"))
    problem = ids.problem(entry.id_number)
    if problem:
        wrong.append(Complaint(problem, "id_number"))
    elif entry.id_number in held.duties:
        wrong.append(Complaint(ONE_DUTY, "id_number"))
    problem = people.mobile_problem(entry.mobile)
    if problem:
        wrong.append(Complaint(problem, "mobile"))
    elif entry.mobile in held.mobiles:
        wrong.append(Complaint(people.MOBILE_TAKEN, "mobile"))
    return wrong
