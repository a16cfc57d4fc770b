"""Settings: how a mailbox is paced."""

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect

from console.forms import refusals
from console.forms.settings.pace import PaceForm
from console.queries import settings_pages
from console.views.settings import frame
from enrollment import pacing
from enrollment.models import Mailbox
from tenancy import clock
from tenancy.errors import Refused
from tenancy.requests import TenantRequest


def mailbox_pace(request: TenantRequest, pk: UUID) -> HttpResponse:
    """How one mailbox grows to its limit and which gap it keeps, and what that means for days."""
    with transaction.atomic():
        box = get_object_or_404(settings_pages.mailboxes(), pk=pk)
        form = PaceForm.of(box, pacing.today(), request.POST or None)
    if request.method == "POST" and form.is_valid() and _changed(request, box, form):
        messages.success(request, "Saved. It holds from the next message on.")
        return redirect("console:mailbox", request.workspace.slug, pk)
    values = {"mailbox": box, "form": form, "outlook": pacing.outlook(box, clock.now())}
    above, wrong = frame.under_mailbox(request, box), bool(form.errors)
    return frame.page(request, "mailbox_pace", values, under=above, wrong=wrong)


def _changed(request: TenantRequest, box: Mailbox, form: PaceForm) -> bool:
    try:
        pacing.change_pace(box, form.pace(), seat=request.seat, actor=request.actor)
    except Refused as refused:
        refusals.show(form, refused)
        return False
    return True
