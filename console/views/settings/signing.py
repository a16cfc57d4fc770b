"""Settings: the DKIM keys of a mailbox's domain."""

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect

from compliance.sender_records import domain_of
from console.queries import accounts as queries
from console.queries import settings_pages
from console.queueing import nudge
from console.views.settings import frame
from enrollment import dkim_keys
from enrollment.models import DkimKey, KeyAlgorithm, Mailbox
from enrollment.tasks import check_dkim_key
from tenancy.requests import TenantRequest


def dkim(request: TenantRequest, pk: UUID) -> HttpResponse:
    """The keys of the domain, what is to be published, and a button for one more."""
    with transaction.atomic():
        box = get_object_or_404(settings_pages.mailboxes(), pk=pk)
        keys = queries.key_lines(box)
    if request.method == "POST":
        algorithm = request.POST.get("algorithm", "")
        dkim_keys.make(box, algorithm, seat=request.seat, actor=request.actor)
        messages.success(request, "The key is made. Publish its record, then look it up here.")
        return redirect("console:mailbox_dkim", request.workspace.slug, pk)
    values = {
        "mailbox": box,
        "domain": domain_of(box.address),
        "keys": keys,
        "signing": queries.signing(keys),
        "algorithms": [(value, f"New key: {label}") for value, label in KeyAlgorithm.choices],
    }
    above = frame.under_mailbox(request, box)
    return frame.page(request, "mailbox_dkim", values, under=above)


def key_check(request: TenantRequest, pk: UUID, dkim: UUID) -> HttpResponse:
    """Have a worker look for the record."""
    _, key = _found(pk, dkim)
    row = dkim_keys.ask(key, seat=request.seat, actor=request.actor)
    nudge(request, check_dkim_key, row.pk)
    messages.success(request, "The record is being looked up.")
    return redirect("console:mailbox_dkim", request.workspace.slug, pk)


def key_activate(request: TenantRequest, pk: UUID, dkim: UUID) -> HttpResponse:
    """Sign with this key from now on."""
    _, key = _found(pk, dkim)
    row = dkim_keys.activate(key, seat=request.seat, actor=request.actor)
    messages.success(request, f"Mail of {row.domain} is signed with “{row.selector}” now.")
    return redirect("console:mailbox_dkim", request.workspace.slug, pk)


def key_retire(request: TenantRequest, pk: UUID, dkim: UUID) -> HttpResponse:
    """Sign with this key no more."""
    _, key = _found(pk, dkim)
    row = dkim_keys.retire(key, seat=request.seat, actor=request.actor)
    said = f"“{row.selector}” signs no more. Keep its record for a week."
    if dkim_keys.keep_published_until(row) is None:
        said = f"“{row.selector}” is retired. It never signed, so its record is not needed."
    messages.success(request, said)
    return redirect("console:mailbox_dkim", request.workspace.slug, pk)


@transaction.atomic
def _found(pk: UUID, dkim: UUID) -> tuple[Mailbox, DkimKey]:
    box = get_object_or_404(Mailbox, pk=pk)
    key = get_object_or_404(DkimKey, pk=dkim, domain=domain_of(box.address))
    return box, key
