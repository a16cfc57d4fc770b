"""How the mail of mailboxes comes in, in words: whether it is fetched, and why not."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from enrollment.models import Mailbox, SenderAccount
from signals.models import MailStream

STALE = timedelta(minutes=5)
NOBODY = (
    "Nobody fetches its mail: the process that takes mail in does not run. Tell whoever operates"
    " this installation."
)
BEHIND = "More mail has come than was fetched so far; nothing leaves until it is."


@dataclass(frozen=True)
class StreamLine:
    """The fetching of one account's mail. `since` is when it began to fail, None while it works or
    before the first look; `why` is a sentence; `folders` are named in order."""

    stream: MailStream | None
    label: str
    tone: str
    why: str
    since: datetime | None
    folders: str


def of_account(account: SenderAccount) -> StreamLine:
    """How its fetching fares; one statement."""
    stream = MailStream.objects.filter(account=account).first()
    return StreamLine(stream, *_said(stream), folders=", ".join(account.folders))


def troubles(boxes: Iterable[Mailbox]) -> dict[UUID, str]:
    """Why the mail of each mailbox is not fetched, where it is not; one statement."""
    rows = MailStream.objects.filter(account__mailbox__in=list(boxes))
    rows = rows.select_related("account")
    found = {row.account.mailbox_id: _said(row) for row in rows}
    return {box_id: why for box_id, (_, tone, why, _) in found.items() if tone == "bad"}


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
