"""How mailboxes hand their messages over, and the keys that sign for them, in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from compliance import sender_records
from enrollment import dkim_keys
from enrollment.dkim_keys import Publication
from enrollment.models import (
    AccountAuth,
    AccountKind,
    AccountSecurity,
    AccountUse,
    DkimKey,
    KeyState,
    Mailbox,
    SenderAccount,
)
from enrollment.models.senders import BY_API
from enrollment.senders.terms import SERVICES, TOKEN_GIVERS

_LABELS = dict(SERVICES) | dict(TOKEN_GIVERS)
_RESULTS = {"passed": ("Works", "good"), "failed": ("Does not work", "bad")}
_TONES = {KeyState.WAITING: "info", KeyState.ACTIVE: "good", KeyState.RETIRED: "muted"}


PATIENCE = timedelta(minutes=1)


@dataclass(frozen=True)
class AccountLine:
    """An account without its secrets: what it is, where, whose; and how its test ended."""

    account: SenderAccount
    what: str
    where: str
    label: str
    tone: str
    is_asked: bool


@dataclass(frozen=True)
class KeyLine:
    """A key with what is to be published for it."""

    key: DkimKey
    publication: Publication
    tone: str
    needed_until: datetime | None
    can_activate: bool
    is_retired: bool
    is_needed: bool
    is_asked: bool

    @property
    def text_id(self) -> str:
        """The id of the element that holds the record's text."""
        return f"text-{self.key.pk}"

    @property
    def name_id(self) -> str:
        """The id of the element that holds the record's name."""
        return f"name-{self.key.pk}"


def line(account: SenderAccount) -> AccountLine:
    """One account in words."""
    label, tone = _RESULTS.get(account.test_result, ("Not clear", "warn"))
    asked, tested = account.test_asked_at, account.tested_at
    is_asked = asked is not None and (tested is None or tested < asked)
    if not account.test_result:
        label, tone = "Not tested", "muted"
    return AccountLine(account, _what(account), _where(account), label, tone, is_asked)


def of_mailbox(box: Mailbox) -> AccountLine | None:
    """The account of a mailbox that was read with its accounts; None for the installation's."""
    return _line_of(box, AccountUse.MAIL)


def texts_of(box: Mailbox) -> AccountLine | None:
    """The account for its text messages; None when it sends none."""
    return _line_of(box, AccountUse.TEXTS)


def incoming_of(box: Mailbox) -> AccountLine | None:
    """The account that its mail is fetched with; None when it is delivered here."""
    return _line_of(box, AccountUse.INCOMING)


def _line_of(box: Mailbox, use: AccountUse) -> AccountLine | None:
    found = [row for row in box.accounts.all() if row.kind in use.kinds]
    return line(found[0]) if found else None


def key_lines(box: Mailbox) -> list[KeyLine]:
    """The keys of the mailbox's domain, those in use first; one statement."""
    keys = dkim_keys.keys_of(sender_records.domain_of(box.address))
    return [_key(key) for key in sorted(keys, key=lambda each: each.state == KeyState.RETIRED)]


def signing(keys: Sequence[KeyLine]) -> int:
    """How many of them sign."""
    return sum(each.key.state == KeyState.ACTIVE for each in keys)


def _key(key: DkimKey) -> KeyLine:
    until = dkim_keys.keep_published_until(key)
    return KeyLine(
        key,
        dkim_keys.publication(key),
        _TONES[KeyState(key.state)],
        until,
        key.state == KeyState.WAITING and key.published_at is not None,
        key.state == KeyState.RETIRED,
        until is not None and until > datetime.now(UTC),
        is_awaited(key.asked_at, key.checked_at),
    )


def is_awaited(asked: datetime | None, answered: datetime | None) -> bool:
    """Whether a page shall look again by itself for what a worker was asked; for a minute, as a DNS
    server may never answer. Real time."""
    if asked is None or (answered is not None and answered >= asked):
        return False
    return datetime.now(UTC) - asked < PATIENCE


def _what(account: SenderAccount) -> str:
    if account.kind == AccountKind.SMS:
        return f"Text messages from {account.number}"
    if account.kind == AccountKind.ESP:
        region = " (European Union)" if account.region else ""
        return f"{_LABELS.get(account.provider, account.provider)}{region}"
    if account.kind in BY_API:
        return f"A mailbox of {_LABELS.get(account.provider, account.provider)}"
    if account.kind == AccountKind.IMAP:
        token = account.auth == AccountAuth.OAUTH
        giver = _LABELS.get(account.provider, account.provider)
        return f"A mailbox of {giver}" if token else "A mail server (IMAP)"
    if account.auth == AccountAuth.OAUTH:
        return f"Mail server with a token of {_LABELS.get(account.provider, account.provider)}"
    return "Mail server with a password" if account.user else "Mail server without log-in"


def _where(account: SenderAccount) -> str:
    if account.kind in (AccountKind.ESP, AccountKind.SMS) or account.kind in BY_API:
        return "by its API"
    is_open = account.security == AccountSecurity.NONE
    security = "not encrypted" if is_open else account.get_security_display()
    return f"{account.host}, port {account.port}, {security}"
