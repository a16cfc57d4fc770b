"""A version as a real person would get it, and one of its messages sent to oneself."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.clickjacking import xframe_options_sameorigin

from console import frames
from console.queries import journeys, previewing
from contacts.models import Contact
from enrollment.dispatch import rehearsal
from sequences import services, writing
from sequences.models import Version
from sequences.plans import EMAILS
from tenancy.errors import NotFound, Refused
from tenancy.requests import TenantRequest
from tenancy.roles import Capability


def preview(request: TenantRequest, pk: UUID) -> HttpResponse:
    """The way of one person through the version; nothing is stored."""
    row = _version(pk)
    plan = services.plan_of(row)
    words, chosen = request.GET.get("q", "").strip(), request.GET.get("person", "")
    people = previewing.candidates(request.seat, words, chosen)
    person = next((each for each in people if str(each.pk) == chosen), next(iter(people), None))
    variant = request.GET.get("variant", "")
    values = {
        "version": row,
        "words": words,
        "people": people,
        "person": person,
        "variants": journeys.variants_in(plan),
        "variant": variant,
        "journey": journeys.journey(row, plan, person, variant) if person else None,
        "emails": EMAILS,
        "may_test": request.seat.may(Capability.EDIT_SEQUENCES),
    }
    return TemplateResponse(request, "console/sequences/preview.html", values)


@xframe_options_sameorigin
def message(request: TenantRequest, pk: UUID) -> HttpResponse:
    """One step as an e-mail to the person, in a frame that can run nothing; the newest person and
    the first step unless the address names others."""
    row, asked = _version(pk), request.GET
    person = _contact(request, asked["person"]) if "person" in asked else _newest(request)
    if person is None:
        return frames.framed("<p>There are no contacts yet.</p>")
    (shown,) = writing.preview(row, [person], variant=asked.get("variant", ""))
    key = asked.get("step", "")
    seen = next((each for each in shown.steps if key in ("", each.step.key)), None)
    if seen is None:
        raise Http404
    return frames.framed(seen.written.html)


def test(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Send one step, as the person would get it, to the member who asks; says what the mail
    server answered. Outside any transaction: this is mail."""
    asked = {name: request.POST.get(name, "") for name in ("person", "step", "variant")}
    with transaction.atomic():
        row = _version(pk)
        person = _contact(request, asked["person"])
    try:
        told = rehearsal.send_test(
            row,
            asked["step"],
            person,
            seat=request.seat,
            actor=request.actor,
            variant=asked["variant"],
        )
    except Refused as refused:
        messages.error(request, f"Nothing was sent. {refused.message}")
    else:
        _tell(request, told)
    return redirect(_back(request, pk, asked))


def _tell(request: TenantRequest, told: rehearsal.Rehearsed) -> None:
    if told.accepted:
        messages.success(request, f"{told.sentence} It answered: {told.code} {told.words}")
    else:
        messages.error(request, told.sentence)


def _back(request: TenantRequest, pk: UUID, asked: dict[str, str]) -> str:
    page = reverse("console:version_preview", args=[request.workspace.slug, pk])
    query = urlencode({name: asked[name] for name in ("person", "variant") if asked[name]})
    return f"{page}?{query}#step-{asked['step']}"


def _contact(request: TenantRequest, given: str) -> Contact:
    people: Any = Contact.objects.visible_to(request.seat).known()
    try:
        found: Contact | None = (
            people.select_related("account", "owner").filter(pk=UUID(given)).first()
        )
    except ValueError:
        found = None
    if found is None:
        raise NotFound("There is no such contact that you may see. Choose another.")
    return found


def _newest(request: TenantRequest) -> Contact | None:
    return next(iter(previewing.candidates(request.seat, "", "")), None)


def _version(pk: UUID) -> Version:
    related = ("sequence", "workspace", "author")
    row: Version = get_object_or_404(Version.objects.select_related(*related), pk=pk)
    return row
