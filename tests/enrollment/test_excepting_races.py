"""Exceptions and rules at the same moment as something that leaves, or as each other."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from compliance.models import ExclusionRule, LawPack, RuleException
from contacts.models import Contact
from enrollment import backtests, excepting, gates, law, ruling
from enrollment.excepting import Wish
from enrollment.models import Enrollment
from sequences.models import Version
from tenancy import clock
from tenancy.actors import member
from tenancy.models import Membership
from tenancy.scope import scope
from tests.compliance.racing import Meeting, race
from tests.enrollment.racing import armed_beside
from tests.enrollment.stage import in_hand, reload
from tests.enrollment.test_law import drafted as law_drafted
from tests.enrollment.test_rules_to_the_wire import let_pass
from tests.enrollment.test_ruling import drafted, in_force
from tests.world import World, contact

Work = Callable[[], object]


def by(seat: Membership) -> dict[str, Any]:
    return {"seat": seat, "actor": member(seat)}


def revocation(world: World, peter: Contact) -> Work:
    """Take back the exception by which Peter's message may leave."""
    row = let_pass(world.manager, peter, in_force(world))

    def revoke() -> None:
        with scope(world.workspace.pk):
            excepting.revoke(row, **by(world.manager))

    return revoke


def approval(world: World, peter: Contact) -> Work:
    """Put a rule in force that excludes Peter."""
    draft = drafted(world)
    backtests.run(draft.pk)
    fresh: ExclusionRule = reload(draft)

    def approve() -> None:
        with scope(world.workspace.pk):
            ruling.approve(fresh, **by(world.other_admin), expected_edited_at=fresh.edited_at)

    return approve


def new_law(world: World, peter: Contact) -> Work:
    """Put a pack in force that asks Peter's consent."""
    draft = law_drafted(world)

    def approve() -> None:
        with scope(world.workspace.pk):
            law.approve(draft, **by(world.other_admin), expected_edited_at=draft.edited_at)

    return approve


@pytest.mark.parametrize("prepare", [revocation, approval, new_law])
def test_what_stops_a_message_does_not_commit_while_it_is_being_armed(
    stage: World,
    active: Enrollment,
    peter: Contact,
    monkeypatch: pytest.MonkeyPatch,
    prepare: Callable[[World, Contact], Work],
) -> None:
    work = prepare(stage, peter)
    assert armed_beside(in_hand(), work, monkeypatch) == (True, False)
    with transaction.atomic():
        revoked = RuleException.objects.exclude(revoked_at=None).exists()
        live = {"state": "approved"}
        rules = (ExclusionRule.objects.filter(**live), LawPack.objects.filter(**live))
        assert revoked or any(rows.exists() for rows in rules)


@pytest.mark.parametrize("prepare", [revocation, approval, new_law])
def test_without_the_key_it_would_have_committed_before(
    stage: World,
    active: Enrollment,
    peter: Contact,
    monkeypatch: pytest.MonkeyPatch,
    prepare: Callable[[World, Contact], Work],
) -> None:
    work = prepare(stage, peter)
    monkeypatch.setattr(gates, "take", lambda *keys: None)
    assert armed_beside(in_hand(), work, monkeypatch) == (True, True)


@pytest.fixture
def slow_to_look(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two who look at the same person at once have both looked before either has written."""
    look, meeting = excepting.finding_of, Meeting()

    def slowly(*asked: Any) -> Any:
        found = look(*asked)
        meeting.arrive()
        return found

    monkeypatch.setattr(excepting, "finding_of", slowly)


def granted_at_once(world: World) -> int:
    """How many exceptions two managers make who let the same person pass at the same moment."""
    with transaction.atomic():
        person = contact("p@initech.example", owner=world.rep, segment="")

    def grant(seat: Membership) -> RuleException:
        until = clock.now() + timedelta(days=5)
        said: dict[str, Any] = {"reason": "Known from the fair", "expires_at": until}
        return excepting.grant(person, Wish("segment"), **said, **by(seat))

    race(world.workspace.pk, lambda: grant(world.admin), lambda: grant(world.other_admin))
    with transaction.atomic():
        return RuleException.objects.count()


def test_of_two_who_let_the_same_pass_at_once_one_does(
    stage: World, version: Version, slow_to_look: None
) -> None:
    assert granted_at_once(stage) == 1


def test_without_the_lock_both_would(
    stage: World, version: Version, slow_to_look: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = type(Contact.objects.all())
    monkeypatch.setattr(rows, "select_for_update", lambda self, **how: self)
    assert granted_at_once(stage) == 2
