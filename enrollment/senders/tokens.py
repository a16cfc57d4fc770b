"""Access tokens, fetched before they run out and never inside a transaction.

When the giver says no, or says nothing until the token has run out, the mailbox is paused and its
owner and the admins are told. A mailbox that only cannot be read pauses by itself, because nothing
is heard of it; they are told as well.
"""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import structlog
from django.db import transaction
from django.db.models import Q, QuerySet

from compliance.keyring import RingError
from enrollment import control, notices
from enrollment.channels import tokens
from enrollment.channels.tokens import Grant, NoAnswer, Token, Ungranted
from enrollment.models import AccountAuth, AccountUse, SenderAccount, TokenTrouble
from enrollment.models.control import GateKind
from enrollment.senders import secrets
from tenancy.actors import system
from tenancy.alone import alone
from tenancy.models import Membership
from tenancy.roles import Capability, Role

HOUSE = system("access tokens")
READS = AccountUse.INCOMING.kinds
AHEAD = timedelta(minutes=10)
AT_A_TIME = 100
SAID_NO = "does not take the stored token any more. Enter a new one, then release the mailbox."
SILENT = "has given no new token in time. Test the account, then release the mailbox."
UNREADABLE = "cannot be asked: the stored token does not open. Enter it anew."
NOT_READ = {
    TokenTrouble.REFUSED: "does not take the token that reads it any more. Enter a new one.",
    TokenTrouble.SILENT: "has given no new token to read it in time. Test the connection.",
}

log = structlog.get_logger(__name__)


def due() -> "QuerySet[SenderAccount]":
    """Accounts whose token runs out within ten minutes, the most urgent first; not yet read."""
    soon = datetime.now(UTC) + AHEAD
    # What was sent before a mailbox was switched off is still answered.
    wanted = Q(mailbox__is_active=True) | Q(kind__in=READS)
    rows = SenderAccount.objects.filter(wanted, auth=AccountAuth.OAUTH)
    rows = rows.exclude(token_trouble=TokenTrouble.REFUSED)
    rows = rows.filter(Q(token_until=None) | Q(token_until__lt=soon))
    return rows.order_by("token_until", "pk")[:AT_A_TIME]


def refresh(account_id: UUID) -> bool:
    """Fetch a new token for one account; whether there is one now. Outside a transaction. One
    worker at a time: a giver may end the old refresh token when it gives a new one."""
    with alone(f"token:{account_id}") as is_ours:
        with transaction.atomic():
            account = SenderAccount.objects.filter(pk=account_id).first()
        if not is_ours or account is None:
            return False
        return _refreshed(account)


@transaction.atomic
def doubt(seen: SenderAccount) -> None:
    """Whoever the access token was shown to did not take it: it counts as run out, so that the
    sweep fetches a new one, or learns that there is none."""
    if (row := _still(seen)) is not None:
        row.token_until = None
        row.save(update_fields=["token_until"])


def _refreshed(account: SenderAccount) -> bool:
    try:
        _keep(account, tokens.refresh(_grant(account)))
    except Ungranted:
        _pause(account, TokenTrouble.REFUSED, SAID_NO)
    except NoAnswer:
        log.warning("no access token", mailbox_id=str(account.mailbox_id))
        if _ran_out(account):
            _pause(account, TokenTrouble.SILENT, SILENT)
    except RingError:
        _pause(account, TokenTrouble.REFUSED, UNREADABLE)
    else:
        return True
    return False


def _grant(account: SenderAccount) -> Grant:
    known = secrets.unseal(account)
    return Grant(
        giver=account.provider,
        client_id=account.client_id,
        client_secret=known.client_secret,
        refresh_token=known.secret,
        directory=account.directory,
        reads=account.kind if account.kind in READS else "",
    )


@transaction.atomic
def _keep(seen: SenderAccount, token: Token) -> None:
    """Store what was given, unless the account was changed while we waited."""
    row = _still(seen)
    if row is None:
        return
    known = secrets.unseal(row)
    row.sealed = secrets.seal(row, secrets.Secrets(token.refresh, known.client_secret))
    row.sealed_token, row.token_until = secrets.seal_token(row, token.access), token.until
    row.token_trouble = ""
    row.save(update_fields=["sealed", "sealed_token", "token_until", "token_trouble"])


@transaction.atomic
def _pause(seen: SenderAccount, trouble: TokenTrouble, sentence: str) -> None:
    """Pause the mailbox, once for each trouble."""
    row = _still(seen)
    if row is None or row.token_trouble == trouble:
        return
    row.token_trouble = trouble
    row.save(update_fields=["token_trouble"])
    box = row.mailbox
    label = tokens.GIVERS[row.provider].label
    reason = f"{label} {sentence}"
    title, account = f"{box.name} is paused", f"settings/mailboxes/{box.pk}/account/"
    if row.kind in READS:
        reason = f"{label} {NOT_READ[trouble]}"
        title, account = f"{box.name} is not read", f"settings/mailboxes/{box.pk}/incoming/"
    else:
        control.close(GateKind.MAILBOX, box.pk, reason=reason, actor=HOUSE)
    for member in _responsible(box.owner_id):
        # Who may not open the account is told without the way to it.
        path = account if member.may(Capability.ADMINISTER) else ""
        notices.tell(member, title, reason, path, "bad")


def _still(seen: SenderAccount) -> SenderAccount | None:
    rows = SenderAccount.objects.select_for_update(of=("self",)).select_related("mailbox")
    found: SenderAccount | None = rows.filter(pk=seen.pk, revision=seen.revision).first()
    return found


def _ran_out(account: SenderAccount) -> bool:
    until = account.token_until
    # A new account has none yet; its connection test tells the person who has just entered it.
    return until is not None and until <= datetime.now(UTC)


def _responsible(owner_id: UUID | None) -> list[Membership]:
    who = Q(role=Role.ADMIN) | Q(pk=owner_id)
    return list(Membership.objects.filter(who, is_active=True).order_by("pk"))
