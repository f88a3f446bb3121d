"""Remembering the contacts of organisations (TRF-03)."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from dengta.access.actor import Actor
from dengta.access.checks import sees
from dengta.organizations.models import Organization
from dengta.transfers.models import Contact
from dengta.transfers.queries.ways import Way
from dengta.transfers.rules.application import ContactEntry, Contacts


def remember(contacts: Contacts, way: Way, *, by: Actor, at: datetime) -> None:
    """Keep what was entered for each of the three organisations, so that it comes back by itself.

    An empty entry forgets nothing. What people of an organisation's own range entered is not
    overwritten by others.
    """
    entered: dict[int, tuple[Organization, ContactEntry]] = {}
    for organization, entry in (
        (way.target, contacts.target),
        (way.committee, contacts.committee),
        (way.source, contacts.source),
    ):
        if not entry.is_empty:
            entered[organization.pk] = (organization, entry)
    there = {
        each.organization_id: each for each in Contact.objects.filter(organization__in=entered)
    }
    for pk, (organization, entry) in sorted(entered.items()):
        own = sees(by, organization.path)
        if pk in there:
            _renew(there[pk], entry, own=own, at=at)
        else:
            _add(organization, entry, own=own, at=at)


def _renew(contact: Contact, entry: ContactEntry, *, own: bool, at: datetime) -> None:
    if (contact.own and not own) or contact.entry == entry.plain():
        return
    contact.entry, contact.own, contact.at = entry.plain(), own, at
    contact.save(update_fields=["entry", "own", "at"])


def _add(organization: Organization, entry: ContactEntry, *, own: bool, at: datetime) -> None:
    try:
        with transaction.atomic():
            Contact.objects.create(organization=organization, entry=entry.plain(), own=own, at=at)
    except IntegrityError:
        # someone else remembered it in the same moment; what either of them wrote is good
        return
