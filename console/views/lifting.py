"""Lifting stops: one person brings new consent, another decides."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse

from compliance import lifting
from compliance.models import LiftRequest, LiftState, Suppression
from compliance.suppressing import NEEDS_TWO
from console.forms import refusals
from console.forms.lifting import LiftForm
from console.queries import keyset
from console.queries import lifting as queries
from console.views.compliance import tabs
from enrollment import lifting as enrollment_lifting
from tenancy.errors import Refused
from tenancy.requests import TenantRequest

NOBODY = "Nobody whom you may see has this address or record ID. Check the spelling."


def requests(request: TenantRequest) -> HttpResponse:
    """What waits for a second person, or what was decided; newest first."""
    decided = request.GET.get("show") == "decided"
    rows = queries.visible(request.seat)
    shown = rows.exclude(state=LiftState.ASKED) if decided else rows.filter(state=LiftState.ASKED)
    values = {
        "page": keyset.read(shown, request.GET.dict()),
        "decided": decided,
        "tabs": tabs(request, "lifts"),
    }
    return TemplateResponse(request, "console/compliance/lifts.html", values)


def ask(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Bring new consent of somebody who was stopped by their own word."""
    with transaction.atomic():
        stop = get_object_or_404(Suppression.objects.all(), pk=pk)
    form = LiftForm(request.POST or None, initial={"address": request.GET.get("who", "")})
    if request.method == "POST" and form.is_valid() and (made := _asked(request, stop, form)):
        messages.success(request, "Asked. A second person decides; until then the stop stands.")
        return redirect("console:lift", request.workspace.slug, made.pk)
    values = {"stop": stop, "form": form, "possible": stop.reason in NEEDS_TWO}
    return TemplateResponse(request, "console/compliance/lift_ask.html", values)


def one(request: TenantRequest, pk: UUID) -> HttpResponse:
    """One request with its evidence, and the decision."""
    return _page(request, _found(request, pk))


def decide(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Lift the stop, or let it stand with a reason."""
    row = _found(request, pk)
    by: dict[str, Any] = {"seat": request.seat, "actor": request.actor}
    reason = request.POST.get("reason", "")
    try:
        if request.POST.get("decision") == "lift":
            enrollment_lifting.lift(row, **by)
            messages.success(request, "Lifted, and the consent is on record. Nothing restarts.")
        else:
            lifting.refuse(row, reason=reason, **by)
            messages.success(request, "Refused. The stop stands.")
    except Refused as refused:
        return _page(request, _found(request, pk), refused.message, reason)
    return redirect("console:lift", request.workspace.slug, pk)


def withdraw(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Take one's own request back."""
    lifting.withdraw(_found(request, pk), seat=request.seat, actor=request.actor)
    messages.success(request, "Withdrawn. The stop stands.")
    return redirect("console:lift", request.workspace.slug, pk)


def _asked(request: TenantRequest, stop: Suppression, form: LiftForm) -> LiftRequest | None:
    given = dict(form.cleaned_data)
    with transaction.atomic():
        contact = queries.person(given.pop("address"), request.seat)
    if contact is None:
        form.add_error("address", NOBODY)
        return None
    by: dict[str, Any] = {"seat": request.seat, "actor": request.actor}
    try:
        return enrollment_lifting.ask(stop, contact=contact, **given, **by)
    except Refused as refused:
        refusals.show(form, refused, names={"contact": "address"})
        return None


def _found(request: TenantRequest, pk: UUID) -> LiftRequest:
    with transaction.atomic():
        row: LiftRequest = get_object_or_404(queries.visible(request.seat), pk=pk)
        return row


def _page(
    request: TenantRequest, row: LiftRequest, problem: str = "", reason: str = ""
) -> HttpResponse:
    with transaction.atomic():
        covered = queries.covered(row)
    values = {
        "lift": row,
        "waits": row.state == LiftState.ASKED,
        "mine": row.asked_by_id == request.seat.pk,
        "obstacle": lifting.obstacle(row, request.seat),
        "covered": covered,
        "problem": problem,
        "reason": reason,
    }
    return TemplateResponse(request, "console/compliance/lift_one.html", values)
