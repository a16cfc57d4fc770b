"""What is said about tracking while a message leaves; one link minted, and hit, by many."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client

from compliance import tracking_wishes
from contacts.models import Contact
from enrollment.models import Enrollment, HitOf, TrackedDigest, TrackedHit, TrackedLink
from enrollment.tracking import minting, terms, wishes
from signals.tracking import hits
from tenancy import clock
from tenancy.actors import member
from tenancy.ids import uuid7
from tenancy.scope import scope
from tests.enrollment.racing import armed_beside
from tests.enrollment.sink import in_thread
from tests.enrollment.stage import approve, enrol, hear, in_hand
from tests.enrollment.tracking_stage import (
    HOST,
    OTHER,
    addresses,
    allow,
    approved_message,
    tracking_version,
)
from tests.world import World

Work = Callable[[], object]
BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"


@pytest.fixture
def ready(stage: World, peter: Contact) -> Enrollment:
    """Peter's tracked message is approved and due."""
    allow(stage)
    with transaction.atomic():
        version = tracking_version(stage)
    row = enrol(stage, version, peter)
    approve(stage, row)
    clock.advance(timedelta(minutes=30))
    hear(stage)
    return row


def no(world: World, peter: Contact, record: Callable[..., object] = wishes.record) -> Work:
    """Peter says that he does not want to be tracked."""

    def say() -> None:
        with scope(world.workspace.pk):
            said = {"wants": False, "given_at": clock.now(), "evidence": ""}
            record(peter, **said, actor=member(world.rep))

    return say


def test_a_no_waits_for_the_message_that_is_being_armed(
    stage: World, ready: Enrollment, peter: Contact, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert armed_beside(in_hand(), no(stage, peter), monkeypatch) == (True, False)


def test_without_the_gate_it_would_not_wait(
    stage: World, ready: Enrollment, peter: Contact, monkeypatch: pytest.MonkeyPatch
) -> None:
    work = no(stage, peter, tracking_wishes.record_wish)
    assert armed_beside(in_hand(), work, monkeypatch) == (True, True)


def test_switching_it_off_waits_for_the_message_that_is_being_armed(
    stage: World, ready: Enrollment, monkeypatch: pytest.MonkeyPatch
) -> None:
    def off() -> None:
        with scope(stage.workspace.pk):
            actor = member(stage.admin)
            terms.change(is_on=False, host=HOST, sites=[], seat=stage.admin, actor=actor)

    assert armed_beside(in_hand(), off, monkeypatch) == (True, False)


def test_the_same_link_is_minted_once_by_many(stage: World) -> None:
    ask = minting.Ask(HitOf.LINK, uuid7(), "intro", 1, HOST, OTHER)
    found: list[list[str]] = []

    def mint() -> None:
        with scope(stage.workspace.pk), transaction.atomic():
            found.append(minting.mint_many([ask]))

    _all_at_once([mint] * 6)
    assert len(found) == 6 and len({each[0] for each in found}) == 1
    with transaction.atomic():
        assert TrackedLink.objects.count() == TrackedDigest.objects.count() == 1


def test_hits_at_the_same_moment_are_noted_once(
    ready: Enrollment, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hits, "SLOT_SECONDS", 10**11)
    with transaction.atomic():
        row = Enrollment.objects.select_related("review").get(pk=ready.pk)
        assert row.review is not None
    path = addresses(approved_message(row.review))[0].removeprefix(f"https://{HOST}")
    answers: list[int] = []

    def follow() -> None:
        said = {"host": HOST, "user-agent": BROWSER}
        answers.append(Client().get(path, headers=said).status_code)

    _all_at_once([follow] * 8)
    assert answers == [302] * 8
    with transaction.atomic():
        assert TrackedHit.objects.count() == 1


def _all_at_once(works: list[Work]) -> None:
    for thread in [in_thread(work) for work in works]:
        thread.join(30)
