"""Simulations: ask one of a version, follow it, and read what it says."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse

from console.forms import conditions
from console.forms.simulations import QuestionForm
from console.queries import fields, keyset
from console.queries import simulations as queries
from console.queueing import nudge
from enrollment import simulating
from enrollment.tasks import run_simulation
from sequences.models import Simulation, SimulationStage, Version
from sequences.published import UNCHANGING
from tenancy.errors import NotFound, Refused
from tenancy.requests import TenantRequest
from tenancy.roles import Capability

AT_WORK = (SimulationStage.WAITING, SimulationStage.RUNNING)


def of_version(request: TenantRequest, pk: UUID) -> HttpResponse:
    """What was simulated of a version so far, newest first."""
    version = _version(pk)
    page = keyset.read(queries.of_version(version), request.GET.dict())
    values = {
        "version": version,
        "page": page,
        "lines": [(row, queries.is_current(row)) for row in page.rows],
        "may_ask": request.seat.may(Capability.ENROL),
    }
    return TemplateResponse(request, "console/simulations/list.html", values)


def new(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Ask what would happen."""
    with transaction.atomic():
        version, views = _version(pk), queries.views()
        sources = queries.sources(version, request.seat)
    offered = (views, sources, version.state in UNCHANGING)
    if request.method != "POST":
        form = QuestionForm(None, *offered)
        return _form_page(request, version, form, conditions.ConditionLines())
    form, lines = QuestionForm(request.POST, *offered), conditions.posted(request.POST)
    if lines.rearranged(request.POST.get("do", "")):
        return _form_page(request, version, form, lines)
    if not form.is_valid():
        return _form_page(request, version, form, lines, 422)
    try:
        with transaction.atomic():
            asked = form.asked(lines)
            made = simulating.request(version, asked=asked, seat=request.seat, actor=request.actor)
    except Refused as refused:
        form.take(refused, lines)
        return _form_page(request, version, form, lines, 422)
    nudge(request, run_simulation, made.pk)
    return redirect("console:simulation", request.workspace.slug, made.pk)


def _form_page(
    request: TenantRequest,
    version: Version,
    form: QuestionForm,
    lines: conditions.ConditionLines,
    status: int = 200,
) -> HttpResponse:
    with transaction.atomic():
        choices = fields.of_people(lines.names())
    values = {
        "version": version,
        "here": "New",
        "form": form,
        "lines": lines,
        "fields": choices,
    }
    return TemplateResponse(request, "console/simulations/new.html", values, status=status)


def one(request: TenantRequest, pk: UUID) -> HttpResponse:
    """How far it is; then what it says."""
    row = _simulation(pk)
    values = {
        "simulation": row,
        "version": row.version,
        "here": "This one",
        "asked": queries.in_words(row),
        "is_current": queries.is_current(row),
        "at_work": row.stage in AT_WORK,
        "may_ask": request.seat.may(Capability.ENROL),
        "names_people": simulating.may_see_rows(row, request.seat),
        "found": queries.outcome(row) if row.stage == SimulationStage.DONE else None,
    }
    return TemplateResponse(request, "console/simulations/one.html", values)


def progress(request: TenantRequest, pk: UUID) -> HttpResponse:
    """The progress bar; when it is answered, the page itself again."""
    row = _simulation(pk)
    at_work = row.stage in AT_WORK
    values = {"simulation": row, "at_work": at_work}
    response = TemplateResponse(request, "console/simulations/_progress.html", values)
    if not at_work:
        response.headers["HX-Refresh"] = "true"
    return response


def touches(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Every step that somebody came to, of everybody or of one person."""
    row = _with_rows(request, pk)
    person = request.GET.get("person", "")
    found = queries.Touches(row, person)
    values = {
        "simulation": row,
        "version": row.version,
        "here": "Touches",
        "person": found[0] if person and found else None,
        "page": Paginator(found, queries.TOUCHES_A_PAGE).get_page(request.GET.get("page")),
    }
    return TemplateResponse(request, "console/simulations/touches.html", values)


def touches_csv(request: TenantRequest, pk: UUID) -> HttpResponse:
    """The same as a file."""
    row = _with_rows(request, pk)
    found = simulating.csv_of(row)
    if not found:
        messages.error(request, "This simulation has no touches to download.")
        return redirect("console:simulation", request.workspace.slug, pk)
    response = HttpResponse(found, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="simulation-{pk}.csv"'
    return response


def _simulation(pk: UUID) -> Simulation:
    row: Simulation = get_object_or_404(queries.simulations(), pk=pk)
    return row


def _with_rows(request: TenantRequest, pk: UUID) -> Simulation:
    """The simulation with its touches, for whom they may be named to."""
    rows = Simulation.objects.select_related("version__sequence", "requested_by")
    row: Simulation = get_object_or_404(rows, pk=pk)
    if not simulating.may_see_rows(row, request.seat):
        raise NotFound
    return row


def _version(pk: UUID) -> Version:
    row: Version = get_object_or_404(Version.objects.select_related("sequence"), pk=pk)
    return row
