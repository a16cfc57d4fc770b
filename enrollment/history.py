"""What people have been through and are in, as the gate judges it: as many queries whatever the
number of people."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Min, Q

from compliance.case import Entry, LiveEnrollment, Past
from compliance.rules.frequency import WINDOW
from compliance.services import address_key
from contacts.models import Contact
from enrollment.models import Enrollment, Touch
from enrollment.querysets import LIVE
from sequences.models import StepKind
from tenancy.models import Workspace
from tenancy.scope import current_workspace_id
from tenancy.statements import array, rows

LEFT = ("sent", "assumed_sent", "done")
# What reaches a person; waits and tasks reach nobody.
REACHING = (
    StepKind.EMAIL,
    StepKind.EMAIL_PERSONAL,
    StepKind.CALL,
    StepKind.LINKEDIN,
    StepKind.SMS,
)
# With each enrollment when its last message, call or text had left. People are sought one by one:
# together, a table that has grown since it was last looked through is read from end to end.
_ENROLLED = """
SELECT row.contact_id, row.id, row.state, row.activated_at, row.exited_at,
    sequence.id, sequence.name, sequence.motion, sequence.entry,
    (
        SELECT max(settled_at) FROM enrollment_touch
        WHERE workspace_id = row.workspace_id AND enrollment_id = row.id
            AND state = ANY(%s::text[])
    ),
    row.enrolled_by_id
FROM unnest(%s::uuid[]) AS asked (id)
    CROSS JOIN LATERAL (
        SELECT * FROM enrollment_enrollment WHERE workspace_id = %s AND contact_id = asked.id
        OFFSET 0
    ) AS row
    JOIN sequences_sequence AS sequence ON sequence.id = row.sequence_id
ORDER BY row.id
"""
_WRITTEN_TO = """
SELECT row.contact_id, intent.address_key
FROM unnest(%s::uuid[]) AS asked (id)
    CROSS JOIN LATERAL (
        SELECT * FROM enrollment_enrollment WHERE workspace_id = %s AND contact_id = asked.id
        OFFSET 0
    ) AS row
    CROSS JOIN LATERAL (
        SELECT id FROM enrollment_touch
        WHERE workspace_id = row.workspace_id AND enrollment_id = row.id OFFSET 0
    ) AS touch
    CROSS JOIN LATERAL (
        SELECT address_key FROM enrollment_sendintent
        WHERE workspace_id = row.workspace_id AND touch_id = touch.id OFFSET 0
    ) AS intent
"""
# Ended by what they said, and not by a rule of the version or by a colleague.
_TURNED_AWAY = """
SELECT DISTINCT intent.address_key
FROM enrollment_sendintent AS intent
    JOIN enrollment_touch AS touch ON touch.id = intent.touch_id
    JOIN enrollment_enrollment AS row ON row.id = touch.enrollment_id
WHERE intent.workspace_id = %s AND intent.address_key = ANY(%s::text[])
    AND row.sequence_id = %s AND row.exit_reason = 'disqualified'
    AND row.exit_evidence LIKE 'signal %%'
