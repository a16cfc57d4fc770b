"""REPEAT: a provider that keeps idempotency keys is asked once more about a send in doubt.

The same request under the same key sends nothing twice, so its answer settles the doubt; if the
first one never arrived, this one is the send. It is the same intent, the same fence and the same
bytes: they are made anew, and count only if their hash is the one that was armed. Before it stands
what stands before every dot: nobody was stopped, no switch closed, the person's hours are open,
replies are heard. What may not leave any more stays for other evidence or for a person.
"""

import hashlib
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from compliance.content import Content
from compliance.models import SealedBlob
from enrollment import absences, composing, gates
from enrollment.channels import mail
from enrollment.channels.answers import Answer
from enrollment.channels.providers import PROVIDERS
from enrollment.channels.relay import Provider
from enrollment.composing import Composed
from enrollment.dispatch import arm, by_provider, copies, messages, waiting, wire
from enrollment.dispatch.arm import Armed
from enrollment.dispatch.loading import Around, load
from enrollment.dispatch.messages import Surroundings, Written
from enrollment.dispatch.results import Result
from enrollment.evidence.shapes import Evidence, Outcome
from enrollment.models import EvidenceLook, SendIntent, Touch
from tenancy import clock

SOURCE = "provider asked again"
# A key is trusted for half of the time that its provider promises.
SHARE = 0.5
# How long before its arming a message may have been dated, in seconds.
DATED = range(-1, 11)
# In seconds; a call that has not begun by then is not begun.
WITHIN = 15.0
_LOOK = f"""
{wire.LOOKED_AT}
WHERE intent.outcome = 'unknown' AND touch.state = 'unknown' AND touch.fence = intent.fence
    AND gate.stopped_at IS NULL AND {wire.STANDS}
"""


@dataclass(eq=False)
class _Again:
    """A message that is handed to its provider once more."""

    armed: Armed
    until: float


def ask_again(rows: Sequence[SendIntent], now: datetime) -> dict[UUID, Evidence]:
    """What the providers of these doubts say when they are asked again, by intent; of those alone
    that may be asked. `now` is the database's real time. Uses the network, so never in a
    transaction; no statement when nothing went to an account of a mailbox's own."""
    young = [row for row in rows if row.elsewhere and now - row.armed_at < _longest()]
    if not young:
        return {}
    with transaction.atomic():
        letters = _letters(_due(young, now), now)
    until = time.monotonic() + WITHIN
    asked = [(provider, _Again(armed, until)) for provider, armed in letters]
    answers = by_provider.deliver(asked, _look)
    return {each.armed.intent.pk: _evidence(result) for each, result in answers}


def _longest() -> timedelta:
    return max(known.idempotency_window or timedelta() for known in PROVIDERS.values()) * SHARE


def _due(rows: Sequence[SendIntent], now: datetime) -> list[SendIntent]:
    """Those that nobody asked about, or not since they were half as old."""
    looks = EvidenceLook.objects.filter(source=SOURCE, intent__in=rows)
    asked = dict(looks.values_list("intent_id", "looked_at"))
    return [row for row in rows if now - row.armed_at >= 2 * _age(row, asked.get(row.pk))]


def _age(row: SendIntent, asked_at: datetime | None) -> timedelta:
    return asked_at - row.armed_at if asked_at else timedelta()


def _letters(rows: Sequence[SendIntent], now: datetime) -> list[tuple[Provider, Armed]]:
    if not rows:
        return []
    touches = {touch.pk: touch for touch in load([row.touch_id for row in rows])}
    around = Around(list(touches.values()), clock.now())
    found = []
    for row in rows:
        touch, provider = touches[row.touch_id], around.outlets.get(row.mailbox_id)
        if not isinstance(provider, Provider) or now - row.armed_at >= _window(provider):
            continue
        if _may_leave(touch, around):
            found.append((provider, row, touch))
    written = _written([(row, touch) for _, row, touch in found]) if found else {}
    signed = messages.surroundings([touch for _, _, touch in found]) if written else None
    return [
        (provider, armed)
        for provider, row, touch in found
        if signed
        and row.pk in written
        and (armed := _as_armed(row, touch, written[row.pk], provider, signed)) is not None
    ]


def _written(rows: Sequence[tuple[SendIntent, Touch]]) -> dict[UUID, Written]:
    """The stored contents by intent, with what stood beside them; whoever was erased has none."""
    blobs = SealedBlob.objects.filter(pk__in=[row.content_id for row, _ in rows])
    contents: Mapping[Any, Content] = composing.stored_many(list(blobs))
    beside = composing.compose_many([(touch.enrollment, touch.step) for _, touch in rows])
    found = {}
    for row, touch in rows:
        content, anew = contents.get(row.content_id), beside[touch.enrollment_id]
        if content is not None and isinstance(anew, Composed):
            found[row.pk] = Written(content, anew.link, anew.thread)
    return found


def _window(provider: Provider) -> timedelta:
    return (PROVIDERS[provider.name].idempotency_window or timedelta()) * SHARE


def _may_leave(touch: Touch, around: Around) -> bool:
    """What was asked of it when it was armed and can have changed since. The rules are not asked:
    they would count this very message."""
    late = around.now - (touch.first_due_at or touch.due_at)
    mailbox = touch.mailbox
    return (
        mailbox is not None
        and not waiting.deaf(mailbox)
        and absences.waiting(touch, around.now, around.away) is None
        and around.diary.opening(touch.enrollment, around.now).at <= around.now
        and late <= timedelta(hours=touch.enrollment.workspace.max_lateness_hours)
    )


def _as_armed(
    row: SendIntent, touch: Touch, letter: Written, provider: Provider, around: Surroundings
) -> Armed | None:
    """The message as it was armed; None when it cannot be made so any more."""
    content = letter.content
    locked = gates.lock([row.address_key, *copies.keys_of(content)])
    without = copies.unwanted(content, locked, clock.now())
    armed_at = row.armed_at + (clock.now() - clock.real_now())
    for seconds in DATED:
        dated = replace(around, date=armed_at - timedelta(seconds=seconds))
        said = messages.wire(touch, letter, row.message_id, dated, without)
        if hashlib.sha256(said).hexdigest() == row.wire_hash:
            recipient = mail.envelope_address(content.recipient)
            beside = mail.envelope_copies(content, without)
            path = arm.return_path(row)
            return Armed(row, said, path, recipient, beside, content, without, provider)
    return None


def _look(asked: Sequence[_Again]) -> Mapping[_Again, datetime]:
    ours = {each.armed.intent.pk: each for each in asked}
    return {ours[pk]: seen_at for pk, seen_at in wire.seen(_LOOK, ours).items()}


def _evidence(result: Result) -> Evidence:
    """An answer that takes it is proof. Any other proves nothing: it may be about the repeat, and
    the first request may have been taken all the same."""
    receipt = result.receipt
    if receipt.answer == Answer.ACCEPTED:
        return Evidence(Outcome.FOUND, SOURCE, receipt.text, result.dot_at)
    if receipt.answer == Answer.WITHHELD:
        return Evidence(Outcome.NOTHING, SOURCE, "not asked: it may not leave any more")
    return Evidence(Outcome.UNREADABLE, SOURCE, receipt.text)
