"""Content stages: who signs the words of a version, once, and never their own."""

import threading
from typing import Any

import pytest
from django.db import connection, transaction

from audit.models import Entry
from sequences import services
from sequences.models import StageApproval, Version
from sequences.signing import sign_stage, signatures, signs_for, stages_missing
from tenancy import actors
from tenancy.errors import Refused
from tenancy.models import Membership, Workspace
from tenancy.roles import Role
from tenancy.scope import scope
from tests.sequences.drafting import INTRO, as_, drafted, in_approval, planned, refused
from tests.world import World, seat

ALL = ["peer", "manager", "legal", "brand"]


def ask_for(world: World, *stages: str) -> None:
    """Switch stages on, for the rows at hand too."""
    Workspace.objects.filter(pk=world.workspace.pk).update(content_stages=list(stages))
    world.workspace.content_stages = list(stages)
    for each in (world.admin, world.other_admin):
        each.workspace = world.workspace


def submitted(world: World, *stages: str) -> Version:
    ask_for(world, *stages)
    return in_approval(world.admin)


def sign(version: Version, stage: str, seat: Membership, **more: Any) -> StageApproval:
    return sign_stage(version, stage, **more, **as_(seat))


def lawyer(world: World, name: str = "lawyer") -> Membership:
    return seat(world.workspace.slug, name, Role.VIEWER, " LEGAL ")


# What a stage is for


def test_a_version_is_not_approved_before_every_stage_has_signed(in_acme: World) -> None:
    version = submitted(in_acme, "peer", "legal")
    sign(version, "peer", in_acme.reviewer)
    with refused("stages_missing") as caught:
        services.approve(version, **as_(in_acme.other_admin))
    assert "Legal" in caught.value.message and "Peer" not in caught.value.message
    sign(version, "legal", lawyer(in_acme))
    assert services.approve(version, **as_(in_acme.other_admin)).state == "approved"


def test_without_stages_nobody_has_to_sign(in_acme: World) -> None:
    version = submitted(in_acme)
    assert stages_missing(version) == []
    assert services.approve(version, **as_(in_acme.other_admin)).state == "approved"


def test_the_approval_names_who_signed(in_acme: World) -> None:
    version = submitted(in_acme, "peer")
    sign(version, "peer", in_acme.reviewer, note="Read twice.")
    services.approve(version, **as_(in_acme.other_admin))
    said = Entry.objects.get(action="version.approve").data
    assert said["signed"] == [["peer", str(in_acme.reviewer.pk)]]


def test_a_signature_is_in_the_trail_with_the_words_it_binds(in_acme: World) -> None:
    version = submitted(in_acme, "peer")
    sign(version, "peer", in_acme.reviewer)
    entry = Entry.objects.get(action="version.signed")
    assert (entry.data["stage"], entry.actor_label) == ("peer", "Reviewer")
    assert entry.data["edited_at"] == version.edited_at.isoformat()


# Who


@pytest.mark.parametrize(
    ("stage", "allowed"),
    [
        ("peer", {"other_admin", "reviewer", "manager"}),
        ("manager", {"other_admin", "manager"}),
        ("legal", set()),
        ("brand", set()),
    ],
)
def test_a_stage_is_signed_by_those_who_stand_for_it(
    in_acme: World, stage: str, allowed: set[str]
) -> None:
    version = submitted(in_acme, stage)
    names = ("other_admin", "reviewer", "manager", "rep", "viewer")
    assert {name for name in names if signs_for(stage, getattr(in_acme, name))} == allowed
    for name in set(names) - allowed:
        with refused("not_allowed"):
            sign(version, stage, getattr(in_acme, name))


def test_the_team_makes_a_lawyer_whatever_the_role(in_acme: World) -> None:
    version = submitted(in_acme, "legal", "brand")
    assert sign(version, "legal", lawyer(in_acme)).stage == "legal"


def test_the_name_of_the_seat_will_do_as_well(in_acme: World) -> None:
    version = submitted(in_acme, "brand")
    assert sign(version, "brand", seat("acme", "brand", Role.VIEWER)).by.label == "Brand"


@pytest.mark.parametrize("part", ["author_id", "last_editor_id", "submitted_by_id", "editors"])
def test_nobody_signs_what_they_had_a_hand_in(in_acme: World, part: str) -> None:
    version = submitted(in_acme, "peer")
    mine = in_acme.other_admin.pk
    value = [mine] if part == "editors" else mine
    Version.objects.filter(pk=version.pk).update(**{part: value})
    with refused("four_eyes"):
        sign(version, "peer", in_acme.other_admin)


