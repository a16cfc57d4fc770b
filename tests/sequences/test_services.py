"""Writing, approving and retiring versions: who may, in which state, and what stays as it was."""

import threading
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from audit.models import Entry
from sequences import services
from sequences.models import Motion, Step, Version, VersionState
from sequences.plans import StepInput
from tenancy import actors
from tenancy.errors import Refused
from tenancy.models import Membership
from tenancy.roles import Role
from tenancy.scope import scope
from tests.sequences.drafting import (
    BYE,
    CALL,
    INTRO,
    STEPS,
    as_,
    drafted,
    in_approval,
    live,
    next_live,
    planned,
    refused,
)
from tests.world import World

MONDAY = [{"weekday": 0, "start": "09:00", "end": "12:00"}]


def keys(version: Version) -> list[str]:
    return list(version.steps.values_list("key", flat=True))


# Creating


def test_a_new_sequence_has_an_empty_first_draft(in_acme: World) -> None:
    version = services.create_sequence(
        name=" Outbound ", segment="smb", **as_(in_acme.admin), motion=Motion.PARTNER
    )
    assert (version.sequence.name, version.number, version.state) == ("Outbound", 1, "draft")
    assert (version.motion, version.segment, keys(version)) == ("partner", "smb", [])


def test_two_live_sequences_cannot_share_a_name(in_acme: World) -> None:
    first = drafted(in_acme.admin)
    with refused("name_taken"):
        services.create_sequence(name="Outbound", **as_(in_acme.admin))
    services.archive(first.sequence, **as_(in_acme.admin))
    assert drafted(in_acme.admin).sequence.name == "Outbound"


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "x" * 121}, "name"),
        ({"name": "a\0b"}, "name"),
        ({"name": "a", "segment": "x" * 81}, "segment"),
        ({"name": "a", "motion": "sideways"}, "motion"),
    ],
)
def test_a_sequence_needs_a_name_and_a_known_motion(
    in_acme: World, given: dict[str, Any], field: str
) -> None:
    with refused("invalid") as caught:
        services.create_sequence(**given, **as_(in_acme.admin))
    assert list(caught.value.fields) == [field]


@pytest.mark.parametrize("name", ["rep", "reviewer", "manager", "viewer"])
def test_only_admins_write_sequences(in_acme: World, name: str) -> None:
    with refused("not_allowed"):
        services.create_sequence(name="Mine", **as_(getattr(in_acme, name)))


def test_an_admin_who_became_a_rep_meanwhile_writes_nothing(in_acme: World) -> None:
    version = drafted(in_acme.admin)
    Membership.objects.filter(pk=in_acme.admin.pk).update(role=Role.REP)
    with refused("not_allowed"):
        services.save_draft(version, planned([]), **as_(in_acme.admin))


def test_nobody_writes_in_the_name_of_another(in_acme: World) -> None:
    with pytest.raises(ValueError, match="answers"):
        services.create_sequence(
            name="Mine", seat=in_acme.admin, actor=actors.member(in_acme.other_admin)
        )


# Saving


def test_saving_keeps_given_keys_and_names_new_steps(in_acme: World) -> None:
    version = drafted(in_acme.admin)
    steps = [BYE, StepInput("call"), INTRO]
    saved = services.save_draft(version, planned(steps), **as_(in_acme.admin))
    assert keys(saved) == ["bye", "call-2", "intro"]
    assert [step.position for step in saved.steps.all()] == [1, 2, 3]


def test_what_was_saved_is_what_is_read(in_acme: World) -> None:
    version = services.save_draft(
        drafted(in_acme.admin), planned(STEPS, MONDAY, "Try."), **as_(in_acme.admin)
    )
    plan = services.plan_of(Version.objects.get(pk=version.pk))
    assert plan.steps == tuple(STEPS)
    assert (str(plan.window), plan.notes) == ("Mon 09:00–12:00", "Try.")


def test_the_last_editor_is_whoever_changed_something(in_acme: World) -> None:
    version = drafted(in_acme.admin)
    changed = services.save_draft(version, planned([INTRO]), **as_(in_acme.other_admin))
    assert changed.last_editor == in_acme.other_admin
    again = services.save_draft(changed, planned([INTRO]), **as_(in_acme.admin))
    assert (again.last_editor, again.edited_at) == (in_acme.other_admin, changed.edited_at)


def test_all_that_is_wrong_is_told_at_once_and_nothing_is_stored(in_acme: World) -> None:
    version = drafted(in_acme.admin)
    wrong = [replace(INTRO, text="Hi\n{{ frist_name }}"), replace(CALL, delay_amount=-1)]
    with refused("invalid") as caught:
        services.save_draft(version, planned(wrong), **as_(in_acme.admin))
    assert set(caught.value.fields) == {"steps.1.text", "steps.2.delay_amount"}
    assert "line 2" in caught.value.fields["steps.1.text"]
    assert services.plan_of(version).steps == tuple(STEPS)


