"""The list of enrollments, one of them, and what a person may do with it."""

from datetime import timedelta

import pytest

from compliance import reviews
from contacts.models import Contact
from enrollment import first_touch, services
from enrollment.evidence import hearing
from enrollment.models import Enrollment, EnrollmentState, ExitReason, PauseReason, SendIntent
from tenancy import actors, clock
from tests.console.browsing import BUDGET, browser, reads
from tests.console.doubts import doubtful
from tests.console.scenes import enrolled, reply_held, running
from tests.world import World, contact

LIST = "/w/acme/enrollments/"


def sent_back(world: World) -> Enrollment:
    row = enrolled(world, contact(owner=world.rep))
    assert row.review is not None
    first_touch.request_changes(
        row.review, seat=world.reviewer, actor=actors.member(world.reviewer), reason="Shorter"
    )
    return row


def test_the_list_shows_state_and_what_comes_next(in_acme: World) -> None:
    running(in_acme, contact(owner=in_acme.rep))
    page = browser(in_acme.rep).get(LIST).content.decode()
    assert "Active" in page
    assert "Email" in page


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("state=active", 1),
        ("state=awaiting_review", 1),
        ("state=live", 2),
        ("state=exited", 0),
        ("owner=me", 2),
        ("sequence=nonsense&state=nonsense", 2),
    ],
)
def test_the_filter_bar_narrows_the_list(in_acme: World, query: str, count: int) -> None:
    running(in_acme, contact("a@initech.example", owner=in_acme.rep))
    enrolled(in_acme, contact("b@initech.example", owner=in_acme.rep))
    page = browser(in_acme.rep).get(f"{LIST}?{query}")
    assert len(page.context["lines"]) == count


def test_the_list_takes_as_many_reads_for_twice_the_rows(in_acme: World) -> None:
    client = browser(in_acme.rep)
    running(in_acme, contact("a@initech.example", owner=in_acme.rep))
    with reads() as few:
        client.get(LIST)
    running(in_acme, contact("b@initech.example", owner=in_acme.rep))
    with reads() as many:
        client.get(LIST)
    assert few.count == many.count <= BUDGET


def test_the_page_shows_past_now_and_future(in_acme: World) -> None:
    row = running(in_acme, contact(owner=in_acme.rep))
    page = browser(in_acme.rep).get(f"{LIST}{row.pk}/")
    line = page.context["line"]
    assert line.past[0].title == "Enrolment requested"
    assert len(line.future) == 6
    assert "entry-now" in page.content.decode()


def test_every_decision_on_the_line_has_its_why(in_acme: World) -> None:
    row = running(in_acme, contact(owner=in_acme.rep))
    client = browser(in_acme.rep)
    line = client.get(f"{LIST}{row.pk}/").context["line"]
    decision = next(event.decision_id for event in line.past if event.decision_id)
    page = client.get(f"/w/acme/contacts/decisions/{decision}/").content.decode()
    assert "Rule by rule" in page


def test_the_page_shows_the_facts_and_what_came_back(in_acme: World) -> None:
    person = contact(owner=in_acme.rep)
    row = running(in_acme, person)
    reply_held(person, row)
    page = browser(in_acme.rep).get(f"{LIST}{row.pk}/").content.decode()
    assert "Needs a person" in page
    assert "Asked for it" in page


def test_a_long_history_takes_no_more_reads(in_acme: World) -> None:
    row = running(in_acme, contact(owner=in_acme.rep))
    client = browser(in_acme.rep)
    with reads() as few:
        client.get(f"{LIST}{row.pk}/")
    for _ in range(3):
        services.pause(row, reason=PauseReason.MANUAL, actor=actors.system("test"))
        services.resume(row, actor=actors.system("test"))
    with reads() as many:
        client.get(f"{LIST}{row.pk}/")
    assert few.count == many.count


