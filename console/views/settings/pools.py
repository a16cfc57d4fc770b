"""Settings: pools of mailboxes; and which pool a sequence uses."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse

from console.forms import refusals
from console.forms.settings.pools import PoolForm, SequencePoolForm
from console.queries import pools as queries
from console.queries import settings_pages
from console.queueing import nudge
from console.views.settings import frame
from enrollment.models import Mailbox, MailboxPool
from enrollment.pools import keeping, moving
from enrollment.tasks import move_people
from sequences.models import Sequence
from tenancy.errors import Refused
from tenancy.requests import TenantRequest


def pools(request: TenantRequest) -> HttpResponse:
    """The pools, and a form for one more."""
    with transaction.atomic():
        form = PoolForm(request.POST or None, settings_pages.mailboxes())
    if request.method == "POST" and form.is_valid() and _saved(request, None, form):
        messages.success(request, "Made. Give it to a sequence on the sequence's page.")
        return redirect("console:pools", request.workspace.slug)
    with transaction.atomic():
        values = {"form": form, "pools": queries.lines()}
    return frame.page(request, "pools", values, wrong=bool(form.errors))


def pool(request: TenantRequest, pk: UUID) -> HttpResponse:
    """One pool."""
    with transaction.atomic():
        row = get_object_or_404(MailboxPool, pk=pk)
        form = PoolForm(request.POST or None, settings_pages.mailboxes(), _initial(row))
    if request.method == "POST" and form.is_valid() and _saved(request, row, form):
        messages.success(request, "Saved. It holds for new people; the others keep their mailbox.")
        return redirect("console:pools", request.workspace.slug)
    values = {"form": form, "pool": row}
    return frame.page(request, "pool", values, heading=row.name, wrong=bool(form.errors))


def pool_delete(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Delete a pool that no sequence uses."""
    try:
        with transaction.atomic():
            row = get_object_or_404(MailboxPool, pk=pk)
            keeping.delete(row, seat=request.seat, actor=request.actor)
    except Refused as refused:
        messages.error(request, refused.message)
        return redirect("console:pool", request.workspace.slug, pk)
    messages.success(request, f"The pool {row.name} is deleted.")
    return redirect("console:pools", request.workspace.slug)


def move(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Give other mailboxes to whom a closed one has not written to yet."""
    try:
        with transaction.atomic():
            box = get_object_or_404(Mailbox, pk=pk)
            order = moving.ask(box, seat=request.seat, actor=request.actor)
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        nudge(request, move_people, order.pk)
        messages.success(request, "They are being moved. Their first messages are reviewed anew.")
    return redirect("console:mailbox", request.workspace.slug, pk)


def of_sequence(request: TenantRequest, pk: UUID) -> HttpResponse:
    """From which mailboxes new people of a sequence are written to."""
    with transaction.atomic():
        plan = get_object_or_404(Sequence, pk=pk)
        known = list(queries.names())
    form = SequencePoolForm(request.POST or None, known, {"pool": str(plan.mailbox_pool or "")})
    if request.method == "POST" and form.is_valid():
        try:
            keeping.give(plan, form.chosen(), seat=request.seat, actor=request.actor)
            messages.success(request, "Saved. It holds for whoever is enrolled from now on.")
            return redirect("console:sequence", request.workspace.slug, pk)
        except Refused as refused:
            refusals.show(form, refused)
    values = {"form": form, "sequence": plan, "pools": known}
    status = 422 if form.errors else 200
    return TemplateResponse(request, "console/sequences/pool.html", values, status=status)


def _saved(request: TenantRequest, row: MailboxPool | None, form: PoolForm) -> bool:
    try:
        keeping.save(row, **form.values(), seat=request.seat, actor=request.actor)
    except Refused as refused:
        refusals.show(form, refused)
        return False
    return True


def _initial(row: MailboxPool) -> dict[str, Any]:
    boxes = [str(each.mailbox_id) for each in row.members.all()]
    return {"name": row.name, "sticky_days": row.sticky_days, "mailboxes": boxes}
