"""Never more people of one company in sequences than the workspace wants, however many enrol."""

from collections.abc import Sequence
from typing import Any

import pytest
from django.db import transaction

from compliance.gate import Decided
from contacts.models import Account, Contact
from enrollment import gates, services
from enrollment.models import Enrollment
from sequences.models import Version
from tests.compliance.racing import Meeting, race
from tests.enrollment.stage import enrol
from tests.world import World, contact


@pytest.fixture
def colleagues(stage: World) -> list[Contact]:
    """Three people of a company of which one at a time may be in a sequence."""
    with transaction.atomic():
        stage.workspace.max_active_at_company = 1
        stage.workspace.save()
        account = Account.objects.create(name="Initech", name_normal="initech")
        return [
            contact(f"p{n}@initech.example", account=account, owner=stage.rep) for n in range(3)
        ]


@pytest.fixture
def meet(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two who enrol at once meet where they are judged."""
    judge, meeting = services._judge, Meeting()

    def slowly(rows: Sequence[Enrollment], *more: Any) -> list[Decided]:
        meeting.arrive()
        return judge(rows, *more)

    monkeypatch.setattr(services, "_judge", slowly)


def admitted() -> int:
    with transaction.atomic():
        return len(Enrollment.objects.live())


def both_at_once(stage: World, version: Version, people: list[Contact]) -> None:
    race(stage.workspace.pk, *(lambda one=one: enrol(stage, version, one) for one in people[:2]))


def test_of_two_who_enrol_colleagues_at_once_only_one_gets_in(
    stage: World, version: Version, colleagues: list[Contact], meet: None
) -> None:
    both_at_once(stage, version, colleagues)
    assert admitted() == 1


def test_without_the_lock_both_would_get_in(
    stage: World,
    version: Version,
    colleagues: list[Contact],
    meet: None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(gates, "take", lambda *keys: None)
    both_at_once(stage, version, colleagues)
    assert admitted() == 2


def test_of_people_who_are_enrolled_together_as_many_as_fit_come_in(
    stage: World, version: Version, colleagues: list[Contact]
) -> None:
    enrol(stage, version, *colleagues)
    assert admitted() == 1


def test_two_lists_that_cross_do_not_wait_for_each_other(
    stage: World, version: Version, colleagues: list[Contact], meet: None
) -> None:
    with transaction.atomic():
        other = Account.objects.create(name="Globex", name_normal="globex")
        theirs = [contact(f"g{n}@globex.example", account=other, owner=stage.rep) for n in range(2)]
    done = race(
        stage.workspace.pk,
        lambda: enrol(stage, version, colleagues[0], theirs[0]),
        lambda: enrol(stage, version, theirs[1], colleagues[1]),
    )
    assert not [each for each in done if isinstance(each, Exception)]
    assert admitted() == 2
