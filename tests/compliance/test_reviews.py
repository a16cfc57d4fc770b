"""First-touch reviews: four eyes on exactly the message that leaves."""

import json
import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from audit.actions import Action
from audit.models import Entry
from compliance import reviews, vault
from compliance.content import content_hash, to_json
from compliance.models import Review, ReviewState, SealedBlob
from tenancy.actors import Actor, api_key, member
from tenancy.errors import NotFound, Refused
from tenancy.ids import uuid7
from tenancy.models import ApiKey, Membership
from tenancy.scope import scope
from tests.compliance.counting import counted
from tests.compliance.messages import message, opening, pending
from tests.compliance.racing import PATIENCE, race
from tests.world import World, contact


def approve(review: Review, by: Membership, **changes: Any) -> Review:
    said: dict[str, Any] = {"actor": member(by), "seen_hash": review.content_hash, **changes}
    return reviews.approve(review, by=by, **said)


# Opening


def test_a_review_waits_for_24_hours(in_acme: World) -> None:
    review = pending(in_acme, contact())
    assert review.state == ReviewState.PENDING
    assert review.due_at - review.opened_at == timedelta(hours=24)


def test_the_message_is_kept_as_it_is_and_sealed(in_acme: World) -> None:
    review = Review.objects.get(pk=pending(in_acme, contact()).pk)
    assert reviews.content_of(review) == message(in_acme)
    assert review.content and b"Peter" not in bytes(review.content.ciphertext)


def test_the_review_names_the_hash_of_its_message(in_acme: World) -> None:
    assert pending(in_acme, contact()).content_hash == content_hash(message(in_acme))


def test_findings_are_kept_without_words_and_shown_with_them(in_acme: World) -> None:
    review = Review.objects.get(pk=pending(in_acme, contact()).pk)
    (finding,) = reviews.findings_of(review, reviews.content_of(review))
    assert (finding.code, finding.text) == ("price", "$100")
    assert "$100" not in str(review.findings)


def test_the_opening_is_on_record_without_a_word_of_the_message(in_acme: World) -> None:
    review = pending(in_acme, contact())
    entry = Entry.objects.get(action=Action.REVIEW_OPENED)
    assert (entry.contact_id, entry.enrollment_id) == (review.contact_id, review.enrollment_id)
    assert set(entry.data) == {"content_hash", "step", "findings"}


def test_an_enrolment_has_one_live_review(in_acme: World) -> None:
    review = pending(in_acme, contact())
    with pytest.raises(Refused, match="review already"):
        pending(in_acme, review.contact, enrollment_id=review.enrollment_id)
    assert Review.objects.count() == 1


def test_a_void_review_makes_room_for_the_next(in_acme: World) -> None:
    old = pending(in_acme, contact())
    reviews.void(old, actor=member(in_acme.rep), reason="The message changed.")
    new = pending(in_acme, old.contact, enrollment_id=old.enrollment_id, supersedes=old)
    assert new.supersedes_id == old.pk


def test_many_are_opened_with_as_many_statements_as_one(in_acme: World) -> None:
    people = [contact(f"p{n}@initech.example") for n in range(60)]
    counts = []
    for some in (people[:1], people[1:]):
        with counted() as seen:
            reviews.open_many([opening(in_acme, each) for each in some], actor=member(in_acme.rep))
        counts.append(len(seen))
    assert counts[0] == counts[1]


# Deciding


@pytest.mark.parametrize("name", ["reviewer", "manager", "admin"])
def test_a_second_person_approves_what_they_saw(in_acme: World, name: str) -> None:
    by: Membership = getattr(in_acme, name)
    done = approve(pending(in_acme, contact()), by)
    assert (done.state, done.decided_by_id) == (ReviewState.APPROVED, by.pk)


def test_an_approval_is_one_entry_with_the_hash(in_acme: World) -> None:
    review = pending(in_acme, contact())
    approve(review, in_acme.reviewer)
    entry = Entry.objects.get(action=Action.REVIEW_APPROVE)
    assert entry.data["content_hash"] == review.content_hash
    assert (entry.actor_id, entry.contact_id) == (str(in_acme.reviewer.pk), review.contact_id)


