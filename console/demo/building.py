"""Builds the demo's two workspaces through the services of the product."""

from datetime import timedelta
from uuid import UUID

from django.db import transaction

from compliance.models import Review
from compliance.services import publish_rule, record_consent, suppress
from console.demo import copy, people
from contacts.models import Account, Contact
from contacts.services import upsert
from enrollment import facts, first_touch, services
from enrollment.mailboxes import add_mailbox
from sequences import services as sequences
from sequences.models import Motion, Version
from sequences.plans import Plan, StepInput
from tenancy import clock
from tenancy.actors import Actor, member, system
from tenancy.founding import found
from tenancy.ids import uuid7
from tenancy.models import Membership, User
from tenancy.roles import Role
from tenancy.scope import scope
from tenancy.services import save_settings

DEMO = system("demo")
Seats = dict[str, Membership]


def build() -> None:
    """Both workspaces, unless they are there already; one transaction each."""
    if User.objects.filter(email=people.HARBOUR[0].email).exists():
        return
    with scope(uuid7()), transaction.atomic():
        harbour()
    with scope(uuid7()), transaction.atomic():
        lumen()


def harbour() -> None:
    """The workspace of the tour: people, mailboxes, contacts, rules, sequences, a full queue."""
    seats = _seats("harbour", "Harbour Robotics", people.HARBOUR)
    bob, dana, alice = seats["bob"], seats["dana"], seats["alice"]
    _settle("Harbour Robotics Ltd, 4 Quay Street, Bristol BS1 4DJ, United Kingdom", alice)
    for seat in (bob, dana):
        add_mailbox(
            name=seat.label,
            address=f"{seat.label.split()[0].lower()}@mail.harbour.example",
            owner=seat,
            daily_limit=120,
            actor=member(alice),
        )
    _people(people.contacts(220, (bob.user.email, dana.user.email), seed=7))
    _governance(alice)
    version = _sequence("Outbound: short stops", Motion.OUTBOUND, copy.OUTBOUND, seats)
    _sequence("Inbound: questions", Motion.INBOUND, copy.INBOUND, seats)
    _queue(version, bob, seats["rita"])


def lumen() -> None:
    """Another company, so that there is something that must never be seen."""
    seats = _seats("lumen", "Lumen Care", people.LUMEN)
    gwen, hugo = seats["gwen"], seats["hugo"]
    Membership.objects.create(
        user=User.objects.get(email="alice@harbour.example"),
        role=Role.VIEWER,
        label="Alice Moreau",
    )
    _settle("Lumen Care SAS, 12 Rue des Lilas, 69003 Lyon, France", gwen)
    add_mailbox(
        name=hugo.label,
        address="hugo@mail.lumen.example",
        owner=hugo,
        daily_limit=80,
        actor=member(gwen),
    )
    _people(people.contacts(40, (hugo.user.email,), seed=11))


def _seats(slug: str, name: str, crew: tuple[people.Person, ...]) -> Seats:
    first = crew[0]
    _, admin = found(
        slug=slug,
        name=name,
        email=first.email,
        admin=first.name,
        password=people.PASSWORD,
        actor=DEMO,
    )
    User.objects.filter(pk=admin.user_id).update(zone=people.ZONE)
    seats = {first.email.split("@")[0]: admin}
    for each in crew[1:]:
        user = User.objects.create_user(
            each.email, people.PASSWORD, name=each.name, zone=people.ZONE
        )
        seats[each.email.split("@")[0]] = Membership.objects.create(
            user=user, role=each.role, team=each.team, label=each.name
        )
    return seats


def _settle(address: str, admin: Membership) -> None:
    workspace = admin.workspace
    values = {
        "name": workspace.name,
        "zone": "Europe/London",
        "country": "GB",
        "postal_address": address,
        "required_fields": ["contact.first_name", "contact.segment"],
        "cool_off_days": 90,
    }
    save_settings(values, actor=member(admin))


def _people(records: list[dict[str, str]]) -> None:
    for record in records:
        upsert(record, actor=DEMO)
    for contact in Contact.objects.filter(country__in=("DE", "FR", "GB")).order_by("pk"):
        if contact.pk.int % 3:
            _basis(contact)
    Account.objects.filter(name_normal__startswith="linden").update(state="customer")
    Account.objects.filter(name_normal__startswith="kestrel").update(state="competitor")


def _basis(contact: Contact) -> None:
    basis = "express" if contact.country == "DE" else "legitimate_interest"
    given = clock.now() - timedelta(days=40)
    record_consent(
        contact,
        basis=basis,
        channel="email",
        given_at=given,
        expires_at=None,
        evidence="Form on the trade fair stand, 2026, sheet 12",
        actor=DEMO,
    )


def _governance(admin: Membership) -> None:
    by = member(admin)
    publish_rule(
        name="No quality managers in pharma",
        match="all",
        conditions=[
            {"field": "contact.title", "operator": "contains", "value": "Quality"},
            {"field": "account.name", "operator": "contains", "value": "Pharma"},
        ],
        motion="",
        seat=admin,
        actor=by,
    )
    for contact in Contact.objects.order_by("pk")[5:60:18]:
        suppress(
            kind="address",
            value=contact.email,
            reason="opt_out",
            source="list of the former system",
            contact_id=contact.pk,
            actor=by,
        )


def _sequence(name: str, motion: str, steps: tuple[StepInput, ...], seats: Seats) -> Version:
    alice, carol = seats["alice"], seats["carol"]
    draft = sequences.create_sequence(name=name, motion=motion, seat=alice, actor=member(alice))
    draft = sequences.save_draft(draft, Plan(steps), seat=alice, actor=member(alice))
    version = sequences.submit(draft, seat=alice, actor=member(alice))
    return sequences.approve(version, seat=carol, actor=member(carol))


def _queue(version: Version, bob: Membership, rita: Membership) -> None:
    """Thirty of Bob's people asked for; the first few are approved and will leave."""
    mine = Contact.objects.filter(owner=bob).order_by("pk").values_list("pk", flat=True)[:30]
    chosen: list[UUID] = list(mine)
    rows = services.enrol(
        facts.with_companies(chosen),
        version,
        reason="Met at the packaging fair in October",
        seat=bob,
        actor=member(bob),
    )
    waiting = [row.pk for row in rows if row.state == "awaiting_review"]
    for review in Review.objects.filter(enrollment_id__in=waiting[:6]).order_by("pk"):
        _approve(review, rita, member(rita))


def _approve(review: Review, rita: Membership, by: Actor) -> None:
    first_touch.approve(review, seat=rita, actor=by, seen_hash=review.content_hash)
