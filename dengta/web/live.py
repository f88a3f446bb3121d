"""What is told beside a field as soon as it is left, before anything is saved.

The field posts its form with ``do=check`` (``FieldShape.check``); the form answers, and the browser
takes what is said beside that field. Saving looks at everything again.
"""

from __future__ import annotations

from django.http import HttpRequest

from dengta.codes.rules import phone as phones
from dengta.codes.rules import unit_code
from dengta.refusal import Refusal
from dengta.web.forms import VerbForm

CHECK = "check"


def is_check(request: HttpRequest) -> bool:
    """Whether the form only asks what is to be said beside its fields."""
    return request.method == "POST" and request.POST.get("do") == CHECK


def status_of(request: HttpRequest, form: VerbForm) -> int:
    """422 for a form that was refused; one that only asks is answered."""
    return 422 if form.errors and not is_check(request) else 200


def tell_phones(form: VerbForm, *fields: str) -> None:
    """Put what is wrong with a telephone number beside it (ORG-16); nothing about none."""
    for field in fields:
        text = str(form[field].value() or "").strip()
        wrong = phones.problem(text) if text else None
        if wrong:
            form.complain(Refusal(wrong, field=field))


def tell_codes(form: VerbForm, *fields: str) -> dict[str, str]:
    """Put what is wrong with a unit's code beside it (UNT-04); of those that add up, what is said
    in green, by field. Nothing about none."""
    good: dict[str, str] = {}
    for field in fields:
        code = str(form[field].value() or "")
        if not code.strip():
            continue
        wrong = unit_code.problem(code)
        if wrong is not None:
            form.complain(Refusal(wrong, field=field))
        elif unit_code.check(code).kind is not unit_code.Kind.OTHER:
            good[field] = "校验位正确"
    return good
