"""Every signature of ours is verified by another implementation, and breaks with what it covers."""

import base64
import string
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import dkim as peer
import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1
from cryptography.hazmat.primitives.asymmetric.ec import generate_private_key as curve_key
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from dkim.canonicalization import Relaxed
from hypothesis import given, settings
from hypothesis import strategies as st

from compliance.content import Content
from enrollment import signing_keys
from enrollment.channels import dkim, mail
from enrollment.signing_keys import Algorithm, SigningKeyError
from tests.enrollment.letters import DATE, LETTER, SENDING, contents, ids

DOMAIN = "mail.acme.example"
KEYS = {each: signing_keys.load(signing_keys.generate(each)) for each in Algorithm}
RSA, EDWARDS = (dkim.Key(DOMAIN, each.value, key) for each, key in KEYS.items())
BOTH, QUICK = dkim.Signer((RSA, EDWARDS)), dkim.Signer((EDWARDS,))


def record_of(key: signing_keys.PrivateKey) -> str:
    """What is published of a key."""
    return signing_keys.record(signing_keys.algorithm_of(key), signing_keys.public_of(key))


def published(name: bytes, timeout: int = 5) -> bytes:
    """The DNS: the record of each key, where it belongs."""
    records = {
        f"{each.selector}._domainkey.{each.domain}.": record_of(each.private)
        for each in (RSA, EDWARDS)
    }
    return records[name.decode()].encode()


def holds(message: bytes, number: int = 0) -> bool:
    """Whether the peer finds that a signature of the message is right."""
    try:
        return bool(peer.DKIM(message).verify(number, dnsfunc=published))
    except peer.ValidationError:
        return False


def signed(message: bytes, signer: dkim.Signer = QUICK) -> bytes:
    """A message with its signatures."""
    return signer.signatures(message, DATE) + message


def pem(key: signing_keys.PrivateKey) -> bytes:
    """A private key as people keep it."""
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


@settings(max_examples=60, deadline=None)
@given(contents, ids)
def test_both_signatures_of_any_message_are_right(content: Content, thread: list[str]) -> None:
    wire = mail.wire(content, **SENDING, thread=thread, signer=BOTH)
    assert (holds(wire, 0), holds(wire, 1)) == (True, True)


_values = st.text(string.ascii_letters + string.digits + " \t:;=", max_size=60)
_folded = st.lists(_values.map(str.strip).filter(bool), min_size=1, max_size=4).map("\r\n \t ".join)
_names = st.sampled_from(
    ["From", "from", "TO", "Subject", "Cc", "Date", "References", "X-Other", "List-Unsubscribe"]
)
heads = st.lists(st.builds("{}:{} \t{}\t ".format, _names, st.just(""), _folded), max_size=8)
lines = st.lists(st.one_of(st.just(""), st.text("a.= \t", max_size=12)), max_size=12)


@settings(max_examples=150, deadline=None)
@given(heads, lines)
def test_so_are_those_of_foreign_messages(head: list[str], body: list[str]) -> None:
    message = "\r\n".join(["From: a@b.example", *head, "", *body, ""]).encode()
    assert holds(signed(message))


@pytest.mark.parametrize("body", ["", "\r\n", "\r\n\r\n\r\n", " \r\n", "a", "a\r\n\r\n \t\r\n"])
def test_so_are_those_of_bodies_that_are_empty_or_end_oddly(body: str) -> None:
    assert holds(signed(f"From: a@b.example\r\n\r\n{body}".encode()))


@settings(max_examples=300, deadline=None)
@given(lines)
def test_bodies_are_reduced_as_the_peer_reduces_them(body: list[str]) -> None:
    data = "".join(f"{line}\r\n" for line in body).encode()
    assert dkim.relaxed_body(data) == Relaxed.canonicalize_body(data)


def test_the_line_end_that_a_relay_adds_is_counted_before_white_space_is_taken_away() -> None:
    """Where the peer reads the last line before the line end is there (RFC 6376, 3.4.4)."""
    assert dkim.relaxed_body(b"a ") == dkim.relaxed_body(b"a \r\n") == b"a\r\n"


LONG = replace(LETTER, cc=("boss@acme.example",), subject="Grüße", html="<p>a  b</p>")
WIRE = mail.wire(LONG, **SENDING, thread=["<a@b.example>"], signer=QUICK)
COVERED = (
    *(b"From", b"To", b"Cc", b"Subject", b"Date", b"Message-ID", b"In-Reply-To", b"References"),
    *(b"List-Unsubscribe", b"List-Unsubscribe-Post", b"MIME-Version", b"Content-Type"),
)


