"""A sequence as text: one text for one document, every mistake at its line, nothing blows up."""

import json
import string
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import date
from typing import Any

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from sequences.models import EntryPolicy, Motion
from sequences.plans import Plan, StepInput, problems
from sequences.plans.vocabulary import ENTRIES, MOTIONS
from sequences.scripted import case_problems
from sequences.text.document import MAX_BYTES, Facts, Fault, TextError
from sequences.text.loading import MAX_DEPTH, MAX_NODES, load
from sequences.text.reading import MAX_FAULTS, from_text
from sequences.text.schema import schema
from sequences.text.writing import dump, to_text
from tests.sequences.plans_strategy import TRAPS, bodies, plans

FACTS = Facts("2026-01-Cold-Trucks", segment="no", starts_on=date(2026, 1, 5), entry="any")
HEAD = "format: 1\nsequence:\n  name: Trucks\n"
BACKWARDS = "format: 1\nsequence: {name: a, starts_on: 2026-01-02, ends_on: 2026-01-01}"
FACTS_ONLY = {field.name for field in fields(Facts)}
NASTY = st.text(st.characters(exclude_categories=["Cs"]))
TEXTS = st.one_of(
    NASTY, bodies(), st.sampled_from(TRAPS), st.text("\n \tab\r\x85\u2028", max_size=12)
)
DATA = st.recursive(
    TEXTS | st.booleans() | st.integers(-(10**15), 10**15) | st.floats(-1e6, 1e6).map(abs),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=20), inner, max_size=4)
    ),
    max_leaves=12,
)


def faults(source: str | bytes) -> list[Fault]:
    with pytest.raises(TextError) as caught:
        from_text(source)
    return list(caught.value.faults)


def fault(source: str | bytes) -> tuple[str, int, int]:
    """Where the one fault of a text is."""
    (found,) = faults(source)
    return found.field, found.line, found.column


def lined(source: str) -> list[tuple[str, int]]:
    return [(found.field, found.line) for found in faults(HEAD + source)]


# Writing


@given(st.dictionaries(NASTY, DATA, min_size=1, max_size=4))
@example({"a": "x\n\n"})
@example({"a": "\n\tx\n \n", "b": ["  x\n y \n\n"]})
@example({"a": {"b": "\tx\n"}})
def test_what_is_written_is_read_by_us_and_by_every_reader_of_yaml(data: dict[str, Any]) -> None:
    text = dump(data)
    assert load(text).data == data
    assert yaml.safe_load(text) == data
    assert yaml.load(text, Loader=yaml.CSafeLoader) == data


@given(st.dictionaries(st.text(max_size=9), DATA, min_size=1, max_size=4))
def test_a_text_is_lines_that_end_with_one_line_feed(data: dict[str, Any]) -> None:
    text = dump(data)
    assert text.endswith("\n")
    assert not text.endswith("\n\n")
    assert not set(text) & set("\r\0\x85\u2028\u2029\ufeff\u202e")


@given(plans())
def test_a_plan_comes_back_from_its_text(plan: Plan) -> None:
    text = to_text(FACTS, plan)
    read = from_text(text)
    assert (read.facts, read.plan) == (FACTS, plan)
    assert to_text(read.facts, read.plan) == text


def test_the_strategy_makes_plans_that_may_be_stored_and_leaves_no_field_out() -> None:
    used: set[str] = set()

    @settings(max_examples=100, derandomize=True)
    @given(plans())
    def look(plan: Plan) -> None:
        assert [*problems(plan), *case_problems(plan)] == []
        used.update(named(load(to_text(FACTS, plan)).data))

    look()
    defined = [schema(), *schema()["$defs"].values()]
    assert {name for each in defined for name in each["properties"]} <= used | FACTS_ONLY


def named(data: Any) -> Iterator[str]:
    """Every name in plain data."""
    for key, value in data.items() if isinstance(data, dict) else ((None, each) for each in data):
        if key is not None:
            yield key
        if isinstance(value, dict | list):
            yield from named(value)


def test_the_text_is_what_a_person_would_write() -> None:
    step = StepInput(
        "email", "intro", subject="A thought: you", text="Hi {{ first_name }},\n\n\tBye \n"
    )
    text = to_text(Facts("Trucks"), Plan((step,), holidays=False))
    assert text == (
        "format: 1\n"
        "sequence:\n"
        "  name: Trucks\n"
        "steps:\n"
        "  - kind: email\n"
        "    key: intro\n"
        '    subject: "A thought: you"\n'
        "    text: |\n"
        "      Hi {{ first_name }},\n"
        "\n"
        "      \tBye \n"
        "holidays: false\n"
    )


