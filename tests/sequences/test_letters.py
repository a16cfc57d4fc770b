"""The parts of a message: links below both, the preview text in the HTML alone."""

from typing import Any

import pytest
from hypothesis import given

from sequences.letters import letter_of, rendered, with_links, with_preheader
from sequences.plans import Link, StepInput
from sequences.rendering import highlight
from tests.sequences.plans_strategy import bodies, lines

PRICES = Link("Price list", "https://acme.example/prices?a=1&b=2")
PLAN = Link("Plan <b>", "https://acme.example/plan")
HIDDEN = '<div style="display:none'


def made(step: StepInput, **values: str) -> dict[str, str]:
    return {name: part.text for name, part in rendered(letter_of(step), values).items()}


def email(**changes: Any) -> StepInput:
    fields: dict[str, Any] = {"subject": "Hello", "text": "Hi {{ city }}", **changes}
    return StepInput("email", "intro", **fields)


def test_links_stand_below_the_text_and_in_the_page_made_of_it() -> None:
    parts = made(email(text="Hi\n", links=(PRICES,)))
    assert parts["text"] == "Hi\n\nPrice list: https://acme.example/prices?a=1&b=2\n"
    assert '<a href="https://acme.example/prices?a=1&amp;b=2">' in parts["html"]


def test_links_stand_at_the_end_of_html_of_its_own() -> None:
    parts = made(email(html="<body><p>Hi</p></body>", links=(PRICES, PLAN)))
    assert parts["html"].startswith("<body><p>Hi</p>\n<p><a href=")
    assert parts["html"].endswith('plan">Plan &lt;b&gt;</a></p></body>')


def test_a_step_of_links_alone_has_them_as_its_text() -> None:
    assert made(email(text="", links=(PRICES,)))["text"].startswith("Price list: ")


def test_the_preview_text_is_a_part_and_hidden_at_the_top_of_the_html_alone() -> None:
    parts = made(email(preheader="News from {{ city }}"), city="A&B")
    assert parts["preheader"] == "News from A&B"
    assert parts["html"].startswith(HIDDEN)
    assert ">News from A&amp;B</div>" in parts["html"]
    assert "News" not in parts["text"]


def test_a_preview_text_that_lacks_a_value_blocks() -> None:
    assert rendered(letter_of(email(preheader="{{ title }}")), {})["preheader"].missing == (
        "title",
    )


@pytest.mark.parametrize(
    ("page", "start"),
    [
        ("<p>Hi</p>", HIDDEN),
        ("<html><head></head><body class='a'><p>", f"<html><head></head><body class='a'>{HIDDEN}"),
        ("<html><head></head><p>", f"<html><head></head>{HIDDEN}"),
    ],
)
def test_the_preview_text_comes_first_in_the_body(page: str, start: str) -> None:
    assert with_preheader(page, "News").startswith(start)


def test_without_links_or_preview_text_a_page_stays_as_it_is() -> None:
    assert with_links(with_preheader("<p>Hi</p>", " "), ()) == "<p>Hi</p>"


def test_a_task_has_a_text_and_its_links_alone() -> None:
    step = StepInput("call", text="Ask.", subject="x", preheader="y", links=(PRICES,))
    letter = letter_of(step)
    assert (letter.subject.parts, letter.preheader.parts, letter.html) == ((), (), None)


@given(bodies(), lines())
def test_the_text_as_highlighted_is_the_text_as_rendered(text: str, title: str) -> None:
    step = email(text=text, links=(Link(title, "https://acme.example"),))
    letter = letter_of(step)
    seen = "".join(segment.text for segment in highlight(letter.text, {"city": "Köln"}))
    assert seen == made(step, city="Köln")["text"]