def test_two_editors_do_not_overwrite_each_other(in_acme: World) -> None:
    opened = drafted(in_acme.admin)
    theirs = services.save_draft(opened, planned([INTRO]), **as_(in_acme.other_admin))
    with refused("edited_meanwhile") as caught:
        services.save_draft(
            theirs, planned([BYE]), expected_edited_at=opened.edited_at, **as_(in_acme.admin)
        )
    assert caught.value.message.startswith("Other Admin saved this version after you opened it.")
    assert keys(opened) == ["intro"]


def test_a_stale_row_alone_is_enough_to_be_refused(in_acme: World) -> None:
    opened = drafted(in_acme.admin)
    services.save_draft(opened, planned([INTRO]), **as_(in_acme.other_admin))
    with refused("edited_meanwhile"):
        services.save_draft(opened, planned([BYE]), **as_(in_acme.admin))


def test_a_version_in_approval_cannot_be_edited(in_acme: World) -> None:
    version = in_approval(in_acme.admin)
    with refused("not_a_draft"):
        services.save_draft(version, planned([INTRO]), **as_(in_acme.admin))


# Submitting


def test_lint_errors_are_all_listed_and_keep_the_draft(in_acme: World) -> None:
    draft = drafted(in_acme.admin)
    bad = [replace(INTRO, subject=""), replace(BYE, text="Bye.")]
    version = services.save_draft(draft, planned(bad), **as_(in_acme.admin))
    with refused("findings") as caught:
        services.submit(version, **as_(in_acme.admin))
    assert set(caught.value.fields) == {
        "intro.subject_missing",
        "bye.unsubscribe_missing",
        "bye.postal_address_missing",
    }
    assert Version.objects.get(pk=version.pk).state == VersionState.DRAFT


def test_an_empty_draft_is_not_submitted(in_acme: World) -> None:
    version = services.create_sequence(name="Empty", **as_(in_acme.admin))
    with refused("findings") as caught:
        services.submit(version, **as_(in_acme.admin))
    assert list(caught.value.fields) == ["no_steps"]


def test_a_workspace_without_a_postal_address_is_warned(in_acme: World) -> None:
    version = drafted(in_acme.admin)
    version.workspace.postal_address = ""
    found = {finding.code: finding.blocks for finding in services.findings(version)}
    assert found["workspace_address_missing"] is False


# Approving


def test_another_admin_approves(in_acme: World) -> None:
    version = services.approve(in_approval(in_acme.admin), **as_(in_acme.other_admin))
    assert version.state == VersionState.APPROVED
    assert version.approved_by == in_acme.other_admin


@pytest.mark.parametrize("part", ["author", "last_editor", "submitted_by"])
def test_no_one_approves_their_own_work(in_acme: World, part: str) -> None:
    version = in_approval(in_acme.admin)
    third = Membership.objects.filter(role=Role.REVIEWER).get()
    Membership.objects.filter(pk=third.pk).update(role=Role.ADMIN)
    everyone = {"author_id": third.pk, "last_editor_id": third.pk, "submitted_by_id": third.pk}
    mine = {f"{part}_id": in_acme.other_admin.pk}
    Version.objects.filter(pk=version.pk).update(**{**everyone, **mine})
    with refused("four_eyes"):
        services.approve(version, **as_(in_acme.other_admin))


def test_whoever_saved_words_once_does_not_approve(in_acme: World) -> None:
    version = in_approval(in_acme.admin)
    Version.objects.filter(pk=version.pk).update(editors=[in_acme.other_admin.pk])
    with refused("four_eyes"):
        services.approve(version, **as_(in_acme.other_admin))


@pytest.mark.parametrize("name", ["rep", "reviewer", "manager", "viewer"])
def test_only_admins_approve(in_acme: World, name: str) -> None:
    version = in_approval(in_acme.admin)
    with refused("not_allowed"):
        services.approve(version, **as_(getattr(in_acme, name)))


def test_a_disabled_admin_does_not_approve(in_acme: World) -> None:
    version = in_approval(in_acme.admin)
    Membership.objects.filter(pk=in_acme.other_admin.pk).update(is_active=False)
    with refused("not_allowed"):
        services.approve(version, **as_(in_acme.other_admin))


def test_no_part_of_the_system_approves(in_acme: World) -> None:
    version = in_approval(in_acme.admin)
    with refused("four_eyes"):
        services.approve(version, seat=in_acme.other_admin, actor=actors.system("demo"))


