"""The provider's list of text messages: what proves that one in doubt was taken.

The list has no reference of ours. A line is ours when number, sender and words are the same, it was
made around the attempt, and no other attempt of ours is known to be it. That proves "sent". A
line that is not there proves nothing: the provider does not say when its list is whole.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import requests
from django.db import transaction

from compliance.content import Content
from enrollment import composing, relays
from enrollment.channels import texting
from enrollment.channels.relay import Texter
from enrollment.evidence.shapes import Evidence, Outcome, Wanted
from enrollment.models import SendIntent
from sequences.phone_text import as_sent

# The clocks of the provider and ours differ by less.
SKEW = timedelta(minutes=1)
# Questions in one look; the others have their turn at the next one.
MOST = 50

Asked = tuple[Wanted, Content, Texter]
Line = Mapping[str, Any]


class TextLists:
    """Asks the accounts by which text messages left; leaves out everything else."""

    name = "list of the SMS provider"
    is_complete = False

    def look(self, wanted: Sequence[Wanted], now: datetime) -> Mapping[str, Evidence]:
        """FOUND with the provider's id, NOTHING, or UNREADABLE."""
        texts = [each for each in wanted if each.is_text][:MOST]
        return {each[0].message_id: self._of(*each) for each in _asked(texts)}

    def _of(self, wanted: Wanted, content: Content, texter: Texter) -> Evidence:
        try:
            lines = [each for day in _days(wanted) for each in _lines(texter, content, day)]
        except (requests.RequestException, ValueError):
            return Evidence(Outcome.UNREADABLE, self.name, "The provider's list cannot be read.")
        ours = [line for line in lines if _is_ours(line, content) and _at(line, wanted)]
        known = _known_as(line["sid"] for line in ours)
        for line in ours:
            if line["sid"] not in known:
                return Evidence(Outcome.FOUND, self.name, line["sid"], _at(line, wanted))
        return Evidence(Outcome.NOTHING, self.name)


def _asked(texts: Sequence[Wanted]) -> list[Asked]:
    """Each with its content and the account that it left by, where both are still there."""
    if not texts:
        return []
    by_id = {each.message_id: each for each in texts}
    with transaction.atomic():
        rows = SendIntent.objects.filter(message_id__in=by_id).exclude(content=None)
        found = list(rows.select_related("content", "mailbox"))
        said = composing.stored_many([row.content for row in found if row.content])
        texters = relays.texters_of({row.mailbox for row in found})
    return [
        (by_id[row.message_id], said[row.content_id], texters[row.mailbox_id])
        for row in found
        if row.content_id in said and row.mailbox_id in texters
    ]


def _days(wanted: Wanted) -> list[date]:
    first, last = wanted.armed_at - SKEW, wanted.gave_up_at + SKEW
    return sorted({first.astimezone(UTC).date(), last.astimezone(UTC).date()})


def _lines(texter: Texter, content: Content, day: date) -> list[Line]:
    return texting.sent_to(texter, content.recipient, day)


def _is_ours(line: Line, content: Content) -> bool:
    whose = "messaging_service_sid" if content.sender_address.startswith("MG") else "from"
    return (
        isinstance(line.get("sid"), str)
        and line.get("to") == content.recipient
        and line.get(whose) == content.sender_address
        and as_sent(str(line.get("body"))) == as_sent(content.text)
    )


def _at(line: Line, wanted: Wanted) -> datetime | None:
    """When it was made, if that was around the attempt."""
    try:
        made = parsedate_to_datetime(str(line.get("date_created")))
    except ValueError:
        return None
    made = made if made.tzinfo else made.replace(tzinfo=UTC)
    is_near = wanted.armed_at - SKEW <= made <= wanted.gave_up_at + SKEW
    return made if is_near else None


def _known_as(sids: Iterable[str]) -> frozenset[str]:
    """Those that other attempts are known as."""
    with transaction.atomic():
        rows = SendIntent.objects.filter(remote_ref__in=list(sids)).exclude(number_key="")
        return frozenset(rows.values_list("remote_ref", flat=True))
