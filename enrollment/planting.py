"""Planted messages: a copy of a waiting message with a known defect, shown to one reviewer.

A planted row is bound to no enrollment and can be approved by no transition; whatever is decided
on it ends it as void. Its content lies under the key of the person it is about, so erasing them
makes it unreadable. `Review.objects` leaves such rows out; `Review.queue` has them.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef

from audit.actions import Action
from audit.recording import record
from audit.transitions import perform_among
from compliance import desks, planting, reviews, signatures, vault, weighing
from compliance.content import Content, content_hash, packed
from compliance.models import (
    Review,
    ReviewLook,
    ReviewSignature,
    ReviewState,
    SealedBlob,
    Signed,
)
from compliance.planting import Defect
from tenancy import clock
from tenancy.actors import Actor, system
from tenancy.errors import NotFound
from tenancy.ids import beside
from tenancy.models import Membership

LASTS = timedelta(days=1)
# Of the messages that wait for a reviewer, how many may be the one that is copied.
AMONG = 20
ENGINE = system("planting")


def next_for(
    seat: Membership, waiting: Sequence[Review], *, actor: Actor, per_hundred: int
) -> Review | None:
    """The planted message that comes next for this reviewer, if it is its turn; else None.

    `waiting` are the messages that they may decide on. One at a time, and no message is copied
    for the same person twice.
    """
    if not per_hundred or not waiting:
        return None
    now = clock.now()
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    with transaction.atomic():
        # Two requests of one person at once would both count to the same number.
        Membership.objects.select_for_update().get(pk=seat.pk)
        number = ReviewSignature.objects.filter(member=seat, at__gte=midnight).count()
        day, secret = now.date(), vault.derived("planted messages")
        if not planting.is_turn(secret, seat.pk, day, number, per_hundred):
            return None
        if open_one := desks.planted_for(seat).first():
            return open_one
        seed = planting.seed(secret, seat.pk, day, number)
        return _plant(waiting, seat, seed, actor)


def answer(
    review: Review, *, seat: Membership, actor: Actor, decision: Signed | str, reason: str = ""
) -> Review:
    """Take the reviewer's decision on a planted message and take it out of the queue.

    Nothing else happens, whatever the decision. Raises NotFound for a real message, Refused when
    it was not shown to this person, was answered or taken out meanwhile, or for the reason
    that a real message would be refused.
    """
    signed = Signed(decision)
    with transaction.atomic():
        rows = Review.queue.select_for_update().exclude(planted="")
        fresh = rows.filter(pk=review.pk).first()
        is_shown = desks.looks_at_planted(seat).filter(review=review.pk).exists()
        if fresh is None or not is_shown or actor.member_id != seat.pk:
            raise NotFound
        text = reviews.reason_of(signed, reason)
        said = {"member": str(seat.pk), "defect": fresh.planted, "decision": signed.value}
        done = _take_out(fresh, actor, "Planted message.", **said)
        signatures.sign(done, seat, signed, reason=text)
    return done


def told(review: Review, decision: Signed | str) -> str:
    """What a reviewer is told at once about the planted message they have answered."""
    says = f"This was a planted message: {planting.SAYS[Defect(review.planted)]}."
    if decision == Signed.APPROVED:
        return f"{says} You approved it, so a real one would have left."
    return f"{says} You noticed."


def sweep() -> int:
    """Take out planted messages whose original is decided and those older than a day; how many
    there were. Safe to run at any time, by anybody."""
    original = Review.objects.filter(
        enrollment_id=OuterRef("enrollment_id"), state=ReviewState.PENDING
    )
    old = ReviewLook.objects.filter(review=OuterRef("pk"), first_at__lte=clock.now() - LASTS)
    rows = Review.queue.filter(state=ReviewState.PENDING).exclude(planted="")
    done = 0
    with transaction.atomic():
        over = rows.filter(Exists(old) | ~Exists(original))
        for row in over.select_for_update(skip_locked=True, of=("self",)).order_by("pk"):
            _take_out(row, ENGINE, "Nobody answered it.")
            done += 1
    return done


def _plant(waiting: Sequence[Review], seat: Membership, seed: int, actor: Actor) -> Review | None:
    known = set(desks.looks_at_planted(seat).values_list("review__enrollment_id", flat=True))
    fresh = [row for row in waiting[:AMONG] if _is_plain(row) and row.enrollment_id not in known]
    if not fresh:
        return None
    original = fresh[seed % len(fresh)]
    try:
        content = reviews.content_of(original)
    except vault.Erased:
        return None
    terms = weighing.terms()
    found = planting.spoilt(content, seed, _finder(content, terms))
    if found is None:
        return None
    defect, copy = found
    row = _copied(original, copy, defect, terms)
    now = clock.now()
    ReviewLook.objects.create(review=row, member=seat, first_at=now, last_at=now)
    # About the reviewer, not about the contact: their page does not tell of it.
    record(Action.REVIEW_PLANTED, seat, actor=actor, review=str(row.pk), defect=defect.value)
    return row


def _take_out(row: Review, actor: Actor, reason: str, **said: str) -> Review:
    done: Review = perform_among(
        Review.queue, row, "take_out", actor=actor, data=said, reason=reason
    )
    return done


def _is_plain(row: Review) -> bool:
    """What came back or was signed before has a history that a copy lacks."""
    return not row.planted and not row.stage and row.supersedes_id is None


def _finder(content: Content, terms: weighing.Terms) -> Callable[[Content], bool]:
    """Whether the content check sees more in a copy than in the message itself."""

    def kinds(of: Content) -> Counter[str]:
        return Counter(each.code for each in weighing.found(of, terms))

    before = kinds(content)
    return lambda copy: kinds(copy) != before


def _copied(original: Review, content: Content, defect: Defect, terms: weighing.Terms) -> Review:
    """A row of its own, with everything of the real one that says who may look and how."""
    found = weighing.found(content, terms)
    same = {
        field.attname: getattr(original, field.attname) for field in Review._meta.concrete_fields
    }
    own = {
        # Born when the message of its place was, as far as anybody can read in it.
        "id": beside(original.pk),
        "state": ReviewState.PENDING,
        "content_id": _sealed(original, content).pk,
        "content_hash": content_hash(content),
        "findings": [asdict(replace(each, text="")) for each in found],
        # It looks like the others and is in no group.
        "group_key": "",
        "thread_id": beside(original.thread_id),
        "supersedes_id": None,
        "locked_by_id": None,
        "locked_until": None,
        "is_edited": original.is_edited or defect in planting.EDITS,
        "planted": defect.value,
    }
    row: Review = Review(**{**same, **own})
    row.save(force_insert=True)
    return row


def _sealed(original: Review, content: Content) -> SealedBlob:
    data = packed(content)
    return vault.seal(original.contact_id, reviews.PURPOSE, data)