def test_long_lines_are_never_folded() -> None:
    assert dump({"a": "word " * 400}).count("\n") == 1
    assert dump({"a": "word " * 400 + "\nend"}).count("\n") == 3


def test_what_ends_the_text_with_empty_lines_is_quoted() -> None:
    assert dump({"a": "x\n\n", "b": "x\n\n"}) == 'a: |+\n  x\n\nb: "x\\n\\n"\n'


def test_what_has_no_text_is_refused() -> None:
    with pytest.raises(TypeError, match="no text for a bytes"):
        dump({"a": b"x"})


# Reading


@pytest.mark.parametrize("written", ["no", "17:30", "2026-03-29", "0x1F", "017", "1_000", ".inf"])
def test_a_plain_value_is_the_text_that_was_typed(written: str) -> None:
    assert load(f"a: {written}").data == {"a": written}


def test_true_false_null_and_decimal_numbers_are_not_text() -> None:
    assert load("[true, false, null, ~, 7, -2.5, .5]").data == [
        True,
        False,
        None,
        None,
        7,
        -2.5,
        0.5,
    ]


def test_a_mark_of_the_byte_order_is_ignored() -> None:
    assert from_text(f"\ufeff{HEAD}".encode()).facts == Facts("Trucks")
    assert from_text(f"\ufeff{HEAD}").facts == Facts("Trucks")


def test_comments_order_and_quotes_do_not_matter() -> None:
    text = "# Ours\nsequence: {name: 'Trucks'}\nnotes: >\n  a\n  b\nformat: 1 # for ever\n"
    read = from_text(text)
    assert to_text(read.facts, read.plan) == HEAD + "notes: |\n  a b\n"


def test_all_mistakes_are_told_at_once_each_at_its_line() -> None:
    text = """steps:
  - kind: email
    key: intro
    subject: 12
    foo: bar
    text: |
      Hi

      {{ wibble }}
  - kind: fax
    key: fax
    when:
      conditions:
        - field: contact.title
          operator: is
          value: 5
zone: Europe/Berln
canary: [1]
"""
    assert lined(text) == [
        ("steps.1.subject", 7),
        ("steps.1.foo", 8),
        ("steps.1.text", 12),
        ("steps.2.kind", 13),
        ("steps.2.when.conditions.1.value", 19),
        ("zone", 20),
        ("canary", 21),
    ]


def test_a_template_is_wrong_at_the_column_of_the_file() -> None:
    text = (
        "steps:\n  - kind: email\n    key: a\n    text: |2-\n        two\n      Hi {{ wibble }}\n"
    )
    (found,) = faults(HEAD + text)
    assert (found.line, found.column) == (9, 10)


def test_a_template_in_quotes_is_wrong_where_it_begins() -> None:
    text = 'steps:\n  - {kind: email, key: a, text: "a\\n{{ wibble }}"}\n'
    (found,) = faults(HEAD + text)
    assert (found.line, found.column, "line 2" in found.message) == (5, 33, True)


def test_a_variant_a_snippet_and_a_test_are_placed_too() -> None:
    text = """steps:
  - kind: email
    key: intro
    variants:
      - {key: b, share: "50"}
      - key: c
        share: 40
        text: |
          {{ wibble }}
snippets:
  hello: "{{ wibble }}"
cases:
  - name: One
    start: tomorrow
    expect:
      - {outcome: never, step: gone}
"""
    assert lined(text) == [
        ("steps.1.variants.1.share", 8),
        ("steps.1.variants.2.text", 12),
        ("snippets.hello", 14),
        ("cases.1.start", 17),
        ("cases.1.expect.1.step", 19),
    ]


def test_400_steps_are_too_many() -> None:
    text = "steps:\n" + "".join(f"  - {{kind: call, key: call-{n}}}\n" for n in range(400))
    (found,) = faults(HEAD + text)
    assert (found.field, found.line) == ("steps", 5)
    assert found.message == "steps: There are 400 entries; at most 50 fit. Delete some."


def test_a_circle_of_jumps_is_named_with_its_line() -> None:
    text = """steps:
  - kind: call
    key: one
  - kind: call
    key: two
    jumps:
      - to: one
"""
    (found,) = faults(HEAD + text)
    assert "circle" in found.message
    assert found.field.startswith("steps.")
    assert found.line >= 5


