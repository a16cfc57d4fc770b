"""Sequences themselves: their facts, copies, owners, and how they go away."""

from datetime import date, timedelta
from typing import Any

import pytest

from audit.models import Entry
from enrollment.models import Audience, Enrollment
from sequences import governing, services
from sequences.models import Sequence, Simulation, Step, Version, Waiver
from tenancy import clock
from tenancy.actors import member
from tenancy.errors import Refused
from tenancy.models import Membership, Workspace
from tenancy.roles import Role
from tenancy.services import disable_member, save_settings
from tests.isolation.rows import a_row, run
from tests.sequences.drafting import (
    INTRO,
    as_,
    drafted,
    in_approval,
    live,
    next_live,
    planned,
    refused,
)
from tests.world import World, contact

MAY, JUNE = date(2027, 5, 1), date(2027, 6, 30)


def stored(sequence: Sequence) -> Sequence:
    return Sequence.objects.get(pk=sequence.pk)


def entry(action: str) -> Entry:
    return Entry.objects.get(action=action)


def demand_names(world: World, **settings: Any) -> None:
    save_settings({"naming_required": True, **settings}, actor=member(world.admin))
    for seat in (world.admin, world.other_admin):
        seat.workspace = Workspace.objects.get(pk=world.workspace.pk)


# Facts


def test_facts_are_changed_and_the_trail_names_which(in_acme: World) -> None:
    row = drafted(in_acme.admin).sequence
    changes = {"persona": " Buyer ", "starts_on": MAY, "ends_on": JUNE, "name": "Outbound"}
    governing.change_facts(row, changes, **as_(in_acme.admin))
    assert (stored(row).persona, stored(row).ends_on) == ("Buyer", JUNE)
    assert entry("sequence.changed").data == {
        "changed": ["ends_on", "persona", "starts_on"],
        "to": {"persona": "Buyer", "starts_on": "2027-05-01", "ends_on": "2027-06-30"},
    }


def test_giving_the_stored_facts_changes_nothing(in_acme: World) -> None:
    row = drafted(in_acme.admin).sequence
    governing.change_facts(row, {"name": "Outbound ", "segment": ""}, **as_(in_acme.admin))
    assert not Entry.objects.filter(action="sequence.changed").exists()


def test_whom_a_sequence_takes_is_changed_by_admins_with_an_entry_in_the_trail(
    in_acme: World,
) -> None:
    row = drafted(in_acme.admin).sequence
    governing.change_facts(row, {"entry": "once_ever"}, **as_(in_acme.admin))
    row.refresh_from_db()
    assert row.entry == "once_ever"
    assert Entry.objects.get(action="sequence.changed").data["to"] == {"entry": "once_ever"}
    with pytest.raises(Refused) as refusal:
        governing.change_facts(row, {"entry": "any"}, **as_(in_acme.manager))
    assert refusal.value.code == "not_allowed"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": " "}, "name"),
        ({"persona": "x" * 81}, "persona"),
        ({"campaign_type": "a\nb"}, "campaign_type"),
        ({"motion": "sideways"}, "motion"),
        ({"entry": "everybody"}, "entry"),
        ({"ends_on": MAY - timedelta(days=1)}, "ends_on"),
    ],
)
def test_impossible_facts_are_refused_by_name(
    in_acme: World, changes: dict[str, Any], field: str
) -> None:
    row = drafted(in_acme.admin, starts_on=MAY).sequence
    with refused("invalid") as caught:
        governing.change_facts(row, changes, **as_(in_acme.admin))
    assert list(caught.value.fields) == [field]


def test_a_fact_that_does_not_exist_is_a_mistake_of_the_caller(in_acme: World) -> None:
    row = drafted(in_acme.admin).sequence
    with pytest.raises(ValueError, match="owner"):
        governing.change_facts(row, {"owner": in_acme.rep}, **as_(in_acme.admin))


