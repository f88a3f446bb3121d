"""Whether a name is free, told beside it as soon as the field is left (ORG-03, ORG-11)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dengta.access.actor import Actor
from dengta.codes.rules import texts
from dengta.organizations.queries.naming import is_taken
from dengta.organizations.rules.fields import LABELS
from dengta.organizations.rules.names import NAME_LENGTH
from dengta.refusal import Refusal
from dengta.web.forms import VerbForm

if TYPE_CHECKING:
    from uuid import UUID

    from dengta.organizations.models import Organization

FREE = "同级无重名"


def tell_name(
    form: VerbForm, actor: Actor, superior: Organization, own: UUID | None = None
) -> dict[str, str]:
    """Put what speaks against the name in ``form`` beside it; what speaks for it comes back under
    the field's name. Nothing is said about an empty one."""
    name = texts.clean(form.data.get("name", ""))
    if not name:
        return {}
    wrong = texts.problem(name, LABELS["name"], NAME_LENGTH, required=True)
    if not wrong and is_taken(actor, superior, name, own):
        wrong = f"同级党组织中已有“{name}”，请核对，或换一个名称。"
    if wrong:
        form.complain(Refusal(wrong, field="name"))
        return {}
    return {"name": FREE}
