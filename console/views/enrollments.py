"""Enrollments: the list, one of them as a line of time, and what a person may do with it."""

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse

from console.forms.enrollments import (
    EnrollmentFilter,
    PauseForm,
    ResubmitForm,
    StopForm,
    WithdrawForm,
)
from console.queries import contacts as contact_queries
from console.queries import enrollments as queries
from console.queries import keyset, tracking
from console.views.contacts import outcome
from enrollment import first_touch, rewording, services, stops
from enrollment.models import Enrollment, EnrollmentState, ExitReason, PauseReason
from enrollment.models.enrolling import LIVE
from enrollment.timeline import timeline
from tenancy import clock
from tenancy.errors import Refused
from tenancy.requests import TenantRequest


def board(request: TenantRequest) -> HttpResponse:
    """The list with its filters, newest first, each with what comes next."""
    form = EnrollmentFilter(request.GET, contact_queries.owners(), queries.sequences())
    rows = form.apply(Enrollment.objects.visible_to(request.seat), request.seat)
    page = keyset.read(rows.for_board(), request.GET.dict())
    values = {
        "form": form,
        "page": page,
        "lines": queries.lines(page.rows),
        "is_new": not request.GET and not page.rows,
    }
    return TemplateResponse(request, "console/enrollments/list.html", values)


def one(request: TenantRequest, pk: UUID) -> HttpResponse:
    """One line of time; beside it the state, what may be done, the version, facts and signals."""
    enrollment = _found(request, pk)
    line = timeline(enrollment)
    content = queries.content_of(enrollment.review)
    values = {
        "enrollment": enrollment,
        "contact": enrollment.contact,
        "past": queries.past(enrollment, line.past),
        "future": queries.future(enrollment, line.future),
        "line": line,
        "moment": clock.now(),
        "signals": queries.signals_of(enrollment),
        "tracked": tracking.counts(enrollment),
        "facts": queries.shown_facts(content),
        "subject": (content.subject or content.text) if content else "",
        "is_live": enrollment.state in LIVE,
        "pause_form": PauseForm(),
        "stop_form": StopForm(),
        "withdraw_form": WithdrawForm(auto_id="withdraw-%s"),
        "review_at": queries.review_at(enrollment, request.seat),
        "may_withdraw": queries.may_withdraw(enrollment, request.seat),
    }
    return TemplateResponse(request, "console/enrollments/one.html", values)


def pause(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Nothing leaves until a date, or until somebody resumes it."""
    form = PauseForm(request.POST)
    if not form.is_valid():
        raise Refused("Choose a date, or leave the date empty.")
    with transaction.atomic():
        services.pause(
            _found(request, pk),
            reason=PauseReason.MANUAL,
            until=form.moment(),
            note=form.cleaned_data["note"],
            actor=request.actor,
        )
    messages.success(request, "Paused. Nothing leaves until it goes on.")
    return redirect("console:enrollment", request.workspace.slug, pk)


def resume(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Go on where it stood."""
    with transaction.atomic():
        row = services.resume_by_hand(_found(request, pk), actor=request.actor)
    waits = row.state == EnrollmentState.AWAITING_REVIEW
    follows = "It goes on once approved." if waits else "What was due meanwhile is planned anew."
    messages.success(request, f"Resumed. {follows}")
    return redirect("console:enrollment", request.workspace.slug, pk)


def stop(request: TenantRequest, pk: UUID) -> HttpResponse:
    """End this enrollment; the person's other sequences go on."""
    form = StopForm(request.POST)
    if not form.is_valid():
        raise Refused("Choose a reason and say how we know.")
    with transaction.atomic():
        stopped = stops.exit_enrollment(
            _found(request, pk),
            reason=ExitReason(form.cleaned_data["reason"]),
            evidence=form.cleaned_data["evidence"],
            actor=request.actor,
        )
    messages.success(request, outcome(stopped))
    return redirect("console:enrollment", request.workspace.slug, pk)


def withdraw(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Take the first message back, approved or waiting, before it has left."""
    with transaction.atomic():
        review = _found(request, pk).review
    if review is None:
        raise Refused("This enrollment has no first message to take back.")
    reason = request.POST.get("reason", "")
    first_touch.withdraw(review, seat=request.seat, actor=request.actor, reason=reason)
    messages.success(request, "Taken back. Send it to review again, or stop the enrollment.")
    return redirect("console:enrollment", request.workspace.slug, pk)


def resubmit(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Answer a reviewer who wants changes: other words, or the facts as they are now."""
    with transaction.atomic():
        enrollment = _found(request, pk)
        content = queries.content_of(enrollment.review)
    if enrollment.state != EnrollmentState.AWAITING_REVIEW or content is None:
        raise Refused("This enrollment does not wait for an answer of yours.")
    shown = {"subject": content.subject, "text": content.text}
    form = ResubmitForm(request.POST if request.method == "POST" else None, initial=shown)
    form.is_edited = enrollment.review.is_edited if enrollment.review else False
    if request.method == "POST" and form.is_valid() and _resubmitted(request, enrollment, form):
        messages.success(request, "Back in review. Whoever edits a message does not approve it.")
        return redirect("console:enrollment", request.workspace.slug, pk)
    values = {"enrollment": enrollment, "review": enrollment.review, "form": form}
    return TemplateResponse(request, "console/enrollments/resubmit.html", values)


def _resubmitted(request: TenantRequest, enrollment: Enrollment, form: ResubmitForm) -> bool:
    try:
        rewording.resubmit(enrollment, seat=request.seat, actor=request.actor, **form.edited())
    except Refused as refused:
        form.add_error(None, refused.message)
        return False
    return True


def _found(request: TenantRequest, pk: UUID) -> Enrollment:
    return get_object_or_404(queries.visible(request.seat), pk=pk)
