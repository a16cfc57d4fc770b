"""What the CRM, a file or a colleague changes is judged at once for the people in flight."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction

from compliance.models import Decision, RuleException, SuppressionKind
from compliance.services import suppress
from contacts import imports
from contacts.models import Account, Contact
from contacts.services import upsert
from enrollment import services
from enrollment.dispatch import arm, claim
from enrollment.models import Enrollment, Notice, PauseReason, SendIntent, Touch
from sequences.models import Version
from signals import asking, changes, crm, reactions, tasks
from signals.models import Signal
from tenancy import clock
from tenancy.actors import member, system
from tenancy.scope import scope
from tests.compliance.counting import counted
from tests.enrollment.racing import armed_beside
from tests.enrollment.sink import Sink, in_thread
from tests.enrollment.stage import approve, enrol, pass_time, reload, states, trail
from tests.enrollment.stage import in_hand as stage_in_hand
from tests.world import World, contact, mailbox

CRM = system("crm")
HEADER = "Record ID,Email,Country,Contact owner,Lifecycle Stage,Company Name\n"


@pytest.fixture
def company(stage: World, peter: Contact) -> Account:
    """Peter's company; he has a record in the CRM."""
    with transaction.atomic():
        row = Account.objects.create(name="Initech", name_normal="initech")
        Contact.objects.filter(pk=peter.pk).update(account=row, external_id="crm-1")
    return row


def says(**said: Any) -> None:
    crm.sync_contact({"external_id": "crm-1", **said}, actor=CRM)


def imported(world: World, *rows: str) -> None:
    seat = world.admin
    text = (HEADER + "\n".join(rows)).encode()
    with transaction.atomic():
        file = imports.upload("crm.csv", text, actor=member(seat), seat=seat)
        imports.start(file, file.mapping, actor=member(seat))
    crm.run_import(file.pk)


def judged(enrollment: Enrollment) -> Signal:
    with transaction.atomic():
        found: Signal = Signal.objects.get(enrollment_id=enrollment.pk)
    return found


# What ends and what pauses


def test_who_becomes_a_customer_in_the_crm_is_out_at_once(
    stage: World, company: Account, active: Enrollment
) -> None:
    says(lifecycle="Customer", company="Initech")
    row = reload(active)
    assert (row.state, row.exit_reason, row.next_action) == (
        "exited",
        "account_change",
        "hand_over",
    )
    assert set(states(active).values()) == {"cancelled"}


@pytest.mark.parametrize("state", ["competitor", "do_not_contact", "customer"])
def test_a_state_said_by_a_colleague_ends_the_sequences_of_the_company(
    stage: World, company: Account, waiting: Enrollment, state: str
) -> None:
    seat = stage.rep
    crm.change_company(company, {"state": state}, seat=seat, actor=member(seat))
    assert reload(waiting).exit_reason == "account_change"


def test_an_open_opportunity_pauses_with_the_rule_and_its_decision(
    stage: World, company: Account, active: Enrollment
) -> None:
    says(lifecycle="Opportunity", company="Initech")
    row = reload(active)
    assert (row.state, row.pause_reason) == ("paused", PauseReason.BLOCKED)
    assert row.pause_note == "Company state: The company has an open opportunity."
    (entry,) = trail(active, "enrollment.pause")
    assert entry["rules"] == ["account_state"]
    with transaction.atomic():
        decision = Decision.objects.get(pk=entry["decision"])
    assert (decision.outcome, decision.enrollment_id) == ("block", active.pk)


def test_what_was_done_is_said_by_the_signal(
    stage: World, company: Account, active: Enrollment
) -> None:
    says(lifecycle="Opportunity", company="Initech")
    signal = judged(active)
    assert (signal.kind, signal.state) == ("record_change", "applied")
    assert signal.effect == "Paused. Company state: The company has an open opportunity."
    assert signal.reading["fields"] == ["account.state", "stage"]


def test_a_person_without_an_owner_is_paused(
    stage: World, company: Account, active: Enrollment
) -> None:
    says(owner_email="gone@elsewhere.example")
    assert reload(active).pause_note.startswith("Owner: The contact has no owner.")


def test_a_move_to_a_country_that_asks_for_consent_pauses(
    stage: World, company: Account, active: Enrollment
) -> None:
    says(country="Germany")
    assert reload(active).pause_note.startswith("Lawful basis: In Germany")


def test_a_new_address_that_opted_out_ends_the_sequence(
    stage: World, company: Account, active: Enrollment
) -> None:
    with transaction.atomic():
        suppress(
            kind=SuppressionKind.ADDRESS,
            value="p@other.example",
            reason="opt_out",
            source="test",
            actor=CRM,
        )
    says(email="p@other.example")
    assert reload(active).exit_reason == "opted_out"