def test_a_name_in_use_is_refused(in_acme: World) -> None:
    drafted(in_acme.admin)
    row = drafted(in_acme.admin, name="Second").sequence
    with refused("name_taken"):
        governing.change_facts(row, {"name": "Outbound"}, **as_(in_acme.admin))
    assert stored(row).name == "Second"


@pytest.mark.parametrize("name", ["rep", "reviewer", "manager", "viewer"])
def test_only_who_writes_sequences_changes_facts(in_acme: World, name: str) -> None:
    row = drafted(in_acme.admin).sequence
    with refused("not_allowed"):
        governing.change_facts(row, {"purpose": "x"}, **as_(getattr(in_acme, name)))


def test_an_archived_sequence_keeps_its_facts(in_acme: World) -> None:
    row = services.archive(drafted(in_acme.admin).sequence, **as_(in_acme.admin))
    with refused("sequence_archived"):
        governing.change_facts(row, {"purpose": "x"}, **as_(in_acme.admin))


def test_motion_and_segment_move_the_open_draft_too(in_acme: World) -> None:
    version = drafted(in_acme.admin)
    changes = {"motion": "partner", "segment": "smb"}
    governing.change_facts(version.sequence, changes, **as_(in_acme.admin))
    moved = Version.objects.get(pk=version.pk)
    assert (moved.motion, moved.segment) == ("partner", "smb")


def test_motion_stays_once_a_version_was_approved(in_acme: World) -> None:
    version = live(in_acme.admin, in_acme.other_admin)
    services.retire(version, **as_(in_acme.admin))
    with refused("place_fixed"):
        governing.change_facts(version.sequence, {"segment": "smb"}, **as_(in_acme.admin))


def test_motion_stays_while_somebody_decides_on_it(in_acme: World) -> None:
    version = in_approval(in_acme.admin)
    with refused("in_approval"):
        governing.change_facts(version.sequence, {"motion": "event"}, **as_(in_acme.admin))


# Names


def test_where_the_rule_is_demanded_another_name_is_refused_with_a_better_one(
    in_acme: World,
) -> None:
    demand_names(in_acme)
    month = f"{clock.now():%Y-%m}"
    with refused("name_off_rule") as caught:
        drafted(in_acme.admin, name="Pumps", campaign_type="Fair")
    assert f"“{month}-Fair-Pumps”" in caught.value.fields["name"]
    made = drafted(in_acme.admin, name=f"{month}-Fair-Pumps", campaign_type="Fair")
    assert made.sequence.campaign_type == "Fair"


def test_an_old_name_may_stay_but_not_become_another_wrong_one(in_acme: World) -> None:
    row = drafted(in_acme.admin).sequence
    demand_names(in_acme)
    governing.change_facts(row, {"persona": "Buyer"}, **as_(in_acme.admin))
    with refused("name_off_rule"):
        governing.change_facts(row, {"name": "Still outbound"}, **as_(in_acme.admin))


def test_without_the_demand_any_name_will_do(in_acme: World) -> None:
    assert drafted(in_acme.admin, name="Pumps").sequence.name == "Pumps"


# Clones


def test_a_clone_copies_the_approved_version_with_its_keys(in_acme: World) -> None:
    first = live(in_acme.admin, in_acme.other_admin)
    newer = services.new_draft(first.sequence, **as_(in_acme.admin))
    services.save_draft(newer, planned([INTRO]), **as_(in_acme.admin))
    copy = governing.clone(first.sequence, name="Copy", **as_(in_acme.other_admin))
    assert services.plan_of(copy) == services.plan_of(first)
    assert (copy.number, copy.state, copy.author) == (1, "draft", in_acme.other_admin)


def test_without_an_approved_version_the_newest_is_copied(in_acme: World) -> None:
    version = drafted(in_acme.admin)
    copy = governing.clone(version.sequence, name="Copy", **as_(in_acme.admin))
    assert services.plan_of(copy) == services.plan_of(version)


