"""Settings: the round of consent that gives a mailbox its token.

Begun by a form; the giver is opened by a link, because a form may lead to no other host; it leads
back with a GET, which changes nothing, so a button stores the token.
"""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from console.forms.settings.accounts import TokenForm
from console.queries import settings_pages
from console.queueing import nudge
from console.views.settings import frame
from enrollment.models import AccountUse, Mailbox
from enrollment.senders import consent as rounds
from enrollment.tasks import try_account
from tenancy.errors import Refused
from tenancy.requests import TenantRequest

KEPT = "consent"
ANSWER = ("state", "code", "error")


def begin(request: TenantRequest, box: Mailbox, form: TokenForm) -> HttpResponse:
    """Keep a round in the session and go on to its page; raises Refused."""
    redirect_to = _redirect(request)
    kept = rounds.begin(
        box, form.terms(), redirect=redirect_to, seat=request.seat, actor=request.actor
    )
    request.session[KEPT] = dict(kept)
    return redirect("console:mailbox_consent", request.workspace.slug, box.pk)


def onward(request: TenantRequest, pk: UUID) -> HttpResponse:
    """What to do at the giver, and the way there."""
    with transaction.atomic():
        box = get_object_or_404(settings_pages.mailboxes(), pk=pk)
    kept = request.session.get(KEPT)
    values: dict[str, Any] = {"mailbox": box, "redirect": _redirect(request)}
    try:
        values |= {
            "url": rounds.leads_to(kept, box, seat=request.seat),
            "giver": rounds.giver_of(kept, seat=request.seat),
        }
    except Refused as refused:
        values["problem"] = refused.message
    return _page(request, values)


def back(request: TenantRequest) -> HttpResponse:
    """The answer of the giver. A GET shows what was answered, a POST stores the token."""
    given = request.POST if request.method == "POST" else request.GET
    said = {name: given.get(name, "") for name in ANSWER}
    kept = request.session.get(KEPT)
    try:
        if request.method == "POST":
            return _stored(request, said)
        box_id = rounds.answered(kept, said, seat=request.seat)
        with transaction.atomic():
            box = get_object_or_404(Mailbox.objects.all(), pk=box_id)
        giver = rounds.giver_of(kept, seat=request.seat)
        return _page(request, {"mailbox": box, "giver": giver, "said": said})
    except Refused as refused:
        return _page(request, {"problem": refused.message})


def _stored(request: TenantRequest, said: dict[str, str]) -> HttpResponse:
    # A round counts once, whatever comes of it.
    kept = request.session.pop(KEPT, None)
    row = rounds.finish(kept, said, seat=request.seat, actor=request.actor)
    nudge(request, try_account, row.pk)
    messages.success(request, "The token is stored. The connection is being tested.")
    is_read = row.kind in AccountUse.INCOMING.kinds
    page = "mailbox_incoming" if is_read else "mailbox_account"
    return redirect(f"console:{page}", request.workspace.slug, row.mailbox_id)


def _page(request: TenantRequest, values: dict[str, Any]) -> HttpResponse:
    box, wrong = values.get("mailbox"), "problem" in values
    above = frame.under_mailbox(request, box) if box else ()
    return frame.secret(frame.page(request, "mailbox_consent", values, under=above, wrong=wrong))


def _redirect(request: TenantRequest) -> str:
    """Where a giver leads back to: one address for each workspace, as it is registered there."""
    return settings.PUBLIC_URL + reverse("console:consent", args=[request.workspace.slug])
