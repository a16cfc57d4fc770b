"""Sends in doubt: what was looked for is shown, and a person decides with a reason."""

from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from enrollment.models import EvidenceLook, Reconciliation, SendIntent, Touch, TouchState
from enrollment.restoring.reconciling import Found
from tenancy.models import Installation
from tests.console.browsing import BUDGET, browser, reads
from tests.console.doubts import doubtful
from tests.world import World, contact

PAGE = "/w/acme/operations/doubts/"


def settle(world: World, intent: SendIntent, **form: str) -> Any:
    return browser(world.admin).post(f"{PAGE}{intent.pk}/settle/", form)


def shown(world: World, intent: SendIntent) -> str:
    return str(browser(world.admin).get(f"{PAGE}{intent.pk}/").content.decode())


def state_of(intent: SendIntent) -> str:
    return str(Touch.objects.get(pk=intent.touch_id).state)


def looked(intent: SendIntent, source: str, outcome: str) -> None:
    now = datetime.now(UTC)
    fields = {"source": source, "outcome": outcome, "first_at": now, "looked_at": now}
    EvidenceLook.objects.create(intent=intent, **fields)


@pytest.mark.parametrize("seat", ["rep", "viewer", "reviewer"])
def test_who_may_not_see_the_engine_finds_no_page(in_acme: World, seat: str) -> None:
    assert browser(getattr(in_acme, seat)).get(PAGE).status_code == 404


def test_a_manager_looks_and_does_not_decide(in_acme: World) -> None:
    intent, me = doubtful(in_acme), browser(in_acme.manager)
    assert "It was sent" not in me.get(f"{PAGE}{intent.pk}/").content.decode()
    form = {"outcome": "sent", "reason": "x"}
    assert me.post(f"{PAGE}{intent.pk}/settle/", form).status_code == 404


def test_each_look_is_shown_with_its_result(in_acme: World) -> None:
    intent = doubtful(in_acme)
    looked(intent, "relay log", "unclear")
    page = shown(in_acme, intent)
    assert "Relay log" in page and "It was begun, the end is not told" in page


def test_the_list_says_the_most_telling_look(in_acme: World) -> None:
    intent = doubtful(in_acme)
    looked(intent, "Sent folder", "unreadable")
    looked(intent, "relay log", "nothing")
    assert "Could not be asked" in browser(in_acme.admin).get(PAGE).content.decode()


def test_no_log_of_ours_is_named_for_what_an_account_of_its_own_took(
    in_acme: World, settings: Settings, tmp_path: Path
) -> None:
    settings.SANDBOX_DIR = str(tmp_path)
    intent = doubtful(in_acme)
    assert "the relay log" in shown(in_acme, intent)
    SendIntent.objects.filter(pk=intent.pk).update(elsewhere=True)
    assert "the relay log" not in shown(in_acme, intent)


def test_until_when_a_machine_may_settle_it_is_said(in_acme: World) -> None:
    assert "then it counts as sent" in shown(in_acme, doubtful(in_acme))


def test_the_keys_are_on_the_page(in_acme: World) -> None:
    intent = doubtful(in_acme)
    doubtful(in_acme, "bill@initech.example", age=200)
    page = shown(in_acme, intent)
    assert all(f'data-key="{key}"' in page for key in "snj")


def test_a_doubt_is_settled_as_sent_with_a_reason(in_acme: World) -> None:
    intent = doubtful(in_acme)
    settle(in_acme, intent, outcome="sent", reason="It is in the Sent folder")
    assert state_of(intent) == TouchState.ASSUMED_SENT


def test_a_doubt_that_did_not_leave_is_planned_again(in_acme: World) -> None:
    intent = doubtful(in_acme)
    settle(in_acme, intent, outcome="not_sent", reason="The relay was off")
    assert state_of(intent) == TouchState.PLANNED


def test_the_next_doubt_opens_when_one_is_settled(in_acme: World) -> None:
    first = doubtful(in_acme)
    second = doubtful(in_acme, "bill@initech.example", age=200)
    answer = settle(in_acme, first, outcome="sent", reason="seen")
    assert answer.url == f"{PAGE}{second.pk}/"


def test_a_settled_one_leads_back_to_the_list(in_acme: World) -> None:
    intent = doubtful(in_acme)
    settle(in_acme, intent, outcome="sent", reason="seen")
    assert browser(in_acme.admin).get(f"{PAGE}{intent.pk}/").headers["Location"] == PAGE
    assert settle(in_acme, intent, outcome="sent", reason="seen").url == PAGE


@pytest.mark.parametrize(
    "form", [{"outcome": "sent", "reason": ""}, {"outcome": "perhaps", "reason": "x"}]
)
def test_a_doubt_stays_without_a_reason_or_an_answer(in_acme: World, form: dict[str, str]) -> None:
    intent = doubtful(in_acme)
    assert settle(in_acme, intent, **form).status_code == 422
    assert state_of(intent) == TouchState.UNKNOWN


def test_nobody_says_not_sent_while_the_server_may_be_taking_it(in_acme: World) -> None:
    intent = doubtful(in_acme, age=20)
    assert 'value="not_sent"' not in shown(in_acme, intent)
    answer = settle(in_acme, intent, outcome="not_sent", reason="Surely")
    assert answer.status_code == 422 and "Surely" in answer.content.decode()
    assert state_of(intent) == TouchState.UNKNOWN


def test_nobody_says_not_sent_before_a_worker_has_waited_by_its_own_clock(in_acme: World) -> None:
    intent = doubtful(in_acme)
    SendIntent.objects.update(waited_out_at=None)
    assert 'value="not_sent"' not in shown(in_acme, intent)
    assert settle(in_acme, intent, outcome="not_sent", reason="Surely").status_code == 422
    assert state_of(intent) == TouchState.UNKNOWN


def test_a_doubt_of_another_workspace_is_not_found(in_acme: World, globex: World) -> None:
    intent = doubtful(in_acme)
    url = f"/w/globex/operations/doubts/{intent.pk}/"
    form = {"outcome": "sent", "reason": "x"}
    assert browser(globex.admin).get(url).status_code == 404
    assert browser(globex.admin).post(f"{url}settle/", form).status_code == 404
    assert state_of(intent) == TouchState.UNKNOWN


def test_the_list_takes_as_many_reads_for_twice_the_rows(in_acme: World) -> None:
    me = browser(in_acme.admin)
    doubtful(in_acme)
    with reads() as few:
        me.get(PAGE)
    doubtful(in_acme, "bill@initech.example")
    with reads() as many:
        me.get(PAGE)
    assert few.count == many.count <= BUDGET


def test_without_doubts_the_list_says_so(in_acme: World) -> None:
    assert "Nothing is in doubt" in browser(in_acme.admin).get(PAGE).content.decode()


def test_the_restore_page_tells_what_was_found(in_acme: World) -> None:
    person = contact(owner=in_acme.rep)
    now = datetime.now(UTC)
    Installation.objects.update(restore_hold=True)
    figures = asdict(Found(found_sent=17, strangers=[str(person.pk)], is_proven=True))
    Reconciliation.objects.create(epoch=2, restore_point=now, made_at=now, figures=figures)
    page = browser(in_acme.admin).get("/w/acme/operations/restore/").content.decode()
    assert "17, now recorded as sent" in page and "Peter Gibbons" in page


def test_without_a_restore_the_page_says_so(in_acme: World) -> None:
    page = browser(in_acme.admin).get("/w/acme/operations/restore/").content.decode()
    assert "Nothing was restored" in page
