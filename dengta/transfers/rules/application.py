"""<党员转出申请（填写介绍信）> as typed (TRF-02, TRF-03), and everything wrong with it at once."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import date
from typing import Any
from uuid import UUID

from dengta.codes.rules import phone as phones
from dengta.codes.rules import texts
from dengta.codes.rules.characters import narrow
from dengta.refusal import Complaint
from dengta.transfers.rules.types import OFFERED, OutType
from dengta.transfers.rules.validity import MOST_DAYS_INSIDE

REASON_LENGTH = 200
NAME_LENGTH = 200
PERSON_LENGTH = 50
ADDRESS_LENGTH = 200
MONTHS_AHEAD = 12
"""Dues are paid ahead, but not for years."""

POSTCODE = re.compile(r"[0-9]{6}", re.ASCII)


@dataclass(frozen=True, slots=True)
class ContactEntry:
    """联系人, 联系电话, 通讯地址, and of the 基层党委 also 传真 and 邮编."""

    person: str = ""
    phone: str = ""
    address: str = ""
    fax: str = ""
    postcode: str = ""

    @classmethod
    def of(cls, stored: dict[str, Any]) -> ContactEntry:
        """The entry whose plain values were stored."""
        known = {each.name for each in fields(cls)}
        return cls(**{key: value for key, value in stored.items() if key in known})

    def plain(self) -> dict[str, str]:
        return asdict(self)

    @property
    def is_empty(self) -> bool:
        return not any(self.plain().values())


@dataclass(frozen=True, slots=True)
class Contacts:
    """The three contacts of TRF-03: 转出党支部, 所在基层党委, 接收党支部."""

    source: ContactEntry = field(default_factory=ContactEntry)
    committee: ContactEntry = field(default_factory=ContactEntry)
    target: ContactEntry = field(default_factory=ContactEntry)

    @classmethod
    def of(cls, stored: dict[str, Any]) -> Contacts:
        """The contacts whose plain values were stored."""
        return cls(*(ContactEntry.of(stored.get(part, {})) for part in CONTACT_LABELS))

    def plain(self) -> dict[str, dict[str, str]]:
        return {part: getattr(self, part).plain() for part in CONTACT_LABELS}


CONTACT_LABELS: dict[str, str] = {
    "source": "转出党支部",
    "committee": "所在基层党委",
    "target": "接收党支部",
}

CONTACT_ITEMS: dict[str, dict[str, str]] = {
    "source": {"person": "联系人", "phone": "联系电话", "address": "通讯地址"},
    "committee": {
        "person": "联系人",
        "phone": "联系电话",
        "address": "通讯地址",
        "fax": "传真",
        "postcode": "邮编",
    },
    "target": {"person": "联系人", "phone": "联系电话", "address": "通讯地址"},
}
"""What is asked of each of the three contacts, in the order of the form."""


@dataclass(frozen=True, slots=True)
class Application:
    """The form as typed. ``target`` names the receiving organisation; ``sender`` and ``recipient``
    are 发件人 and 收件人, "" for the system's own words; ``days`` None when it was no number;
    ``dues_until`` a month, as any of its days."""

    target: UUID | None = None
    kind: str = ""
    sent_on: date | None = None
    days: int | None = None
    reason: str = ""
    dues_until: date | None = None
    sender: str = ""
    recipient: str = ""
    contacts: Contacts = field(default_factory=Contacts)


@dataclass(frozen=True, slots=True)
class Judged:
    """An application with its values as stored, and what forbids it."""

    application: Application
    complaints: tuple[Complaint, ...]


def judge(application: Application, on: date) -> Judged:
    """``application`` put in order and judged as of the day ``on``; every complaint at once.

    What needs the database (the target, code tables, the member) is not looked at here.
    """
    complaints: list[Complaint] = []
    application = replace(
        application,
        reason=texts.clean(application.reason),
        sender=texts.clean(application.sender),
        recipient=texts.clean(application.recipient),
        dues_until=application.dues_until.replace(day=1) if application.dues_until else None,
    )
    if application.target is None:
        complaints.append(Complaint("请选择接收单位。", "target"))
    if application.kind not in OFFERED:
        complaints.append(Complaint(_kind_sentence(application.kind), "kind"))
    _dates(application, on, complaints)
    if application.days is None or not 1 <= application.days <= MOST_DAYS_INSIDE:
        complaints.append(Complaint(f"有效期应为 1 至 {MOST_DAYS_INSIDE} 天，请修改。", "days"))
    if not application.reason:
        complaints.append(Complaint("请填写转出原因。", "reason"))
    for name, label, text, most in (
        ("reason", "转出原因", application.reason, REASON_LENGTH),
        ("sender", "发件人", application.sender, NAME_LENGTH),
        ("recipient", "收件人", application.recipient, NAME_LENGTH),
    ):
        _text(name, label, text, most, complaints)
    contacts = Contacts(
        **{
            part: judge_contact(
                getattr(application.contacts, part), part, required=part == "source", to=complaints
            )
            for part in CONTACT_LABELS
        }
    )
    return Judged(replace(application, contacts=contacts), tuple(complaints))


def judge_contact(
    entry: ContactEntry, part: str, *, required: bool, to: list[Complaint]
) -> ContactEntry:
    """One contact with its values as stored; what is wrong goes to ``to``, its fields named
    ``contacts-<part>-phone`` and so on."""
    label = CONTACT_LABELS[part]
    entry = ContactEntry(
        person=texts.clean(entry.person),
        phone=narrow(entry.phone),
        address=texts.clean(entry.address),
        fax=narrow(entry.fax),
        postcode=narrow(entry.postcode),
    )
    if required and not entry.person:
        to.append(Complaint(f"请填写{label}的联系人。", contact_field(part, "person")))
    if required and not entry.phone:
        to.append(Complaint(f"请填写{label}的联系电话。", contact_field(part, "phone")))
    for name, number in (("phone", entry.phone), ("fax", entry.fax)):
        wrong = phones.problem(number) if number else None
        if wrong is not None:
            to.append(Complaint(wrong, contact_field(part, name)))
    if entry.postcode and not POSTCODE.fullmatch(entry.postcode):
        to.append(Complaint("邮编应为 6 位数字，请检查。", contact_field(part, "postcode")))
    _text(contact_field(part, "person"), "联系人", entry.person, PERSON_LENGTH, to)
    _text(contact_field(part, "address"), "通讯地址", entry.address, ADDRESS_LENGTH, to)
    return entry


def contact_field(part: str, name: str) -> str:
    """The name of a contact's field among the form's: ``contacts-source-phone``."""
    return f"contacts-{part}-{name}"


def _kind_sentence(kind: str) -> str:
    if not kind:
        return "请选择转出类型。"
    if kind in {OutType.OTHER_PROVINCE, OutType.OTHER}:
        return "这一类转接暂不能在系统内办理，请另选转出类型。"
    return "没有这个转出类型，请从列表中重新选择。"


def _dates(application: Application, on: date, complaints: list[Complaint]) -> None:
    if application.sent_on is None:
        complaints.append(Complaint("请填写转出时间。", "sent_on"))
    elif application.sent_on > on:
        complaints.append(Complaint("转出时间晚于今天，请检查。", "sent_on"))
    elif application.sent_on.year < 1921:
        complaints.append(Complaint("转出时间过早，请检查。", "sent_on"))
    if application.dues_until is None:
        complaints.append(Complaint("请填写党费交至哪年哪月。", "dues_until"))
        return
    ahead = (application.dues_until.year - on.year) * 12 + application.dues_until.month - on.month
    if ahead > MONTHS_AHEAD:
        complaints.append(Complaint("党费交至的月份超过今天一年以上，请检查。", "dues_until"))
    elif application.dues_until.year < 1921:
        complaints.append(Complaint("党费交至的月份过早，请检查。", "dues_until"))


def _text(name: str, label: str, text: str, most: int, complaints: list[Complaint]) -> None:
    wrong = texts.problem(text, label, most)
    if wrong is not None:
        complaints.append(Complaint(wrong, name))
