"""Which links of a page go by opaque ids, and which the reader keeps as they are."""

import html
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance import page as pages
from enrollment.tracking.rewriting import (
    campaign,
    is_target,
    places,
    replaced,
    with_names,
    with_pixel,
)

OPAQUE = "https://links.acme.example/t/abc"
NAMES = {"utm_source": "outbound", "utm_medium": "email", "utm_campaign": "spring"}
SITES = ("acme.example",)


def targets(page: str, template: str | None = None) -> list[str]:
    return [place.target for place in places(page, page if template is None else template)]


def linked(address: str, words: str = "our prices") -> str:
    return f'<p><a href="{address}">{words}</a></p>'


def test_a_link_that_shows_words_may_be_changed() -> None:
    assert targets(linked("https://a.example/x?b=1&amp;c=2")) == ["https://a.example/x?b=1&c=2"]


@pytest.mark.parametrize(
    "words",
    [
        "https://a.example/x",
        "www.a.example",
        "a.example/x",
        "see A.EXAMPLE today",
        "bob@a.example",
        "",
        '<img src="https://a.example/i.png">',
    ],
)
def test_a_link_that_shows_an_address_or_nothing_stays(words: str) -> None:
    assert targets(linked("https://a.example/x", words)) == []


@pytest.mark.parametrize(
    "address",
    [
        "mailto:bob@a.example",
        "tel:+49301234",
        "#top",
        "/relative",
        "//a.example/x",
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        "data:text/html,x",
        "http://a.example/x",
        "https://user@a.example/x",
        "https://192.0.2.1/x",
        "https://bit.ly/x",
        "https://a.example:8443/x",
        "https://a.example/\\x",
        "https://bücher.example/x",
        "https://console.example/u/" + "a" * 43 + "/",
        "https://a.example/" + "x" * 2_000,
        "",
    ],
)
def test_what_is_no_plain_web_address_and_every_way_to_say_no_stays(address: str) -> None:
    assert targets(linked(address)) == []


def test_what_the_template_does_not_hold_word_for_word_stays() -> None:
    page = linked("https://a.example/of/peter")
    assert targets(page, '<a href="https://a.example/of/{{ first_name }}">our prices</a>') == []


def test_what_is_hidden_stays() -> None:
    page = f'<div style="display:none">{linked("https://a.example/x")}</div>'
    assert targets(page) == []


def test_at_most_forty_links_are_changed() -> None:
    page = "".join(linked(f"https://a.example/{n}") for n in range(60))
    assert len(targets(page)) == 40


def test_only_the_address_of_a_link_is_replaced() -> None:
    page = f"<p>Before {linked('https://a.example/x')} after</p>"
    (place,) = places(page, page)
    assert replaced(page, [(place, OPAQUE)]) == page.replace("https://a.example/x", OPAQUE)


def test_an_address_without_quotes_is_replaced_as_well() -> None:
    page = "<a href=https://a.example/x>our prices</a>"
    (place,) = places(page, page)
    assert replaced(page, [(place, OPAQUE)]) == f"<a href={OPAQUE}>our prices</a>"


@given(st.text(alphabet="<a hrefs=\"'>/:.px&;-!\n", max_size=200))
def test_whatever_a_page_is_only_links_of_it_change(noise: str) -> None:
    page = noise + linked("https://a.example/x") + noise
    found = places(page, page)
    done = replaced(page, [(place, OPAQUE) for place in found])
    assert len(done) == len(page) + len(found) * (len(OPAQUE) - len("https://a.example/x"))
    assert pages.read(done).seen.text == pages.read(page).seen.text


def test_the_image_stands_at_the_end_of_the_body() -> None:
    done = with_pixel("<html><body><p>Hi</p></BODY></html>", OPAQUE)
    assert done.index("<p>Hi</p><img ") < done.index("</BODY>")
    assert with_pixel("<p>Hi</p>", OPAQUE).endswith('height="1" alt="">')


def test_the_names_of_a_campaign_are_added_to_own_sites() -> None:
    named = with_names("https://www.acme.example/x?a=1#top", NAMES, SITES)
    assert named == (
        "https://www.acme.example/x?a=1&utm_source=outbound&utm_medium=email"
        "&utm_campaign=spring#top"
    )


@pytest.mark.parametrize("host", ["partner.example", "notacme.example", "acme.example.evil.test"])
def test_other_sites_get_no_names(host: str) -> None:
    assert with_names(f"https://{host}/x", NAMES, SITES) == f"https://{host}/x"


def test_a_name_that_is_there_is_never_overwritten() -> None:
    named = with_names("https://acme.example/?UTM_Source=mine&utm_campaign=", NAMES, SITES)
    assert dict(parse_qsl(urlsplit(named).query, keep_blank_values=True)) == {
        "UTM_Source": "mine",
        "utm_campaign": "",
        "utm_medium": "email",
    }


def test_a_campaign_is_named_by_the_sequence() -> None:
    assert campaign("Spring offer 2026!", "Webinar", "outbound", "intro") == {
        "utm_source": "webinar",
        "utm_medium": "email",
        "utm_campaign": "spring-offer-2026",
        "utm_content": "intro",
    }
    assert "utm_campaign" not in campaign("春", "", "outbound", "a")


@given(st.text(max_size=60))
def test_what_may_be_a_target_is_a_web_address_in_one_piece(noise: str) -> None:
    address = f"https://{noise}"
    if is_target(address):
        assert urlsplit(address).hostname and not set(address) & set("\r\n\t\\ \0")
    assert not is_target(noise) or noise.lower().startswith(("http://", "https://"))


def test_the_addresses_of_a_page_are_escaped() -> None:
    page = linked("https://a.example/x")
    (place,) = places(page, page)
    assert html.escape('https://b.example/?a=1&b="') in replaced(
        page, [(place, 'https://b.example/?a=1&b="')]
    )
