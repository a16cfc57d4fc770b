"""What the DNS says about a domain that sends: SPF (RFC 7208), DKIM (RFC 6376), DMARC (RFC 7489).

Pure. Takes the TXT records that a lookup found, as text; they are published by strangers, so at
most 20 of 4,096 characters each are read. Not judged: what an included SPF record says in its turn,
and by which selector the relay will sign (any good key at a known selector counts).
"""

import base64
import binascii
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from ipaddress import IPv4Network, IPv6Network
from typing import Any

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_der_public_key

MOST_RECORDS = 20
MOST_TEXT = 4_096
MOST_PARENTS = 4
# RFC 7208, 4.6.4: more lookups than that make the result a permanent error.
MOST_LOOKUPS = 10
LEAST_BITS = 1_024
ED25519_BYTES = 32
# A result counts for so long; then nobody knows any more.
GOOD_FOR = timedelta(days=7)
# RFC 2606 and 6761: names that nobody can publish anything for.
RESERVED = ("example", "test", "invalid", "localhost", "example.com", "example.net", "example.org")
KINDS = ("spf", "dkim", "dmarc")

_NEEDS_DOMAIN = {"include", "exists"}
_LOOKS_UP = {"include", "a", "mx", "ptr", "exists"}
_NETWORKS = {"ip4": IPv4Network, "ip6": IPv6Network}
_POLICIES = ("none", "quarantine", "reject")


class Result(StrEnum):
    """How one kind of record stands."""

    GOOD = "pass"
    MISSING = "missing"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Record:
    """One kind of record: how it stands, and a sentence that says what to publish if it must."""

    result: Result
    says: str


def domain_of(address: str) -> str:
    """The domain whose records speak for mail from this address."""
    return address.rpartition("@")[2].strip().rstrip(".").lower()


def is_reserved(domain: str) -> bool:
    """Whether a name is kept for examples and tests, so that asking for it is in vain."""
    return any(domain == each or domain.endswith(f".{each}") for each in RESERVED)


def dkim_name(selector: str, domain: str) -> str:
    """Where the key of a selector is published."""
    return f"{selector}._domainkey.{domain}"


def dmarc_names(domain: str) -> list[str]:
    """Where the policy of a domain is published: its own, else that of a domain above it."""
    labels = domain.split(".")
    places = range(min(len(labels) - 1, MOST_PARENTS + 1))
    return [f"_dmarc.{'.'.join(labels[start:])}" for start in places]


def read_spf(domain: str, texts: Iterable[str]) -> Record:
    """The SPF record among the TXT records of the domain."""
    found = [text for text in _bounded(texts) if text.lower().split(" ")[0] == "v=spf1"]
    if not found:
        return Record(
            Result.MISSING,
            f"{domain} has no SPF record. Publish a TXT record at {domain} such as "
            "“v=spf1 include:<your relay> -all”.",
        )
    if len(found) > 1:
        return _wrong(f"{domain} has {len(found)} SPF records, so none counts. Keep one.")
    problem = _spf_problem(found[0].split()[1:])
    if problem:
        return _wrong(f"The SPF record of {domain} {problem}")
    return Record(Result.GOOD, f"{domain} names its servers by SPF.")


def read_dkim(domain: str, keys: Mapping[str, Iterable[str]]) -> Record:
    """The DKIM keys of the domain: by selector the TXT records found there."""
    found = {name: text for name, texts in keys.items() if (text := "".join(_bounded(texts)[:1]))}
    if not found:
        return Record(
            Result.MISSING,
            f"No DKIM key of {domain} was found (asked for: {', '.join(keys) or 'none'}). Publish "
            f"the key of your relay as a TXT record at <selector>._domainkey.{domain}.",
        )
    problems = {name: _dkim_problem(text) for name, text in found.items()}
    good = [name for name, problem in problems.items() if not problem]
    if good:
        return Record(Result.GOOD, f"{domain} has a DKIM key at “{good[0]}”.")
    name = next(iter(problems))
    return _wrong(f"The DKIM key of {domain} at “{name}” {problems[name]}")


def read_dmarc(domain: str, found: Sequence[tuple[str, Iterable[str]]]) -> Record:
    """The DMARC policy: the TXT records of each of `dmarc_names`, in their order."""
    for place, (name, texts) in enumerate(found):
        policies = [text for text in _bounded(texts) if _tags(text)[:1] == [("v", "DMARC1")]]
        if len(policies) > 1:
            return _wrong(f"{name} has {len(policies)} DMARC records, so none counts. Keep one.")
        if policies:
            return _dmarc(name, dict(_tags(policies[0])), is_own=place == 0)
    return Record(
        Result.MISSING,
        f"{domain} has no DMARC policy. Publish a TXT record at _dmarc.{domain} such as "
        f"“v=DMARC1; p=none; rua=mailto:dmarc@{domain}”.",
    )


def stored(results: Mapping[str, Record]) -> dict[str, dict[str, str]]:
    """The results as they are kept with a mailbox."""
    return {
        kind: {"result": each.result.value, "says": each.says} for kind, each in results.items()
    }


