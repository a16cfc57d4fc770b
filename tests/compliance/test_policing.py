"""Review policies as governed data, and groups of reviewers."""

from typing import Any

import pytest
from django.db import transaction
from django.db.utils import IntegrityError

from audit.models import Entry
from compliance import policing, reviewer_groups
from compliance.models import ReviewPolicy
from tenancy import clock
from tenancy.actors import member, system
from tenancy.errors import NotFound, Refused
from tenancy.models import Membership
from tenancy.roles import Role
from tests.compliance.policies import by, claims, document, drafted, group, in_force, rule
from tests.compliance.racing import race
from tests.world import World

ALWAYS = {"cause": "always"}


def refusal(work: Any, *args: Any, **more: Any) -> str:
    with pytest.raises(Refused) as refused:
        work(*args, **more)
    return refused.value.code


def test_a_draft_changes_nothing(in_acme: World) -> None:
    drafted(in_acme, rule("all", ALWAYS))
    assert policing.in_force().number == 0


def test_what_another_admin_approves_is_in_force_with_the_names_of_its_groups(
    in_acme: World,
) -> None:
    row = claims(in_acme)
    in_force(in_acme, rule("all", ALWAYS, row.pk))
    found = policing.in_force()
    assert (found.number, found.name_of(row.pk)) == (1, "Claims")


def test_the_author_puts_nothing_in_force(in_acme: World) -> None:
    assert refusal(policing.approve, drafted(in_acme), **by(in_acme.admin)) == "four_eyes"


def test_nor_does_who_edited_it_last(in_acme: World) -> None:
    row = policing.change_draft(drafted(in_acme), document(hours=48), **by(in_acme.other_admin))
    assert refusal(policing.approve, row, **by(in_acme.other_admin)) == "four_eyes"


def test_a_program_puts_nothing_in_force(in_acme: World) -> None:
    row = drafted(in_acme)
    by_program = {"seat": in_acme.other_admin, "actor": system("script")}
    assert refusal(policing.approve, row, **by_program) == "four_eyes"


@pytest.mark.parametrize("role", ["reviewer", "manager", "rep", "viewer"])
def test_only_admins_write_and_approve(in_acme: World, role: str) -> None:
    row, seat = drafted(in_acme), getattr(in_acme, role)
    assert refusal(policing.write_draft, document(), **by(seat)) == "not_allowed"
    assert refusal(policing.approve, row, **by(seat)) == "not_allowed"


def test_a_text_that_was_saved_meanwhile_is_not_approved(in_acme: World) -> None:
    row = drafted(in_acme)
    policing.change_draft(row, document(hours=48), **by(in_acme.admin))
    code = refusal(
        policing.approve, row, expected_edited_at=row.edited_at, **by(in_acme.other_admin)
    )
    assert code == "edited_meanwhile"


def test_there_is_one_draft_at_a_time(in_acme: World) -> None:
    drafted(in_acme)
    assert refusal(drafted, in_acme) == "draft_open"


def test_a_discarded_draft_is_gone_and_its_number_free(in_acme: World) -> None:
    policing.discard_draft(drafted(in_acme), **by(in_acme.admin))
    assert drafted(in_acme).number == 1


def test_the_next_version_retires_the_one_before(in_acme: World) -> None:
    in_force(in_acme)
    in_force(in_acme, hours=48)
    states = dict(ReviewPolicy.objects.values_list("number", "state"))
    assert states == {1: "retired", 2: "approved"}


def test_the_database_refuses_to_change_what_was_approved(in_acme: World) -> None:
    row = in_force(in_acme)
    with pytest.raises(IntegrityError, match="cannot change"), transaction.atomic():
        ReviewPolicy.objects.filter(pk=row.pk).update(document=document(hours=200))


def test_a_mistake_is_refused_with_its_place(in_acme: World) -> None:
    with pytest.raises(Refused) as refused:
        drafted(in_acme, rule("all", ALWAYS, hours=0))
    assert list(refused.value.fields) == ["document.rules.1.hours"]


def test_a_stage_needs_two_people_who_may_review(in_acme: World) -> None:
    alone = group(in_acme, "Prices", in_acme.reviewer)
    row = drafted(in_acme, rule("all", ALWAYS, alone.pk))
    assert refusal(policing.approve, row, **by(in_acme.other_admin)) == "group_lacking"


def test_people_who_left_do_not_count(in_acme: World) -> None:
    row = drafted(in_acme, rule("all", ALWAYS, claims(in_acme).pk))
    Membership.objects.filter(pk=in_acme.reviewer.pk).update(is_active=False)
    assert refusal(policing.approve, row, **by(in_acme.other_admin)) == "group_lacking"


