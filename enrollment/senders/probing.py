"""The connection test of an account: asked for by a person, done by a worker, kept with the
account."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q, QuerySet

from audit.actions import Action
from audit.recording import record
from compliance.keyring import RingError
from enrollment import relays
from enrollment.channels import probes
from enrollment.channels.probes import Finding, Verdict
from enrollment.channels.relay import Outlet, Relay, Unusable
from enrollment.incoming import trying
from enrollment.models import AccountAuth, AccountKind, SenderAccount
from enrollment.models.senders import BY_API
from enrollment.senders import tokens
from tenancy.actors import Actor, system
from tenancy.alone import alone

HOUSE = system("connection test")
# A test that was asked for and not done is done by the sweep; an old wish is none any more.
AT_A_TIME = 20
WISH = timedelta(hours=1)
UNREADABLE = "The stored secret does not open. Enter it anew."
NO_TOKEN = "There is no access token. Enter the refresh token anew."  # noqa: S105 - a sentence


def asked() -> "QuerySet[SenderAccount]":
    """Accounts whose test was asked for within the hour and not done since; not yet read."""
    rows = SenderAccount.objects.filter(test_asked_at__gt=datetime.now(UTC) - WISH)
    rows = rows.filter(Q(tested_at=None) | Q(tested_at__lt=F("test_asked_at")))
    return rows.order_by("test_asked_at")[:AT_A_TIME]


def run(account_id: UUID, actor: Actor = HOUSE) -> bool:
    """Try one account and keep how that ended; whether it was tried. Outside a transaction."""
    with alone(f"account test:{account_id}") as is_ours:
        if not is_ours:
            return False
        _have_token(account_id)
        with transaction.atomic():
            rows = SenderAccount.objects.select_related("mailbox")
            account = rows.filter(pk=account_id).first()
        if account is None:
            return False
        _keep(account, _find(account), actor)
        return True


def _have_token(account_id: UUID) -> None:
    now = datetime.now(UTC)
    with transaction.atomic():
        rows = SenderAccount.objects.filter(pk=account_id, auth=AccountAuth.OAUTH)
        is_without = rows.filter(Q(token_until=None) | Q(token_until__lt=now)).exists()
    if is_without:
        tokens.refresh(account_id)


def _find(account: SenderAccount) -> Finding:
    try:
        outlet: Outlet = relays.outlet_of(account, account.mailbox)
    except RingError:
        return Finding(Verdict.FAILED, UNREADABLE)
    except Unusable:
        return Finding(Verdict.FAILED, NO_TOKEN)
    if account.kind in BY_API:
        return trying.probe_api(account)
    if isinstance(outlet, Relay) and account.kind == AccountKind.IMAP:
        return trying.probe(outlet, account.folders)
    return probes.probe(outlet, account.mailbox.address)


@transaction.atomic
def _keep(seen: SenderAccount, finding: Finding, actor: Actor) -> None:
    """Store it, unless the account was changed meanwhile: then it is tested again."""
    rows = SenderAccount.objects.select_for_update(of=("self",))
    row = rows.filter(pk=seen.pk, revision=seen.revision).first()
    if row is None:
        return
    before = row.test_result
    row.tested_at = datetime.now(UTC)
    row.test_result, row.test_says = finding.verdict.value, finding.says[:300]
    row.save(update_fields=["tested_at", "test_result", "test_says"])
    if before != row.test_result:
        label = seen.mailbox.name
        record(Action.SENDER_TESTED, row, actor=actor, label=label, result=row.test_result)
