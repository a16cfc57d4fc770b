"""Settings: the account by which a mailbox sends, and its connection test."""

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect

from console.forms import refusals
from console.forms.settings import accounts as forms
from console.queries import accounts as queries
from console.queries import settings_pages
from console.queueing import nudge
from console.views.settings import consent, frame
from enrollment.models import Mailbox, SenderAccount
from enrollment.senders import accounts
from enrollment.tasks import try_account
from tenancy.errors import Refused
from tenancy.requests import TenantRequest


def account(request: TenantRequest, pk: UUID) -> HttpResponse:
    """The account of one mailbox, and a form for each way of sending."""
    box, row = _found(pk)
    asked = str(request.POST.get("way") or request.GET.get("way") or "")
    way = asked if asked in forms.WAYS else forms.way_of(row) if row else "password"
    form = forms.WAYS[way][1](request.POST or None, row)
    if isinstance(form, forms.TokenForm) and "consent" in request.POST:
        form.leaves_out_token()
    if request.method == "POST" and form.is_valid() and (done := _done(request, box, form)):
        return done
    values = {
        "mailbox": box,
        "line": queries.line(row) if row else None,
        "form": form,
        "way": way,
        "ways": _ways(way),
    }
    above, wrong = frame.under_mailbox(request, box), bool(form.errors)
    response = frame.page(request, "mailbox_account", values, under=above, wrong=wrong)
    return frame.secret(response)


def account_test(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Have a worker try the account now."""
    box, _ = _found(pk)
    row = accounts.ask_test(box, seat=request.seat, actor=request.actor)
    nudge(request, try_account, row.pk)
    messages.success(request, "The connection is being tested.")
    return redirect("console:mailbox_account", request.workspace.slug, pk)


def account_remove(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Send by the relay of the installation again."""
    box, _ = _found(pk)
    accounts.remove_account(box, seat=request.seat, actor=request.actor)
    messages.success(request, f"{box.name} sends by the relay of the installation now.")
    return redirect("console:mailbox", request.workspace.slug, pk)


@transaction.atomic
def _found(pk: UUID) -> tuple[Mailbox, SenderAccount | None]:
    box = get_object_or_404(settings_pages.mailboxes(), pk=pk)
    line = queries.of_mailbox(box)
    return box, line.account if line else None


def _done(request: TenantRequest, box: Mailbox, form: forms.AccountForm) -> HttpResponse | None:
    """Save it, or begin the round of consent; None when something typed is wrong."""
    try:
        if isinstance(form, forms.TokenForm) and "consent" in request.POST:
            return consent.begin(request, box, form)
        row = accounts.save_account(box, form.terms(), seat=request.seat, actor=request.actor)
    except Refused as refused:
        refusals.show(form, refused)
        return None
    nudge(request, try_account, row.pk)
    messages.success(request, "Saved. The connection is being tested.")
    return redirect("console:mailbox_account", request.workspace.slug, box.pk)


def _ways(chosen: str) -> list[dict[str, object]]:
    return [
        {"label": label, "url": f"?way={way}", "active": way == chosen}
        for way, (label, _) in forms.WAYS.items()
    ]
