"""Reading templates: every wrong one is refused where it is wrong, in linear time."""

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sequences.rendering import Kind, TemplateError, html_from_text, parse


def error_of(source: str, kind: Kind = Kind.TEXT) -> TemplateError:
    with pytest.raises(TemplateError) as caught:
        parse(source, kind)
    return caught.value


@pytest.mark.parametrize(
    ("source", "message", "column"),
    [
        ("Hi {{ first_name", "not closed", 4),
        ("Hi {{ first_name }", "not closed", 4),
        ("Hi first_name }}", "closes nothing", 15),
        ("{{ first_name {{ city }} }}", "inside another", 1),
        ("{{ first_nam }}", "Did you mean first_name", 1),
        ("{{ First_Name }}", "Did you mean first_name", 1),
        ("{{ wibble }}", "Unknown variable", 1),
        ("{{ custom. }}", "Unknown variable", 1),
        ("{{ custom.A-B }}", "not a variable", 1),
        ("{{ }}", "not a variable", 1),
        ("{{ first_name | upper }}", 'Unknown filter "upper"', 1),
        ("{{ first_name | default }}", "straight quotes", 1),
        ("{{ first_name | default: \u201cthere\u201d }}", "not a variable", 1),
        ('{{ first_name | default: "a" | upper }}', "not a variable", 1),
        ("{{ first_name.__class__ }}", "Unknown variable", 1),
        ("{{{ first_name }}}", "three braces", 1),
        ("{{ first_name }}}", "three braces", 17),
        ("{% if first_name %}", "not supported", 1),
        ("a \uff5b\uff5b first_name \uff5d\uff5d", "only look like", 3),
        ("a\x00", "U[+]0000", 2),
        ("a\u202eb", "U[+]202E", 2),
        ("\ud800", "U[+]D800", 1),
    ],
)
def test_a_wrong_template_is_refused_where_it_is_wrong(
    source: str, message: str, column: int
) -> None:
    error = error_of(source)
    assert re.search(message, error.message)
    assert (error.line, error.column) == (1, column)


def test_an_error_names_the_line() -> None:
    assert str(error_of("one\ntwo\n  {{ nam }}")).endswith("(line 3, column 3)")


@pytest.mark.parametrize(
    ("source", "kind"),
    [("x" * 999, Kind.SUBJECT), ("\u00e9" * 500, Kind.SUBJECT), ("x" * 200_001, Kind.TEXT)],
)
def test_a_template_that_is_too_long_is_refused(source: str, kind: Kind) -> None:
    assert "at most" in error_of(source, kind).message


def test_too_many_variables_are_refused() -> None:
    assert "at most 500" in error_of("{{ city }}" * 501).message


def test_a_subject_is_one_line() -> None:
    assert "one line" in error_of("Hello\nBcc: x@example.com", Kind.SUBJECT).message


def test_nested_style_rules_are_no_template() -> None:
    css = "<style>@media print{a{color:red}}</style><p>{{ first_name }}</p>"
    assert parse(css, Kind.HTML).variables == ("first_name",)


@pytest.mark.parametrize(
    "source",
    [
        '<a href="{{ custom.site }}">x</a>',
        '<a href="https://{{ company }}/">x</a>',
        '<a href="https://example.com{{ company }}">x</a>',
        "<a href={{ unsubscribe_url }}>x</a>",
        "<p title={{ first_name }}>",
        '<p onclick="{{ first_name }}">',
        '<p style="color:{{ first_name }}">',
        "<{{ first_name }}>",
        "</{{ first_name }}>",
        "<p {{ first_name }}>",
        "<style>{{ first_name }}</style>",
        "<script>'{{ first_name }}'</script>",
        "<style></\u017ftyle>{{ first_name }}",
        "<style></style {{ first_name }}>",
        "<title></titles>{{ first_name }}</title>",
        "<!-- {{ first_name }} -->",
        '<p title=a"b {{ first_name }}>',
        '<iframe srcdoc="{{ first_name }}">',
    ],
)
def test_a_variable_in_an_unsafe_place_of_html_is_refused(source: str) -> None:
    assert "cannot stand here" in error_of(source, Kind.HTML).message


@pytest.mark.parametrize(
    "source",
    [
        "<p>{{ first_name }}</p>",
        "<p title=\"Hi {{ first_name }}\" class='{{ city }}'>",
        "<!--> {{ first_name }}",
        "<!-- a > b --> 1 < 2 {{ first_name }}",
        "<STYLE>p{}</Style >{{ first_name }}",
        '<a href="mailto:{{ custom.mail }}">{{ first_name }}</a>',
        '<a href="{{ unsubscribe_url }}?x={{ first_name }}">no</a>',
    ],
)
def test_a_variable_in_a_safe_place_of_html_is_accepted(source: str) -> None:
    assert "first_name" in parse(source, Kind.HTML).variables


@given(st.text(max_size=300), st.sampled_from(Kind))
def test_reading_any_text_succeeds_or_says_where_it_is_wrong(source: str, kind: Kind) -> None:
    try:
        parse(source, kind)
    except TemplateError as error:
        said = error
    else:
        return
    assert 1 <= said.line <= len(source) + 1
    assert said.message.endswith((".", "?"))


@given(st.lists(st.sampled_from(["{{", "}}", " ", "city", "|", "default:", '"', "<a ", ">", "'"])))
def test_reading_any_mixture_of_tokens_never_crashes(tokens: list[str]) -> None:
    for kind in Kind:
        try:
            template = parse("".join(tokens), kind)
        except TemplateError:
            continue
        assert set(template.variables) <= {"city"}


@pytest.mark.parametrize(
    "piece", ["{{ ", "{", "<a ", "<!--", "<style>", '<a title="', "<", "\n ", "https://a.", "{{a"]
)
def test_reading_takes_time_in_proportion_to_length(piece: str) -> None:
    source = (piece * 200_000)[:199_000]
    start = time.process_time()
    for kind in (Kind.TEXT, Kind.HTML):
        try:
            parse(source, kind)
        except TemplateError:
            continue
    html_from_text(source)
    assert time.process_time() - start < 2