@pytest.mark.parametrize("part", ["author", "last_editor", "enroller", "owner"])
def test_whoever_had_a_part_in_it_does_not_decide(in_acme: World, part: str) -> None:
    review = pending(in_acme, contact(), **{part: in_acme.admin})
    with pytest.raises(Refused, match="another reviewer") as refusal:
        approve(review, in_acme.admin)
    assert refusal.value.code == "four_eyes"


@pytest.mark.parametrize("decision", ["request_changes", "reject"])
def test_whoever_had_a_part_in_it_does_not_send_it_back_either(
    in_acme: World, decision: str
) -> None:
    review = pending(in_acme, contact(), enroller=in_acme.admin)
    with pytest.raises(Refused, match="enrolled this contact"):
        getattr(reviews, decision)(
            review, by=in_acme.admin, actor=member(in_acme.admin), reason="No"
        )


def test_whoever_became_the_owner_meanwhile_does_not_decide(in_acme: World) -> None:
    person = contact()
    review = pending(in_acme, person)
    person.owner = in_acme.manager
    person.save()
    with pytest.raises(Refused, match="own this contact"):
        approve(review, in_acme.manager)


@pytest.mark.parametrize("name", ["viewer", "rep", "other_rep"])
def test_only_reviewing_roles_decide(in_acme: World, name: str) -> None:
    review = pending(in_acme, contact(), author=in_acme.admin, last_editor=in_acme.admin)
    with pytest.raises(Refused, match="Your role"):
        approve(review, getattr(in_acme, name))


def test_a_disabled_reviewer_does_not_decide(in_acme: World) -> None:
    in_acme.reviewer.is_active = False
    with pytest.raises(Refused, match="Your role"):
        approve(pending(in_acme, contact()), in_acme.reviewer)


def key_of(seat: Membership) -> Actor:
    return api_key(ApiKey(name="Robot", role="admin", created_by=seat))


def test_the_person_behind_a_key_is_held_to_four_eyes(in_acme: World) -> None:
    review = pending(in_acme, contact(), enroller=in_acme.admin)
    with pytest.raises(Refused, match="enrolled this contact"):
        approve(review, in_acme.admin, actor=key_of(in_acme.admin))


def test_a_key_does_not_lend_somebody_elses_eyes(in_acme: World) -> None:
    review = pending(in_acme, contact(), enroller=in_acme.admin)
    with pytest.raises(Refused, match="person who answers for it"):
        approve(review, in_acme.reviewer, actor=key_of(in_acme.admin))


def test_another_hash_than_the_one_seen_is_refused(in_acme: World) -> None:
    review = pending(in_acme, contact())
    with pytest.raises(Refused, match="Reload the page") as refusal:
        approve(review, in_acme.reviewer, seen_hash="0" * 64)
    assert refusal.value.code == "content_changed"
    assert Review.objects.get().state == ReviewState.PENDING


def test_a_stored_message_that_was_swapped_is_refused(in_acme: World) -> None:
    review = pending(in_acme, contact())
    other = json.dumps(to_json(message(in_acme, text="Something else"))).encode()
    review.content = vault.seal(review.contact_id, reviews.PURPOSE, other)
    review.save()
    with pytest.raises(Refused, match="not the message that you looked at"):
        approve(review, in_acme.reviewer)


def test_an_erased_message_cannot_be_approved(in_acme: World) -> None:
    review = pending(in_acme, contact())
    vault.forget(review.contact_id)
    assert Review.objects.get().content_id is None
    with pytest.raises(vault.Erased):
        approve(review, in_acme.reviewer)


@pytest.mark.parametrize("decision", ["request_changes", "reject"])
def test_sending_back_needs_a_reason(in_acme: World, decision: str) -> None:
    by = in_acme.reviewer
    with pytest.raises(Refused, match="Say") as refusal:
        getattr(reviews, decision)(
            pending(in_acme, contact()), by=by, actor=member(by), reason="  "
        )
    assert "reason" in refusal.value.fields


