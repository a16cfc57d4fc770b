"""Operations: what is stuck and why, and the stop switch."""

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse

from console.queries import backlog as backlog_queries
from console.queries import doubts
from console.queries import operations as queries
from enrollment import backlog, breakers, control
from enrollment.models import DomainBreaker, Mailbox
from enrollment.models.control import GateKind
from sequences.models import Sequence
from signals import failing
from tenancy import clock
from tenancy.errors import Refused
from tenancy.requests import TenantRequest
from tenancy.roles import Capability

HELD = "Released. Nothing leaves because of it: another stop is still on, see below."
STOPPED = "Stopped. Planned touches stay planned until you release them."


def operations(request: TenantRequest) -> HttpResponse:
    """The state of the engine of this workspace."""
    return _page(request)


def _page(request: TenantRequest, typed: dict[str, str] | None = None) -> HttpResponse:
    now = clock.now()
    whole, sequences, shut = queries.switches()
    engine = queries.engine(now)
    values = {
        "engine": engine,
        "doubts": doubts.count(),
        "releases": backlog_queries.open_releases(),
        "whole": whole,
        "sequences": sequences,
        "stopped": [switch for switch in sequences if switch.gate],
        "senders": queries.senders(shut, now, engine.halted),
        "breakers": queries.breakers(request.workspace),
        "failing": list(failing.failing()[: queries.SHOWN]),
        "typed": typed or {},
        "may_operate": request.seat.may(Capability.OPERATE),
        "may_administer": request.seat.may(Capability.ADMINISTER),
    }
    status = 422 if typed else 200
    return TemplateResponse(request, "console/operations/operations.html", values, status=status)


def stop(request: TenantRequest) -> HttpResponse:
    """Close a switch. When this has answered, no message behind it is under way."""
    kind, ref = _target(request)
    reason = request.POST.get("reason", "")
    try:
        gate = control.close(kind, ref, reason=reason, actor=request.actor)
    except Refused as refused:
        return _again(request, {"ref": str(ref), "problem": refused.message, "reason": reason})
    if (gate.closed_by, gate.reason) == (request.actor.label, control.reason_of(reason)):
        messages.success(request, STOPPED)
    else:
        stands = f"It was stopped already, by {gate.closed_by}: {gate.reason}"
        messages.info(request, f"{stands} That stays; your reason is not kept.")
    return redirect("console:operations", request.workspace.slug)


def release(request: TenantRequest) -> HttpResponse:
    """Open a switch again: by its release plan, at once when nothing waits."""
    kind, ref = _target(request)
    row = backlog.draft(kind, ref, seat=request.seat, actor=request.actor)
    if row.touches_total:
        return redirect("console:release", request.workspace.slug, row.pk)
    backlog.start(row, seat=request.seat, actor=request.actor)
    backlog.run(row.pk)
    messages.success(request, HELD if _is_shut() else "Released. Nothing was waiting.")
    return redirect("console:operations", request.workspace.slug)


def signals_retry(request: TenantRequest) -> HttpResponse:
    """Let the next sweep, within seconds, try what keeps failing."""
    count = failing.try_now()
    some = f"{count:,} signal{'' if count == 1 else 's'}"
    messages.success(request, f"{some} will be tried again within seconds.")
    return redirect("console:operations", request.workspace.slug)


def breaker_close(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Write to a receiver again that asked to slow down."""
    with transaction.atomic():
        row = get_object_or_404(DomainBreaker, pk=pk)
    breakers.close(row, seat=request.seat, actor=request.actor)
    messages.success(request, f"Messages leave to {row.domain} again within five minutes.")
    return redirect("console:operations", request.workspace.slug)


def waiting(request: TenantRequest) -> HttpResponse:
    """What is due and has not left, each with its cause and until when."""
    now = clock.now()
    lines = queries.overdue(now)
    next_due = None if lines else queries.next_due(now)
    values = {"lines": lines, "most": queries.SHOWN, "next_due": next_due}
    return TemplateResponse(request, "console/operations/waiting.html", values)


@transaction.atomic
def _is_shut() -> bool:
    return bool(control.closed())


def _again(request: TenantRequest, typed: dict[str, str]) -> HttpResponse:
    """The page with the reason that was typed and what is wrong with it."""
    with transaction.atomic():
        return _page(request, typed)


def _target(request: TenantRequest) -> tuple[str, UUID]:
    """What the switch is for: this workspace, or one of its own sequences or mailboxes."""
    kind = request.POST.get("kind", "")
    try:
        ref = UUID(request.POST.get("ref", ""))
    except ValueError as error:
        raise Http404 from error
    with transaction.atomic():
        known = {
            GateKind.WORKSPACE.value: lambda: ref == request.workspace.pk,
            GateKind.SEQUENCE.value: Sequence.objects.filter(pk=ref).exists,
            GateKind.MAILBOX.value: Mailbox.objects.filter(pk=ref).exists,
        }
        if kind not in known or not known[kind]():
            raise Http404
    return kind, ref
