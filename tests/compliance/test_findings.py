"""What the content checker points at, and what it leaves alone."""

import re
import sys
from collections.abc import Callable
from dataclasses import replace
from importlib import import_module

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.content import Content, Fact, Unsubscribe
from compliance.findings import ContentFinding, Severity, check
from compliance.wording import RULES, Pack, WordRule, packs_on
from compliance.wording.own import OwnRule, hits, planted

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


@pytest.mark.parametrize("token", ["chF5", "GbP1", "apY"])
def test_chance_writes_no_price_into_our_own_link(token: str) -> None:
    link = f"https://mail.example.com/u/x-{token}-y"
    facts = (Fact("unsubscribe_url", link, "enrollment.unsubscribe_url"),)
    text, page = CLEAN.text.replace(URL, link), f'<p>Hi</p><a href="{link}">{link}</a>'
    assert found(replace(CLEAN, text=text, facts=facts)) == []
    assert "price" not in [code for code, _ in found(replace(CLEAN, html=page, facts=facts))]


def test_a_price_in_a_link_of_others_is_still_seen() -> None:
    codes = [code for code, _ in said("See https://shop.example/CHF5 soon")]
    assert codes != []


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
        ("The best engine", "superlative", "The best"),
        ("We are #1 here", "superlative", "#1"),
        ("market-leading", "superlative", "market-leading"),
        ("Act now", "pressure", "Act now"),
        ("garantiert", "claim", "garantiert"),
        ("C'est garanti, sans risque", "claim", "sans risque"),
        ("Sin compromiso", "claim", "Sin compromiso"),
        ("senza rischi", "claim", "senza rischi"),
        ("vrijblijvend", "claim", "vrijblijvend"),
        ("Wir sind marktf\u00fchrend", "superlative", "marktf\u00fchrend"),
        ("la meilleure machine", "superlative", "meilleure"),
        ("la mejor m\u00e1quina", "superlative", "la mejor"),
        ("la migliore macchina", "superlative", "la migliore"),
        ("de beste machine", "superlative", "de beste"),
        ("Nur noch heute", "pressure", "Nur noch heute"),
        ("Derni\u00e8re chance", "pressure", "Derni\u00e8re chance"),
        ("30 % de r\u00e9duction", "price", "30 % de r\u00e9duction"),
        ("low interest rates", "regulated_financial", "interest rates"),
        ("Ihr Darlehen", "regulated_financial", "Darlehen"),
        ("un pr\u00eat", "regulated_financial", "pr\u00eat"),
        ("una hipoteca", "regulated_financial", "hipoteca"),
        ("clinically proven", "regulated_health", "clinically proven"),
        ("klinisch erwiesen", "regulated_health", "klinisch erwiesen"),
        ("cliniquement prouv\u00e9", "regulated_health", "cliniquement prouv\u00e9"),
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
        "Meilleures salutations",
        "Cordiali saluti, i migliori saluti",
        "Met de beste groeten",
        "Mit besten Gr\u00fc\u00dfen",
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
    assert found(replace(CLEAN, html=f"<p>{ADDRESS}</p>")) == [("unsubscribe_hidden", "")]


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
    sms = replace(CLEAN, channel="sms", subject="", text="Shall we talk? STOP ends it.")
    assert check(sms, postal_address="") == ()


def test_a_first_text_message_says_how_to_stop() -> None:
    sms = replace(CLEAN, channel="sms", subject="", text="Shall we talk?", html="")
    (finding,) = check(sms, postal_address="")
    assert (finding.code, finding.severity) == ("sms_way_out_missing", Severity.ERROR)
    assert check(replace(sms, text=f"No more: {URL}"), postal_address="") == ()


def test_html_is_searched_where_it_says_more_than_the_text() -> None:
    html = f'<style>a{{color:red}}</style><p class="best">the best, $5, {URL}</p>{ADDRESS}'
    content = replace(CLEAN, text=f"$5\n{CLEAN.text}", html=html)
    claims = [f for f in check(content, postal_address=ADDRESS) if f.field == "html"]
    assert [(f.code, html[f.start : f.end]) for f in claims] == [("superlative", "the best")]


def test_no_flood_of_warnings_pushes_an_error_out() -> None:
    text = "$1 best " * 500 + "https://a@example.com/ " + CLEAN.text
    found = check(replace(CLEAN, text=text), postal_address=ADDRESS)
    assert len(found) == 200
    assert [each.code for each in found if each.severity is Severity.ERROR] == ["link_userinfo"]


def marks(finding: ContentFinding, content: Content) -> str:
    return str(getattr(content, finding.field))[finding.start : finding.end]


@given(st.text(max_size=80), st.text(max_size=200), st.text(max_size=200))
def test_every_finding_marks_what_it_names(subject: str, text: str, html: str) -> None:
    content = replace(CLEAN, subject=subject, text=text, html=html)
    for finding in check(content, postal_address=ADDRESS, own=OWN_WORDS):
        assert marks(finding, content) == finding.text
        assert finding.message.endswith(".")


