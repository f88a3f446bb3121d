"""The demo province: about eighty organisations, 1,500 invented members, transfers at each stage.

Deterministic but for the day on which it is made, and made through the project's own verbs.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from random import Random

from django.db import transaction
from django.utils.timezone import localdate

from dengta.access.actor import SYSTEM
from dengta.access.roles import ROLE_LABELS, Role
from dengta.codes.queries import tables
from dengta.gateways.effects.population import load_register
from dengta.members.actions.loading import load
from dengta.members.effects.bulk import Row, StagedRow, stage
from dengta.members.rules.facts import Facts
from dengta.members.rules.standing import ArchivedAs
from dengta.operations.demo import accounts, places, sets, stories
from dengta.operations.demo.accounts import PASSWORD
from dengta.operations.demo.people import People
from dengta.organizations.models import Organization
from dengta.organizations.rules.categories import is_branch

SEED = 37
MEMBERS = 1500
ARCHIVED = 24
STAGED = 12
ONLY_IN_THE_REGISTER: tuple[tuple[str, str], ...] = (
    ("高岭松", "370999197803210033"),
    ("林晚秋", "370999198507040169"),
    ("周小满", "370999199005200016"),
    ("许明河", "37099919920813002X"),
    ("苏青禾", "370999198106150041"),
)
"""People whom only the register knows: to try 补录 with."""
FOUNDED_AGO = timedelta(days=30)
TABLES = ("ethnicity_2017_template", "education_2017_template", "job_post_2017_template")


@transaction.atomic
def make(*, at: datetime) -> None:
    """Make the whole province, as of the moment ``at``, in an empty installation."""
    random = Random(SEED)
    founded = at - FOUNDED_AGO
    made = places.make(random, founded)
    people = _people(random, at)
    _members(made, people, founded)
    staged = [people.one() for _ in range(STAGED)]
    stage((_staged(facts) for facts in staged), at=founded)
    load_register((facts.name, facts.id_number) for facts in staged)
    load_register(ONLY_IN_THE_REGISTER)
    administrators = accounts.open_all(made, founded)
    accounts.open_others(made, at)
    sets.fill(made, at)
    stories.tell(made, administrators, at)


def guide() -> str:
    """What the terminal says when the demo is ready: the accounts and three things to try."""
    everybody = accounts.demo_accounts()
    clerks = [each for each in everybody if each.role is Role.ADMINISTRATOR]
    mobile = {each.place: f"{each.mobile}（{each.name}）" for each in clerks}
    people = "、".join(f"{name} {number}" for name, number in ONLY_IN_THE_REGISTER[:2])
    lines = [f"演示账号（密码都是 {PASSWORD}）："]
    lines += [f"  {each.mobile}  {each.name}  {each.place}，{each.what}" for each in clerks]
    for role in (Role.OFFICER, Role.AUDITOR):
        those = [f"{each.mobile} {each.place}" for each in everybody if each.role is role]
        lines.append(f"  {ROLE_LABELS[role]}：{'、'.join(those)}")
    lines += [
        "试一试：",
        f"  1. 用 {mobile[stories.SOURCE]} 登录，在“党员信息”里补录一名党员：{people}。",
        "  2. 选中这名党员，点“组织关系转出”，接收单位输入“云台镇西岭村”，发送。",
        f"  3. 依次用 {mobile['青石镇']}、{mobile['东平川县']}、{mobile['云台镇']} 同意，",
        f"     再用 {mobile[stories.NEAR]} 接收，并打印介绍信。",
    ]
    return "\n".join(lines) + "\n"


def _people(random: Random, at: datetime) -> People:
    codes = {name: [choice.code for choice in tables.choices(name)] for name in TABLES}
    return People(random, localdate(at), codes)


def _members(made: Mapping[str, Organization], people: People, at: datetime) -> None:
    branches = [each for each in made.values() if is_branch(each.category)]
    weights = [people.random.uniform(0.5, 1.5) for _ in branches]
    shares = people.random.choices(range(len(branches)), weights, k=MEMBERS)
    rows = [
        Row(branches[share].pk, branches[share].path, settled.facts, warnings=settled.warnings)
        for share, settled in ((share, people.settled()) for share in sorted(shares))
    ]
    gone = (ArchivedAs.TRANSFERRED, ArchivedAs.DEATH, ArchivedAs.DEPARTURE)
    for number in range(ARCHIVED):
        branch = branches[number % len(branches)]
        archived = people.one(probationary=False)
        rows.append(Row(branch.pk, branch.path, archived, archived_as=gone[number % len(gone)]))
    load(rows=rows, by=SYSTEM, at=at)
    load_register((row.facts.name, row.facts.id_number) for row in rows)


def _staged(facts: Facts) -> StagedRow:
    known = {
        "ethnicity": facts.ethnicity,
        "education": facts.education,
        "category": facts.category,
        "joined_on": facts.joined_on.isoformat() if facts.joined_on else "",
        "post": facts.post,
        "address": facts.address,
    }
    return StagedRow(facts.name, facts.id_number, known, "旧版党员信息系统")
