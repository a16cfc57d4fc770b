"""The canonical form of a message: what must and must not change its hash."""

import json
from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.content import (
    Content,
    ContentError,
    Difference,
    Fact,
    Unsubscribe,
    canonical,
    content_hash,
    differences,
    from_json,
    packed,
    to_json,
    unpacked,
)

CONTENT = Content(
    channel="email",
    sender_name="Grace Hopper",
    sender_address="grace@example.com",
    reply_to="grace@example.com",
    recipient="ada@example.org",
    subject="A thought on engines",
    text="Hi Ada,\nshall we talk?",
    html="<p>Hi Ada,</p>",
    unsubscribe=Unsubscribe.ONE_CLICK,
    version_id="v1",
    step_key="intro",
    facts=(Fact("first_name", "Ada", "contact.first_name"), Fact("city", "Bath", "contact.city")),
)
COPIES = ("cc", "bcc")
NO_TEXT = ("facts", "unsubscribe", *COPIES)
TEXT_FIELDS = [f.name for f in fields(Content) if f.name not in NO_TEXT]

words = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
facts = st.lists(st.builds(Fact, words, words, words), max_size=4).map(tuple)
copies = st.lists(words, max_size=3).map(tuple)
contents = st.builds(
    Content,
    *[words] * 8,
    st.sampled_from(Unsubscribe),
    words,
    words,
    facts=facts,
    cc=copies,
    bcc=copies,
)


def changed(name: str, text: str) -> Content:
    return from_json({**to_json(CONTENT), name: text})


def test_the_hash_of_a_known_message_never_changes() -> None:
    assert content_hash(CONTENT) == (
        "975e2ffc695d4bc816904150fb5027f744dd018098f7e101657f2959c936dd31"
    )


@pytest.mark.parametrize("name", TEXT_FIELDS)
def test_every_field_is_part_of_the_hash(name: str) -> None:
    other = changed(name, getattr(CONTENT, name) + " ")
    assert content_hash(other) != content_hash(CONTENT)
    assert [difference.field for difference in differences(CONTENT, other)] == [name]


def test_the_way_to_unsubscribe_is_part_of_the_hash() -> None:
    other = changed("unsubscribe", Unsubscribe.LINK)
    assert differences(CONTENT, other) == [Difference("unsubscribe", "one-click", "link")]
    assert content_hash(other) != content_hash(CONTENT)


@pytest.mark.parametrize("name", COPIES)
def test_every_copy_is_part_of_the_hash(name: str) -> None:
    other = from_json({**to_json(CONTENT), name: ["boss@example.com", "crm@example.com"]})
    assert content_hash(other) != content_hash(CONTENT)
    assert differences(CONTENT, other) == [
        Difference(name, "", "boss@example.com\ncrm@example.com")
    ]


def test_an_open_and_a_blind_copy_are_not_the_same() -> None:
    one = replace(CONTENT, cc=("boss@example.com",))
    two = replace(CONTENT, bcc=("boss@example.com",))
    assert content_hash(one) != content_hash(two)


def test_a_changed_fact_is_part_of_the_hash() -> None:
    other = replace(CONTENT, facts=(CONTENT.facts[0], Fact("city", "York", "contact.city")))
    assert content_hash(other) != content_hash(CONTENT)
    assert [d.field for d in differences(CONTENT, other)] == ["facts.city"]


def test_a_fact_that_is_gone_is_a_difference() -> None:
    found = differences(CONTENT, replace(CONTENT, facts=CONTENT.facts[:1]))
    assert found == [Difference("facts.city", "Bath\nfrom contact.city", "")]


@pytest.mark.parametrize(
    "other",
    [
        replace(CONTENT, text="Hi Ada,\r\nshall we talk?"),
        replace(CONTENT, text="Hi Ada,\rshall we talk?"),
        replace(CONTENT, facts=CONTENT.facts[::-1]),
        replace(CONTENT, facts=CONTENT.facts * 2),
    ],
    ids=["crlf", "cr", "order of facts", "facts twice"],
)
def test_what_the_recipient_cannot_see_does_not_change_the_hash(other: Content) -> None:
    assert content_hash(other) == content_hash(CONTENT)


def test_both_unicode_forms_of_a_name_have_one_hash() -> None:
    composed, decomposed = changed("subject", "Ren\u00e9"), changed("subject", "Rene\u0301")
    assert content_hash(composed) == content_hash(decomposed)
    assert differences(composed, decomposed) == []


def test_text_cannot_move_between_fields_without_a_new_hash() -> None:
    one = replace(CONTENT, text='a","html":"b', html="")
    two = replace(CONTENT, text="a", html="b")
    assert canonical(one) != canonical(two)


def test_half_a_character_is_refused_with_a_plain_sentence() -> None:
    with pytest.raises(ContentError, match="broken character"):
        canonical(changed("text", "\ud800"))


@given(contents)
def test_a_message_survives_being_stored(content: Content) -> None:
    assert from_json(to_json(content)) == content


@given(contents, contents)
def test_two_messages_differ_exactly_if_their_hashes_do(first: Content, second: Content) -> None:
    same = content_hash(first) == content_hash(second)
    assert same == (not differences(first, second))


@given(facts.flatmap(lambda f: st.tuples(st.just(f), st.permutations(f))))
def test_the_order_of_facts_does_not_matter(pair: tuple[tuple[Fact, ...], list[Fact]]) -> None:
    first, second = (replace(CONTENT, facts=tuple(items)) for items in pair)
    assert canonical(first) == canonical(second)


@pytest.mark.parametrize(
    "data",
    [
        None,
        [],
        {},
        {**to_json(CONTENT), "extra": ""},
        {**to_json(CONTENT), "subject": None},
        {**to_json(CONTENT), "unsubscribe": "maybe"},
        {**to_json(CONTENT), "facts": "none"},
        {**to_json(CONTENT), "cc": "boss@example.com"},
        {**to_json(CONTENT), "bcc": [1]},
        {**to_json(CONTENT), "facts": [{"name": "x"}]},
        {**to_json(CONTENT), "facts": [{"name": "x", "value": 1, "source": "y"}]},
    ],
)
def test_stored_content_of_another_shape_is_refused(data: object) -> None:
    with pytest.raises(ContentError, match="stored message"):
        from_json(data)


@given(contents)
def test_the_bytes_are_those_that_the_standard_library_writes(content: Content) -> None:
    read = json.loads(canonical(content))
    written = json.dumps(read, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert canonical(content) == written.encode()


@given(contents)
def test_what_is_packed_is_unpacked_as_it_was(content: Content) -> None:
    assert unpacked(packed(content)) == content
