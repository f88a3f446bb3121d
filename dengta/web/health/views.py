"""Two answers for machines."""

from __future__ import annotations

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from dengta.web.health.examination import examine, is_ready
from dengta.web.requests import open_to_all


@open_to_all
@require_safe
def healthz(_request: HttpRequest) -> JsonResponse:
    """How database, migrations, worker, queue, log and counts fare; 503 when one is not well."""
    well, answers = examine()
    return JsonResponse({"ok": well, **answers}, status=200 if well else 503)


@open_to_all
@require_safe
def readyz(_request: HttpRequest) -> JsonResponse:
    """Whether this server may be sent requests (200) or not (503)."""
    ready = is_ready()
    return JsonResponse({"ok": ready}, status=200 if ready else 503)
