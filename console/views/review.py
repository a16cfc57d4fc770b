"""First-touch review: the queue beside the message, who has it open, and the decision on it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.views.decorators.clickjacking import xframe_options_sameorigin

from compliance import finding_waivers, looking, reviews, stages
from compliance.models import Review, ReviewState
from console.forms.review import DECISIONS, Decide
from console.frames import framed
from console.queries import review as queries
from console.queries import review_threads as threads
from enrollment import first_touch, planting, rewording
from tenancy import clock
from tenancy.errors import NotFound, Refused
from tenancy.requests import TenantRequest

DONE = {
    Decide.APPROVE: "Approved. The first touch leaves in the contact's working hours.",
    Decide.CHANGES: "Sent back with your reason.",
    Decide.REJECT: "Rejected. This person is not contacted with it.",
    Decide.EDIT: "Passed on in your words. Somebody else decides on them.",
    Decide.WITHDRAW: "Taken back. Nothing leaves until it is sent again and approved.",
}


def queue(request: TenantRequest) -> HttpResponse:
    """The list with the first message open that nobody else has before them."""
    view = _view_of(request)
    rows = list(queries.in_view(request.seat, view)[: queries.SHOWN])
    real = clock.real_now()
    free = (row for row in rows if looking.held_by_other(row, request.seat, real) is None)
    return _page(request, view, rows, next(free, rows[0] if rows else None))


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


def look(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Say that this person has it open; asked by the page itself while it is open, and by a
    button where somebody else's lock is to be taken over."""
    with transaction.atomic():
        review = _visible(request, pk)
        may = not reviews.obstacle(review, request.seat)
        wanted = bool(request.POST.get("take_over"))
        shown = looking.open(review, request.seat, take_over=wanted and may, holds=may)
    if "HX-Request" not in request.headers:
        return redirect("console:review_item", request.workspace.slug, pk)
    values = {"review": review, "look": shown, "may": may, "again": True}
    answer = TemplateResponse(request, "console/review/_look.html", values)
    if shown.is_mine and request.POST.get("was") == "other":
        # It has become free, and the page that was opened meanwhile has no buttons.
        answer.headers["HX-Refresh"] = "true"
    return answer


def decide(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Approve, send back, reject, pass on or take back what was looked at; the next one opens."""
    with transaction.atomic():
        review = _visible(request, pk)
    chosen = Decide.of(request.POST.get("decision", ""))
    try:
        done = _decide(request, review, chosen)
    except NotFound:
        raise
    except Refused as refused:
        names = ("reason", "subject", "text")
        typed = {name: request.POST.get(name, "") for name in names}
        return again(request, pk, {**typed, "decision": chosen, "problem": refused.message})
    _say(request, review, done, chosen)
    with transaction.atomic():
        following = queries.next_to_decide(request.seat, review, request.actor)
    if following is None or chosen is Decide.WITHDRAW:
        return redirect("console:review", request.workspace.slug)
    return redirect("console:review_item", request.workspace.slug, following.pk)


def _decide(request: TenantRequest, review: Review, chosen: Decide) -> Review:
    said: dict[str, Any] = {"seat": request.seat, "actor": request.actor}
    said["reason"] = request.POST.get("reason", "")
    if chosen is Decide.CHANGES:
        return first_touch.request_changes(review, **said)
    if chosen is Decide.REJECT:
        return first_touch.reject(review, **said)
    if chosen is Decide.WITHDRAW:
        return first_touch.withdraw(review, **said)
    seen = request.POST.get("seen_hash", "")
    if chosen is Decide.EDIT:
        said |= {name: request.POST.get(name, "") for name in ("subject", "text")}
        return rewording.pass_on(review, seen_hash=seen, **said)
    # A stage that somebody else has signed since the page was opened is not the one that was read.
    review.stage = _number(request.POST.get("stage", ""), review.stage)
    return first_touch.approve(review, seen_hash=seen, **said)


def _number(text: str, otherwise: int) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 4 else otherwise


def _say(request: TenantRequest, review: Review, done: Review, chosen: Decide) -> None:
    if review.planted:
        messages.info(request, planting.told(review, DECISIONS[chosen]))
    elif chosen is Decide.APPROVE and done.state == ReviewState.PENDING:
        waits = f"Signed. It waits for {stages.current(done).name} now."
        messages.success(request, waits)
    else:
        messages.success(request, f"{review.contact.full_name}: {DONE[chosen]}")


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
    shown = {row.pk: row for row in [*rows, *([review] if review else [])]}
    lines = {line.review.pk: line for line in queries.lines([*shown.values()], request.seat)}
    values: dict[str, Any] = {
        "view": view,
        "tabs": _tabs(request, view),
        "lines": [lines[row.pk] for row in rows],
        "shown": queries.SHOWN,
        "review": review,
        "typed": typed or {},
    }
    if review:
        line = lines[review.pk]
        dossier = queries.dossier(review, line.version)
        rounds = threads.rounds(review, dossier.successor)
        values |= {
            "message": queries.message(review),
            "dossier": dossier,
            "line": line,
            "look": looking.held(review, request.seat, clock.real_now()),
            "may": not line.obstacle,
            "rounds": rounds,
            "came_back": threads.came_back(rounds),
            "steps": threads.steps(review),
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
        for key, label in queries.VIEWS.items()
    ]


def _view_of(request: TenantRequest, review: Review | None = None) -> str:
    """The tab: the one asked for, else the one that a message belongs to."""
    if review:
        return queries.view_of(review)
    asked = request.GET.get("view", "")
    return asked if asked in queries.VIEWS else "waiting"


def _visible(request: TenantRequest, pk: UUID) -> Review:
    return get_object_or_404(queries.visible_to(request.seat), pk=pk)
