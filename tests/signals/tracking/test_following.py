"""Following a tracked link: it leads where the message pointed and nowhere else, and what is noted
of it changes nothing by itself."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from anymail.signals import AnymailTrackingEvent
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from audit.models import Entry
from compliance.models import Suppression
from contacts.models import Contact
from enrollment import composing, erasing
from enrollment.models import Activity, Enrollment, SendIntent, Touch, TrackedHit, TrackedLink
from enrollment.tracking import deciding, minting
from signals import reactions, tasks, unsubscribe
from signals.inlets import taking
from signals.models import Signal
from signals.tracking import hits, judging
from tenancy import clock
from tenancy.actors import member
from tests.enrollment.stage import approve, enrol, hear
from tests.enrollment.tracking_stage import (
    HOST,
    TARGET,
    addresses,
    allow,
    approved_message,
    says,
    tracking_version,
)
from tests.signals.stage import arm_next, picture, report, send_next
from tests.world import World, contact

BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"


@pytest.fixture
def peter(in_acme: World) -> Contact:
    return contact(owner=in_acme.rep)


@pytest.fixture
def links(in_acme: World, peter: Contact) -> list[str]:
    """The paths of the opaque addresses in the message that Peter has had: two links, the image."""
    allow(in_acme)
    enrollment = enrol(in_acme, tracking_version(in_acme), peter)
    review = approve(in_acme, enrollment)
    clock.advance(timedelta(minutes=30))
    hear(in_acme)
    send_next()
    return [each.removeprefix(f"https://{HOST}") for each in addresses(approved_message(review))]


@pytest.fixture
def one_slot(monkeypatch: pytest.MonkeyPatch) -> None:
    """All of a test within one slot, whatever the hour."""
    monkeypatch.setattr(hits, "SLOT_SECONDS", 10**11)


def get(client: Client, path: str, **more: Any) -> Any:
    asked = {"headers": {"host": HOST, "user-agent": BROWSER, **more.pop("headers", {})}, **more}
    return client.get(path, **asked)


def later(**by: float) -> None:
    """So long after the message; and the quiet time is over."""
    clock.advance(timedelta(**by))


def judge() -> None:
    TrackedHit.objects.filter(judged_at=None).update(
        seen_at=datetime.now(UTC) - judging.QUIET - timedelta(seconds=1)
    )
    judging.judge()


def test_a_link_leads_where_the_message_pointed(client: Client, links: list[str]) -> None:
    answer = get(client, links[0])
    assert (answer.status_code, answer.headers["Location"]) == (302, TARGET)
    assert "no-store" in answer.headers["Cache-Control"]
    assert not answer.cookies


def test_the_image_is_an_image(client: Client, links: list[str]) -> None:
    answer = get(client, links[2])
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/gif")
    assert answer.content.startswith(b"GIF89a") and "no-store" in answer.headers["Cache-Control"]


def test_head_is_answered_as_well_and_noted_as_no_person(client: Client, links: list[str]) -> None:
    answer = client.head(links[0], headers={"host": HOST, "user-agent": BROWSER})
    assert (answer.status_code, answer.content) == (302, b"")
    assert TrackedHit.objects.get().reason == "looked_only"


@pytest.mark.parametrize("verb", ["post", "put", "delete", "patch"])
def test_only_reading_is_answered(client: Client, links: list[str], verb: str) -> None:
    answer = getattr(client, verb)(links[0], headers={"host": HOST})
    assert answer.status_code == 405
    assert not TrackedHit.objects.exists()


@pytest.mark.parametrize(
    "more",
    [
        "?url=https://evil.example",
        "?to=//evil.example&next=https://evil.example",
        "?https://evil.example",
    ],
)
def test_nothing_in_the_address_leads_elsewhere(
    client: Client, links: list[str], more: str
) -> None:
    assert get(client, links[0] + more).headers["Location"] == TARGET


@pytest.mark.parametrize(
    "path",
    [
        "/t/https://evil.example",
        "/t/" + "A" * 32,
        "/t/" + "A" * 5_000,
        "/t/%00",
        "/t/..%2f..%2faccounts",
        "/t/x?url=https://evil.example",
    ],
)
def test_an_id_that_nobody_minted_leads_nowhere(client: Client, in_acme: World, path: str) -> None:
    answer = get(client, path)
    assert answer.status_code == 404 and "Location" not in answer.headers


@pytest.mark.parametrize("host", ["links.globex.example", "testserver", "evil.example", ""])
def test_under_another_name_it_leads_nowhere(client: Client, links: list[str], host: str) -> None:
    answer = get(client, links[0], headers={"host": host})
    assert answer.status_code == 404
    assert not TrackedHit.objects.exists()


def test_under_a_tracking_domain_nothing_else_answers(client: Client, in_acme: World) -> None:
    allow(in_acme)
    assert client.get("/accounts/login/", headers={"host": HOST}).status_code == 400


def test_a_hit_changes_nothing_but_its_note(
    client: Client, links: list[str], peter: Contact
) -> None:
    enrollment = Enrollment.objects.get()
    before, entries = picture(enrollment), Entry.objects.count()
    get(client, links[0])
    get(client, links[2])
    assert (picture(enrollment), Entry.objects.count()) == (before, entries)
    assert TrackedHit.objects.count() == 2


def test_a_note_names_no_person_and_no_program(client: Client, links: list[str]) -> None:
    get(client, links[0], REMOTE_ADDR="203.0.113.7")
    (row,) = TrackedHit.objects.values()
    assert "203.0.113.7" not in str(row) and "Firefox" not in str(row)


def test_a_person_who_clicks_is_a_signal_that_changes_no_sequence(
    client: Client, links: list[str], peter: Contact
) -> None:
    before = picture(Enrollment.objects.get())
    later(hours=1)
    get(client, links[0])
    judge()
    signal = Signal.objects.get()
    assert (signal.kind, signal.source, signal.state) == ("clicked", "tracking", "applied")
    assert signal.contact_id == peter.pk and signal.touch_id == SendIntent.objects.get().touch_id
    assert list(Activity.objects.values_list("kind", flat=True)) == ["clicked"]
    after = picture(Enrollment.objects.get())
    same = ("state", "until", "why", "touches", "suppressed", "shut")
    assert {name: after[name] for name in same} == {name: before[name] for name in same}
    assert not Suppression.objects.exists()


def test_a_person_who_opens_is_a_signal(client: Client, links: list[str]) -> None:
    later(hours=1)
    get(client, links[2])
    judge()
    assert list(Activity.objects.values_list("kind", flat=True)) == ["opened"]


@pytest.mark.usefixtures("one_slot")
def test_the_same_click_again_is_one_event(client: Client, links: list[str]) -> None:
    later(hours=1)
    for _ in range(3):
        get(client, links[0])
        judge()
        judge()
    assert (TrackedHit.objects.count(), Signal.objects.count()) == (1, 1)


def test_machines_are_kept_with_their_reason_and_are_no_signals(
    client: Client, links: list[str]
) -> None:
    later(hours=1)
    get(client, links[0], headers={"user-agent": "BarracudaCentral"})
    get(client, links[2], headers={"user-agent": "Mozilla/5.0"})
    judge()
    found = TrackedHit.objects.order_by("reason").values_list("reason", flat=True)
    assert list(found) == ["privacy_proxy", "scanner"]
    assert not Signal.objects.exists() and not Activity.objects.exists()


def test_within_seconds_of_the_message_it_is_a_machine(client: Client, links: list[str]) -> None:
    get(client, links[0])
    judge()
    assert TrackedHit.objects.get().reason == "at_once"
    assert not Signal.objects.exists()


def test_all_links_at_once_are_a_machine_and_a_later_click_is_not(
    client: Client, links: list[str]
) -> None:
    later(hours=1)
    get(client, links[0])
    get(client, links[1])
    judge()
    assert set(TrackedHit.objects.values_list("reason", flat=True)) == {"all_together"}
    later(hours=1)
    TrackedHit.objects.update(slot="p:1:")
    get(client, links[0])
    judge()
    assert Signal.objects.get().kind == "clicked"


def test_a_look_before_the_message_left_is_one_of_us(client: Client, in_acme: World) -> None:
    allow(in_acme)
    enrollment = enrol(in_acme, tracking_version(in_acme), contact(owner=in_acme.rep))
    review = approve(in_acme, enrollment)
    path = addresses(approved_message(review))[0].removeprefix(f"https://{HOST}")
    assert get(client, path).status_code == 302
    judge()
    assert TrackedHit.objects.get().reason == "before_sending"


def test_a_hit_proves_no_sending(client: Client, in_acme: World) -> None:
    allow(in_acme)
    review = approve(in_acme, enrol(in_acme, tracking_version(in_acme), contact(owner=in_acme.rep)))
    later(minutes=30)
    hear(in_acme)
    intent = arm_next().intent
    later(hours=1)
    get(client, addresses(approved_message(review))[0].removeprefix(f"https://{HOST}"))
    judge()
    assert Signal.objects.get().state == "applied"
    assert Touch.objects.get(pk=intent.touch_id).state == "armed"


def test_what_came_just_now_waits_for_the_others_of_its_message(
    client: Client, links: list[str]
) -> None:
    later(hours=1)
    get(client, links[0])
    judging.judge()
    assert TrackedHit.objects.get().judged_at is None and not Signal.objects.exists()


def test_a_worker_that_dies_after_judging_loses_no_signal(
    client: Client, links: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    later(hours=1)
    get(client, links[0])
    with monkeypatch.context() as patch:
        patch.setattr(reactions, "attempt", lambda signal: signal)
        judge()
    assert Signal.objects.get().state == "matched"
    Signal.objects.update(received_at=datetime.now(UTC) - timedelta(minutes=1))
    tasks.apply_received()
    assert Signal.objects.get().state == "applied"


def test_after_the_erasure_links_lead_on_and_nothing_is_noted(
    client: Client, links: list[str], in_acme: World, peter: Contact
) -> None:
    later(hours=1)
    get(client, links[0])
    erasing.erase(peter, reference="T-1", seat=in_acme.admin, actor=member(in_acme.admin))
    assert not TrackedHit.objects.exists()
    assert get(client, links[0]).headers["Location"] == TARGET
    assert get(client, links[2]).status_code == 200
    assert not TrackedHit.objects.exists()
    assert not TrackedLink.objects.exclude(enrollment_id=None).exists()


def test_after_ninety_days_a_link_leads_on_and_nothing_is_noted(
    client: Client, links: list[str]
) -> None:
    later(days=91)
    assert get(client, links[0]).status_code == 302
    assert not TrackedHit.objects.exists()


@pytest.mark.usefixtures("one_slot")
def test_a_flood_is_one_note_and_a_fixed_number_of_statements(
    client: Client, links: list[str]
) -> None:
    get(client, links[0])
    with CaptureQueriesContext(connection) as first:
        get(client, links[0])
    for _ in range(50):
        get(client, links[0])
    with CaptureQueriesContext(connection) as last:
        get(client, links[0])
    assert TrackedHit.objects.count() == 1
    assert len(first) == len(last) <= 12


def test_a_link_keeps_no_more_than_its_share(
    client: Client, links: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hits, "MOST", 3)
    for n in range(6):
        monkeypatch.setattr(hits, "SLOT_SECONDS", 300 + n)
        get(client, links[0])
        get(client, links[0], headers={"user-agent": "curl/8"})
    assert TrackedHit.objects.filter(reason="").count() == 3
    assert TrackedHit.objects.exclude(reason="").count() == 3


def test_a_reader_is_led_on_when_nothing_can_be_noted(
    client: Client, links: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*values: Any) -> None:
        raise OperationalError

    monkeypatch.setattr(hits, "rows", broken)
    assert get(client, links[0]).headers["Location"] == TARGET


def test_without_the_database_the_reader_is_asked_to_come_again(
    client: Client, links: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(token: str) -> None:
        raise OperationalError

    monkeypatch.setattr(minting, "find", broken)
    answer = get(client, links[0])
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60")


def test_a_version_may_ask_for_what_was_clicked(client: Client, links: list[str]) -> None:
    later(hours=1)
    get(client, links[0])
    judge()
    row = Activity.objects.get()
    assert row.touch_id == SendIntent.objects.get().touch_id
    assert Contact.objects.get().last_activity == "clicked"


def test_who_says_so_on_their_page_is_watched_no_more(
    client: Client, links: list[str], peter: Contact, in_acme: World
) -> None:
    later(minutes=5)
    get(client, links[0])
    before = picture(Enrollment.objects.get())
    url = composing.unsubscribe_url(Enrollment.objects.select_related("contact").get())
    token = url.rstrip("/").rpartition("/")[2]
    assert unsubscribe.choose(token, {"choice": "untracked"}).untracked
    assert get(client, links[0]).status_code == 302
    assert not TrackedHit.objects.exists()
    assert not deciding.permissions([peter])[peter.pk].allowed
    assert {**picture(Enrollment.objects.get()), "signals": []} == before
    signal = Signal.objects.get()
    assert (signal.kind, signal.state) == ("not_tracked", "applied")
    says(in_acme, peter)
    assert not unsubscribe.look(token).untracked
    assert unsubscribe.choose(token, {"choice": "untracked"}).untracked


def told(kind: str, **more: Any) -> None:
    """A service reports an open or a click of Peter's message, twice."""
    intent = SendIntent.objects.get()
    said = {
        "event_type": kind,
        "event_id": "e1",
        "timestamp": clock.now(),
        "recipient": "peter@initech.example",
        "metadata": {"intent": str(intent.pk)},
        "user_agent": BROWSER,
        "esp_event": {},
        **more,
    }
    for _ in range(2):
        taking.take_events("sendgrid", [AnymailTrackingEvent(**said)], [])


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({}, ""),
        ({"user_agent": None}, "no_program"),
        ({"user_agent": "Barracuda Sentinel"}, "scanner"),
        ({"esp_event": {"sg_machine_open": True}}, "prefetch"),
    ],
)
def test_what_a_service_reports_is_noted_as_at_our_own_door(
    links: list[str], more: dict[str, Any], reason: str
) -> None:
    later(minutes=5)
    told("opened", **more)
    told("clicked", click_url=f"https://{HOST}{links[0]}", **more)
    told("clicked", click_url="https://elsewhere.example/", **more)
    told("opened", recipient="copy@initech.example", **more)
    judge()
    assert list(TrackedHit.objects.values_list("reason", flat=True)) == [reason] * 2
    kinds = Signal.objects.order_by("kind").values_list("kind", "source")
    assert list(kinds) == ([("clicked", "tracking"), ("opened", "tracking")] if not reason else [])


def test_of_a_message_that_is_not_watched_nothing_is_kept(
    links: list[str], in_acme: World, peter: Contact
) -> None:
    later(minutes=5)
    says(in_acme, peter, wants=False)
    told("opened")
    told("clicked", click_url=TARGET)
    judge()
    assert not TrackedHit.objects.exists() and not Signal.objects.exists()


def test_what_a_program_reports_of_who_said_no_is_not_noted(
    links: list[str], in_acme: World, peter: Contact
) -> None:
    says(in_acme, peter, wants=False)
    signal = report("clicked", message_id=SendIntent.objects.get().message_id)
    assert (signal.state, Activity.objects.exists()) == ("ignored", False)
