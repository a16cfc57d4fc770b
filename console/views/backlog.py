"""Release plans: see what waited, choose what becomes of it, look at the days, and release."""

from collections.abc import Sequence
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse

from console.forms import backlog as forms
from console.queries import backlog as queries
from console.queries import keyset
from console.queueing import nudge
from enrollment import backlog
from enrollment.models import Release, ReleaseState
from enrollment.tasks import run_release
from tenancy.errors import Refused
from tenancy.requests import TenantRequest
from tenancy.roles import Capability

KEPT = "Saved. Look at the days below, then release."
PUT_AWAY = "Sending stays stopped. Nothing more is moved."


def releases(request: TenantRequest) -> HttpResponse:
    """Every release plan, the newest first."""
    values = {"page": keyset.read(queries.releases(), request.GET.dict())}
    return TemplateResponse(request, "console/operations/releases.html", values)


def one(request: TenantRequest, pk: UUID) -> HttpResponse:
    """One plan: to decide, at work, or done."""
    return _page(request, _release(pk))


def progress(request: TenantRequest, pk: UUID) -> HttpResponse:
    """The progress bar; the page itself again once the plan is applied."""
    row = _release(pk)
    response = TemplateResponse(
        request, "console/operations/_release_progress.html", {"release": row}
    )
    if row.state != ReleaseState.APPLYING:
        response.headers["HX-Refresh"] = "true"
    return response


def decide(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Save the choices and show what they do; release when they are what was shown."""
    with transaction.atomic():
        row = _release(pk)
    sent, is_valid = forms.read(request.POST.dict(), queries.group_keys(row))
    if not is_valid:
        return _again(request, pk, "Some choices need attention.", sent)
    try:
        return _decided(request, row, sent)
    except Refused as refused:
        return _again(request, pk, refused.message, sent)


def count(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Count what waits now."""
    with transaction.atomic():
        row = _release(pk)
    backlog.count_again(row, seat=request.seat, actor=request.actor)
    return _to(request, pk)


def discard(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Keep the switch closed."""
    with transaction.atomic():
        row = _release(pk)
    backlog.discard(row, seat=request.seat, actor=request.actor)
    messages.success(request, PUT_AWAY)
    return redirect("console:operations", request.workspace.slug)


def _decided(
    request: TenantRequest, row: Release, sent: Sequence[forms.ChoiceForm]
) -> HttpResponse:
    before = row.choices
    changed = backlog.choose(row, forms.chosen(sent), seat=request.seat, actor=request.actor)
    if request.POST.get("do") != "release":
        messages.success(request, KEPT)
    elif changed.choices != before:
        messages.warning(request, "The plan has changed. Look at its days, then release.")
    else:
        backlog.start(row, seat=request.seat, actor=request.actor)
        nudge(request, run_release, row.pk)
        messages.success(request, "Decided. Sending opens when the plan is applied.")
    return _to(request, row.pk)


def _page(
    request: TenantRequest, row: Release, problem: str = "", sent: Sequence[forms.ChoiceForm] = ()
) -> HttpResponse:
    is_draft = row.state == ReleaseState.DRAFT
    values = {
        "release": row,
        "sheet": queries.sheet(row, sent) if is_draft else None,
        "is_old": is_draft and not backlog.is_fresh(row),
        "result": queries.result(row),
        "decided": queries.decided(row) if row.started_at and row.touches_total else [],
        "may_operate": request.seat.may(Capability.OPERATE),
        "problem": problem,
    }
    status = 422 if problem else 200
    return TemplateResponse(request, "console/operations/release.html", values, status=status)


def _again(
    request: TenantRequest, pk: UUID, problem: str, sent: Sequence[forms.ChoiceForm]
) -> HttpResponse:
    with transaction.atomic():
        return _page(request, _release(pk), problem, sent)


def _release(pk: UUID) -> Release:
    row: Release = get_object_or_404(Release.objects.select_related("created_by"), pk=pk)
    return row


def _to(request: TenantRequest, pk: UUID) -> HttpResponse:
    return redirect("console:release", request.workspace.slug, pk)
