"""The signal inbox: what asks for a person, the message beside its context, one key a decision."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.clickjacking import xframe_options_sameorigin

from compliance import vault
from console import navigation
from console.forms import refusals
from console.forms.inbox import ANSWERS, DecisionForm, ExampleForm, InboxFilter, NamedForm
from console.frames import framed
from console.queries import inbox as queries
from console.queries import today
from console.queries.contacts import place
from signals import deciding, desk, examples, naming, undoing
from signals.kinds import Kind
from signals.models import Asked, Signal, SignalState
from signals.reading import showing
from signals.strangers import listing
from tenancy import clock
from tenancy.errors import NotFound, Refused
from tenancy.requests import TenantRequest

GONE = "<p>The message was erased.</p>"
# Of a session: where one takes back that one has seen to the last message, until something else.
SEEN_TO = "inbox_seen_to"
# Of a session: where the last decision about somebody we do not know is taken back.
UNKNOWN_LAST = "inbox_unknown_last"


def inbox(request: TenantRequest) -> HttpResponse:
    """The list, with the most overdue message open."""
    rows = _listed(request)
    signal = queries.visible(request.seat).get(pk=rows[0].signal_id) if rows else None
    return _page(request, rows, signal)


def item(request: TenantRequest, pk: UUID) -> HttpResponse:
    """One message beside the list."""
    return _page(request, _listed(request), _visible(request, pk))


@xframe_options_sameorigin
def message(request: TenantRequest, pk: UUID) -> HttpResponse:
    """The harmless part of a message's HTML, for the frame of the page."""
    try:
        return framed(showing.safe_body(queries.raw_of(_visible(request, pk))))
    except vault.Erased:
        return framed(GONE)