@pytest.mark.parametrize("name", COVERED)
def test_no_field_can_be_changed_doubled_or_taken_away(name: bytes) -> None:
    before, mark, after = WIRE.partition(b"\r\n" + name + b": ")
    rest = after.partition(b"\r\n")[2]
    # A second one of a name counts above or below the first, as the reader likes.
    above = before + mark + b"evil" + mark + after
    assert not holds(before + mark + b"x" + after)
    assert not holds(above)
    assert not holds(before + b"\r\n" + rest)


@pytest.mark.parametrize("name", [b"Reply-To", b"Cc", b"Subject", b"To"])
def test_nothing_that_is_shown_can_be_added(name: bytes) -> None:
    bare = signed(b"From: a@b.example\r\n\r\nHi\r\n")
    assert holds(bare)
    assert not holds(bare.replace(b"\r\n\r\nHi", b"\r\n" + name + b": x@y.example\r\n\r\nHi"))


def test_a_body_can_neither_be_changed_nor_added_to() -> None:
    assert holds(WIRE)
    assert not holds(WIRE.replace(b"a  b", b"a  c"))
    assert not holds(WIRE + b"more\r\n")


def test_a_relay_may_add_its_own_fields_and_white_space() -> None:
    assert holds(b"Received: from a by b\r\n" + WIRE)
    assert holds(WIRE.replace(b"\r\nTo: ", b"\r\nTO:   ", 1) + b"\r\n\r\n")


@pytest.mark.parametrize("signer", [BOTH, QUICK])
def test_signatures_have_short_lines(signer: dkim.Signer) -> None:
    made = signer.signatures(WIRE, DATE)
    assert max(map(len, made.split(b"\r\n"))) <= 78
    assert made.count(b"DKIM-Signature: v=1; ") == len(signer.keys)
    assert made.endswith(b"\r\n")


def test_both_fields_of_one_click_are_named() -> None:
    named = WIRE.partition(b"h=")[2].partition(b";")[0].replace(b"\r\n ", b"").split(b":")
    assert named.count(b"from") == 2
    assert {b"list-unsubscribe", b"list-unsubscribe-post"} <= set(named)


def test_threads_may_share_a_signer() -> None:
    with ThreadPoolExecutor(4) as threads:
        made = list(threads.map(lambda _: QUICK.signatures(WIRE, DATE), range(200)))
    # Ed25519 has no randomness: the same message is the same signature.
    assert set(made) == {QUICK.signatures(WIRE, DATE)}


@pytest.mark.parametrize("algorithm", Algorithm)
def test_a_key_is_read_as_pem_as_der_and_an_ed25519_key_as_its_bytes(algorithm: Algorithm) -> None:
    der = signing_keys.generate(algorithm)
    key = signing_keys.load(der)
    again = signing_keys.load(pem(key))
    assert record_of(again) == record_of(key)
    assert signing_keys.algorithm_of(key) == algorithm


def test_an_ed25519_key_is_read_from_its_bytes() -> None:
    raw = base64.b64decode("nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A=")
    # RFC 8463, appendix A.2.
    public = "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="
    assert record_of(signing_keys.load(raw)) == f"v=DKIM1; k=ed25519; p={public}"


def no_keys() -> list[bytes]:
    """What is no key, of another kind, or not ours to read."""
    curve = curve_key(SECP256R1())
    kept = Encoding.PEM, PrivateFormat.PKCS8
    locked = KEYS[Algorithm.RSA].private_bytes(*kept, BestAvailableEncryption(b"x"))
    return [b"", b"x" * 31, b"-----BEGIN", curve.private_bytes(*kept, NoEncryption()), locked]


@pytest.mark.parametrize("number", range(5))
def test_what_cannot_sign_mail_is_refused(number: int) -> None:
    with pytest.raises(SigningKeyError):
        dkim.Key.of(DOMAIN, "one", no_keys()[number])


@pytest.mark.parametrize(
    "bad", ["", "a b", "a;d=b.example", "a\r\nBcc: b", "bücher.example", "a..b"]
)
def test_a_key_has_its_place_in_the_dns(bad: str) -> None:
    for domain, selector in ((bad, "one"), (DOMAIN, bad)):
        with pytest.raises(SigningKeyError, match="names of the DNS"):
            dkim.Key(domain, selector, KEYS[Algorithm.RSA])


def test_a_key_does_not_show_itself() -> None:
    assert "rivate" not in repr(BOTH)


def test_a_record_is_shown_in_strings_that_the_dns_can_hold() -> None:
    text = record_of(KEYS[Algorithm.RSA])
    shown = signing_keys.strings_of(text)
    assert text.startswith("v=DKIM1; k=rsa; p=MII")
    assert max(map(len, shown)) <= 255 and len(shown) == 2
    assert "".join(shown) == text


def test_a_message_is_signed_for_the_moment_of_its_date() -> None:
    assert f"t={int(DATE.timestamp())};".encode() in WIRE
