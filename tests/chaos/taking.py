"""The limits after a round: what the counters say must be what was armed, neither more nor less.

A message takes one of each limit in the transaction that arms it, and gives nothing back when it
returns. Days and hours are added up, because rounds with a faster clock go through several.
"""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from contacts.domains import receiver

MANY = 100_000
# Every limit there is, too high to be reached.
_ON = (
    f"UPDATE enrollment_mailbox SET hourly_limit = {MANY}",
    f"UPDATE tenancy_workspace SET messages_a_day = {MANY}, messages_an_hour = {MANY},"
    f" messages_a_day_per_user = {MANY}, messages_a_day_per_domain = {MANY},"
    f" messages_an_hour_per_domain = {MANY}",
)
_COUNTERS = """
SELECT workspace_id::text, regexp_replace(key, ':[^:]*$', ''),
    CASE WHEN key ~ 'T[0-9]+$' THEN 'hour' ELSE 'day' END, sum(n)::int
FROM enrollment_limitcounter WHERE key ~ '^(mailbox|user|workspace|domain|starts):'
GROUP BY 1, 2, 3
"""
_ARMED = """
SELECT touch.workspace_id::text, intent.mailbox_id::text, mailbox.owner_id::text, contact.domain,
    count(*)
FROM enrollment_sendintent intent JOIN enrollment_touch touch ON touch.id = intent.touch_id
    JOIN enrollment_mailbox mailbox ON mailbox.id = intent.mailbox_id
    JOIN enrollment_enrollment enrollment ON enrollment.id = touch.enrollment_id
    JOIN contacts_contact contact ON contact.id = enrollment.contact_id
GROUP BY 1, 2, 3, 4
"""
_BEGUN = """
SELECT touch.workspace_id::text, touch.sequence_id::text, count(DISTINCT touch.id)
FROM enrollment_sendintent intent JOIN enrollment_touch touch ON touch.id = intent.touch_id
WHERE touch.first GROUP BY 1, 2
"""


class Limit(NamedTuple):
    """Whose limit it is, and whether it counts days or hours."""

    workspace: str
    owner: str
    span: str


class Standing(NamedTuple):
    """What the counters say, and what they should."""

    counted: Counter[Limit]
    armed: Counter[Limit]

    def since(self, former: "Standing") -> "Standing":
        """What was added to both."""
        return Standing(_less(self.counted, former.counted), _less(self.armed, former.armed))


def switch_on(execute: Callable[..., Any]) -> None:
    """Let every limit count; `execute` is that of a connection that sees every workspace."""
    for words in _ON:
        execute(words)


def standing(execute: Callable[..., Any]) -> Standing:
    """Three statements."""
    counted = {Limit(*row[:3]): row[3] for row in execute(_COUNTERS).fetchall()}
    armed: Counter[Limit] = Counter()
    for here, mailbox, user, domain, count in execute(_ARMED).fetchall():
        for limit in _limits(here, mailbox, user, domain):
            armed[limit] += count
    for here, sequence, count in execute(_BEGUN).fetchall():
        armed[Limit(here, f"starts:{sequence}", "day")] += count
    return Standing(Counter(counted), armed)


def differences(found: Standing) -> Iterator[str]:
    """A sentence for each kind of limit whose counters are not what was armed."""
    wrong = {
        limit: (found.counted[limit], found.armed[limit])
        for limit in found.counted | found.armed
        if found.counted[limit] != found.armed[limit]
    }
    for kind in sorted({_kind(limit) for limit in wrong}):
        those = [pair for limit, pair in wrong.items() if _kind(limit) == kind]
        more, fewer = (sum(max(0, pair[i] - pair[1 - i]) for pair in those) for i in (0, 1))
        yield f"limits of {kind} count {more} too many and {fewer} too few: {len(those)}"


def _kind(limit: Limit) -> str:
    return f"{limit.owner.partition(':')[0]} ({limit.span})"


def _limits(here: str, mailbox: str, user: str | None, domain: str) -> Iterator[Limit]:
    """All of which one message takes."""
    place = receiver(domain)
    name = f"domain:{hashlib.sha256(place.encode()).hexdigest()[:32]}"
    for span in ("day", "hour"):
        yield Limit(here, f"mailbox:{mailbox}", span)
        yield Limit(here, "workspace", span)
        if place:
            yield Limit(here, name, span)
    if user:
        yield Limit(here, f"user:{user}", "day")


def _less(more: Counter[Limit], fewer: Counter[Limit]) -> Counter[Limit]:
    return Counter({key: more[key] - fewer[key] for key in more if more[key] != fewer[key]})
