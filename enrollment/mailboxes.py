"""Senders: adding a mailbox and changing its limits. Every address belongs to one mailbox only."""

from dataclasses import dataclass
from typing import Any
from zoneinfo import available_timezones

from django.db import IntegrityError, transaction

from audit.actions import Action
from audit.recording import record
from contacts.addresses import AddressError, parse_address
from enrollment import pacing
from enrollment.models import Mailbox, MailboxAddress
from tenancy.actors import Actor
from tenancy.errors import Refused
from tenancy.models import Membership
from tenancy.scope import current_workspace_id

MAX_LIMIT = 10_000
MAX_NAME = 120
# Bounces come back to `<local>+b-<32 digits>`, and a local part has 64 characters at most.
MAX_LOCAL = 29


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What can be changed of a mailbox. `owner` None makes it the workspace's own sender.

    `hourly_limit` None leaves the day's limit alone. `unmonitored` says that no mail to it reaches
    us, and that the admin who says so accepts it: its messages leave although no reply to them can
    stop anything. `zone` is an IANA name, or "" for its owner's.
    """

    name: str
    owner: Membership | None
    daily_limit: int
    is_active: bool = True
    unmonitored: bool = False
    zone: str = ""
    hourly_limit: int | None = None


@transaction.atomic
def add_mailbox(
    *,
    name: str,
    address: str,
    owner: Membership | None,
    daily_limit: int,
    actor: Actor,
    zone: str = "",
    hourly_limit: int | None = None,
    is_warm: bool = False,
) -> Mailbox:
    """Add a sender, and make mail to its address find this workspace. From today on it grows to
    its limit, unless it `is_warm`: has sent as much elsewhere.

    Refused: invalid, address_taken (here or in another workspace).
    """
    limit = _checked_limit(daily_limit)
    terms: dict[str, Any] = {
        "name": _checked_name(name),
        "daily_limit": limit,
        "hourly_limit": _checked_hourly(hourly_limit),
        "zone": _checked_zone(zone),
        "ramp_from": None if is_warm else pacing.today(),
    }
    normal = _checked_address(address)
    try:
        with transaction.atomic():
            row = Mailbox.objects.create(**terms, address=normal, owner=owner)
            MailboxAddress.objects.create(
                address=normal, workspace_id=current_workspace_id(), mailbox_id=row.pk
            )
    except IntegrityError as error:
        raise _invalid(
            "address", "This address has a mailbox already. Use another one.", "address_taken"
        ) from error
    record(Action.MAILBOX_ADDED, row, actor=actor, label=row.name, daily_limit=limit)
    return row


@transaction.atomic
def change_mailbox(mailbox: Mailbox, terms: Terms, *, seat: Membership, actor: Actor) -> Mailbox:
    """Change a sender's terms. Its address stays: replies to what it sent must find us."""
    row = Mailbox.objects.select_for_update(of=("self",)).get(pk=mailbox.pk)
    wanted = {
        "name": _checked_name(terms.name),
        "owner_id": terms.owner.pk if terms.owner else None,
        "daily_limit": _checked_limit(terms.daily_limit),
        "hourly_limit": _checked_hourly(terms.hourly_limit),
        "is_active": terms.is_active,
        "zone": _checked_zone(terms.zone),
    }
    changed = {name: value for name, value in wanted.items() if getattr(row, name) != value}
    if terms.unmonitored != (row.unmonitored_by_id is not None):
        changed["unmonitored_by_id"] = seat.pk if terms.unmonitored else None
    if not changed:
        return row
    for name, value in changed.items():
        setattr(row, name, value)
    row.save()
    said: dict[str, Any] = {
        name: value
        for name, value in changed.items()
        if name.endswith("_limit") or isinstance(value, bool)
    }
    record(
        Action.MAILBOX_CHANGED, row, actor=actor, label=row.name, changed=sorted(changed), **said
    )
    return row


@transaction.atomic
def change_limits(
    mailbox: Mailbox,
    *,
    daily_limit: int,
    hourly_limit: int | None,
    seat: Membership,
    actor: Actor,
) -> Mailbox:
    """Change how much a sender may send; all else stays. Refused: invalid."""
    # Locked, so that what somebody else changes meanwhile is not put back.
    rows = Mailbox.objects.select_for_update(of=("self",)).select_related("owner")
    row = rows.get(pk=mailbox.pk)
    terms = Terms(
        name=row.name,
        owner=row.owner,
        daily_limit=daily_limit,
        hourly_limit=hourly_limit,
        is_active=row.is_active,
        unmonitored=row.unmonitored_by_id is not None,
        zone=row.zone,
    )
    return change_mailbox(row, terms, seat=seat, actor=actor)


def sender_addresses() -> frozenset[str]:
    """The addresses of the mailboxes that send; `SENDER_ADDRESSES` of the settings names it."""
    return frozenset(Mailbox.objects.filter(is_active=True).values_list("address", flat=True))


def _checked_name(name: str) -> str:
    text = " ".join(name.split())
    if not text or len(text) > MAX_NAME or not text.isprintable():
        raise _invalid("name", "Enter the name that recipients see, at most 120 characters.")
    return text


def _checked_address(address: str) -> str:
    try:
        parsed = parse_address(address)
    except AddressError as error:
        raise _invalid("address", str(error)) from error
    if "+" in parsed.normal.rpartition("@")[0]:
        raise _invalid(
            "address", "Leave out the part after the plus: we add one to recognise bounces."
        )
    if len(parsed.local) > MAX_LOCAL:
        raise _invalid("address", f"Use at most {MAX_LOCAL} characters before the @.")
    return parsed.normal


def _checked_limit(limit: int) -> int:
    if not 0 <= limit <= MAX_LIMIT:
        raise _invalid("daily_limit", f"Enter a limit from 0 to {MAX_LIMIT:,} messages a day.")
    return limit


def _checked_hourly(limit: int | None) -> int | None:
    if limit is not None and not 1 <= limit <= MAX_LIMIT:
        sentence = f"Enter a limit from 1 to {MAX_LIMIT:,} messages an hour, or none."
        raise _invalid("hourly_limit", sentence)
    return limit


def _checked_zone(zone: str) -> str:
    if zone and zone not in available_timezones():
        raise _invalid("zone", "This time zone is not known. Write it like Europe/Berlin.")
    return zone


def _invalid(field: str, sentence: str, code: str = "invalid") -> Refused:
    return Refused(sentence, code=code, fields={field: sentence})
