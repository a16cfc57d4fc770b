"""Settings: how soon answers are seen to, and readings by example."""

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect

from console.forms import refusals
from console.forms.inbox import ExampleForm, LimitsForm
from console.views.settings import frame
from contacts.models import Contact
from signals import desk, examples
from signals.reading.intent.rules import MAX_RULES
from tenancy.errors import Refused
from tenancy.requests import TenantRequest


def answer_limits(request: TenantRequest) -> HttpResponse:
    """Working hours until an answer is seen to, by kind, and how it went."""
    with transaction.atomic():
        own = desk.own_limits()
    form = LimitsForm(request.POST or None, own)
    if request.method == "POST" and form.is_valid() and _limits_saved(request, form):
        messages.success(request, "Saved. It holds for what comes from now on.")
        return redirect("console:answer_limits", request.workspace.slug)
    with transaction.atomic():
        times = desk.times(Contact.objects.visible_to(request.seat))
    values = {"form": form, "times": times}
    return frame.page(request, "answer_limits", values, wrong=bool(form.errors))


def reading_examples(request: TenantRequest) -> HttpResponse:
    """Sentences that people taught, with a form for one more."""
    form = ExampleForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _added(request, form):
        messages.success(request, "From now on messages like it are read so.")
        return redirect("console:examples", request.workspace.slug)
    with transaction.atomic():
        rows = list(examples.listed())
    labels = {intent.value: label for intent, label in examples.MEANINGS.items()}
    lines = [(row, labels.get(row.intent, row.intent)) for row in rows]
    values = {"form": form, "lines": lines, "most": MAX_RULES}
    return frame.page(request, "examples", values, wrong=bool(form.errors))


def example_retire(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Read messages by it no longer."""
    row = examples.retire(pk, seat=request.seat, actor=request.actor)
    messages.success(request, f"Example {row.number} is retired. What was read by it stays.")
    return redirect("console:examples", request.workspace.slug)


def _limits_saved(request: TenantRequest, form: LimitsForm) -> bool:
    try:
        desk.set_limits(form.cleaned_data, seat=request.seat, actor=request.actor)
    except Refused as refused:
        refusals.show(form, refused)
        return False
    return True


def _added(request: TenantRequest, form: ExampleForm) -> bool:
    try:
        examples.add(signal=None, **form.cleaned_data, seat=request.seat, actor=request.actor)
    except Refused as refused:
        refusals.show(form, refused)
        return False
    return True
