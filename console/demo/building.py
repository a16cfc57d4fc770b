"""Builds the demo's two workspaces through the services of the product: who is there, then what
has happened (`history`), then what is to be done (`present`)."""

import csv
import io
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from compliance import law_ruling
from compliance.models import Consent, ExclusionRule, LawPack, RuleState
from compliance.sender_records import Record
from compliance.services import record_consent, suppress
from console.demo import copy, doing, history, law, people, policy, present, tracks
from console.demo.doing import Seats
from contacts import imports
from contacts.models import Account, Contact, Import, ImportState
from enrollment import authentication, backtests, ruling
from enrollment.mailboxes import add_mailbox
from enrollment.models import Mailbox
from sequences.models import Motion, Sequence
from sequences.snippets import put_snippet
from signals import crm
from tenancy import clock, turns
from tenancy.actors import member, system
from tenancy.founding import found
from tenancy.ids import uuid7
from tenancy.models import Membership, User, Workspace
from tenancy.roles import Role
from tenancy.scope import scope
from tenancy.services import save_settings

DEMO = system("demo")


def build() -> None:
    """Both workspaces, and whatever of them is not there yet: it may have been broken off."""
    if not _is_there(people.HARBOUR):
        history.begin()
        with scope(uuid7()), transaction.atomic():
            harbour()
    with scope(_home("harbour")):
        _let_people_in()
        _govern()
        policy.arrange()
        _begin()
        history.play()
        present.arrange()
        _propose()
    if not _is_there(people.LUMEN):
        with scope(uuid7()), transaction.atomic():
            lumen()
    with scope(_home("lumen")):
        _let_people_in()


def _is_there(crew: tuple[people.Person, ...]) -> bool:
    return bool(User.objects.filter(email=crew[0].email).exists())


def _home(slug: str) -> UUID:
    """Row level security shows a workspace to itself alone, so each is asked."""
    for workspace_id in turns.workspaces():
        with scope(workspace_id), transaction.atomic():
            if Workspace.objects.filter(pk=workspace_id, slug=slug).exists():
                return workspace_id
    raise LookupError(slug)


def harbour() -> None:
    """The workspace of the tour: people, mailboxes, contacts, rules, and what runs already."""
    seats = _seats("harbour", "Harbour Robotics", people.HARBOUR)
    bob, dana, alice = seats["bob"], seats["dana"], seats["alice"]
    _settle("Harbour Robotics Ltd, 4 Quay Street, Bristol BS1 4DJ, United Kingdom", alice)
    for seat in (bob, dana):
        add_mailbox(
            name=seat.label,
            address=f"{seat.label.split()[0].lower()}@mail.harbour.example",
            owner=seat,
            daily_limit=120,
            is_warm=True,
            actor=member(alice),
        )
        _show_records(seat, law.records("mail.harbour.example"))
    _upload(people.contacts(220, (bob.user.email, dana.user.email), seed=7), alice)
    for name, text in copy.SNIPPETS.items():
        put_snippet(name=name, text=text, seat=alice, actor=member(alice))


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
        is_warm=True,
        actor=member(gwen),
    )
    _show_records(hugo, law.records("mail.lumen.example", dmarc=False))
    _upload(people.contacts(40, (hugo.user.email,), seed=11), gwen)


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
        user = User.objects.create_user(each.email, name=each.name, zone=people.ZONE)
        # One password, hashed once: that is slow on purpose.
        User.objects.filter(pk=user.pk).update(password=admin.user.password)
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
        "signature": copy.SIGNATURE,
        "required_fields": ["contact.first_name", "contact.segment"],
        "cool_off_days": 90,
    }
    save_settings(values, actor=member(admin))


def _upload(records: list[dict[str, str]], seat: Membership) -> None:
    """The export of a CRM, as a person brings it; `_let_people_in` does the worker's part."""
    content = io.StringIO()
    writer = csv.DictWriter(content, list(records[0]))
    writer.writeheader()
    writer.writerows(records)
    file = imports.upload(
        "crm-export.csv", content.getvalue().encode(), actor=member(seat), seat=seat
    )
    imports.start(file, {name: name for name in records[0]}, actor=member(seat))


def _let_people_in() -> None:
    """Run the import that was started, and what is known about its people besides."""
    with transaction.atomic():
        waiting = list(
            Import.objects.filter(state=ImportState.RUNNING).values_list("pk", flat=True)
        )
    for import_id in waiting:
        crm.run_import(import_id)
    with transaction.atomic():
        if Consent.objects.exists():
            return
        for contact in Contact.objects.filter(country__in=("DE", "FR", "GB")):
            # Of every third one nothing is on record.
            if int(contact.external_id[-5:]) % 3:
                _basis(contact)
        Account.objects.filter(name_normal__startswith="linden").update(state="customer")
        Account.objects.filter(name_normal__startswith="kestrel").update(state="competitor")


def _govern() -> None:
    """A rule that Alice wrote and Carol has put in force."""
    crew = _crew()
    draft = _drafted(crew["alice"], copy.PHARMA_RULE)
    if draft.state == RuleState.DRAFT:
        backtests.run(draft.pk)
        ruling.approve(draft, seat=crew["carol"], actor=member(crew["carol"]))
    ruling.apply(draft.pk)


def _propose() -> None:
    """A rule and a pack of law that Carol has drafted, with what they would do: Alice may
    decide."""
    carol = _crew()["carol"]
    backtests.run(_drafted(carol, copy.LINE_RULE).pk)
    with transaction.atomic():
        if not LawPack.objects.exists():
            law_ruling.write_draft("DE", law.stricter_calls(), seat=carol, actor=member(carol))


def _show_records(seat: Membership, found: Mapping[str, Record]) -> None:
    """Names for examples have no records, so that no look would ever find these."""
    for box in Mailbox.objects.filter(owner=seat):
        authentication.keep(box, found, actor=DEMO)


@transaction.atomic
def _crew() -> Seats:
    return doing.seats()


@transaction.atomic
def _drafted(author: Membership, said: Mapping[str, Any]) -> ExclusionRule:
    """The rule of this name, written unless it is there."""
    known = ExclusionRule.objects.filter(name=said["name"]).order_by("number").first()
    return known or ruling.write_draft(said, seat=author, actor=member(author))


@transaction.atomic
def _begin() -> None:
    """What Harbour was told before, and the sequences that have a history."""
    seats = doing.seats()
    if not Sequence.objects.exists():
        _told_before(seats["alice"])
        _running(seats)


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


def _told_before(admin: Membership) -> None:
    by = member(admin)
    for contact in Contact.objects.order_by("external_id")[5:60:17]:
        suppress(
            kind="address",
            value=contact.email,
            reason="opt_out",
            source="list of the former system",
            contact_id=contact.pk,
            actor=by,
        )


def _running(seats: Seats) -> None:
    """The sequences that have a history, and the people of the first."""
    doing.make_live(
        seats,
        tracks.WARM_PLAN,
        name=tracks.WARM,
        motion=Motion.REENGAGEMENT,
        campaign_type="Warm",
        purpose="Plants that asked a year ago",
    )
    doing.make_live(
        seats,
        copy.VISITS_PLAN,
        name=copy.VISITS,
        motion=Motion.ACCOUNT_BASED,
        campaign_type="Account",
        purpose="Half an hour beside one of their lines",
    )
    history.enrol_quiet_people()
