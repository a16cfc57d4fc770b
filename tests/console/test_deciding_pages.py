"""Deciding in the pages: who has it open, other words, stages, taking back, the history."""

import pytest

from compliance import looking, reviewer_groups, reviews
from compliance.models import Review, ReviewLook, ReviewState
from contacts.models import Contact
from enrollment import first_touch
from enrollment.models import Enrollment
from tenancy import actors, clock
from tenancy.models import Membership
from tests.console.browsing import browser, reads
from tests.console.scenes import enrolled, running
from tests.console.test_review_pages import QUEUE, approval, url, waiting
from tests.world import World, contact

LIST = "/w/acme/enrollments/"


def opens(review: Review, by: Membership) -> None:
    looking.open(review, by)


def words(review: Review) -> dict[str, str]:
    content = reviews.content_of(review)
    return {"subject": content.subject, "text": content.text}


def edit(review: Review, **changes: str) -> dict[str, str]:
    shown = {"seen_hash": review.content_hash, **words(review)}
    return {"decision": "edit", **shown, **changes}


# Who has it open


def test_reading_a_page_holds_nothing(in_acme: World) -> None:
    review = waiting(in_acme)
    page = browser(in_acme.reviewer).get(url(review)).content.decode()
    assert "Nobody else has it open." in page and 'hx-trigger="load, every 60s"' in page
    assert Review.objects.get().locked_by is None


def test_the_open_page_says_so_and_goes_on_saying_so(in_acme: World) -> None:
    review = waiting(in_acme)
    me = browser(in_acme.reviewer)
    answer = me.post(url(review, "look/"), headers={"HX-Request": "true"})
    assert "You have it open" in answer.content.decode()
    assert 'hx-trigger="every 60s"' in answer.content.decode()
    assert Review.objects.get().locked_by == in_acme.reviewer


def test_others_see_who_looks_and_have_no_buttons(in_acme: World) -> None:
    review = waiting(in_acme)
    opens(review, in_acme.reviewer)
    page = browser(in_acme.manager).get(url(review)).content.decode()
    assert page.count("Reviewer has it open") == 3
    assert 'value="approve"' not in page and "Take over" in page


def test_taking_over_works_without_a_script(in_acme: World) -> None:
    review = waiting(in_acme)
    opens(review, in_acme.reviewer)
    me = browser(in_acme.manager)
    page = me.post(url(review, "look/"), {"take_over": "1"}, follow=True).content.decode()
    assert "You have it open" in page and 'value="approve"' in page


def test_who_may_not_decide_takes_nothing_over(in_acme: World) -> None:
    review = waiting(in_acme)
    opens(review, in_acme.reviewer)
    browser(in_acme.admin).post(url(review, "look/"), {"take_over": "1"})
    assert Review.objects.get().locked_by == in_acme.reviewer
    assert ReviewLook.objects.filter(member=in_acme.admin).exists()


def test_a_page_that_waited_for_a_lock_loads_its_buttons(in_acme: World) -> None:
    review = waiting(in_acme)
    answer = browser(in_acme.manager).post(
        url(review, "look/"), {"was": "other"}, headers={"HX-Request": "true"}
    )
    assert answer.headers["HX-Refresh"] == "true"


def test_deciding_while_somebody_else_looks_is_refused(in_acme: World) -> None:
    review = waiting(in_acme)
    opens(review, in_acme.manager)
    answer = browser(in_acme.reviewer).post(url(review, "decide/"), approval(review))
    assert answer.status_code == 409
    assert "Manager has this message open" in answer.content.decode()


def test_the_queue_and_the_next_message_leave_out_what_others_hold(in_acme: World) -> None:
    first, second, third = (waiting(in_acme, f"p{n}@initech.example") for n in range(3))
    opens(first, in_acme.manager)
    opens(third, in_acme.manager)
    opens(first, in_acme.other_admin)
    me = browser(in_acme.reviewer)
    Review.objects.filter(pk=first.pk).update(
        locked_by=in_acme.other_admin, locked_until=clock.real_now() + looking.HOLD
    )
    assert me.get(QUEUE).context["review"].pk == second.pk
    answer = me.post(url(second, "decide/"), approval(second))
    assert answer.headers["Location"] == QUEUE


