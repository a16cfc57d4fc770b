"""Findings of the content check that are accepted for a time: accepting, listing, ending."""

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse

from compliance import finding_waivers
from compliance.models import FindingWaiver
from console.forms.review import AcceptForm
from console.queries import findings as queries
from console.queries import keyset
from console.queries import review as review_queries
from console.views import review as review_pages
from console.views.compliance import tabs
from tenancy.errors import NotFound, Refused
from tenancy.requests import TenantRequest
from tenancy.roles import Capability


def accept(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Accept one finding of a message; it then weighs nothing, in every message."""
    form = AcceptForm(request.POST)
    typed = {name: request.POST.get(name, "") for name in form.fields}
    if not form.is_valid():
        problem = " ".join(str(error) for errors in form.errors.values() for error in errors)
        return review_pages.again(request, pk, {**typed, "problem": problem})
    try:
        _accept(request, pk, form)
    except NotFound:
        raise
    except Refused as refused:
        return review_pages.again(request, pk, {**typed, "problem": refused.message})
    messages.success(request, "Accepted. It is shown, and keeps no message from being approved.")
    return redirect("console:review_item", request.workspace.slug, pk)


def _accept(request: TenantRequest, pk: UUID, form: AcceptForm) -> None:
    given = form.cleaned_data
    with transaction.atomic():
        review = get_object_or_404(review_queries.visible_to(request.seat), pk=pk)
        finding_waivers.accept(
            review,
            code=given["code"],
            words=given["words"],
            reason=given["reason"],
            expires_at=form.expires_at(),
            seat=request.seat,
            actor=request.actor,
        )


def accepted(request: TenantRequest) -> HttpResponse:
    """What is accepted, newest first; or what is over."""
    ended = request.GET.get("show") == "ended"
    page = keyset.read(queries.waivers(ended=ended), request.GET.dict())
    values = {
        "page": page,
        "waivers": page.rows,
        "ended": ended,
        "tabs": tabs(request, "accepted"),
        "may_end": request.seat.may(Capability.WAIVE),
    }
    return TemplateResponse(request, "console/compliance/accepted.html", values)


def end(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Accept it no longer."""
    with transaction.atomic():
        waiver = get_object_or_404(FindingWaiver.objects.all(), pk=pk)
        finding_waivers.end(waiver, seat=request.seat, actor=request.actor)
    messages.success(request, "Ended. The finding weighs again in every message that waits.")
    return redirect("console:accepted", request.workspace.slug)
