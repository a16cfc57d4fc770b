"""Settings: how the mail of a mailbox comes in, and the test of its connection."""

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect

from console.forms import refusals
from console.forms.settings import incoming as forms
from console.forms.settings.accounts import way_of
from console.queries import accounts as queries
from console.queries import settings_pages, streams
from console.queueing import nudge
from console.views.settings import consent, frame
from enrollment.models import AccountUse, Mailbox
from enrollment.senders import accounts
from enrollment.tasks import try_account
from signals.streams import watches
from tenancy.errors import Refused
from tenancy.requests import TenantRequest


def incoming(request: TenantRequest, pk: UUID) -> HttpResponse:
    """How its mail comes in, and a form for each way of fetching it."""
    with transaction.atomic():
        box = get_object_or_404(settings_pages.mailboxes(), pk=pk)
        line = queries.incoming_of(box)
        stream = streams.of_account(line.account) if line else None
    row = line.account if line else None
    asked = str(request.POST.get("way") or request.GET.get("way") or "")
    way = asked if asked in forms.WAYS else way_of(row) if row else "password"
    form = forms.WAYS[way][1](request.POST or None, row)
    if isinstance(form, forms.FromTokenForm) and "consent" in request.POST:
        form.leaves_out_token()
    if request.method == "POST" and form.is_valid() and (done := _done(request, box, form)):
        return done
    ways = [
        {"label": label, "url": f"?way={name}", "active": name == way}
        for name, (label, _) in forms.WAYS.items()
    ]
    values = {
        "mailbox": box,
        "line": line,
        "stream": stream,
        "form": form,
        "way": way,
        "ways": ways,
        "can_consent": isinstance(form, forms.FromTokenForm),
        "push_url": watches.google_url() if way == "gmail" else "",
    }
    above, wrong = frame.under_mailbox(request, box), bool(form.errors)
    response = frame.page(request, "mailbox_incoming", values, under=above, wrong=wrong)
    return frame.secret(response)


def incoming_test(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Have a worker try the connection now."""
    box, use = _box(pk), AccountUse.INCOMING
    row = accounts.ask_test(box, seat=request.seat, actor=request.actor, use=use)
    nudge(request, try_account, row.pk)
    messages.success(request, "The connection is being tested.")
    return redirect("console:mailbox_incoming", request.workspace.slug, pk)


def incoming_remove(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Fetch no mail any more: it is delivered here."""
    box, use = _box(pk), AccountUse.INCOMING
    accounts.remove_account(box, seat=request.seat, actor=request.actor, use=use)
    messages.success(request, f"The mail of {box.name} is not fetched any more.")
    return redirect("console:mailbox", request.workspace.slug, pk)


@transaction.atomic
def _box(pk: UUID) -> Mailbox:
    return get_object_or_404(Mailbox.objects.all(), pk=pk)


def _done(request: TenantRequest, box: Mailbox, form: forms.IncomingForm) -> HttpResponse | None:
    """Save it, or begin the round of consent; None when something typed is wrong."""
    try:
        if isinstance(form, forms.FromTokenForm) and "consent" in request.POST:
            return consent.begin(request, box, form)
        row = accounts.save_account(box, form.terms(), seat=request.seat, actor=request.actor)
    except Refused as refused:
        refusals.show(form, refused)
        return None
    nudge(request, try_account, row.pk)
    messages.success(request, "Saved. The connection is being tested.")
    return redirect("console:mailbox_incoming", request.workspace.slug, box.pk)