def shortcomings(
    kept: Mapping[str, Any], checked_at: datetime | None, now: datetime
) -> tuple[str, ...] | None:
    """What is not in order by the kept results, a sentence each; None when nobody knows, because
    nobody looked within seven days."""
    if checked_at is None or now - checked_at > GOOD_FOR or not set(KINDS) <= kept.keys():
        return None
    return tuple(kept[kind]["says"] for kind in KINDS if kept[kind]["result"] != Result.GOOD)


def _bounded(texts: Iterable[str]) -> list[str]:
    """The first records, and of each as much as a record may sensibly hold, without signs that
    nobody could show or store."""
    first = (text[:MOST_TEXT] for _, text in zip(range(MOST_RECORDS), texts, strict=False))
    return ["".join(map(_shown, text)).strip() for text in first]


def _shown(sign: str) -> str:
    if sign.isprintable():
        return sign
    return " " if sign.isspace() else "\ufffd"


def _wrong(says: str) -> Record:
    return Record(Result.WRONG, says)


def _spf_problem(terms: Sequence[str]) -> str:
    """What is wrong with the terms, as the end of a sentence; "" when nothing is."""
    lookups, ends = 0, ""
    for term in terms:
        name, _, value = term.partition("=")
        if value and name.isalnum():
            redirects = name.lower() == "redirect"
            lookups, ends = lookups + redirects, ends or ("redirect" if redirects else "")
            continue
        sign, mechanism = (term[0], term[1:]) if term[0] in "+-~?" else ("+", term)
        name, rest = _named(mechanism)
        if not _is_mechanism(name, rest):
            return f"holds “{term[:40]}”, which nobody understands. Correct it."
        if name == "all":
            ends = sign
            break
        lookups += name in _LOOKS_UP
    if lookups > MOST_LOOKUPS:
        return f"asks for {lookups} lookups, and more than {MOST_LOOKUPS} are an error. Shorten it."
    if ends not in ("-", "~", "redirect"):
        return "does not keep other servers from sending in its name. End it with “-all” or “~all”."
    return ""


def _named(mechanism: str) -> tuple[str, str]:
    """The name of a mechanism in small letters, and what follows it."""
    places = [mechanism.find(sign) for sign in ":/" if sign in mechanism]
    end = min(places, default=len(mechanism))
    return mechanism[:end].lower(), mechanism[end:]


def _is_mechanism(name: str, rest: str) -> bool:
    if name == "all":
        return rest == ""
    if name in _NETWORKS:
        return rest.startswith(":") and _is_network(name, rest[1:])
    if name in _NEEDS_DOMAIN:
        return len(rest) > 1 and rest.startswith(":")
    return name in ("a", "mx", "ptr")


def _is_network(kind: str, text: str) -> bool:
    try:
        _NETWORKS[kind](text, strict=False)
    except ValueError:
        return False
    return True


def _dkim_problem(text: str) -> str:
    """What is wrong with a key record, as the end of a sentence; "" when nothing is."""
    pairs = _tags(text)
    tags = dict(pairs)
    if "v" in tags and pairs[0] != ("v", "DKIM1"):
        return "is of an unknown version. Begin it with “v=DKIM1”."
    if "p" not in tags:
        return "holds no key (p=). Publish it as your relay shows it."
    key = "".join(tags["p"].split())
    if not key:
        return "was withdrawn (p= is empty). Publish a new one."
    services = {each.strip() for each in tags.get("s", "*").split(":")}
    if not services & {"*", "email"}:
        return "is not for e-mail (s=). Leave that out."
    return _key_problem(tags.get("k", "rsa").lower(), key)


def _key_problem(kind: str, key: str) -> str:
    unreadable = "cannot be read. Publish it again as your relay shows it."
    try:
        data = base64.b64decode(key, validate=True)
        if kind == "ed25519":
            return "" if len(data) == ED25519_BYTES else unreadable
        public = load_der_public_key(data)
    except (binascii.Error, ValueError, UnsupportedAlgorithm):
        return unreadable
    if kind != "rsa" or not isinstance(public, RSAPublicKey):
        return "is of a kind that nobody checks. Use RSA or Ed25519."
    if public.key_size < LEAST_BITS:
        return (
            f"has {public.key_size} bits; at least {LEAST_BITS} are needed. Publish a longer one."
        )
    return ""


def _dmarc(name: str, tags: Mapping[str, str], *, is_own: bool) -> Record:
    policy = (tags.get("p", "") if is_own else tags.get("sp", tags.get("p", ""))).lower()
    if policy not in _POLICIES:
        return _wrong(
            f"The DMARC record at {name} names no policy. Add “p=none” or a stricter one."
        )
    return Record(Result.GOOD, f"The DMARC policy at {name} is “{policy}”.")


def _tags(text: str) -> list[tuple[str, str]]:
    """The tags of a record in their order: `name=value`, with semicolons between."""
    parts = [each.partition("=") for each in text.split(";") if each.strip()]
    return [(name.strip().lower(), value.strip()) for name, _, value in parts]
