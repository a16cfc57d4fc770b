"""Templates: what is read, what is refused, and that values stay values."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sequences.rendering import (
    VARIABLES,
    Kind,
    RenderError,
    TemplateError,
    highlight,
    html_from_text,
    parse,
    render_html,
    render_subject,
    render_text,
    variable,
)

PERSON = {"first_name": "Ada", "company": "Engines & Sons", "custom.plan": "Gold"}

HOSTILE = [
    "{{ last_name }}",
    "{{last_name}}",
    "}}{{ last_name }}{{",
    '{{ x | default: "y" }}',
    "{% include 'secret' %}",
    "{{ settings.SECRET_KEY }}",
    "{{ ''.__class__.__mro__ }}",
    "{{ 7*7 }}",
    "{# comment #}",
    "{first_name.__class__}",
    "{0.__init__.__globals__}",
    "%(first_name)s",
    "%s%n%x",
    "$first_name ${first_name}",
    "\\g<0> \\1 \\\\",
    "#{7*7} <%= 7*7 %>",
    "*|FNAME|* [[x]] <<x>>",
    "\uff5b\uff5b last_name \uff5d\uff5d",
    "\u2774\u2774 last_name \u2775\u2775",
    "{\u200b{ last_name }\u200b}",
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "' onmouseover='alert(1)",
    "</title><script>alert(1)</script>",
    "javascript:alert(1)",
    "&lt;b&gt; &amp;amp;",
    "=cmd|'/c calc'!A1",
    "'; DROP TABLE contact; --",
    "../../etc/passwd",
    "\u05d0\u05d1 \u0645\u0631\u062d\u0628\u0627 \u200f",
    "e\u0301\u0301\u0301 \U0001f469\u200d\U0001f4bb",
    "http://evil.example/?a=1&b=2",
    "{" * 2000,
    "}" * 2000,
    "{{" * 1000 + "}}" * 1000,
    "{{ first_name }}" * 200,
    "|" * 500,
    '"' * 500,
    "\\" * 500,
]
WRAPPED = [
    wrap.replace("*", payload)
    for payload in HOSTILE
    for wrap in ("*", "Dear *", "{{ * }}", '"*"', "*\t*")
]


# What is rendered


def test_values_take_their_places() -> None:
    rendered = render_text(parse("Hi {{ first_name }} of {{company}}!"), PERSON)
    assert rendered.text == "Hi Ada of Engines & Sons!"
    assert rendered.used == ("first_name", "company")


def test_a_custom_field_is_a_variable() -> None:
    assert render_text(parse("{{ custom.plan }}"), PERSON).text == "Gold"


@pytest.mark.parametrize("values", [{}, {"first_name": ""}, {"first_name": " \t"}])
def test_an_empty_value_takes_the_default(values: dict[str, str]) -> None:
    rendered = render_text(parse('Hi {{ first_name | default: "there" }}'), values)
    assert (rendered.text, rendered.missing) == ("Hi there", ())


def test_a_value_comes_before_the_default() -> None:
    assert render_text(parse('{{ first_name|default:"there" }}'), PERSON).text == "Ada"


@pytest.mark.parametrize("values", [{}, {"city": ""}, {"city": "  "}])
def test_an_empty_value_without_default_is_missing_and_stays_visible(
    values: dict[str, str],
) -> None:
    rendered = render_text(parse("In {{ city }}, {{ city }}"), values)
    assert rendered.missing == ("city",)
    assert rendered.text == "In {{ city }}, {{ city }}"


def test_html_values_are_escaped_and_the_template_is_not() -> None:
    rendered = render_html(parse("<b>{{ company }}</b>", Kind.HTML), PERSON)
    assert rendered.text == "<b>Engines &amp; Sons</b>"


def test_a_value_inside_a_link_is_encoded() -> None:
    template = parse('<a href="https://example.com/?c={{ company }}">x</a>', Kind.HTML)
    assert "?c=Engines%20%26%20Sons" in render_html(template, PERSON).text


def test_the_unsubscribe_link_can_be_a_whole_link() -> None:
    template = parse('<a href="{{ unsubscribe_url }}">no</a>', Kind.HTML)
    values = {"unsubscribe_url": "https://example.com/u?a=1&b=2"}
    assert render_html(template, values).text.startswith(
        '<a href="https://example.com/u?a=1&amp;b=2"'
    )


def test_line_ends_of_a_template_become_lf() -> None:
    assert render_text(parse("a\r\nb\rc"), {}).text == "a\nb\nc"


def test_every_variable_of_the_list_can_be_used() -> None:
    template = parse(" ".join(f"{{{{ {name} }}}}" for name in VARIABLES))
    assert render_text(template, {n: v.example for n, v in VARIABLES.items()}).missing == ()


def test_a_custom_variable_has_a_label_and_a_source() -> None:
    found = variable("custom.renewal_date")
    assert found is not None
    assert (found.label, found.source) == ("Renewal date", "contact.custom.renewal_date")


# Hostile values


def test_there_are_two_hundred_hostile_values() -> None:
    assert len(set(WRAPPED)) >= 200 - 5


@pytest.mark.parametrize("value", WRAPPED, ids=range(len(WRAPPED)))
def test_a_hostile_value_stays_exactly_what_it_is(value: str) -> None:
    values = {"first_name": value, "last_name": "SECRET"}
    assert render_text(parse("<{{ first_name }}>"), values).text == f"<{value}>"
    in_html = render_html(parse('<p title="{{ first_name }}">', Kind.HTML), values).text
    assert in_html.count("<") == in_html.count(">") == 1
    assert in_html.count('"') == 2


@pytest.mark.parametrize("template", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_template_shows_no_value_that_it_does_not_name(template: str) -> None:
    try:
        parsed = parse(template)
    except TemplateError:
        return
    secrets = {"first_name": "Ada", "last_name": "Ada", "city": "SECRET"}
    assert "SECRET" not in render_text(parsed, secrets).text


@pytest.mark.parametrize("end", ["\r", "\n", "\r\n", "\x0b", "\x0c", "\x85", "\u2028", "\x00"])
def test_a_subject_refuses_a_value_that_could_begin_another_header(end: str) -> None:
    values = {"first_name": f"Ada{end}Bcc: victim@example.com"}
    with pytest.raises(RenderError, match="first_name") as caught:
        render_subject(parse("Hi {{ first_name }}", Kind.SUBJECT), values)
    assert "victim" not in str(caught.value)


@pytest.mark.parametrize("value", ["a\x00b", "a\u202eb", "\ud800", "x" * 10_001])
def test_a_body_refuses_a_value_that_cannot_be_sent(value: str) -> None:
    with pytest.raises(RenderError, match="first_name"):
        render_text(parse("{{ first_name }}"), {"first_name": value})


def test_a_subject_that_grows_too_long_is_refused() -> None:
    with pytest.raises(RenderError, match="998"):
        render_subject(parse("{{ company }}", Kind.SUBJECT), {"company": "x" * 999})


def test_a_message_that_grows_too_long_is_refused() -> None:
    with pytest.raises(RenderError, match="too long"):
        render_text(parse("{{ company }}" * 200), {"company": "x" * 9_000})


def test_an_unsubscribe_link_must_be_a_web_address() -> None:
    template = parse('<a href="{{ unsubscribe_url }}">', Kind.HTML)
    with pytest.raises(RenderError, match="not a web address"):
        render_html(template, {"unsubscribe_url": "javascript:alert(1)"})


def test_a_text_template_never_becomes_html() -> None:
    with pytest.raises(RenderError, match="makes a text part"):
        render_html(parse("<p onclick='{{ first_name }}'>"), PERSON)


# The reviewer's view


def test_the_reviewer_sees_where_each_value_came_from() -> None:
    template = parse('Hi {{ first_name }}, {{ title | default: "friend" }} in {{ city }}')
    variables = [s for s in highlight(template, PERSON) if s.kind == "variable"]
    assert [(s.text, s.variable, s.source) for s in variables] == [
        ("Ada", "first_name", "contact.first_name"),
        ("friend", "title", "default in the template"),
        ("{{ city }}", "city", None),
    ]


@given(st.dictionaries(st.sampled_from(["first_name", "city"]), st.text("ab<&{}\n ", max_size=9)))
def test_what_the_reviewer_sees_is_what_is_rendered(values: dict[str, str]) -> None:
    source = '<p>{{ first_name }} of <a href="https://example.com/{{ city }}">x</a></p>'
    template = parse(source, Kind.HTML)
    seen = "".join(segment.text for segment in highlight(template, values))
    assert seen == render_html(template, values).text


# HTML from text


def test_plain_text_becomes_paragraphs_and_lines() -> None:
    assert html_from_text("Hi,\n\n\none\ntwo\n") == "<p>Hi,</p>\n<p>one<br>\ntwo</p>"


def test_only_web_addresses_become_links() -> None:
    made = html_from_text("See https://example.com/a?b=1&c=2. Not javascript:alert(1).")
    assert '<a href="https://example.com/a?b=1&amp;c=2">' in made
    assert made.count("<a ") == 1


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("(https://example.com/a)", "https://example.com/a"),
        ("https://example.com/a_(b)", "https://example.com/a_(b)"),
        ("https://example.com/a, then", "https://example.com/a"),
        ("HTTP://EXAMPLE.COM!", "HTTP://EXAMPLE.COM"),
    ],
)
def test_a_link_ends_where_a_reader_would_end_it(text: str, address: str) -> None:
    assert f'href="{address}"' in html_from_text(text)


@given(st.text(max_size=200))
def test_html_from_text_has_only_the_tags_we_make(text: str) -> None:
    made = html_from_text(text)
    for tag in ("<p>", "</p>", "<br>", '<a href="', '">', "</a>"):
        made = made.replace(tag, "")
    assert "<" not in made
    assert ">" not in made
