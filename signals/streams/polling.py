"""POLL: fetch what is new in the folders of one account, and store it as any mail is stored.

The position of a folder moves on after the commit of each mail, never before and never back. So
whatever ends between the two makes the mail come once more, which changes nothing: it is stored
once by its Message-ID. No network inside a transaction.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

import structlog
from django.db import InterfaceError, OperationalError, transaction
from django.db.models import F

from enrollment.incoming import trying
from enrollment.incoming.faults import Fault, NoFolder, Rejected
from enrollment.incoming.session import Session
from enrollment.models import SenderAccount
from signals import ears, intake
from signals.listener import MAX_MAIL
from signals.models import MailStream, StreamFolder
from signals.streams import envelopes, keeping, positions

# Mails of one folder in one turn.
AT_A_TIME = 200
# A mail that cannot be stored: so often it is tried whole, then so often its header alone.
WHOLE, HEADER = 3, 2
# The database is away: no fault of the mail.
AWAY = (OperationalError, InterfaceError)

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Job:
    """One stream with what a turn needs to know of it."""

    stream: MailStream
    account: SenderAccount

    @property
    def place(self) -> str:
        """Of which account at which server the positions are."""
        said = f"{self.account.host}\n{self.account.port}\n{self.account.user}"
        return hashlib.sha256(said.encode()).hexdigest()


class Stuck(Fault):
    """One mail could not be fetched or stored; it is tried again."""


@transaction.atomic
def job(stream_id: UUID) -> Job | None:
    """The stream and its account; None when it is gone."""
    rows = MailStream.objects.select_related("account__mailbox")
    stream = rows.filter(pk=stream_id).first()
    return Job(stream, stream.account) if stream else None


def poll(work: Job, session: Session, is_over: Callable[[], bool]) -> bool:
    """Fetch what is new; whether everything was. Then, and only then, the mailbox was heard.

    `is_over` is asked between two mails. Raises Fault when something cannot be fetched, and
    django.db.Error when the database is away.
    """
    started = datetime.now(UTC)
    is_whole, faults = True, []
    # The first folder last: it is the one that stays open, to be told of new mail in it.
    for name in reversed(work.account.folders):
        if is_over():
            return False
        try:
            is_whole &= _Reader(work, session, _folder(work, name), is_over).read()
        except (NoFolder, Rejected, Stuck) as fault:
            # The other folders are read all the same.
            faults.append(fault)
    if faults:
        raise faults[0]
    if is_whole:
        with transaction.atomic():
            ears.polled(work.account.mailbox_id, started)
            keeping.note_success(work.stream.pk, started)
    return is_whole


class _Reader:
    """Reads one folder in one turn."""

    def __init__(
        self, work: Job, session: Session, folder: StreamFolder, is_over: Callable[[], bool]
    ) -> None:
        self.work, self.session, self.folder, self.is_over = work, session, folder, is_over

    def read(self) -> bool:
        """Whether nothing is left."""
        trying.check(self.session, self.folder.name)
        uids, end = self._wanted()
        some = uids[:AT_A_TIME]
        sizes = self.session.sizes(some) if some else {}
        for uid in some:
            if self.is_over():
                return False
            # What has no size any more was deleted meanwhile.
            if uid in sizes:
                self._fetch(uid, sizes[uid])
            self._advance(uid)
        if len(uids) > len(some):
            return False
        self._advance(end)
        return True

    def _wanted(self) -> tuple[list[int], int]:
        """What is to be fetched, and up to which number everything is known then."""
        view, folder = self.session.examine(self.folder.name), self.folder
        known = positions.Known(folder.place, folder.validity, folder.last_uid)
        if positions.goes_on(known, self.work.place, view.validity, view.next_uid):
            return self.session.after(folder.last_uid), folder.last_uid
        day = positions.reaches_back(datetime.now(UTC), self.work.stream.polled_at)
        self._begin_anew(view.validity)
        return self.session.since(day), (view.next_uid or 1) - 1

    @transaction.atomic
    def _begin_anew(self, validity: int) -> None:
        folder = self.folder
        if (folder.place, folder.validity, folder.last_uid) == (self.work.place, validity, 0):
            return
        folder.place, folder.validity, folder.last_uid = self.work.place, validity, 0
        folder.stuck_at = folder.stuck = 0
        folder.save()

    @transaction.atomic
    def _advance(self, uid: int) -> None:
        """Everything up to this mail is stored; another process may have come further."""
        rows = StreamFolder.objects.filter(pk=self.folder.pk, validity=self.folder.validity)
        rows.filter(place=self.folder.place, last_uid__lt=uid).update(last_uid=uid)

    def _fetch(self, uid: int, size: int) -> None:
        tried = self.folder.stuck if self.folder.stuck_at == uid else 0
        try:
            if tried < WHOLE + HEADER:
                self._take(uid, size, is_whole=tried < WHOLE)
            else:
                self._pass_over()
        except AWAY:
            raise
        except Exception as error:
            self._note_stuck(uid, tried + 1)
            if isinstance(error, Fault):
                raise
            log.exception("a fetched mail was not stored", mailbox_id=str(self._box))
            raise Stuck("One mail could not be stored. It is tried again.") from error

    def _take(self, uid: int, size: int, *, is_whole: bool) -> None:
        fits = is_whole and size <= MAX_MAIL
        raw = self.session.whole(uid, MAX_MAIL) if fits else self.session.head(uid)
        if raw is None:
            return
        address = self.work.account.mailbox.address
        letter = envelopes.read(raw, address)
        intake.receive_mail(
            raw,
            recipients=letter.recipients or (address,),
            mailbox_id=self._box,
            received_at=datetime.now(UTC),
            sender=letter.sender,
            cut_from=0 if fits else size,
        )

    @property
    def _box(self) -> UUID:
        return self.work.account.mailbox_id

    @transaction.atomic
    def _note_stuck(self, uid: int, tried: int) -> None:
        StreamFolder.objects.filter(pk=self.folder.pk).update(stuck_at=uid, stuck=tried)

    @transaction.atomic
    def _pass_over(self) -> None:
        """It keeps all the others from being read; it is counted, and shown."""
        log.error("a mail was passed over", mailbox_id=str(self._box))
        MailStream.objects.filter(pk=self.work.stream.pk).update(passed_over=F("passed_over") + 1)


@transaction.atomic
def _folder(work: Job, name: str) -> StreamFolder:
    row, _ = StreamFolder.objects.get_or_create(
        stream=work.stream, name=name, defaults={"place": work.place}
    )
    return row
