"""First messages of one template decided on together, after a look at a sample."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse

from compliance import looking
from console.queries import review as singles
from console.queries import review_groups as queries
from enrollment import group_review
from enrollment.group_review import Done, Shown
from tenancy import clock
from tenancy.errors import NotFound, Refused
from tenancy.requests import TenantRequest

LONGEST = 3


def groups(request: TenantRequest) -> HttpResponse:
    """The groups that wait."""
    values = {"lines": queries.lines(request.seat, clock.now())}
    return TemplateResponse(request, "console/review_groups/list.html", values)


def group(request: TenantRequest, key: str) -> HttpResponse:
    """One group; with `open` one message of it that this person has opened, in full."""
    stage = _number(request.GET.get("stage", ""))
    return _page(request, key, stage, opened=_id(request.GET.get("open", "")))


def look(request: TenantRequest, key: str) -> HttpResponse:
    """Open one message of the group; that this person did so is noted."""
    stage, wanted = _number(request.POST.get("stage", "")), _id(request.POST.get("review", ""))
    with transaction.atomic():
        rows = singles.visible_to(request.seat).filter(group_key=key)
        review = rows.filter(pk=wanted).first() if wanted else None
        if review is None:
            raise NotFound
        looking.open(review, request.seat, holds=False)
    return redirect(f"{_url(request, key)}?stage={stage}&open={review.pk}#open")


def decide(request: TenantRequest, key: str) -> HttpResponse:
    """Approve what was shown, or send it back with one reason; then what became of each."""
    stage = _number(request.POST.get("stage", ""))
    reason = request.POST.get("reason", "")
    said: dict[str, Any] = {"seat": request.seat, "actor": request.actor}
    changes = request.POST.get("decision") == "changes"
    try:
        shown = _shown(request.POST.getlist("shown"))
        if changes:
            done = group_review.request_changes(key, stage, shown, reason=reason, **said)
        else:
            done = group_review.approve(key, stage, shown, **said)
    except NotFound:
        raise
    except Refused as refused:
        typed = {"problem": refused.message, "reason": reason}
        with transaction.atomic():
            return _page(request, key, stage, typed=typed)
    return _after(request, key, stage, done, "Sent back" if changes else "Approved")


def _after(request: TenantRequest, key: str, stage: int, done: Done, verb: str) -> HttpResponse:
    """What is left of the group with what fell out; the list when nothing is."""
    out = len(done.fell_out)
    said = f"{verb} {len(done.decided)}."
    messages.success(request, f"{said} {out} fell out." if out else said)
    with transaction.atomic():
        try:
            return _page(request, key, stage, done=done)
        except NotFound:
            if out:
                values = {"lines": queries.lines(request.seat, clock.now()), "done": done}
                return TemplateResponse(request, "console/review_groups/list.html", values)
            return redirect("console:review_groups", request.workspace.slug)


def _page(
    request: TenantRequest,
    key: str,
    stage: int,
    *,
    opened: UUID | None = None,
    done: Done | None = None,
    typed: dict[str, str] | None = None,
) -> HttpResponse:
    page = queries.page(key, stage, request.seat)
    values: dict[str, Any] = {
        "page": page,
        "group": page.group,
        "stage": stage,
        "approve_label": f"Approve these {len(page.together)}",
        "now": clock.now(),
        "done": done,
        "typed": typed or {},
    }
    every = [*page.together, *page.outliers, *page.others]
    one = next((p for p in every if p.member.review.pk == opened), None)
    if one is not None and one.member.is_looked_at:
        values |= {"review": one.member.review, "message": singles.message(one.member.review)}
    status = 409 if typed else 200
    return TemplateResponse(request, "console/review_groups/group.html", values, status=status)


def _shown(texts: list[str]) -> list[Shown]:
    """ "id:hash" of each message that the page showed."""
    pairs = [text.partition(":") for text in texts]
    found = [(_id(key), seen) for key, _, seen in pairs]
    return [(key, seen) for key, seen in found if key is not None]


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _number(text: str) -> int:
    """The stage of an address; the first unless it says another."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= LONGEST else 0


def _url(request: TenantRequest, key: str) -> str:
    return reverse("console:review_group", args=[request.workspace.slug, key])
