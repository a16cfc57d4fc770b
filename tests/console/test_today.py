"""Today: what waits, the run through the tasks, and the decision on a reply."""

from datetime import timedelta

import pytest

from contacts.models import Contact
from enrollment.models import TaskWatch, Touch, TouchState
from sequences.models import StepKind
from tenancy import actors, clock
from tests.console.browsing import BUDGET, browser, reads
from tests.console.scenes import enrolled, reply_held, running, task_due
from tests.world import World, contact, draft

TODAY = "/w/acme/"
RUN = "/w/acme/today/run/"


def test_an_empty_day_names_the_next_step(in_acme: World) -> None:
    assert "Nothing waits for you" in browser(in_acme.rep).get(TODAY).content.decode()


def test_today_lists_tasks_pauses_and_replies(in_acme: World) -> None:
    task_due(in_acme, contact("a@initech.example", owner=in_acme.rep, first_name="Task"))
    person = contact("b@initech.example", owner=in_acme.rep, first_name="Reply")
    row = running(in_acme, person)
    reply_held(person, row)
    page = browser(in_acme.rep).get(TODAY).content.decode()
    assert all(title in page for title in ("Answers to see to", "Tasks due", "Waiting"))


def test_today_shows_only_what_is_ones_own(in_acme: World) -> None:
    task_due(in_acme, contact(owner=in_acme.rep))
    assert "Nothing waits for you" in browser(in_acme.other_rep).get(TODAY).content.decode()


def test_a_reviewer_is_sent_to_the_queue(in_acme: World) -> None:
    enrolled(in_acme, contact(owner=in_acme.rep))
    assert "1 waits for review" in browser(in_acme.reviewer).get(TODAY).content.decode()


def test_nobody_is_sent_to_reviews_they_may_not_decide(in_acme: World) -> None:
    enrolled(in_acme, contact(owner=in_acme.rep))
    assert "for review." not in browser(in_acme.admin).get(TODAY).content.decode()


def test_the_manager_of_the_team_sees_its_tasks(in_acme: World) -> None:
    task_due(in_acme, contact(owner=in_acme.rep))
    assert "Tasks due" in browser(in_acme.manager).get(TODAY).content.decode()


def test_an_outsider_does_not_find_the_workspace(in_acme: World, globex: World) -> None:
    assert browser(globex.admin).get(TODAY).status_code == 404


def test_the_most_overdue_task_comes_first(in_acme: World) -> None:
    young = task_due(in_acme, contact("a@initech.example", owner=in_acme.rep))
    old = task_due(in_acme, contact("b@initech.example", owner=in_acme.rep), timedelta(days=2))
    today = browser(in_acme.rep).get(TODAY).context["today"]
    assert [touch.pk for touch in today.tasks] == [old.pk, young.pk]


def test_a_message_sent_back_waits_for_whoever_enrolled(in_acme: World) -> None:
    from enrollment import first_touch

    row = enrolled(in_acme, contact(owner=in_acme.rep))
    assert row.review is not None
    first_touch.request_changes(
        row.review,
        seat=in_acme.reviewer,
        actor=actors.member(in_acme.reviewer),
        reason="Friendlier, please",
    )
    page = browser(in_acme.rep).get(TODAY).content.decode()
    assert "Friendlier, please" in page


def test_a_doubtful_send_is_shown_to_its_owner(in_acme: World) -> None:
    row = running(in_acme, contact(owner=in_acme.rep))
    Touch.objects.filter(enrollment=row).update(state=TouchState.UNKNOWN)
    assert "In doubt" in browser(in_acme.rep).get(TODAY).content.decode()


def test_today_takes_as_many_reads_for_twice_the_rows(in_acme: World) -> None:
    client = browser(in_acme.rep)

    def add(name: str) -> None:
        person = contact(f"{name}@initech.example", owner=in_acme.rep)
        row = running(in_acme, person)
        reply_held(person, row)
        task_due(in_acme, contact(f"{name}2@initech.example", owner=in_acme.rep))

    add("one")
    with reads() as few:
        client.get(TODAY)
    add("two")
    with reads() as many:
        client.get(TODAY)
    assert few.count == many.count <= BUDGET


