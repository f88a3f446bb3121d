"""What deleting, dissolving and restoring an organisation would do (ORG-12, ORG-13).

The verbs call the same functions inside their transactions, when the row is held.
"""

from __future__ import annotations

from django.conf import settings

from dengta.access.actor import Actor
from dengta.access.checks import require
from dengta.access.permissions import Can
from dengta.organizations.models import Organization
from dengta.organizations.rules import categories
from dengta.organizations.rules.preview import Consequence, Fate, Matter, Preview, Verb
from dengta.refusal import Spot
from dengta.reorganization.models import Dissolution
from dengta.reorganization.queries import matters

STANDS = "这个党组织没有被撤销，不用恢复。"


def deletion(actor: Actor, organization: Organization) -> Preview:
    """What deleting ``organization``, one of the actor's subordinates, would do (ORG-12)."""
    require(actor, Can.DELETE_ORGANIZATION, organization.path)
    return _preview(
        Verb.DELETE,
        organization,
        [
            matters.subordinates(organization),
            matters.members(organization, archived=True),
            matters.running(organization),
            matters.records(organization, block=True),
            matters.accounts(organization),
            matters.units(organization),
            matters.managed(organization),
        ],
        [
            Consequence(Fate.REMOVED, "党组织和它自己的信息集永久删除，不能恢复"),
            Consequence(Fate.REMOVED, "曾用名、变更记录和登记的联系方式一并删除"),
            Consequence(Fate.REMOVED, "编码作废，不再使用"),
            Consequence(Fate.KEPT, "日志保留被删内容的全文"),
        ],
    )


def dissolution(actor: Actor, organization: Organization) -> Preview:
    """What dissolving ``organization`` would do (ORG-13).

    Past records and archived members hold it up only when ``DISSOLVE_WITH_RECORDS`` is off.
    """
    require(actor, Can.DISSOLVE_ORGANIZATION, organization.path)
    strict = not settings.DISSOLVE_WITH_RECORDS
    return _preview(
        Verb.DISSOLVE,
        organization,
        [
            matters.subordinates(organization),
            matters.members(organization, archived=strict),
            matters.running(organization),
            *([matters.records(organization, block=True)] if strict else []),
            matters.accounts(organization),
            matters.units(organization),
            matters.managed(organization),
        ],
        [
            Consequence(Fate.REMOVED, "从党组织树和各种可选的列表中移出，不能再接收党员和转接"),
            Consequence(Fate.REMOVED, "数据校核中关于它的问题不再列出"),
            Consequence(
                Fate.KEPT,
                "名称、编码、信息和办过的业务作为历史保留，可以在【更多】的“已撤销的党组织”中"
                "查看、恢复",
            ),
            Consequence(Fate.KEPT, "编码留给它自己，不给别的党组织使用"),
        ],
    )


def restoring(actor: Actor, organization: Organization) -> Preview:
    """What bringing a dissolved ``organization`` back would do, or what prevents it (ORG-13)."""
    require(actor, Can.DISSOLVE_ORGANIZATION, organization.path)
    superior = organization.parent
    found = [
        Matter(
            "standing",
            "撤销状态",
            0 if organization.dissolved_at else 1,
            "项",
            "已撤销" if organization.dissolved_at else STANDS,
            blocks=organization.dissolved_at is None,
        )
    ]
    if superior is not None:
        found += [
            _superior_gone(superior),
            _no_longer_fits(superior, organization),
            _name_taken(superior, organization),
        ]
    after = [Consequence(Fate.KEPT, "名称、编码、信息和办过的业务照旧")]
    if categories.needs_unit(organization.category):
        after.append(
            Consequence(Fate.CLEARED, "所在单位不随同恢复，恢复后请重新关联；数据校核会列出")
        )
    return _preview(Verb.RESTORE, organization, found, after)


def standing_dissolution(organization: Organization) -> Dissolution | None:
    """The dissolution that ``organization`` is under; None for an active one."""
    return Dissolution.objects.filter(organization=organization, restored_at__isnull=True).first()


def _superior_gone(superior: Organization) -> Matter:
    gone = superior.dissolved_at is not None
    return Matter(
        "superior",
        "上级党组织",
        int(gone),
        "个",
        f"“{superior.name}”已撤销，请先恢复它" if gone else f"“{superior.name}”",
        blocks=gone,
        way="去恢复上级党组织",
        spot=Spot("restoring", superior.uid),
    )


def _no_longer_fits(superior: Organization, organization: Organization) -> Matter:
    why = categories.why_not(superior.category, organization.category)
    return Matter(
        "category",
        "组织类别",
        int(bool(why)),
        "项",
        f"不能再设在“{superior.name}”下面：{why}" if why else "可以设在上级党组织下面",
        blocks=bool(why),
        way="去更改上级的组织类别",
        spot=Spot("category", superior.uid),
    )


def _name_taken(superior: Organization, organization: Organization) -> Matter:
    other = Organization.objects.filter(
        parent=superior, name=organization.name, dissolved_at__isnull=True
    ).exclude(pk=organization.pk)
    taken = other.first()
    return Matter(
        "name",
        "党组织名称",
        int(taken is not None),
        "项",
        "同级党组织中已有这个名称，请先给那个党组织改名" if taken else "同级没有重名",
        blocks=taken is not None,
        way="去改名",
        spot=Spot("renaming", taken.uid if taken else None),
    )


def _preview(
    verb: Verb,
    organization: Organization,
    found: list[Matter],
    consequences: list[Consequence],
) -> Preview:
    return Preview(
        verb=verb,
        uid=organization.uid,
        name=organization.name,
        code=organization.code,
        category=organization.category,
        step=organization.step,
        matters=tuple(found),
        consequences=tuple(consequences),
    )