def test_an_address_that_a_colleague_stopped_pauses_because_that_can_be_let_pass(
    stage: World, company: Account, active: Enrollment, sink: Sink
) -> None:
    pass_time(stage, minutes=1)
    with transaction.atomic():
        suppress(
            kind=SuppressionKind.DOMAIN,
            value="other.example",
            reason="manual",
            source="test",
            actor=CRM,
        )
    says(email="p@other.example")
    assert reload(active).pause_reason == PauseReason.BLOCKED


def test_a_change_that_is_in_nobodys_way_leaves_everything_as_it_is(
    stage: World, company: Account, active: Enrollment
) -> None:
    says(persona="Buyer")
    assert (reload(active).state, judged(active).state) == ("active", "applied")
    with transaction.atomic():
        newest = Decision.objects.filter(enrollment_id=active.pk).latest("at")
    assert (newest.outcome, newest.purpose) == ("allow", "render")


def test_who_is_in_no_sequence_is_asked_about_by_nobody(stage: World, company: Account) -> None:
    says(lifecycle="Customer", company="Initech")
    with transaction.atomic():
        assert not Signal.objects.exists()


def test_the_same_record_again_asks_nobody(
    stage: World, company: Account, active: Enrollment
) -> None:
    for _ in range(2):
        says(persona="Buyer")
    assert judged(active)


def test_whom_a_manager_lets_pass_goes_on(
    stage: World, company: Account, active: Enrollment
) -> None:
    with transaction.atomic():
        RuleException.objects.create(
            contact=active.contact,
            rule="account_state",
            covers={"state": "customer"},
            reason="Asked for it",
            granted_by=stage.manager,
            granted_at=clock.now(),
            expires_at=clock.now() + timedelta(days=5),
        )
    says(lifecycle="Customer", company="Initech")
    assert reload(active).state == "active"


def test_a_pause_by_a_person_stays_theirs(
    stage: World, company: Account, active: Enrollment
) -> None:
    services.pause(active, reason=PauseReason.MANUAL, actor=member(stage.admin))
    says(lifecycle="Opportunity", company="Initech")
    assert reload(active).pause_reason == PauseReason.MANUAL
    assert judged(active).effect.startswith("Waits already. Company state")


def test_who_waits_for_review_keeps_waiting_and_the_signal_says_what_is_in_the_way(
    stage: World, company: Account, waiting: Enrollment
) -> None:
    says(lifecycle="Opportunity", company="Initech")
    assert reload(waiting).state == "awaiting_review"
    assert judged(waiting).effect.startswith("Waits already. Company state")


# Owners


def test_another_owner_gets_the_enrollment_and_is_told(
    stage: World, company: Account, active: Enrollment
) -> None:
    with transaction.atomic():
        mailbox("acme", stage.other_rep)
    says(owner_email=stage.other_rep.user.email)
    assert reload(active).owner_id == stage.other_rep.pk
    with transaction.atomic():
        notice = Notice.objects.get(member=stage.other_rep)
    assert (notice.title, notice.path) == ("People were handed over to you", "contacts/?owner=me")
    (entry,) = trail(active, "enrollment.handed_over")
    assert entry["former"] == str(stage.rep.pk)


def test_a_reviewer_who_becomes_the_owner_no_longer_decides(
    stage: World, company: Account, waiting: Enrollment
) -> None:
    with transaction.atomic():
        mailbox("acme", stage.manager)
    says(owner_email=stage.manager.user.email)
    with transaction.atomic():
        review = reload(waiting).review
        found = review.contact.owner_id if review else None
    assert found == stage.manager.pk


# Many at once


def test_an_import_judges_whom_it_changes(
    stage: World, company: Account, version: Version, active: Enrollment
) -> None:
    with transaction.atomic():
        other = contact("o@initech.example", external_id="crm-2", owner=stage.rep, country="US")
    calm = enrol(stage, version, other)
    approve(stage, calm)
    imported(stage, "crm-1,peter@initech.example,Germany,,,", "crm-2,o@initech.example,Canada,,,")
    imported(stage, "crm-2,o@initech.example,United States,,,")
    assert reload(active).pause_reason == PauseReason.BLOCKED
    assert judged(active).reading["from"].startswith("import ")


def test_a_file_takes_as_many_queries_for_twice_the_people_in_flight(
    stage: World, version: Version
) -> None:
    counts = []
    for names in ("ab", "cdef"):
        with transaction.atomic():
            people = [contact(f"{n}@x.example", external_id=n, owner=stage.rep) for n in names]
        for row in (enrol(stage, version, each) for each in people):
            approve(stage, row)
        imported(stage, *(f"{n},{n}@x.example,Canada,,," for n in names))
        imported(stage, *(f"{n},{n}@x.example,United States,,," for n in names))
        with transaction.atomic():
            upserted = [upsert({"external_id": n, "city": "Ames"}, actor=CRM) for n in names]
            noted = changes.note([one.changes for one in upserted], evidence="test", actor=CRM)
        with counted() as seen:
            asking.work_off(only=noted)
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_a_lost_nudge_is_found_by_the_sweep(
    stage: World, company: Account, active: Enrollment, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "work_off", lambda **more: None)
    says(lifecycle="Customer", company="Initech")
    assert reload(active).state == "active"
    monkeypatch.undo()
    with transaction.atomic():
        Signal.objects.update(received_at=datetime.now(UTC) - 2 * tasks.SETTLES)
    tasks._apply_received()
    assert reload(active).exit_reason == "account_change"


