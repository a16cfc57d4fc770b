"""How each mailbox hands its messages over: its own account, else the relay of the installation."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from urllib.parse import urlsplit
from uuid import UUID

import structlog
from django.conf import settings

from compliance.keyring import RingError
from compliance.sender_records import domain_of
from enrollment.channels.connecting import installation
from enrollment.channels.relay import Auth, Outlet, Provider, Relay, Security, Texter, Unusable
from enrollment.models import AccountAuth, AccountKind, Mailbox, SenderAccount
from enrollment.senders import secrets
from tenancy.reading import read
from tenancy.statements import array

_OF_MAIL = "this.kind IN ('smtp', 'esp') AND this.mailbox_id = ANY(%s::uuid[])"

log = structlog.get_logger(__name__)


def relays_of(mailboxes: Iterable[Mailbox]) -> Mapping[UUID, Outlet]:
    """By mailbox id, with one query for the accounts. A mailbox whose account cannot be used now
    (its key is gone, or it has no access token that still holds) is left out."""
    wanted = {box.pk: box for box in mailboxes}
    found: dict[UUID, Outlet] = dict.fromkeys(wanted, installation())
    for account in read(SenderAccount, _OF_MAIL, array(wanted)):
        outlet = _outlet(account, wanted[account.mailbox_id])
        if outlet is None:
            del found[account.mailbox_id]
        else:
            found[account.mailbox_id] = outlet
    return found


def route_of(outlet: Outlet | None) -> str:
    """The server that messages are handed to, by name; "" for a service, which deals with receivers
    itself, and for none."""
    return outlet.host if isinstance(outlet, Relay) else ""


def texters_of(mailboxes: Iterable[Mailbox]) -> dict[UUID, Texter]:
    """By mailbox id, who takes its text messages; with one query. A mailbox that has no account
    for them, or one that cannot be used now, is left out."""
    wanted = {box.pk: box for box in mailboxes}
    found: dict[UUID, Texter] = {}
    for account in SenderAccount.objects.filter(kind=AccountKind.SMS, mailbox__in=wanted):
        outlet = _outlet(account, wanted[account.mailbox_id])
        if isinstance(outlet, Texter):
            found[account.mailbox_id] = outlet
    return found


def numbers_of(mailboxes: Iterable[Mailbox]) -> dict[UUID, str]:
    """By mailbox id, from whom its text messages come; without opening a secret."""
    rows = SenderAccount.objects.filter(kind=AccountKind.SMS, mailbox__in=set(mailboxes))
    return dict(rows.values_list("mailbox_id", "number"))


def sends_texts() -> bool:
    """Whether any active mailbox has an account for text messages."""
    rows = SenderAccount.objects.filter(kind=AccountKind.SMS, mailbox__is_active=True)
    return bool(rows.exists())


def outlet_of(account: SenderAccount, mailbox: Mailbox) -> Outlet:
    """Of an account that is at hand; raises RingError, or Unusable without a valid token."""
    if account.kind == AccountKind.ESP:
        return Provider(
            name=account.provider,
            secret=secrets.unseal(account).secret,
            domain=domain_of(mailbox.address),
            user=account.user,
            region=account.region,
        )
    if account.kind == AccountKind.SMS:
        return Texter(
            url=settings.SMS_API_URL,
            account=account.user,
            secret=secrets.unseal(account).secret,
            number=account.number,
        )
    return Relay(
        host=account.host,
        port=account.port,
        security=Security(account.security),
        user=account.user,
        secret=_shown(account),
        auth=Auth(account.auth),
        helo=_own_name(),
    )


def _outlet(account: SenderAccount, mailbox: Mailbox) -> Outlet | None:
    try:
        return outlet_of(account, mailbox)
    except (RingError, Unusable) as error:
        log.warning(
            "account of a mailbox cannot be used",
            mailbox_id=str(mailbox.pk),
            kind=type(error).__name__,
        )
        return None


def _shown(account: SenderAccount) -> str:
    """What is shown to the server: a password, or a token that holds now."""
    if account.auth != AccountAuth.OAUTH:
        return secrets.unseal(account).secret
    if account.token_until is None or account.token_until <= datetime.now(UTC):
        raise Unusable(account.mailbox_id)
    return secrets.unseal_token(account)


def _own_name() -> str:
    """By which name we greet: that of the console, unless it is an address of this machine."""
    name = urlsplit(settings.PUBLIC_URL).hostname or ""
    return name if "." in name and not name.replace(".", "").isdigit() else ""