def test_a_step_without_a_key_is_told_a_good_one() -> None:
    (found,) = faults(HEAD + "steps:\n  - kind: email_personal\n")
    assert (found.field, found.line) == ("steps.1.key", 5)
    assert "email-personal-1" in found.message


def test_times_of_a_window_need_no_quotes_and_a_wrong_block_is_named() -> None:
    block = "  - {weekday: mon, start: 09:00, end: 17:30}\n"
    plan = from_text(f"{HEAD}window:\n{block}").plan
    assert str(plan.window) == "Mon 09:00–17:30"
    assert lined(f"window:\n{block}{block}") == [("window.2", 6)]


def test_weekdays_have_names_and_no_numbers() -> None:
    days = [f"  - weekday: {day}\n    start: 09:00\n    end: 17:00\n" for day in ("sun", "mon")]
    plan = from_text(f"{HEAD}window:\n{''.join(days)}").plan
    text = to_text(Facts("Trucks"), plan)
    assert text.index("weekday: mon") < text.index("weekday: sun")
    (fault,) = faults(f"{HEAD}window:\n{days[0].replace('sun', '6')}")
    assert (fault.field, fault.line) == ("window.1.weekday", 5)
    assert fault.message == "window.1.weekday: Write one of mon, tue, wed, thu, fri, sat, sun."


@pytest.mark.parametrize(
    ("text", "field", "line"),
    [
        ("format: 2\nsequence: {name: a}", "format", 1),
        ("format: one\nsequence: {name: a}", "format", 1),
        ("format: 1", "sequence", 1),
        ("format: 1\nsequence:\n  purpose: a", "sequence.name", 3),
        ("format: 1\nsequence: {name: a, motion: sideways}", "sequence.motion", 2),
        ("format: 1\nsequence: {name: a, starts_on: 2026-02-30}", "sequence.starts_on", 2),
        ("format: 1\nsequence: {name: a, starts_on: 20260230}", "sequence.starts_on", 2),
        (BACKWARDS, "sequence.ends_on", 2),
        ("- a", "", 1),
        ("just text", "", 1),
    ],
)
def test_the_head_is_checked(text: str, field: str, line: int) -> None:
    assert fault(text)[:2] == (field, line)


@pytest.mark.parametrize(
    ("text", "words", "line"),
    [
        ("", "empty", 1),
        ("# nothing\n", "empty", 1),
        ("a: &x 1\n", "Anchors", 1),
        ("a: 1\nb: *x\n", "Aliases", 2),
        ("a: !!python/object:os.system x\n", "Tags", 1),
        ("a: ! x\n", "Tags", 1),
        ("%YAML 1.1\n---\na: 1\n", "Directives", 1),
        ("a: 1\n---\nb: 1\n", "second document", 2),
        ("a: 1\nb:\n  c: 1\n  c: 2\n", "twice", 4),
        ("? [a]\n: 1\n", "name is text", 1),
        ("a:\n\tb: 1\n", "no YAML", 2),
        ("a: [1\n", "no YAML", 2),
        ("a: 'x\n", "no YAML", 2),
        ("a: 1\nb: \x07\n", "U+0007", 2),
        ('a: "\\UFFFFFFFF"', "escape", 0),
        (f"%YAML 1.{'1' * 5000}\n---\na: 1", "escape", 0),
    ],
)
def test_yaml_that_is_more_than_data_is_refused(text: str, words: str, line: int) -> None:
    (found,) = faults(text)
    assert words in found.message
    assert found.line == line


@pytest.mark.parametrize("text", ["[" * 100_000, "{a: " * 100_000, "- " * 100_000, "? " * 100_000])
def test_a_hundred_thousand_levels_are_refused_at_the_21st(text: str) -> None:
    (found,) = faults(text)
    assert f"deeper than {MAX_DEPTH}" in found.message or "name is text" in found.message
    assert found.line == 1


def test_a_megabyte_is_too_much() -> None:
    (found,) = faults("#" * (MAX_BYTES + 1))
    assert "1,000,001 bytes" in found.message
    assert fault(b"#" * MAX_BYTES) == ("", 1, 1)  # empty, not too large


def test_more_values_than_anybody_writes_are_refused() -> None:
    (found,) = faults("- a\n" * (MAX_NODES + 1))
    assert f"{MAX_NODES:,} values" in found.message


