"""What callers use to ask: may these people be contacted, and may this one now?"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from compliance import gate
from compliance.case import Purpose
from compliance.gate import Decided
from compliance.packs import Channel
from compliance.verdicts import Verdict
from contacts.models import Contact
from enrollment import facts
from enrollment.models import Touch
from sequences.models import StepKind, Version
from tenancy import clock

# By which channel a step reaches its person, where it is not by e-mail.
CHANNELS = {
    StepKind.CALL.value: Channel.CALL,
    StepKind.SMS.value: Channel.SMS,
}


def look(contacts: Sequence[Contact], version: Version, *, by: UUID | None = None) -> list[Verdict]:
    """Judge without keeping anything: the preflight's view, every rule of every person. `by` is
    the membership that would enrol them."""
    asked = facts.Asked(version, Purpose.PREFLIGHT, clock.now(), by=by)
    return gate.judge(facts.load(contacts, asked))


def decide(
    contacts: Sequence[Contact],
    version: Version,
    purpose: Purpose,
    *,
    enrollments: Mapping[UUID, UUID],
    touches: Mapping[UUID, UUID] | None = None,
    moment: datetime | None = None,
    channel: Channel = Channel.EMAIL,
) -> list[Decided]:
    """Judge and keep each verdict; `enrollments` and `touches` map contact ids to row ids."""
    asked = facts.Asked(version, purpose, moment or clock.now(), channel, enrollments)
    return gate.decide(
        facts.load(contacts, asked),
        purpose=purpose,
        enrollment_ids=[enrollments.get(contact.pk) for contact in contacts],
        touch_ids=[(touches or {}).get(contact.pk) for contact in contacts],
    )


def decide_touches(touches: Sequence[Touch], purpose: Purpose) -> list[Decided]:
    """Judge touches, each for its person and its channel, now, and keep the verdicts; in their
    order. The number of statements depends on how many versions and channels they belong to."""
    groups: dict[tuple[UUID, Channel], list[Touch]] = defaultdict(list)
    for touch in touches:
        channel = CHANNELS.get(touch.kind, Channel.EMAIL)
        groups[touch.enrollment.version_id, channel].append(touch)
    decided: dict[UUID, Decided] = {}
    for (_, channel), group in groups.items():
        found = decide(
            [touch.enrollment.contact for touch in group],
            group[0].enrollment.version,
            purpose,
            enrollments={touch.enrollment.contact_id: touch.enrollment_id for touch in group},
            touches={touch.enrollment.contact_id: touch.pk for touch in group},
            channel=channel,
        )
        decided |= {touch.pk: each for touch, each in zip(group, found, strict=True)}
    return [decided[touch.pk] for touch in touches]
