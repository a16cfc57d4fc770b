"""The audiences of a sequence: who comes into it by themselves."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse

from console.forms import conditions, refusals
from console.forms.audiences import AudienceForm
from console.forms.conditions import ConditionLines
from console.queries import audiences as queries
from console.queries import fields
from console.queries.saved_views import views
from console.queueing import wake
from contacts.conditions import Conditions, Match, from_data
from contacts.models import SavedView
from contacts.saved_views import conditions_of, read_conditions
from contacts.vocabulary import is_person_field
from enrollment import audiences as service
from enrollment import gathering, newcomers
from enrollment.models import Audience
from enrollment.newcomers import Preview
from enrollment.tasks import look_at_audiences
from sequences.models import Sequence
from tenancy import clock
from tenancy.errors import Refused
from tenancy.requests import TenantRequest
from tenancy.roles import Capability


def audiences(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Every audience of one sequence, with its rhythm and what its last look made."""
    sequence = _sequence(pk)
    values = {
        "sequence": sequence,
        "lines": queries.of_sequence(sequence, request.seat),
        "takes_people": queries.takes_people(sequence),
        "may_add": request.seat.may(Capability.ENROL) and sequence.archived_at is None,
    }
    return TemplateResponse(request, "console/audiences/list.html", values)


def audience(request: TenantRequest, pk: UUID) -> HttpResponse:
    """One audience: what it asks for, when it looks, and whom it would find now."""
    row = queries.one(pk)
    found = None if row.ended_at else service.preview(row, viewer=request.seat)
    values = {"audience": row, "line": queries.line(row, request.seat), "found": found}
    return TemplateResponse(request, "console/audiences/audience.html", values)


def new(request: TenantRequest, pk: UUID) -> HttpResponse:
    """A new audience of a sequence; the page can show whom it would find first."""
    with transaction.atomic():
        sequence, known = _sequence(pk), views()
    if request.method != "POST":
        return _page(request, sequence, None, AudienceForm(None, known), ConditionLines())
    return _saved(request, sequence, None, known)


def edit(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Choose others, or look more or less often; who saves it owns it."""
    with transaction.atomic():
        row, known = queries.one(pk), views()
    if request.method != "POST":
        return _page(request, row.sequence, row, AudienceForm.of(row, known), _own(row))
    return _saved(request, row.sequence, row, known)


def _own(row: Audience) -> ConditionLines:
    """The conditions of its own; no line where it follows a view."""
    if row.view_id or not row.conditions:
        return ConditionLines()
    read = from_data(row.conditions, is_person_field)
    return conditions.stored(Conditions(read, Match(row.match)))


def run(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Look now; a worker checks who is new."""
    with transaction.atomic():
        row = queries.one(pk)
    preflight = gathering.look(row, seat=request.seat, actor=request.actor)
    if preflight is None:
        messages.info(request, "Nobody is new. Who fits is in the sequence, or stays out of it.")
        return redirect("console:audience", request.workspace.slug, pk)
    wake(request, look_at_audiences)
    return redirect("console:preflight", request.workspace.slug, preflight.pk)


def end(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Look no more; who came in by it stays."""
    with transaction.atomic():
        row = service.end(queries.one(pk), seat=request.seat, actor=request.actor)
    messages.success(request, f"“{row.name}” has ended. People who came in by it stay.")
    return redirect("console:audiences", request.workspace.slug, row.sequence_id)


def _saved(
    request: TenantRequest, sequence: Sequence, row: Audience | None, known: list[SavedView]
) -> HttpResponse:
    form, lines = AudienceForm(request.POST, known), conditions.posted(request.POST)
    order = request.POST.get("do", "")
    try:
        if lines.rearranged(order) or order == "preview":
            # Nothing is said about fields that somebody may still be filling in.
            draft = AudienceForm(None, known, request.POST.dict())
            found = _found(request, sequence, draft, lines) if order == "preview" else None
            return _page(request, sequence, row, draft, lines, found)
        if not form.is_valid():
            return _page(request, sequence, row, form, lines)
        made = _stored(request, sequence, row, form, lines)
    except Refused as refused:
        refusals.share(form, lines, refused)
        return _page(request, sequence, row, form, lines, wrong=True)
    if made.next_at:
        wake(request, look_at_audiences)
    messages.success(request, f"“{made.name}” is saved.")
    return redirect("console:audience", request.workspace.slug, made.pk)


def _stored(
    request: TenantRequest,
    sequence: Sequence,
    row: Audience | None,
    form: AudienceForm,
    lines: ConditionLines,
) -> Audience:
    asked = form.asked(lines)
    if row is None:
        return service.create(sequence, asked, seat=request.seat, actor=request.actor)
    return service.change(row, asked, seat=request.seat, actor=request.actor)


def _found(
    request: TenantRequest, sequence: Sequence, form: AudienceForm, lines: ConditionLines
) -> Preview:
    """Whom the form as it stands would find; the person who saves it becomes its owner."""
    view, kind = form.chosen_view, form.selects
    with transaction.atomic():
        asked = conditions_of(view) if view else read_conditions(kind, lines.match, lines.to_json())
        return newcomers.preview(sequence, kind, asked, owner=request.seat, now=clock.now())


def _page(
    request: TenantRequest,
    sequence: Sequence,
    row: Audience | None,
    form: AudienceForm,
    lines: ConditionLines,
    found: Preview | None = None,
    *,
    wrong: bool = False,
) -> HttpResponse:
    with transaction.atomic():
        choices = fields.of_people(lines.names())
    values: dict[str, Any] = {
        "sequence": sequence,
        "audience": row,
        "form": form,
        "lines": lines,
        "fields": choices,
        "found": found,
    }
    status = 422 if wrong or form.errors else 200
    return TemplateResponse(request, "console/audiences/form.html", values, status=status)


def _sequence(pk: UUID) -> Sequence:
    return get_object_or_404(Sequence.objects.all(), pk=pk)
