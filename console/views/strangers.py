"""Answers from people we do not know: each is given to a contact, or said not to be about us, by
one key; the next opens."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.clickjacking import xframe_options_sameorigin

from compliance import vault
from console.forms.inbox import AssignForm, SearchForm
from console.frames import framed
from console.queries import inbox
from console.queries import strangers as queries
from console.views.inbox import GONE, SEEN_TO, UNKNOWN_LAST, places
from signals.kinds import Kind
from signals.models import Signal
from signals.reactions import BARRED
from signals.reading import showing
from signals.strangers import assigning, listing
from tenancy.errors import Refused
from tenancy.requests import TenantRequest

DECIDED = "<p>Somebody has decided on this message.</p>"


def strangers(request: TenantRequest) -> HttpResponse:
    """The list, with its first message open."""
    rows = list(queries.rows_of(request.seat)[: queries.SHOWN])
    return _page(request, rows, rows[0] if rows else None)


def item(request: TenantRequest, pk: UUID) -> HttpResponse:
    """One message beside the list; of one that was decided on, that it was."""
    rows = list(queries.rows_of(request.seat)[: queries.SHOWN])
    signal = next((row for row in rows if row.pk == pk), None)
    if signal is None:
        signal = queries.rows_of(request.seat).filter(pk=pk).first()
    if signal is None:
        _of_mailbox(request, pk)
    return _page(request, rows, signal, decided=signal is None)


@xframe_options_sameorigin
def message(request: TenantRequest, pk: UUID) -> HttpResponse:
    """The harmless part of a message's HTML, for the frame of the page."""
    signal = queries.rows_of(request.seat).filter(pk=pk).first()
    if signal is None:
        _of_mailbox(request, pk)
        return framed(DECIDED)
    try:
        return framed(showing.safe_body(inbox.raw_of(signal)))
    except vault.Erased:
        return framed(GONE)


def assign(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Say whom it is about; the next message opens, and undo is offered where there is one."""
    signal, then = _asked(request, pk)
    form = AssignForm(request.POST)
    if not form.is_valid():
        raise Refused("Choose whom this message is about.")
    done = assigning.assign(signal, contact_id=form.cleaned_data["contact"], **_by(request))
    undo_url = reverse("console:inbox_undo", args=[request.workspace.slug, pk])
    undo_url = "" if done.kind in BARRED else f"{undo_url}?seen={done.state}"
    name = done.contact.full_name if done.contact else "nobody"
    told = f"It is about {name}. {Kind(done.kind).label}: {done.effect}"
    return _next(request, then, told, undo_url)


def pass_over(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Say that it is not about us; the next message opens."""
    signal, then = _asked(request, pk)
    assigning.pass_over(signal, **_by(request))
    back_url = reverse("console:inbox_unknown_back", args=[request.workspace.slug, pk])
    return _next(request, then, "Not about us: it is off the list.", back_url)


def list_again(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Take back that it is not about us; it opens again."""
    with transaction.atomic():
        signal = _of_mailbox(request, pk)
    request.session.pop(UNKNOWN_LAST, None)
    assigning.list_again(signal, **_by(request))
    messages.success(request, "Undone. It is on the list again.")
    return redirect("console:inbox_unknown_item", request.workspace.slug, pk)


def _page(
    request: TenantRequest, rows: list[Signal], signal: Signal | None, *, decided: bool = False
) -> HttpResponse:
    form, raws = SearchForm(request.GET), queries.originals(rows, signal)
    values: dict[str, Any] = {
        **places(request),
        "lines": queries.lines(rows, raws),
        "shown": queries.SHOWN,
        "signal": signal,
        "decided": decided,
        "last": _last(request),
    }
    if signal is not None:
        letter = inbox.read_again(raws.get(signal.pk, b""), signal)
        found = queries.choices(signal, letter, form.words, request.seat)
        values |= {
            "letter": letter,
            "choices": found,
            "words": form.words,
            "follows": queries.follows(signal),
        }
    return TemplateResponse(request, "console/inbox/unknown.html", values)


def _asked(request: TenantRequest, pk: UUID) -> tuple[Signal, UUID | None]:
    """The message of a decision, and the one that opens after it."""
    with transaction.atomic():
        signal = _of_mailbox(request, pk)
        listed = listing.waiting(request.seat).values_list("pk", flat=True)
        order = list(listed[: queries.SHOWN])
    place = order.index(pk) if pk in order else len(order)
    after = [*order[place + 1 :], *order[:place]]
    return signal, after[0] if after else None


def _next(
    request: TenantRequest, then: UUID | None, told: str, undo_url: str
) -> HttpResponseRedirect:
    messages.success(request, told, extra_tags=f"undo:{undo_url}" if undo_url else "")
    request.session.pop(SEEN_TO, None)
    request.session[UNKNOWN_LAST] = undo_url
    slug = request.workspace.slug
    if then is None:
        return redirect("console:inbox_unknown", slug)
    return redirect("console:inbox_unknown_item", slug, then)


def _last(request: TenantRequest) -> str:
    """Where the last decision in this workspace is taken back; "" for none."""
    address: str = request.session.get(UNKNOWN_LAST, "")
    here = reverse("console:inbox", args=[request.workspace.slug])
    return address if address.startswith(here) else ""


def _of_mailbox(request: TenantRequest, pk: UUID) -> Signal:
    """A mail to a mailbox whose mail the seat may see, whatever became of it."""
    found: Signal = get_object_or_404(listing.of_mailboxes(request.seat), pk=pk)
    return found


def _by(request: TenantRequest) -> dict[str, Any]:
    return {"seat": request.seat, "actor": request.actor}
