"""Migrations: plan one, look at its dry run, start it, watch it, stop it, roll it back."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse

from console.forms import moving as forms
from console.forms.days import seen_at
from console.queries import keyset
from console.queries import moving as queries
from console.queueing import nudge
from enrollment import moving
from enrollment.models import Migration, MigrationState
from enrollment.tasks import run_migration
from sequences import published
from sequences.models import Sequence, Version
from tenancy.errors import Refused
from tenancy.requests import TenantRequest
from tenancy.roles import SEES_EVERYTHING, Capability

DONE = {
    "start": "The first share is being moved.",
    "go_on": "Everybody else is being moved.",
    "stop": "Stopped. Nobody else is moved; those who were moved stay where they are.",
    "roll_back": "Everybody who has had nothing of the new version is being moved back.",
    "discard": "Put away. Nobody was moved.",
}
MAY_ROLL_BACK = (
    MigrationState.CANARY,
    MigrationState.RUNNING,
    MigrationState.STOPPED,
    MigrationState.DONE,
)


def of_sequence(request: TenantRequest, pk: UUID) -> HttpResponse:
    """All migrations of a sequence."""
    sequence = get_object_or_404(Sequence, pk=pk)
    rows = queries.migrations().filter(source__sequence=sequence)
    values = {
        "sequence": sequence,
        "page": keyset.read(rows, request.GET.dict()),
        "movable": [each for each in queries.movable() if each.version.sequence_id == pk],
    }
    return TemplateResponse(request, "console/moving/list.html", values)


def new(request: TenantRequest) -> HttpResponse:
    """Plan a migration: the step map, the first share, the limits."""
    asked = request.POST.get("from") or request.GET.get("from", "")
    if not asked:
        with transaction.atomic():
            found = {"movable": queries.movable()}
        return TemplateResponse(request, "console/moving/choose.html", found)
    with transaction.atomic():
        source = _version(asked)
        target = queries.approved_beside(source)
        people = queries.people_in(source)
    if target is None or not people:
        values = {"source": source, "target": target}
        return TemplateResponse(request, "console/moving/nobody.html", values)
    if request.method == "POST":
        return _planned(request, source, target)
    chosen = forms.proposed(published.plan(source), published.plan(target))
    return _new_page(request, source, target, chosen, forms.TermsForm())


def _planned(request: TenantRequest, source: Version, target: Version) -> HttpResponse:
    form = forms.TermsForm(request.POST)
    with transaction.atomic():
        chosen = forms.read_map(request.POST, published.plan(source))
    if request.POST.get("do") == "check":
        return _new_page(request, source, target, chosen, form)
    if not form.is_valid():
        return _new_page(request, source, target, chosen, form, 422)
    try:
        made = moving.create(
            source,
            target,
            step_map=chosen,
            seat=request.seat,
            actor=request.actor,
            **form.terms(),
        )
    except Refused as refused:
        form.take(refused)
        return _new_page(request, source, target, chosen, form, 422)
    nudge(request, run_migration, made.pk)
    return redirect("console:migration", request.workspace.slug, made.pk)


def _new_page(
    request: TenantRequest,
    source: Version,
    target: Version,
    chosen: dict[str, str],
    form: forms.TermsForm,
    status: int = 200,
) -> HttpResponse:
    with transaction.atomic():
        values = {
            "source": source,
            "target": target,
            "people": queries.people_in(source),
            "map": _map(source, target, chosen),
            "form": form,
        }
    return TemplateResponse(request, "console/moving/new.html", values, status=status)


def step_map(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Another step map, while nobody was moved."""
    with transaction.atomic():
        row = _migration(pk)
        before = published.plan(row.source)
    if request.method != "POST":
        if row.state != MigrationState.DRAFT:
            return _to(request, pk)
        return _map_page(request, row, forms.stored_map(row))
    chosen = forms.read_map(request.POST, before)
    if request.POST.get("do") == "check":
        return _map_page(request, row, chosen)
    try:
        moving.change_map(row, chosen, seat=request.seat, actor=request.actor)
    except Refused as refused:
        return _map_page(request, row, chosen, refused.message)
    nudge(request, run_migration, pk)
    messages.success(request, "The step map is changed; the dry run is made anew.")
    return _to(request, pk)


def _map_page(
    request: TenantRequest, row: Migration, chosen: dict[str, str], problem: str = ""
) -> HttpResponse:
    with transaction.atomic():
        found = _map(row.source, row.target, chosen)
    values = {"migration": row, "map": found, "problem": problem}
    status = 422 if problem else 200
    return TemplateResponse(request, "console/moving/map.html", values, status=status)


