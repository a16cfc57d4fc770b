"""What touches say when they leave: the approved content of a first touch, never a fresh
rendering; else the step, written now. And the bytes of it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache, partial
from uuid import UUID

from compliance import reviews
from compliance.content import Content
from compliance.models import Review
from enrollment import composing, dkim_keys, first_touch
from enrollment.channels import mail
from enrollment.channels.dkim import Key, Signer
from enrollment.composing import Composed, Unwritable
from enrollment.dispatch import texts
from enrollment.dispatch.check import ENGINE, Act, give_to_person
from enrollment.dkim_keys import Signing
from enrollment.models import PauseReason, Touch
from tenancy import clock


@dataclass(frozen=True, slots=True)
class Written:
    """What a touch says, its recipient's page, and the thread that it answers in."""

    content: Content
    link: str
    thread: tuple[str, ...]


def written(touches: Sequence[Touch]) -> dict[Touch, Written | Act]:
    """What each touch says, or what becomes of it because there is nothing to say; by touch."""
    composed = composing.compose_many([(touch.enrollment, touch.step) for touch in touches])
    asked = [_review(touch) for touch in touches]
    approved = reviews.contents_of([row for row in asked if row is not None])
    return {touch: _written(touch, composed[touch.enrollment_id], approved) for touch in touches}


def _written(
    touch: Touch, composed: Composed | Unwritable, approved: Mapping[UUID, Content]
) -> Written | Act:
    enrollment = touch.enrollment
    review = _review(touch)
    if review is not None:
        stored = approved.get(review.pk)
        if stored is None or isinstance(composed, Unwritable) or composed.missing:
            return partial(_look_again, touch)
        stands = first_touch.approval_stands(enrollment, review, stored, composed.content)
        return _as(composed, stored) if stands else partial(_look_again, touch)
    if isinstance(composed, Unwritable):
        return give_to_person(touch, PauseReason.INCOMPLETE, composed.message)
    if composed.missing:
        names = ", ".join(composed.missing)
        return give_to_person(touch, PauseReason.INCOMPLETE, f"The message needs {names}.")
    if touch.first:
        return partial(first_touch.ask, enrollment, composed.content, actor=ENGINE)
    return _as(composed, composed.content)


def _as(composed: Composed, content: Content) -> Written:
    return Written(content, composed.link, composed.thread)


def _review(touch: Touch) -> Review | None:
    """What a first message needs: the review of its own channel."""
    return first_touch.of_channel(touch.enrollment.review, touch.kind) if touch.first else None


def _look_again(touch: Touch) -> None:
    """What has drifted is reviewed again; what nobody approved waits for a person."""
    if first_touch.refresh(touch.enrollment_id, actor=ENGINE) is None:
        note = "The first message has no approval."
        give_to_person(touch, PauseReason.BLOCKED, note)()


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What goes with messages besides what they say."""

    # By mailbox; None where the relay signs.
    signers: Mapping[UUID, Signer | None]
    date: datetime


def surroundings(touches: Sequence[Touch]) -> Surroundings:
    """One statement, whatever the number of touches. Raises RingError when the key of a domain that
    signs does not open."""
    boxes = {touch.mailbox for touch in touches if touch.mailbox}
    signing = dkim_keys.active_for_many(boxes)
    return Surroundings(
        signers={pk: _signer(tuple(keys)) for pk, keys in signing.items()},
        date=clock.now(),
    )


@lru_cache(maxsize=256)
def _signer(keys: tuple[Signing, ...]) -> Signer | None:
    """Reading a key takes longer than signing with it."""
    if not keys:
        return None
    return Signer(tuple(Key.of(each.domain, each.selector, each.private) for each in keys))


def wire(
    touch: Touch,
    letter: Written,
    message_id: str,
    around: Surroundings,
    without: Collection[str],
) -> bytes:
    """The message as it goes over the wire, read back and compared with what was approved. Raises
    MessageError."""
    if texts.is_text(letter.content):
        return texts.wire(letter.content)
    said = mail.wire(
        letter.content,
        message_id=message_id,
        date=around.date,
        unsubscribe_url=letter.link,
        thread=letter.thread,
        without=without,
        signer=around.signers.get(touch.mailbox_id) if touch.mailbox_id else None,
    )
    mail.must_say(said, letter.content, without)
    return said
