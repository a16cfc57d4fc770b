"""The company of a person: what a colleague knows about it, and what follows at once."""

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse

from console.forms import refusals
from console.forms.companies import CompanyForm
from contacts.models import Account, Contact
from signals import crm
from tenancy.errors import Refused
from tenancy.requests import TenantRequest


def edit(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Say where the company of this person stands; a company has no page of its own, because whose
    people one sees decides whether one sees it."""
    with transaction.atomic():
        contact = _visible(request, pk)
        account = contact.account
        if account is None:
            messages.error(request, f"{contact.full_name} has no company. Bring one with a record.")
            return redirect("console:contact", request.workspace.slug, pk)
        form = CompanyForm(request.POST if request.method == "POST" else None, account)
        valid = form.is_valid()
    if request.method == "POST" and valid and _saved(request, account, form):
        messages.success(request, f"{account.name} is up to date.")
        return redirect("console:contact", request.workspace.slug, pk)
    values = {"contact": contact, "account": account, "form": form, "title": "Company"}
    status = 422 if form.errors else 200
    return TemplateResponse(request, "console/contacts/company.html", values, status=status)


def _saved(request: TenantRequest, account: Account, form: CompanyForm) -> bool:
    try:
        crm.change_company(account, form.said(), seat=request.seat, actor=request.actor)
    except Refused as refused:
        refusals.show(form, refused)
        return False
    return True


def _visible(request: TenantRequest, pk: UUID) -> Contact:
    rows = Contact.objects.visible_to(request.seat).select_related("account")
    found: Contact = get_object_or_404(rows, pk=pk)
    return found