def test_the_run_opens_the_first_task_with_its_instructions(in_acme: World) -> None:
    task_due(in_acme, contact(owner=in_acme.rep))
    page = browser(in_acme.rep).get(RUN).content.decode()
    assert "Do the LinkedIn step." in page
    assert "Task 1 of 1" in page


def test_what_was_escalated_is_in_the_list_of_whom_it_was_told(in_acme: World) -> None:
    touch = due(in_acme, StepKind.CALL)
    now = clock.now()
    made = {"due_at": touch.due_at, "next_at": now, "escalated_at": now, "waits": True}
    TaskWatch.objects.create(touch=touch, told=[in_acme.other_rep.pk], **made)
    page = browser(in_acme.other_rep).get(TODAY).text
    assert "Escalated, waits for a decision" in page


def test_a_run_says_what_happens_next_by_itself(in_acme: World) -> None:
    touch = due(in_acme, StepKind.CALL)
    TaskWatch.objects.create(touch=touch, due_at=touch.due_at, next_at=clock.now())
    page = browser(in_acme.rep).get(f"{RUN}?task={touch.pk}").text
    assert "Next by itself: a reminder" in page


def test_finishing_a_task_opens_the_next(in_acme: World) -> None:
    first = task_due(in_acme, contact("a@initech.example", owner=in_acme.rep), timedelta(days=1))
    second = task_due(in_acme, contact("b@initech.example", owner=in_acme.rep))
    answer = browser(in_acme.rep).post(f"/w/acme/today/tasks/{first.pk}/done/", {"note": "Sent"})
    assert answer.headers["Location"] == f"{RUN}?task={second.pk}"
    assert Touch.objects.get(pk=first.pk).state == TouchState.DONE


def due(world: World, kind: StepKind, **words: str) -> Touch:
    """A task of this kind, with these words in its step, is in the rep's list."""
    touch = task_due(world, contact(owner=world.rep))
    trial = draft(world.admin, name="Trial", motion="inbound")
    step = trial.steps.get(key="connect")
    for name, value in {"kind": kind, **words}.items():
        setattr(step, name, value)
    step.save()
    Touch.objects.filter(pk=touch.pk).update(kind=kind, step=step)
    found: Touch = Touch.objects.get(pk=touch.pk)
    return found


def test_the_outcome_of_a_task_fits_its_kind_and_is_kept(in_acme: World) -> None:
    touch, client = due(in_acme, StepKind.CALL), browser(in_acme.rep)
    page = client.get(RUN).content.decode()
    assert "Left message" in page and "Accepted" not in page
    client.post(f"/w/acme/today/tasks/{touch.pk}/done/", {"outcome": "interested"})
    assert Touch.objects.get(pk=touch.pk).outcome == "interested"


def test_an_outcome_of_another_kind_is_refused(in_acme: World) -> None:
    touch = due(in_acme, StepKind.CALL)
    page = browser(in_acme.rep).post(
        f"/w/acme/today/tasks/{touch.pk}/done/", {"outcome": "accepted", "note": "Kept"}
    )
    assert page.context["done_form"].errors["outcome"] and "Kept" in page.content.decode()
    assert Touch.objects.get(pk=touch.pk).state == TouchState.DUE


def test_an_email_to_personalise_opens_in_the_reps_own_program(in_acme: World) -> None:
    words = {"subject": 'For {{ company | default: "you" }}', "text": "Hi {{ first_name }}\n& you"}
    due(in_acme, StepKind.EMAIL_PERSONAL, **words)
    page = browser(in_acme.rep).get(RUN)
    link = "mailto:peter@initech.example?subject=For%20you&body=Hi%20Peter%0D%0A%26%20you"
    assert page.context["draft"].mailto == link
    assert 'data-copy="draft-text"' in page.content.decode()


