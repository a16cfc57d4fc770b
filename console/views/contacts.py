"""Contacts: the list, one person, and what a person may change about them."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse

from compliance.models import SuppressionReason
from compliance.services import record_consent, suppress
from console import entries
from console.forms import refusals
from console.forms.contacts import BasisForm, ContactFilter, ContactForm, StopForm, TrackingForm
from console.queries import contacts as queries
from console.queries import keyset, tracking
from console.queries import saved_views as view_queries
from contacts import mending
from contacts.models import Contact, Import, SavedView
from contacts.saved_views import conditions_of
from enrollment import stops
from enrollment.models import ExitReason
from enrollment.tracking import wishes
from signals import crm
from tenancy.errors import Refused
from tenancy.requests import TenantRequest


def people(request: TenantRequest) -> HttpResponse:
    """The list with its filters, newest first; rows are chosen here to be enrolled."""
    views, typed = view_queries.views(), request.GET.get("view", "")
    view = next((row for row in views if str(row.pk) == typed), None)
    if typed and view is None:
        messages.error(request, "This view was deleted. These are all contacts.")
        return redirect("console:contacts", request.workspace.slug)
    form = ContactFilter(request.GET, queries.owners(), view)
    rows = Contact.objects.visible_to(request.seat).known()
    matching = form.apply(rows, request.seat)
    page = keyset.read(matching.select_related("account", "owner"), request.GET.dict())
    values = {
        "form": form,
        "view": view,
        "file": Import.objects.only("filename").filter(pk=form.file).first() if form.file else None,
        "conditions": conditions_of(view) if view else None,
        "tabs": _tabs(request, views, view),
        "page": page,
        "lines": queries.lines(page.rows),
        "total": matching.count(),
        "is_new": not request.GET and not page.rows,
    }
    return TemplateResponse(request, "console/contacts/list.html", values)


def _tabs(
    request: TenantRequest, views: list[SavedView], active: SavedView | None
) -> list[dict[str, Any]]:
    home = f"/w/{request.workspace.slug}/contacts/"
    shown = [
        {"label": row.name, "url": f"{home}?view={row.pk}", "active": row == active}
        for row in view_queries.shown(views, active)
    ]
    every = {"label": "All contacts", "url": home, "active": active is None}
    return [every, *shown, {"label": "All views", "url": f"{home}views/", "count": len(views)}]


def person(request: TenantRequest, pk: UUID) -> HttpResponse:
    """One person: facts, consent and stops, enrollments, what happened."""
    contact = _visible(request, pk)
    dossier = queries.dossier(contact)
    values = {
        "contact": contact,
        "dossier": dossier,
        "entries": entries.lines(dossier.entries),
        "place": queries.place(contact),
        "live": [row for row in dossier.enrollments if row.exited_at is None],
        "basis_form": BasisForm(),
        "may_track": tracking.permitted(contact, dossier.wishes),
        "tracking_form": TrackingForm(auto_id="tracking_%s"),
        # Both forms of the page ask for evidence.
        "stop_form": StopForm(auto_id="stop_%s"),
    }
    return TemplateResponse(request, "console/contacts/person.html", values)


def edit(request: TenantRequest, pk: UUID) -> HttpResponse:
    """The fields of a person; a message that waits for review is compared with the new ones."""
    if request.method == "POST":
        return _edited(request, pk)
    contact = _known(request, pk)
    return _edit_page(request, contact, ContactForm(None, contact, queries.owners()))


def _edited(request: TenantRequest, pk: UUID) -> HttpResponse:
    with transaction.atomic():
        contact = _known(request, pk)
        form = ContactForm(request.POST, contact, queries.owners())
        valid = form.is_valid()
    if not valid or not _saved(request, contact, form):
        return _edit_page(request, contact, form)
    messages.success(request, f"{contact.full_name} is up to date.")
    return redirect("console:contact", request.workspace.slug, pk)


def _saved(request: TenantRequest, contact: Contact, form: ContactForm) -> bool:
    """Store the changed fields; what cannot be taken comes back beside its field."""
    try:
        with transaction.atomic():
            crm.sync_contact(form.record(contact) | _owner(form), actor=request.actor)
            contact.refresh_from_db()
    except Refused as refused:
        refusals.show(form, refused, names={"timezone": "zone", "owner_email": "owner"})
        return False
    return True


def _owner(form: ContactForm) -> dict[str, str]:
    chosen = form.cleaned_data["owner"]
    if "owner" not in form.changed_data or not chosen:
        return {}
    return {"owner_email": queries.address_of(UUID(chosen))}


def _edit_page(request: TenantRequest, contact: Contact, form: ContactForm) -> HttpResponse:
    values = {"contact": contact, "form": form, "title": "Edit"}
    return TemplateResponse(request, "console/contacts/edit.html", values)


def basis(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Record a lawful basis; the form comes back with what is wrong with it."""
    form = BasisForm(request.POST)
    with transaction.atomic():
        contact = _known(request, pk)
    if not form.is_valid() or not _recorded(request, contact, form):
        values = {"contact": contact, "form": form, "title": "Record a lawful basis"}
        return TemplateResponse(request, "console/contacts/form.html", values)
    messages.success(request, "The lawful basis is on record.")
    return redirect("console:contact", request.workspace.slug, pk)


