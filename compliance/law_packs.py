"""A workspace's own pack of law: its stored form, its plain sentences, and how it differs from the
built-in one. Pure.

A document, as JSON, for the channels of CHANNELS (a channel that is left out asks for what the
built-in pack of the code asks for)::

    {"role_addresses": false,
     "source": "UWG § 7, as our counsel reads it",
     "channels": {"email": {
         "accepts": [{"basis": "express", "months": null, "subscribers": ["corporate"]}],
         "free_for": [], "free_role_addresses": false, "needs_evidence": true}}}

Only known names are read, whatever is wrong raises LawError with a sentence. Without a country no
law can be named, so the pack "XX" (the country is not known) cannot be exchanged.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Any, TypeVar

from compliance.packs import (
    ELSEWHERE,
    EU,
    EU_OTHER,
    NOWHERE,
    PACKS,
    Accepts,
    Basis,
    Channel,
    ChannelLaw,
    Pack,
    Subscriber,
    pack_for,
)
from contacts.conditions import plain_list

CHANNELS = (Channel.EMAIL, Channel.CALL, Channel.LINKEDIN, Channel.SMS)
BUILT_IN: Mapping[str, Pack] = MappingProxyType(
    {pack.code: pack for pack in (*PACKS.values(), EU, ELSEWHERE)}
)
MAX_MONTHS = 120
MAX_SOURCE = 600
# PostgreSQL stores no NUL, and halves of surrogate pairs are no characters.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
WORDS: Mapping[Channel, str] = MappingProxyType(
    {
        Channel.EMAIL: "E-mails",
        Channel.CALL: "Calls",
        Channel.LINKEDIN: "LinkedIn messages",
        Channel.SMS: "Text messages",
    }
)
WHO: Mapping[Subscriber, str] = MappingProxyType(
    {
        Subscriber.CORPORATE: "companies",
        Subscriber.INDIVIDUAL: "natural persons and sole traders",
        Subscriber.UNKNOWN: "subscribers of whom that is not known",
    }
)
Known = TypeVar("Known", bound=StrEnum)


class LawError(ValueError):
    """What is wrong with a document, and in which part of it."""

    def __init__(self, part: str, sentence: str) -> None:
        super().__init__(sentence)
        self.part = part


def built_in(code: str) -> Pack:
    """The built-in pack of a code; LawError for one that is unknown or cannot be exchanged."""
    if code == NOWHERE.code:
        message = "Without a country nobody can say what the law asks, so this pack stays as it is."
        raise LawError("code", f"{message} Fill in countries instead.")
    if code not in BUILT_IN:
        raise LawError("code", f"There is no pack of this code. There are: {', '.join(BUILT_IN)}.")
    return BUILT_IN[code]


def in_place_of(country: str, own: Mapping[str, Pack]) -> Pack | None:
    """The workspace's own pack for an ISO 3166 alpha-2 country, None where the built-in counts."""
    return own.get(pack_for(country).code) if country.strip() else None


def covers(code: str, country: str) -> bool:
    """Whether the pack of a code is the one of this country ("" has none that can be changed)."""
    return pack_for(country).code == code


def countries_of(code: str) -> frozenset[str] | None:
    """The countries that a pack is for; None for the pack of all those without one."""
    if code == ELSEWHERE.code:
        return None
    if code == EU.code:
        return EU_OTHER
    return frozenset(country for country, pack in PACKS.items() if pack.code == code)


def to_document(pack: Pack) -> dict[str, Any]:
    """The stored form of a pack; `read` gives the same pack again."""
    return {
        "role_addresses": pack.allows_role_addresses,
        "source": pack.source,
        "channels": {channel.value: _channel_document(pack.law(channel)) for channel in CHANNELS},
    }


