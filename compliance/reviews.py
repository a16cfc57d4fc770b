"""First-touch reviews: a message exactly as it will leave, and a second person's decision on it.

The content lies sealed under the person; the review holds its hash. An approval names the hash
that the reviewer saw, and binds nothing else. Who wrote or edited the copy, enrolled the person or
owns the contact never decides, whatever their role. A review has one stage or several, each signed
by somebody else; the last one approves.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from audit.actions import Action
from audit.recording import Fact, record, record_many
from audit.transitions import perform, perform_locked
from compliance import (
    grouping,
    looking,
    review_policy,
    reviewer_groups,
    signatures,
    stages,
    vault,
    weighing,
)
from compliance.content import Content, content_hash, packed, unpacked
from compliance.findings import ContentFinding, Severity
from compliance.models import Review, ReviewState, SealedBlob, Signed
from compliance.review_policy import Handling, Routed
from contacts.models import Contact
from tenancy import clock
from tenancy.actors import Actor
from tenancy.errors import NotFound, Refused
from tenancy.models import Membership
from tenancy.roles import Capability

MAX_REASON = 2_000
_WHY: Mapping[Signed, str] = {
    Signed.CHANGES_REQUESTED: "Say what should change.",
    Signed.REJECTED: "Say why this message must not leave.",
    Signed.WITHDRAWN: "Say why it is taken back.",
}
PURPOSE = "review"


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """What a review is opened for, and the people who therefore may not decide on it.

    `findings` None has the content checked, `routed` None takes the built-in policy.
    """

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
    findings: tuple[ContentFinding, ...] | None = None
    routed: Routed | None = None
    is_edited: bool = False


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
    review: Review,
    *,
    by: Membership,
    actor: Actor,
    seen_hash: str,
    reason: str = "",
    group_key: str = "",
    take_over: bool = False,
) -> Review:
    """Sign the stage that `review` was at when it was loaded; the last one lets this content, and
    no other, leave. `seen_hash` is of the content that `by` looked at.

    Refused: not_looked_at (no hash), content_changed, four_eyes, findings (an error is accepted by
    nobody), locked (somebody else has it open, unless `take_over`), expired, state_changed.
    """
    said = _short(reason)
    with transaction.atomic():
        fresh = _locked(review)
        content = content_of(fresh)
        _check_content(fresh, content, seen_hash)
        _check_may(fresh, by, actor, take_over)
        _check_stage(fresh, review.stage)
        weighing.check_no_error(weighed(fresh, content))
        signatures.sign(fresh, by, Signed.APPROVED, reason=said, group_key=group_key)
        if stages.is_last(fresh):
            return _settled(fresh, "approve", by, actor, said)
        return _passed(fresh, actor)


def request_changes(
    review: Review, *, by: Membership, actor: Actor, reason: str, take_over: bool = False
) -> Review:
    """Send the message back to its author, saying what to change. Refused as `approve`."""
    said = reason_of(Signed.CHANGES_REQUESTED, reason)
    with transaction.atomic():
        fresh = _locked(review)
        _check_may(fresh, by, actor, take_over)
        return _ended(fresh, "request_changes", Signed.CHANGES_REQUESTED, by, actor, said)


def reject(
    review: Review, *, by: Membership, actor: Actor, reason: str, take_over: bool = False
) -> Review:
    """Decide that this person is not contacted with this, saying why. Refused as `approve`."""
    said = reason_of(Signed.REJECTED, reason)
    with transaction.atomic():
        fresh = _locked(review)
        _check_may(fresh, by, actor, take_over)
        return _ended(fresh, "reject", Signed.REJECTED, by, actor, said)


def pass_on(
    review: Review,
    *,
    by: Membership,
    actor: Actor,
    seen_hash: str,
    reason: str = "",
    take_over: bool = False,
) -> Review:
    """End a review because a reviewer writes other words; the one that follows is another
    person's. Refused as `approve`."""
    said = _short(reason)
    with transaction.atomic():
        fresh = _locked(review)
        _check_content(fresh, content_of(fresh), seen_hash)
        _check_may(fresh, by, actor, take_over)
        signatures.sign(fresh, by, Signed.PASSED_ON, reason=said)
        told = f"{by.label} wrote other words and passed it on. {said}".strip()
        return _moved(fresh, "void", actor, reason=told)


def void(review: Review, *, actor: Actor, reason: str) -> Review:
    """End a review or an approval because the message is no longer the one looked at."""
    said = _needed(reason, "Say what has changed.")
    return _moved(review, "void", actor, reason=said)


