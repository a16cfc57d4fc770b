"""What no message may carry is found wherever it hides, at its line, in linear time."""

import re
import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.markup import decoded, tags
from sequences.rendering import unsafe

TOKENS = [
    *("<a ", "<p", "</", ">", "/>", '"', "'", "=", " ", "href", "onclick", "<!--", "-->", "<!"),
    *("<script", "<style>", "</style>", "{{ city }}", "&#106;", "javascript:", "x", "\n"),
]


@pytest.mark.parametrize(
    "source",
    [
        "<script>x()</script>",
        "<SCRIPT src=x>",
        "<iframe src='https://x.example'>",
        "<form action='https://x.example'>",
        "<input name=a>",
        "<object data=x>",
        "<embed src=x>",
        "<base href='https://x.example'>",
        "<link rel=stylesheet href='https://x.example'>",
        '<meta http-equiv="refresh" content="0;url=https://x.example">',
        "<svg><circle></svg>",
        '<p class="a" onclick="x()">x</p>',
        "<p title='>' onclick=x()>",
        "<a/onmouseover=x()>",
        "<img src=x\nonerror=x()>",
        '<a href=" javascript:x()">x</a>',
        "<a href=JavaScript:x()>x</a>",
        '<a href="java\tscript:x()">x</a>',
        '<a href="&#106;avascript:x()">x</a>',
        '<a href="&#0000000106;avascript:x()">x</a>',
        '<a href="&#x6A;avascript&colon;x()">x</a>',
        '<a href="data:text/html,x">x</a>',
        '<a href="vbscript:x">x</a>',
        '<p style="width:expression(x())">',
        '<div title="{{ city | default: "a>b" }}" onclick="x()">',
        "<!--> <script>",
        "<style></style><script>",
    ],
)
def test_something_unsafe_is_found(source: str) -> None:
    assert unsafe(source)


@pytest.mark.parametrize(
    "source",
    [
        "<p>Talk about <b>scripts</b>, a form and on time = now.</p>",
        "<!-- <script> -->",
        "<style>p > a { color: red }</style>",
        '<meta charset="utf-8"><meta name="viewport" content="x">',
        '<a href="https://x.example/?javascript:=1">x</a>',
        '<a href="mailto:a@x.example">x</a>',
        '<p title="onclick=x">',
        '<img src="https://x.example/onload=.png" alt="x">',
        "1 < 2 and 3 > 2",
        '<a href="{{ unsubscribe_url }}">x</a>',
    ],
)
def test_what_is_harmless_is_left_alone(source: str) -> None:
    assert unsafe(source) == ()


def test_what_is_unsafe_has_a_place_and_a_sentence() -> None:
    first, second = unsafe('<p>\n  <script>x</script>\n<a href="javascript:x">')
    assert (first.line, first.column) == (2, 3)
    assert (second.line, second.column, second.message[-1]) == (3, 1, ".")


def test_a_number_that_no_letter_has_is_no_trouble() -> None:
    assert decoded(f"&#{'9' * 5_000};&#65;") == "\ufffdA"


@given(st.lists(st.sampled_from(TOKENS), max_size=40).map("".join))
def test_tags_follow_each_other_and_lie_in_the_text(source: str) -> None:
    found = list(tags(source))
    assert all(source[tag.start] == "<" for tag in found)
    assert all(a.end <= b.start for a, b in pairwise(found))


@given(st.text(alphabet="ab <>/=\"'&;#\n", max_size=80))
def test_a_script_between_whole_tags_is_always_found(text: str) -> None:
    harmless = re.sub(r"[<>]", "", text)
    assert unsafe(f"<p>{harmless}</p><script>{text}")


@pytest.mark.parametrize(
    "piece", ["<a ", "<!--", "<style>", '<a b="', "<a b=", "<a/", "<a b = ", "<a  ", "&#1", "<!"]
)
def test_looking_takes_time_in_proportion_to_length(piece: str) -> None:
    started = time.process_time()
    unsafe((piece * 200_000)[:199_000])
    assert time.process_time() - started < 1
