"""What a letter says today, from the records it is drawn from (TRF-17)."""

from __future__ import annotations

from datetime import date

from dengta.codes.queries.tables import label
from dengta.codes.rules.dates import age
from dengta.members.rules.facts import CHOSEN, Facts
from dengta.members.rules.standing import Category
from dengta.organizations.models import Organization
from dengta.transfers.rules.application import ContactEntry
from dengta.transfers.rules.letters import Wording
from dengta.transfers.rules.wording import ethnicity_words, letter_name


def worded(
    *,
    facts: Facts,
    source: str,
    target: str,
    addressee: str,
    signed: str,
    committee: str,
    contact: ContactEntry,
    dues_until: date,
    days: int,
    today: date,
) -> Wording:
    """The wording of one letter: ``signed`` writes to ``addressee`` about the person of ``facts``,
    who goes from ``source`` to ``target``; ``committee`` with its ``contact`` is 原所在基层党委."""
    return Wording(
        addressee=addressee,
        signed=signed,
        name=facts.name,
        sex=label(CHOSEN["sex"], facts.sex),
        age=age(facts.birth_date, today) if facts.birth_date else 0,
        ethnicity=ethnicity_words(label(CHOSEN["ethnicity"], facts.ethnicity)),
        probationary=facts.category == Category.PROBATIONARY,
        id_number=facts.id_number,
        source=source,
        target=target,
        dues_until=dues_until,
        days=days,
        opened_on=today,
        phone=facts.phone,
        committee=committee,
        committee_address=contact.address,
        committee_phone=contact.phone,
        committee_fax=contact.fax,
        committee_postcode=contact.postcode,
    )


def signing_name(organization: Organization) -> str:
    """The name under which an organisation signs letters and is addressed."""
    return letter_name(organization.name, organization.category, organization.letter_name)
