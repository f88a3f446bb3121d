"""短信发件箱 of the demo: nobody there has a telephone, so codes are read here."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from dengta.gateways.queries import sms
from dengta.web.moments import minute
from dengta.web.render import page_or_part
from dengta.web.requests import OpenRequest, open_to_all

PART = "messages"


@open_to_all
@require_GET
def outbox(request: OpenRequest) -> HttpResponse:
    """The newest messages; outside the demo there is no such page (404)."""
    rows = [(minute(each.at), each.mobile, each.text) for each in sms.outbox()]
    return page_or_part(request, "officer/outbox.html", PART, {"rows": rows})
