"""A workspace's own packs of law: drafts, four eyes, the gate, and the people in flight."""

from copy import deepcopy
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from audit.actions import Action
from audit.models import Entry
from compliance import facts, gate, law_packs, law_ruling
from compliance.models import Decision, LawPack
from compliance.packs import DE, US
from contacts.models import Contact
from enrollment import law, services, tasks
from enrollment.models import Enrollment, Notice, PauseReason
from sequences.models import Version
from tenancy import clock
from tenancy.actors import member, system
from tenancy.errors import NotFound, Refused
from tenancy.models import Membership
from tests.compliance.counting import counted
from tests.compliance.racing import race
from tests.enrollment.racing import killed_after_one_pause
from tests.enrollment.stage import approve, enrol, pass_time, reload, states, work
from tests.world import World, account, contact

NOTE = "Presumed consent, says Dr Weber, counsel, 12 November."


def by(seat: Membership) -> dict[str, Any]:
    return {"seat": seat, "actor": member(seat)}


def document(code: str = "US", **email: Any) -> dict[str, Any]:
    """The built-in pack of a code with changes to what e-mail asks for."""
    found = deepcopy(law_packs.to_document(law_packs.built_in(code)))
    found["channels"]["email"].update(email)
    return found


def strict(code: str = "US") -> dict[str, Any]:
    accepts = [{"basis": "express", "months": 24}]
    return document(code, free_for=[], accepts=accepts, needs_evidence=True)


def lax() -> dict[str, Any]:
    return document("DE", free_for=["corporate", "unknown"])


def drafted(world: World, code: str = "US", **said: Any) -> LawPack:
    return law_ruling.write_draft(code, {"document": strict(code), **said}, **by(world.admin))


def in_force(world: World, code: str = "US", **said: Any) -> LawPack:
    return law.approve(drafted(world, code, **said), **by(world.other_admin))


def person(world: World, name: str, **more: Any) -> Contact:
    with transaction.atomic():
        return contact(f"{name}@initech.example", **{"owner": world.rep, **more})


def refused(work: Any, *args: Any, **more: Any) -> str:
    with pytest.raises(Refused) as refusal:
        work(*args, **more)
    return refusal.value.code


# Drafts and approvals


def test_a_draft_starts_from_what_is_in_force(stage: World) -> None:
    first = law_ruling.write_draft("DE", **by(stage.admin))
    assert first.document == law_packs.to_document(DE)
    law_ruling.discard_draft(first, **by(stage.admin))
    in_force(stage, "DE", note="Strict")
    second = law_ruling.write_draft("DE", **by(stage.admin))
    live = law_packs.read("DE", strict("DE"), version=1, as_of=clock.now().date())
    assert second.document == law_packs.to_document(live)
    assert (second.number, second.note) == (2, "Strict")


def test_a_draft_binds_nobody(stage: World, version: Version, peter: Contact) -> None:
    drafted(stage)
    assert enrol(stage, version, peter).state == "awaiting_review"


def test_a_code_has_one_draft_at_a_time(stage: World) -> None:
    drafted(stage)
    assert refused(drafted, stage) == "draft_open"


def test_of_two_first_drafts_at_once_one_is_written(stage: World) -> None:
    outcomes = race(stage.workspace.pk, lambda: drafted(stage), lambda: drafted(stage))
    assert sorted(type(each).__name__ for each in outcomes) == ["LawPack", "Refused"]


def test_the_author_puts_nothing_in_force(stage: World) -> None:
    assert refused(law_ruling.approve, drafted(stage), **by(stage.admin)) == "four_eyes"


def test_nor_does_who_edited_it_last(stage: World) -> None:
    row = law_ruling.change_draft(drafted(stage), {"note": "x"}, **by(stage.other_admin))
    assert refused(law_ruling.approve, row, **by(stage.other_admin)) == "four_eyes"


def test_a_program_puts_nothing_in_force(stage: World) -> None:
    said: dict[str, Any] = {"seat": stage.other_admin, "actor": system("robot")}
    assert refused(law_ruling.approve, drafted(stage), **said) == "four_eyes"


@pytest.mark.parametrize("role", ["viewer", "rep", "reviewer", "manager"])
def test_only_admins_write_law(stage: World, role: str) -> None:
    seat: Membership = getattr(stage, role)
    assert refused(law_ruling.write_draft, "US", **by(seat)) == "not_allowed"