def hand_back(review: Review, *, actor: Actor, reason: str) -> Review:
    """As `void`, where the rep has to write it anew: nobody decides on it until then, so its time
    is not running either."""
    with transaction.atomic():
        done = void(review, actor=actor, reason=reason)
        done.expires_at = None
        done.save(update_fields=["expires_at"])
        return done


def withdraw(review: Review, *, actor: Actor, reason: str, by: Membership | None = None) -> Review:
    """Take a review or an approval back before anything has left, signed by whoever does it."""
    said = reason_of(Signed.WITHDRAWN, reason)
    with transaction.atomic():
        done = _moved(review, "withdraw", actor, reason=said)
        if by is not None:
            signatures.sign(done, by, Signed.WITHDRAWN, reason=said)
        return done


def content_of(review: Review) -> Content:
    """The stored message; raises vault.Erased when the person was erased."""
    blob = _blob(review)
    if blob is None:
        raise vault.Erased
    return unpacked(vault.unseal(blob))


def _blob(review: Review) -> SealedBlob | None:
    """Loaded with the review, else asked for: it may have gone since."""
    if review.content_id is None or "content" in review._state.fields_cache:
        return review.content
    return SealedBlob.objects.filter(pk=review.content_id).first()


def contents_of(rows: Sequence[Review]) -> dict[UUID, Content]:
    """The stored messages of reviews that were loaded with their `content`, by review; those of
    erased people are left out. One statement."""
    blobs = {row.pk: row.content for row in rows if row.content is not None}
    texts = vault.unseal_many(list(blobs.values())) if blobs else {}
    return {pk: unpacked(texts[blob.pk]) for pk, blob in blobs.items() if blob.pk in texts}


def findings_of(review: Review, content: Content) -> tuple[ContentFinding, ...]:
    """What the check found when the review was opened, with the words it is about.

    The words are cut from the content, because they are personal and lie sealed with it.
    """
    return tuple(_finding(stored, content) for stored in review.findings)


def weighed(review: Review, content: Content) -> tuple[weighing.Weighed, ...]:
    """The findings with what was accepted of them, and what newer rules find."""
    return weighing.weigh(review, findings_of(review, content), content)


def obstacle(review: Review, by: Membership, groups: frozenset[UUID] | None = None) -> str:
    """Why this person may not decide on this review, as a sentence to them; '' when they may.

    `groups` are those of the person (`reviewer_groups.of_member`); without them they are read
    when the stage asks. For many reviews load `signatures` with them.
    """
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
    if by.pk in signatures.approvers(review):
        return "You signed an earlier stage of this message, so another reviewer has to decide."
    return _not_of_the_stage(review, by, groups)


def _not_of_the_stage(review: Review, by: Membership, groups: frozenset[UUID] | None) -> str:
    """Once nobody of a group has decided in time, it is everybody's."""
    stage = stages.current(review)
    if stage.group is None or review.escalated_at is not None:
        return ""
    mine = reviewer_groups.of_member(by) if groups is None else groups
    if stage.group in mine:
        return ""
    return f"This stage is for {stage.name}. Somebody of that group decides next."


def check_four_eyes(review: Review, by: Membership) -> None:
    """Raise Refused unless this person may decide on this review."""
    if sentence := obstacle(review, by):
        raise Refused(sentence, code="four_eyes")


def _plain(opening: Opening) -> vault.Plain:
    data = packed(opening.content)
    return vault.Plain(opening.contact.pk, PURPOSE, data)


def _row(opening: Opening, blob: SealedBlob, terms: weighing.Terms) -> Review:
    now = clock.now()
    found = opening.findings
    if found is None:
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
        due_at=now,
        supersedes=opening.supersedes,
        also_barred=sorted(_barred_before(opening)),
        is_edited=opening.is_edited,
    )
    _follow_policy(row, opening, {each.code for each in found})
    if opening.supersedes:
        row.thread_id = opening.supersedes.thread_id
        _keep_age(row, opening.supersedes)
    return row


def _follow_policy(row: Review, opening: Opening, codes: set[str]) -> None:
    """What the policy says of it: who looks at it, how, and until when."""
    routed = opening.routed or review_policy.without_rules(review_policy.built_in())
    row.policy, row.handling = routed.policy, routed.handling.value
    row.causes = [cause.to_data() for cause in routed.causes]
    row.stages = [stage.to_data() for stage in routed.stages]
    row.due_at = row.opened_at + timedelta(hours=routed.stages[0].hours)
    if routed.expires_after is not None:
        row.expires_at = row.opened_at + routed.expires_after
    if routed.handling is Handling.GROUP:
        row.group_key = grouping.key(
            opening.content,
            version_id=opening.version_id,
            step_key=opening.step_key,
            policy=routed.policy,
            stages=routed.stages,
            findings=codes,
        )


