"""What a person was told, marked as read."""

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect

from enrollment import notices
from enrollment.models import Notice
from tenancy.requests import TenantRequest


def read(request: TenantRequest, pk: UUID) -> HttpResponse:
    """One notice of the person; with `open` the page that it is about follows."""
    with transaction.atomic():
        notice = get_object_or_404(Notice.objects.filter(member=request.seat), pk=pk)
        notices.mark_read(request.seat, [pk])
    home = f"/w/{request.workspace.slug}/"
    return redirect(home + notice.path.lstrip("/") if request.POST.get("open") else home)


def read_all(request: TenantRequest) -> HttpResponse:
    """All of them."""
    count = notices.mark_read(request.seat)
    messages.success(request, f"{count} marked as read.")
    return redirect("console:today", request.workspace.slug)
