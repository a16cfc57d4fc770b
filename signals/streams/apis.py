"""POLL through the API of a provider: what came into the folders of one account, stored as any mail
is stored.

An API tells pages of what is new and a link to go on from. The link is kept together with the mails
before it that are not stored yet; each of those leaves the list after its commit. So whatever ends
between the two makes a mail come once more, which changes nothing. No network inside a transaction.
"""

import hashlib
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, time
from functools import partial

from django.db import transaction

from enrollment.incoming import opening
from enrollment.incoming.asking import Gone, TokenRefused
from enrollment.incoming.faults import Fault, Rejected
from enrollment.incoming.mails import Fetched, Page, Reads
from enrollment.senders import tokens
from signals.listener import MAX_MAIL
from signals.models import MailCursor
from signals.streams import positions, storing, watches
from signals.streams.jobs import Job
from signals.streams.storing import Stuck

# A list that is written anew after each mail would cost more than the mails, where it is long.
NOTED = 20


def poll(work: Job, is_over: Callable[[], bool], until: float) -> bool:
    """Fetch what is new; whether everything was. Then, and only then, the mailbox was heard.

    `is_over` is asked between two mails; nothing is waited for beyond `until` (monotonic). Raises
    Fault when something cannot be fetched, and django.db.Error when the database is away.
    """
    try:
        return _polled(work, is_over, until)
    except TokenRefused:
        tokens.doubt(work.account)
        raise


def _polled(work: Job, is_over: Callable[[], bool], until: float) -> bool:
    started = datetime.now(UTC)
    is_whole, faults = True, []
    with opening.at_api(work.account, until) as api:
        for name in work.account.folders:
            try:
                is_whole &= _Folder(work, api, _cursor(work, name), is_over).read()
            except (Rejected, Stuck) as fault:
                # The other folders are read all the same.
                faults.append(fault)
        if faults:
            raise faults[0]
        if is_whole:
            storing.heard(work, started)
        watches.keep(work, api)
    return is_whole


class _Folder:
    """Reads one folder in one turn."""

    def __init__(
        self, work: Job, api: Reads, cursor: MailCursor, is_over: Callable[[], bool]
    ) -> None:
        self.work, self.api, self.cursor, self.is_over = work, api, cursor, is_over
        self.is_anew = False

    def read(self) -> bool:
        """Whether nothing is left. Another process that reads the same goes on instead of us."""
        is_last = False
        while self._store_pending():
            if is_last:
                return True
            if self.is_over():
                return False
            page = self._page()
            if not self._note(page.ids, page.link):
                return False
            is_last = page.is_last
        return False

    def _page(self) -> Page:
        known, name = self.cursor, self.cursor.name
        if known.link and known.place == self.work.place:
            try:
                return self.api.next(name, known.link)
            except Gone:
                # Once in a turn: a provider that forgets what it has just told is out of order.
                if self.is_anew:
                    raise
                self.is_anew = True
        day = positions.reaches_back(datetime.now(UTC), self.work.stream.polled_at)
        return self.api.first(name, datetime.combine(day, time(), UTC))

    def _store_pending(self) -> bool:
        """Whether none is left to be stored."""
        if self.cursor.place != self.work.place:
            return True
        left = list(self.cursor.pending)
        try:
            while left and not self.is_over():
                fetch = partial(self._fetch, left[0])
                storing.store(self.work, self.cursor, number(left[0]), fetch)
                del left[0]
                if len(left) % NOTED == 0 and left and not self._note(left):
                    return False
        finally:
            is_ours = left == self.cursor.pending or self._note(left)
        return is_ours and not left

    def _fetch(self, mail_id: str, is_whole: bool) -> Fetched | None:
        wanted = self.api.mail if is_whole else self.api.head
        try:
            return wanted(mail_id, MAX_MAIL)
        except Fault:
            self._look()
            raise

    def _look(self) -> None:
        """Whether it was the mail's doing, another question shows: one that fails as well says that
        it was not, and an outage must make nobody give up a mail."""
        try:
            self.api.look(self.cursor.name)
        except Fault as fault:
            fault.is_of_mail = False
            raise

    @transaction.atomic
    def _note(self, pending: Sequence[str], link: str | None = None) -> bool:
        """Keep how far it was read, unless another process has come further or elsewhere."""
        cursor, before = self.cursor, (self.cursor.place, self.cursor.link)
        cursor.pending = list(pending)
        if link is not None:
            cursor.place, cursor.link = self.work.place, link
        rows = MailCursor.objects.filter(pk=cursor.pk, place=before[0], link=before[1])
        return bool(rows.update(place=cursor.place, link=cursor.link, pending=cursor.pending))


def number(mail_id: str) -> int:
    """By which number a mail with this id is remembered; 63 bits."""
    return int.from_bytes(hashlib.sha256(mail_id.encode()).digest()[:8]) >> 1


@transaction.atomic
def _cursor(work: Job, name: str) -> MailCursor:
    row, _ = MailCursor.objects.get_or_create(
        stream=work.stream, name=name, defaults={"place": work.place}
    )
    return row
