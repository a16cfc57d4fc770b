"""Snippets and blocks in templates: one level deep, bounded, and right in every part."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sequences.rendering import (
    BLOCKS,
    Kind,
    RenderError,
    TemplateError,
    highlight,
    parse,
    parse_plain,
    render_html,
    render_subject,
    render_text,
    snippets_in,
)

SNIPPETS = {
    "intro": "We met in {{ city }}.",
    "two_lines": "One & two,\nthree <b>four</b>",
    "out": "No more: {{ unsubscribe_url }}",
}
URL = "https://mail.example.com/u/1"
VALUES = {"city": "Köln & Bonn", "unsubscribe_url": URL, "signature": "Grace\nExample Inc"}
TOKENS = [
    *("{{", "}}", " ", "snippet.intro", "snippet.x", "signature", "city", "|", "default:", '"'),
    *("<a href=", "<p>", ">", "https://x.example/", "&", "\n", "snippet."),
]


def error_of(source: str, kind: Kind = Kind.TEXT) -> TemplateError:
    with pytest.raises(TemplateError) as caught:
        parse(source, kind, SNIPPETS)
    return caught.value


def test_a_snippet_becomes_part_of_the_text_with_its_variables() -> None:
    rendered = render_text(parse("Hi. {{ snippet.intro }}", snippets=SNIPPETS), VALUES)
    assert (rendered.text, rendered.used) == ("Hi. We met in Köln & Bonn.", ("city",))


def test_what_a_snippet_lacks_is_missing() -> None:
    assert render_text(parse("{{ snippet.intro }}", snippets=SNIPPETS), {}).missing == ("city",)


def test_in_html_a_snippet_is_escaped_and_keeps_its_lines() -> None:
    template = parse("<p>{{ snippet.two_lines }}</p>", Kind.HTML, SNIPPETS)
    expected = "<p>One &amp; two,<br>\nthree &lt;b&gt;four&lt;/b&gt;</p>"
    assert render_html(template, {}).text == expected


def test_in_html_a_link_of_ours_in_a_snippet_can_be_clicked() -> None:
    template = parse("<p>{{ snippet.out }}</p>", Kind.HTML, SNIPPETS)
    assert render_html(template, VALUES).text == f'<p>No more: <a href="{URL}">{URL}</a></p>'


def test_an_address_that_a_value_continues_is_not_cut_into_a_link() -> None:
    snippets = {"go": "https://x.example/?q={{ city }} or https://y.example now"}
    made = render_html(parse("{{ snippet.go }}", Kind.HTML, snippets), VALUES).text
    assert made.count("<a ") == 1
    assert '<a href="https://y.example">' in made


@pytest.mark.parametrize(
    ("source", "kind", "message"),
    [
        ("Hi {{ snippet.intor }}", Kind.TEXT, 'no snippet "intor". Did you mean intro?'),
        ("Hi {{ snippet.wibble }}", Kind.TEXT, "Choose another"),
        ('Hi {{ snippet.intro | default: "x" }}', Kind.TEXT, "no default"),
        ('<p title="{{ snippet.intro }}">', Kind.HTML, "inside a tag"),
        ("<a href='https://x.example/{{ snippet.intro }}'>", Kind.HTML, "inside a tag"),
        ("{{ snippet.two_lines }}", Kind.SUBJECT, "has lines"),
        ("{{ signature }}", Kind.SUBJECT, "has lines"),
        ('<p title="{{ signature }}">', Kind.HTML, "cannot stand here"),
        ('{{ unsubscribe_url | default: "javascript:x" }}', Kind.TEXT, "no web address"),
    ],
)
def test_a_snippet_or_block_in_a_wrong_place_is_refused(
    source: str, kind: Kind, message: str
) -> None:
    assert message in error_of(source, kind).message


def test_an_error_about_a_snippet_names_the_place_of_its_use() -> None:
    error = error_of("one\n  {{ snippet.none }}")
    assert (error.line, error.column) == (2, 3)


def test_an_error_inside_a_snippet_names_both_places() -> None:
    with pytest.raises(TemplateError) as caught:
        parse("a\n{{ snippet.bad }}", snippets={"bad": "x\n {{ nam }}"})
    assert caught.value.line == 2
    assert "In the snippet bad: Unknown variable" in caught.value.message
    assert "(line 2, column 2)" in caught.value.message


@pytest.mark.parametrize("inner", ["snippet.intro", "signature", "disclosure"])
def test_snippets_and_blocks_hold_variables_alone(inner: str) -> None:
    with pytest.raises(TemplateError, match="cannot hold another"):
        parse_plain(f"Hi {{{{ {inner} }}}}")


def test_the_snippets_in_use_are_known_before_they_are_read() -> None:
    source = "{{ snippet.b }} {{ city }} {{snippet.a}} {{ snippet.b }} {{ snippet.not closed"
    assert snippets_in(source) == ("b", "a")


# Bombs


def test_a_template_cannot_grow_by_using_a_long_snippet_often() -> None:
    started = time.process_time()
    with pytest.raises(TemplateError, match="over 200,000 characters"):
        parse("{{ snippet.big }}" * 400, Kind.HTML, {"big": "& " * 5_000})
    assert time.process_time() - started < 1


def test_the_variables_inside_snippets_count() -> None:
    with pytest.raises(TemplateError, match="at most 500 variables"):
        parse("{{ snippet.many }}" * 6, snippets={"many": "{{ city }}" * 100})


def test_a_long_snippet_does_not_fit_into_a_subject() -> None:
    with pytest.raises(TemplateError, match="over 998 characters"):
        parse("{{ snippet.big }}", Kind.SUBJECT, {"big": "x" * 999})


@pytest.mark.parametrize("piece", ["{{ snippet.intro }}", "{{ snippet.", "{{ {{ ", "{{{{"])
def test_a_bomb_of_placeholders_is_refused_at_once(piece: str) -> None:
    started = time.process_time()
    for kind in Kind:
        with pytest.raises(TemplateError):
            parse(piece * 10_000, kind, SNIPPETS)
    assert time.process_time() - started < 1


# Blocks


def test_a_block_is_a_value_with_lines() -> None:
    assert render_text(parse("Bye\n{{ signature }}"), VALUES).text == "Bye\nGrace\nExample Inc"
    page = render_html(parse("<p>{{ signature }}</p>", Kind.HTML), VALUES).text
    assert page == "<p>Grace<br>\nExample Inc</p>"


def test_an_empty_block_is_missing() -> None:
    assert render_text(parse("{{ disclosure }}"), VALUES).missing == ("disclosure",)


def test_every_block_has_a_label_and_a_source() -> None:
    assert all(block.label and block.source.startswith("workspace.") for block in BLOCKS.values())


# Whatever is written


@given(st.lists(st.sampled_from(TOKENS), max_size=25), st.sampled_from(Kind))
def test_rendering_raises_nothing_but_errors_that_say_what_is_wrong(
    tokens: list[str], kind: Kind
) -> None:
    render = {Kind.TEXT: render_text, Kind.HTML: render_html, Kind.SUBJECT: render_subject}[kind]
    try:
        template = parse("".join(tokens), kind, SNIPPETS)
        rendered = render(template, VALUES)
    except (TemplateError, RenderError) as error:
        assert str(error)
        return
    assert "".join(segment.text for segment in highlight(template, VALUES)) == rendered.text


@given(st.text(max_size=200), st.sampled_from(Kind))
def test_any_text_can_be_a_snippet_or_is_refused(text: str, kind: Kind) -> None:
    try:
        template = parse("{{ snippet.any }}", kind, {"any": text})
    except TemplateError as error:
        assert (error.line, error.column) == (1, 1)
        return
    made = "".join(segment.text for segment in highlight(template, {}))
    if kind is Kind.HTML:
        for tag in ("<br>", '<a href="', '">', "</a>"):
            made = made.replace(tag, "")
        assert "<" not in made
    else:
        assert made == text.replace("\r\n", "\n").replace("\r", "\n")
