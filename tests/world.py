"""Small people, always the same: a workspace with one seat of each role, and things in it."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import transaction

from audit.transitions import perform
from compliance.sender_records import KINDS
from contacts.addresses import parse_address
from contacts.models import Account, Contact
from enrollment.models import Mailbox, MailboxAddress
from sequences.models import Motion, Sequence, Step, StepKind, Version
from tenancy import clock
from tenancy.actors import member
from tenancy.ids import uuid7
from tenancy.models import Membership, Turn, User, Workspace
from tenancy.roles import Role
from tenancy.scope import current_workspace_id, scope

# Role and team of each seat.
SEATS = {
    "admin": (Role.ADMIN, ""),
    "other_admin": (Role.ADMIN, ""),
    "reviewer": (Role.REVIEWER, ""),
    "manager": (Role.MANAGER, "north"),
    "rep": (Role.REP, "north"),
    "other_rep": (Role.REP, "south"),
    "viewer": (Role.VIEWER, ""),
}


@dataclass(frozen=True)
class World:
    """One workspace and its people. Alice and Carol are admins, Rita reviews, Bob sells."""

    workspace: Workspace
    admin: Membership
    other_admin: Membership
    reviewer: Membership
    manager: Membership
    rep: Membership
    other_rep: Membership
    viewer: Membership
    mailbox: Mailbox


def build_world(slug: str) -> World:
    """Create the workspace with everything a message needs: seats, postal address, a mailbox."""
    key = uuid7()
    with scope(key), transaction.atomic():
        workspace = Workspace.objects.create(
            id=key,
            slug=slug,
            name=slug.title(),
            zone="Europe/Berlin",
            country="DE",
            postal_address=f"{slug.title()} Ltd, 1 Main Street, Springfield",
        )
        Turn.objects.create(workspace_id=key)
        seats = _seats(slug)
        return World(workspace=workspace, mailbox=mailbox(slug, seats["rep"]), **seats)


def _seats(slug: str) -> dict[str, Membership]:
    """All seats of a world at once, by their names."""
    found = {name: _seat(slug, name, role, team) for name, (role, team) in SEATS.items()}
    User.objects.bulk_create([each.user for each in found.values()])
    Membership.objects.bulk_create(found.values())
    return found


def _seat(slug: str, name: str, role: str, team: str) -> Membership:
    """A seat and its person; neither is stored."""
    label = name.replace("_", " ").title()
    user = User(email=f"{name}@{slug}.example", name=label)
    user.set_password("password")
    return Membership(user=user, role=role, label=label, team=team)


def seat(slug: str, name: str, role: str, team: str = "") -> Membership:
    """A person with a seat; the password is the word `password`."""
    made = _seat(slug, name, role, team)
    made.user.save()
    made.save()
    return made


def mailbox(slug: str, owner: Membership) -> Mailbox:
    """A sender that hears well, from a domain that proves its mail."""
    address = f"{owner.user.email.split('@')[0]}@mail.{slug}.example"
    box = Mailbox.objects.create(
        name=owner.label,
        address=address,
        owner=owner,
        heard_at=datetime.now(UTC),
        authentication={kind: {"result": "pass", "says": ""} for kind in KINDS},
        authentication_at=datetime.now(UTC),
    )
    MailboxAddress.objects.create(
        address=address, workspace_id=current_workspace_id(), mailbox_id=box.pk
    )
    return box


def account(name: str = "Initech", **fields: Any) -> Account:
    """A company."""
    return Account.objects.create(name=name, name_normal=name.lower(), **fields)


def contact(email: str = "peter@initech.example", **fields: Any) -> Contact:
    """A person in the US (an opt-out regime) with everything the default rules ask for."""
    parsed = parse_address(email)
    values: dict[str, Any] = {
        "first_name": "Peter",
        "last_name": "Gibbons",
        "title": "Engineer",
        "country": "US",
        "zone": "America/New_York",
        "segment": "mid-market",
        **fields,
    }
    return Contact.objects.create(
        email=email,
        email_normal=parsed.normal,
        email_base=parsed.base,
        domain=parsed.domain,
        **values,
    )


CADENCE: tuple[tuple[str, StepKind, int], ...] = (
    ("intro", StepKind.EMAIL, 0),
    ("connect", StepKind.LINKEDIN, 0),
    ("call-1", StepKind.CALL, 1),
    ("follow-up", StepKind.EMAIL, 1),
    ("call-2", StepKind.CALL, 2),
    ("break-up", StepKind.EMAIL, 2),
)


def draft(
    author: Membership,
    name: str = "Outbound",
    motion: str = Motion.OUTBOUND,
    cadence: tuple[tuple[str, StepKind, int], ...] = CADENCE,
) -> Version:
    """The outbound cadence of the seeds as a draft: day 1, 1, 2, 3, 5 and 7."""
    now = clock.now()
    sequence = Sequence.objects.create(name=name, motion=motion, owner=author, created_at=now)
    version: Version = Version.objects.create(
        sequence=sequence,
        number=1,
        motion=motion,
        author=author,
        last_editor=author,
        # Tests run on any day of the year.
        options={"holidays": False},
        created_at=now,
        edited_at=now,
    )
    Step.objects.bulk_create(
        Step(version=version, **step_fields(key, kind, position, days))
        for position, (key, kind, days) in enumerate(cadence, start=1)
    )
    return version


def step_fields(key: str, kind: StepKind, position: int, days: int) -> dict[str, Any]:
    """Believable content of one step."""
    fields: dict[str, Any] = {
        "key": key,
        "kind": kind,
        "position": position,
        "delay_amount": days,
        "instructions": "" if kind == StepKind.EMAIL else f"Do the {kind.label} step.",
    }
    if kind == StepKind.EMAIL:
        fields["subject"] = f"Question for {{{{ company | default: 'you' }}}} ({key})".replace(
            "'", '"'
        )
        fields["text"] = (
            "Hi {{ first_name }},\n\nhow do you check who may be contacted?\n\n"
            "{{ sender_name }}\n{{ postal_address }}\nUnsubscribe: {{ unsubscribe_url }}\n"
        )
    return fields


def approved(author: Membership, approver: Membership, **arguments: Any) -> Version:
    """An approved version of the cadence."""
    version = draft(author, **arguments)
    now = clock.now()
    version = perform(version, "submit", actor=member(author), by=author, at=now)
    done: Version = perform(version, "approve", actor=member(approver), by=approver, at=now)
    return done