def read(code: str, document: object, *, version: int, as_of: date) -> Pack:
    """The pack that a document says; raises LawError with the part that is wrong."""
    base = built_in(code)
    said = _object(document, "document", ("role_addresses", "source", "channels"))
    channels = _object(said.get("channels", {}), "channels", [each.value for each in CHANNELS])
    source = said.get("source", base.source)
    if not isinstance(source, str) or not 0 < len(source.strip()) <= MAX_SOURCE:
        message = f"Say on which law this rests, in at most {MAX_SOURCE} characters."
        raise LawError("source", message)
    if _UNSTORABLE.search(source):
        message = "There is a character that cannot be stored, such as NUL. Delete it."
        raise LawError("source", message)
    return replace(
        base,
        version=version,
        as_of=as_of,
        source=source.strip(),
        allows_role_addresses=_flag(said, "role_addresses", base.allows_role_addresses),
        channels=MappingProxyType(
            {
                channel: _law(channels[channel.value], channel.value)
                if channel.value in channels
                else base.law(channel)
                for channel in CHANNELS
            }
        ),
        is_own=True,
    )


def sentences(pack: Pack) -> list[tuple[str, list[str]]]:
    """What a pack says in plain words, channel by channel."""
    said = [(WORDS[channel], list(_told(pack.law(channel), channel))) for channel in CHANNELS]
    may = "may" if pack.allows_role_addresses else "may not, unless the workspace allows it,"
    return [*said, ("Addresses of a function", [f"Addresses such as info@ {may} be written to."])]


def laxer(own: Pack, base: Pack) -> list[str]:
    """What the first pack allows and the second blocks, a sentence each; [] when it is nowhere
    laxer."""
    found = [
        f"{WORDS[channel]}: {each}"
        for channel in CHANNELS
        for each in _laxer(own.law(channel), base.law(channel))
    ]
    if own.allows_role_addresses and not base.allows_role_addresses:
        found.append("Addresses of a function, such as info@, may be written to.")
    return found


def _laxer(own: ChannelLaw, base: ChannelLaw) -> Iterator[str]:
    more_free = own.free_for - base.free_for
    if more_free:
        yield f"{_who(more_free)} need no consent."
    bound = frozenset(Subscriber) - base.free_for
    firms = bound - {Subscriber.INDIVIDUAL} - own.free_for
    if own.free_role_addresses and not base.free_role_addresses and firms:
        yield "addresses of a function need no consent."
    # Who is free anyway needs no basis, so none of theirs can be laxer.
    if base.needs_evidence and not own.needs_evidence and own.accepts and bound - own.free_for:
        yield "a basis counts without stored evidence."
    for each in own.accepts:
        who = frozenset(
            subscriber
            for subscriber in each.subscribers & bound - own.free_for
            if _months(each.basis, subscriber, base) < (each.months or MAX_MONTHS + 1)
        )
        if who:
            yield f"{each.basis.label} suffices for {_who(who)}{_for_months(each)}."


def _months(basis: Basis, subscriber: Subscriber, law: ChannelLaw) -> int:
    """For how many months a basis suffices; 0 when it does not, more than MAX_MONTHS for good."""
    found = [
        each.months or MAX_MONTHS + 1
        for each in law.accepts
        if each.basis is basis and subscriber in each.subscribers
    ]
    return max(found, default=0)


def _told(law: ChannelLaw, channel: Channel) -> Iterator[str]:
    everybody = frozenset(Subscriber)
    if law.free_for == everybody:
        yield "Allowed with nothing on record, until the person objects."
        return
    if law.free_for:
        yield f"Allowed with nothing on record for {_who(law.free_for)}, until they object."
    if law.free_role_addresses and channel is Channel.EMAIL:
        yield "Addresses of a function need no consent, except an individual's."
    others = " otherwise" if law.free_for else ""
    if not law.accepts:
        yield f"Never allowed{others}, whatever is on record."
    for each in law.accepts:
        who = "everybody" if each.subscribers == everybody else _who(each.subscribers)
        text = f"{each.basis.label} suffices{others} for {who}{_for_months(each)}."
        yield text[:1].upper() + text[1:]
    if law.accepts and law.needs_evidence:
        yield "A basis counts only with its stored evidence: text, time and origin."


