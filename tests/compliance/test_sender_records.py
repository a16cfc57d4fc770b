"""Reading SPF, DKIM and DMARC records: what is in order, what is not, and what nobody can break."""

import base64
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st

from compliance import sender_records as records
from compliance.case import Policy, SenderFact
from compliance.rules.sending import sender_ready
from compliance.sender_records import Record, Result
from compliance.verdicts import Outcome
from tests.compliance.cases import case

HERE = "acme.org"
NOW = datetime(2026, 11, 23, tzinfo=UTC)


def rsa_key(bits: int) -> str:
    # Keys too short for us are too short for the library to make.
    public = rsa.generate_private_key(65537, max(bits, 1_024)).public_key()
    if bits < 1_024:
        public = rsa.RSAPublicNumbers(65537, (1 << (bits - 1)) + 1).public_key()
    data = public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return base64.b64encode(data).decode()


RSA = rsa_key(1_024)
EDWARDS = base64.b64encode(
    ed25519.Ed25519PrivateKey.generate().public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
).decode()


@pytest.mark.parametrize(
    ("texts", "result", "says"),
    [
        ([], "missing", "Publish a TXT record at acme.org"),
        (["google-site-verification=1"], "missing", "no SPF record"),
        (["v=spf10 -all"], "missing", "no SPF record"),
        (["v=spf1 -all"], "pass", "names its servers"),
        (["V=SPF1 include:_spf.relay.net ~all"], "pass", ""),
        (["v=spf1 ip4:192.0.2.0/24 ip6:2001:db8::/32 a mx:acme.org/24 -all"], "pass", ""),
        (["v=spf1 redirect=_spf.relay.net"], "pass", ""),
        (["other", "v=spf1 a -all"], "pass", ""),
        (["v=spf1 -all", "v=spf1 a -all"], "wrong", "2 SPF records"),
        (["v=spf1 a"], "wrong", "End it with"),
        (["v=spf1 a +all"], "wrong", "End it with"),
        (["v=spf1 a all"], "wrong", "End it with"),
        (["v=spf1 a ?all"], "wrong", "End it with"),
        (["v=spf1 includes:x -all"], "wrong", "“includes:x”"),
        (["v=spf1 include: -all"], "wrong", "nobody understands"),
        (["v=spf1 ip4:300.1.1.1 -all"], "wrong", "“ip4:300.1.1.1”"),
        (["v=spf1 ip4 -all"], "wrong", "“ip4”"),
        (["v=spf1 " + "include:x.org " * 11 + "-all"], "wrong", "11 lookups"),
        (["v=spf1 " + "include:x.org " * 10 + "-all"], "pass", ""),
        (["v=spf1 -all " + "include:x.org " * 20], "pass", ""),
    ],
)
def test_an_spf_record_is_read(texts: list[str], result: str, says: str) -> None:
    found = records.read_spf(HERE, texts)
    assert found.result == result and says in found.says


@pytest.mark.parametrize(
    ("keys", "result", "says"),
    [
        ({}, "missing", "Publish the key"),
        ({"s1": [], "s2": []}, "missing", "asked for: s1, s2"),
        ({"s1": [f"v=DKIM1; k=rsa; p={RSA}"]}, "pass", "“s1”"),
        ({"s1": [f"p={RSA}"]}, "pass", ""),
        ({"s1": [f"k=ed25519; p={EDWARDS}"]}, "pass", ""),
        ({"old": ["v=DKIM1; p="], "new": [f"p={RSA}"]}, "pass", "“new”"),
        ({"s1": ["v=DKIM1; p="]}, "wrong", "withdrawn"),
        ({"s1": ["v=DKIM1; k=rsa"]}, "wrong", "no key"),
        ({"s1": [f"v=DKIM2; p={RSA}"]}, "wrong", "unknown version"),
        ({"s1": [f"k=rsa; v=DKIM1; p={RSA}"]}, "wrong", "unknown version"),
        ({"s1": ["p=!!!"]}, "wrong", "cannot be read"),
        ({"s1": [f"p={RSA[:40]}"]}, "wrong", "cannot be read"),
        ({"s1": [f"k=ed25519; p={RSA}"]}, "wrong", "cannot be read"),
        ({"s1": [f"k=dsa; p={RSA}"]}, "wrong", "of a kind"),
        ({"s1": [f"s=web; p={RSA}"]}, "wrong", "not for e-mail"),
        ({"s1": [f"p={rsa_key(512)}"]}, "wrong", "512 bits"),
    ],
)
def test_a_dkim_key_is_read(keys: dict[str, list[str]], result: str, says: str) -> None:
    found = records.read_dkim(HERE, keys)
    assert found.result == result and says in found.says, found