def decide(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Say what it is; the next message opens, and undo is offered."""
    with transaction.atomic():
        _visible(request, pk)
    form = DecisionForm(request.POST)
    if not form.is_valid():
        raise Refused("Choose what this reply is.")
    kind, seen = Kind(form.cleaned_data["kind"]), SignalState(form.cleaned_data["seen"])

    def act(signal: Signal) -> tuple[str, str]:
        done = deciding.decide(signal, kind=kind, seen=seen, **_by(request))
        undo_url = reverse("console:inbox_undo", args=[request.workspace.slug, pk])
        return f"{kind.label}. {done.effect}", f"undo:{undo_url}?seen={done.state}"

    return _acted(request, pk, act)


def done(request: TenantRequest, pk: UUID) -> HttpResponse:
    """The person has seen to it; the next message opens."""
    back_url = reverse("console:inbox_not_done", args=[request.workspace.slug, pk])

    def act(signal: Signal) -> tuple[str, str]:
        deciding.answered(signal, **_by(request))
        return "Seen to.", f"undo:{back_url}"

    answer = _acted(request, pk, act)
    request.session[SEEN_TO] = back_url
    return answer


def not_done(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Take back that one has seen to it; it opens again."""
    with transaction.atomic():
        signal = _visible(request, pk)
    request.session.pop(SEEN_TO, None)
    deciding.unanswered(signal, **_by(request))
    messages.success(request, "Undone. It asks for you as before.")
    return redirect("console:inbox_item", request.workspace.slug, pk)


def undo(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Take back the newest effect of this message; it opens again."""
    with transaction.atomic():
        signal = _visible(request, pk)
    asked = request.GET.get("seen", "")
    seen = SignalState(asked) if asked in SignalState.values else SignalState.APPLIED
    taken = deciding.reverse(signal, seen=seen, **_by(request))
    if taken.contact_id is None:
        return _given_back(request, pk)
    held = taken.state == SignalState.HELD
    messages.success(request, "Undone. It waits for a decision again." if held else taken.effect)
    return redirect("console:inbox_item", request.workspace.slug, pk)


def _given_back(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Whom it is about was taken back: it opens again for whoever may see the mailbox."""
    request.session.pop(UNKNOWN_LAST, None)
    with transaction.atomic():
        is_listed = listing.waiting(request.seat).filter(pk=pk).exists()
    words = "Undone. It is among the answers of people we do not know again."
    messages.success(request, words)
    if is_listed:
        return redirect("console:inbox_unknown_item", request.workspace.slug, pk)
    return redirect("console:inbox", request.workspace.slug)


def example(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Read messages like this one so from now on."""
    with transaction.atomic():
        signal = _visible(request, pk)
    form = ExampleForm(request.POST)
    try:
        if form.is_valid():
            examples.add(signal=signal, **form.cleaned_data, **_by(request))
            messages.success(request, "From now on messages like it are read so.")
            return redirect("console:inbox_item", request.workspace.slug, pk)
    except NotFound:
        raise
    except Refused as refused:
        refusals.show(form, refused)
    with transaction.atomic():
        return _page(request, _listed(request), _visible(request, pk), form)


def named(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Add somebody whom the message names as a contact; nobody is enrolled by it."""
    with transaction.atomic():
        signal = _visible(request, pk)
        if request.method == "GET":
            return _named_page(request, signal, _prefilled(request, signal))
    form = NamedForm(request.POST)
    try:
        if form.is_valid():
            with transaction.atomic():
                added = naming.add(signal, form.cleaned_data, **_by(request))
            messages.success(request, added.told)
            return redirect("console:contact", request.workspace.slug, added.contact.pk)
    except NotFound:
        raise
    except Refused as refused:
        refusals.show(form, refused)
    return _named_page(request, signal, form)


def _named_page(request: TenantRequest, signal: Signal, form: NamedForm) -> HttpResponse:
    values = {"signal": signal, "form": form}
    status = 422 if form.errors else 200
    return TemplateResponse(request, "console/inbox/named.html", values, status=status)


def _prefilled(request: TenantRequest, signal: Signal) -> NamedForm:
    letter = queries.letter(signal, request.seat)
    at = request.GET.get("who", "")
    chosen = next((each for each in letter.others if each.address == at), None)
    known: dict[str, Any] = {"country": signal.contact.country if signal.contact else ""}
    if chosen:
        first, _, last = chosen.name.partition(" ")
        known |= {"first_name": first, "last_name": last}
        known |= {"email": chosen.address, "phone": chosen.phone}
    return NamedForm(initial=known)


def _acted(
    request: TenantRequest, pk: UUID, act: Callable[[Signal], tuple[str, str]]
) -> HttpResponseRedirect:
    """`act` returns what to say, and the tag by which undo is offered with it."""
    with transaction.atomic():
        signal = _visible(request, pk)
    told, tag = act(signal)
    for name in (SEEN_TO, UNKNOWN_LAST):
        request.session.pop(name, None)
    slug, filters = request.workspace.slug, _filters(request)
    messages.success(request, told, extra_tags=tag)
    with transaction.atomic():
        then = queries.following(
            request.seat, filters.get("whose", ""), filters.get("kind", ""), pk
        )
    to = reverse("console:inbox_item", args=[slug, then.signal_id]) if then else None
    return redirect((to or reverse("console:inbox", args=[slug])) + _query(filters))


def _listed(request: TenantRequest) -> list[Asked]:
    filters = _filters(request)
    rows = desk.waiting(request.seat, filters.get("whose", ""), filters.get("kind", ""))
    return list(rows[: queries.SHOWN])


def _page(
    request: TenantRequest,
    rows: list[Asked],
    signal: Signal | None,
    example_form: ExampleForm | None = None,
) -> HttpResponse:
    form, now = InboxFilter(request.GET), clock.now()
    shown = queries.lines(rows, now)
    values: dict[str, Any] = {
        "form": form,
        **places(request),
        "query": _query(_filters(request)),
        "lines": shown,
        "shown": queries.SHOWN,
        "signal": signal,
        "last": undoing.last_of(request.seat),
        "seen_to": _seen_to(request),
        "times": desk.times(desk.people(request.seat)) if not shown else (),
    }
    if signal is not None and signal.contact is not None:
        letter = queries.letter(signal, request.seat)
        values |= {
            "letter": letter,
            "dossier": queries.dossier(signal, now, shown),
            "contact": signal.contact,
            "place": place(signal.contact),
            "answers": ANSWERS if deciding.is_decidable(signal) else (),
            "example_form": example_form or ExampleForm(initial={"phrase": letter.example}),
        }
    status = 422 if example_form else 200
    return TemplateResponse(request, "console/inbox/inbox.html", values, status=status)


def places(request: TenantRequest) -> dict[str, Any]:
    """The navigation, and the two lists of the inbox as tabs where there are two; one statement
    for the counts of both."""
    counts = today.counts(request.seat, unknown=True)
    return {
        "navigation": navigation.groups(request, counts),
        "tabs": _tabs(request, counts.unknown) if counts.unknown else [],
    }


def _tabs(request: TenantRequest, unknown: listing.Overview) -> list[dict[str, Any]]:
    slug = request.workspace.slug
    answers, strangers = (
        reverse(f"console:{name}", args=[slug]) for name in ("inbox", "inbox_unknown")
    )
    is_unknown = request.path.startswith(strangers)
    label = f"From people we do not know ({unknown.words})"
    return [
        {"label": "Answers", "url": answers, "active": not is_unknown},
        {"label": label, "url": strangers, "active": is_unknown},
    ]


def _seen_to(request: TenantRequest) -> str:
    """Where the last message of this workspace's inbox is asked about again; "" for none."""
    address: str = request.session.get(SEEN_TO, "")
    here = reverse("console:inbox", args=[request.workspace.slug])
    return address if address.startswith(here) else ""


def _filters(request: TenantRequest) -> dict[str, str]:
    form = InboxFilter(request.GET)
    names = ("whose", "kind")
    return {name: form.chosen(name) for name in names if form.chosen(name)}


def _query(filters: dict[str, str]) -> str:
    return f"?{urlencode(filters)}" if filters else ""


def _by(request: TenantRequest) -> dict[str, Any]:
    return {"seat": request.seat, "actor": request.actor}


def _visible(request: TenantRequest, pk: UUID) -> Signal:
    found: Signal = get_object_or_404(queries.visible(request.seat), pk=pk)
    return found
