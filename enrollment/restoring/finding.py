"""Recording that a touch had left before a restore, with the relay's log as evidence."""

import re
from datetime import datetime
from uuid import UUID

from django.db import transaction

from audit.transitions import perform
from contacts.models import Contact
from enrollment import gates, planning, stops
from enrollment.activities import contacted
from enrollment.evidence.shapes import Accepted
from enrollment.models import IntentState, SendIntent, Touch, TouchState
from enrollment.restoring.replaying import REPLAY
from tenancy import clock
from tenancy.ids import uuid7
from tenancy.models import Installation

# What decided and what was written is lost with the database; nothing refers to these.
LOST = UUID(int=0)
_TAG = re.compile(r"\+b-([0-9a-f]{32})@")


def find_sent(touch_id: UUID, fence: int, taken: Accepted) -> bool:
    """Settle a planned touch as sent and plan what follows; False when it is planned no more."""
    with transaction.atomic():
        people = Contact.objects.filter(enrollments__touches=touch_id)
        list(people.select_for_update(no_key=True, of=("self",)).values_list("pk"))
        touch = _load(touch_id)
        key = stops.gate_key(touch.enrollment)
        gate = gates.lock([key])[key]
        if not Touch.objects.select_for_update().filter(
            pk=touch_id, state=TouchState.PLANNED, mailbox__isnull=False
        ).exists():  # fmt: skip
            return False
        known = Installation.objects.get(pk=1)
        at = taken.at or known.restore_point or clock.real_now()
        intent = _intent(touch, fence, taken, at, gate.address_key, gate.epoch)
        said = {"intent": str(intent.pk), "evidence": taken.reference}
        moment = at + (clock.now() - clock.real_now())
        sent = perform(touch, "find_sent", actor=REPLAY, data=said, at=moment, fence=fence)
        contacted(touch.enrollment.contact_id, mode=touch.kind, at=moment)
        planning.follow(sent, actor=REPLAY)
    return True


def _load(touch_id: UUID) -> Touch:
    rows = Touch.objects.select_related("enrollment__contact", "step", "mailbox")
    touch: Touch = rows.get(pk=touch_id)
    return touch


def _intent(
    touch: Touch, fence: int, taken: Accepted, at: datetime, key: str, epoch: int
) -> SendIntent:
    """The intent as far as it is known again, under the id that bounces name in their address."""
    assert touch.mailbox is not None
    tag = _TAG.search(taken.sender)
    intent: SendIntent = SendIntent.objects.create(
        pk=UUID(tag[1]) if tag else uuid7(),
        touch=touch,
        decision_id=LOST,
        outcome=IntentState.ACCEPTED,
        fence=fence,
        message_id=taken.message_id,
        address_key=key,
        gate_epoch=epoch,
        content_hash="",
        wire_hash="",
        mailbox=touch.mailbox,
        armed_at=at,
        deadline_at=at,
        settled_at=clock.real_now(),
        remote_ref=taken.reference[:300],
        resolution="found after a restore",
        resolved_by=REPLAY.label,
    )
    return intent
