"""How the mail of mailboxes comes in, in words: whether it is fetched, and why not."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from enrollment.models import AccountKind, Mailbox, SenderAccount
from enrollment.models.senders import BY_API
from signals.models import MailStream

STALE = timedelta(minutes=5)
NOBODY = (
    "Nobody fetches its mail: the process that takes mail in does not run. Tell whoever operates"
    " this installation."
)
BEHIND = "More mail has come than was fetched so far; nothing leaves until it is."


ASKED = "It is looked for every minute."


@dataclass(frozen=True)
class PushLine:
    """Whether the provider of a mailbox tells of new mail; `why` is a sentence."""

    label: str
    tone: str
    why: str


@dataclass(frozen=True)
class StreamLine:
    """The fetching of one account's mail. `since` is when it began to fail, None while it works or
    before the first look; `why` is a sentence; `folders` are named in order. `push` is None where a
    server is asked (IMAP)."""

    stream: MailStream | None
    label: str
    tone: str
    why: str
    since: datetime | None
    folders: str
    push: PushLine | None = None


def of_account(account: SenderAccount) -> StreamLine:
    """How its fetching fares; one statement."""
    stream = MailStream.objects.filter(account=account).first()
    folders = ", ".join(account.folders)
    return StreamLine(stream, *_said(stream), folders=folders, push=_push(account, stream))


def troubles(boxes: Iterable[Mailbox]) -> dict[UUID, str]:
    """Why the mail of each mailbox is not fetched, where it is not; one statement."""
    rows = MailStream.objects.filter(account__mailbox__in=list(boxes))
    rows = rows.select_related("account")
    found = {row.account.mailbox_id: _said(row) for row in rows}
    return {box_id: why for box_id, (_, tone, why, _) in found.items() if tone == "bad"}


def _push(account: SenderAccount, stream: MailStream | None) -> PushLine | None:
    if account.kind not in BY_API:
        return None
    if account.kind == AccountKind.GMAIL and not account.topic:
        return PushLine("Not told of", "muted", ASKED)
    if stream is not None and stream.watch_trouble:
        return PushLine("Not told of", "warn", stream.watch_trouble)
    until = stream.watched_until if stream else None
    if until is None or until <= datetime.now(UTC):
        return PushLine("Not told of yet", "muted", ASKED)
    return PushLine("Told of at once", "good", "It is looked for every minute as well.")


def _said(stream: MailStream | None) -> tuple[str, str, str, datetime | None]:
    if stream is None or (stream.polled_at is None and not stream.trouble):
        return "Not read yet", "muted", "The first look is taken within a minute.", None
    if stream.failing_since is not None:
        return "Not read", "bad", stream.trouble, stream.failing_since
    now = datetime.now(UTC)
    if stream.polled_at is None or now - stream.polled_at > STALE:
        if stream.kept_until is not None and stream.kept_until > now:
            return "Catching up", "bad", BEHIND, stream.polled_at
        return "Not read", "bad", NOBODY, stream.polled_at
    return "Read", "good", "", None
