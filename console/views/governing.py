"""What is decided about a version: handing in, signing, approving, sending back, retiring, and
accepting a finding."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from console.forms import refusals
from console.forms.days import seen_at
from console.forms.sequences import WaiverForm
from console.queries import versions as queries
from console.views import versions
from sequences import services, signing, waivers
from sequences.models import ContentStage, Version, Waiver
from tenancy.errors import Refused
from tenancy.requests import TenantRequest

DONE = {
    "submit": "Handed in. Another admin has to approve it.",
    "sign": "Signed. The signature holds for exactly these words.",
    "approve": "Approved. New people enter this version from now on.",
    "reject": "Sent back to draft with your reason.",
    "retire": "Retired. It takes no new people; those in it finish.",
}
NOT_DONE = {
    "submit": "Not handed in",
    "sign": "Not signed",
    "approve": "Not approved",
    "reject": "Not sent back",
    "retire": "Not retired",
    "waive": "Not accepted",
}
# Where the choice at an approval leads; see the radio buttons of its form.
MOVES = "move"


def submit(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Hand a draft in for approval, as it was looked at."""
    return _decided(request, pk, "submit", services.submit, looked_at=True)


def sign(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Sign the words that were looked at, for one stage."""
    stage, note = request.POST.get("stage", ""), request.POST.get("note", "")
    service = signing.sign_stage
    return _decided(request, pk, "sign", service, looked_at=True, stage=stage, note=note)


def approve(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Make exactly what was looked at live, as a second admin; then perhaps move people."""
    with transaction.atomic():
        live = queries.family(pk).live
    answer = _decided(request, pk, "approve", services.approve, looked_at=True)
    if answer.status_code == 302 and live and request.POST.get("people") == MOVES:
        page = reverse("console:migration_new", args=[request.workspace.slug])
        return redirect(f"{page}?{urlencode({'from': live.pk})}")
    return answer


def reject(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Send it back with a reason."""
    reason = request.POST.get("reason", "")
    return _decided(request, pk, "reject", services.reject, reason=reason)


def retire(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Take no new people."""
    return _decided(request, pk, "retire", services.retire)


def waive(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Accept a finding for a time."""
    form = WaiverForm(request.POST)
    typed = None
    if form.is_valid():
        try:
            _waive(request, pk, form)
            messages.success(request, "Accepted. It keeps this version back no more until then.")
            return redirect("console:version", request.workspace.slug, pk)
        except Refused as refused:
            # What is not about a field may be about a finding that is not on the page any more.
            typed = None if refused.fields else _typed(request, "waive", refused)
            refusals.show(form, refused, {"expires_at": "until"})
    with transaction.atomic():
        return versions.page(request, queries.family(pk), typed, form)


@transaction.atomic
def _waive(request: TenantRequest, pk: UUID, form: WaiverForm) -> None:
    waivers.waive(
        _version(pk).sequence,
        code=request.POST.get("waive", ""),
        step_key=request.POST.get("step", ""),
        reason=form.cleaned_data["reason"],
        expires_at=form.expires_at(),
        seat=request.seat,
        actor=request.actor,
    )


def end_waiver(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Accept a finding no longer."""
    with transaction.atomic():
        row = get_object_or_404(Waiver.objects.select_related("sequence"), pk=pk)
        waivers.end_waiver(row, seat=request.seat, actor=request.actor)
        opened = row.sequence.versions.filter(state__in=services.OPEN).first()
    messages.success(request, "It counts again.")
    if opened is None:
        return redirect("console:sequence", request.workspace.slug, row.sequence_id)
    return redirect("console:version", request.workspace.slug, opened.pk)


def _decided(
    request: TenantRequest,
    pk: UUID,
    verb: str,
    service: Callable[..., object],
    *,
    looked_at: bool = False,
    **more: Any,
) -> HttpResponse:
    """Call the service; when it refuses, the page comes back with its sentences and the words.
    With `looked_at` it decides about the words that the person looked at, and no others."""
    try:
        if looked_at:
            more["expected_edited_at"] = _seen(request)
        with transaction.atomic():
            service(_version(pk), seat=request.seat, actor=request.actor, **more)
    except Refused as refused:
        typed = {**_typed(request, verb, refused), **_words(more)}
        with transaction.atomic():
            return versions.page(request, queries.family(pk), typed)
    messages.success(request, DONE[verb])
    return redirect("console:version", request.workspace.slug, pk)


def _typed(request: TenantRequest, verb: str, refused: Refused) -> dict[str, Any]:
    """What was refused and why, for the page that comes back."""
    return {
        "verb": verb,
        "title": NOT_DONE[verb],
        "problem": refused.message,
        "code": refused.code,
        "lines": _lines(refused),
        "people": request.POST.get("people", ""),
    }


def _words(given: Mapping[str, Any]) -> dict[str, str]:
    return {name: given.get(name, "") for name in ("reason", "note", "stage")}


def _lines(refused: Refused) -> list[str]:
    """Everything that stands against it, where the refusal names more than its first cause."""
    said = [_line(name, sentence) for name, sentence in refused.fields.items()]
    return [line for line in said if line != refused.message]


def _line(name: str, sentence: str) -> str:
    part, _, which = name.partition(".")
    if part == "cases":
        return f"Test {which}: {sentence}"
    if part == "stages":
        return f"{ContentStage(which).label}: {sentence}"
    return sentence


def _seen(request: TenantRequest) -> datetime:
    """When the words that the person looked at were saved."""
    return seen_at(request.POST.get("seen", ""))


def _version(pk: UUID) -> Version:
    row: Version = get_object_or_404(Version.objects.select_related("sequence", "workspace"), pk=pk)
    return row