def test_a_text_that_was_saved_meanwhile_is_not_approved(stage: World) -> None:
    row = drafted(stage)
    seen = row.edited_at
    law_ruling.change_draft(row, {"note": "x"}, **by(stage.admin))
    said = {**by(stage.other_admin), "expected_edited_at": seen}
    assert refused(law_ruling.approve, row, **said) == "edited_meanwhile"


@pytest.mark.parametrize("code", ["XX", "QQ", ""])
def test_what_no_pack_is_for_cannot_be_written(stage: World, code: str) -> None:
    assert refused(law_ruling.write_draft, code, **by(stage.admin)) == "invalid"


def test_nonsense_is_refused_by_field(stage: World) -> None:
    with pytest.raises(Refused) as refusal:
        drafted(stage, document={"channels": {"email": {"accepts": [{"basis": "luck"}]}}})
    assert "not known" in refusal.value.fields["document"]


def test_saying_what_is_there_changes_nothing(stage: World) -> None:
    row = drafted(stage)
    again = law_ruling.change_draft(row, {"document": row.document}, **by(stage.admin))
    assert again.edited_at == row.edited_at


def test_a_discarded_draft_is_gone(stage: World) -> None:
    row = drafted(stage)
    law_ruling.discard_draft(row, **by(stage.admin))
    with pytest.raises(NotFound):
        law_ruling.change_draft(row, {"note": "x"}, **by(stage.admin))


def test_the_database_refuses_to_change_what_was_approved(stage: World) -> None:
    row = in_force(stage)
    with pytest.raises(IntegrityError), transaction.atomic():
        LawPack.objects.filter(pk=row.pk).update(document={})


# Laxer than the built-in pack


def test_a_laxer_pack_needs_a_note(stage: World) -> None:
    row = drafted(stage, "DE", document=lax())
    assert refused(law_ruling.approve, row, **by(stage.other_admin)) == "note_missing"


def test_the_audit_says_in_what_a_pack_is_laxer(stage: World) -> None:
    in_force(stage, "DE", document=lax(), note=NOTE)
    with transaction.atomic():
        (point,) = Entry.objects.get(action=Action.LAW_APPROVE).data["laxer"]
    assert point.startswith("E-mails: companies and subscribers of whom")


def test_a_stricter_pack_needs_no_note(stage: World) -> None:
    assert in_force(stage).state == "approved"


def test_retiring_a_stricter_pack_says_what_is_allowed_again(stage: World) -> None:
    law_ruling.retire(in_force(stage), **by(stage.admin))
    with transaction.atomic():
        assert Entry.objects.get(action=Action.LAW_RETIRE).data["laxer"]


# The gate


def test_the_gate_judges_by_the_workspaces_pack_and_says_which(
    stage: World, version: Version, peter: Contact
) -> None:
    in_force(stage)
    row = enrol(stage, version, peter)
    with transaction.atomic():
        decision = Decision.objects.get(enrollment_id=row.pk)
        (blocked,) = gate.verdict_of(decision).blocks
    assert (row.state, blocked.rule) == ("ineligible", "lawful_basis")
    assert gate.law_of(blocked) == "US v1 of the workspace"


def test_a_laxer_pack_lets_in_whom_the_built_in_one_blocks(stage: World, version: Version) -> None:
    before = enrol(stage, version, person(stage, "a", country="DE"))
    in_force(stage, "DE", document=lax(), note=NOTE)
    after = enrol(stage, version, person(stage, "b", country="DE"))
    assert (before.state, after.state) == ("ineligible", "awaiting_review")


def test_the_company_tells_the_country_of_somebody_without_one(
    stage: World, version: Version
) -> None:
    in_force(stage)
    with transaction.atomic():
        company = account(country="US")
    assert enrol(stage, version, person(stage, "a", country="", account=company)).state == (
        "ineligible"
    )


def test_a_pack_of_another_country_changes_nothing(
    stage: World, version: Version, peter: Contact
) -> None:
    in_force(stage, "CA")
    assert enrol(stage, version, peter).state == "awaiting_review"


def test_no_pack_lets_in_somebody_without_a_country(stage: World, version: Version) -> None:
    for code in law_packs.BUILT_IN:
        free = document(code, free_for=["corporate", "individual", "unknown"])
        in_force(stage, code, document=free, note=NOTE)
    assert enrol(stage, version, person(stage, "a", country="")).state == "ineligible"


def test_when_it_is_retired_the_built_in_pack_counts_again(
    stage: World, version: Version, peter: Contact
) -> None:
    law_ruling.retire(in_force(stage), **by(stage.admin))
    assert enrol(stage, version, peter).state == "awaiting_review"


