"""The audit trail: searching it, exporting what was found, and verifying its chain."""

import csv
import io
from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.template.response import TemplateResponse

from audit import sealing
from audit.actions import Action
from audit.recording import record
from console.forms.audit_trail import TrailFilter
from console.queries import audit_trail as queries
from tenancy import clock
from tenancy.requests import TenantRequest

FILTERS = ("q", "actor", "action", "contact", "enrollment", "since", "until")


def trail(request: TenantRequest) -> HttpResponse:
    """Entries by actor, action, subject and time, newest first."""
    asking = request.GET.dict()
    page = queries.page(queries.matching(asking), asking)
    asked = {name: request.GET[name] for name in FILTERS if request.GET.get(name)}
    values = {
        "page": page,
        "rows": queries.rows_of(list(page.rows), request.workspace.slug),
        "filter": TrailFilter(request.GET, queries.actors()),
        "asked": asked,
        "subject": asked.get("contact") or asked.get("enrollment"),
        "chain": queries.chain(),
        "most": queries.EXPORTED,
    }
    return TemplateResponse(request, "console/audit/trail.html", values)


def verify(request: TenantRequest) -> HttpResponse:
    """The state of the chain; with `?now=1` every seal and entry is read and compared."""
    values: dict[str, Any] = {"chain": queries.chain()}
    if request.GET.get("now"):
        values["found"] = sealing.verify()
        values["verified_at"] = clock.now()
    return TemplateResponse(request, "console/audit/verify.html", values)


def export(request: TenantRequest) -> HttpResponse:
    """What the filters leave, as CSV; that it was taken is an entry itself."""
    asked = {name: request.POST[name] for name in FILTERS if request.POST.get(name)}
    text = io.StringIO()
    with transaction.atomic():
        csv.writer(text).writerows(queries.csv_rows(queries.matching(asked)))
        # The names of the filters only: what was searched for may be a person.
        record(
            Action.EXPORTED,
            request.workspace,
            actor=request.actor,
            label="audit trail",
            filters=sorted(asked),
        )
    response = HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    name = f"audit-{request.workspace.slug}-{clock.now():%Y-%m-%d}.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
