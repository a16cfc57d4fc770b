"""What the content checker points at, and what it leaves alone."""

import time
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.content import Content, Fact, Unsubscribe
from compliance.findings import ContentFinding, Severity, check, visible

ADDRESS = "1 Example Street, London"
URL = "https://mail.example.com/u/1a2b"
FOOTER = f"\n1 Example Street\nLondon\nUnsubscribe: {URL}"
CLEAN = Content(
    channel="email",
    sender_name="Grace Hopper",
    sender_address="grace@example.com",
    reply_to="grace@example.com",
    recipient="ada@example.org",
    subject="A thought on engines",
    text="Hi Ada,\nshall we talk on Tuesday?\nAll the best,\nGrace" + FOOTER,
    html="",
    unsubscribe=Unsubscribe.ONE_CLICK,
    version_id="v1",
    step_key="intro",
    facts=(Fact("unsubscribe_url", URL, "enrollment.unsubscribe_url"),),
)


def found(content: Content, *, address: str = ADDRESS) -> list[tuple[str, str]]:
    return [(f.code, f.text) for f in check(content, postal_address=address)]


def said(sentence: str) -> list[tuple[str, str]]:
    return found(replace(CLEAN, text=f"{sentence}\n{CLEAN.text}"))


def test_a_clean_message_has_no_findings() -> None:
    assert check(CLEAN, postal_address=ADDRESS) == ()


@pytest.mark.parametrize(
    ("sentence", "code", "text"),
    [
        ("Hi {{ first_name }}", "unresolved", "{{ first_name }}"),
        ("Hi {first_name}", "unresolved", "{first_name}"),
        ("Hi [First Name]", "unresolved", "[First Name]"),
        ("Hi %FIRST_NAME%", "unresolved", "%FIRST_NAME%"),
        ("Hi *|FNAME|*", "unresolved", "*|FNAME|*"),
        ("Hi <<name>>", "unresolved", "<<name>>"),
        ("Hi ${name}", "unresolved", "${name}"),
        ("Dear None,", "unresolved", "Dear None"),
        ("Hi ,", "unresolved", "Hi"),
        ("{% if x %}", "unresolved", "{% if x %}"),
        ("It costs $1,200.50, all in.", "price", "$1,200.50"),
        ("Ab 99 \u20ac im Monat", "price", "99 \u20ac"),
        ("CHF 1'000 a year", "price", "CHF 1'000"),
        ("Now 20% off", "price", "20% off"),
        ("We guarantee it", "claim", "guarantee"),
        ("The best engine", "claim", "The best"),
        ("We are #1 here", "claim", "#1"),
        ("market-leading", "claim", "market-leading"),
        ("Act now", "claim", "Act now"),
        ("garantiert", "claim", "garantiert"),
        ("low interest rates", "regulated_financial", "interest rates"),
        ("clinically proven", "regulated_health", "clinically proven"),
    ],
)
def test_a_word_that_needs_a_look_is_pointed_at(sentence: str, code: str, text: str) -> None:
    assert (code, text) in said(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "Best regards",
        "Best,",
        "What is the best time to talk?",
        "We have 1,200 customers in 12 countries.",
        "Use {} or a { b } in code",
        "[see below]",
        "A bestseller, a healthy team",
        "Hi Ada,",
        "None of this is urgently needed.",
        "It grew by 20%.",
    ],
)
def test_an_ordinary_sentence_is_left_alone(sentence: str) -> None:
    assert said(sentence) == []


@pytest.mark.parametrize("prefix", ["Re: ", "RE:", "Fwd: ", "AW: ", "Re[2]: ", "  re : ", "WG: "])
def test_a_false_answer_is_an_error(prefix: str) -> None:
    content = replace(CLEAN, subject=prefix + "engines")
    assert [code for code, _ in found(content)] == ["false_reply"]
    assert check(content, postal_address=ADDRESS, is_reply=True) == ()


