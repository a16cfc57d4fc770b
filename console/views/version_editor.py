"""Editing a draft: one form with all steps, window and notes; every button sends all of it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse

from console.forms import sequences as forms
from console.forms import windows
from sequences import services
from sequences.models import Version, VersionState
from sequences.rendering import VARIABLES
from tenancy.errors import Refused
from tenancy.requests import TenantRequest

STORING = ("save", "submit")


def edit(request: TenantRequest, pk: UUID) -> HttpResponse:
    """The form of a draft; a version that is no draft leads to its page."""
    with transaction.atomic():
        row = _version(pk)
        if row.state != VersionState.DRAFT:
            return redirect("console:version", request.workspace.slug, pk)
        if request.method != "POST":
            return _page(request, row, forms.stored(row))
    draft, order = forms.posted(request.POST), request.POST.get("do", "save")
    if order not in STORING:
        return _page(request, row, forms.rearranged(draft, order), unsaved=True)
    return _store(request, row, draft, order)


def _store(request: TenantRequest, row: Version, draft: forms.Draft, order: str) -> HttpResponse:
    try:
        saved = _save(request, row, draft)
    except Refused as refused:
        draft.take(refused.fields)
        return _page(request, row, draft, problem=refused.message, unsaved=True)
    slug = request.workspace.slug
    if order == "save":
        messages.success(request, "Saved.")
        return redirect("console:version_edit", slug, row.pk)
    try:
        services.submit(saved, seat=request.seat, actor=request.actor)
    except Refused as refused:
        messages.error(request, f"Saved, but not handed in. {refused.message}")
        return redirect("console:version_edit", slug, row.pk)
    messages.success(request, "Handed in. Another admin has to approve it.")
    return redirect("console:version", slug, row.pk)


def _save(request: TenantRequest, row: Version, draft: forms.Draft) -> Version:
    steps, wrong = forms.steps_of(draft)
    try:
        window = windows.read(draft.window)
    except windows.WindowError as error:
        wrong["window"] = str(error)
    if wrong:
        raise Refused("Some fields need attention before this can be saved.", fields=wrong)
    return services.save_draft(
        row,
        steps=steps,
        window=window,
        notes=draft.notes,
        seat=request.seat,
        actor=request.actor,
        expected_edited_at=forms.expected_of(draft),
    )


def _page(
    request: TenantRequest,
    row: Version,
    draft: forms.Draft,
    *,
    problem: str = "",
    unsaved: bool = False,
) -> HttpResponse:
    with transaction.atomic():
        values: dict[str, Any] = {
            "version": row,
            "draft": draft,
            "problem": problem,
            "unsaved": unsaved,
            "findings": [] if unsaved else services.findings(row),
            "variables": VARIABLES.items(),
            **forms.choices(),
        }
    status = 422 if problem else 200
    return TemplateResponse(request, "console/sequences/edit.html", values, status=status)


def _version(pk: UUID) -> Version:
    related = ("sequence", "workspace", "author", "last_editor")
    row: Version = get_object_or_404(Version.objects.select_related(*related), pk=pk)
    return row
