"""Sequences: the list, one sequence, one version with its figures, and the decisions on it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.dateparse import parse_datetime

from console.forms import refusals
from console.forms.sequences import SequenceForm
from console.queries import sequences as queries
from contacts.models import Contact
from enrollment.models import Enrollment
from sequences import services, writing
from sequences.models import Sequence, Version, VersionState
from tenancy.errors import Refused
from tenancy.requests import TenantRequest
from tenancy.roles import Capability

PREVIEWED = 3
DONE = {
    "submit": "Handed in. Another admin has to approve it.",
    "approve": "Approved. New people enter this version from now on.",
    "reject": "Sent back to draft with your reason.",
    "retire": "Retired. It takes no new people; those in it finish.",
}


def sequences(request: TenantRequest) -> HttpResponse:
    """Every sequence with its live version, its draft and the people in it."""
    archived = request.GET.get("show") == "archived"
    home = f"/w/{request.workspace.slug}/sequences/"
    tabs = [
        {"label": "In use", "url": home, "active": not archived},
        {"label": "Archived", "url": f"{home}?show=archived", "active": archived},
    ]
    values = {
        "lines": queries.lines(archived),
        "archived": archived,
        "tabs": tabs,
        "may_edit": request.seat.may(Capability.EDIT_SEQUENCES),
    }
    return TemplateResponse(request, "console/sequences/list.html", values)


def new(request: TenantRequest) -> HttpResponse:
    """A new sequence; its first draft opens for editing."""
    form = SequenceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.create_sequence(
                **form.cleaned_data, seat=request.seat, actor=request.actor
            )
            return redirect("console:version_edit", request.workspace.slug, made.pk)
        except Refused as refused:
            refusals.show(form, refused)
    return TemplateResponse(request, "console/sequences/new.html", {"form": form})


def sequence(request: TenantRequest, pk: UUID) -> HttpResponse:
    """One sequence: its versions, who wrote and approved them, and the people on each."""
    row = _sequence(pk)
    versions = queries.versions_of(row)
    people = queries.people_by(Enrollment.objects.filter(sequence=row), "version_id")
    values = {
        "sequence": row,
        "versions": [(version, people.get(version.pk, [])) for version in versions],
        "live": _first(versions, VersionState.APPROVED),
        "open": _first(versions, *queries.OPEN),
        "may_edit": request.seat.may(Capability.EDIT_SEQUENCES) and row.archived_at is None,
        "may_approve": request.seat.may(Capability.APPROVE_SEQUENCES) and row.archived_at is None,
    }
    return TemplateResponse(request, "console/sequences/sequence.html", values)


def draft(request: TenantRequest, pk: UUID) -> HttpResponse:
    """A new draft from the newest version."""
    with transaction.atomic():
        made = services.new_draft(_sequence(pk), seat=request.seat, actor=request.actor)
    return redirect("console:version_edit", request.workspace.slug, made.pk)


def archive(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Put a sequence away."""
    with transaction.atomic():
        row = services.archive(_sequence(pk), seat=request.seat, actor=request.actor)
    messages.success(request, f"“{row.name}” is archived. People in it finish.")
    return redirect("console:sequences", request.workspace.slug)


def version(request: TenantRequest, pk: UUID) -> HttpResponse:
    """One version: steps with figures, findings, what differs from live, and what can be done."""
    row = _version(pk)
    return _version_page(request, row)


def _version_page(
    request: TenantRequest, row: Version, typed: dict[str, str] | None = None
) -> HttpResponse:
    others = queries.rival_versions(row)
    values: dict[str, Any] = {
        "version": row,
        "rungs": queries.rungs(row),
        "findings": services.findings(row),
        "hours": queries.hours(row, request.workspace),
        "people": queries.people_by(Enrollment.objects.filter(version=row), "version_id").get(
            row.pk, []
        ),
        "other": queries.compared_with(row, others),
        "typed": typed or {},
        "obstacle": _obstacle(request, row),
        "may_edit": request.seat.may(Capability.EDIT_SEQUENCES),
        "may_approve": request.seat.may(Capability.APPROVE_SEQUENCES),
    }
    status = 409 if typed else 200
    return TemplateResponse(request, "console/sequences/version.html", values, status=status)


def preview(request: TenantRequest, pk: UUID) -> HttpResponse:
    """The version as real people would get it; nothing is stored."""
    row = _version(pk)
    words = request.GET.get("q", "").strip()
    people = Contact.objects.visible_to(request.seat).known().select_related("account", "owner")
    found = people.matching(words) if words else people.exclude(email="")
    shown = writing.preview(row, found.order_by("-pk")[:PREVIEWED])
    values = {"version": row, "previews": shown, "words": words}
    return TemplateResponse(request, "console/sequences/preview.html", values)


def difference(request: TenantRequest, pk: UUID) -> HttpResponse:
    """What differs from another version of the same sequence."""
    row = _version(pk)
    others = queries.rival_versions(row)
    asked = [each for each in others if str(each.pk) == request.GET.get("from", "")]
    other = asked[0] if asked else queries.compared_with(row, others)
    values = {
        "version": row,
        "other": other,
        "others": others,
        "changes": queries.changes(other, row) if other else [],
    }
    return TemplateResponse(request, "console/sequences/difference.html", values)


def submit(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Hand a draft in for approval."""
    return _decided(request, pk, "submit", services.submit)


def approve(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Make exactly what was looked at live, as a second admin."""
    seen = parse_datetime(request.POST.get("seen", ""))
    return _decided(request, pk, "approve", services.approve, expected_edited_at=seen)


def retire(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Take no new people."""
    return _decided(request, pk, "retire", services.retire)


def reject(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Send it back with a reason."""
    reason = request.POST.get("reason", "")
    return _decided(request, pk, "reject", services.reject, reason=reason)


def _decided(
    request: TenantRequest,
    pk: UUID,
    verb: str,
    service: Callable[..., Version],
    **more: Any,
) -> HttpResponse:
    """Call the service; when it refuses, the page comes back with its sentence and the reason."""
    try:
        with transaction.atomic():
            service(_version(pk), seat=request.seat, actor=request.actor, **more)
    except Refused as refused:
        with transaction.atomic():
            typed = {"verb": verb, "problem": refused.message, "reason": more.get("reason", "")}
            return _version_page(request, _version(pk), typed)
    messages.success(request, DONE[verb])
    return redirect("console:version", request.workspace.slug, pk)


def _obstacle(request: TenantRequest, row: Version) -> str:
    """Why this person may not approve a version; "" when they may."""
    if row.state != VersionState.IN_APPROVAL:
        return ""
    parts = {"wrote": row.author_id, "last edited": row.last_editor_id}
    parts["handed in"] = row.submitted_by_id or row.author_id
    did = next((verb for verb, member in parts.items() if member == request.seat.pk), "")
    return f"You {did} this version, so another admin has to approve it." if did else ""


def _first(versions: list[Version], *states: str) -> Version | None:
    return next((row for row in versions if row.state in states), None)


def _sequence(pk: UUID) -> Sequence:
    return get_object_or_404(Sequence.objects.select_related("owner"), pk=pk)


def _version(pk: UUID) -> Version:
    related = ("sequence", "workspace", "author", "last_editor", "approved_by", "submitted_by")
    row: Version = get_object_or_404(Version.objects.select_related(*related), pk=pk)
    return row
