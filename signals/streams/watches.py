"""Asking a provider to tell of new mail, and asking again in time.

Being told only makes a look come sooner. So what fails here is shown beside the mailbox and tried
again, and is no failure of reading.
"""

import hashlib
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db import transaction

from enrollment.incoming.faults import Broken, Fault
from enrollment.incoming.gmail import Gmail
from enrollment.incoming.graph import Graph
from enrollment.models import SenderAccount
from signals.inlets import proofs
from signals.models import MailStream
from signals.streams.jobs import Job
from tenancy.scope import current_workspace_id

# Gmail tells for seven days and wants to be asked daily. Microsoft tells for as long as it is
# asked to, seven days at most; a subscription that we forget should end soon.
LASTS = timedelta(days=2)
AGAIN = timedelta(days=1)
AFTER_FAILURE = timedelta(minutes=10)
INBOX = "INBOX"
CLOSED = (
    "Microsoft cannot call {url}: only addresses that begin with https:// are told of new mail."
    " It is looked for every minute."
)


def keep(work: Job, api: Gmail | Graph) -> None:
    """Ask the provider to tell of new mail when that is due. Never raises a Fault. Outside a
    transaction."""
    stream, now = work.stream, datetime.now(UTC)
    asked = _asked_for(work)
    is_same = stream.watch_of == asked
    if is_same and stream.watch_due is not None and stream.watch_due > now:
        return
    try:
        name, until = _made(work, api, stream.watch_id if is_same else "", now)
    except Fault as fault:
        # A subscription that does not let itself be renewed is asked for anew.
        kept = {"watch_id": stream.watch_id if is_same and isinstance(fault, Broken) else ""}
        kept["watch_trouble"] = str(fault)[:300]
        _note(stream, watch_of=asked, watch_due=now + AFTER_FAILURE, **kept)
    else:
        _note(
            stream,
            watch_id=name,
            watch_of=asked,
            watched_until=until,
            # Half of what is left, where a provider gives less than was asked for.
            watch_due=min(now + AGAIN, now + (until - now) / 2) if until else now + AGAIN,
            watch_trouble="",
        )


@transaction.atomic
def ask_anew(stream: MailStream, *, is_gone: bool) -> None:
    """Ask the provider again with the next look; `is_gone` says that its subscription has ended."""
    ended: dict[str, object] = {"watch_id": "", "watched_until": None} if is_gone else {}
    _note(stream, watch_due=datetime.now(UTC), **ended)


def google_url() -> str:
    """Where Google calls for all mailboxes of the open workspace."""
    here = current_workspace_id()
    token = proofs.push_token(settings.VAULT_KEY, here)
    return f"{settings.PUBLIC_URL}/hooks/{here}/gmail/{token}"


def microsoft_url(account: SenderAccount) -> str:
    """Where Microsoft calls for one mailbox of the open workspace."""
    here = current_workspace_id()
    token = proofs.push_token(settings.VAULT_KEY, here, account.pk)
    return f"{settings.PUBLIC_URL}/hooks/{here}/graph/{account.pk}/{token}"


def _made(work: Job, api: Gmail | Graph, known: str, now: datetime) -> tuple[str, datetime | None]:
    """The name of what tells now, and until when; nothing where nobody is to tell."""
    account = work.account
    if isinstance(api, Gmail):
        return "", api.watch(account.topic, account.folders) if account.topic else None
    url = microsoft_url(account)
    if not url.startswith("https://"):
        raise Fault(CLOSED.format(url=settings.PUBLIC_URL))
    renewed = api.renew(known, now + LASTS) if known else None
    if renewed is not None:
        return renewed
    state = proofs.client_state(settings.VAULT_KEY, current_workspace_id(), account.pk)
    return api.subscribe(INBOX, url, state, now + LASTS)


def _asked_for(work: Job) -> str:
    """What a subscription holds for; with any of it changed, another one is asked for."""
    folders = ",".join(work.account.folders)
    said = f"{work.place}\n{work.account.topic}\n{folders}\n{settings.PUBLIC_URL}"
    return hashlib.sha256(said.encode()).hexdigest()


@transaction.atomic
def _note(stream: MailStream, **found: object) -> None:
    MailStream.objects.filter(pk=stream.pk).update(**found)
