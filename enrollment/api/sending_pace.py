"""REST: how a mailbox grows to its limit, and the gap that it keeps between two messages."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from enrollment import pacing
from enrollment.models import Mailbox
from sequences.ramps import FIRST, STEP, Ramp
from tenancy import calls, clock
from tenancy.api import StrictSerializer, TenantView
from tenancy.roles import Capability


class MailboxRamp(StrictSerializer):
    """`first` messages on the day `begins` of the workspace, and `step` more on each day after."""

    begins = serializers.DateField()
    first = serializers.IntegerField(default=FIRST)
    step = serializers.IntegerField(default=STEP)


class MailboxDay(serializers.Serializer[Any]):
    """A day of UTC, and how many messages the mailbox may send on it."""

    day = serializers.DateField()
    most = serializers.IntegerField()


class PaceTerms(StrictSerializer):
    """How a mailbox is paced; `ramp` null: it may send its whole limit. `gap_seconds` lie at least
    between two messages; 0 is no gap."""

    ramp = MailboxRamp(allow_null=True)
    gap_seconds = serializers.IntegerField(default=0)


class PaceOut(PaceTerms):
    """The terms, what they mean for the coming days, and from when on its whole limit may be sent;
    null where that is so already."""

    days = MailboxDay(many=True)
    grown_on = serializers.DateField(allow_null=True)


class PaceOfMailbox(TenantView):
    """The pace of one mailbox."""

    @extend_schema(responses=PaceOut)
    def get(self, request: Request, mailbox_id: UUID) -> Response:
        """As it is now."""
        return _shown(_box(mailbox_id))

    @extend_schema(request=PaceTerms, responses=PaceOut)
    def put(self, request: Request, mailbox_id: UUID) -> Response:
        """Change it; it holds from the next message on."""
        box, said = _box(mailbox_id), calls.body(PaceTerms, request)
        ramp = Ramp(**said["ramp"]) if said["ramp"] else None
        pace = pacing.Pace(ramp=ramp, gap_seconds=said["gap_seconds"])
        return _shown(pacing.change_pace(box, pace, **calls.by(request)))


def _box(mailbox_id: UUID) -> Mailbox:
    box: Mailbox = calls.found(Mailbox.objects.all(), mailbox_id)
    return box


def _shown(box: Mailbox) -> Response:
    coming = pacing.outlook(box, clock.now())
    said = {
        "ramp": box.ramp,
        "gap_seconds": box.gap_seconds,
        "days": coming.days,
        "grown_on": coming.grown_on,
    }
    return Response(PaceOut(said).data)


urlpatterns = [
    path("mailboxes/<uuid:mailbox_id>/pace", PaceOfMailbox.as_view(), name="api_mailbox_pace"),
]
LINES: Mapping[str, Mapping[str, Capability | None]] = {
    "api_mailbox_pace": {"GET": Capability.ADMINISTER, "PUT": Capability.ADMINISTER},
}
