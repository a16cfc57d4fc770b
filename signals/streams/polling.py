"""POLL: fetch what is new in the folders of one account, and store it as any mail is stored.

The position of a folder moves on after the commit of each mail, never before and never back. So
whatever ends between the two makes the mail come once more, which changes nothing: it is stored
once by its Message-ID. No network inside a transaction.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial

from django.db import transaction

from enrollment.incoming import trying
from enrollment.incoming.faults import NoFolder, Rejected
from enrollment.incoming.mails import Fetched
from enrollment.incoming.session import Session
from signals.listener import MAX_MAIL
from signals.models import StreamFolder
from signals.streams import positions, storing
from signals.streams.jobs import Job
from signals.streams.storing import Stuck

# Mails of one folder in one turn.
AT_A_TIME = 200


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
        storing.heard(work, started)
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
                size = sizes[uid]
                storing.store(self.work, self.folder, uid, partial(self._fetch, uid, size))
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

    def _fetch(self, uid: int, size: int, is_whole: bool) -> Fetched | None:
        fits = is_whole and size <= MAX_MAIL
        raw = self.session.whole(uid, MAX_MAIL) if fits else self.session.head(uid)
        return None if raw is None else Fetched(raw, 0 if fits else size)


@transaction.atomic
def _folder(work: Job, name: str) -> StreamFolder:
    row, _ = StreamFolder.objects.get_or_create(
        stream=work.stream, name=name, defaults={"place": work.place}
    )
    return row
