"""Which first messages are of one group: same words, other values."""

from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from compliance import grouping
from compliance.content import Content, Fact, Unsubscribe

TEMPLATE = "Good day {first_name},\n\nhow does {company} plan its routes?"


@dataclass(frozen=True)
class Stage:
    name: str
    group: UUID | None = None


def letter(first_name: str = "Ada", company: str = "Initech", **changes: Any) -> Content:
    said = {"first_name": first_name, "company": company}
    text = changes.pop("template", TEMPLATE).format(**said)
    facts = tuple(Fact(name, value, f"contact.{name}") for name, value in said.items())
    values: dict[str, Any] = {
        "channel": "email",
        "sender_name": "Bob",
        "sender_address": "bob@mail.acme.example",
        "reply_to": "",
        "recipient": "x@initech.example",
        "subject": f"Routes of {company}",
        "text": text,
        "html": "",
        "unsubscribe": Unsubscribe.ONE_CLICK,
        "version_id": "v1",
        "step_key": "intro",
        "facts": facts,
        **changes,
    }
    return Content(**values)


def key(content: Content, **changes: Any) -> str:
    said: dict[str, Any] = {
        "version_id": "v1",
        "step_key": "intro",
        "policy": 1,
        "stages": [Stage("Any reviewer")],
    }
    return grouping.key(content, **{**said, **changes})


WORDS = st.text(st.characters(codec="utf-8", categories=["Lu", "Ll"]), min_size=8, max_size=20)


@given(WORDS, WORDS, WORDS, WORDS)
def test_other_values_in_the_same_words_are_one_group(a: str, b: str, c: str, d: str) -> None:
    assert key(letter(f"Q{a}", f"W{b}")) == key(letter(f"Q{c}", f"W{d}"))


@given(WORDS, st.text(min_size=1, max_size=30))
def test_other_words_are_another_group(name: str, more: str) -> None:
    one = letter(f"Q{name}")
    assert key(one) != key(replace(one, text=one.text + "x" + more))


def test_a_value_that_is_a_word_of_the_template_stands_alone() -> None:
    assert key(letter(company="routes")) not in {key(letter()), key(letter(company="Globex"))}


def test_a_value_inside_another_word_is_not_taken_for_it() -> None:
    assert key(letter("Al", template="Also {first_name} at {company}")) == key(
        letter("Bo", template="Also {first_name} at {company}")
    )


def test_the_longer_of_two_values_is_the_one_that_stands_there() -> None:
    assert key(letter("Ann", "Ann Taylor")) == key(letter("Bob", "Initech"))


def test_values_with_signs_are_found_in_html() -> None:
    html = "<p>{}</p>".format
    one = replace(letter(company="Fish & Chips"), html=html("Fish &amp; Chips"))
    other = replace(letter(company="Initech"), html=html("Initech"))
    assert key(one) == key(other)


def test_a_name_as_text_is_not_the_value_of_that_name() -> None:
    assert key(letter("first_name")) == key(letter("Ada"))
    assert key(letter()) != key(letter(template="Good day first_name,{company}{first_name}"))


def test_whatever_else_a_reviewer_relies_on_makes_another_group() -> None:
    group = UUID(int=1)
    keys = {
        key(letter()),
        key(letter(), version_id="v2"),
        key(letter(), step_key="second"),
        key(letter(), policy=2),
        key(letter(), stages=[Stage("Claims", group)]),
        key(letter(), findings=["price"]),
        key(letter(sender_address="carol@mail.acme.example")),
        key(letter(sender_name="Carol")),
        key(letter(reply_to="sales@acme.example")),
        key(letter(cc=("boss@acme.example",))),
        key(letter(subject="Hello")),
    }
    assert len(keys) == 11


@given(WORDS, WORDS)
def test_the_stretches_of_a_field_are_its_whole_text(first_name: str, company: str) -> None:
    content = letter(first_name, company)
    found = grouping.stretches(content, "text")
    assert "".join(text for text, _ in found) == content.text
