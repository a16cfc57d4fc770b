"""Settings: snippets, which templates share, and the days on which nothing leaves."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from console.forms import refusals
from console.forms.days import seen_at
from console.forms.settings import library as forms
from console.queries import library as queries
from console.views.settings import frame
from sequences import closed_dates as days
from sequences import snippets as pieces
from sequences.models import ClosedDate, Snippet
from tenancy import clock
from tenancy.errors import Refused
from tenancy.requests import TenantRequest


def snippets(request: TenantRequest) -> HttpResponse:
    """Every snippet, with the versions that keep a copy of it."""
    return frame.page(request, "snippets", {"lines": queries.snippet_lines()})


def snippet_new(request: TenantRequest) -> HttpResponse:
    """Write a snippet."""
    form = forms.SnippetForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        name, text = form.cleaned_data["name"], form.cleaned_data["text"]
        with transaction.atomic():
            taken = queries.has_snippet(name)
        if taken:
            form.add_error("name", "There is a snippet of this name already. Change that one.")
        elif _put(request, form, name, text, only_new=True):
            messages.success(request, f"Write {{{{ snippet.{name} }}}} in a template to use it.")
            return redirect("console:snippets", request.workspace.slug)
    return _snippet_page(request, form, None)


def snippet(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Another text for a snippet, and where it is used; its name stays, because drafts say it."""
    with transaction.atomic():
        row = _snippet(pk)
    start = {"text": row.text, "expected": row.updated_at.isoformat()}
    form = forms.SnippetTextForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid() and _rewrite(request, form, row):
        message = "Saved. Drafts take it at their next save; approved versions keep their copy."
        messages.success(request, message)
        return redirect("console:snippets", request.workspace.slug)
    return _snippet_page(request, form, row)


def _rewrite(request: TenantRequest, form: Form, row: Snippet) -> bool:
    try:
        seen = seen_at(form.cleaned_data["expected"])
    except Refused as refused:
        refusals.show(form, refused)
        return False
    return _put(request, form, row.name, form.cleaned_data["text"], expected_updated_at=seen)


def _put(request: TenantRequest, form: Form, name: str, text: str, **unless: Any) -> bool:
    try:
        pieces.put_snippet(name=name, text=text, seat=request.seat, actor=request.actor, **unless)
    except Refused as refused:
        refusals.show(form, refused)
        return False
    return True


def _snippet_page(request: TenantRequest, form: Form, row: Snippet | None) -> HttpResponse:
    with transaction.atomic():
        uses = queries.uses_of(row) if row else []
    values = {"form": form, "snippet": row, "uses": uses, "variables": queries.variables()}
    name = row.name if row else ""
    return frame.page(request, "snippet", values, heading=name, wrong=bool(form.errors))


def snippet_delete(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Drop a snippet; versions keep their copies."""
    with transaction.atomic():
        row = _snippet(pk)
        pieces.delete_snippet(row, seat=request.seat, actor=request.actor)
    messages.success(request, f"“{row.name}” is deleted. Versions keep the copy that they have.")
    return redirect("console:snippets", request.workspace.slug)


def closed_dates(request: TenantRequest) -> HttpResponse:
    """Our own closed days, a form for more, and a country's public holidays beside them."""
    form = forms.ClosingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            days.add_closing(form.closing, seat=request.seat, actor=request.actor)
            messages.success(request, "Closed. What was due on these days moves behind them.")
            return redirect("console:closed_dates", request.workspace.slug)
        except Refused as refused:
            refusals.show(form, refused)
    today = timezone.localdate(clock.now())
    place = forms.PlaceForm.of(request.GET, request.workspace)
    with transaction.atomic():
        rows = list(days.closings())
    values = {
        "form": form,
        "ahead": [row for row in rows if row.last >= today],
        "past": [row for row in reversed(rows) if row.last < today],
        "place": place,
        "holidays": queries.holidays(place.country_code, place.region_typed, today),
    }
    return frame.page(request, "closed_dates", values, wrong=bool(form.errors))


def closed_date(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Other days, or another name for them."""
    with transaction.atomic():
        row = _closing(pk)
    form = forms.ClosingForm(request.POST or None, initial=forms.closing_of(row))
    if request.method == "POST" and form.is_valid():
        try:
            days.change_closing(row, form.closing, seat=request.seat, actor=request.actor)
            messages.success(request, "Saved. It holds for touches that are planned already, too.")
            return redirect("console:closed_dates", request.workspace.slug)
        except Refused as refused:
            refusals.show(form, refused)
    values = {"form": form, "closing": row}
    return frame.page(request, "closed_date", values, heading=row.name, wrong=bool(form.errors))


def closed_date_delete(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Open the days again."""
    with transaction.atomic():
        row = _closing(pk)
        days.delete_closing(row, seat=request.seat, actor=request.actor)
    messages.success(request, f"“{row.name}” is deleted. These days are open again.")
    return redirect("console:closed_dates", request.workspace.slug)


def _snippet(pk: UUID) -> Snippet:
    return get_object_or_404(pieces.snippets(), pk=pk)


def _closing(pk: UUID) -> ClosedDate:
    return get_object_or_404(days.closings(), pk=pk)