def test_a_text_too_long_for_a_link_is_copied(in_acme: World) -> None:
    due(in_acme, StepKind.EMAIL_PERSONAL, subject="Long", text="Words. " * 400)
    page = browser(in_acme.rep).get(RUN)
    assert page.context["draft"].mailto == "mailto:peter@initech.example?subject=Long"
    assert "too long to be handed to a mail program" in page.content.decode()


def test_a_linkedin_task_shows_its_note_and_when_it_is_too_long(in_acme: World) -> None:
    due(in_acme, StepKind.LINKEDIN, text="Hi {{ first_name }}. " + "x" * 300)
    page = browser(in_acme.rep).get(RUN).content.decode()
    assert "Hi Peter." in page and "takes 300" in page and "mailto:" not in page


def test_skipping_needs_a_reason(in_acme: World) -> None:
    touch = task_due(in_acme, contact(owner=in_acme.rep))
    client = browser(in_acme.rep)
    page = client.post(f"/w/acme/today/tasks/{touch.pk}/skip/", {})
    assert page.context["skip_form"].errors["reason"]
    client.post(f"/w/acme/today/tasks/{touch.pk}/skip/", {"reason": "No profile"})
    assert Touch.objects.get(pk=touch.pk).state == TouchState.SKIPPED


def test_a_task_can_be_put_off_within_a_month(in_acme: World) -> None:
    touch = task_due(in_acme, contact(owner=in_acme.rep))
    client = browser(in_acme.rep)
    day = (clock.now() + timedelta(days=3)).date()
    client.post(f"/w/acme/today/tasks/{touch.pk}/snooze/", {"until": day.isoformat()})
    assert Touch.objects.get(pk=touch.pk).due_at.date() == day
    assert "All tasks are done" in client.get(RUN).content.decode()


def test_a_task_cannot_be_put_off_into_the_past(in_acme: World) -> None:
    touch = task_due(in_acme, contact(owner=in_acme.rep))
    page = browser(in_acme.rep).post(
        f"/w/acme/today/tasks/{touch.pk}/snooze/", {"until": "2020-01-01"}
    )
    assert page.status_code == 422 and page.context["snooze_form"].errors["until"]


def test_a_call_without_a_number_says_so(in_acme: World) -> None:
    touch, client = due(in_acme, StepKind.CALL), browser(in_acme.rep)
    assert "No number is known" in client.get(RUN).content.decode()
    Contact.objects.filter(pk=touch.enrollment.contact_id).update(mobile="+4930123456")
    assert "No number is known" not in client.get(RUN).content.decode()


@pytest.mark.parametrize("verb", ["done", "skip", "snooze"])
def test_nobody_does_the_tasks_of_another_rep(in_acme: World, verb: str) -> None:
    touch = task_due(in_acme, contact(owner=in_acme.rep))
    address = f"/w/acme/today/tasks/{touch.pk}/{verb}/"
    data = {"note": "", "reason": "x", "until": "2030-01-01"}
    assert browser(in_acme.other_rep).post(address, data).status_code == 404


def test_a_second_click_says_that_it_is_settled(in_acme: World) -> None:
    touch = task_due(in_acme, contact(owner=in_acme.rep))
    address, me = f"/w/acme/today/tasks/{touch.pk}/skip/", browser(in_acme.rep)
    me.post(address, {"reason": "On holiday"})
    answer = me.post(address, {"reason": "On holiday"}, follow=True, HTTP_REFERER=TODAY)
    assert "This is settled already: skipped." in answer.content.decode()


def test_a_viewer_has_no_run(in_acme: World) -> None:
    assert browser(in_acme.viewer).get(RUN).status_code == 404


def test_who_does_no_tasks_is_led_to_the_enrollment(in_acme: World) -> None:
    touch = task_due(in_acme, contact(owner=in_acme.rep))
    page = browser(in_acme.reviewer).get(TODAY).content.decode()
    assert f"/w/acme/enrollments/{touch.enrollment_id}/" in page
    assert f"today/run/?task={touch.pk}" not in page