def test_no_part_of_the_system_signs(in_acme: World) -> None:
    version = submitted(in_acme, "peer")
    with refused("four_eyes"):
        sign_stage(version, "peer", seat=in_acme.reviewer, actor=actors.system("demo"))


def test_a_disabled_member_does_not_sign(in_acme: World) -> None:
    version = submitted(in_acme, "peer")
    Membership.objects.filter(pk=in_acme.reviewer.pk).update(is_active=False)
    with refused("not_allowed"):
        sign(version, "peer", in_acme.reviewer)


def test_nobody_signs_the_same_words_for_two_stages(in_acme: World) -> None:
    version = submitted(in_acme, "peer", "manager")
    sign(version, "peer", in_acme.manager)
    with refused("signs_once"):
        sign(version, "manager", in_acme.manager)


def test_a_second_signature_for_a_stage_names_the_first(in_acme: World) -> None:
    version = submitted(in_acme, "peer")
    sign(version, "peer", in_acme.reviewer)
    with refused("already_signed") as caught:
        sign(version, "peer", in_acme.manager)
    assert caught.value.message.startswith("Reviewer has signed")


@pytest.mark.django_db(transaction=True)
def test_of_two_who_sign_at_once_one_is_told_that_it_is_done(acme: World) -> None:
    with scope(acme.workspace.pk), transaction.atomic():
        version = submitted(acme, "peer")
    together, answers = threading.Barrier(2), []

    def run(member: Membership) -> None:
        try:
            with scope(acme.workspace.pk), transaction.atomic():
                together.wait(timeout=10)
                sign(version, "peer", member)
            answers.append("signed")
        except Refused as error:
            answers.append(error.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[each]) for each in (acme.reviewer, acme.manager)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert sorted(answers) == ["already_signed", "signed"]


# When


def test_only_what_waits_for_approval_is_signed(in_acme: World) -> None:
    ask_for(in_acme, "peer")
    with refused("not_in_approval"):
        sign(drafted(in_acme.admin), "peer", in_acme.reviewer)


def test_a_stage_that_is_off_or_unknown_is_not_signed(in_acme: World) -> None:
    version = submitted(in_acme, "peer")
    with refused("stage_off"):
        sign(version, "legal", lawyer(in_acme))
    with refused("invalid"):
        sign(version, "marketing", in_acme.reviewer)


def test_a_long_note_is_refused(in_acme: World) -> None:
    version = submitted(in_acme, "peer")
    with refused("invalid"):
        sign(version, "peer", in_acme.reviewer, note="x" * 301)


def test_words_that_were_not_read_are_not_signed(in_acme: World) -> None:
    seen = submitted(in_acme, "peer")
    services.reject(seen, reason="Shorter.", **as_(in_acme.other_admin))
    edited = services.save_draft(seen, planned([INTRO]), **as_(in_acme.admin))
    again = services.submit(edited, **as_(in_acme.admin))
    with refused("edited_meanwhile"):
        sign(again, "peer", in_acme.reviewer, expected_edited_at=seen.edited_at)


def test_editing_voids_what_was_signed(in_acme: World) -> None:
    version = submitted(in_acme, "peer")
    signed = sign(version, "peer", in_acme.reviewer)
    # Somebody puts the signature back after the version was sent back and edited.
    services.reject(version, reason="Shorter.", **as_(in_acme.other_admin))
    edited = services.save_draft(version, planned([INTRO]), **as_(in_acme.admin))
    signed.save(force_insert=True)
    again = services.submit(edited, **as_(in_acme.admin))
    assert list(signatures(again)) == []
    with refused("stages_missing"):
        services.approve(again, **as_(in_acme.other_admin))


def test_sending_back_voids_what_was_signed_even_without_an_edit(in_acme: World) -> None:
    version = submitted(in_acme, "peer")
    sign(version, "peer", in_acme.reviewer)
    back = services.reject(version, reason="Not now.", **as_(in_acme.other_admin))
    assert Entry.objects.get(action="version.reject").data["signatures_void"] == 1
    services.submit(back, **as_(in_acme.admin))
    assert sign(version, "peer", in_acme.reviewer).stage == "peer"


def test_a_refused_rejection_voids_nothing(in_acme: World) -> None:
    version = submitted(in_acme, "peer")
    sign(version, "peer", in_acme.reviewer)
    services.approve(version, **as_(in_acme.other_admin))
    with refused("state_changed"):
        services.reject(version, reason="Too late.", **as_(in_acme.other_admin))
    assert signatures(version).count() == 1
