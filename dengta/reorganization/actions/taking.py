"""What every verb of this room begins with: the row for nobody else, and the preview anew."""

from __future__ import annotations

from collections.abc import Callable

from dengta.access.actor import Actor
from dengta.database import locks
from dengta.organizations.models import Organization
from dengta.organizations.rules.preview import VERB_WORDS, Preview, Verb
from dengta.refusal import Complaint, Denied, OutOfReach, Overtaken, Refusal

OTHERWISE = "情况刚刚有了变化，没有办理。请看过现在的情况，再决定。"
OWN = "本党组织由上级党组织{word}，请与上级党组织联系。"


def take(organization: Organization, verb: Verb, *, by: Actor) -> Organization:
    """The row of a subordinate, locked so that whoever pins it waits and then sees what was done.

    Refuses the own organisation and one that is gone. Needs ``atomic()``.
    """
    if organization.path == by.path and not by.is_system and verb is not Verb.CHANGE_CATEGORY:
        raise Denied(OWN.format(word=VERB_WORDS[verb]))
    locks.hold(Organization.objects.filter(pk=organization.pk))
    # a second statement: who waited for someone else's verb sees what it did
    stands = Organization.objects.select_related("parent").filter(pk=organization.pk).first()
    if stands is None:
        raise OutOfReach("这个党组织刚刚被删除。")
    return stands


def unchanged(preview: Callable[[], Preview], seen: str) -> Preview:
    """The preview as it is now; refuses one that differs from the digest ``seen``
    (:class:`Overtaken`), and one that is blocked, naming each blocker."""
    now = preview()
    if now.digest != seen:
        raise Overtaken(OTHERWISE)
    if now.blockers:
        word = VERB_WORDS[now.verb]
        raise Refusal.of(
            [
                Complaint(f"现在不能{word}，有{len(now.blockers)}项要先解决。"),
                *(each.complaint for each in now.blockers),
            ]
        )
    return now