def test_all_packs_are_read_with_one_query(stage: World) -> None:
    counts = []
    for code in ("US", "DE"):
        in_force(stage, code)
        with transaction.atomic(), counted() as seen:
            facts.own_packs()
        counts.append(len(seen))
    assert counts[0] == counts[1]


# People in flight


def test_before_the_worker_comes_the_gate_blocks_the_next_message(
    stage: World, active: Enrollment
) -> None:
    in_force(stage)
    work()
    row = reload(active)
    assert (row.state, row.pause_reason) == ("paused", PauseReason.BLOCKED)
    assert set(states(active).values()) == {"planned"}


def test_without_the_pack_the_message_leaves(stage: World, active: Enrollment, sink: Any) -> None:
    pass_time(stage, minutes=1)
    assert "sent" in states(active).values()


def test_a_new_pack_pauses_whom_it_blocks_and_names_itself(
    stage: World, version: Version, active: Enrollment
) -> None:
    other = enrol(stage, version, person(stage, "b", country="GB"))
    law.apply(in_force(stage).pk)
    row = reload(active)
    assert (row.state, row.pause_reason) == ("paused", PauseReason.BLOCKED)
    assert row.pause_note.startswith("US v1 of the workspace keeps them out: In the United States")
    assert reload(other).state != "paused"


def test_a_pause_by_a_person_stays_theirs(stage: World, active: Enrollment) -> None:
    services.pause(active, reason=PauseReason.MANUAL, actor=member(stage.admin))
    law.apply(in_force(stage).pk)
    assert reload(active).pause_reason == PauseReason.MANUAL


def test_a_pack_that_was_retired_before_the_worker_came_pauses_nobody(
    stage: World, active: Enrollment
) -> None:
    row = in_force(stage)
    law_ruling.retire(row, **by(stage.admin))
    law.apply(row.pk)
    assert reload(active).state == "active"


def test_a_pack_is_applied_once_and_the_approver_told(stage: World, active: Enrollment) -> None:
    row = in_force(stage)
    law.apply(row.pk)
    services.resume(reload(active), actor=member(stage.admin))
    law.apply(row.pk)
    with transaction.atomic():
        notice = Notice.objects.get(member=stage.other_admin)
    assert "1 person in flight is paused" in notice.body
    assert (reload(active).state, law.unfinished()) == ("active", [])


def test_a_killed_worker_is_followed_by_the_sweep_which_pauses_nobody_twice(
    stage: World, version: Version, active: Enrollment, monkeypatch: pytest.MonkeyPatch
) -> None:
    approve(stage, enrol(stage, version, person(stage, "b")))
    row = in_force(stage)

    killed_after_one_pause(lambda: law.apply(row.pk), monkeypatch)
    tasks._keep_house()
    with transaction.atomic():
        assert Entry.objects.filter(action=Action.ENROLLMENT_PAUSE).count() == 2
        assert Entry.objects.get(action=Action.LAW_APPLIED).data["paused"] == 2


def test_the_preview_counts_whom_it_would_pause_and_who_waits(
    stage: World, version: Version, active: Enrollment
) -> None:
    enrol(stage, version, person(stage, "b"))
    enrol(stage, version, person(stage, "c", country="GB"))
    with transaction.atomic():
        found = law.preview(drafted(stage))
    assert (found.people, found.going, found.waiting, found.admitted) == (2, 1, 1, 0)


def test_the_preview_counts_whom_it_would_admit(stage: World, active: Enrollment) -> None:
    law.apply(in_force(stage).pk)
    back = drafted(stage, document=law_packs.to_document(US))
    with transaction.atomic():
        found = law.preview(back)
    assert (found.going, found.admitted) == (0, 1)


def test_the_pack_of_every_other_country_covers_those_without_one_of_their_own(
    stage: World, version: Version
) -> None:
    with transaction.atomic():
        company = account(country="BR")
    people = [
        person(stage, "a", country="BR"),
        person(stage, "b", country="", account=company),
        person(stage, "c", country=""),
        person(stage, "d", country="US"),
    ]
    for each in people:
        enrol(stage, version, each)
    with transaction.atomic():
        covered = {row.contact_id for row in law._covered("ZZ")}
    assert covered == {people[0].pk, people[1].pk}


def test_a_preview_takes_as_many_queries_for_twice_the_people(
    stage: World, version: Version
) -> None:
    row, counts = drafted(stage), []
    for names in ("ab", "cd"):
        enrol(stage, version, *[person(stage, name) for name in names])
        with transaction.atomic(), counted() as seen:
            law.preview(row)
        counts.append(len(seen))
    assert counts[0] == counts[1]
