"""Entering and removing the account of a mailbox.

A secret is written and never read back by people. It is kept over a change only while everything
stays that says where it goes: otherwise a new host would be shown the old password.
"""

from typing import Any

from django.db import transaction

from audit.actions import Action
from audit.recording import record
from enrollment.models import AccountUse, Mailbox, SenderAccount
from enrollment.models.senders import use_of
from enrollment.senders.secrets import Secrets, seal
from enrollment.senders.terms import Terms, cleaned, invalid, needs_secret
from tenancy import clock
from tenancy.actors import Actor
from tenancy.errors import Refused
from tenancy.models import Membership
from tenancy.rights import check_may
from tenancy.roles import Capability

NO_ACCOUNT = "This mailbox sends by the relay of the installation. There is no account to test."
NO_TEXTS = "This mailbox sends no text messages. There is no account to test."
NOT_FETCHED = "The mail of this mailbox is delivered here. There is no account to test."
NOTHING = {
    AccountUse.MAIL: NO_ACCOUNT,
    AccountUse.TEXTS: NO_TEXTS,
    AccountUse.INCOMING: NOT_FETCHED,
}
# Where a secret goes, and to whom: none of these changes without its being entered anew.
BOUND = (
    *("kind", "provider", "region", "host", "port", "security"),
    *("auth", "user", "client_id", "directory"),
)
# Says nothing of where the secret goes.
FREE = ("number", "folders", "topic", "pusher")


@transaction.atomic
def save_account(
    mailbox: Mailbox, terms: Terms, *, seat: Membership, actor: Actor
) -> SenderAccount:
    """Give a mailbox an account of its own, or change it, and ask for a test. Refused: not_allowed,
    invalid with a sentence at each field."""
    check_may(seat, actor, Capability.ADMINISTER)
    terms = cleaned(terms)
    row = _locked(mailbox, use_of(terms.kind)) or SenderAccount(mailbox=mailbox, revision=0)
    changed = [name for name in BOUND if getattr(row, name) != getattr(terms, name)]
    secrets = _secrets(row, terms, is_bound=row.revision > 0 and not changed)
    changed += [name for name in FREE if getattr(row, name) != getattr(terms, name)]
    if row.revision and not changed and secrets is None:
        return row
    for name in changed:
        setattr(row, name, getattr(terms, name))
    if secrets is not None:
        row.sealed = seal(row, secrets)
        row.sealed_token = row.token_until = None
        changed.append("secret")
    _begin_anew(row)
    said: dict[str, Any] = {"kind": row.kind, "changed": sorted(changed)}
    record(Action.SENDER_CHANGED, row, actor=actor, label=mailbox.name, **said)
    return row


@transaction.atomic
def remove_account(
    mailbox: Mailbox, *, seat: Membership, actor: Actor, use: AccountUse = AccountUse.MAIL
) -> None:
    """Send by the relay of the installation again, no texts at all, or fetch no mail; the secret is
    forgotten."""
    check_may(seat, actor, Capability.ADMINISTER)
    row = _locked(mailbox, use)
    if row is None:
        return
    record(Action.SENDER_REMOVED, row, actor=actor, label=mailbox.name)
    row.delete()


@transaction.atomic
def ask_test(
    mailbox: Mailbox, *, seat: Membership, actor: Actor, use: AccountUse = AccountUse.MAIL
) -> SenderAccount:
    """Ask a worker to try the account. Refused: not_allowed, no_account."""
    check_may(seat, actor, Capability.ADMINISTER)
    row = _locked(mailbox, use)
    if row is None:
        raise Refused(NOTHING[use], code="no_account")
    row.test_asked_at = clock.real_now()
    row.save(update_fields=["test_asked_at"])
    return row


def account_of(mailbox: Mailbox, use: AccountUse = AccountUse.MAIL) -> SenderAccount | None:
    """The account of a mailbox for this use; None when it uses the relay of the installation,
    sends no texts, or has its mail delivered here."""
    rows = SenderAccount.objects.filter(mailbox=mailbox, kind__in=use.kinds)
    found: SenderAccount | None = rows.first()
    return found


def _locked(mailbox: Mailbox, use: AccountUse) -> SenderAccount | None:
    # The mailbox's row keeps two admins from making two accounts at once.
    Mailbox.objects.select_for_update(of=("self",), no_key=True).get(pk=mailbox.pk)
    return account_of(mailbox, use)


def _secrets(row: SenderAccount, terms: Terms, *, is_bound: bool) -> Secrets | None:
    """What is to be sealed; None keeps what is."""
    if terms.secret:
        return Secrets(terms.secret, terms.client_secret or "")
    if not needs_secret(terms):
        return None if is_bound else Secrets()
    if terms.client_secret:
        raise invalid("secret", "Enter it together with the secret of the application.")
    if not is_bound:
        raise invalid("secret", "Enter it again: it is kept only while nothing else changes.")
    return None


def _begin_anew(row: SenderAccount) -> None:
    row.revision += 1
    row.test_asked_at = clock.real_now()
    row.tested_at, row.test_result, row.test_says = None, "", ""
    row.token_trouble = ""
    row.save()
