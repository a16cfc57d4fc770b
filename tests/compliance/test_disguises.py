"""What is found however it is written, and that no flood pushes it out."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance import page as pages
from compliance.content import Content
from compliance.findings import ContentFinding, Severity, check, has_false_reply
from compliance.wording.own import OwnRule, planted
from tests.compliance.test_findings import ADDRESS, CLEAN, URL

FOOT = f"<p>{ADDRESS}</p><a href='{URL}'>Unsubscribe</a>"
EVIL = "https://example.com@evil.example/x"


def rule(word: str, severity: Severity = Severity.ERROR) -> OwnRule:
    return OwnRule(word, 1, "forbidden", severity, "Not ours to say.", (word,))


OWN = planted([rule("ponzi"), rule("zap", Severity.WARNING)])


def found(content: Content) -> list[ContentFinding]:
    every = check(content, postal_address=ADDRESS, own=OWN)
    for each in every:
        assert str(getattr(content, each.field))[each.start : each.end] == each.text
    return list(every)


def in_page(html: str) -> list[tuple[str, str]]:
    return [(each.code, each.text) for each in found(replace(CLEAN, html=f"{FOOT}<p>{html}"))]


def in_text(sentence: str) -> list[str]:
    return [each.code for each in found(replace(CLEAN, text=f"{sentence}\n{CLEAN.text}"))]


@pytest.mark.parametrize(
    "written",
    [
        "pon&#122;i",
        "pon&#x7A;i",
        "pon<b></b>zi",
        "pon<span>zi</span>",
        "pon<!-- > -->zi",
        "pon&shy;zi",
        "pon&#8203;zi",
        "pon&zwj;z\u2062i",
        "p\u043enzi",
        "\uff50\uff4f\uff4e\uff5a\uff49",
        "pon<i style='display:none'>x</i>zi",
    ],
)
def test_a_grave_word_of_our_own_is_found_however_a_page_writes_it(written: str) -> None:
    [(code, text)] = in_page(f"<p>A {written} scheme</p>")
    assert (code, text.startswith(written[:1])) == ("forbidden", True)


@pytest.mark.parametrize(
    "html",
    ["<p title='>'>ponzi</p>", "<img alt='ponzi' width='90'>", "1 <ponzi ", "<b hidden>ponzi"],
)
def test_a_grave_word_is_found_wherever_a_page_shows_it(html: str) -> None:
    assert ("forbidden", "ponzi") in in_page(html)


@pytest.mark.parametrize(
    ("html", "code"),
    [
        ("gua<b>r</b>antee", "claim"),
        ("&#103;uarantee", "claim"),
        ("&#36;500", "price"),
        ("<b>500</b>&nbsp;USD", "price"),
        ("act\nnow", "pressure"),
    ],
)
def test_the_words_of_the_packs_are_found_across_tags_and_references(html: str, code: str) -> None:
    assert [each for each, _ in in_page(f"<p>{html}</p>")] == [code]


def test_tags_that_begin_a_line_part_words() -> None:
    assert in_page("<p>pon</p><p>zi</p>pon<br>zi") == []


def test_what_the_text_says_too_is_one_finding_however_the_page_writes_it() -> None:
    html = f"<p>500&nbsp;USD</p>{FOOT}"
    content = replace(CLEAN, text=f"500 USD\n{CLEAN.text}", html=html)
    assert [each.field for each in found(content)] == ["text"]


def test_a_warning_in_foreign_letters_is_another_word() -> None:
    assert in_text("z\u0430p") == []


@pytest.mark.parametrize(
    "flood", ["zap " * 300, "$1 best " * 300, "https://a@example.com/ " * 300, "the best " * 300]
)
def test_no_flood_hides_a_grave_word(flood: str) -> None:
    assert "forbidden" in {
        each.code
        for each in found(replace(CLEAN, text=f"{flood}ponzi\n{CLEAN.text}"))
        if each.severity is Severity.ERROR
    }


def test_no_flood_of_one_grave_word_hides_another_or_an_absence() -> None:
    own = planted([OwnRule("r", 1, "forbidden", Severity.ERROR, "No.", ("ponzi", "pyramid"))])
    content = replace(CLEAN, text="ponzi PONZI po\u200bnzi " * 300 + "pyramid")
    every = check(content, postal_address=ADDRESS, own=own)
    assert {"pyramid", ""} < {each.text for each in every if each.severity is Severity.ERROR}


# Links


@pytest.mark.parametrize(
    "html",
    [
        f"<a title='>' href='{EVIL}'>x</a>",
        "<a title='>' href='&#104;ttps://example.com@evil.example/x'>x</a>",
        f"<a data-x='{'A' * 3001}' href='{EVIL}'>x</a>",
        f"<a href{' ' * 9}='{EVIL}'>x</a>",
        f"<map><area href='{EVIL}'></map>",
        f"<form action='{EVIL}'>",
        f"<svg><a xlink:href='{EVIL}'>x</a></svg>",
        f"<a x=' href=\"https://example.com\"' href='{EVIL}'>x</a>",
        f"<a href='{EVIL}{'a' * 2001}'>x</a>",
        f"<a href='https://{'a' * 2001}@evil.example/'>x</a>",
        "<a href='https:/example.com@evil.example'>x</a>",
        "<a href='https:\\\\example.com@evil.example'>x</a>",
        "<a href='ht&Tab;tps://example.com@evil.example'>x</a>",
        f"<!--><a href='{EVIL}'>x</a>-->",
        f"see https://{'a' * 2001}@evil.example/",
    ],
)
def test_a_link_that_hides_its_host_is_found_however_it_is_written(html: str) -> None:
    assert "link_userinfo" in [code for code, _ in in_page(html)]


def test_a_second_link_to_the_same_place_may_still_lie_about_it() -> None:
    anchors = [f"<a href='https://evil.example/'>{said}</a>" for said in ("x", "www.acme.example")]
    assert [code for code, _ in in_page("".join(anchors))] == ["link_differs"]


@pytest.mark.parametrize(
    "shown",
    ["https://www.example.com/login now", "<b>www.</b>exam&shy;ple.com", f"www.a.de{' ' * 2001}"],
)
def test_a_link_says_where_it_leads_or_is_pointed_at(shown: str) -> None:
    assert [code for code, _ in in_page(f"<a href='https://evil.example/'>{shown}</a>")] == [
        "link_differs"
    ]


# A false answer


@pytest.mark.parametrize(
    "prefix",
    [
        *(
            "R\u0435:",
            "\u200bRe:",
            "Re\u200b:",
            "R\u00ade:",
            "\uff32\uff45:",
            "Re\ufe55",
            "Re\ua789",
        ),
        *("R\u00e9:", "[ext] Re:", "[ext] (a) Re:", "Re(2):", "Re^2:", "Re 2:", '"Re:', "- Re:"),
        *(
            "Antwort:",
            "R:",
            "I:",
            "Odp:",
            "TR :",
            "Betreff: Re:",
            "\u041e\u0442\u0432\u0435\u0442:",
        ),
        *("\u56de\u590d\uff1a", "\u0391\u03c0:"),
    ],
)
def test_an_answer_that_is_none_is_found_in_any_spelling_and_language(prefix: str) -> None:
    assert has_false_reply(f"{prefix} our call")


@pytest.mark.parametrize(
    "subject",
    ["R2: a robot", "Iris: engines", "Refer: x", "[ext] engines", "Our call, re: Tuesday", "3:1"],
)
def test_a_subject_that_answers_nothing_is_left_alone(subject: str) -> None:
    assert not has_false_reply(subject)


# What was left unfilled


@pytest.mark.parametrize(
    "sentence",
    [
        *("{first-name}", "{!Contact.FirstName}", "[First-Name]", "%first_name%", "$first_name"),
        *(
            "((first_name))",
            "__FIRST_NAME__",
            "<first name>",
            "\uff5b\uff5b first_name \uff5d\uff5d",
        ),
        *("Hi NULL,", "Hi none,", "Hi n/a.", "Hi !", "Hi\u00a0,", "Dear \u200b,", "Dear\u00a0NaN,"),
    ],
)
def test_what_was_left_unfilled_is_found_in_the_style_of_any_tool(sentence: str) -> None:
    assert in_text(sentence) == ["unresolved"]


@pytest.mark.parametrize(
    "sentence",
    [
        *("Dear Nan,", "Hi none of you", "Bonjour !", "Hi!", "5%_off% it", "((see below))"),
        *("US$ 5_000 no", "a 10%-20% rise", "x__y", "[first things first]"),
    ],
)
def test_what_only_looks_unfilled_is_left_alone(sentence: str) -> None:
    assert "unresolved" not in in_text(sentence)


@pytest.mark.parametrize(
    "html",
    [
        "<a href='https://example.com/{{ first_name }}'>x</a>",
        "<a href='https://example.com/%7B%7B?&#123;{ first_name }}'>x</a>",
        "<img alt='{{ company }}' src='https://example.com/x.png'>",
        "Hi <b>{</b>{ first_name }}",
        "Hi <span></span>,",
    ],
)
def test_what_was_left_unfilled_in_a_page_or_its_links_is_found(html: str) -> None:
    assert "unresolved" in [code for code, _ in in_page(html)]


# The postal address


def shows_address(html: str) -> bool:
    content = replace(CLEAN, html=f"{html}<a href='{URL}'>Unsubscribe</a>")
    codes = [(each.code, each.field, each.severity) for each in found(content)]
    assert codes in ([], [("postal_address_missing", "html", Severity.ERROR)])
    return not codes


@pytest.mark.parametrize(
    "html",
    [
        "<p>Hi</p>",
        f"<p style='display: none'>{ADDRESS}</p>",
        f"<div hidden><p>{ADDRESS}</p></div>",
        f"<span style='font-size:0'>{ADDRESS}</span>",
        f"<div style='visibility:hidden'><div></div>{ADDRESS}</div>",
        f"<title>{ADDRESS}</title>",
        f"<!-- {ADDRESS} -->",
        f"<style>{ADDRESS}</style>",
    ],
)
def test_an_address_that_the_page_lacks_or_hides_is_missing(html: str) -> None:
    assert not shows_address(html)


@pytest.mark.parametrize(
    "html",
    [
        f"<div style='display:none'>x</div><p>{ADDRESS}</p>",
        "<td>1 Example<b> Street</b></td><td>London</td>",
        "1&nbsp;Example Street&#44;<br>London",
    ],
)
def test_an_address_that_the_page_shows_counts_in_any_layout(html: str) -> None:
    assert shows_address(html)


# Reading a page


def test_what_nobody_sees_is_read_apart() -> None:
    page = pages.read("a<!-- b --><STYLE>c{}</style>d<p title='e'>f</p>\n<i hidden>g</i><script>h")
    assert (page.every.text.split(), page.seen.text.split()) == (["ad", "f", "g"], ["ad", "f"])


@given(st.text(alphabet="ab<>/='\"!- &#;1\u0301\u200b\uff41x hiden", max_size=80))
def test_everything_that_is_read_of_a_page_stands_in_it_in_order(source: str) -> None:
    page = pages.read(source)
    for reading in (page.every, page.seen, page.values):
        places = list(zip(reading.starts, reading.ends, strict=True))
        assert len(places) == len(reading.text)
        assert all(0 <= start < end <= len(source) for start, end in places)
        assert list(reading.starts) == sorted(reading.starts)