def test_what_fails_for_one_is_tried_again_and_keeps_nobody_else(
    stage: World,
    company: Account,
    version: Version,
    active: Enrollment,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with transaction.atomic():
        other = contact("o@initech.example", account=company, owner=stage.rep)
    second = enrol(stage, version, other)
    apply = reactions.apply

    def fails_once(signal_id: Any) -> Signal:
        monkeypatch.setattr(reactions, "apply", apply)
        raise RuntimeError

    monkeypatch.setattr(reactions, "apply", fails_once)
    says(lifecycle="Customer", company="Initech")
    assert {reload(active).state, reload(second).state} != {"exited"}
    with transaction.atomic():
        Signal.objects.update(retry_at=None)
    asking.work_off()
    assert {reload(active).state, reload(second).state} == {"exited"}


def test_many_are_left_to_a_worker(
    stage: World, company: Account, active: Enrollment, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(asking, "AT_ONCE", 0)
    monkeypatch.setattr(asking, "enqueue", lambda task, row_id: asked.append(task))
    says(lifecycle="Customer", company="Initech")
    assert (asked, reload(active).state) == (["signals.tasks.judge_changes"], "active")


# Races


def test_a_change_that_commits_while_a_worker_has_a_message_in_hand_keeps_it_back(
    stage: World, company: Account, active: Enrollment
) -> None:
    ready = stage_in_hand()

    in_thread(lambda: _in(stage, lifecycle="Customer", company="Initech")).join()
    assert arm.arm(ready) == []
    with transaction.atomic():
        assert not SendIntent.objects.exists()


def test_a_change_that_nobody_has_judged_yet_is_seen_by_the_gate_while_arming(
    stage: World, company: Account, active: Enrollment, monkeypatch: pytest.MonkeyPatch
) -> None:
    ready, held = in_hand(monkeypatch), claim.held

    def after_the_change(touches: Any) -> Any:
        in_thread(lambda: _in(stage, country="Germany")).join(5)
        return held(touches)

    monkeypatch.setattr(claim, "held", after_the_change)
    assert arm.arm(ready) == []
    asking.work_off()
    assert reload(active).pause_reason == PauseReason.BLOCKED


def test_with_a_decision_of_before_the_change_that_message_would_be_armed(
    stage: World, company: Account, active: Enrollment, monkeypatch: pytest.MonkeyPatch
) -> None:
    ready = in_hand(monkeypatch)
    assert armed_beside(ready, lambda: _in(stage, country="Germany"), monkeypatch) == (True, True)


@pytest.mark.parametrize("way", ["record", "page", "file"])
def test_where_a_company_stands_does_not_change_while_its_people_are_being_armed(
    stage: World,
    company: Account,
    active: Enrollment,
    monkeypatch: pytest.MonkeyPatch,
    way: str,
) -> None:
    ready = in_hand(monkeypatch)
    assert armed_beside(ready, _customer(stage, company, way), monkeypatch) == (True, False)
    with transaction.atomic():
        assert Account.objects.get().state == "customer"


def test_without_the_lock_it_would_have_changed_and_the_message_would_leave(
    stage: World, company: Account, active: Enrollment, monkeypatch: pytest.MonkeyPatch
) -> None:
    ready = in_hand(monkeypatch)
    monkeypatch.setattr(changes, "_hold_arms", lambda companies: None)
    works = _customer(stage, company, "record")
    assert armed_beside(ready, works, monkeypatch) == (True, True)


def in_hand(monkeypatch: pytest.MonkeyPatch) -> list[Touch]:
    """A message that a worker has checked; changes wait for another worker."""
    monkeypatch.setattr(asking, "soon", lambda ids: None)
    return stage_in_hand()


def _customer(stage: World, company: Account, way: str) -> Callable[[], object]:
    """The company of Peter becomes a customer."""

    def on_the_page() -> None:
        seat = stage.rep
        with scope(stage.workspace.pk):
            crm.change_company(company, {"state": "customer"}, seat=seat, actor=member(seat))

    def by_a_file() -> None:
        with scope(stage.workspace.pk):
            imported(stage, "crm-1,peter@initech.example,United States,,Customer,Initech")

    def by_a_record() -> None:
        _in(stage, lifecycle="Customer", company="Initech")

    return {"page": on_the_page, "file": by_a_file, "record": by_a_record}[way]


def _in(world: World, **said: Any) -> None:
    with scope(world.workspace.pk):
        says(**said)