def test_a_clone_has_the_facts_without_dates_people_and_waivers(in_acme: World) -> None:
    row = drafted(in_acme.admin, persona="Buyer", starts_on=MAY, ends_on=JUNE).sequence
    a_row(Waiver, in_acme)
    Waiver.objects.update(sequence=row)
    copy = governing.clone(row, name="Copy", **as_(in_acme.admin)).sequence
    assert (copy.persona, copy.starts_on, copy.ends_on) == ("Buyer", None, None)
    assert not Waiver.objects.filter(sequence=copy).exists()


def test_nobody_is_in_the_clone_of_a_full_sequence(in_acme: World) -> None:
    version = live(in_acme.admin, in_acme.other_admin)
    _enrolled(version, in_acme)
    copy = governing.clone(version.sequence, name="Copy", **as_(in_acme.admin)).sequence
    assert (version.sequence.enrollments.count(), copy.enrollments.count()) == (1, 0)


def test_a_clone_belongs_to_who_made_it_and_the_trail_says_of_what(in_acme: World) -> None:
    row = drafted(in_acme.admin).sequence
    copy = governing.clone(row, name="Copy", **as_(in_acme.other_admin)).sequence
    assert copy.owner == in_acme.other_admin
    assert entry("sequence.cloned").data == {"cloned_from": str(row.pk), "version": 1}


def test_an_archived_sequence_can_be_cloned(in_acme: World) -> None:
    row = services.archive(drafted(in_acme.admin).sequence, **as_(in_acme.admin))
    assert governing.clone(row, name=row.name, **as_(in_acme.admin)).sequence != row


def test_a_clone_needs_a_name_of_its_own(in_acme: World) -> None:
    row = drafted(in_acme.admin).sequence
    with refused("name_taken"):
        governing.clone(row, name=" Outbound ", **as_(in_acme.admin))


# Deleting


def test_a_sequence_that_was_never_handed_in_is_deleted_with_its_draft(in_acme: World) -> None:
    row = drafted(in_acme.admin).sequence
    governing.delete(row, **as_(in_acme.admin))
    assert (Sequence.objects.count(), Version.objects.count(), Step.objects.count()) == (0, 0, 0)
    assert entry("sequence.deleted").target_label == "Outbound"


def test_what_was_handed_in_once_stays_for_good(in_acme: World) -> None:
    version = in_approval(in_acme.admin)
    services.reject(version, reason="Shorter.", **as_(in_acme.other_admin))
    with refused("has_history") as caught:
        governing.delete(version.sequence, **as_(in_acme.admin))
    assert "Archive it" in caught.value.message
    assert Version.objects.filter(pk=version.pk).exists()


@pytest.mark.parametrize("model", [Enrollment, Audience])
def test_a_sequence_with_people_or_an_audience_is_not_deleted(
    in_acme: World, model: type[Enrollment] | type[Audience]
) -> None:
    row = a_row(model, in_acme).sequence
    with refused("has_history"):
        governing.delete(row, **as_(in_acme.admin))
    assert Sequence.objects.filter(pk=row.pk).exists()


def test_simulations_of_a_draft_are_no_history(in_acme: World) -> None:
    row = a_row(Simulation, in_acme).version.sequence
    governing.delete(row, **as_(in_acme.admin))
    assert not Sequence.objects.filter(pk=row.pk).exists()