def one(request: TenantRequest, pk: UUID) -> HttpResponse:
    """How far a migration is, what can be done about it, and its people."""
    return _page(request, _migration(pk))


def _page(
    request: TenantRequest, row: Migration, typed: dict[str, str] | None = None
) -> HttpResponse:
    fate = request.GET.get("fate", "")
    found = queries.counts(row)
    people = keyset.read(queries.people(row, request.seat, fate), request.GET.dict())
    may_decide = request.seat.may(Capability.APPROVE_SEQUENCES)
    can_roll_back = may_decide and row.state in MAY_ROLL_BACK and found.moved > 0
    values: dict[str, Any] = {
        "migration": row,
        "counts": found,
        "work": queries.work(row, found),
        "tabs": _tabs(request, row, found, fate),
        "fate": fate,
        "page": people,
        "rows": queries.rows_of(row, people.rows),
        "limits": queries.watched(row),
        "back": queries.back(row) if can_roll_back else None,
        "left": queries.left(row.watched_until),
        "hold": timedelta(minutes=row.hold_minutes),
        "pairs": queries.pairs(row),
        "sees_all": request.role in SEES_EVERYTHING,
        "may_edit": request.seat.may(Capability.EDIT_SEQUENCES),
        "may_decide": may_decide,
        "typed": typed or {},
    }
    status = 409 if typed else 200
    return TemplateResponse(request, "console/moving/one.html", values, status=status)


def progress(request: TenantRequest, pk: UUID) -> HttpResponse:
    """The progress bar; when the worker has come as far as it can, the page itself again."""
    row = _migration(pk)
    work = queries.work(row, queries.counts(row))
    values = {"migration": row, "work": work}
    response = TemplateResponse(request, "console/moving/_progress.html", values)
    if work is None:
        response.headers["HX-Refresh"] = "true"
    return response


def start(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Move the first share, by the dry run that was looked at."""
    return _decided(request, pk, "start", moving.start, looked_at=True)


def go_on(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Move everybody else now."""
    return _decided(request, pk, "go_on", moving.go_on, reason=request.POST.get("reason", ""))


def stop(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Move nobody else."""
    return _decided(request, pk, "stop", moving.stop, reason=request.POST.get("reason", ""))


def roll_back(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Move back whom that can still be done for."""
    reason = request.POST.get("reason", "")
    return _decided(request, pk, "roll_back", moving.roll_back, reason=reason)


def discard(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Put a dry run away."""
    return _decided(request, pk, "discard", moving.discard)


def _decided(
    request: TenantRequest,
    pk: UUID,
    verb: str,
    service: Callable[..., Migration],
    *,
    looked_at: bool = False,
    **more: Any,
) -> HttpResponse:
    """Call the service; when it refuses, the page comes back with its sentence and the reason.
    With `looked_at` it decides by the dry run that the person looked at."""
    with transaction.atomic():
        row = _migration(pk)
    try:
        if looked_at:
            more["seen"] = seen_at(request.POST.get("seen", ""))
        service(row, seat=request.seat, actor=request.actor, **more)
    except Refused as refused:
        with transaction.atomic():
            typed = {"verb": verb, "problem": refused.message, "reason": more.get("reason", "")}
            return _page(request, _migration(pk), typed)
    nudge(request, run_migration, pk)
    messages.success(request, DONE[verb])
    return _to(request, pk)


def _tabs(
    request: TenantRequest, row: Migration, found: queries.Counts, active: str
) -> list[dict[str, Any]]:
    home = f"/w/{request.workspace.slug}/migrations/{row.pk}/"
    everybody = {
        "label": "Everybody",
        "url": f"{home}#people",
        "active": active not in queries.FATES,
        "count": found.total,
    }
    return [everybody] + [
        {
            "label": label,
            "url": f"{home}?fate={fate}#people",
            "active": fate == active,
            "count": found.all.get(fate, 0),
        }
        for fate, label in queries.FATES.items()
        if found.all.get(fate) or fate == active
    ]


def _map(source: Version, target: Version, chosen: dict[str, str]) -> forms.StepMap:
    before, after = published.plan(source), published.plan(target)
    return forms.shown_map(before, after, chosen, queries.standing_at(source))


def _migration(pk: UUID) -> Migration:
    row: Migration = get_object_or_404(queries.migrations(), pk=pk)
    return row


def _version(asked: str) -> Version:
    """A version by the id that was asked for; 404 for what is no id."""
    try:
        key = UUID(asked)
    except ValueError:
        key = UUID(int=0)
    row: Version = get_object_or_404(Version.objects.select_related("sequence"), pk=key)
    return row


def _to(request: TenantRequest, pk: UUID) -> HttpResponse:
    return redirect("console:migration", request.workspace.slug, pk)