@pytest.mark.parametrize("subject", ["Reward: engines", "Regarding engines", "Agre: x"])
def test_a_subject_that_only_looks_like_an_answer_is_fine(subject: str) -> None:
    assert found(replace(CLEAN, subject=subject)) == []


def test_a_long_subject_is_marked_from_its_fifty_first_letter() -> None:
    finding = check(replace(CLEAN, subject="x" * 50 + "tail"), postal_address=ADDRESS)[0]
    assert (finding.code, finding.start, finding.end, finding.text) == (
        "subject_long",
        50,
        54,
        "tail",
    )


def test_an_empty_subject_is_an_error() -> None:
    assert found(replace(CLEAN, subject=" ")) == [("subject_missing", "")]


def test_no_way_to_unsubscribe_is_an_error() -> None:
    content = replace(CLEAN, unsubscribe=Unsubscribe.NONE)
    assert [(f.code, f.severity) for f in check(content, postal_address=ADDRESS)] == [
        ("unsubscribe_missing", Severity.ERROR)
    ]


def test_a_way_out_that_only_a_header_names_is_a_warning() -> None:
    content = replace(CLEAN, text=f"Hi\n{ADDRESS}")
    assert found(content) == [("unsubscribe_hidden", "")]


def test_both_parts_must_show_the_way_out() -> None:
    assert found(replace(CLEAN, html="<p>Hi Ada</p>")) == [("unsubscribe_hidden", "")]


def test_the_postal_address_may_be_laid_out_on_lines() -> None:
    assert found(CLEAN, address="1 Example Street, London") == []
    assert found(CLEAN, address="9 Other Road") == [("postal_address_missing", "")]


def test_a_workspace_without_postal_address_is_told_so() -> None:
    assert found(CLEAN, address=" ") == [("postal_address_unset", "")]


def test_a_fourth_link_is_too_many_and_our_own_does_not_count() -> None:
    links = [f"https://example.com/{n}" for n in range(4)]
    assert said(" ".join(links[:3] * 2)) == []
    assert said(" ".join(links)) == [("links_many", "https://example.com/3")]


def test_a_text_message_has_no_subject_and_no_footer() -> None:
    sms = replace(CLEAN, channel="sms", subject="", text="Shall we talk?")
    assert check(sms, postal_address="") == ()


def test_html_is_searched_where_it_says_more_than_the_text() -> None:
    html = f'<style>a{{color:red}}</style><p class="best">the best, $5, {URL}</p>'
    content = replace(CLEAN, text=f"$5\n{CLEAN.text}", html=html)
    claims = [f for f in check(content, postal_address=ADDRESS) if f.field == "html"]
    assert [(f.code, html[f.start : f.end]) for f in claims] == [("claim", "the best")]


def test_hidden_parts_of_html_become_spaces_of_the_same_length() -> None:
    html = "a<!-- b --><STYLE>c{}</style>d<p title='e'>f</p>\n<script>g"
    assert visible(html).split() == ["a", "d", "f"]
    assert len(visible(html)) == len(html)


def marks(finding: ContentFinding, content: Content) -> str:
    return str(getattr(content, finding.field))[finding.start : finding.end]


@given(st.text(max_size=80), st.text(max_size=200), st.text(max_size=200))
def test_every_finding_marks_what_it_names(subject: str, text: str, html: str) -> None:
    content = replace(CLEAN, subject=subject, text=text, html=html)
    for finding in check(content, postal_address=ADDRESS):
        assert marks(finding, content) == finding.text
        assert finding.message.endswith(".")


@pytest.mark.parametrize(
    "piece", ["<style>", "<!--", "<a ", "{{", "[", "$1 ", "https://a.", "best "]
)
def test_checking_takes_time_in_proportion_to_length(piece: str) -> None:
    long = (piece * 100_000)[:100_000]
    start = time.process_time()
    check(replace(CLEAN, text=long, html=long), postal_address=ADDRESS)
    assert time.process_time() - start < 2
