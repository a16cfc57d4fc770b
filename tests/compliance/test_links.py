"""Links and images: where they lead, whether they say so, and how many there are."""

from dataclasses import replace

import pytest

from compliance.content import Content
from compliance.findings import Severity, check
from tests.compliance.test_findings import ADDRESS, CLEAN, URL

OWN = replace(CLEAN, sender_address="grace@mail.acme.example")


def text(sentence: str) -> Content:
    return replace(OWN, text=f"{sentence}\n{OWN.text}")


def page(html: str) -> Content:
    return replace(OWN, html=f"{html} {ADDRESS} {URL}")


def found(content: Content) -> list[tuple[str, str]]:
    every = check(content, postal_address=ADDRESS)
    for each in every:
        assert str(getattr(content, each.field))[each.start : each.end] == each.text
    return [(each.code, each.text) for each in every]


def anchor(href: str, shown: str = "here") -> list[str]:
    return [code for code, _ in found(page(f'<a href="{href}">{shown}</a>'))]


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("https://192.0.2.1/x", "link_ip"),
        ("https://3221225985/x", "link_ip"),
        ("https://0xc0.0x0.2.1/", "link_ip"),
        ("https://[2001:db8::1]/x", "link_ip"),
        ("https://example.com:8443/x", "link_port"),
        ("https://acme.example@evil.example/x", "link_userinfo"),
        ("https://bit.ly/3x", "link_shortener"),
        ("http://example.com/x", "link_insecure"),
        ("https://acm\u0435.example/x", "link_lookalike"),
        ("https://xn--acm-tdd.example/x", "link_lookalike"),
        ("https://shop.acrne.example/", "link_lookalike"),
        ("https://MAIL.\u0430cme.example", "link_lookalike"),
    ],
)
def test_an_odd_host_is_pointed_at_in_text_and_in_html(address: str, code: str) -> None:
    assert (code, address) in found(text(f"See {address}."))
    assert code in anchor(address)


@pytest.mark.parametrize(
    "address",
    [
        "https://example.com/x",
        "https://acme.example",
        "https://www.mail.acme.example/a:b@c",
        "https://b\u00fccher.example/",
        "https://acme.example.com/",
    ],
)
def test_an_ordinary_link_is_left_alone(address: str) -> None:
    assert found(text(f"See {address}.")) == []


@pytest.mark.parametrize("address", ["mailto:a@example.com", "tel:+4912345", "#top"])
def test_a_way_to_call_or_write_is_no_odd_link(address: str) -> None:
    assert anchor(address) == []


@pytest.mark.parametrize("address", ["javascript:alert(1)", "//example.com/x", "ftp://example.com"])
def test_another_scheme_than_https_is_pointed_at(address: str) -> None:
    assert anchor(address) == ["link_insecure"]


def test_a_text_that_names_another_host_than_its_link_is_pointed_at() -> None:
    assert anchor("https://evil.example/x", "www.acme.example/x") == ["link_differs"]
    assert anchor("https://www.acme.example/x", "<b>acme.example</b>") == []


def test_only_what_nobody_means_well_is_an_error() -> None:
    every = check(text("https://a@bit.ly:80/"), postal_address=ADDRESS)
    wrong = [each.code for each in every if each.severity is Severity.ERROR]
    assert wrong == ["link_userinfo"] and len(every) == 3


def test_our_own_way_out_is_not_judged_but_what_only_begins_like_it_is() -> None:
    local = "http://127.0.0.1:8000/u/1"
    facts = tuple(replace(fact, value=local) for fact in OWN.facts)
    content = replace(OWN, text=OWN.text.replace(URL, local), facts=facts)
    assert found(content) == []
    assert [code for code, _ in found(replace(content, text=content.text + "2"))] != []


def test_a_link_in_both_parts_is_one_finding() -> None:
    content = replace(page('<a href="https://bit.ly/1">x</a>'), text=text("https://bit.ly/1").text)
    assert [code for code, _ in found(content)] == ["link_shortener"]


def test_an_address_escaped_in_html_is_marked_as_it_stands() -> None:
    href = "https://bit.ly/?a=1&amp;b=2"
    assert found(page(f"<a class=x href={href}>x</a>")) == [("link_shortener", href)]


def test_a_fourth_link_of_the_html_is_too_many_and_pictures_are_no_links() -> None:
    anchors = [f'<a href="https://example.com/{n}">x</a>' for n in range(4)]
    picture = '<img src="https://example.com/p.png" width="100">'
    assert found(page("".join([picture, *anchors[:3], anchors[0]]))) == []
    assert found(page("".join(anchors))) == [("links_many", "https://example.com/3")]


def test_a_fourth_image_is_too_many() -> None:
    picture = '<img src="https://example.com/p.png" width="100">'
    assert found(page(picture * 3)) == []
    assert found(page(picture * 4)) == [("images_many", picture)]


@pytest.mark.parametrize(
    "size", ['width="1" height="1"', "width=0", "style='width:1px;height:1px'", 'height="1px"']
)
def test_an_image_that_nobody_sees_is_pointed_at(size: str) -> None:
    picture = f'<img src="https://example.com/p.gif" {size}>'
    assert found(page(picture)) == [("image_tracking", picture)]


@pytest.mark.parametrize(
    "size", ['width="100%"', 'width="10"', "style='max-width:1px'", "data-width=1"]
)
def test_an_image_with_a_size_is_left_alone(size: str) -> None:
    assert found(page(f'<img src="https://example.com/p.gif" {size}>')) == []


@pytest.mark.parametrize(
    "address",
    [
        "https://mail.example.com/u/other",
        "https://MAIL.example.com//u/1a2bx/",
        "https://mail.example.com/%75/other",
        "https://mail.example.com/x/../u/other/one-click",
    ],
)
def test_the_way_out_of_somebody_else_is_an_error(address: str) -> None:
    assert ("unsubscribe_other", address) in found(text(f"See {address}"))
    assert "unsubscribe_other" in anchor(address)


def test_where_no_way_out_is_shown_one_is_known_by_its_form() -> None:
    address = "https://mail.example.com/u/" + "A" * 43
    assert ("unsubscribe_other", address) in found(replace(text(f"See {address}"), facts=()))


@pytest.mark.parametrize(
    "address", [f"{URL}/", "https://example.org/u/other", "https://mail.example.com/us/other"]
)
def test_the_own_way_out_and_pages_of_others_are_fine(address: str) -> None:
    assert "unsubscribe_other" not in dict(found(text(f"See {address}")))
