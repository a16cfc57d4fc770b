"""Stopping many people: a pasted text at once, an uploaded list by a worker."""

from itertools import islice
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse

from compliance.models import StopList, StopListState, SuppressionReason
from compliance.stop_lists.bounds import WIDE, bounded
from compliance.stop_lists.files import entries
from compliance.stop_lists.reading import unread
from compliance.stop_lists.rejecting import HEAD
from console.forms import refusals
from console.forms.stop_lists import ListForm, PasteForm
from console.queries import keyset
from console.queueing import nudge
from console.views.compliance import tabs
from enrollment import stop_lists
from enrollment.tasks import run_stop_list
from tenancy.errors import Refused
from tenancy.models import Membership
from tenancy.requests import TenantRequest
from tenancy.roles import Capability

SHOWN = 20
READ = 100


def paste(request: TenantRequest) -> HttpResponse:
    """Read a pasted text, show what it says, and stop all of it: at once, or by a worker."""
    form = PasteForm(request.POST or None)
    values: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        text = form.cleaned_data["addresses"]
        if "stop" in request.POST:
            return _stopped(request, form, text)
        values |= _read(text, request.seat)
    return TemplateResponse(request, "console/compliance/paste.html", values)


def lists(request: TenantRequest) -> HttpResponse:
    """Upload a list; below, what was uploaded before."""
    form = ListForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        file = given.pop("file")
        by: dict[str, Any] = {"seat": request.seat, "actor": request.actor}
        try:
            made = stop_lists.upload(file.name, file.read(), **given, **by)
            return redirect("console:stop_list", request.workspace.slug, made.pk)
        except Refused as refused:
            refusals.show(form, refused)
    with transaction.atomic():
        page = keyset.read(_without_files(), request.GET.dict(), size=20)
    values = {
        "form": form,
        "page": page,
        "tabs": tabs(request, "lists"),
        "may_stop": request.seat.may(Capability.ENROL),
    }
    return TemplateResponse(request, "console/compliance/lists.html", values)


def one(request: TenantRequest, pk: UUID) -> HttpResponse:
    """One list, by its state: how it is read, the progress, or what became of it."""
    row = _found(pk)
    values: dict[str, Any] = {
        "list": row,
        "reason": SuppressionReason(row.reason).label,
        "may_stop": request.seat.may(Capability.ENROL),
        "may_cancel": stop_lists.may_cancel(row, request.seat),
        "counted": _column(row),
    }
    if row.state == StopListState.UPLOADED and values["may_stop"]:
        values["sample"] = _sample(pk)
    return TemplateResponse(request, "console/compliance/list.html", values)


def start(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Hand the list to a worker."""
    stop_lists.start(_found(pk), seat=request.seat, actor=request.actor)
    nudge(request, run_stop_list, pk)
    return redirect("console:stop_list", request.workspace.slug, pk)


def cancel(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Go no further; what was taken stays stopped."""
    stop_lists.cancel(_found(pk), seat=request.seat, actor=request.actor)
    messages.success(request, "Cancelled. What was taken before stays stopped.")
    return redirect("console:stop_list", request.workspace.slug, pk)


def progress(request: TenantRequest, pk: UUID) -> HttpResponse:
    """The progress bar; when there is nothing to wait for any more, the page itself again."""
    row = _found(pk)
    response = TemplateResponse(request, "console/compliance/_list_progress.html", {"list": row})
    if row.state != StopListState.RUNNING:
        response.headers["HX-Refresh"] = "true"
    return response


def rejects(request: TenantRequest, pk: UUID) -> HttpResponse:
    """The lines that stopped nobody, with their causes."""
    row = get_object_or_404(StopList.objects.only("rejects"), pk=pk)
    response = HttpResponse(HEAD + row.rejects, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="refused-lines-{pk}.csv"'
    return response


def _stopped(request: TenantRequest, form: PasteForm, text: str) -> HttpResponse:
    values: dict[str, Any] = {"form": form}
    try:
        by: dict[str, Any] = {"seat": request.seat, "actor": request.actor}
        if stop_lists.needs_worker(stop_lists.read(text, request.seat)):
            row = stop_lists.as_list(text, **by)
            nudge(request, run_stop_list, row.pk)
            return redirect("console:stop_list", request.workspace.slug, row.pk)
        values["outcome"] = stop_lists.stop_pasted(text, **by)
        values["form"] = PasteForm()
    except Refused as refused:
        refusals.show(form, refused)
    return TemplateResponse(request, "console/compliance/paste.html", values)


def _read(text: str, seat: Membership) -> dict[str, Any]:
    found = stop_lists.read(text, seat)
    good, bad = [each for each in found if each.kind], unread(found)
    return {
        "seen": {
            "good": good[:READ],
            "bad": bad[:READ],
            "more": max(0, len(good) - READ) + max(0, len(bad) - READ),
            "total": len(good),
            "for_worker": stop_lists.needs_worker(found),
            "most": stop_lists.MOST_AT_ONCE,
        }
    }


def _sample(pk: UUID) -> list[Any]:
    with transaction.atomic():
        row = StopList.objects.select_related("uploaded_by").get(pk=pk)
    widely = row.uploaded_by.may(WIDE)
    lines = entries(bytes(row.content), stop_lists.layout(row))
    read = (bounded(each, reason=row.reason, widely=widely) for each in lines)
    return list(islice((each for each in read if each.kind or each.problem), SHOWN))


def _column(row: StopList) -> str:
    """Which column is read, where the first line names them."""
    if len(row.headers) < 2 or row.column >= len(row.headers):
        return ""
    return f"{row.column + 1} (“{row.headers[row.column]}”)"


def _without_files() -> Any:
    return StopList.objects.select_related("uploaded_by").defer("content", "rejects")


def _found(pk: UUID) -> StopList:
    with transaction.atomic():
        row: StopList = get_object_or_404(_without_files(), pk=pk)
        return row
