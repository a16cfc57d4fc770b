"""Saved views of contacts: all of them, a new one from the filter in hand, and changing one."""

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse

from console.forms import conditions, refusals
from console.forms import saved_views as forms
from console.queries import fields
from console.queries import saved_views as queries
from contacts import saved_views
from contacts.models import SavedView, ViewKind
from tenancy.errors import Refused
from tenancy.requests import TenantRequest


def views(request: TenantRequest) -> HttpResponse:
    """Every view, in words."""
    values = {"lines": queries.lines(request.seat)}
    return TemplateResponse(request, "console/contacts/views.html", values)


def new(request: TenantRequest) -> HttpResponse:
    """Save a selection; it starts with what the filter said."""
    if request.method == "POST":
        return _created(request)
    start = forms.carried(request.GET, queries.chosen(request.GET.get("view", "")))
    form = forms.ViewForm(initial={"kind": start.kind})
    lines = conditions.stored(start.conditions)
    return _page(request, None, form, lines, left_out=start.left_out)


def _created(request: TenantRequest) -> HttpResponse:
    form, lines = forms.ViewForm(request.POST), conditions.posted(request.POST)
    if lines.rearranged(request.POST.get("do", "")):
        return _page(request, None, forms.ViewForm(initial=request.POST.dict()), lines)
    if not form.is_valid():
        return _page(request, None, form, lines)
    try:
        made = saved_views.create(
            **form.cleaned_data,
            match=lines.match,
            conditions=lines.to_json(),
            seat=request.seat,
            actor=request.actor,
        )
    except Refused as refused:
        return _page(request, None, form, lines, refused)
    messages.success(request, f"“{made.name}” is saved. Everybody here can use it.")
    return _to(request, made)


def edit(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Another name or other conditions; for its owner and admins."""
    with transaction.atomic():
        view = get_object_or_404(SavedView.objects.select_related("owner"), pk=pk)
    if request.method == "POST":
        return _changed(request, view)
    lines = conditions.stored(saved_views.conditions_of(view))
    return _page(request, view, forms.ViewForm.of(view), lines)


def _changed(request: TenantRequest, view: SavedView) -> HttpResponse:
    form = forms.ViewForm(request.POST).settled(view)
    lines = conditions.posted(request.POST)
    if lines.rearranged(request.POST.get("do", "")):
        typed = forms.ViewForm(initial=request.POST.dict()).settled(view)
        return _page(request, view, typed, lines)
    if not form.is_valid():
        return _page(request, view, form, lines)
    try:
        saved_views.change(
            view,
            name=form.cleaned_data["name"],
            match=lines.match,
            conditions=lines.to_json(),
            seat=request.seat,
            actor=request.actor,
        )
    except Refused as refused:
        return _page(request, view, form, lines, refused)
    messages.success(request, "Saved. Audiences that use this view follow it.")
    return _to(request, view)


def delete(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Delete a view; the people in it stay as they are."""
    with transaction.atomic():
        view = get_object_or_404(SavedView.objects.all(), pk=pk)
        saved_views.delete(view, seat=request.seat, actor=request.actor)
    messages.success(request, f"“{view.name}” is deleted. No contact was touched.")
    return redirect("console:views", request.workspace.slug)


def _page(
    request: TenantRequest,
    view: SavedView | None,
    form: forms.ViewForm,
    lines: conditions.ConditionLines,
    refused: Refused | None = None,
    left_out: tuple[str, ...] = (),
) -> HttpResponse:
    if refused:
        refusals.share(form, lines, refused)
    about_companies = view is not None and view.kind == ViewKind.ACCOUNTS
    with transaction.atomic():
        named = lines.names()
        choices = fields.of_companies(named) if about_companies else fields.of_people(named)
    values = {
        "view": view,
        "form": form,
        "lines": lines,
        "fields": choices,
        "left_out": left_out,
        "may_change": view is None or queries.may_change(view, request.seat),
    }
    status = 422 if refused or form.errors else 200
    return TemplateResponse(request, "console/contacts/view.html", values, status=status)


def _to(request: TenantRequest, view: SavedView) -> HttpResponse:
    return redirect(reverse("console:contacts", args=[request.workspace.slug]) + f"?view={view.pk}")
