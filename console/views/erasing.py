"""Erasing a person."""

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse

from console.forms import refusals
from console.forms.erasing import ErasureForm
from contacts.models import Contact
from enrollment.models import Enrollment
from signals.erasing import Erased, erase
from tenancy.errors import Refused
from tenancy.requests import TenantRequest


def person(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Says what goes and what stays, and erases when the person is typed."""
    with transaction.atomic():
        rows = Contact.objects.known().visible_to(request.seat)
        contact = get_object_or_404(rows, pk=pk)
        same = rows.filter(email_base=contact.email_base).exclude(email_base="").exclude(pk=pk)
        others, running = same.count(), Enrollment.objects.live().filter(contact=contact).count()
    form = ErasureForm(request.POST or None, contact)
    if request.method == "POST" and form.is_valid() and (done := _erased(request, contact, form)):
        messages.success(request, _told(done))
        return redirect("console:contact", request.workspace.slug, pk)
    values = {"contact": contact, "form": form, "others": others, "running": running}
    return TemplateResponse(request, "console/contacts/erase.html", values)


def _erased(request: TenantRequest, contact: Contact, form: ErasureForm) -> Erased | None:
    reference = form.cleaned_data["reference"]
    try:
        return erase(contact, reference=reference, seat=request.seat, actor=request.actor)
    except Refused as refused:
        refusals.show(form, refused)
        return None


def _told(done: Erased) -> str:
    if not done.in_flight:
        return "Erased. Nothing more is sent, and nobody can enrol this person again."
    return f"Erased. {done.in_flight} may be on the wire already; nothing more is sent."
