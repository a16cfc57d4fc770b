"""Filling one empty field of many people at once. What somebody has filled in stays as it is."""

from collections.abc import Collection
from uuid import UUID

from django.db import transaction

from audit.actions import Action
from audit.recording import Fact, record, record_many
from contacts.incoming import COLUMNS, clean, read
from contacts.models import Contact
from tenancy import clock
from tenancy.actors import Actor
from tenancy.errors import Refused
from tenancy.models import Membership
from tenancy.rights import check_may
from tenancy.roles import Capability

OWNER = "owner"
# Columns that one value may fill for many people; others differ from person to person.
FILLABLE = (
    "segment country region city zone language persona stage lead_source title approval_tag".split()
)
_FIELDS = {column: field for field, column in COLUMNS.items()}


@transaction.atomic
def fill(
    contact_ids: Collection[UUID], *, column: str, value: str, seat: Membership, actor: Actor
) -> list[UUID]:
    """Give everybody named whose `column` is empty this value; the ids of those who got it.

    Only people whom the seat sees. Each gets an entry in the trail. Refused: not_allowed, invalid.
    """
    check_may(seat, actor, Capability.EDIT_CONTACTS)
    if column not in FILLABLE:
        raise _invalid("This field differs from person to person. Edit the people one by one.")
    kept = _read(column, value)
    return _store(contact_ids, {column: kept}, {column: ""}, seat, actor)


@transaction.atomic
def assign(
    contact_ids: Collection[UUID], *, owner: Membership, seat: Membership, actor: Actor
) -> list[UUID]:
    """Give everybody named who has no owner this one; the ids of those who got it.

    Reps take people for themselves; only who may import decides for others. Refused: not_allowed.
    """
    check_may(seat, actor, Capability.EDIT_CONTACTS)
    if owner.pk != seat.pk:
        check_may(seat, actor, Capability.IMPORT)
    if not owner.may(Capability.DO_TASKS):
        raise _invalid(f"{owner.label} sends nothing. Choose somebody who does.")
    given = {"owner": owner, "owner_given": owner.user.email}
    return _store(contact_ids, given, {"owner": None}, seat, actor)


@transaction.atomic
def accept(contact: Contact, *, seat: Membership, actor: Actor) -> Contact:
    """The owner takes a person on: outreach may begin where the workspace asks for it. Another
    owner accepts anew. Refused: not_allowed (only the owner)."""
    row: Contact = Contact.objects.select_for_update(no_key=True).get(pk=contact.pk)
    if row.owner_id != seat.pk or not seat.may(Capability.EDIT_CONTACTS):
        raise Refused("Only the owner of a contact accepts them.", code="not_allowed")
    row.accepted_at, row.accepted_by = clock.now(), seat
    row.save(update_fields=["accepted_at", "accepted_by"])
    record(Action.CONTACT_ACCEPTED, row, actor=actor)
    return row


def hand_over(contact: Contact, *, to: Membership, actor: Actor) -> Contact:
    """Give a person another owner for good; the former one's acceptance ends with it. Runs in the
    caller's transaction and locks the person: before any gate."""
    row: Contact = Contact.objects.select_for_update(no_key=True).get(pk=contact.pk)
    row.owner, row.owner_given = to, to.user.email
    row.revision, row.updated_at = row.revision + 1, clock.now()
    row.save(update_fields=["owner", "owner_given", "revision", "updated_at"])
    said = {"fields": ["owner"], "revision": row.revision}
    record_many([Fact(Action.CONTACT_CHANGED, row, data=said)], actor=actor)
    return row


def _store(
    contact_ids: Collection[UUID],
    values: dict[str, object],
    empty: dict[str, object],
    seat: Membership,
    actor: Actor,
) -> list[UUID]:
    rows = Contact.objects.visible_to(seat).known().filter(pk__in=list(contact_ids), **empty)
    people = list(rows.select_for_update(no_key=True, of=("self",)).order_by("pk"))
    now = clock.now()
    for person in people:
        for name, value in values.items():
            setattr(person, name, value)
        person.revision, person.updated_at = person.revision + 1, now
    Contact.objects.bulk_update(people, [*values, "revision", "updated_at"], batch_size=500)
    said = {"fields": sorted(empty)}
    record_many(
        [
            Fact(Action.CONTACT_CHANGED, row, data={**said, "revision": row.revision})
            for row in people
        ],
        actor=actor,
    )
    return [row.pk for row in people]


def _read(column: str, value: str) -> str:
    field = _FIELDS[column]
    try:
        # Read as strictly as a record; the address only says whom a record would mean.
        read_ = read(clean({field: value, "email": "somebody@company.example"}))
    except Refused as refused:
        raise _invalid(refused.fields.get(field, refused.message)) from None
    kept = read_.columns.get(column, "")
    if not kept:
        raise _invalid("Enter what the field should say.")
    return kept


def _invalid(sentence: str) -> Refused:
    return Refused(sentence, code="invalid", fields={"value": sentence})
