"""Sequences: the list, one with its versions, its facts, and how it is cloned and put away."""

from typing import TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.db import transaction
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse

from console.forms import refusals
from console.forms import sequences as forms
from console.queries import moving, pools
from console.queries import sequences as queries
from sequences import governing, naming, services
from sequences.models import Sequence, Version, VersionState
from tenancy import clock
from tenancy.errors import Refused
from tenancy.models import Membership
from tenancy.requests import TenantRequest
from tenancy.roles import Capability

NamedForm = TypeVar("NamedForm", bound=forms.Named)


def sequences(request: TenantRequest) -> HttpResponse:
    """Every sequence with its live version, its draft and the people in it."""
    archived = request.GET.get("show") == "archived"
    home = f"/w/{request.workspace.slug}/sequences/"
    tabs = [
        {"label": "In use", "url": home, "active": not archived},
        {"label": "Archived", "url": f"{home}?show=archived", "active": archived},
    ]
    values = {
        "lines": queries.lines(archived, request.workspace),
        "archived": archived,
        "tabs": tabs,
        "may_edit": request.seat.may(Capability.EDIT_SEQUENCES),
    }
    return TemplateResponse(request, "console/sequences/list.html", values)


def new(request: TenantRequest) -> HttpResponse:
    """A new sequence; its first draft opens for editing."""
    form = _named(request, forms.SequenceForm(request.POST or None))
    if request.method == "POST" and form.is_valid():
        try:
            made = services.create_sequence(
                **form.cleaned_data, seat=request.seat, actor=request.actor
            )
            return redirect("console:version_edit", request.workspace.slug, made.pk)
        except Refused as refused:
            refusals.show(form, refused)
    return _asked(request, "new", form)


def sequence(request: TenantRequest, pk: UUID) -> HttpResponse:
    """One sequence: its facts and versions, who wrote and approved them, and the people on each."""
    row = _sequence(pk)
    lines, audiences = queries.versions_of(row), queries.audiences_of(row)
    versions = [line.version for line in lines]
    seat, in_use = request.seat, row.archived_at is None
    values = {
        "sequence": row,
        "lines": lines,
        "audiences": audiences,
        "live": _first(versions, VersionState.APPROVED),
        "open": _first(versions, *services.OPEN),
        "is_named": naming.fits(request.workspace.naming_rule, row.name, row.campaign_type),
        "moves": moving.moves_of(row.pk),
        "has_history": queries.has_history(lines, audiences),
        "pool": pools.of_sequence(row),
        "may_edit": seat.may(Capability.EDIT_SEQUENCES),
        "may_change": seat.may(Capability.EDIT_SEQUENCES) and in_use,
        "may_archive": seat.may(Capability.APPROVE_SEQUENCES) and in_use,
        "may_hand_over": _may_hand_over(row, seat),
    }
    return TemplateResponse(request, "console/sequences/sequence.html", values)


def facts(request: TenantRequest, pk: UUID) -> HttpResponse:
    """The campaign facts; motion and segment as long as nothing was approved."""
    with transaction.atomic():
        row = _sequence(pk)
        why = queries.why_placed([line.version for line in queries.versions_of(row)])
    form = _named(request, forms.SequenceForm(request.POST or None, initial=forms.facts_of(row)))
    form = form.placed(why) if why else form
    if request.method == "POST" and form.is_valid():
        try:
            governing.change_facts(row, form.cleaned_data, seat=request.seat, actor=request.actor)
            messages.success(request, "Saved.")
            return redirect("console:sequence", request.workspace.slug, pk)
        except Refused as refused:
            refusals.show(form, refused)
    return _asked(request, "facts", form, row)


def draft(request: TenantRequest, pk: UUID) -> HttpResponse:
    """A new draft from the newest version."""
    with transaction.atomic():
        made = services.new_draft(_sequence(pk), seat=request.seat, actor=request.actor)
    return redirect("console:version_edit", request.workspace.slug, made.pk)


def clone(request: TenantRequest, pk: UUID) -> HttpResponse:
    """The structure under another name; never people."""
    with transaction.atomic():
        row = _sequence(pk)
    start = {"name": f"{row.name} (clone)"}
    form = _named(request, forms.CloneForm(request.POST or None, initial=start))
    if request.method == "POST" and form.is_valid():
        try:
            made = governing.clone(
                row, name=form.cleaned_data["name"], seat=request.seat, actor=request.actor
            )
            messages.success(request, f"Cloned from “{row.name}”, without its people and dates.")
            return redirect("console:version_edit", request.workspace.slug, made.pk)
        except Refused as refused:
            refusals.show(form, refused)
    return _asked(request, "clone", form, row)


def hand_over(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Another owner; for admins and the owner."""
    with transaction.atomic():
        row = _sequence(pk)
        heirs = queries.heirs(row)
    if not _may_hand_over(row, request.seat):
        raise Http404
    form = forms.HandOverForm(request.POST or None, heirs)
    if request.method == "POST" and form.is_valid():
        heir = next(each for each in heirs if str(each.pk) == form.cleaned_data["to"])
        try:
            governing.hand_over(row, to=heir, seat=request.seat, actor=request.actor)
            messages.success(request, f"{heir.label} owns “{row.name}” now.")
            return redirect("console:sequence", request.workspace.slug, pk)
        except Refused as refused:
            refusals.show(form, refused)
    return _asked(request, "hand_over", form, row)


def archive(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Put a sequence away."""
    with transaction.atomic():
        row = services.archive(_sequence(pk), seat=request.seat, actor=request.actor)
    messages.success(request, f"“{row.name}” is archived. People in it finish.")
    return redirect("console:sequences", request.workspace.slug)


def delete(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Delete a sequence with which nothing ever happened."""
    with transaction.atomic():
        row = _sequence(pk)
        name = row.name
        governing.delete(row, seat=request.seat, actor=request.actor)
    messages.success(request, f"“{name}” is deleted.")
    return redirect("console:sequences", request.workspace.slug)


def _named(request: TenantRequest, form: NamedForm) -> NamedForm:
    today = clock.now().astimezone(ZoneInfo(request.workspace.zone)).date()
    return form.called(request.workspace, today)


def _asked(
    request: TenantRequest, template: str, form: Form, row: Sequence | None = None
) -> HttpResponse:
    values = {"form": form, "sequence": row}
    status = 422 if form.errors else 200
    return TemplateResponse(request, f"console/sequences/{template}.html", values, status=status)


def _may_hand_over(row: Sequence, seat: Membership) -> bool:
    return row.owner_id == seat.pk or seat.may(Capability.ADMINISTER)


def _first(versions: list[Version], *states: str) -> Version | None:
    return next((row for row in versions if row.state in states), None)


def _sequence(pk: UUID) -> Sequence:
    return get_object_or_404(Sequence.objects.select_related("owner"), pk=pk)