@pytest.mark.parametrize(
    ("own", "above", "result", "says"),
    [
        ([], [], "missing", "_dmarc.mail.acme.org"),
        (["v=DMARC1; p=none"], [], "pass", "“none”"),
        (["v=DMARC1;p=REJECT; rua=mailto:x@acme.org"], [], "pass", "“reject”"),
        ([], ["v=DMARC1; p=reject; sp=quarantine"], "pass", "“quarantine”"),
        ([], ["v=DMARC1; p=reject"], "pass", "“reject”"),
        (["v=DMARC1; p=none", "v=DMARC1; p=reject"], [], "wrong", "2 DMARC records"),
        (["v=DMARC1"], ["v=DMARC1; p=none"], "wrong", "names no policy"),
        (["v=DMARC1; p=maybe"], [], "wrong", "names no policy"),
        (["v=DMARC2; p=none"], [], "missing", ""),
        (["p=none; v=DMARC1"], [], "missing", ""),
    ],
)
def test_a_dmarc_policy_is_read(own: Any, above: Any, result: str, says: str) -> None:
    asked = [("_dmarc.mail.acme.org", own), ("_dmarc.acme.org", above)]
    found = records.read_dmarc("mail.acme.org", asked)
    assert found.result == result and says in found.says, found


def test_a_policy_is_looked_for_upwards_but_not_at_the_top() -> None:
    assert records.dmarc_names("a.b.acme.org") == [
        "_dmarc.a.b.acme.org",
        "_dmarc.b.acme.org",
        "_dmarc.acme.org",
    ]
    assert len(records.dmarc_names("a." * 60 + "org")) == records.MOST_PARENTS + 1


@pytest.mark.parametrize("sign", ["\x00", "\x1b", "\ud800", "\u202e"])
def test_signs_that_nobody_could_show_or_store_are_replaced(sign: str) -> None:
    found = records.read_spf(HERE, [f"v=spf1 {sign}foo -all"])
    assert "holds “\ufffdfoo”, which nobody understands" in found.says


TEXTS = st.lists(
    st.text(max_size=60)
    | st.sampled_from(["v=spf1", "v=DKIM1; p=", "v=DMARC1; p="]).flatmap(
        lambda begin: st.text(max_size=60).map(lambda rest: f"{begin} {rest}")
    ),
    max_size=4,
)


@given(TEXTS)
def test_whatever_strangers_publish_is_answered_in_a_sentence(texts: list[str]) -> None:
    for found in (
        records.read_spf(HERE, texts),
        records.read_dkim(HERE, {"s1": texts}),
        records.read_dmarc(HERE, [("_dmarc.acme.org", texts)]),
    ):
        assert found.says.endswith((".", "”."))
        assert len(found.says) < 400


def test_of_a_flood_of_records_only_the_first_are_read() -> None:
    def flood() -> Any:
        for _ in range(records.MOST_RECORDS + 1):
            yield "x" * 100_000
        raise AssertionError("read too much")

    assert records.read_spf(HERE, flood()).result is Result.MISSING


@pytest.mark.parametrize(
    ("domain", "reserved"),
    [
        ("mail.harbour.example", True),
        ("example", True),
        ("example.org", True),
        ("x.test", True),
        ("contest", False),
        ("myexample.org", False),
        ("acme.org", False),
    ],
)
def test_names_for_examples_are_known(domain: str, reserved: bool) -> None:
    assert records.is_reserved(domain) is reserved


# What the results are worth


def kept(**results: str) -> dict[str, Any]:
    given = {kind: Record(Result(results.get(kind, "pass")), f"{kind}.") for kind in records.KINDS}
    return records.stored(given)


def test_what_is_not_in_order_is_named() -> None:
    found = records.shortcomings(kept(dkim="missing", dmarc="wrong"), NOW, NOW)
    assert found == ("dkim.", "dmarc.")


@pytest.mark.parametrize(
    ("results", "at"),
    [({}, None), (kept(), None), (kept(), NOW - timedelta(days=7, seconds=1)), ({}, NOW)],
)
def test_what_is_old_or_was_never_looked_at_is_not_known(results: Any, at: Any) -> None:
    assert records.shortcomings(results, at, NOW) is None


def sender(unproven: tuple[str, ...] | None) -> SenderFact:
    return SenderFact(active=True, has_postal_address=True, can_unsubscribe=True, unproven=unproven)


@pytest.mark.parametrize(
    ("unproven", "required", "outcome", "warning"),
    [
        ((), False, Outcome.ALLOW, False),
        ((), True, Outcome.ALLOW, False),
        (("Publish SPF.",), False, Outcome.ALLOW, True),
        (("Publish SPF.",), True, Outcome.BLOCK, False),
        (None, False, Outcome.ALLOW, True),
        (None, True, Outcome.BLOCK, False),
    ],
)
def test_the_gate_warns_or_blocks_as_the_workspace_asks(
    unproven: Any, required: bool, outcome: Outcome, warning: bool
) -> None:
    policy = Policy(requires_authentication=required)
    finding = sender_ready(case(sender=sender(unproven), policy=policy))
    assert (finding.outcome, finding.warning) == (outcome, warning)


def test_the_gate_says_what_to_publish() -> None:
    finding = sender_ready(case(sender=sender(("Publish SPF.", "Publish DKIM."))))
    assert finding.fix == "Publish SPF. Publish DKIM."