def test_nor_do_those_who_may_not_review_any_more(in_acme: World) -> None:
    row = drafted(in_acme, escalate_to=str(claims(in_acme).pk))
    Membership.objects.filter(pk=in_acme.reviewer.pk).update(role=Role.REP)
    assert refusal(policing.approve, row, **by(in_acme.other_admin)) == "group_lacking"


def test_an_archived_group_takes_no_stage(in_acme: World) -> None:
    gone = claims(in_acme)
    row = drafted(in_acme, rule("all", ALWAYS, gone.pk))
    reviewer_groups.archive(gone, **by(in_acme.admin))
    assert refusal(policing.approve, row, **by(in_acme.other_admin)) == "group_lacking"


def test_a_group_in_use_keeps_two_people_and_is_not_archived(in_acme: World) -> None:
    used = claims(in_acme)
    in_force(in_acme, rule("all", ALWAYS, used.pk))
    few = [in_acme.reviewer.pk]
    assert refusal(reviewer_groups.set_members, used, few, **by(in_acme.admin)) == "in_use"
    assert refusal(reviewer_groups.archive, used, **by(in_acme.admin)) == "in_use"


def test_the_groups_of_a_person_are_one_statement(
    in_acme: World, django_assert_num_queries: Any
) -> None:
    used, gone = claims(in_acme), group(in_acme, "Old", in_acme.reviewer)
    reviewer_groups.archive(gone, **by(in_acme.admin))
    with django_assert_num_queries(1):
        assert reviewer_groups.of_member(in_acme.reviewer) == {used.pk}


def test_two_groups_do_not_have_one_name(in_acme: World) -> None:
    claims(in_acme)
    with pytest.raises(Refused, match="already"):
        group(in_acme, " Claims ")


def test_who_may_not_review_is_in_no_group(in_acme: World) -> None:
    with pytest.raises(Refused, match="Rep may not review"):
        group(in_acme, "Claims", in_acme.rep)


def test_a_stranger_is_in_no_group(in_acme: World, globex: World) -> None:
    with pytest.raises(Refused, match="no seat here"):
        reviewer_groups.create("Claims", members=[globex.reviewer.pk], **by(in_acme.admin))


def test_only_admins_change_groups(in_acme: World) -> None:
    row, by_reviewer = claims(in_acme), by(in_acme.reviewer)
    assert refusal(reviewer_groups.create, "Mine", **by_reviewer) == "not_allowed"
    assert refusal(reviewer_groups.rename, row, "Mine", **by_reviewer) == "not_allowed"
    assert refusal(reviewer_groups.set_members, row, [], **by_reviewer) == "not_allowed"
    assert refusal(reviewer_groups.archive, row, **by_reviewer) == "not_allowed"


def test_who_came_and_who_left_stands_in_the_trail(in_acme: World) -> None:
    row = claims(in_acme)
    people = [in_acme.reviewer.pk, in_acme.manager.pk]
    reviewer_groups.set_members(row, people, **by(in_acme.admin))
    entry = Entry.objects.get(action="reviewergroup.changed")
    assert entry.data == {
        "added": [str(in_acme.manager.pk)],
        "removed": [str(in_acme.other_admin.pk)],
    }


def test_a_renamed_group_is_the_same_group(in_acme: World) -> None:
    row = claims(in_acme)
    reviewer_groups.rename(row, "Promises", **by(in_acme.admin))
    assert reviewer_groups.names() == {row.pk: "Promises"}


def test_a_discarded_draft_cannot_be_approved(in_acme: World) -> None:
    row = drafted(in_acme)
    policing.discard_draft(row, **by(in_acme.admin))
    with pytest.raises(NotFound):
        policing.approve(row, **by(in_acme.other_admin))


def test_policies_are_found_by_the_numbers_of_reviews(in_acme: World) -> None:
    in_force(in_acme, hours=48)
    found = policing.by_number([0, 1, 7])
    assert {number: each.hours for number, each in found.items()} == {0: 24, 1: 48}


@pytest.mark.django_db(transaction=True)
def test_of_two_drafts_at_once_one_is_written(acme: World) -> None:
    def write() -> ReviewPolicy:
        seat = acme.admin
        return policing.write_draft(document(), seat=seat, actor=member(seat))

    found = race(acme.workspace.pk, write, write)
    codes = [each.code for each in found if isinstance(each, Refused)]
    assert codes == ["draft_open"]


def test_the_moment_of_approval_is_kept(in_acme: World) -> None:
    row = in_force(in_acme)
    assert row.approved_at is not None and row.approved_at <= clock.now()