def _keep_age(row: Review, former: Review) -> None:
    """While nobody has decided, asking again is no way to wait for ever: the message expires when
    the first one would have, and who was let in by its escalation stays in. Only the time of the
    stage begins anew, since there is something new to read."""
    taken_back = former.state == ReviewState.WITHDRAWN
    if taken_back or former.decided_at or former.stage or former.expires_at is None:
        return
    row.expires_at = min(row.expires_at or former.expires_at, former.expires_at)
    row.due_at = min(row.due_at, row.expires_at)
    if stages.current(row).group == stages.current(former).group:
        row.escalated_at = former.escalated_at


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
        rows = Review.objects.select_related("contact", "content")
        fresh: Review = rows.select_for_update(of=("self",)).get(pk=review.pk)
    except Review.DoesNotExist as error:
        raise NotFound from error
    return fresh


def _check_content(fresh: Review, content: Content, seen_hash: str) -> None:
    if not seen_hash:
        raise Refused(
            "Say which message you looked at: open it, and decide on what it shows (`seen_hash`).",
            code="not_looked_at",
            fields={"seen_hash": "The content_hash of the message that you looked at is missing."},
        )
    stored = content_hash(content)
    if not seen_hash == fresh.content_hash == stored:
        raise Refused(
            "This is not the message that you looked at. Reload the page and look again.",
            code="content_changed",
        )


def _check_may(fresh: Review, by: Membership, actor: Actor, take_over: bool) -> None:
    check_four_eyes(fresh, by)
    if actor.member_id != by.pk:
        raise Refused(
            "A review is decided by the person who answers for it. Log in as that person.",
            code="four_eyes",
        )
    _check_in_time(fresh)
    if not take_over:
        looking.check_free(fresh, by)


def _check_in_time(fresh: Review) -> None:
    """What is over is over, also before the house comes round to say so."""
    if fresh.expires_at is not None and fresh.expires_at <= clock.now():
        end = f"{fresh.expires_at:%d %b %Y, %H:%M} UTC"
        raise Refused(f"Nobody decided by {end}, so this is never sent.", code="expired")


def _check_stage(fresh: Review, seen: int) -> None:
    """Who meant to sign a stage that somebody else has signed meanwhile signs nothing."""
    if fresh.stage != seen:
        raise Refused(
            "Somebody signed this stage while you looked. Reload the page to see the next one.",
            code="state_changed",
        )


def _passed(fresh: Review, actor: Actor) -> Review:
    """On to the next stage; the review goes on waiting."""
    signed = fresh.stage
    columns = stages.enter(fresh, signed + 1, clock.now())
    fresh.save(update_fields=columns)
    said: dict[str, Any] = {**_bound(fresh), "stage": signed}
    record(Action.REVIEW_SIGNED, fresh, actor=actor, **said)
    return fresh


def _ended(
    fresh: Review, transition: str, signed: Signed, by: Membership, actor: Actor, reason: str
) -> Review:
    signatures.sign(fresh, by, signed, reason=reason)
    return _settled(fresh, transition, by, actor, reason)


def _settled(fresh: Review, transition: str, by: Membership, actor: Actor, reason: str) -> Review:
    """Decided by somebody; the row is locked."""
    said = {"by": by, "at": clock.now(), "reason": reason}
    return perform_locked(fresh, transition, actor=actor, data=_bound(fresh), **said)


def _moved(review: Review, transition: str, actor: Actor, **said: Any) -> Review:
    row: Review = perform(review, transition, actor=actor, data=_bound(review), **said)
    return row


def _bound(review: Review) -> dict[str, object]:
    return {"content_hash": review.content_hash, "step": review.step_key}


def reason_of(decision: Signed, given: str) -> str:
    """The reason of a decision as it is kept. Refused: invalid (missing where the decision needs
    one, too long, or with a NUL, which cannot be stored)."""
    return _needed(given, _WHY[decision]) if decision in _WHY else _short(given)


def _needed(reason: str, sentence: str) -> str:
    if not reason.strip():
        raise Refused(sentence, code="invalid", fields={"reason": sentence})
    return _short(reason)


def _short(reason: str) -> str:
    sentence = ""
    if len(reason) > MAX_REASON:
        sentence = f"The reason has more than {MAX_REASON} characters. Shorten it."
    elif "\0" in reason:
        sentence = "The reason has a character that cannot be stored, NUL. Delete it."
    if sentence:
        raise Refused(sentence, code="invalid", fields={"reason": sentence})
    return reason.strip()
