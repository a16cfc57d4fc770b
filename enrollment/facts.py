"""Loads the cases that the gate judges, in bulk: a fixed number of queries for any number of
people."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from compliance import facts as known
from compliance import law_packs
from compliance.case import (
    AccountState,
    Case,
    ConsentFact,
    Entry,
    ExceptionFact,
    ExclusionFact,
    Person,
    Policy,
    Purpose,
    SenderFact,
    SuppressionFact,
)
from compliance.packs import Channel, Pack, Subscriber
from compliance.rules.permission import SPOKEN
from compliance.rules.rule import ENTRY
from contacts.addresses import number_zones
from contacts.facts import fields_of
from contacts.models import Contact
from enrollment import authentication, history
from enrollment.history import History
from enrollment.models import Mailbox
from enrollment.pools import picking
from sequences import published
from sequences.models import Version
from sequences.needs import needed_fields
from sequences.places import zones_of
from sequences.values import blocks_of
from tenancy.models import Workspace
from tenancy.reading import own_workspace


@dataclass(frozen=True)
class Asked:
    """What is to be judged: these people, for this version, over this channel, at this moment.

    `own` is each person's enrollment, where there is one; `by` the membership that would enrol
    those who have none.
    """

    version: Version
    purpose: Purpose
    moment: datetime
    channel: Channel = Channel.EMAIL
    own: Mapping[UUID, UUID] | None = None
    by: UUID | None = None


@dataclass(frozen=True)
class _Shared:
    """What is the same for everybody or looked up by contact."""

    workspace: Workspace
    required: tuple[str, ...]
    approved: int
    exclusions: tuple[ExclusionFact, ...]
    exceptions: Mapping[UUID, tuple[ExceptionFact, ...]]
    suppressions: Mapping[UUID, tuple[SuppressionFact, ...]]
    consents: Mapping[UUID, tuple[ConsentFact, ...]]
    packs: Mapping[str, Pack]
    history: History
    turned_away: Collection[UUID]
    at_company: Mapping[UUID, int]
    policy: Policy
    senders: Mapping[UUID, Mailbox | None]
    unproven: Mapping[UUID, tuple[str, ...] | None]


def with_companies(ids: Iterable[UUID]) -> list[Contact]:
    """Contacts as cases need them, in the order of their ids."""
    rows = Contact.objects.select_related("account", "owner").filter(pk__among=list(ids))
    return list(rows.order_by("pk"))


def load(contacts: Sequence[Contact], asked: Asked) -> list[Case]:
    """One case per contact, in their order; contacts come with account and owner."""
    shared = _shared(contacts, asked)
    return [_case(contact, asked, shared) for contact in contacts]


def about_law(contacts: Sequence[Contact], moment: datetime) -> list[Case]:
    """One case per contact with what the law of their country asks about e-mail and no more; two
    queries. They name no pack."""
    workspace = own_workspace()
    consents = known.consents_for(contacts)
    return [
        Case(
            person=_person(contact, Channel.EMAIL),
            channel=Channel.EMAIL,
            purpose=Purpose.RENDER,
            moment=moment,
            consents=consents[contact.pk],
            allow_role_addresses=workspace.allow_role_addresses,
        )
        for contact in contacts
    ]


def _shared(contacts: Sequence[Contact], asked: Asked) -> _Shared:
    ids = [contact.pk for contact in contacts]
    version = asked.version
    workspace = own_workspace()
    # A message that cannot be written is found out before anybody is enrolled.
    needed = needed_fields(published.plan(version), blocks_of(workspace))
    required = (*workspace.required_for(version.motion), *needed)
    boxes = _senders(contacts, asked)
    return _Shared(
        workspace=workspace,
        required=tuple(dict.fromkeys(required)),
        approved=_approved(version),
        exclusions=tuple(known.exclusion_rules(version.motion, version.sequence_id, asked.moment)),
        exceptions=known.exceptions_for(contacts, version.sequence_id),
        suppressions=known.suppressions_for(contacts, history.written_to(ids)),
        consents=known.consents_for(contacts),
        packs=known.own_packs(),
        history=history.load(ids, workspace, asked.moment),
        turned_away=_turned_away(contacts, asked),
        at_company=history.active_at_company(contacts, asked.own or {}, workspace),
        policy=_policy(version, workspace),
        senders=boxes,
        unproven={box.pk: authentication.shortcomings(box) for box in {*boxes.values()} if box},
    )


def _turned_away(contacts: Sequence[Contact], asked: Asked) -> Collection[UUID]:
    """Asked when somebody comes in; who is in a sequence has not been turned away from it since."""
    if asked.purpose not in ENTRY:
        return ()
    return history.turned_away(contacts, asked.version.sequence_id)


def _approved(version: Version) -> int:
    """How many versions take people of its motion and segment."""
    taking = Version.objects.taking_people()
    count: int = taking.filter(motion=version.motion, segment=version.segment).count()
    return count


def _senders(contacts: Sequence[Contact], asked: Asked) -> Mapping[UUID, Mailbox | None]:
    """Who would write to each; with a pool, whoever has a mailbox of theirs keeps it."""
    plan = asked.version.sequence
    kept = picking.own(asked.own.values()) if asked.own and plan.mailbox_pool else {}
    new = [contact for contact in contacts if contact.pk not in (asked.own or {})]
    if not new and plan.mailbox_pool:
        return kept
    picker = picking.Picker(plan)
    picker.meet(contacts)
    return {contact.pk: picker.sender(contact) for contact in contacts} | kept


def _policy(version: Version, workspace: Workspace) -> Policy:
    return Policy(
        entry=Entry(version.sequence.entry),
        stale_after_days=workspace.stale_after_days,
        max_active_at_company=workspace.max_active_at_company,
        touch_budget=workspace.touch_budget,
        motion_priority=tuple(workspace.motion_priority),
        requires_acceptance=workspace.requires_acceptance,
        approval_tags=tuple(workspace.approval_tags),
        requires_authentication=workspace.requires_authentication,
    )


def _case(contact: Contact, asked: Asked, shared: _Shared) -> Case:
    own = (asked.own or {}).get(contact.pk)
    account = contact.account
    workspace = shared.workspace
    mailbox = shared.senders.get(contact.pk)
    enrolled_by = shared.history.enrolled_by(contact.pk, own) if own else asked.by
    return Case(
        person=_person(contact, asked.channel),
        channel=asked.channel,
        purpose=asked.purpose,
        moment=asked.moment,
        motion=asked.version.motion,
        sequence_id=str(asked.version.sequence_id),
        own_enrollment_id=str(own) if own else None,
        enrolled_by=str(enrolled_by or ""),
        fields=fields_of(contact, asked.moment),
        required_fields=shared.required,
        account_state=AccountState(account.state) if account else None,
        approved_versions=shared.approved,
        active_at_company=shared.at_company.get(contact.pk, 0),
        policy=shared.policy,
        suppressions=tuple(shared.suppressions.get(contact.pk, ())),
        consents=tuple(shared.consents.get(contact.pk, ())),
        other_enrollments=shared.history.live(contact.pk),
        past=shared.history.past(
            contact.pk,
            asked.version.sequence_id,
            turned_away=contact.pk in shared.turned_away,
        ),
        exclusions=shared.exclusions,
        exceptions=shared.exceptions.get(contact.pk, ()),
        cool_off_days=workspace.cool_off_days,
        allow_role_addresses=workspace.allow_role_addresses,
        pack=law_packs.in_place_of(country_of(contact), shared.packs),
        sender=SenderFact(
            active=mailbox is not None,
            has_postal_address=bool(workspace.postal_address.strip()),
            can_unsubscribe=True,
            unproven=shared.unproven.get(mailbox.pk) if mailbox else None,
        ),
    )


def phone_zones(contact: Contact) -> tuple[str, ...]:
    """Every zone that a person may be in when we call: their own, and those of their numbers. A
    number that does not tell may ring anywhere in the country; without any number, they are where
    their zone says."""
    country = country_of(contact)
    own = {contact.zone} - {""}
    numbers = [number for number in (contact.mobile, contact.phone) if number.strip()]
    for number in numbers:
        own |= set(number_zones(number, country) or zones_of(country))
    return tuple(sorted(own or zones_of(country)))


def country_of(contact: Contact) -> str:
    """Whose law protects a person: their own country's, else their company's; "" when unknown."""
    return contact.country or (contact.account.country if contact.account else "")


def _person(contact: Contact, channel: Channel) -> Person:
    return Person(
        contact_id=str(contact.pk),
        email=contact.email_normal,
        base=contact.email_base,
        domain=contact.domain,
        address_valid=bool(contact.email_normal),
        owner_id=str(contact.owner_id) if contact.owner_id else None,
        owner_active=bool(contact.owner and contact.owner.is_active),
        segment=contact.segment,
        country=country_of(contact),
        zone=contact.zone,
        subscriber=Subscriber(contact.account.subscriber)
        if contact.account
        else Subscriber.UNKNOWN,
        erased=contact.erased_at is not None,
        crm_opted_out=contact.crm_opted_out,
        do_not_call=contact.do_not_call,
        confirmed_at=contact.confirmed_at or contact.created_at,
        accepted_by_owner=bool(
            contact.accepted_at and contact.owner_id and contact.accepted_by_id == contact.owner_id
        ),
        approval_tag=contact.approval_tag,
        phone_zones=phone_zones(contact) if channel in SPOKEN else (),
    )
