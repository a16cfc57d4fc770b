"""A workspace's own packs of law: what a document may say, and where it is laxer than ours."""

from copy import deepcopy
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from compliance import law_packs
from compliance.case import Person
from compliance.law_packs import BUILT_IN, CHANNELS, LawError, laxer, sentences, to_document
from compliance.packs import DE, IT, US, Accepts, Basis, Channel, ChannelLaw, Pack, Subscriber
from compliance.rules.permission import lawful_basis
from compliance.rules.person import role_address
from compliance.verdicts import Outcome
from tests.compliance.cases import NOW, case, consent

DAY = date(2026, 11, 23)
SUBSCRIBERS = st.frozensets(st.sampled_from(Subscriber))
ACCEPTS = st.lists(
    st.builds(
        Accepts,
        basis=st.sampled_from(Basis),
        months=st.none() | st.integers(1, law_packs.MAX_MONTHS),
        subscribers=st.frozensets(st.sampled_from(Subscriber), min_size=1),
    ),
    max_size=4,
    unique_by=lambda each: each.basis,
).map(tuple)
LAWS = st.builds(ChannelLaw, accepts=ACCEPTS, free_for=SUBSCRIBERS, needs_evidence=st.booleans())
MAIL_LAWS = st.builds(
    ChannelLaw,
    accepts=ACCEPTS,
    free_for=SUBSCRIBERS,
    free_role_addresses=st.booleans(),
    needs_evidence=st.booleans(),
)
PACKS = st.builds(
    lambda base, mail, others, roles: replace(
        base,
        channels={Channel.EMAIL: mail, **dict(zip(CHANNELS[1:], others, strict=True))},
        allows_role_addresses=roles,
    ),
    st.sampled_from(list(BUILT_IN.values())),
    MAIL_LAWS,
    st.lists(LAWS, min_size=3, max_size=3),
    st.booleans(),
)
GROUNDS = st.builds(
    lambda basis, days, evidence: consent(
        basis, channel=None, given_at=NOW - timedelta(days=days), evidence=evidence
    ),
    st.sampled_from([each.value for each in Basis]),
    st.integers(0, 4_000),
    st.sampled_from(["", "form 7"]),
)


def read(document: Any, code: str = "DE", version: int = 3) -> Pack:
    return law_packs.read(code, document, version=version, as_of=DAY)


def changed(pack: Pack, channel: Channel = Channel.EMAIL, **changes: Any) -> Pack:
    law = replace(pack.law(channel), **changes)
    return replace(pack, channels={**pack.channels, channel: law})


def refusal(document: Any, code: str = "DE") -> LawError:
    with pytest.raises(LawError) as caught:
        read(document, code)
    return caught.value


@given(PACKS)
def test_a_pack_that_is_written_and_read_says_the_same(pack: Pack) -> None:
    again = read(to_document(pack), pack.code)
    assert [again.law(each) for each in CHANNELS] == [pack.law(each) for each in CHANNELS]
    assert again.allows_role_addresses == pack.allows_role_addresses


def test_what_is_read_is_the_workspaces_and_dated() -> None:
    pack = read(to_document(DE))
    assert (pack.title, pack.as_of, pack.label) == ("DE v3 of the workspace", DAY, "Germany")
    assert DE.title == "DE v2 built in"


def test_a_channel_that_is_left_out_asks_for_what_the_built_in_pack_asks() -> None:
    assert read({"channels": {}}).law(Channel.CALL) == DE.law(Channel.CALL)


def test_the_pack_of_an_unknown_country_cannot_be_exchanged() -> None:
    assert "stays as it is" in str(refusal(to_document(US), "XX"))


def test_nobody_without_a_country_is_judged_by_a_pack_of_the_workspace() -> None:
    own = {code: read({}, code) for code in BUILT_IN}
    assert law_packs.in_place_of("", own) is None
    assert law_packs.in_place_of("ES", own) == own["EU"]


@pytest.mark.parametrize(
    ("path", "value", "part"),
    [
        (("role_addresses",), "yes", "role_addresses"),
        (("source",), " ", "source"),
        (("source",), "x" * 601, "source"),
        (("surprise",), 1, "document"),
        (("channels", "fax"), {}, "channels"),
        (("channels", "email"), [], "email"),
        (("channels", "email", "accepts"), "express", "email"),
        (("channels", "email", "accepts", 0, "basis"), "handshake", "email"),
        (("channels", "email", "accepts", 0, "basis"), ["express"], "email"),
        (("channels", "email", "accepts", 0, "basis"), "double_opt_in", "email"),
        (("channels", "email", "accepts", 0, "months"), 0, "email"),
        (("channels", "email", "accepts", 0, "months"), True, "email"),
        (("channels", "email", "accepts", 0, "subscribers"), [], "email"),
        (("channels", "email", "free_for"), ["everybody"], "email"),
        (("channels", "call", "free_role_addresses"), True, "call"),
    ],
)
def test_what_is_not_known_is_refused_with_its_part(path: Any, value: Any, part: str) -> None:
    document = deepcopy(to_document(DE))
    place: Any = document
    for each in path[:-1]:
        place = place[each]
    place[path[-1]] = value
    assert refusal(document).part == part


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(["channels", "email", "accepts", "basis", "source", "x"]), inner, max_size=3
    ), max_leaves=8))  # fmt: skip