def test_an_audience_that_appears_after_the_look_keeps_the_sequence(
    in_acme: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Django looks for what holds on to a row and then deletes it; here it did not see it yet."""
    row = a_row(Audience, in_acme).sequence
    statement = "DELETE FROM sequences_sequence WHERE id = %s"
    monkeypatch.setattr(Sequence, "delete", lambda self: run(statement, self.pk))
    with refused("has_history"):
        governing.delete(row, **as_(in_acme.admin))
    assert Sequence.objects.filter(pk=row.pk).exists()


@pytest.mark.parametrize("name", ["rep", "reviewer", "manager", "viewer"])
def test_only_who_writes_sequences_deletes_them(in_acme: World, name: str) -> None:
    row = drafted(in_acme.admin).sequence
    with refused("not_allowed"):
        governing.delete(row, **as_(getattr(in_acme, name)))


# Owners


def test_an_admin_hands_a_sequence_over(in_acme: World) -> None:
    row = drafted(in_acme.admin).sequence
    governing.hand_over(row, to=in_acme.manager, **as_(in_acme.other_admin))
    assert stored(row).owner == in_acme.manager
    said = {"from": str(in_acme.admin.pk), "to": str(in_acme.manager.pk)}
    assert entry("sequence.handed_over").data == said


def test_the_owner_hands_it_on_and_nobody_else_but_admins(in_acme: World) -> None:
    row = drafted(in_acme.admin).sequence
    governing.hand_over(row, to=in_acme.rep, **as_(in_acme.admin))
    with refused("not_allowed"):
        governing.hand_over(row, to=in_acme.manager, **as_(in_acme.manager))
    governing.hand_over(row, to=in_acme.other_rep, **as_(in_acme.rep))
    assert stored(row).owner == in_acme.other_rep


def test_neither_viewers_nor_disabled_members_become_owners(in_acme: World) -> None:
    row = drafted(in_acme.admin).sequence
    Membership.objects.filter(pk=in_acme.rep.pk).update(is_active=False)
    for heir in (in_acme.viewer, in_acme.rep):
        with refused("invalid"):
            governing.hand_over(row, to=heir, **as_(in_acme.admin))


def test_an_admin_who_became_a_rep_meanwhile_hands_nothing_over(in_acme: World) -> None:
    row = drafted(in_acme.admin).sequence
    Membership.objects.filter(pk=in_acme.other_admin.pk).update(role=Role.REP)
    with refused("not_allowed"):
        governing.hand_over(row, to=in_acme.rep, **as_(in_acme.other_admin))


def test_disabling_the_owner_ends_nothing_of_the_sequence(in_acme: World) -> None:
    version = live(in_acme.admin, in_acme.other_admin)
    person = _enrolled(version, in_acme)
    disable_member(in_acme.admin, actor=member(in_acme.other_admin))
    assert Version.objects.taking_people().filter(pk=version.pk).exists()
    assert Enrollment.objects.get(pk=person.pk).state == person.state


def test_what_a_disabled_member_owns_can_be_listed_and_handed_over(in_acme: World) -> None:
    first, second = (drafted(in_acme.admin, name=name).sequence for name in ("B", "A"))
    services.archive(drafted(in_acme.admin, name="C").sequence, **as_(in_acme.admin))
    disable_member(in_acme.admin, actor=member(in_acme.other_admin))
    assert list(governing.owned_by(in_acme.admin)) == [second, first]
    governing.hand_over(first, to=in_acme.rep, **as_(in_acme.other_admin))
    assert list(governing.owned_by(in_acme.admin)) == [second]


# Retiring and archiving


def test_retiring_and_archiving_leave_people_in_it(in_acme: World) -> None:
    first = live(in_acme.admin, in_acme.other_admin)
    person = _enrolled(first, in_acme)
    next_live(first.sequence, in_acme.admin, in_acme.other_admin)
    services.archive(first.sequence, **as_(in_acme.admin))
    row = Enrollment.objects.get(pk=person.pk)
    assert (row.state, row.version_id, row.exited_at) == (person.state, first.pk, None)


def _enrolled(version: Version, world: World) -> Enrollment:
    row: Enrollment = Enrollment.objects.create(
        contact=contact(),
        sequence=version.sequence,
        version=version,
        enrolled_by=world.rep,
        reason="Met at the fair",
        created_at=clock.now(),
    )
    return row


@pytest.mark.parametrize("name", ["starts_on", "ends_on"])
@pytest.mark.parametrize("day", [date.max, date.min])
def test_a_day_at_the_end_of_the_calendar_is_refused(in_acme: World, name: str, day: date) -> None:
    sequence = drafted(in_acme.admin).sequence
    with refused("invalid") as caught:
        governing.change_facts(sequence, {name: day}, **as_(in_acme.admin))
    assert set(caught.value.fields) == {name}