@pytest.mark.parametrize(
    ("decision", "state"),
    [("request_changes", ReviewState.CHANGES_REQUESTED), ("reject", ReviewState.REJECTED)],
)
def test_sending_back_keeps_the_reason_out_of_the_audit(
    in_acme: World, decision: str, state: str
) -> None:
    by = in_acme.reviewer
    done = getattr(reviews, decision)(
        pending(in_acme, contact()), by=by, actor=member(by), reason="Peter left Initech"
    )
    assert (done.state, done.reason) == (state, "Peter left Initech")
    assert "Peter" not in str(list(Entry.objects.values_list("data", flat=True)))


def test_a_reason_of_a_novel_is_refused(in_acme: World) -> None:
    with pytest.raises(Refused, match="Shorten"):
        approve(pending(in_acme, contact()), in_acme.reviewer, reason="x" * 2_001)


def test_a_decided_review_is_not_decided_again(in_acme: World) -> None:
    review = pending(in_acme, contact())
    approve(review, in_acme.reviewer)
    with pytest.raises(Refused) as refusal:
        reviews.reject(review, by=in_acme.manager, actor=member(in_acme.manager), reason="No")
    assert refusal.value.code == "state_changed"


@pytest.mark.parametrize(
    ("end", "state"), [("void", ReviewState.VOID), ("withdraw", ReviewState.WITHDRAWN)]
)
def test_an_approval_can_be_taken_back(in_acme: World, end: str, state: str) -> None:
    done = approve(pending(in_acme, contact()), in_acme.reviewer)
    ended = getattr(reviews, end)(done, actor=member(in_acme.rep), reason="It changed.")
    assert (ended.state, ended.decided_by_id) == (state, in_acme.reviewer.pk)


def test_a_review_of_another_workspace_does_not_exist(acme: World, globex: World) -> None:
    with scope(acme.workspace.pk):
        review = pending(acme, contact())
    with scope(globex.workspace.pk), pytest.raises(NotFound):
        approve(review, globex.reviewer)


# Two at once


def _decisions(world: World, review: Review) -> int:
    with scope(world.workspace.pk), transaction.atomic():
        rows = Entry.objects.filter(action__startswith="review.", target_id=str(review.pk))
        return rows.exclude(action=Action.REVIEW_OPENED).count()


def _committed(world: World) -> Review:
    with scope(world.workspace.pk), transaction.atomic():
        return pending(world, contact())


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_two_reviewers_would_both_decide(acme: World) -> None:
    review = _committed(acme)
    met = threading.Barrier(2, timeout=PATIENCE)

    def careless(by: Membership) -> str:
        undecided = Review.objects.get(pk=review.pk).decided_by_id is None
        met.wait()
        Review.objects.filter(pk=review.pk).update(decided_by=by)
        return "decided" if undecided else "too late"

    results = race(
        acme.workspace.pk, lambda: careless(acme.reviewer), lambda: careless(acme.manager)
    )
    assert results == ["decided", "decided"]


@pytest.mark.django_db(transaction=True)
def test_two_reviewers_at_once_make_exactly_one_decision(acme: World) -> None:
    review = _committed(acme)
    by = acme.manager
    results = race(
        acme.workspace.pk,
        lambda: approve(review, acme.reviewer),
        lambda: reviews.reject(review, by=by, actor=member(by), reason="No"),
    )
    assert sum(isinstance(each, Review) for each in results) == 1
    assert sum(isinstance(each, Refused) for each in results) == 1
    assert _decisions(acme, review) == 1


def test_two_people_with_the_same_message_have_their_own_texts(in_acme: World) -> None:
    first, second = (pending(in_acme, contact(f"p{n}@x.example")) for n in range(2))
    vault.forget(first.contact_id)
    second = Review.objects.get(pk=second.pk)
    assert reviews.content_of(second) == message(in_acme)
    assert SealedBlob.objects.count() == 1


def test_why_somebody_may_not_decide_can_be_shown_before(in_acme: World) -> None:
    review = pending(in_acme, contact())
    assert reviews.obstacle(review, in_acme.reviewer) == ""
    assert "role" in reviews.obstacle(review, in_acme.rep)


def test_an_unknown_review_is_not_found(in_acme: World) -> None:
    with pytest.raises(NotFound):
        reviews.reject(
            Review(pk=uuid7()), by=in_acme.admin, actor=member(in_acme.admin), reason="No"
        )
