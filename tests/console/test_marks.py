"""Marks in a message: nothing of the text is lost, nothing in it becomes markup."""

import re
from html import unescape

from hypothesis import given
from hypothesis import strategies as st

from compliance.content import Content, Fact, Unsubscribe
from console.marks import Mark, marked, of_facts, unedited

TEMPLATE = "Hi {{ first_name }}, greetings to {{ company }}."


def content(text: str, **values: str) -> Content:
    facts = tuple(Fact(name, value, f"contact.{name}") for name, value in values.items())
    return Content(
        channel="email",
        sender_name="Rep",
        sender_address="rep@acme.example",
        reply_to="",
        recipient="al@initech.example",
        subject="",
        text=text,
        html="",
        unsubscribe=Unsubscribe.ONE_CLICK,
        version_id="",
        step_key="intro",
        facts=facts,
    )


def spots(text: str, found: list[Mark]) -> list[str]:
    return [text[mark.start : mark.end] for mark in found]


marks_anywhere = st.lists(
    st.builds(
        Mark,
        start=st.integers(-3, 40),
        end=st.integers(-3, 40),
        kind=st.sampled_from(["fact", "warning", "error"]),
        note=st.text(max_size=8),
    ),
    max_size=6,
)


@given(text=st.text(max_size=40), marks=marks_anywhere)
def test_without_its_marks_the_text_is_what_it_was(text: str, marks: list[Mark]) -> None:
    bare = re.sub(r"</?mark[^>]*>", "", marked(text, marks))
    assert unescape(bare) == unescape(marked(text, []))


# Letters of which tags are made, so that they are met at once.
tag_like = st.text(alphabet="<>/b&\"' am", max_size=40)


@given(text=tag_like, marks=marks_anywhere)
def test_no_other_markup_than_marks_comes_out(text: str, marks: list[Mark]) -> None:
    assert set(re.findall(r"<(/?\w+)", marked(text, marks))) <= {"mark", "/mark"}


def test_the_heaviest_mark_gives_the_looks_and_all_notes_are_told() -> None:
    html = marked("cheap", [Mark(0, 5, "fact", "a field"), Mark(0, 5, "error", "a claim")])
    assert 'class="error"' in html and "a field · a claim" in html


def test_a_value_is_marked_where_the_template_put_it_and_nowhere_else() -> None:
    text = "Hi Al, greetings to All Al Ltd."
    found = of_facts(content(text, first_name="Al", company="All Al Ltd"), "text", TEMPLATE)
    assert spots(text, found) == ["Al", "All Al Ltd"]


def test_in_an_edited_text_values_are_marked_as_whole_words() -> None:
    text = "Also hello Al, of Initech!"
    found = of_facts(content(text, first_name="Al", company="Initech"), "text", TEMPLATE)
    assert spots(text, found) == ["Al", "Initech"]


def test_the_words_of_the_template_are_known_for_comparison() -> None:
    known = content("edited", first_name="Al", company="Initech")
    assert unedited(known, "text", TEMPLATE) == "Hi Al, greetings to Initech."


def test_a_template_that_cannot_be_read_is_no_error() -> None:
    assert unedited(content("Hi"), "text", "Hi {{ broken") == ""
