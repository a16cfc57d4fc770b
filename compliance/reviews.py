"""First-touch reviews: a message exactly as it will leave, and a second person's decision on it.

The content lies sealed under the person; the review holds its hash. An approval names the hash
that the reviewer saw, and binds nothing else. Who wrote or edited the copy, enrolled the person or
owns the contact never decides, whatever their role.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from audit.actions import Action
from audit.recording import Fact, record_many
from audit.transitions import perform
from compliance import vault, weighing
from compliance.content import Content, content_hash, from_json, to_json
from compliance.findings import ContentFinding, Severity
from compliance.models import Review, SealedBlob
from contacts.models import Contact
from tenancy import clock
from tenancy.actors import Actor
from tenancy.errors import NotFound, Refused
from tenancy.models import Membership
from tenancy.roles import Capability

TIME_LIMIT = timedelta(hours=24)
MAX_REASON = 2_000
PURPOSE = "review"


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """What a review is opened for, and the people who therefore may not decide on it."""

    content: Content
    contact: Contact
    enrollment_id: UUID
    version_id: UUID
    step_key: str
    author: Membership
    last_editor: Membership
    enroller: Membership
    owner: Membership | None
    supersedes: Review | None = None
    also_barred: frozenset[UUID] = frozenset()


def open_review(
    content: Content,
    *,
    contact: Contact,
    enrollment_id: UUID,
    version_id: UUID,
    step_key: str,
    author: Membership,
    last_editor: Membership,
    enroller: Membership,
    owner: Membership | None,
    actor: Actor,
    supersedes: Review | None = None,
    also_barred: frozenset[UUID] = frozenset(),
) -> Review:
    """Ask for the review of one first message. See `open_many`."""
    opening = Opening(
        content=content,
        contact=contact,
        enrollment_id=enrollment_id,
        version_id=version_id,
        step_key=step_key,
        author=author,
        last_editor=last_editor,
        enroller=enroller,
        owner=owner,
        supersedes=supersedes,
        also_barred=also_barred,
    )
    return open_many([opening], actor=actor)[0]


def open_many(openings: Sequence[Opening], *, actor: Actor) -> list[Review]:
    """Ask for the review of many first messages, with a fixed number of statements.

    Raises Refused when one of the enrollments has a live review for the channel already: void or
    withdraw that one first.
    """
    with transaction.atomic():
        blobs = vault.seal_many([_plain(each) for each in openings])
        terms = weighing.terms()
        rows = [_row(each, blob, terms) for each, blob in zip(openings, blobs, strict=True)]
        try:
            with transaction.atomic():
                Review.objects.bulk_create(rows)
        except IntegrityError as error:
            if "one_live_review" not in str(error):
                raise
            raise Refused(
                "This enrolment has a review already. Decide or withdraw that one first.",
                code="already_in_review",
            ) from error
        record_many((_opened(row) for row in rows), actor=actor)
    return rows


def approve(
    review: Review, *, by: Membership, actor: Actor, seen_hash: str, reason: str = ""
) -> Review:
    """Let this content, and no other, leave. `seen_hash` is of the content that `by` looked at.

    Raises Refused when it is not the stored content any more, when four eyes are missing, when an
    error in it is accepted by nobody, or when the review was decided meanwhile.
    """
    with transaction.atomic():
        fresh = _locked(review)
        content = content_of(fresh)
        _check_content(fresh, content, seen_hash)
        check_four_eyes(fresh, by)
        weighing.check_no_error(weighed(fresh, content))
        return _decide(fresh, "approve", by=by, actor=actor, reason=_short(reason))


def request_changes(review: Review, *, by: Membership, actor: Actor, reason: str) -> Review:
    """Send the message back to its author, saying what to change."""
    with transaction.atomic():
        said = _needed(reason, "Say what should change.")
        return _decide(_locked(review), "request_changes", by=by, actor=actor, reason=said)


def reject(review: Review, *, by: Membership, actor: Actor, reason: str) -> Review:
    """Decide that this person is not contacted with this, saying why."""
    with transaction.atomic():
        said = _needed(reason, "Say why this message must not leave.")
        return _decide(_locked(review), "reject", by=by, actor=actor, reason=said)


def void(review: Review, *, actor: Actor, reason: str) -> Review:
    """End a review or an approval because the message is no longer the one looked at."""
    said = _needed(reason, "Say what has changed.")
    return _moved(review, "void", actor, reason=said)


def withdraw(review: Review, *, actor: Actor, reason: str) -> Review:
    """Take a review or an approval back before anything has left."""
    said = _needed(reason, "Say why it is taken back.")
    return _moved(review, "withdraw", actor, reason=said)


def content_of(review: Review) -> Content:
    """The stored message; raises vault.Erased when the person was erased."""
    blob = SealedBlob.objects.filter(pk=review.content_id).first() if review.content_id else None
    if blob is None:
        raise vault.Erased
    return from_json(json.loads(vault.unseal(blob)))


def findings_of(review: Review, content: Content) -> tuple[ContentFinding, ...]:
    """What the check found when the review was opened, with the words it is about.

    The words are cut from the content, because they are personal and lie sealed with it.
    """
    return tuple(_finding(stored, content) for stored in review.findings)


def weighed(review: Review, content: Content) -> tuple[weighing.Weighed, ...]:
    """The findings with what was accepted of them, and what newer rules find."""
    return weighing.weigh(review, findings_of(review, content), content)


def obstacle(review: Review, by: Membership) -> str:
    """Why this person may not decide on this review, as a sentence to them; '' when they may."""
    if not by.may(Capability.REVIEW):
        return "Your role may not decide on first messages. Ask a reviewer."
    # Whoever owns the contact by now counts as well as whoever did when the review was opened.
    owners = {review.owner_id, review.contact.owner_id}
    parts: dict[str, set[UUID | None]] = {
        "wrote this message": {review.author_id},
        "edited this message last": {review.last_editor_id},
        "enrolled this contact": {review.enroller_id},
        "own this contact": owners,
        "had a part in this message before": set(review.also_barred),
    }
    for part, members in parts.items():
        if by.pk in members:
            return f"You {part}, so another reviewer has to decide."
    return ""


def check_four_eyes(review: Review, by: Membership) -> None:
    """Raise Refused unless this person may decide on this review."""
    if sentence := obstacle(review, by):
        raise Refused(sentence, code="four_eyes")


def _plain(opening: Opening) -> vault.Plain:
    data = json.dumps(to_json(opening.content), separators=(",", ":")).encode()
    return vault.Plain(opening.contact.pk, PURPOSE, data)


def _row(opening: Opening, blob: SealedBlob, terms: weighing.Terms) -> Review:
    now = clock.now()
    found = weighing.found(opening.content, terms)
    row: Review = Review(
        contact=opening.contact,
        enrollment_id=opening.enrollment_id,
        version_id=opening.version_id,
        step_key=opening.step_key,
        channel=opening.content.channel,
        content=blob,
        content_hash=content_hash(opening.content),
        findings=[asdict(replace(finding, text="")) for finding in found],
        author=opening.author,
        last_editor=opening.last_editor,
        enroller=opening.enroller,
        owner=opening.owner,
        opened_at=now,
        stage_at=now,
        due_at=now + TIME_LIMIT,
        supersedes=opening.supersedes,
        also_barred=sorted(_barred_before(opening)),
    )
    if opening.supersedes:
        row.thread_id = opening.supersedes.thread_id
    return row


def _barred_before(opening: Opening) -> frozenset[UUID]:
    """Nobody gets clean by having the same message asked for again."""
    former = opening.supersedes.barred if opening.supersedes else frozenset()
    return former | opening.also_barred


def _opened(row: Review) -> Fact:
    data = {**_bound(row), "findings": sorted({found["code"] for found in row.findings})}
    if row.supersedes_id:
        data["supersedes"] = str(row.supersedes_id)
    return Fact(
        Action.REVIEW_OPENED,
        row,
        contact_id=row.contact_id,
        enrollment_id=row.enrollment_id,
        data=data,
    )


def _finding(stored: Mapping[str, Any], content: Content) -> ContentFinding:
    words = getattr(content, stored["field"])[stored["start"] : stored["end"]]
    severity = Severity(stored["severity"])
    return ContentFinding(**{**stored, "severity": severity, "text": words})


def _locked(review: Review) -> Review:
    try:
        fresh: Review = Review.objects.select_for_update().get(pk=review.pk)
    except Review.DoesNotExist as error:
        raise NotFound from error
    return fresh


def _check_content(fresh: Review, content: Content, seen_hash: str) -> None:
    stored = content_hash(content)
    if not seen_hash == fresh.content_hash == stored:
        raise Refused(
            "This is not the message that you looked at. Reload the page and look again.",
            code="content_changed",
        )


def _decide(fresh: Review, transition: str, *, by: Membership, actor: Actor, reason: str) -> Review:
    check_four_eyes(fresh, by)
    if actor.member_id != by.pk:
        raise Refused(
            "A review is decided by the person who answers for it. Log in as that person.",
            code="four_eyes",
        )
    return _moved(fresh, transition, actor, by=by, at=clock.now(), reason=reason)


def _moved(review: Review, transition: str, actor: Actor, **said: Any) -> Review:
    row: Review = perform(review, transition, actor=actor, data=_bound(review), **said)
    return row


def _bound(review: Review) -> dict[str, object]:
    return {"content_hash": review.content_hash, "step": review.step_key}


def _needed(reason: str, sentence: str) -> str:
    if not reason.strip():
        raise Refused(sentence, code="invalid", fields={"reason": sentence})
    return _short(reason)


def _short(reason: str) -> str:
    if len(reason) > MAX_REASON:
        sentence = f"The reason has more than {MAX_REASON} characters. Shorten it."
        raise Refused(sentence, code="invalid", fields={"reason": sentence})
    return reason.strip()