def _recorded(request: TenantRequest, contact: Contact, form: BasisForm) -> bool:
    given_at, expires_at = form.moments()
    try:
        record_consent(
            contact,
            basis=form.cleaned_data["basis"],
            channel=form.cleaned_data["channel"],
            given_at=given_at,
            expires_at=expires_at,
            evidence=form.cleaned_data["evidence"],
            actor=request.actor,
        )
    except Refused as refused:
        refusals.show(form, refused, names={"given_at": "given_on", "expires_at": "expires_on"})
        return False
    return True


def track(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Record what a person says about being tracked; the form comes back with what is wrong."""
    form = TrackingForm(request.POST)
    with transaction.atomic():
        contact = _known(request, pk)
    if not form.is_valid() or not _wished(request, contact, form):
        values = {"contact": contact, "form": form, "title": "Record what they say about tracking"}
        return TemplateResponse(request, "console/contacts/form.html", values)
    messages.success(request, "It is on record, and holds from the next message on.")
    return redirect("console:contact", request.workspace.slug, pk)


def _wished(request: TenantRequest, contact: Contact, form: TrackingForm) -> bool:
    try:
        wishes.record(contact, **form.wish(), actor=request.actor)
    except Refused as refused:
        refusals.show(form, refused, names={"given_at": "given_on"})
        return False
    return True


def accept(request: TenantRequest, pk: UUID) -> HttpResponse:
    """The owner takes a person on."""
    with transaction.atomic():
        row = mending.accept(_known(request, pk), seat=request.seat, actor=request.actor)
    messages.success(request, f"{row.full_name} is accepted.")
    return redirect("console:contact", request.workspace.slug, pk)


def stop(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Stop a person everywhere: suppress the address and end every sequence, in one transaction."""
    form = StopForm(request.POST)
    with transaction.atomic():
        contact = _known(request, pk)
    if not form.is_valid():
        values = {"contact": contact, "form": form, "title": "Stop this person"}
        return TemplateResponse(request, "console/contacts/form.html", values)
    reason = SuppressionReason(form.cleaned_data["reason"])
    with transaction.atomic():
        stopped = _stop(request, contact, reason, form.cleaned_data["evidence"])
    messages.success(request, outcome(stopped))
    return redirect("console:contact", request.workspace.slug, pk)


def _stop(
    request: TenantRequest, contact: Contact, reason: SuppressionReason, evidence: str
) -> stops.Stopped:
    if not contact.email_base:
        raise Refused("This person has no address. Stop their enrollments one by one.")
    suppress(
        kind="address",
        value=contact.email,
        reason=reason.value,
        source="console",
        evidence=evidence,
        contact_id=contact.pk,
        actor=request.actor,
    )
    opted_out = reason == SuppressionReason.OPT_OUT
    return stops.stop_address(
        contact.email_base,
        cause=ExitReason.OPTED_OUT if opted_out else ExitReason.MANUAL,
        evidence=evidence,
        actor=request.actor,
        contact_id=contact.pk,
    )


def outcome(stopped: stops.Stopped) -> str:
    """What a stop did, in words; "stopped" is said only when nothing is on its way any more."""
    ended = f"{stopped.exited} {'sequence' if stopped.exited == 1 else 'sequences'} ended"
    touches = "touch" if stopped.cancelled == 1 else "touches"
    did = f"{ended}, {stopped.cancelled} planned {touches} cancelled."
    if not stopped.in_flight:
        return f"Stopped: {did}"
    return f"Stopping: {did} {stopped.in_flight} may be on the wire already; the page will tell."


def _visible(request: TenantRequest, pk: UUID) -> Contact:
    rows = Contact.objects.visible_to(request.seat).select_related("account", "owner")
    return get_object_or_404(rows, pk=pk)


def _known(request: TenantRequest, pk: UUID) -> Contact:
    """Nothing is written about somebody who was erased."""
    rows = Contact.objects.known().visible_to(request.seat).select_related("account", "owner")
    return get_object_or_404(rows, pk=pk)
