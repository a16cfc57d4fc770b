"""Why: the past from the record, now and the future by the facts."""

from datetime import timedelta

import pytest

from compliance.models import Decision
from compliance.packs import Channel
from compliance.verdicts import Outcome
from contacts.models import Contact
from enrollment.why import why
from tenancy import clock
from tenancy.errors import Refused
from tests.compliance.counting import counted
from tests.console.scenes import enrolled, version_of
from tests.world import World, contact

EMAIL = Channel.EMAIL
WEEK = timedelta(days=7)


@pytest.fixture
def person(in_acme: World) -> Contact:
    """Somebody who may be enrolled."""
    version_of(in_acme)
    return contact(owner=in_acme.rep)


def test_now_is_judged_by_the_facts_and_kept_nowhere(person: Contact) -> None:
    answer = why(person, EMAIL)
    assert answer.verdict is not None and answer.verdict.allows
    assert "nothing was kept" in answer.source and not Decision.objects.exists()


def test_a_moment_to_come_is_judged_for_that_moment(in_acme: World, person: Contact) -> None:
    in_acme.workspace.cool_off_days = 3
    in_acme.workspace.save()
    enrolled(in_acme, person)
    person.enrollments.update(
        state="exited",
        exit_reason="manual",
        exit_actor="t",
        exit_evidence="t",
        activated_at=clock.now(),
        exited_at=clock.now(),
    )
    now, later = why(person, EMAIL), why(person, EMAIL, clock.now() + WEEK)
    assert now.verdict is not None and now.verdict.outcome is Outcome.DEFER
    assert later.verdict is not None and later.verdict.allows


def test_the_past_is_what_was_kept_whatever_changed_since(in_acme: World, person: Contact) -> None:
    enrolled(in_acme, person)
    Contact.objects.filter(pk=person.pk).update(crm_opted_out=True)
    kept = Decision.objects.get()
    answer = why(person, EMAIL, kept.at + timedelta(microseconds=1))
    assert answer.decision == kept and answer.verdict is not None and answer.verdict.allows
    assert "From the record" in answer.source


def test_the_past_answers_with_the_newest_decision_by_then(in_acme: World, person: Contact) -> None:
    enrolled(in_acme, person)
    before = Decision.objects.get()
    enrolled(in_acme, person)
    assert why(person, EMAIL, before.at).decision == before


def test_before_anybody_asked_there_is_no_answer(in_acme: World, person: Contact) -> None:
    enrolled(in_acme, person)
    answer = why(person, EMAIL, clock.now() - WEEK)
    assert (answer.verdict, answer.lines) == (None, [])
    assert "Nobody had asked" in answer.source


def test_another_channel_has_its_own_past(in_acme: World, person: Contact) -> None:
    enrolled(in_acme, person)
    assert why(person, Channel.SMS, clock.now() - timedelta(microseconds=1)).verdict is None


def test_channels_are_judged_apart(person: Contact) -> None:
    person.do_not_call = True
    by_phone = why(person, Channel.CALL).verdict
    assert by_phone is not None and [each.rule for each in by_phone.blocks] == ["crm_opt_out"]


def test_who_is_in_a_sequence_is_asked_about_for_that_one(in_acme: World, person: Contact) -> None:
    row = enrolled(in_acme, person)
    answer = why(person, EMAIL)
    assert answer.version == row.version
    assert "exclusivity" not in {line.finding.rule for line in answer.lines}


def test_without_any_sequence_there_is_nothing_to_ask(in_acme: World) -> None:
    with pytest.raises(Refused, match="No sequence takes people"):
        why(contact(owner=in_acme.rep), EMAIL)


def test_an_answer_writes_nothing(in_acme: World, person: Contact) -> None:
    with counted() as statements:
        why(person, EMAIL)
    assert not [text for text in statements if not text.startswith("SELECT")]