def test_a_draft_is_not_approved(in_acme: World) -> None:
    with refused("state_changed"):
        services.approve(drafted(in_acme.admin), **as_(in_acme.other_admin))


def test_a_text_that_the_approver_has_not_seen_is_not_approved(in_acme: World) -> None:
    seen = in_approval(in_acme.admin)
    back = services.reject(seen, reason="Shorter.", **as_(in_acme.other_admin))
    edited = services.save_draft(back, planned([INTRO]), **as_(in_acme.admin))
    again = services.submit(edited, **as_(in_acme.admin))
    with refused("edited_meanwhile"):
        services.approve(again, expected_edited_at=seen.edited_at, **as_(in_acme.other_admin))


def test_approving_retires_the_version_before(in_acme: World) -> None:
    first = live(in_acme.admin, in_acme.other_admin)
    second = next_live(first.sequence, in_acme.admin, in_acme.other_admin)
    former = Version.objects.get(pk=first.pk)
    assert (former.state, second.state) == (VersionState.RETIRED, VersionState.APPROVED)
    assert former.retired_at is not None


def test_another_sequence_with_this_motion_and_segment_is_named(in_acme: World) -> None:
    first = live(in_acme.admin, in_acme.other_admin)
    second = in_approval(in_acme.admin, name="Second")
    with refused("motion_taken") as caught:
        services.approve(second, **as_(in_acme.other_admin))
    assert "“Outbound” version 1" in caught.value.message
    services.retire(first, **as_(in_acme.admin))
    assert services.approve(second, **as_(in_acme.other_admin)).state == VersionState.APPROVED


def test_other_motions_and_segments_do_not_collide(in_acme: World) -> None:
    live(in_acme.admin, in_acme.other_admin)
    live(in_acme.admin, in_acme.other_admin, name="SMB", segment="smb")
    live(in_acme.admin, in_acme.other_admin, name="Partners", motion=Motion.PARTNER)
    assert Version.objects.taking_people().count() == 3


def test_a_refused_approval_leaves_the_former_version_live(in_acme: World) -> None:
    first = live(in_acme.admin, in_acme.other_admin)
    draft = services.new_draft(first.sequence, **as_(in_acme.admin))
    with refused("state_changed"):
        services.approve(draft, **as_(in_acme.other_admin))
    assert Version.objects.get(pk=first.pk).state == VersionState.APPROVED


@pytest.mark.django_db(transaction=True)
def test_of_two_rivals_approved_at_once_one_is_refused(acme: World) -> None:
    with scope(acme.workspace.pk), transaction.atomic():
        rivals = [in_approval(acme.admin, name=name) for name in ("First", "Second")]
    together, answers = threading.Barrier(2), []

    def approve(version: Version) -> None:
        try:
            with scope(acme.workspace.pk), transaction.atomic():
                together.wait(timeout=10)
                services.approve(version, **as_(acme.other_admin))
            answers.append("approved")
        except Refused as error:
            answers.append(error.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=approve, args=[version]) for version in rivals]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert sorted(answers) == ["approved", "motion_taken"]


# After the approval

CHANGES = [
    "UPDATE sequences_version SET notes = 'x' WHERE id = %s",
    "UPDATE sequences_version SET state = 'draft' WHERE id = %s",
    "UPDATE sequences_version SET approved_by_id = author_id WHERE id = %s",
    "DELETE FROM sequences_version WHERE id = %s",
    "UPDATE sequences_step SET text = 'x' WHERE version_id = %s",
    "DELETE FROM sequences_step WHERE version_id = %s",
    "INSERT INTO sequences_step SELECT (jsonb_populate_record(s, jsonb_build_object("
    "'id', gen_random_uuid(), 'key', 'x', 'position', 99))).* "
    "FROM sequences_step s WHERE version_id = %s LIMIT 1",
]


@pytest.mark.parametrize("statement", CHANGES)
def test_the_database_refuses_to_change_an_approved_version(in_acme: World, statement: str) -> None:
    version = live(in_acme.admin, in_acme.other_admin)
    refusal = pytest.raises(IntegrityError, match="cannot change")
    with refusal, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, [version.pk])


@pytest.mark.parametrize("statement", CHANGES[4:])
def test_the_same_statements_work_on_a_draft(in_acme: World, statement: str) -> None:
    version = drafted(in_acme.admin)
    with connection.cursor() as cursor:
        cursor.execute(statement, [version.pk])
        assert cursor.rowcount > 0


def test_an_approved_step_cannot_be_saved_through_the_model(in_acme: World) -> None:
    step = live(in_acme.admin, in_acme.other_admin).steps.get(key="intro")
    step.text = "Something else"
    with pytest.raises(IntegrityError, match="cannot change"), transaction.atomic():
        step.save()