def _for_months(accepts: Accepts) -> str:
    return f", {accepts.months} months long" if accepts.months else ""


def _who(subscribers: frozenset[Subscriber]) -> str:
    return plain_list([WHO[each] for each in Subscriber if each in subscribers])


def _channel_document(law: ChannelLaw) -> dict[str, Any]:
    return {
        "accepts": [
            {
                "basis": each.basis.value,
                "months": each.months,
                "subscribers": _values(each.subscribers),
            }
            for each in law.accepts
        ],
        "free_for": _values(law.free_for),
        "free_role_addresses": law.free_role_addresses,
        "needs_evidence": law.needs_evidence,
    }


def _values(subscribers: frozenset[Subscriber]) -> list[str]:
    return [each.value for each in Subscriber if each in subscribers]


def _law(data: object, channel: str) -> ChannelLaw:
    names = ("accepts", "free_for", "free_role_addresses", "needs_evidence")
    said = _object(data, channel, names)
    if said.get("free_role_addresses") and channel != Channel.EMAIL:
        raise LawError(channel, "Only e-mail knows addresses of a function. Leave this out.")
    return ChannelLaw(
        accepts=_accepts(said.get("accepts", []), channel),
        free_for=_subscribers(said.get("free_for", []), channel),
        free_role_addresses=_flag(said, "free_role_addresses", False),
        needs_evidence=_flag(said, "needs_evidence", False),
    )


def _accepts(data: object, channel: str) -> tuple[Accepts, ...]:
    if not isinstance(data, list):
        raise LawError(channel, "Write what suffices as a list of bases.")
    if len(data) > len(Basis):
        raise LawError(channel, "A basis is named more than once. Name each once.")
    found = tuple(_one(each, channel) for each in data)
    if len({each.basis for each in found}) < len(found):
        raise LawError(channel, "A basis is named more than once. Name each once.")
    return found


def _one(data: object, channel: str) -> Accepts:
    said = _object(data, channel, ("basis", "months", "subscribers"))
    basis, months = _known(Basis, said.get("basis"), channel, "basis"), said.get("months")
    is_number = isinstance(months, int) and not isinstance(months, bool)
    if months is not None and not (is_number and 1 <= months <= MAX_MONTHS):
        message = f"Months are a number from 1 to {MAX_MONTHS}, or nothing for good."
        raise LawError(channel, message)
    everybody = [each.value for each in Subscriber]
    subscribers = _subscribers(said.get("subscribers", everybody), channel)
    if not subscribers:
        message = f"Say for whom {basis.label} suffices, or leave it out."
        raise LawError(channel, message)
    return Accepts(basis, months, subscribers)


def _subscribers(data: object, channel: str) -> frozenset[Subscriber]:
    if not isinstance(data, list):
        raise LawError(channel, "Write those for whom it holds as a list.")
    return frozenset(_known(Subscriber, each, channel, "subscriber") for each in data)


def _known(kind: type[Known], value: object, channel: str, noun: str) -> Known:
    if not isinstance(value, str) or value not in list(kind):
        names = ", ".join(each.value for each in kind)
        raise LawError(channel, f"This {noun} is not known. There are: {names}.")
    return kind(value)


def _flag(said: Mapping[str, Any], name: str, otherwise: bool) -> bool:
    value = said.get(name, otherwise)
    if not isinstance(value, bool):
        raise LawError(name, f"Say true or false for “{name.replace('_', ' ')}”.")
    return value


def _object(data: object, part: str, names: Sequence[str]) -> Mapping[str, Any]:
    if not isinstance(data, dict):
        raise LawError(part, "Write this part as an object with names.")
    if strangers := sorted(str(each)[:40] for each in set(data) - set(names)):
        message = f"“{strangers[0]}” is not known here. There are: {', '.join(names)}."
        raise LawError(part, message)
    return data
