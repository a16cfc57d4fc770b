"""The reviews of one message one after the other: who decided what, and what changed between."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.utils.text import capfirst

from compliance import stages, vault
from compliance.content import Content, Difference, differences, unpacked
from compliance.models import Review, ReviewSignature, Signed
from compliance.review_policy import Stage
from console.components.domain import source
from console.components.texts import words
from enrollment import composing

# The newest of a thread; nobody reads more.
SHOWN = 20
FACT = "facts."
LABELS = {"subject": "Subject", "text": "Text", "html": "HTML version", "unsubscribe": "Way out"}


@dataclass(frozen=True)
class Change:
    """A part of the message that reads otherwise than in the review before; `now` and `was` name
    where a value came from, for facts alone."""

    label: str
    before: str
    after: str
    was: str = ""
    now: str = ""


@dataclass(frozen=True)
class Step:
    """A stage with the signature of whoever approved it; None while nobody has."""

    number: int
    stage: Stage
    signature: ReviewSignature | None
    is_current: bool


@dataclass(frozen=True)
class Round:
    """One review of the thread. `changes` are against the one before it; None when that cannot
    be told, because it is the first or the person was erased."""

    number: int
    review: Review
    signatures: Sequence[ReviewSignature]
    changes: Sequence[Change] | None
    is_open: bool


def rounds(review: Review, successor: Review | None) -> list[Round]:
    """The thread of a review, oldest first, when it has others; four statements, else none."""
    if review.supersedes_id is None and successor is None:
        return []
    rows = Review.queue.filter(thread_id=review.thread_id).order_by("-pk")
    related = rows.select_related("content", "decided_by", "last_editor")
    thread = list(related.prefetch_related("signatures__member")[:SHOWN])[::-1]
    texts = _contents(thread)
    before: Content | None = None
    found = []
    for number, row in enumerate(thread, 1):
        content = texts.get(row)
        changed = changes(before, content) if before and content else None
        signed = sorted(row.signatures.all(), key=lambda each: each.at)
        found.append(Round(number, row, signed, changed, row.pk == review.pk))
        before = content
    return found


def came_back(found: Sequence[Round]) -> tuple[Round, Round] | None:
    """The round before the open one, and the open one; None when it is the first."""
    pairs = pairwise(found)
    return next(((former, each) for former, each in pairs if each.is_open), None)


def steps(review: Review) -> list[Step]:
    """Every stage of a review with who signed it; no statement when `signatures` was loaded."""
    signed = {s.stage: s for s in review.signatures.all() if s.decision == Signed.APPROVED}
    return [
        Step(number + 1, stage, signed.get(number), number == review.stage)
        for number, stage in enumerate(stages.of(review))
    ]


def changes(before: Content, after: Content) -> list[Change]:
    """What reads otherwise, in the order of a message. The HTML follows the text, so it is named
    only where the text has not changed; a fact only where its value has."""
    found = differences(before, after)
    names = {each.field for each in found}
    shown = [each for each in found if each.field != "html" or "text" not in names]
    return [change for each in shown if (change := _change(each)) is not None]


def _change(found: Difference) -> Change | None:
    if not found.field.startswith(FACT):
        known = LABELS.get(found.field) or composing.PARTS.get(found.field)
        return Change(capfirst(known or words(found.field)), found.before, found.after)
    name = found.field.removeprefix(FACT)
    before, was = _fact(found.before)
    after, now = _fact(found.after)
    # The person's own link is nobody else's.
    if before == after or name == "unsubscribe_url":
        return None
    return Change(words(name), before, after, was, now)


def _fact(text: str) -> tuple[str, str]:
    """A value, and where it came from in words; of several under one name the last."""
    value, _, came = text.rpartition("\nfrom ")
    return value, source(came) if came else ""


def _contents(rows: Sequence[Review]) -> dict[Review, Content]:
    blobs = {row.content.pk: row for row in rows if row.content is not None}
    opened = vault.unseal_many([row.content for row in blobs.values() if row.content is not None])
    return {blobs[key]: unpacked(data) for key, data in opened.items()}