HOSTILE = ["<style>", "<!--", "<a href='", "{{", "$1 ", "https://a.", "best ", "<img ", "%A", "a."]
HOSTILE += [
    "&#",
    "&amp;",
    "<b hidden>",
    "<a href=https://a.b>",
    "\u043e",
    "a\u0300\u0323",
    "\u200bx",
]
# Whatever grows faster than the text shows far below the longest text that may be written.
LONG = 40_000


def work(do: Callable[[], object]) -> int:
    """How many calls of Python and of what it is built on something takes."""
    calls = 0

    def count(frame: object, event: str, about: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        do()
    finally:
        sys.setprofile(None)
    return calls


def checking(piece: str, length: int) -> Callable[[], object]:
    long = (piece * length)[:length]
    content = replace(CLEAN, subject=long, text=long, html=long)
    return lambda: check(content, postal_address=ADDRESS, disclosure=long, own=OWN_WORDS)


@pytest.mark.parametrize("piece", HOSTILE)
def test_work_grows_in_proportion_to_hostile_text(piece: str) -> None:
    part, whole = (work(checking(piece, length)) for length in (LONG // 8, LONG))
    assert whole <= 8 * part + 1_000


def longest_match(pattern: re.Pattern[str]) -> int:
    """What one match can take at most, in characters; only the parser itself can say."""
    parser = import_module("re._parser")
    return int(parser.parse(pattern.pattern, pattern.flags).getwidth()[1])


@pytest.mark.parametrize("rule", RULES, ids=[rule.id for rule in RULES])
def test_no_pattern_of_words_looks_further_than_its_bound(rule: WordRule) -> None:
    assert longest_match(rule.pattern) <= 200


def test_a_pattern_without_bound_would_be_noticed() -> None:
    assert longest_match(re.compile(r"a+b")) > 1_000_000


def test_ids_of_rules_are_their_own() -> None:
    assert len({rule.id for rule in RULES}) == len(RULES)


def test_a_finding_says_which_rule_of_which_version_found_it() -> None:
    finding = check(replace(CLEAN, subject="A loan"), postal_address=ADDRESS)[0]
    assert (finding.rule, finding.version, finding.pack) == ("financial.words", 2, "financial")


def test_a_pack_that_is_off_finds_nothing_and_the_general_one_stays_on() -> None:
    content = replace(CLEAN, subject="A loan, a cure, $5")
    packs = packs_on(["general", "health"])
    found = check(content, postal_address=ADDRESS, packs=packs)
    assert [each.code for each in found] == ["regulated_health", "price"]


def test_nothing_chosen_means_every_pack_and_nothing_else_can_switch_the_general_off() -> None:
    assert packs_on([]) == frozenset(Pack)
    assert packs_on(["general"]) == {Pack.GENERAL} < packs_on(["health"])


# The disclosure

DISCLOSURE = "You hear from us because {{ company }} builds engines."


def disclosed(text: str, html: str = "") -> bool:
    content = replace(CLEAN, text=text, html=html)
    found = check(content, postal_address=ADDRESS, disclosure=DISCLOSURE)
    return "disclosure_missing" not in [each.code for each in found]


def test_the_disclosure_is_found_around_its_variables_and_in_any_layout() -> None:
    assert disclosed("Hi. You hear from us\nbecause Initech Inc. builds engines.")
    assert not disclosed("Hi. You hear from us because Initech sells engines.")


def test_every_part_of_a_message_shows_the_disclosure() -> None:
    said = "You hear from us because Initech builds engines."
    assert not disclosed(said, "<p>Hi Ada</p>")
    assert disclosed(said, "<p>You hear from us<br>because <b>Initech</b> builds engines.</p>")


# The workspace's own words

RULE = OwnRule(
    "r1", 3, "forbidden", Severity.ERROR, "Not ours to say.", ("Stra\u00dfe", "risk free")
)
OWN_WORDS = planted([RULE])


def own(sentence: str) -> list[str]:
    content = replace(CLEAN, text=f"{sentence}\n{CLEAN.text}")
    found = check(content, postal_address=ADDRESS, packs=(), own=OWN_WORDS)
    return [each.text for each in found]


@pytest.mark.parametrize(
    "said", ["STRASSE", "stra\u00dfe", "Risk-free", "risk  FREE", "r\u200bisk\nfree"]
)
def test_own_words_are_found_in_any_case_and_spelling(said: str) -> None:
    assert own(f"It is {said} here") == [said]


@pytest.mark.parametrize("said", ["Stra\u00dfenbahn", "risk, free", "risk", "asterisk free"])
def test_own_words_are_whole_words(said: str) -> None:
    assert own(f"It is {said} here") == []


def test_an_accent_of_its_own_is_the_same_letter() -> None:
    tree = planted([replace(RULE, words=("caf\u00e9",))])
    assert [hit.end for hit in hits(tree, "a cafe\u0301 b")] == [7]


def test_own_words_say_their_rule_and_its_version() -> None:
    found = check(replace(CLEAN, subject="Strasse"), postal_address=ADDRESS, own=OWN_WORDS)[0]
    assert (found.rule, found.version, found.pack) == ("r1", 3, "own")
    assert (found.severity, found.message) == (Severity.ERROR, "Not ours to say.")
