"""Loads the cases that the gate judges, in bulk: a fixed number of queries for any number of
people."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Max, Q

from compliance import facts as known
from compliance.case import (
    AccountState,
    Case,
    ConsentFact,
    ExclusionFact,
    LiveEnrollment,
    Past,
    Person,
    Purpose,
    SenderFact,
    SuppressionFact,
)
from compliance.packs import Channel
from contacts.facts import fields_of
from contacts.models import Contact
from enrollment.models import Enrollment, Mailbox, Touch
from sequences import published
from sequences.models import Version
from sequences.needs import needed_fields
from sequences.values import blocks_of
from tenancy.models import Workspace
from tenancy.scope import current_workspace_id


@dataclass(frozen=True)
class Asked:
    """What is to be judged: these people, for this version, over this channel, at this moment."""

    version: Version
    purpose: Purpose
    moment: datetime
    channel: Channel = Channel.EMAIL
    own: Mapping[UUID, UUID] | None = None


@dataclass(frozen=True)
class _Shared:
    """What is the same for everybody or looked up by contact."""

    workspace: Workspace
    required: tuple[str, ...]
    approved: int
    exclusions: tuple[ExclusionFact, ...]
    suppressions: Mapping[UUID, tuple[SuppressionFact, ...]]
    consents: Mapping[UUID, tuple[ConsentFact, ...]]
    live: Mapping[UUID, tuple[LiveEnrollment, ...]]
    past: Mapping[UUID, Past]
    senders: Mapping[UUID | None, Mailbox]


def with_companies(ids: Iterable[UUID]) -> list[Contact]:
    """Contacts as cases need them, in the order of their ids."""
    rows = Contact.objects.select_related("account", "owner").filter(pk__in=list(ids))
    return list(rows.order_by("pk"))


def load(contacts: Sequence[Contact], asked: Asked) -> list[Case]:
    """One case per contact, in their order; contacts come with account and owner."""
    shared = _shared(contacts, asked)
    return [_case(contact, asked, shared) for contact in contacts]


def senders() -> dict[UUID | None, Mailbox]:
    """Active mailboxes by the member who owns them; None holds the workspace's own."""
    found: dict[UUID | None, Mailbox] = {}
    for box in Mailbox.objects.filter(is_active=True).order_by("-created_at"):
        found[box.owner_id] = box
    return found


def sender_for(
    contact: Contact, boxes: Mapping[UUID | None, Mailbox], fallback: UUID | None = None
) -> Mailbox | None:
    """The owner's mailbox, else that of the person who enrols, else the workspace's own."""
    return boxes.get(contact.owner_id) or boxes.get(fallback) or boxes.get(None)


def _shared(contacts: Sequence[Contact], asked: Asked) -> _Shared:
    ids = [contact.pk for contact in contacts]
    version = asked.version
    approved = Version.objects.taking_people().filter(
        motion=version.motion, segment=version.segment
    )
    workspace = Workspace.objects.get(pk=current_workspace_id())
    # A message that cannot be written is found out before anybody is enrolled.
    needed = needed_fields(published.plan(version), blocks_of(workspace))
    required = (*workspace.required_fields, *needed)
    return _Shared(
        workspace=workspace,
        required=tuple(dict.fromkeys(required)),
        approved=approved.count(),
        exclusions=tuple(known.exclusion_rules(version.motion)),
        suppressions=known.suppressions_for(contacts),
        consents=known.consents_for(contacts),
        live=_live(ids),
        past=_past(ids),
        senders=senders(),
    )


def _live(ids: list[UUID]) -> dict[UUID, tuple[LiveEnrollment, ...]]:
    found: dict[UUID, list[LiveEnrollment]] = defaultdict(list)
    rows = Enrollment.objects.live().filter(contact_id__in=ids).select_related("sequence")
    for row in rows:
        found[row.contact_id].append(
            LiveEnrollment(
                id=str(row.pk),
                sequence_id=str(row.sequence_id),
                sequence_name=row.sequence.name,
                state=row.state,
                motion=row.sequence.motion,
            )
        )
    return {key: tuple(rows) for key, rows in found.items()}


def _past(ids: list[UUID]) -> dict[UUID, Past]:
    touched = dict(
        Touch.objects.filter(
            enrollment__contact_id__in=ids, state__in=("sent", "assumed_sent", "done")
        )
        .values_list("enrollment__contact_id")
        .annotate(last=Max("settled_at"))
    )
    ended = (
        Enrollment.objects.filter(contact_id__in=ids, state="exited")
        .values_list("contact_id")
        .annotate(n=Count("pk"), last=Max("exited_at", filter=~Q(activated_at=None)))
    )
    finished = {contact: (n, last) for contact, n, last in ended}
    return {
        key: Past(
            last_touch_at=touched.get(key),
            finished=finished.get(key, (0, None))[0],
            last_finished_at=finished.get(key, (0, None))[1],
        )
        for key in touched.keys() | finished.keys()
    }


def _case(contact: Contact, asked: Asked, shared: _Shared) -> Case:
    own = (asked.own or {}).get(contact.pk)
    account = contact.account
    workspace = shared.workspace
    mailbox = sender_for(contact, shared.senders)
    return Case(
        person=_person(contact),
        channel=asked.channel,
        purpose=asked.purpose,
        moment=asked.moment,
        motion=asked.version.motion,
        sequence_id=str(asked.version.sequence_id),
        own_enrollment_id=str(own) if own else None,
        fields=fields_of(contact, asked.moment),
        required_fields=shared.required,
        account_state=AccountState(account.state) if account else None,
        approved_versions=shared.approved,
        suppressions=tuple(shared.suppressions.get(contact.pk, ())),
        consents=tuple(shared.consents.get(contact.pk, ())),
        other_enrollments=shared.live.get(contact.pk, ()),
        past=shared.past.get(contact.pk, Past()),
        exclusions=shared.exclusions,
        cool_off_days=workspace.cool_off_days,
        allow_role_addresses=workspace.allow_role_addresses,
        sender=SenderFact(
            active=mailbox is not None,
            has_postal_address=bool(workspace.postal_address.strip()),
            can_unsubscribe=True,
        ),
    )


def _person(contact: Contact) -> Person:
    return Person(
        contact_id=str(contact.pk),
        email=contact.email_normal,
        base=contact.email_base,
        domain=contact.domain,
        address_valid=bool(contact.email_normal),
        owner_id=str(contact.owner_id) if contact.owner_id else None,
        owner_active=bool(contact.owner and contact.owner.is_active),
        segment=contact.segment,
        country=contact.country or (contact.account.country if contact.account else ""),
        zone=contact.zone,
        erased=contact.erased_at is not None,
        crm_opted_out=contact.crm_opted_out,
        do_not_call=contact.do_not_call,
    )