def test_a_step_cannot_be_moved_into_an_approved_version(in_acme: World) -> None:
    version = live(in_acme.admin, in_acme.other_admin)
    draft = services.new_draft(version.sequence, **as_(in_acme.admin))
    draft.steps.all().delete()
    draft = services.save_draft(draft, planned([StepInput("task", "extra")]), **as_(in_acme.admin))
    with pytest.raises(IntegrityError, match="cannot change"), transaction.atomic():
        Step.objects.filter(version=draft).update(version=version, position=9)


# Next versions


def test_a_new_draft_copies_steps_with_their_keys_and_the_window(in_acme: World) -> None:
    draft = services.save_draft(
        drafted(in_acme.admin), planned(STEPS, MONDAY), **as_(in_acme.admin)
    )
    version = services.submit(draft, **as_(in_acme.admin))
    version = services.approve(version, **as_(in_acme.other_admin))
    copy = services.new_draft(version.sequence, **as_(in_acme.other_admin))
    assert replace(services.plan_of(copy), notes="") == services.plan_of(version)
    assert (copy.number, copy.author, copy.window) == (2, in_acme.other_admin, MONDAY)


def test_there_is_one_open_draft(in_acme: World) -> None:
    version = drafted(in_acme.admin)
    with refused("draft_open") as caught:
        services.new_draft(version.sequence, **as_(in_acme.admin))
    assert "Version 1" in caught.value.message


def test_a_key_never_comes_to_mean_another_step(in_acme: World) -> None:
    first = live(in_acme.admin, in_acme.other_admin)
    draft = services.new_draft(first.sequence, **as_(in_acme.admin))
    steps = [INTRO, StepInput("call", delay_amount=4, instructions="Another call.")]
    assert keys(services.save_draft(draft, planned(steps), **as_(in_acme.admin)))[1] == "call-2"


def test_an_edit_leaves_the_approved_version_as_it_is(in_acme: World) -> None:
    first = live(in_acme.admin, in_acme.other_admin)
    draft = services.new_draft(first.sequence, **as_(in_acme.admin))
    services.save_draft(draft, planned([INTRO]), **as_(in_acme.admin))
    assert services.plan_of(Version.objects.get(pk=first.pk)).steps == tuple(STEPS)


# Sending back, retiring, archiving


def test_a_rejected_version_is_a_draft_with_the_reason(in_acme: World) -> None:
    version = services.reject(
        in_approval(in_acme.admin), reason=" Too long. ", **as_(in_acme.other_admin)
    )
    assert (version.state, version.rejection) == (VersionState.DRAFT, "Too long.")


def test_rejecting_needs_a_reason(in_acme: World) -> None:
    with refused("reason_missing"):
        services.reject(in_approval(in_acme.admin), reason=" ", **as_(in_acme.other_admin))


def test_an_archived_sequence_takes_nobody_and_nothing(in_acme: World) -> None:
    version = live(in_acme.admin, in_acme.other_admin)
    services.archive(version.sequence, **as_(in_acme.admin))
    assert Version.objects.get(pk=version.pk).state == VersionState.RETIRED
    with refused("sequence_archived"):
        services.new_draft(version.sequence, **as_(in_acme.admin))


def test_an_archived_sequence_is_not_approved(in_acme: World) -> None:
    version = in_approval(in_acme.admin)
    services.archive(version.sequence, **as_(in_acme.admin))
    with refused("sequence_archived"):
        services.approve(version, **as_(in_acme.other_admin))


# The audit


def test_every_step_of_the_way_is_in_the_audit_without_a_word_of_copy(in_acme: World) -> None:
    version = live(in_acme.admin, in_acme.other_admin)
    services.retire(version, **as_(in_acme.admin))
    entries = list(Entry.objects.order_by("id"))
    assert [entry.action for entry in entries] == [
        "sequence.created",
        "version.created",
        "version.edited",
        "version.submit",
        "version.approve",
        "version.retire",
    ]
    assert not any("Goodbye" in str(entry.data) for entry in entries)


def test_the_audit_proves_that_what_was_approved_is_what_was_submitted(in_acme: World) -> None:
    live(in_acme.admin, in_acme.other_admin)
    submitted = Entry.objects.get(action="version.submit").data["content"]
    assert Entry.objects.get(action="version.approve").data["content"] == submitted
    assert len(submitted) == 64


def test_two_saves_in_one_moment_still_differ(
    in_acme: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    version = drafted(in_acme.admin)
    earlier = version.edited_at - timedelta(hours=1)
    monkeypatch.setattr("tenancy.clock.now", lambda: earlier)
    assert services.save_draft(version, planned([]), **as_(in_acme.admin)).edited_at > (
        version.edited_at
    )
