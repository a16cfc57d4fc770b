"""Settings: the account by which a mailbox sends text messages, and its connection test."""

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect

from console.forms import refusals
from console.forms.settings.accounts import TextForm
from console.queries import accounts as queries
from console.queries import settings_pages
from console.queueing import nudge
from console.views.settings import frame
from enrollment.models import AccountUse, Mailbox
from enrollment.senders import accounts
from enrollment.tasks import try_account
from tenancy.errors import Refused
from tenancy.requests import TenantRequest


def texting(request: TenantRequest, pk: UUID) -> HttpResponse:
    """The account for the text messages of one mailbox."""
    box = _box(pk)
    line = queries.texts_of(box)
    form = TextForm(request.POST or None, line.account if line else None)
    if request.method == "POST" and form.is_valid() and _saved(request, box, form):
        messages.success(request, "Saved. The connection is being tested.")
        return redirect("console:mailbox_texting", request.workspace.slug, pk)
    values = {"mailbox": box, "line": line, "form": form}
    above, wrong = frame.under_mailbox(request, box), bool(form.errors)
    page = frame.page(request, "mailbox_texting", values, under=above, wrong=wrong)
    return frame.secret(page)


def texting_test(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Have a worker try the account now."""
    row = accounts.ask_test(_box(pk), seat=request.seat, actor=request.actor, use=AccountUse.TEXTS)
    nudge(request, try_account, row.pk)
    messages.success(request, "The connection is being tested.")
    return redirect("console:mailbox_texting", request.workspace.slug, pk)


def texting_remove(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Send no text messages any more."""
    box = _box(pk)
    accounts.remove_account(box, seat=request.seat, actor=request.actor, use=AccountUse.TEXTS)
    messages.success(request, f"{box.name} sends no text messages any more.")
    return redirect("console:mailbox", request.workspace.slug, pk)


@transaction.atomic
def _box(pk: UUID) -> Mailbox:
    return get_object_or_404(settings_pages.mailboxes(), pk=pk)


def _saved(request: TenantRequest, box: Mailbox, form: TextForm) -> bool:
    try:
        row = accounts.save_account(box, form.terms(), seat=request.seat, actor=request.actor)
    except Refused as refused:
        refusals.show(form, refused)
        return False
    nudge(request, try_account, row.pk)
    return True
