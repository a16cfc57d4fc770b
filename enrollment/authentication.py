"""Whether the domains that we send from prove their mail: looks at their SPF, DKIM and DMARC
records, and keeps what was found with the mailbox.

A result counts for seven days of real time. A look that got no answer changes nothing, so the last
result stays until then.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import structlog
from django.conf import settings
from django.db import InterfaceError, OperationalError, transaction
from django.db.models import Q

from audit.actions import Action
from audit.recording import record
from compliance import sender_records
from compliance.sender_records import Record
from enrollment import dkim_keys, lookups
from enrollment.models import Mailbox
from tenancy.actors import Actor, system
from tenancy.alone import alone
from tenancy.errors import Refused
from tenancy.models import Membership
from tenancy.rights import check_may
from tenancy.roles import Capability

HOUSE = system("sender records")
DAILY = timedelta(days=1)
AT_A_TIME = 50

log = structlog.get_logger(__name__)


def shortcomings(mailbox: Mailbox) -> tuple[str, ...] | None:
    """What is not in order, a sentence each; None when nobody has looked within seven days."""
    kept, at = mailbox.authentication, mailbox.authentication_at
    return sender_records.shortcomings(kept, at, datetime.now(UTC))


def ask(mailbox: Mailbox, *, seat: Membership, actor: Actor) -> None:
    """Check that a look at this mailbox's records may be asked for and is not in vain. Refused:
    not_allowed, reserved_name."""
    check_may(seat, actor, Capability.ADMINISTER)
    domain = sender_records.domain_of(mailbox.address)
    if sender_records.is_reserved(domain):
        message = f"{domain} is a name for examples, and nobody can publish records for it."
        raise Refused(f"{message} So nothing was looked up.", code="reserved_name")


def check(mailbox_id: UUID, actor: Actor = HOUSE) -> bool:
    """Look the records of one mailbox up and keep what was found; False when no server answered,
    or another worker is at it. Call it outside a transaction."""
    with alone(f"records:{mailbox_id}") as is_ours:
        with transaction.atomic():
            row = Mailbox.objects.filter(pk=mailbox_id).first()
            own = dkim_keys.selectors_of(sender_records.domain_of(row.address)) if row else []
        if not is_ours or row is None:
            return False
        domain = sender_records.domain_of(row.address)
        if sender_records.is_reserved(domain):
            return False
        try:
            found = look_up(domain, own)
        except lookups.Unanswered:
            return False
        keep(row, found, actor=actor)
        return True


def check_due() -> None:
    """Look at what nobody has looked at for a day, at most 50 mailboxes at a time. One whose look
    fails keeps no other waiting; raises django.db.OperationalError while the database is away."""
    for mailbox_id in due():
        try:
            check(mailbox_id)
        except (OperationalError, InterfaceError):
            raise
        except Exception:
            log.exception("sender records not looked at", mailbox_id=str(mailbox_id))


@transaction.atomic
def due() -> list[UUID]:
    """Mailboxes that send and were not looked at for a day, the longest forgotten first."""
    old = datetime.now(UTC) - DAILY
    rows = Mailbox.objects.filter(is_active=True)
    rows = rows.filter(Q(authentication_at=None) | Q(authentication_at__lt=old))
    # Names for examples are never answered, and must not keep the others waiting.
    for name in sender_records.RESERVED:
        rows = rows.exclude(Q(address__endswith=f"@{name}") | Q(address__endswith=f".{name}"))
    found = rows.order_by("authentication_at", "pk").values_list("pk", flat=True)
    return list(found[:AT_A_TIME])


def look_up(domain: str, own: Sequence[str] = ()) -> dict[str, Record]:
    """What the DNS says about a domain, by kind; `own` are selectors of keys that sign here.
    Raises `lookups.Unanswered`."""
    selectors = [*own, *settings.DKIM_SELECTORS]
    keys = {each: lookups.texts(sender_records.dkim_name(each, domain)) for each in selectors}
    return {
        "spf": sender_records.read_spf(domain, lookups.texts(domain)),
        "dkim": sender_records.read_dkim(domain, keys),
        "dmarc": _dmarc(domain),
    }


@transaction.atomic
def keep(mailbox: Mailbox, found: Mapping[str, Record], *, actor: Actor) -> Mailbox:
    """Store what was found; the trail has an entry when a result is another than before."""
    row: Mailbox = Mailbox.objects.select_for_update(of=("self",)).get(pk=mailbox.pk)
    before = {kind: row.authentication.get(kind, {}).get("result") for kind in found}
    after: dict[str, Any] = {kind: each.result.value for kind, each in found.items()}
    row.authentication = sender_records.stored(found)
    row.authentication_at = datetime.now(UTC)
    row.save(update_fields=["authentication", "authentication_at"])
    if before != after:
        record(Action.MAILBOX_CHECKED, row, actor=actor, label=row.name, **after)
    return row


def _dmarc(domain: str) -> Record:
    """Asks upwards only as far as there is no policy."""
    found: list[tuple[str, list[str]]] = []
    for name in sender_records.dmarc_names(domain):
        found.append((name, lookups.texts(name)))
        if any(text.lower().startswith("v=dmarc1") for text in found[-1][1]):
            break
    return sender_records.read_dmarc(domain, found)