def test_nonsense_is_refused_or_read_and_never_breaks(nonsense: Any) -> None:
    try:
        pack = read(nonsense)
    except LawError as error:
        assert str(error)
    else:
        assert pack.is_own


@pytest.mark.parametrize("code", list(BUILT_IN))
def test_a_copy_of_the_built_in_pack_is_nowhere_laxer(code: str) -> None:
    assert laxer(read(to_document(BUILT_IN[code]), code), BUILT_IN[code]) == []


@pytest.mark.parametrize(
    ("own", "base", "says"),
    [
        (changed(DE, free_for=frozenset({Subscriber.CORPORATE})), DE, "companies need no consent"),
        (changed(DE, needs_evidence=False), DE, "without stored evidence"),
        (changed(DE, free_role_addresses=True), DE, "addresses of a function need no consent"),
        (replace(DE, allows_role_addresses=True), DE, "such as info@, may be written to"),
        (
            changed(IT, accepts=(Accepts(Basis.EXISTING_CUSTOMER),)),
            IT,
            "for companies and subscribers",
        ),
        (changed(DE, accepts=(Accepts(Basis.INQUIRY, 6),)), DE, "an inquiry of their own suffices"),
    ],
)
def test_each_way_of_being_laxer_is_said(own: Pack, base: Pack, says: str) -> None:
    assert any(says in each for each in laxer(own, base)), laxer(own, base)


@pytest.mark.parametrize(
    "own",
    [
        changed(DE, accepts=()),
        changed(US, free_for=frozenset()),
        changed(DE, accepts=(Accepts(Basis.EXPRESS, 24),)),
        changed(DE, Channel.CALL, free_for=frozenset()),
    ],
)
def test_a_stricter_pack_is_not_called_laxer(own: Pack) -> None:
    assert laxer(own, BUILT_IN[own.code]) == []


@given(PACKS, st.sampled_from(CHANNELS), st.sampled_from(Subscriber), st.lists(GROUNDS, max_size=2))
def test_whatever_a_pack_lets_pass_that_ours_blocks_it_is_said_to_be_laxer(
    own: Pack, channel: Channel, subscriber: Subscriber, grounds: Any
) -> None:
    asked = case(channel=channel, consents=tuple(grounds), email="info@acme.example")
    asked = replace(asked, person=replace(asked.person, subscriber=subscriber))
    base = BUILT_IN[own.code]
    for rule in (lawful_basis, role_address):
        before, after = (rule(replace(asked, pack=each)).outcome for each in (base, own))
        if before is Outcome.BLOCK and after is Outcome.ALLOW:
            assert laxer(own, base)


@given(PACKS)
def test_every_pack_can_be_told_in_sentences(pack: Pack) -> None:
    said = dict(sentences(pack))
    assert len(said) == 5
    assert all(lines and all(line.endswith(".") for line in lines) for lines in said.values())


def test_counsel_reads_what_the_german_pack_asks() -> None:
    assert dict(sentences(DE))["E-mails"] == [
        "Express consent suffices for everybody.",
        "Consent confirmed by double opt-in suffices for everybody.",
        "An existing customer relationship suffices for everybody.",
        "A basis counts only with its stored evidence: text, time and origin.",
    ]


def test_somebody_for_whom_nothing_suffices_is_told_so() -> None:
    nothing = changed(DE, accepts=())
    finding = lawful_basis(case(country="DE", pack=nothing))
    assert finding.reason.startswith("In Germany e-mails are not allowed to this person")


def test_the_finding_says_whose_pack_decided() -> None:
    own = read(to_document(DE))
    seen = lawful_basis(case(country="DE", pack=own)).inputs
    assert (seen["pack"], seen["pack_version"], seen["pack_is_own"]) == ("DE", 3, True)


@given(PACKS)
def test_no_pack_opens_an_unknown_country(pack: Pack) -> None:
    nowhere = Person(contact_id="c", email="a@b.example", country="")
    assume(pack.code)
    asked = replace(case(consents=(consent("express"),)), person=nowhere)
    own = law_packs.in_place_of("", {pack.code: pack})
    assert lawful_basis(replace(asked, pack=own)).outcome is Outcome.BLOCK
