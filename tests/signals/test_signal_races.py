"""Signals beside each other and beside changes of records: nobody waits for each other for ever."""

import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import TypeVar
from uuid import UUID

import pytest
from django.db import OperationalError, connection, models, transaction

from contacts.models import Account, Contact
from enrollment import gates, heeding
from enrollment.models import Enrollment, SendIntent, Touch
from signals import crm, endings, intake, reactions
from signals.cases import Case, key_of
from signals.models import Signal
from tenancy import clock
from tenancy.actors import member
from tenancy.scope import scope
from tests.compliance.racing import PATIENCE, Meeting
from tests.enrollment.stage import always_open
from tests.signals.letters import letter, reply
from tests.signals.stage import receive, report, send_next, started
from tests.signals.tables import in_force, line
from tests.world import World, account, approved, contact

Row = TypeVar("Row", bound=models.Model)


def at_once(world: World, *works: Callable[[], object]) -> list[object]:
    """Run the works at the same moment, each in a connection of its own; errors are results."""
    start = threading.Barrier(len(works), timeout=PATIENCE)
    found: list[object] = [None] * len(works)

    def run(place: int) -> None:
        try:
            with scope(world.workspace.pk):
                start.wait()
                found[place] = works[place]()
        except Exception as error:
            found[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(works))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(3 * PATIENCE)
    return found


def stored(monkeypatch: pytest.MonkeyPatch, make: Callable[[], Signal]) -> Signal:
    """A signal that has had no effect yet."""
    with monkeypatch.context() as patch:
        patch.setattr(reactions, "attempt", lambda signal: signal)
        return make()


@dataclass
class Scene:
    """Peter of Initech, who has had a message, and his colleague Milton."""

    world: World
    intent: SendIntent
    company: Account
    milton: Contact


@pytest.fixture
def scene(transactional_db: None, acme: World) -> Iterator[Scene]:
    """Committed, so that several connections see it; in the open scope."""
    with scope(acme.workspace.pk):
        with transaction.atomic():
            always_open(acme.workspace)
            company = account("Initech")
            version = approved(acme.admin, acme.other_admin)
            peter = contact(owner=acme.rep, external_id="crm-1", account=company)
            started(acme, version, peter)
            clock.advance(timedelta(minutes=30))
            intent = send_next()
            milton = contact("milton@initech.example", owner=acme.rep, account=company)
            started(acme, version, milton)
        yield Scene(acme, intent, company, milton)


def rows_of(model: type[Row]) -> list[Row]:
    with transaction.atomic():
        return list(model._default_manager.all())


def company_by_signal_and_by_hand(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """The CRM says that Initech is a customer, about a message of ours of which nobody knows yet
    whether it left (so gates are taken first), while a colleague says that it has an opportunity:
    both stand where the other's lock is next."""
    with transaction.atomic():
        Touch.objects.filter(pk=scene.intent.touch_id).update(state="armed")
        SendIntent.objects.filter(pk=scene.intent.pk).update(outcome="armed")
    data = {"account_state": "customer"}
    about = scene.intent.message_id
    row = stored(monkeypatch, lambda: report("account_change", message_id=about, data=data))
    both, heard = threading.Barrier(2), reactions._note_heard

    def meet() -> None:
        try:
            both.wait(2)
        except threading.BrokenBarrierError:
            # The other one waits for us, as it should.
            return

    def after_gates(case: Case) -> None:
        heard(case)
        meet()

    monkeypatch.setattr(reactions, "_note_heard", after_gates)
    by = scene.world.manager

    def by_hand() -> None:
        with transaction.atomic():
            held = Account.objects.select_for_update(no_key=True).get(pk=scene.company.pk)
            meet()
            crm.change_company(held, {"state": "open_opportunity"}, seat=by, actor=member(by))

    return at_once(scene.world, lambda: reactions.apply(row.pk), by_hand)


def test_without_its_guard_a_company_is_deadlocked(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(endings, "hold_company", lambda case: None)
    found = company_by_signal_and_by_hand(scene, monkeypatch)
    assert any(isinstance(each, OperationalError) for each in found)


def test_a_company_is_changed_by_a_signal_and_by_hand_at_once(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = company_by_signal_and_by_hand(scene, monkeypatch)
    assert not [each for each in found if isinstance(each, Exception)]


def test_colleagues_who_answer_at_once_end_each_other_once(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = scene.world
    with transaction.atomic():
        in_force(world, line("reply", "exit", "exit"))
    mails = [
        reply(scene.intent, "Received, thank you."),
        letter("Received too.", sender=scene.milton.email),
    ]
    rows = [stored(monkeypatch, partial(receive, world, raw)) for raw in mails]
    found = at_once(world, *[partial(reactions.apply, row.pk) for row in rows])
    assert not [each for each in found if isinstance(each, Exception)]
    assert {row.state for row in rows_of(Enrollment)} == {"exited"}


def test_an_answer_and_an_opt_out_of_the_crm_at_once(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    raw = reply(scene.intent, "Received, thank you.")
    row = stored(monkeypatch, lambda: receive(scene.world, raw))
    record = {"external_id": "crm-1", "email": "peter@initech.example", "opted_out": True}
    by = member(scene.world.admin)
    found = at_once(
        scene.world,
        lambda: reactions.apply(row.pk),
        lambda: crm.sync_contact(record, actor=by),
    )
    assert not [each for each in found if isinstance(each, Exception)]
    peters = [row for row in rows_of(Enrollment) if row.contact_id != scene.milton.pk]
    assert [row.state for row in peters] == ["exited"]


def stored_while_held(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Peter answers while somebody holds his record and comes to his gate."""
    meeting, hold_back = Meeting(), heeding.hold_back
    (peter,) = [row for row in rows_of(Contact) if row.pk != scene.milton.pk]

    def holds_back(keys: Iterable[str], signal_id: UUID) -> None:
        hold_back(keys, signal_id)
        meeting.arrive()

    monkeypatch.setattr(heeding, "hold_back", holds_back)
    monkeypatch.setattr(reactions, "attempt", lambda signal: signal)

    def by_hand() -> None:
        with transaction.atomic():
            Contact.objects.select_for_update().get(pk=peter.pk)
            meeting.arrive()
            gates.lock([key_of(peter)])

    answers = partial(receive, scene.world, reply(scene.intent, "Received, thank you."))
    return at_once(scene.world, answers, by_hand)


def test_without_its_guard_an_answer_is_deadlocked(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "refer_to", lambda contact: None)
    found = stored_while_held(scene, monkeypatch)
    assert any(isinstance(each, OperationalError) for each in found)


def test_an_answer_is_stored_beside_a_change_of_its_person(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = stored_while_held(scene, monkeypatch)
    assert not [each for each in found if isinstance(each, Exception)]
