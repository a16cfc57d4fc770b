"""Compliance: who must not be contacted."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse

from compliance import services
from compliance.models import Suppression, SuppressionReason
from compliance.suppressing import NEEDS_TWO
from console.forms import compliance as forms
from console.queries import compliance as queries
from console.queries import keyset
from console.queries.lifting import with_open
from tenancy.errors import Refused
from tenancy.requests import TenantRequest
from tenancy.roles import Capability


def stops(request: TenantRequest) -> HttpResponse:
    """Everything that must not be contacted, newest first."""
    rows = with_open(queries.stops(request.GET.dict(), request.seat))
    page = keyset.read(rows, request.GET.dict())
    values = {
        "page": page,
        "filter": forms.StopFilter(request.GET),
        "tabs": tabs(request, "stops"),
        "may_stop": request.seat.may(Capability.ENROL),
        "may_lift": request.seat.may(Capability.EDIT_RULES),
        "liftable": SuppressionReason.MANUAL,
        "askable": list(NEEDS_TWO),
    }
    return TemplateResponse(request, "console/compliance/stops.html", values)


def lift(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Lift a stop that a colleague made; the page asks why first."""
    with transaction.atomic():
        row = get_object_or_404(Suppression.objects.all(), pk=pk)
    evidence = request.POST.get("evidence", "")
    problem = ""
    if request.method == "POST":
        try:
            services.lift(row, evidence=evidence, actor=request.actor)
            messages.success(request, "Lifted. This person may be enrolled again.")
            return redirect("console:suppressions", request.workspace.slug)
        except Refused as refused:
            problem = refused.message
    values = {"stop": row, "evidence": evidence, "problem": problem}
    return TemplateResponse(request, "console/compliance/lift.html", values)


def tabs(request: TenantRequest, active: str) -> list[dict[str, Any]]:
    """The tabs above every list of compliance."""
    home = f"/w/{request.workspace.slug}/compliance/"
    pages = (
        ("stops", "Must not be contacted", home),
        ("lists", "Lists", f"{home}lists/"),
        ("lifts", "Asked to be lifted", f"{home}lifts/"),
        ("exceptions", "Exceptions", f"{home}exceptions/"),
        ("accepted", "Accepted findings", f"{home}accepted/"),
        ("rules", "Exclusion rules", f"{home}rules/"),
        ("retired", "Retired rules", f"{home}rules/?show=retired"),
    )
    # Words of messages are for those who review them.
    hidden = () if request.seat.may(Capability.REVIEW) else ("accepted",)
    return [
        {"label": label, "url": url, "active": key == active}
        for key, label, url in pages
        if key not in hidden
    ]
