"""Every first message is opened on the way that the workspace's policy says."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from compliance import policing
from compliance.models import Review
from compliance.policy_document import read
from compliance.review_policy import Cause
from contacts.models import Contact
from enrollment import first_touch, review_policies, rewording, routing
from enrollment.models import Enrollment
from sequences.models import Sequence, Version
from tenancy import clock
from tenancy.actors import member
from tenancy.errors import Refused
from tests.compliance import policies
from tests.compliance.counting import counted
from tests.compliance.policies import by, claims, document, in_force, rule
from tests.enrollment.stage import approve, enrol, reload
from tests.world import World, account, contact

NEW_SEGMENT = {"cause": "new_segment", "fewer_than": 1}


@transaction.atomic
def governs(world: World, *rules: dict[str, Any], **more: Any) -> int:
    return int(in_force(world, *rules, **more).number)


@transaction.atomic
def person(world: World, name: str, **more: Any) -> Contact:
    return contact(f"{name}@initech.example", owner=world.rep, **more)


@transaction.atomic
def review_of(row: Enrollment) -> Review:
    found: Review = Review.objects.get(pk=Enrollment.objects.get(pk=row.pk).review_id)
    return found


def causes(row: Enrollment) -> list[str]:
    return [cause["rule"] for cause in review_of(row).causes]


def test_without_a_policy_any_reviewer_looks_at_it_alone_within_a_day(waiting: Enrollment) -> None:
    review = review_of(waiting)
    assert (review.policy, review.handling, review.group_key) == (0, "single", "")
    assert [(each["group"], each["hours"]) for each in review.stages] == [(None, 24)]
    assert review.due_at - review.stage_at == timedelta(hours=24)
    assert review.expires_at == review.opened_at + timedelta(days=14)


def test_a_review_keeps_what_the_policy_said_of_it(
    stage: World, version: Version, peter: Contact
) -> None:
    with transaction.atomic():
        group = claims(stage)
    number = governs(stage, rule("fair", {"cause": "always"}, group.pk, hours=6), expire_days=7)
    review = review_of(enrol(stage, version, peter))
    assert (review.policy, review.handling, review.stage) == (number, "single", 0)
    assert review.causes == [{"rule": "fair", "says": "Every first message is looked at."}]
    assert review.stages == [{"name": "Claims", "group": str(group.pk), "hours": 6, "says": "Fair"}]
    assert review.due_at == review.opened_at + timedelta(hours=6)
    assert review.expires_at == review.opened_at + timedelta(days=7)


def test_a_message_that_may_be_approved_with_others_has_the_key_of_its_group(
    stage: World, version: Version, peter: Contact
) -> None:
    governs(stage)
    other = person(stage, "samir")
    rows = [enrol(stage, version, peter), enrol(stage, version, other)]
    keys = {review_of(row).group_key for row in rows}
    assert len(keys) == 1 and "" not in keys


def test_a_segment_is_new_until_enough_messages_to_it_were_approved(
    stage: World, version: Version, peter: Contact
) -> None:
    governs(stage, rule("new", NEW_SEGMENT))
    first = enrol(stage, version, peter)
    assert causes(first) == ["new"]
    approve(stage, first)
    assert causes(enrol(stage, version, person(stage, "samir"))) == []
    assert causes(enrol(stage, version, person(stage, "milton", segment="banks"))) == ["new"]


def test_a_rep_and_an_author_are_new_until_enough_of_theirs_was_approved(
    stage: World, version: Version, peter: Contact
) -> None:
    governs(
        stage,
        rule("rep", {"cause": "new_rep", "fewer_than": 1}),
        rule("author", {"cause": "new_author", "fewer_than": 2}),
    )
    first = enrol(stage, version, peter)
    assert causes(first) == ["rep", "author"]
    approve(stage, first)
    assert causes(enrol(stage, version, person(stage, "samir"))) == ["author"]


def test_a_product_line_is_the_purpose_of_a_motion(
    stage: World, version: Version, peter: Contact
) -> None:
    with transaction.atomic():
        Sequence.objects.filter(pk=version.sequence_id).update(purpose="Fleet audits ")
        other = Sequence.objects.create(
            name="Other",
            purpose="fleet audits",
            owner=stage.admin,
            created_at=clock.now(),
        )
        stranger = Sequence.objects.create(name="New", owner=stage.admin, created_at=clock.now())
    governs(stage, rule("line", {"cause": "new_product_line", "fewer_than": 1}))
    approve(stage, enrol(stage, version, peter))
    assert reached(stage, version, other) and not reached(stage, version, stranger)


@transaction.atomic
def reached(world: World, version: Version, sequence: Sequence) -> bool:
    version = Version(sequence=sequence)
    about = routing.Subject(Contact(), version, world.rep.pk, world.admin.pk)
    policy = policing.in_force()
    key = (Cause.NEW_PRODUCT_LINE, str(sequence.pk), 1)
    return key in routing.reached(policy, [about])


def test_the_country_of_the_company_counts_where_the_person_has_none(
    stage: World, version: Version
) -> None:
    countries = {"cause": "regulated_audience", "countries": ["US"]}
    governs(
        stage,
        rule("us", countries),
        rule("banks", {"cause": "regulated_audience", "industries": ["banking"]}),
    )
    with transaction.atomic():
        bank = account("Bank", country="US", industry="Banking")
    row = enrol(stage, version, person(stage, "samir", country="", account=bank))
    assert causes(row) == ["us", "banks"]


def test_what_the_check_finds_leads_to_those_who_answer_for_it(
    stage: World, version: Version
) -> None:
    with transaction.atomic():
        group = claims(stage)
    governs(stage, rule("claims", {"cause": "finding", "kinds": ["claim"]}, group.pk))
    plain = enrol(stage, version, person(stage, "samir"))
    told = enrol(stage, version, person(stage, "peter", first_name="Guaranteed"))
    assert (causes(plain), causes(told)) == ([], ["claims"])
    assert review_of(plain).stages[0]["group"] is None
    assert review_of(told).stages[0]["group"] == str(group.pk)


def test_changed_words_are_looked_at_alone_and_by_their_rule(
    stage: World, version: Version, peter: Contact
) -> None:
    governs(stage, rule("edited", {"cause": "edited"}, handling="group"))
    row = enrol(stage, version, peter)
    again = resubmitted(stage, row, subject="Something else")
    assert again.is_edited and again.handling == "single" and again.group_key == ""
    assert [cause["rule"] for cause in again.causes] == ["edited"]


def resubmitted(world: World, row: Enrollment, **words: str) -> Review:
    return rewording.resubmit(reload(row), seat=world.rep, actor=member(world.rep), **words)


def test_asking_again_does_not_put_off_the_end(waiting: Enrollment, stage: World) -> None:
    first = review_of(waiting)
    clock.advance(timedelta(days=3))
    again = resubmitted(stage, waiting, subject="Something else")
    assert again.expires_at == first.expires_at
    assert again.due_at == again.opened_at + timedelta(hours=24)


def test_after_a_decision_the_time_begins_anew(waiting: Enrollment, stage: World) -> None:
    first = review_of(waiting)
    first_touch.request_changes(
        first, seat=stage.reviewer, actor=member(stage.reviewer), reason="Too long"
    )
    clock.advance(timedelta(days=3))
    again = resubmitted(stage, waiting, subject="Something else")
    assert again.expires_at == again.opened_at + timedelta(days=14)


# What the facts say by the time somebody signs


HOSPITALS = {"cause": "regulated_audience", "segments": ["hospital"]}


def for_managers(world: World, **more: Any) -> str:
    with transaction.atomic():
        group = policies.group(world, "Managers", world.manager, world.other_admin)
        in_force(world, rule("reg", HOSPITALS, group.pk, **more))
    return str(group.pk)


@transaction.atomic
def moves_to(person: Contact, segment: str) -> None:
    Contact.objects.filter(pk=person.pk).update(segment=segment)


@pytest.mark.parametrize("handling", ["single", "group"])
def test_who_turns_out_to_be_regulated_is_not_approved_without_those_who_answer_for_it(
    stage: World, version: Version, peter: Contact, handling: str
) -> None:
    group = for_managers(stage, handling=handling)
    row = enrol(stage, version, peter)
    before = review_of(row)
    moves_to(peter, "hospital")
    with pytest.raises(Refused, match="A regulated audience: the segment is “hospital”"):
        approve(stage, row)
    again = review_of(row)
    assert (reload(before).state, again.supersedes_id, again.policy) == ("void", before.pk, 1)
    assert [each["group"] for each in again.stages] == [group]
    assert (causes(row), again.handling) == (["reg"], handling)


def test_a_message_that_may_no_longer_be_approved_with_others_is_asked_for_again(
    stage: World, version: Version, peter: Contact
) -> None:
    governs(stage, rule("reg", HOSPITALS))
    row = enrol(stage, version, peter)
    assert review_of(row).handling == "group"
    moves_to(peter, "hospital")
    with pytest.raises(Refused, match="hospital"):
        approve(stage, row)
    assert review_of(row).handling == "single"
    assert approve(stage, row).state == "approved"


def test_the_policy_that_it_was_opened_under_decides_and_a_later_one_loosens_nothing(
    stage: World, version: Version, peter: Contact
) -> None:
    group = for_managers(stage)
    row = enrol(stage, version, peter)
    governs(stage)
    moves_to(peter, "hospital")
    with pytest.raises(Refused):
        approve(stage, row)
    assert (review_of(row).policy, review_of(row).stages[0]["group"]) == (1, group)


def test_facts_that_ask_for_less_by_now_take_no_stage_away(
    stage: World, version: Version, peter: Contact
) -> None:
    for_managers(stage)
    moves_to(peter, "hospital")
    row = enrol(stage, version, reload(peter))
    moves_to(peter, "mid-market")
    with pytest.raises(Refused, match="This stage is for Managers"):
        approve(stage, row)
    assert (review_of(row).state, causes(row)) == ("pending", ["reg"])


def test_words_for_one_person_stay_theirs_when_more_people_are_asked(
    stage: World, version: Version, peter: Contact
) -> None:
    for_managers(stage)
    row = enrol(stage, version, peter)
    edited = resubmitted(stage, row, subject="Something else")
    moves_to(peter, "hospital")
    with pytest.raises(Refused):
        approve(stage, row)
    again = review_of(row)
    assert (again.content_hash, again.is_edited) == (edited.content_hash, True)
    assert again.last_editor_id == stage.rep.pk


def test_enrolling_more_people_takes_no_more_statements_to_route_them(
    stage: World, version: Version
) -> None:
    governs(
        stage,
        rule("segment", NEW_SEGMENT),
        rule("segment2", {"cause": "new_segment", "fewer_than": 30}),
        rule("rep", {"cause": "new_rep", "fewer_than": 5}),
        rule("author", {"cause": "new_author", "fewer_than": 5}),
        rule("line", {"cause": "new_product_line", "fewer_than": 5}),
    )
    people = [person(stage, f"p{n}", segment=f"s{n}") for n in range(12)]
    assert statements(stage, version, people[:2]) == statements(stage, version, people[2:])


@transaction.atomic
def statements(world: World, version: Version, people: list[Contact]) -> int:
    subjects = [routing.Subject(each, version, world.rep.pk, world.admin.pk) for each in people]
    with counted() as seen:
        routing.terms(subjects)
    return len(seen)


def test_the_reviews_of_many_are_opened_at_once(stage: World, version: Version) -> None:
    governs(stage, rule("segment", NEW_SEGMENT))
    people = [person(stage, f"p{n}") for n in range(6)]
    with counted() as seen:
        enrol(stage, version, *people)
    assert sum('INSERT INTO "compliance_review"' in text for text in seen) == 1


# The report of a draft


@transaction.atomic
def report(*rules: dict[str, Any], **more: Any) -> review_policies.Report:
    return review_policies.report(read(document(*rules, **more)))


def test_a_report_judges_each_message_by_what_was_approved_before_it(
    stage: World, version: Version, peter: Contact
) -> None:
    approve(stage, enrol(stage, version, peter))
    clock.advance(timedelta(minutes=1))
    enrol(stage, version, person(stage, "samir"))
    found = report(rule("new", NEW_SEGMENT))
    assert (found.messages, found.single, found.group, found.unruled) == (2, 1, 1, 1)
    assert [(each.name, each.messages) for each in found.rules] == [("New", 1)]
    assert found.decisions == 2


def test_what_is_older_than_thirty_days_is_not_counted(
    stage: World, version: Version, peter: Contact
) -> None:
    enrol(stage, version, peter)
    clock.advance(timedelta(days=31))
    assert report().messages == 0


def test_a_report_of_more_messages_takes_no_more_statements(stage: World, version: Version) -> None:
    counts = []
    for start in (0, 3):
        enrol(stage, version, *[person(stage, f"p{n}") for n in range(start, start + 3)])
        with counted() as seen:
            report(rule("new", NEW_SEGMENT), rule("rep", {"cause": "new_rep", "fewer_than": 2}))
        counts.append(len(seen))
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    ("when", "path"),
    [
        ({"cause": "motion", "motions": ["moon"]}, "when.motions"),
        (
            {"cause": "sequence", "sequences": ["0198f000-0000-7000-8000-000000000000"]},
            "when.sequences",
        ),
    ],
)
def test_a_policy_names_what_is_there(stage: World, when: dict[str, Any], path: str) -> None:
    with pytest.raises(Refused) as refused:
        review_policies.write_draft(document(rule("it", when)), **by(stage.admin))
    assert list(refused.value.fields) == [f"document.rules.1.{path}"]
