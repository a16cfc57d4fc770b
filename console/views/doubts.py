"""Sends in doubt: the list, one of them with what was looked for, and a person's decision."""

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse

from console.queries import doubts as queries
from enrollment.dispatch import mending
from enrollment.models import SendIntent
from tenancy.errors import Refused
from tenancy.requests import TenantRequest
from tenancy.roles import Capability

OUTCOMES = ("sent", "not_sent")


def doubts(request: TenantRequest) -> HttpResponse:
    """The oldest first."""
    values = {"doubts": queries.doubts()}
    return TemplateResponse(request, "console/doubts/doubts.html", values)


def doubt(request: TenantRequest, pk: UUID) -> HttpResponse:
    """One send, what was looked for, and the decision. A settled one leads back to the list."""
    intent = queries.open_ones().filter(pk=pk).first()
    if intent is None:
        get_object_or_404(SendIntent, pk=pk)
        return redirect("console:doubts", request.workspace.slug)
    return _page(request, intent)


def settle(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Say what became of a send in doubt, and how that is known. The next one opens."""
    with transaction.atomic():
        intent = get_object_or_404(SendIntent.objects.select_related("touch"), pk=pk)
        _, after = queries.neighbours(intent)
    outcome, reason = request.POST.get("outcome", ""), request.POST.get("reason", "")
    try:
        if outcome not in OUTCOMES:
            raise Refused("Choose whether it was sent or not.", code="invalid")
        mending.decide(intent, sent=outcome == "sent", reason=reason, actor=request.actor)
    except Refused as refused:
        return _again(request, pk, refused.message, reason)
    said = "Counted as sent." if outcome == "sent" else "Planned again; it leaves once more."
    messages.success(request, said)
    if after:
        return redirect("console:doubt", request.workspace.slug, after)
    return redirect("console:doubts", request.workspace.slug)


def _again(request: TenantRequest, pk: UUID, problem: str, reason: str) -> HttpResponse:
    """The page with the reason that was typed and what is wrong with it."""
    with transaction.atomic():
        intent = queries.open_ones().filter(pk=pk).first()
        if intent is None:
            messages.error(request, problem)
            return redirect("console:doubts", request.workspace.slug)
        return _page(request, intent, {"problem": problem, "reason": reason})


def _page(
    request: TenantRequest, intent: SendIntent, typed: dict[str, str] | None = None
) -> HttpResponse:
    before, after = queries.neighbours(intent)
    values = {
        "doubt": queries.doubt(intent),
        "before": before,
        "after": after,
        "typed": typed or {},
        "may_operate": request.seat.may(Capability.OPERATE),
    }
    status = 422 if typed else 200
    return TemplateResponse(request, "console/doubts/doubt.html", values, status=status)
