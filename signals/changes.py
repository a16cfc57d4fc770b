"""Changes of records as signals: whoever is in flight and is concerned by one is judged again.

A change is noted in its own transaction, one signal for each person, so that none is lost with a
nudge. What follows is in `signals.asking`.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from uuid import UUID

from django.db.models import Q

from audit.actions import Action
from audit.recording import Fact, record_many
from contacts.merging import Changes
from contacts.models import Contact
from enrollment import gates, rejudging
from enrollment.models import Enrollment
from signals.cases import Case, key_of, locked
from signals.kinds import Kind
from signals.models import Signal, SignalState
from tenancy import clock
from tenancy.actors import Actor
from tenancy.ids import uuid7

SOURCE = "record"


def note(changes: Iterable[Changes], *, evidence: str, actor: Actor) -> list[UUID]:
    """Store a signal for everybody in flight whom the changes concern, a company's for all of its
    people; their ids. In the transaction of the change; three statements for any number, six when
    a company stands elsewhere now. Call it late: the people of such a company are kept from being
    armed until the commit.

    `evidence` names where the change came from: `import <id>`, `contact <id>`.
    """
    people, companies = _together(changes)
    concerned = Q(contact__in=people) | Q(contact__account__in=companies)
    live = Enrollment.objects.live().filter(concerned).order_by("pk")
    newest = {
        contact_id: (enrollment_id, account_id)
        for contact_id, account_id, enrollment_id in live.values_list(
            "contact_id", "contact__account_id", "pk"
        )
    }
    rows = [
        _row(contact_id, enrollment_id, people[contact_id] | companies[account_id], evidence)
        for contact_id, (enrollment_id, account_id) in newest.items()
    ]
    Signal.objects.bulk_create(rows)
    said = {"source": SOURCE, "kind": Kind.RECORD_CHANGE.value, "cause": evidence}
    record_many([Fact(Action.SIGNAL_RECEIVED, row, data=said) for row in rows], actor=actor)
    _hold_arms(companies)
    return [row.pk for row in rows]


def asked_again(case: Case) -> str:
    """The effect: what the gate says now about every sequence of this person."""
    mine = [row for row in locked(case) if row.contact_id == case.contact.pk]
    return rejudging.ask_again(mine, actor=case.actor, evidence=case.evidence)


def _hold_arms(companies: Mapping[UUID | None, set[str]]) -> None:
    """A message that is being armed comes before this change, or is judged by it."""
    moved = [pk for pk, names in companies.items() if "account.state" in names]
    if moved:
        live = Enrollment.objects.live().filter(contact__account__in=moved)
        people = Contact.objects.filter(pk__in=live.values("contact"))
        gates.lock(key_of(person) for person in people.only("email_base"))


def _together(
    changes: Iterable[Changes],
) -> tuple[defaultdict[UUID, set[str]], defaultdict[UUID | None, set[str]]]:
    people: defaultdict[UUID, set[str]] = defaultdict(set)
    companies: defaultdict[UUID | None, set[str]] = defaultdict(set)
    for each in changes:
        for key, names in each.people.items():
            people[key] |= set(names)
        for key, names in each.companies.items():
            companies[key] |= {f"account.{name}" for name in names}
    return people, companies


def _row(contact_id: UUID, enrollment_id: UUID, fields: set[str], evidence: str) -> Signal:
    # Nobody has to be looked for, so it is matched from the beginning.
    row: Signal = Signal(
        state=SignalState.MATCHED,
        source=SOURCE,
        event_id=str(uuid7()),
        kind=Kind.RECORD_CHANGE,
        contact_id=contact_id,
        enrollment_id=enrollment_id,
        reading={"fields": sorted(fields), "from": evidence},
        received_at=datetime.now(UTC),
        occurred_at=clock.now(),
    )
    return row