def test_a_person_pauses_until_a_day_and_resumes(in_acme: World) -> None:
    row = running(in_acme, contact(owner=in_acme.rep))
    client = browser(in_acme.rep)
    day = (clock.now() + timedelta(days=5)).date()
    client.post(f"{LIST}{row.pk}/pause/", {"until": day.isoformat(), "note": "Fair"})
    paused = Enrollment.objects.get()
    assert (paused.state, paused.pause_note) == (EnrollmentState.PAUSED, "Fair")
    client.post(f"{LIST}{row.pk}/resume/")
    assert Enrollment.objects.get().state == EnrollmentState.ACTIVE


def test_a_person_pauses_what_waits_for_review_and_resumes_it(in_acme: World) -> None:
    row = enrolled(in_acme, contact(owner=in_acme.rep))
    client = browser(in_acme.rep)
    page = client.post(f"{LIST}{row.pk}/pause/", {"note": "Fair"}, follow=True).content.decode()
    assert "It is paused besides: Paused by a person (Fair)." in page
    assert f"{row.pk}/resume/" in page
    page = client.post(f"{LIST}{row.pk}/resume/", follow=True).content.decode()
    assert "It goes on once approved." in page
    assert "paused besides" not in page


@pytest.mark.parametrize("until", ["0001-01-01", "2020-01-01", "9999-12-31"])
def test_a_pause_ends_on_a_day_that_can_be_waited_for(in_acme: World, until: str) -> None:
    row = running(in_acme, contact(owner=in_acme.rep))
    client = browser(in_acme.rep)
    page = client.post(f"{LIST}{row.pk}/pause/", {"until": until}, follow=True)
    assert "next two years" in page.content.decode()
    assert Enrollment.objects.get().state == EnrollmentState.ACTIVE


def test_stopping_keeps_reason_and_evidence(in_acme: World) -> None:
    row = running(in_acme, contact(owner=in_acme.rep))
    data = {"reason": "disqualified", "evidence": "Ticket 12"}
    browser(in_acme.rep).post(f"{LIST}{row.pk}/stop/", data)
    over = Enrollment.objects.get()
    assert over.exit_reason == ExitReason.DISQUALIFIED
    assert (over.exit_evidence, over.exit_actor) == ("Ticket 12", "Rep")


def test_stopping_takes_the_message_out_of_review(in_acme: World) -> None:
    row = enrolled(in_acme, contact(owner=in_acme.rep))
    data = {"reason": "manual", "evidence": "Changed our mind"}
    browser(in_acme.rep).post(f"{LIST}{row.pk}/stop/", data)
    over = Enrollment.objects.select_related("review").get()
    assert over.review is not None
    assert over.review.state == "withdrawn"


def test_an_action_that_came_too_late_is_refused_in_words(in_acme: World) -> None:
    row = enrolled(in_acme, contact(owner=in_acme.rep))
    page = browser(in_acme.rep).post(f"{LIST}{row.pk}/resume/", follow=True)
    assert "no longer possible" in page.content.decode()


def test_a_rep_answers_the_reviewer_with_other_words(in_acme: World) -> None:
    row = sent_back(in_acme)
    client = browser(in_acme.rep)
    shown = client.get(f"{LIST}{row.pk}/resubmit/")
    assert "Shorter" in shown.content.decode()
    text = shown.context["form"].initial["text"]
    client.post(f"{LIST}{row.pk}/resubmit/", {"subject": "Short", "text": text})
    review = Enrollment.objects.select_related("review").get().review
    assert review is not None
    assert review.state == "pending"
    assert in_acme.rep.pk in review.barred


def test_sending_the_same_words_again_makes_nobody_an_author(in_acme: World) -> None:
    row = sent_back(in_acme)
    client = browser(in_acme.rep)
    shown = client.get(f"{LIST}{row.pk}/resubmit/").context["form"].initial
    as_browsers_send = {**shown, "text": shown["text"].replace("\n", "\r\n")}
    client.post(f"{LIST}{row.pk}/resubmit/", as_browsers_send)
    review = Enrollment.objects.select_related("review").get().review
    assert review is not None
    assert (review.state, review.last_editor_id) == ("pending", in_acme.admin.pk)


