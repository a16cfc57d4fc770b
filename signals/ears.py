"""Proof that mail to a mailbox reaches us: each accepted mail, and probes that we send ourselves.

A probe takes the way of any mail into the listener and the database; it is never kept. Where mail
is fetched instead (`signals.streams`), it would prove nothing: there only a look that went through
all folders counts. Without a proof younger than five minutes nothing is armed for the mailbox.
"""

import smtplib
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from uuid import UUID

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet

from enrollment.models import AccountUse, Mailbox
from tenancy.ids import uuid7
from tenancy.scope import current_workspace_id
from tenancy.statements import array, run

SUBJECT = "seqops-probe "
TAG = "+probe-"
PATIENCE_SECONDS = 10
# How exactly a proof is noted; what is too old is so by minutes.
FINE = timedelta(seconds=5)
_HEARD = """
UPDATE enrollment_mailbox AS box SET heard_at = %s
WHERE workspace_id = %s AND id = %s AND (heard_at IS NULL OR heard_at < %s) AND NOT EXISTS (
    SELECT 1 FROM enrollment_senderaccount AS account
    WHERE account.mailbox_id = box.id AND account.kind = ANY(%s::text[]))
"""

log = structlog.get_logger(__name__)


def heard(mailbox_id: UUID, at: datetime) -> None:
    """Note that mail to this mailbox was delivered here, unless that was noted seconds ago, so that
    a flood of mail writes and waits no more than one mail does; never turns the clock back. It says
    nothing of a mailbox whose mail is fetched."""
    fetched = array(sorted(AccountUse.INCOMING.kinds))
    run(_HEARD, at, current_workspace_id(), mailbox_id, at - FINE, fetched)


def polled(mailbox_id: UUID, at: datetime) -> None:
    """Note that all mail which lay in this mailbox then is stored."""
    known = Mailbox.objects.filter(pk=mailbox_id)
    known.filter(Q(heard_at=None) | Q(heard_at__lt=at)).update(heard_at=at)


def _delivered() -> QuerySet[Mailbox]:
    return Mailbox.objects.exclude(accounts__kind__in=AccountUse.INCOMING.kinds)


def is_probe(subject: str, recipients: Sequence[str]) -> bool:
    """Whether a mail is one of our own probes, which only proves that it has arrived."""
    return subject.startswith(SUBJECT) and any(TAG in address for address in recipients)


def probe() -> int:
    """Send one probe to each listening mailbox of the open scope; returns how many were taken.

    An inbound server that is down is no error here: the ears go stale, and sending stops.
    """
    with transaction.atomic():
        rows = _delivered().filter(is_active=True, unmonitored_by=None)
        addresses = list(rows.values_list("address", flat=True))
    if not addresses:
        return 0
    try:
        server = smtplib.SMTP(
            settings.INBOUND_HOST, settings.INBOUND_PORT, timeout=PATIENCE_SECONDS
        )
    except OSError:
        log.warning("the inbound mail server does not answer probes")
        return 0
    with server:
        return sum(_sent(server, address) for address in addresses)


def _sent(server: smtplib.SMTP, address: str) -> bool:
    local, _, domain = address.rpartition("@")
    try:
        server.send_message(_message(address), "", [f"{local}{TAG}{uuid7().hex}@{domain}"])
    except (OSError, smtplib.SMTPException) as error:
        log.warning("a probe was not taken", error=type(error).__name__)
        return False
    return True


def _message(address: str) -> EmailMessage:
    message = EmailMessage()
    message["From"] = message["To"] = address
    message["Subject"] = f"{SUBJECT}{datetime.now(UTC).isoformat(timespec='seconds')}"
    message.set_content("This mail proves that mail to this mailbox arrives.")
    return message
