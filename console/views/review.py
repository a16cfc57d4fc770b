"""First-touch review: the queue beside the message, and the decision on it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.views.decorators.clickjacking import xframe_options_sameorigin

from compliance import finding_waivers, reviews
from compliance.models import Review, ReviewState
from console.forms.review import Decide
from console.frames import framed
from console.queries import review as queries
from enrollment import first_touch
from tenancy import clock
from tenancy.errors import NotFound, Refused
from tenancy.requests import TenantRequest

DONE = {
    Decide.APPROVE: "Approved. The first touch leaves in the contact's working hours.",
    Decide.CHANGES: "Sent back with your reason.",
    Decide.REJECT: "Rejected. This person is not contacted with it.",
}


def queue(request: TenantRequest) -> HttpResponse:
    """The list with its first message open."""
    view = _view_of(request)
    rows = list(queries.in_view(request.seat, view)[: queries.SHOWN])
    return _page(request, view, rows, rows[0] if rows else None)


def item(request: TenantRequest, pk: UUID) -> HttpResponse:
    """One message beside the list it belongs to."""
    review = _visible(request, pk)
    view = _view_of(request, review)
    rows = list(queries.in_view(request.seat, view)[: queries.SHOWN])
    return _page(request, view, rows, review)


@xframe_options_sameorigin
def message(request: TenantRequest, pk: UUID) -> HttpResponse:
    """The HTML of a message for the frame of the page; it may load and run nothing."""
    review = _visible(request, pk)
    return framed(reviews.content_of(review).html)


def decide(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Approve, send back or reject what was looked at; then the next one opens."""
    with transaction.atomic():
        review = _visible(request, pk)
    chosen = Decide.of(request.POST.get("decision", ""))
    reason = request.POST.get("reason", "")
    try:
        _decide(request, review, chosen, reason)
    except NotFound:
        raise
    except Refused as refused:
        typed = {"decision": chosen.value, "reason": reason, "problem": refused.message}
        return again(request, pk, typed)
    messages.success(request, DONE[chosen])
    with transaction.atomic():
        following = queries.next_to_decide(request.seat, review)
    if following is None:
        return redirect("console:review", request.workspace.slug)
    return redirect("console:review_item", request.workspace.slug, following.pk)


def _decide(request: TenantRequest, review: Review, chosen: Decide, reason: str) -> None:
    seat, actor = request.seat, request.actor
    if chosen is Decide.APPROVE:
        seen = request.POST.get("seen_hash", "")
        first_touch.approve(review, seat=seat, actor=actor, seen_hash=seen, reason=reason)
    elif chosen is Decide.CHANGES:
        first_touch.request_changes(review, seat=seat, actor=actor, reason=reason)
    else:
        first_touch.reject(review, seat=seat, actor=actor, reason=reason)


def again(request: TenantRequest, pk: UUID, typed: dict[str, str]) -> HttpResponse:
    """The message as it is now, what was typed, and in `problem` why it did not work."""
    with transaction.atomic():
        review = _visible(request, pk)
        view = _view_of(request, review)
        rows = list(queries.in_view(request.seat, view)[: queries.SHOWN])
        return _page(request, view, rows, review, typed)


def _page(
    request: TenantRequest,
    view: str,
    rows: list[Review],
    review: Review | None,
    typed: dict[str, str] | None = None,
) -> HttpResponse:
    now = clock.now()
    values: dict[str, Any] = {
        "view": view,
        "tabs": _tabs(request, view),
        "lines": queries.lines(rows, request.seat, now),
        "shown": queries.SHOWN,
        "review": review,
        "typed": typed or {},
    }
    if review:
        values |= {
            "message": queries.message(review),
            "dossier": queries.dossier(review),
            "line": queries.lines([review], request.seat, now)[0],
            "pending": review.state == ReviewState.PENDING,
            "may_accept": not finding_waivers.obstacle(review, request.seat),
        }
    status = 409 if typed else 200
    return TemplateResponse(request, "console/review/queue.html", values, status=status)


def _tabs(request: TenantRequest, view: str) -> list[dict[str, Any]]:
    return [
        {
            "label": label,
            "url": f"/w/{request.workspace.slug}/review/?view={key}",
            "active": key == view,
        }
        for key, (label, _) in queries.VIEWS.items()
    ]


def _view_of(request: TenantRequest, review: Review | None = None) -> str:
    """The tab: the one asked for, else the one that a message belongs to."""
    if review:
        return next(key for key, (_, states) in queries.VIEWS.items() if review.state in states)
    asked = request.GET.get("view", "")
    return asked if asked in queries.VIEWS else "waiting"


def _visible(request: TenantRequest, pk: UUID) -> Review:
    return get_object_or_404(queries.visible_to(request.seat), pk=pk)
