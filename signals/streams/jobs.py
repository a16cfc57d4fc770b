"""One stream with what a turn needs to know of it."""

import hashlib
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from enrollment.models import SenderAccount
from signals.models import MailStream


@dataclass(frozen=True)
class Job:
    """A stream and its account, read with its mailbox."""

    stream: MailStream
    account: SenderAccount

    @property
    def place(self) -> str:
        """Of which account at which server the positions are."""
        account = self.account
        said = f"{account.host}\n{account.port}\n{account.user}"
        # An API has no host of the account's own; another kind numbers otherwise.
        said = said if account.host else f"{account.kind}\n{said}"
        return hashlib.sha256(said.encode()).hexdigest()


@transaction.atomic
def job(stream_id: UUID) -> Job | None:
    """The stream and its account; None when it is gone."""
    rows = MailStream.objects.select_related("account__mailbox")
    stream = rows.filter(pk=stream_id).first()
    return Job(stream, stream.account) if stream else None