def test_words_for_one_person_that_are_sent_again_stay_theirs(in_acme: World) -> None:
    row = sent_back(in_acme)
    client = browser(in_acme.rep)
    page = f"{LIST}{row.pk}/resubmit/"
    client.post(page, {**client.get(page).context["form"].initial, "subject": "Short"})
    Contact.objects.update(first_name="Pjotr")
    first_touch.refresh(row.pk)
    shown = client.get(page)
    assert "sent as they stand here" in shown.content.decode()
    client.post(page, shown.context["form"].initial)
    review = Enrollment.objects.select_related("review").get().review
    assert review is not None
    assert (review.state, review.is_edited) == ("pending", True)
    assert reviews.content_of(review).subject == "Short"


def test_there_is_nothing_to_answer_once_it_runs(in_acme: World) -> None:
    row = running(in_acme, contact(owner=in_acme.rep))
    answer = browser(in_acme.rep).get(f"{LIST}{row.pk}/resubmit/")
    assert answer.headers["Location"] == "/w/acme/"


@pytest.mark.parametrize("verb", ["pause", "resume", "stop"])
def test_a_viewer_changes_nothing(in_acme: World, verb: str) -> None:
    row = running(in_acme, contact(owner=in_acme.rep))
    assert browser(in_acme.viewer).post(f"{LIST}{row.pk}/{verb}/").status_code == 404


def test_a_viewer_reads_without_actions(in_acme: World) -> None:
    row = running(in_acme, contact(owner=in_acme.rep))
    page = browser(in_acme.viewer).get(f"{LIST}{row.pk}/").content.decode()
    assert "Timeline" in page
    assert f"{row.pk}/stop/" not in page


def test_another_rep_and_an_outsider_do_not_find_it(in_acme: World, globex: World) -> None:
    row = running(in_acme, contact(owner=in_acme.rep))
    assert browser(in_acme.other_rep).get(f"{LIST}{row.pk}/").status_code == 404
    address = f"{LIST}{row.pk}/".replace("acme", "globex")
    assert browser(globex.admin).get(address).status_code == 404


@pytest.mark.parametrize(("overlap", "said"), [(0, "by 0 ms"), (None, "nobody noted when it left")])
def test_what_left_after_a_stop_says_so(in_acme: World, overlap: int | None, said: str) -> None:
    intent = doubtful(in_acme)
    hearing.note_heard(intent.message_id, signal_id="s1")
    SendIntent.objects.update(left_after_stop=True, overlap_ms=overlap)
    url = f"/w/acme/enrollments/{intent.touch.enrollment_id}/"
    page = browser(in_acme.rep).get(url).content.decode()
    assert "Left after the stop" in page and said in page


def test_the_timeline_names_steps_as_people_do(in_acme: World) -> None:
    row = running(in_acme, contact(owner=in_acme.rep))
    page = browser(in_acme.rep).get(f"{LIST}{row.pk}/").content.decode()
    assert '<span class="sub">Step 1 (Email)</span>' in page
    assert "</span>Step 2 (LinkedIn)" in page and ">intro<" not in page


def test_where_a_fact_came_from_is_said_in_words(in_acme: World) -> None:
    row = enrolled(in_acme, contact(owner=in_acme.rep))
    page = browser(in_acme.rep).get(f"{LIST}{row.pk}/").content.decode()
    assert "Contact: first name, revision 1" in page and "contact.first_name" not in page


def test_a_message_that_changed_says_what_in_words(in_acme: World) -> None:
    row = running(in_acme, contact(owner=in_acme.rep))
    Contact.objects.update(first_name="Pit")
    first_touch.refresh(row.pk)
    page = browser(in_acme.rep).get(f"{LIST}{row.pk}/").content.decode()
    assert "Changed: first name" in page