def test_what_is_not_utf_8_is_told_with_its_line() -> None:
    (found,) = faults(b"a: 1\nb: \xff\n")
    assert (found.line, "UTF-8" in found.message) == (2, True)


def test_of_many_mistakes_a_hundred_are_told() -> None:
    jumps = ", ".join("{too: x}" for _ in range(4))
    steps = "".join(f"  - {{kind: call, key: c{n}, jumps: [{jumps}]}}\n" for n in range(50))
    found = faults(f"{HEAD}steps:\n{steps}")
    assert len(found) == MAX_FAULTS + 1
    assert "more. Correct these first." in found[-1].message


@given(st.one_of(st.text(max_size=300), st.text("-[]{}?:,&*!|>'\"%@` \n\ta1.#\\uUx", max_size=300)))
def test_whatever_is_sent_reading_ends_with_an_answer(text: str) -> None:
    try:
        from_text(text)
    except TextError as error:
        assert error.faults


# The schema


def test_the_schema_is_one_and_knows_the_motions_of_the_stored_sequences() -> None:
    Draft202012Validator.check_schema(schema())
    assert list(MOTIONS) == list(Motion.values)
    assert schema()["$defs"]["facts"]["properties"]["motion"]["enum"] == list(Motion.values)


def test_the_schema_knows_whom_stored_sequences_can_take() -> None:
    assert list(ENTRIES) == list(EntryPolicy.values)
    assert schema()["$defs"]["facts"]["properties"]["entry"]["enum"] == list(EntryPolicy.values)


@pytest.mark.parametrize(("kind", "name"), [(Plan, ""), (StepInput, "step"), (Facts, "facts")])
def test_the_schema_names_every_field(kind: type[Any], name: str) -> None:
    described = schema()["$defs"][name] if name else schema()
    own = set() if name else {"format", "sequence"}
    assert is_dataclass(kind)
    assert set(described["properties"]) - own == {each.name for each in fields(kind)}


@given(plans())
def test_all_that_is_written_fits_the_schema(plan: Plan) -> None:
    Draft202012Validator(schema()).validate(load(to_text(FACTS, plan)).data)


@pytest.mark.parametrize(
    "text",
    [
        "format: 2\nsequence: {name: a}",
        "format: 1",
        HEAD + "wibble: 1",
        HEAD + "notes: 5",
        HEAD + "notes: [a]",
        HEAD + "holidays: maybe",
        HEAD + "mode: fast",
        HEAD + "new_a_day: -1",
        HEAD + "min_gap_hours: 1.5",
        HEAD + "steps:\n  - {kind: fax, key: a}",
        HEAD + "steps:\n  - {kind: call}",
        HEAD + "steps:\n  - {kind: call, key: a, when: {conditions: []}}",
        HEAD + "steps:\n  - {kind: call, key: a, cc: [1]}",
        HEAD + "steps:\n  - {kind: call, key: a, jumps: [{}]}",
        HEAD + "steps:\n  - {kind: call, key: a, delay_unit: moons}",
        HEAD + "steps: [" + ", ".join(f"{{kind: call, key: c{n}}}" for n in range(51)) + "]",
        HEAD + "goal: {name: a, when: {conditions: [{field: x.y, operator: is, value: a}]}}",
        HEAD + "exits: [{name: a, reason: bored, when: {conditions: []}}]",
        HEAD + "window: [{weekday: 1, start: 09:00, end: 17:00}]",
        HEAD + "window: [{weekday: Monday, start: 09:00, end: 17:00}]",
        HEAD + "window: [{weekday: [mon], start: 09:00, end: 17:00}]",
        HEAD + "window: [{start: 09:00, end: 17:00}]",
        HEAD + "canary: {bounce: 101}",
        HEAD + "snippets: {a: 1}",
        HEAD + "cases: [{name: a, start: 2026-01-01 09:00, expect: []}]",
        "- a",
    ],
)
def test_schema_and_reader_refuse_the_same(text: str) -> None:
    assert faults(text)
    assert not Draft202012Validator(schema()).is_valid(load(text).data)


def test_the_schema_is_plain_json() -> None:
    assert json.loads(json.dumps(schema())) == schema()


# Letters of templates that none of the texts above needs


@given(st.text(string.printable, max_size=80))
def test_printable_text_comes_back_from_notes(text: str) -> None:
    plan = replace(Plan(), notes=text)
    assert from_text(to_text(FACTS, plan)).plan == plan
