"""Today: what waits for this person; the run through the tasks."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse

from console.components.moments import in_zone
from console.forms.today import DoneForm, SkipForm, SnoozeForm
from console.queries import today as queries
from console.queries.contacts import place
from console.queries.drafts import draft_of
from enrollment import manual, overdue
from enrollment.models import Enrollment, Touch, TouchState
from tenancy import clock
from tenancy.errors import Refused
from tenancy.requests import TenantRequest

OVER = (TouchState.DONE, TouchState.SKIPPED, TouchState.EXPIRED, TouchState.CANCELLED)


def today(request: TenantRequest) -> HttpResponse:
    """Everything that asks for this person, the most overdue first."""
    values = {"today": queries.load(request.seat), "moment": clock.now()}
    return TemplateResponse(request, "console/today/today.html", values)


def run(request: TenantRequest) -> HttpResponse:
    """One task at a time; `?task=` names it, and finishing one opens the next."""
    order = queries.run_order(request.seat)
    if not order:
        return TemplateResponse(request, "console/today/run_over.html", {})
    wanted = request.GET.get("task", "")
    at = next((i for i, pk in enumerate(order) if str(pk) == wanted), 0)
    return _run_page(request, order, at, Form())


def _run_page(request: TenantRequest, order: list[UUID], at: int, form: Form) -> HttpResponse:
    touch = get_object_or_404(queries.due_tasks(request.seat), pk=order[at])
    contact, outcomes = touch.enrollment.contact, manual.outcomes(touch)
    values = {
        "touch": touch,
        "contact": contact,
        "draft": draft_of(touch),
        "ahead": overdue.next_of(touch),
        "number": at + 1,
        "total": len(order),
        "before": order[at - 1] if at else None,
        "then": order[at + 1] if at + 1 < len(order) else None,
        "place": place(contact),
        "done_form": form if isinstance(form, DoneForm) else DoneForm(None, outcomes),
        "skip_form": form if isinstance(form, SkipForm) else SkipForm(),
        "snooze_form": form if isinstance(form, SnoozeForm) else SnoozeForm(),
    }
    status = 422 if form.errors else 200
    return TemplateResponse(request, "console/today/run.html", values, status=status)


def done(request: TenantRequest, pk: UUID) -> HttpResponse:
    """The task was done; the next step is planned from now."""

    def act(touch: Touch, form: Form) -> str:
        manual.complete(touch, **form.cleaned_data, actor=request.actor)
        return "Done."

    touch = _task(request, pk)
    return _finish(request, pk, DoneForm(request.POST, manual.outcomes(touch)), act)


def skip(request: TenantRequest, pk: UUID) -> HttpResponse:
    """The task is left out, with a reason; the sequence goes on."""

    def act(touch: Touch, form: Form) -> str:
        manual.skip(touch, reason=form.cleaned_data["reason"], actor=request.actor)
        return "Skipped; the sequence goes on."

    return _finish(request, pk, SkipForm(request.POST), act)


def snooze(request: TenantRequest, pk: UUID) -> HttpResponse:
    """The task comes back on a date."""

    def act(touch: Touch, form: Form) -> str:
        assert isinstance(form, SnoozeForm)
        until = form.moment()
        manual.snooze(touch, until=until, actor=request.actor)
        return f"Put off until {in_zone(until, until.tzinfo)}."

    return _finish(request, pk, SnoozeForm(request.POST), act)


def _finish(
    request: TenantRequest, pk: UUID, form: Form, act: Callable[[Touch, Form], str]
) -> HttpResponse:
    """Do it and open the next task; a form with an error comes back on the same task."""
    touch = _task(request, pk)
    with transaction.atomic():
        order = queries.run_order(request.seat)
    at = order.index(pk) if pk in order else 0
    if not form.is_valid() or not _acted(request, touch, form, act):
        with transaction.atomic():
            return _run_page(request, order or [pk], at, form)
    then = f"?task={order[at + 1]}" if at + 1 < len(order) else ""
    return redirect(reverse("console:run", args=[request.workspace.slug]) + then)


@transaction.atomic
def _task(request: TenantRequest, pk: UUID) -> Touch:
    """The task, while it waits for this person. Refused when it is settled already."""
    found: Touch | None = Touch.objects.tasks_of(request.seat).filter(pk=pk).first()
    if found is None:
        seen = Enrollment.objects.visible_to(request.seat)
        over = Touch.objects.filter(state__in=OVER, enrollment__in=seen)
        label = get_object_or_404(over, pk=pk).get_state_display()
        raise Refused(f"This is settled already: {label.lower()}. Nothing was changed.")
    return found


def _acted(
    request: TenantRequest, touch: Touch, form: Form, act: Callable[[Touch, Form], str]
) -> bool:
    try:
        messages.success(request, act(touch, form))
    except Refused as refused:
        known = [name for name in refused.fields if name in form.fields]
        form.add_error(known[0] if known else None, refused.message)
        return False
    return True
