"""Who may see, and who may change, what a file belongs to: one gate per noun (ACC-02)."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from dengta.access.actor import Actor
from dengta.access.permissions import Can
from dengta.files.rules.owners import Gate, Place
from dengta.members.queries import record
from dengta.refusal import OutOfReach
from dengta.reorganization.queries import history


def see_member(actor: Actor, uid: UUID) -> Place:
    """Who may open the record sees its photo and attachments."""
    member = record.find(actor, uid, Can.BROWSE_MEMBERS)
    return Place(member.org_path, member.name)


def change_member(actor: Actor, uid: UUID) -> Place:
    """Who may edit the record changes them."""
    member = record.find(actor, uid, Can.EDIT_MEMBER)
    return Place(member.org_path, member.name)


def enrolled_member(actor: Actor, uid: UUID) -> Place:
    """Who enrols a person brings the photo along."""
    member = record.find(actor, uid, Can.ENROL_MEMBER)
    return Place(member.org_path, member.name)


def own_account(actor: Actor, uid: UUID) -> Place:
    """A portrait is one's own (ACC-19); another's is looked for as long as what does not exist."""
    if uid != actor.uid:
        record.find(actor, uid)
        raise OutOfReach
    return Place(actor.path, actor.name, own=True)


def see_dissolution(actor: Actor, uid: UUID) -> Place:
    """Who may browse an organisation sees the document that dissolved it."""
    organization = history.find(actor, uid).organization
    return Place(organization.path, organization.name)


def dissolve_organization(actor: Actor, uid: UUID) -> Place:
    """Who dissolves an organisation brings the document along (ORG-13)."""
    organization = history.find(actor, uid, Can.DISSOLVE_ORGANIZATION).organization
    return Place(organization.path, organization.name)


SEE: Mapping[str, Gate] = {
    "member": see_member,
    "account": own_account,
    "dissolution": see_dissolution,
}
"""Noun of an owner → who may see what belongs to it. A file of another noun is nobody's."""
