"""What has to be true of everything that left, or the figure does not count.

`load` reads what the database says after a drain, and `violations` compares it with what the sink
took. A drain that is fast because a guard was left out fails here.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tests.benchmarks.drain.listening import Came

FRESH_SECONDS = 0.05
# The dot may have to wait for the sink, which is a process of its own on the same processors.
REACHED_SECONDS = 1.0

_TOUCHES = """
SELECT touch.id::text, touch.state, touch.first, touch.workspace_id::text,
    intent.outcome, intent.remote_ref, intent.message_id, intent.wire_hash, intent.content_hash,
    intent.mailbox_id::text, intent.left_after_stop,
    intent.armed_at, intent.dot_at, intent.deadline_at, intent.settled_at,
    to_jsonb(intent) ->> 'looked_at' AS looked_at,
    decision.outcome AS decided, decision.purpose, decision.touch_id::text AS decided_on,
    review.state AS review_state, review.content_hash AS review_hash,
    review.decided_by_id IS NOT NULL AS has_reviewer,
    coalesce(entry.armed, 0) AS armed_entries, coalesce(entry.sent, 0) AS sent_entries
FROM enrollment_touch touch
JOIN enrollment_enrollment enrollment ON enrollment.id = touch.enrollment_id
LEFT JOIN enrollment_sendintent intent ON intent.touch_id = touch.id
LEFT JOIN compliance_decision decision ON decision.id = intent.decision_id
LEFT JOIN compliance_review review ON review.id = enrollment.review_id
LEFT JOIN (
    SELECT target_id, count(*) FILTER (WHERE action = 'touch.arm') AS armed,
        count(*) FILTER (WHERE action = 'touch.record_sent') AS sent
    FROM audit_entry WHERE target_type = 'touch' GROUP BY target_id
) entry ON entry.target_id = touch.id::text
WHERE touch.id = ANY(%s)
"""
_TAKEN = """
SELECT split_part(key, ':', 2), sum(n) FROM enrollment_limitcounter
WHERE key LIKE 'mailbox:%%' AND split_part(key, ':', 3) >= %s GROUP BY 1
"""
_STARTS = """
SELECT coalesce(sum(n), 0) FROM enrollment_limitcounter
WHERE key LIKE 'starts:%%' AND split_part(key, ':', 3) >= %s
"""
_DUE = """
SELECT id FROM enrollment_touch
WHERE state = 'planned' AND NOT held AND automatic AND due_at <= app_now()
"""


@dataclass(frozen=True)
class Sent:
    """One touch that was due, with everything that belongs to its leaving."""

    id: str
    state: str
    first: bool
    workspace_id: str
    outcome: str | None
    remote_ref: str | None
    message_id: str | None
    wire_hash: str | None
    content_hash: str | None
    mailbox_id: str | None
    left_after_stop: bool | None
    armed_at: datetime | None
    dot_at: datetime | None
    deadline_at: datetime | None
    settled_at: datetime | None
    looked_at: str | None
    decided: str | None
    purpose: str | None
    decided_on: str | None
    review_state: str | None
    review_hash: str | None
    has_reviewer: bool
    armed_entries: int
    sent_entries: int


@dataclass(frozen=True)
class Before:
    """What was due, and what the counters said, before anything left."""

    due: list[Any]
    day: str
    taken: dict[str, int]
    starts: int


@dataclass(frozen=True)
class Evidence:
    """What the database says of what was due; taken limits are those of this drain alone."""

    touches: list[Sent]
    taken: dict[str, int]
    starts: int


def before(execute: Callable[..., Any]) -> Before:
    """Note what is due. `execute` is that of a connection that sees every workspace."""
    due = [row[0] for row in execute(_DUE).fetchall()]
    # The day of the earliest zone, because counters have days of several zones.
    day = execute("SELECT ((app_now() AT TIME ZONE 'UTC') - interval '12 h')::date::text")
    today: str = day.fetchone()[0]
    return Before(due, today, _taken(execute, today), _starts(execute, today))


def load(execute: Callable[..., Any], known: Before) -> Evidence:
    """Read what became of what was due."""
    touches = [Sent(*row) for row in execute(_TOUCHES, [known.due]).fetchall()]
    taken = Counter(_taken(execute, known.day))
    taken.subtract(known.taken)
    return Evidence(touches, +taken, _starts(execute, known.day) - known.starts)


def _taken(execute: Callable[..., Any], day: str) -> dict[str, int]:
    return {mailbox: int(n) for mailbox, n in execute(_TAKEN, [day]).fetchall()}


def _starts(execute: Callable[..., Any], day: str) -> int:
    return int(execute(_STARTS, [day]).fetchone()[0])


def violations(found: Evidence, came: Came, due: int) -> list[str]:
    """A sentence for each guard that does not hold, with how many it concerns; none is good."""
    broken = Counter(sentence for touch in found.touches for sentence in _of_one(touch))
    said = [f"{sentence}: {count}" for sentence, count in sorted(broken.items())]
    return [*said, *_of_all(found, came, due)]


def _of_one(touch: Sent) -> Iterator[str]:
    if touch.state != "sent":
        yield f"a due touch is {touch.state} instead of sent"
        return
    yield from _failing(_rules(touch))
    yield from _failing(_moments(touch))
    if touch.first:
        yield from _failing(_reviewed(touch))


def _failing(rules: Iterable[tuple[str, bool]]) -> Iterator[str]:
    return (sentence for sentence, holds in rules if not holds)


def _rules(touch: Sent) -> Iterator[tuple[str, bool]]:
    yield "no intent was accepted", touch.outcome == "accepted"
    yield "accepted without evidence", bool(touch.remote_ref)
    yield "left after a stop", not touch.left_after_stop
    decision = (touch.decided, touch.purpose, touch.decided_on)
    yield "no allow decision of its own arming", decision == ("allow", "arm", touch.id)
    yield "not one audit entry of arming", touch.armed_entries == 1
    yield "not one audit entry of sending", touch.sent_entries == 1


def _moments(touch: Sent) -> Iterator[tuple[str, bool]]:
    dot, armed, end = touch.dot_at, touch.armed_at, touch.deadline_at
    yield "no last look before the dot", dot is not None
    if dot is None or armed is None or end is None:
        return
    yield "the dot is not between the arming and its deadline", armed <= dot <= end
    yield "settled before its dot", touch.settled_at is not None and dot <= touch.settled_at
    if touch.looked_at is not None:
        age = (dot - datetime.fromisoformat(touch.looked_at)).total_seconds()
        yield "a last look older than 50 ms at its dot", 0 <= age <= FRESH_SECONDS


def _reviewed(touch: Sent) -> Iterator[tuple[str, bool]]:
    live = touch.review_state == "approved" and touch.has_reviewer
    yield "a first message without a live approval", live
    same = touch.review_hash is not None and touch.review_hash == touch.content_hash
    yield "a first message that is not what was approved", same


def _of_all(found: Evidence, came: Came, due: int) -> Iterator[str]:
    """Two lists that must be the same: what was recorded, and what the sink took."""
    if len(found.touches) != due or len({touch.id for touch in found.touches}) != due:
        yield f"{due} were due, and there are {len(found.touches)} attempts"
    if len(came.message_ids) != len(set(came.message_ids)):
        yield "the sink has a message twice"
    recorded = {touch.message_id: touch for touch in found.touches if touch.message_id}
    if Counter(came.message_ids) != Counter(list(recorded)):
        yield "the sink's Message-IDs are not those of the intents"
    yield from _failing(_on_the_wire(recorded, came))
    looks = [touch.looked_at is not None for touch in found.touches]
    if not all(looks):
        yield f"the moment of the last look was not kept: {looks.count(False)}"
    left = Counter(touch.mailbox_id for touch in found.touches if touch.state == "sent")
    if dict(left) != found.taken:
        yield "the counters of the mailboxes are not what left"
    starts = sum(touch.first for touch in found.touches if touch.state == "sent")
    if starts != found.starts:
        yield f"{starts} people began, and the counters say {found.starts}"


def _on_the_wire(recorded: dict[str, Sent], came: Came) -> Iterator[tuple[str, bool]]:
    pairs = [
        (recorded[key], digest, dot)
        for key, digest, dot in zip(came.message_ids, came.hashes, came.dots, strict=True)
        if key in recorded
    ]
    same = all(touch.wire_hash == digest for touch, digest, _ in pairs)
    yield "bytes on the wire are not those that were armed", same
    waits = [dot - touch.dot_at.timestamp() for touch, _, dot in pairs if touch.dot_at]
    late = not waits or max(waits) <= REACHED_SECONDS
    yield f"a dot came to the sink over {REACHED_SECONDS:.0f} s after its look", late
    # The recorded moment is the end of the look, and a look takes at most as long as it is fresh.
    early = not waits or min(waits) >= -FRESH_SECONDS
    yield "a dot came to the sink before its last look", early


def waits(found: Evidence, came: Came) -> list[float]:
    """Seconds between the recorded last look and the dot's arrival at the sink, ascending."""
    looked = {t.message_id: t.dot_at.timestamp() for t in found.touches if t.dot_at}
    pairs = zip(came.message_ids, came.dots, strict=True)
    return sorted(dot - looked[key] for key, dot in pairs if key in looked)
