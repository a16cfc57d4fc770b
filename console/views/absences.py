"""Absences: enter one, change it, call it off, come back early."""

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse

from console.forms import absences as forms
from console.forms import refusals
from enrollment import absences as services
from enrollment.models import Absence
from tenancy.errors import Refused
from tenancy.models import Membership
from tenancy.requests import TenantRequest
from tenancy.roles import Capability


def absences(request: TenantRequest) -> HttpResponse:
    """The absences that this person sees to, and the form for another one."""
    with transaction.atomic():
        members, covers = _members(request.seat)
    form = forms.AbsenceForm(request.POST or None, members, covers)
    if request.method == "POST" and form.is_valid():
        try:
            row = services.enter(form.person, form.wish, seat=request.seat, actor=request.actor)
        except Refused as refused:
            refusals.show(form, refused)
        else:
            messages.success(request, f"Entered. It begins by itself for {row.member.label}.")
            return redirect("console:absences", request.workspace.slug)
    with transaction.atomic():
        lines = services.listed(request.seat)
    values = {
        "form": form,
        "lines": lines,
        "managed": [row.pk for row in lines if services.may_manage(request.seat, row.member)],
    }
    status = 422 if form.errors else 200
    return TemplateResponse(request, "console/absences/list.html", values, status=status)


def one(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Change one that is planned or running; of any other the list tells what became of it."""
    row = _absence(request, pk)
    if row.state not in services.CHANGEABLE or not services.may_manage(request.seat, row.member):
        if request.method == "POST":
            messages.error(request, "Nothing was changed: it is over, or not yours to change.")
        return redirect("console:absences", request.workspace.slug)
    with transaction.atomic():
        _, covers = _members(request.seat)
    form = forms.ChangeForm(request.POST or None, row, covers)
    if request.method == "POST" and form.is_valid() and _changed(request, row, form):
        messages.success(request, "Changed.")
        return redirect("console:absences", request.workspace.slug)
    status = 422 if form.errors else 200
    values = {"form": form, "absence": row}
    return TemplateResponse(request, "console/absences/one.html", values, status=status)


def _changed(request: TenantRequest, row: Absence, form: forms.ChangeForm) -> bool:
    try:
        services.change(row, form.wish, seat=request.seat, actor=request.actor)
    except Refused as refused:
        refusals.show(form, refused)
        return False
    return True


def cancel(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Call off an absence that has not begun."""
    services.cancel(_absence(request, pk), seat=request.seat, actor=request.actor)
    messages.success(request, "Called off. Nothing of it has happened.")
    return redirect("console:absences", request.workspace.slug)


def come_back(request: TenantRequest, pk: UUID) -> HttpResponse:
    """End a running absence."""
    services.come_back(_absence(request, pk), seat=request.seat, actor=request.actor)
    messages.success(request, "Welcome back. What waited gets a release plan within a minute.")
    return redirect("console:absences", request.workspace.slug)


def _members(seat: Membership) -> tuple[list[Membership], list[Membership]]:
    """Whose absences this person may enter, and who may cover."""
    rows = Membership.objects.filter(is_active=True).order_by("label")
    everybody = list(rows)
    mine = [each for each in everybody if services.may_manage(seat, each)]
    return mine, [each for each in everybody if each.may(Capability.DO_TASKS)]


def _absence(request: TenantRequest, pk: UUID) -> Absence:
    with transaction.atomic():
        row: Absence = get_object_or_404(services.visible(request.seat), pk=pk)
    return row