"""


@dataclass(frozen=True, slots=True)
class Stay:
    """One enrollment of a person, over or not."""

    id: UUID
    state: str
    activated_at: datetime | None
    exited_at: datetime | None
    sequence_id: UUID
    sequence_name: str
    motion: str
    entry: str
    touched_at: datetime | None
    enrolled_by: UUID

    @property
    def is_over(self) -> bool:
        """Whether the person was in and left; who was never let in did not."""
        return self.state == "exited" and self.activated_at is not None


@dataclass(frozen=True, slots=True)
class History:
    """What each person has been through, and what every touch of late was."""

    stays: Mapping[UUID, Sequence[Stay]]
    due: Mapping[UUID, datetime]
    lately: Mapping[UUID, Sequence[datetime]]

    def live(self, contact_id: UUID) -> tuple[LiveEnrollment, ...]:
        """The sequences that a person is in; with a budget of touches, also what is due next."""
        return tuple(
            LiveEnrollment(
                id=str(stay.id),
                sequence_id=str(stay.sequence_id),
                sequence_name=stay.sequence_name,
                state=stay.state,
                motion=stay.motion,
                entry=Entry(stay.entry),
                next_due=self.due.get(stay.id),
            )
            for stay in self.stays.get(contact_id, ())
            if stay.state in LIVE
        )

    def enrolled_by(self, contact_id: UUID, enrollment_id: UUID) -> UUID | None:
        """Who enrolled a person on this way through a sequence."""
        stays = self.stays.get(contact_id, ())
        return next((stay.enrolled_by for stay in stays if stay.id == enrollment_id), None)

    def past(self, contact_id: UUID, sequence_id: UUID, *, turned_away: bool = False) -> Past:
        """What has reached a person before, in any sequence and in this one, from which they may
        have been `turned_away`."""
        stays, lately = self.stays.get(contact_id, ()), self.lately.get(contact_id, ())
        if not stays and not lately:
            return Past(turned_away=turned_away)
        over = [stay for stay in stays if stay.is_over]
        return Past(
            last_touch_at=max((stay.touched_at for stay in stays if stay.touched_at), default=None),
            finished=sum(stay.state == "exited" for stay in stays),
            last_finished_at=max((stay.exited_at for stay in over if stay.exited_at), default=None),
            been_here=any(stay.sequence_id == sequence_id for stay in over),
            turned_away=turned_away,
            lately=tuple(sorted(lately)),
        )


def load(ids: Sequence[UUID], workspace: Workspace, moment: datetime) -> History:
    """One query; with a budget of touches two more."""
    stays: dict[UUID, list[Stay]] = defaultdict(list)
    for contact_id, *about in rows(_ENROLLED, array(LEFT), array(ids), current_workspace_id()):
        stays[contact_id].append(Stay(*about))
    if not workspace.touch_budget:
        return History(stays, {}, {})
    return History(stays, _next_due(ids), _lately(ids, moment))


def written_to(ids: Sequence[UUID]) -> dict[UUID, set[str]]:
    """The keys of all addresses at which each person was ever written to, former ones too."""
    found: dict[UUID, set[str]] = defaultdict(set)
    for contact_id, key in rows(_WRITTEN_TO, array(ids), current_workspace_id()):
        found[contact_id].add(key)
    return found


def turned_away(contacts: Sequence[Contact], sequence_id: UUID) -> set[UUID]:
    """Whose address a sequence has written to, and somebody answered there that they are the wrong
    person or not there any more. It goes by the address, so a corrected contact is not meant."""
    keys = {each.pk: address_key(each.email_base) for each in contacts if each.email_base}
    found = rows(_TURNED_AWAY, current_workspace_id(), array(keys.values()), sequence_id)
    gone = {key for (key,) in found}
    return {pk for pk, key in keys.items() if key in gone}


def active_at_company(
    contacts: Sequence[Contact], own: Mapping[UUID, UUID], workspace: Workspace
) -> dict[UUID, int]:
    """How many other people of each person's company are in a sequence; nobody is counted while
    the workspace sets no limit. Of people who are enrolled together the earlier rows count, so
    that as many as fit come in."""
    if workspace.max_active_at_company <= 0:
        return {}
    accounts = {contact.account_id for contact in contacts if contact.account_id}
    live = Enrollment.objects.live().filter(contact__account__pk__among=accounts).order_by("pk")
    people: dict[UUID, dict[UUID, UUID]] = defaultdict(dict)
    for account, contact_id, pk in live.values_list("contact__account", "contact", "pk"):
        people[account].setdefault(contact_id, pk)
    return {
        contact.pk: sum(
            other != contact.pk
            and (contact.pk not in own or other not in own or first < own[contact.pk])
            for other, first in people[contact.account_id].items()
        )
        for contact in contacts
        if contact.account_id
    }


def _lately(ids: Sequence[UUID], moment: datetime) -> dict[UUID, list[datetime]]:
    """Every touch of the last seven days; what may be on the wire counts as of now."""
    left = Q(state__in=LEFT, settled_at__gt=moment - WINDOW)
    leaving = Q(state__in=("armed", "unknown"))
    touches = Touch.objects.filter(left | leaving, kind__in=REACHING)
    touches = touches.filter(enrollment__contact__pk__among=ids)
    found: dict[UUID, list[datetime]] = defaultdict(list)
    for contact_id, settled_at in touches.values_list("enrollment__contact_id", "settled_at"):
        found[contact_id].append(settled_at or moment)
    return found


def _next_due(ids: Sequence[UUID]) -> dict[UUID, datetime]:
    """When the next touch of each running sequence is planned."""
    planned = Touch.objects.filter(
        enrollment__contact__pk__among=ids,
        enrollment__state="active",
        state="planned",
        held=False,
        kind__in=REACHING,
    )
    return dict(planned.order_by().values_list("enrollment_id").annotate(due=Min("due_at")))
