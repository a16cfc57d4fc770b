"""What the lint says about links."""

import time
from dataclasses import replace

import pytest

from sequences.lint.links import anchors
from sequences.plans import Link
from tests.sequences.linting import EMAIL, FOOTER, PAGE_FOOTER, codes, found

PAGE = "<p>Hi {{ first_name }} "


def told(code: str, *, text: str = "", html: str = "") -> list[str]:
    """The messages of one code about an email with these words."""
    page = f"{PAGE}{html}</p>{PAGE_FOOTER}" if html else ""
    step = replace(EMAIL, text=f"Hi {{{{ first_name }}}} {text}{FOOTER}", html=page)
    return [each.message for each in found(step) if each.code == code]


@pytest.mark.parametrize(
    "text",
    [
        "[prices](https://acme.example/prices",
        "http:/acme.example",
        "https//acme.example",
        "https:\\\\acme.example",
        "htp://acme.example",
        "httpss://acme.example",
        "see https:// acme.example",
        "https://https://acme.example",
    ],
)
def test_an_address_that_is_misspelt_in_the_text_is_an_error(text: str) -> None:
    assert len(told("link_broken", text=text)) == 1


@pytest.mark.parametrize(
    "link",
    [
        '<a href="">Prices</a>',
        '<a href="#">Prices</a>',
        '<a href="https://acme.example/a b">Prices</a>',
        '<a href="acme.example">Prices</a>',
        '<a href="https:///prices">Prices</a>',
        '<a href="https://acme.example/(a">Prices</a>',
        '<a href="https://acme.example">Prices <b>x</b>',
    ],
)
def test_a_link_that_cannot_work_is_an_error(link: str) -> None:
    assert told("link_broken", html=link, text="https://acme.example")


@pytest.mark.parametrize("end", ['<b title="x">x</b>', ""])
def test_a_quote_that_is_never_closed_is_an_error(end: str) -> None:
    link = f'<a href="https://acme.example>Prices</a> {end}'
    step = replace(EMAIL, html=f"{PAGE}</p>{PAGE_FOOTER}{link}")
    (finding,) = (each for each in found(step) if each.code == "link_broken")
    assert "never closed" in finding.message


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("See https://acme.example/a_(b)?c=1.", ""),
        ("(https://acme.example)", ""),
        ("[1] as said (before)", ""),
        ("Write to a@acme.example", '<a href="mailto:a@acme.example">a@acme.example</a>'),
        ("https://acme.example/", '<a href="https://acme.example">acme.example</a>'),
        ("https://www.acme.example", '<a href="https://www.acme.example">https://acme.example</a>'),
        ("https://acme.example", '<a name="top"></a><a href="https://acme.example">Go</a>'),
        ("https://acme.example?q={{ company }}", ""),
    ],
)
def test_a_good_link_is_left_alone(text: str, html: str) -> None:
    page = f"{PAGE}{html}</p>{PAGE_FOOTER}" if html else ""
    step = replace(EMAIL, text=f"Hi {{{{ first_name }}}} {text}{FOOTER}", html=page)
    assert [code for code in codes(step) if code.startswith("link")] == []


def test_markdown_would_be_sent_as_it_is() -> None:
    assert told("link_markdown", text="[prices](https://acme.example)")


def test_www_without_a_scheme_and_http_are_warnings() -> None:
    assert told("link_no_scheme", text="www.acme.example")
    assert told("link_insecure", text="http://acme.example")


@pytest.mark.parametrize(
    ("name", "target", "differs"),
    [
        ("bank.example", "https://evil.example", True),
        ("https://www.bank.example/login", "https://bank.example.evil.example/", True),
        ("www.bank.example", "https://bank.example/", False),
        ("bank.example", "https://login.bank.example/", False),
        ("Our bank", "https://evil.example", False),
    ],
)
def test_a_text_that_names_another_host_is_told(name: str, target: str, differs: bool) -> None:
    assert bool(told("link_differs", html=f'<a href="{target}">{name}</a>', text=target)) is differs


def test_a_link_that_hides_where_it_leads_is_told() -> None:
    assert told("link_shortener", text="https://bit.ly/2xyz")
    step = replace(EMAIL, links=(Link("Prices", "https://tinyurl.com/x"),))
    assert codes(step) == ["link_shortener"]


def test_links_in_one_part_alone_are_told_for_the_other() -> None:
    (message,) = told("links_differ", text="https://acme.example/a", html="<b>x</b>")
    assert message.startswith("Step 1: the HTML lacks the link https://acme.example/a")
    (message,) = told("links_differ", html='<a href="https://acme.example/a">x</a>')
    assert message.startswith("Step 1: the text lacks")


def test_anchors_end_where_the_next_begins() -> None:
    first, second = anchors('<a href="x">one <b>two</b><a href=y>three')
    assert (first.text, first.closed, second.href, second.closed) == ("one two", False, "y", False)


@pytest.mark.parametrize("piece", ['<a href="x">', "[a](https://", "www.a.", "http:/", "((", "<a "])
def test_looking_at_links_takes_time_in_proportion_to_length(piece: str) -> None:
    started = time.process_time()
    told("link_broken", text=(piece * 200_000)[:150_000], html=(piece * 200_000)[:150_000])
    assert time.process_time() - started < 4