# By hand


def test_an_approval_by_hand_without_what_was_seen_is_refused(in_acme: World) -> None:
    review = waiting(in_acme)
    answer = browser(in_acme.reviewer).post(url(review, "decide/"), {"decision": "approve"})
    assert answer.status_code == 409
    assert "Say which message you looked at" in answer.content.decode()
    assert Review.objects.get().state == ReviewState.PENDING


# Other words


def test_a_reviewer_writes_other_words_and_somebody_else_decides(in_acme: World) -> None:
    review = waiting(in_acme)
    me = browser(in_acme.reviewer)
    me.post(url(review, "decide/"), edit(review, subject="Unlike"))
    renewed = Review.objects.get(supersedes=review)
    page = me.get(url(renewed)).content.decode()
    assert "You edited this message last" in page and 'value="approve"' not in page
    page = browser(in_acme.manager).get(url(renewed)).content.decode()
    assert "It came back" in page and "<ins>Unlike</ins>" in page


def test_words_with_an_error_come_back_with_what_is_wrong(in_acme: World) -> None:
    review = waiting(in_acme)
    answer = browser(in_acme.reviewer).post(url(review, "decide/"), edit(review, text="Call me."))
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Nobody could approve these words" in page and ">Call me.</textarea>" in page
    assert Review.objects.get().state == ReviewState.PENDING


# Stages


def staged(world: World) -> Review:
    group = reviewer_groups.create(
        "Claims",
        seat=world.admin,
        actor=actors.member(world.admin),
        members=[world.other_admin.pk, world.manager.pk],
    )
    review = waiting(world)
    stages = [
        {"name": "Any reviewer", "group": None, "hours": 4, "says": ""},
        {"name": "Claims", "group": str(group.pk), "hours": 4, "says": "It claims something"},
    ]
    causes = [{"rule": "claims", "says": "It contains a claim."}]
    Review.objects.update(stages=stages, causes=causes, policy=7)
    review.refresh_from_db()
    return review


def test_a_signature_says_who_is_next(in_acme: World) -> None:
    review = staged(in_acme)
    form = {**approval(review), "stage": "0"}
    page = browser(in_acme.reviewer).post(url(review, "decide/"), form, follow=True)
    assert "Signed. It waits for Claims now." in page.content.decode()


def test_the_page_names_causes_policy_and_who_signed(in_acme: World) -> None:
    review = staged(in_acme)
    browser(in_acme.reviewer).post(url(review, "decide/"), approval(review))
    page = browser(in_acme.manager).get(url(review)).content.decode()
    assert "It contains a claim." in page and "Rule claims of policy 7" in page
    assert "signed by Reviewer" in page and "stage 2 of 2" in page


def test_a_form_of_a_stage_that_is_signed_signs_nothing(in_acme: World) -> None:
    review = staged(in_acme)
    form = {**approval(review), "stage": "0"}
    browser(in_acme.reviewer).post(url(review, "decide/"), form)
    answer = browser(in_acme.manager).post(url(review, "decide/"), form)
    assert answer.status_code == 409
    assert Review.objects.get().stage == 1


# What came before


def test_a_drift_shows_what_is_different_and_why_it_came_back(in_acme: World) -> None:
    review = waiting(in_acme)
    Contact.objects.update(first_name="Pete")
    browser(in_acme.reviewer).post(url(review, "decide/"), approval(review))
    renewed = Review.objects.get(supersedes=review)
    page = browser(in_acme.reviewer).get(url(renewed)).content.decode()
    assert "It came back" in page and "Changed: first name." in page
    assert "<del>Peter</del><ins>Pete</ins>" in page


def test_the_history_names_every_decision_of_the_thread(in_acme: World) -> None:
    review = waiting(in_acme)
    me = browser(in_acme.reviewer)
    me.post(url(review, "decide/"), {"decision": "changes", "reason": "Too long"})
    text = words(review)["text"].replace("how do you check", "how do you learn")
    row = Enrollment.objects.get()
    browser(in_acme.rep).post(f"{LIST}{row.pk}/resubmit/", {"subject": "", "text": text})
    page = me.get(url(Review.objects.get(supersedes=review))).content.decode()
    assert "The history of this message: 2 reviews" in page
    assert "Asked for changes: Reviewer" in page and "<del>check</del><ins>learn</ins>" in page


