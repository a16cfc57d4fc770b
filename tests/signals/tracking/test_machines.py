"""Who hit a link: by what the request says, and by when the hits of a message came."""

from datetime import UTC, datetime, timedelta
from itertools import permutations
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signals.tracking.machines import (
    AT_ONCE,
    Hit,
    Machine,
    Request,
    at_the_door,
    together,
)

LEFT = datetime(2026, 11, 23, 9, tzinfo=UTC)
BROWSERS = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/131.0.0.0 Safari/537.36",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko)",
    "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Thunderbird/128.4.0",
    "Mozilla/4.0 (compatible; ms-office; MSOffice 16)",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_6 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148",
)


@pytest.mark.parametrize("program", BROWSERS)
def test_a_browser_or_mail_program_may_be_a_person(program: str) -> None:
    assert at_the_door(Request("GET", program)) is None


@pytest.mark.parametrize(
    ("program", "machine"),
    [
        ("", Machine.NO_PROGRAM),
        ("   ", Machine.NO_PROGRAM),
        ("Mozilla/5.0", Machine.PROGRAM),
        (
            "Mozilla/5.0 (Windows NT 5.1) Firefox/11.0 (via ggpht.com GoogleImageProxy)",
            "image_proxy",
        ),
        ("YahooMailProxy; https://help.yahoo.com/", Machine.IMAGE_PROXY),
        ("BarracudaCentral", Machine.SCANNER),
        ("Mozilla/5.0 (Windows NT 6.1) BingPreview/1.0b", Machine.SCANNER),
        ("Mimecast-URL-Check", Machine.SCANNER),
        ("curl/8.5.0", Machine.PROGRAM),
        ("python-requests/2.32", Machine.PROGRAM),
        ("Mozilla/5.0 (compatible; Googlebot/2.1)", Machine.PROGRAM),
        ("Mozilla/5.0 HeadlessChrome/131", Machine.PROGRAM),
    ],
)
def test_a_program_that_says_what_it_is_is_a_machine(program: str, machine: str) -> None:
    assert at_the_door(Request("GET", program)) == machine


def test_a_privacy_service_says_next_to_nothing_when_it_loads_images() -> None:
    assert at_the_door(Request("GET", "Mozilla/5.0", is_image=True)) is Machine.PRIVACY_PROXY


def test_whoever_only_asks_where_it_leads_does_not_go_there() -> None:
    assert at_the_door(Request("HEAD", BROWSERS[0])) is Machine.LOOKED_ONLY


@pytest.mark.parametrize("purpose", ["prefetch", "prefetch;prerender", "Preview"])
def test_what_is_fetched_in_advance_is_read_by_nobody(purpose: str) -> None:
    asked = Request("GET", BROWSERS[0], ("", purpose))
    assert at_the_door(asked) is Machine.PREFETCH


def test_every_machine_has_its_sentence() -> None:
    assert all(machine.says.endswith(".") for machine in Machine)


def hits(*seconds: float, links: int = 0) -> list[Hit]:
    return [
        Hit(UUID(int=n), UUID(int=100 + n % (links or 99)), LEFT + timedelta(seconds=s))
        for n, s in enumerate(seconds)
    ]


def found(seen: list[Hit], *, links: int = 1, has_left: bool = True) -> list[str]:
    known = [UUID(int=100 + n) for n in range(links)]
    judged = together(seen, known, has_left=has_left, left_at=LEFT if has_left else None)
    return [judged[hit.id] for hit in seen]


def test_within_seconds_of_the_message_it_was_a_machine() -> None:
    edge = AT_ONCE.total_seconds()
    assert found(hits(0, edge - 0.1, edge)) == ["at_once", "at_once", ""]


def test_a_little_before_we_noted_the_sending_is_at_once() -> None:
    assert found(hits(-5)) == ["at_once"]


def test_before_the_message_left_it_was_one_of_us() -> None:
    assert found(hits(-3600)) == ["before_sending"]
    assert found(hits(3600), has_left=False) == ["before_sending"]


def test_all_links_within_a_second_were_followed_by_a_machine() -> None:
    assert found(hits(100, 100.4, 101), links=3) == ["all_together"] * 3


def test_some_of_the_links_may_be_followed_quickly_by_a_person() -> None:
    assert found(hits(100, 100.4), links=3) == ["", ""]


def test_one_link_alone_is_no_burst() -> None:
    assert found(hits(100), links=1) == [""]


def test_a_person_after_a_scanner_is_still_a_person() -> None:
    assert found([*hits(100, 100.2), *_later()], links=2) == ["all_together", "all_together", ""]


def _later() -> list[Hit]:
    return [Hit(UUID(int=50), UUID(int=100), LEFT + timedelta(hours=2))]


def test_what_was_found_at_the_door_stands() -> None:
    (hit,) = hits(3600)
    known = Hit(hit.id, hit.link_id, hit.at, reason="scanner")
    assert found([known]) == ["scanner"]


@given(st.lists(st.floats(0, 600), min_size=1, max_size=5), st.integers(1, 3))
def test_the_order_of_hits_does_not_matter(seconds: list[float], links: int) -> None:
    seen = hits(*seconds, links=links)
    wanted = together(seen, [UUID(int=100 + n) for n in range(links)], has_left=True, left_at=LEFT)
    for order in list(permutations(seen))[:24]:
        again = together(
            order, [UUID(int=100 + n) for n in range(links)], has_left=True, left_at=LEFT
        )
        assert again == wanted


@given(st.text(max_size=3_000), st.lists(st.text(max_size=50), max_size=4))
def test_whatever_a_request_says_is_judged(program: str, purposes: list[str]) -> None:
    machine = at_the_door(Request("GET", program, purposes))
    assert machine is None or machine in Machine
