"""Operations: what is stuck, the stop switch, and doubts that a person settles."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from audit.actions import Action
from audit.models import Entry
from enrollment import control, stops
from enrollment.figures import Figures
from enrollment.models import (
    ControlGate,
    ExitReason,
    LimitCounter,
    Mailbox,
    Touch,
)
from sequences.models import Sequence
from signals.models import Signal
from tenancy import clock
from tenancy.actors import member
from tenancy.ids import uuid7
from tests.console.browsing import BUDGET, browser, reads
from tests.console.doubts import TEST, doubtful
from tests.console.scenes import running
from tests.world import World, approved, contact, draft
from tests.world import mailbox as add_mailbox

PAGE = "/w/acme/operations/"


@pytest.mark.parametrize("seat", ["rep", "viewer", "reviewer"])
def test_who_may_not_see_the_engine_finds_no_page(in_acme: World, seat: str) -> None:
    assert browser(getattr(in_acme, seat)).get(PAGE).status_code == 404


def test_an_outsider_finds_no_page(in_acme: World, globex: World) -> None:
    assert browser(globex.admin).get(PAGE).status_code == 404


def test_a_manager_looks_but_has_no_switch(in_acme: World) -> None:
    me = browser(in_acme.manager)
    assert "Stop now" not in me.get(PAGE).content.decode()
    form = {"kind": "workspace", "ref": str(in_acme.workspace.pk), "reason": "x"}
    assert me.post(f"{PAGE}stop/", form).status_code == 404


def figures_of(world: World) -> Figures:
    found: Figures = browser(world.admin).get(PAGE).context["engine"].figures
    return found


def test_what_is_due_in_doubt_and_failed_is_counted(in_acme: World) -> None:
    doubtful(in_acme)
    row = running(in_acme, contact("due@initech.example", owner=in_acme.rep))
    Touch.objects.filter(enrollment=row).update(due_at=clock.now() - timedelta(hours=3))
    found = figures_of(in_acme)
    assert (found.due, found.unknown, found.failed) == (1, 1, 0)


def test_the_touch_that_waits_longest_is_named(in_acme: World) -> None:
    running(in_acme, contact(owner=in_acme.rep))
    Touch.objects.update(due_at=clock.now() - timedelta(hours=3))
    assert 10_800 <= figures_of(in_acme).oldest_due < 10_830


@pytest.mark.parametrize("kind", ["workspace", "sequence", "mailbox"])
def test_a_switch_closes_with_a_reason_and_opens_again(in_acme: World, kind: str) -> None:
    version = approved(in_acme.admin, in_acme.other_admin)
    refs = {
        "workspace": in_acme.workspace.pk,
        "sequence": version.sequence_id,
        "mailbox": in_acme.mailbox.pk,
    }
    me, form = (
        browser(in_acme.admin),
        {"kind": kind, "ref": str(refs[kind]), "reason": "Wrong price"},
    )
    me.post(f"{PAGE}stop/", form)
    assert ControlGate.objects.get().reason == "Wrong price"
    assert "Wrong price" in me.get(PAGE).content.decode()
    me.post(f"{PAGE}release/", form)
    assert not ControlGate.objects.exists()


def test_who_stops_what_is_stopped_is_told_whose_reason_stands(in_acme: World) -> None:
    form = {"kind": "workspace", "ref": str(in_acme.workspace.pk), "reason": "Wrong price"}
    browser(in_acme.other_admin).post(f"{PAGE}stop/", form)
    late = {**form, "reason": "Legal"}
    answer = browser(in_acme.admin).post(f"{PAGE}stop/", late, follow=True)
    assert f"by {in_acme.other_admin.label}: Wrong price" in answer.content.decode()


def test_a_reason_is_kept_as_long_as_the_form_lets_it_be(in_acme: World) -> None:
    form = {"kind": "workspace", "ref": str(in_acme.workspace.pk), "reason": "x" * 1_000_000}
    browser(in_acme.admin).post(f"{PAGE}stop/", form)
    said = Entry.objects.get(action=Action.GATE_CLOSED).data["reason"]
    assert len(said) == len(ControlGate.objects.get().reason) == 300


@pytest.mark.parametrize("reason", [" ", "a\0b"])
def test_stopping_needs_a_reason(in_acme: World, reason: str) -> None:
    form = {"kind": "workspace", "ref": str(in_acme.workspace.pk), "reason": reason}
    answer = browser(in_acme.admin).post(f"{PAGE}stop/", form)
    assert answer.status_code == 422 and "Say why sending stops." in answer.content.decode()


@pytest.mark.parametrize("kind", ["workspace", "sequence", "mailbox", "planet"])
def test_what_is_not_of_this_workspace_has_no_switch_here(
    in_acme: World, globex: World, kind: str
) -> None:
    refs = {"workspace": globex.workspace.pk, "mailbox": globex.mailbox.pk}
    form = {"kind": kind, "ref": str(refs.get(kind, uuid7())), "reason": "x"}
    assert browser(in_acme.admin).post(f"{PAGE}stop/", form).status_code == 404
    assert not ControlGate.objects.exists()


def test_sends_in_doubt_are_counted_and_linked(in_acme: World) -> None:
    doubtful(in_acme)
    page = browser(in_acme.admin).get(PAGE).content.decode()
    assert "1 send:" in page and f"{PAGE}doubts/" in page


def sender(world: World) -> Any:
    return browser(world.admin).get(PAGE).context["senders"][0]


def test_a_mailbox_says_how_much_of_today_is_used(in_acme: World) -> None:
    day = clock.now().astimezone(UTC).date()
    LimitCounter.objects.create(key=f"mailbox:{in_acme.mailbox.pk}:{day}", n=17)
    assert sender(in_acme).used == 17


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({}, ""),
        ({"is_active": False}, "Switched off in the settings."),
        ({"daily_limit": 0}, "Today's limit is used up; it goes on tomorrow."),
        ({"heard_at": None}, "Nothing leaves: no sign"),
    ],
)
def test_a_mailbox_says_why_it_does_not_send(
    in_acme: World, change: dict[str, Any], sentence: str
) -> None:
    Mailbox.objects.update(**change)
    hindrance = sender(in_acme).hindrance
    assert hindrance.startswith(sentence) and bool(hindrance) == bool(sentence)


def test_a_mailbox_says_that_everything_is_stopped(in_acme: World) -> None:
    workspace = in_acme.workspace.pk
    control.close("workspace", workspace, reason="Wrong price", actor=member(in_acme.admin))
    sender = browser(in_acme.admin).get(PAGE).context["senders"][0]
    assert sender.hindrance == "Everything is stopped by Admin."


def test_an_archived_sequence_that_is_stopped_can_be_released(in_acme: World) -> None:
    plan = draft(in_acme.admin).sequence
    control.close("sequence", plan.pk, reason="Wrong price", actor=member(in_acme.admin))
    Sequence.objects.filter(pk=plan.pk).update(archived_at=clock.now())
    assert [each.ref for each in browser(in_acme.admin).get(PAGE).context["stopped"]] == [plan.pk]


def test_who_releases_one_of_two_switches_is_told_of_the_other(in_acme: World) -> None:
    refs = {"workspace": in_acme.workspace.pk, "mailbox": in_acme.mailbox.pk}
    for kind, ref in refs.items():
        control.close(kind, ref, reason="Wrong price", actor=member(in_acme.admin))
    form = {"kind": "workspace", "ref": str(refs["workspace"])}
    answer = browser(in_acme.admin).post(f"{PAGE}release/", form, follow=True)
    assert "another stop is still on" in answer.content.decode()


@pytest.mark.parametrize(("held_back", "least", "most"), [(None, 2, 20), (1, 1, 1.1)])
def test_the_time_from_signal_to_stop_is_measured(
    in_acme: World, held_back: float | None, least: float, most: float
) -> None:
    """Until it holds back; of one that did not, until the stop."""
    person = contact(owner=in_acme.rep)
    running(in_acme, person)
    received = datetime.now(UTC) - timedelta(seconds=2)
    signal = Signal.objects.create(
        source="api", event_id="1", kind="reply", contact=person, received_at=received,
        occurred_at=received,
        held_back_at=received + timedelta(seconds=held_back) if held_back else None,
    )  # fmt: skip
    stops.stop_address(
        person.email_base,
        cause=ExitReason.REPLIED,
        evidence=f"signal {signal.pk}",
        actor=TEST,
    )
    found = figures_of(in_acme)
    assert found.stops == 1 and least <= (found.stop_half or 0) < most


def test_the_page_takes_as_many_reads_for_twice_the_rows(in_acme: World) -> None:
    me = browser(in_acme.admin)
    doubtful(in_acme)
    with reads() as few:
        me.get(PAGE)
    doubtful(in_acme, "bill@initech.example")
    add_mailbox("acme", in_acme.other_rep)
    draft(in_acme.admin, name="Other", motion="partner")
    with reads() as many:
        me.get(PAGE)
    assert few.count == many.count
    # The shell of every page takes its own part of this.
    assert many.count <= BUDGET + 7