def test_what_waits_for_the_rep_is_what_nobody_has_answered(in_acme: World) -> None:
    review = waiting(in_acme)
    me = browser(in_acme.reviewer)
    me.post(url(review, "decide/"), {"decision": "changes", "reason": "Too long"})
    assert len(me.get(f"{QUEUE}?view=sent_back").context["lines"]) == 1
    row = Enrollment.objects.get()
    browser(in_acme.rep).post(f"{LIST}{row.pk}/resubmit/", {"subject": "Short", "text": ""})
    assert me.get(f"{QUEUE}?view=sent_back").context["lines"] == []
    (over,) = me.get(f"{QUEUE}?view=closed").context["lines"]
    assert over.review.pk == review.pk


def test_each_finding_names_its_rule_and_version(in_acme: World) -> None:
    review = waiting(in_acme)
    where = {"field": "text", "start": 0, "end": 2, "text": "", "pack": "general"}
    said = {"code": "price", "severity": "warning", "message": "A price."}
    found = [{**where, **said, "rule": "general.price", "version": 9}]
    Review.objects.update(findings=found)
    page = browser(in_acme.reviewer).get(url(review)).content.decode()
    assert "general.price, version 9" in page


# Taking back


def test_an_approval_is_withdrawn_in_the_review(in_acme: World) -> None:
    row = running(in_acme, contact(owner=in_acme.rep))
    review = Review.objects.get()
    me = browser(in_acme.reviewer)
    assert "Withdraw the approval" in me.get(url(review)).content.decode()
    me.post(url(review, "decide/"), {"decision": "withdraw", "reason": "Wrong person"})
    assert Enrollment.objects.get(pk=row.pk).state == "awaiting_review"


def test_the_rep_takes_it_back_and_sends_it_again(in_acme: World) -> None:
    row = running(in_acme, contact(owner=in_acme.rep))
    me = browser(in_acme.rep)
    assert "Take the message back" in me.get(f"{LIST}{row.pk}/").content.decode()
    page = me.post(f"{LIST}{row.pk}/withdraw/", {"reason": "Wrong price"}, follow=True)
    assert "Send to review again" in page.content.decode()
    me.post(f"{LIST}{row.pk}/resubmit/", {"subject": "Short", "text": ""})
    assert Review.objects.get(state=ReviewState.PENDING).is_edited


def test_what_waits_to_be_answered_is_on_the_reps_day(in_acme: World) -> None:
    row = enrolled(in_acme, contact(owner=in_acme.rep))
    browser(in_acme.rep).post(f"{LIST}{row.pk}/withdraw/", {"reason": "Wrong price"})
    assert "Wrong price" in browser(in_acme.rep).get("/w/acme/").content.decode()


@pytest.mark.parametrize(("seat", "status"), [("viewer", 404), ("other_rep", 404)])
def test_others_take_nothing_back(in_acme: World, seat: str, status: int) -> None:
    row = running(in_acme, contact(owner=in_acme.rep))
    me = browser(getattr(in_acme, seat))
    assert me.post(f"{LIST}{row.pk}/withdraw/", {"reason": "No"}).status_code == status
    assert Enrollment.objects.get().state == "active"


def test_an_outsider_opens_nothing(in_acme: World, globex: World) -> None:
    review = waiting(in_acme)
    me = browser(globex.reviewer)
    assert me.post(f"/w/globex/review/{review.pk}/look/").status_code == 404
    assert me.post(f"/w/globex/review/{review.pk}/decide/", approval(review)).status_code == 404


# Reads


def test_a_long_history_takes_no_more_reads_than_a_short_one(in_acme: World) -> None:
    waiting(in_acme)
    me = browser(in_acme.manager)
    counts = []
    for names in (["Pete"], ["Pit", "Petra", "Pat"]):
        for name in names:
            Contact.objects.update(first_name=name)
            first_touch.refresh(Enrollment.objects.get().pk)
        newest = Review.objects.get(state=ReviewState.PENDING)
        with reads() as taken:
            page = me.get(url(newest)).content.decode()
        counts.append(taken.count)
    assert "5 reviews" in page
    assert counts[0] == counts[1]
