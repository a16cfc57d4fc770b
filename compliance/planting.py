"""Messages with a known defect, planted among the real ones to measure a reviewer's attention.

Pure: when one comes, and what is done to a copy of a real message. The defects are a closed list,
and none of them is one that the content check finds. Names and products in them are made up.
"""

import hashlib
import hmac
import html as markup
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from enum import StrEnum
from uuid import UUID

from compliance.content import Content, Fact
from compliance.grouping import stretches


class Defect(StrEnum):
    """What is wrong with a planted message."""

    COMPANY = "company"
    FIRST_NAME = "first_name"
    INDUSTRY = "industry"
    SIGNATURE = "signature"
    NOTE = "internal_note"
    CONTRADICTION = "contradiction"
    DATE = "meeting_date"
    PRODUCT = "other_product"


# What completes "This was a planted message: …".
SAYS: Mapping[Defect, str] = {
    Defect.COMPANY: "it names another company than the contact's",
    Defect.FIRST_NAME: "it greets somebody else by first name",
    Defect.INDUSTRY: "it names another industry than the company's",
    Defect.SIGNATURE: "somebody else than the sender signs it",
    Defect.NOTE: "a note for colleagues was left in it",
    Defect.CONTRADICTION: "what it says about the company contradicts itself",
    Defect.DATE: "it names a day for a meeting that does not exist",
    Defect.PRODUCT: "it speaks of a product of somebody else",
}
# A value of a fact that is exchanged, in the message and among its facts.
_OTHERS: Mapping[Defect, tuple[str, ...]] = {
    Defect.COMPANY: ("Fernhill Dairy", "Osprey Tooling", "Blue Lantern Books"),
    Defect.FIRST_NAME: ("Oskar", "Priya", "Marta"),
    Defect.INDUSTRY: ("Dairy farming", "Shipbreaking", "Puppet theatre"),
    Defect.SIGNATURE: ("Tamsin Vale", "Ruben Ostrow", "Ilse Quandt"),
}
# A sentence that is put into the message.
_SENTENCES: Mapping[Defect, tuple[str, ...]] = {
    Defect.NOTE: (
        "[Note to self: ask Ruben whether this one still stands before it goes out]",
        "(Tamsin, please check this paragraph, I am not sure about it.)",
    ),
    Defect.CONTRADICTION: (
        "With your team of two people in forty offices, you know this well.",
        "As you opened last month, you have done it this way for thirty years.",
    ),
    Defect.DATE: (
        "I look forward to our meeting on Monday, 31 June.",
        "Our call on 30 February stays as we agreed.",
    ),
    Defect.PRODUCT: (
        "Our freezer lorries also carry single pallets overnight.",
        "The puppets come with three sets of strings.",
    ),
}
# A person would have written these into the message; the others come with wrong facts.
EDITS = frozenset(_SENTENCES)


def is_turn(secret: bytes, member: UUID, day: date, number: int, per_hundred: int) -> bool:
    """Whether the message that a reviewer asks for as their `number`-th of a day is a planted
    one. Nobody can work it out, or shift it, without `secret`."""
    return _drawn(secret, member, day, number, "turn") % 100 < per_hundred


def spoilt(
    content: Content, seed: int, is_found: Callable[[Content], bool]
) -> tuple[Defect, Content] | None:
    """A copy with one defect, the first in an order that `seed` gives which the message can have
    and `is_found` (the content check) does not see; None when there is none."""
    defects = list(Defect)
    turned = defects[seed % len(defects) :] + defects[: seed % len(defects)]
    for defect in turned:
        copy = with_defect(content, defect, seed)
        if copy is not None and copy != content and not is_found(copy):
            return defect, copy
    return None


def with_defect(content: Content, defect: Defect, seed: int) -> Content | None:
    """The message with this defect; None when it has nothing that could be wrong in this way."""
    if defect in _SENTENCES:
        return _with_sentence(content, _picked(_SENTENCES[defect], seed))
    if defect is Defect.SIGNATURE:
        return _signed_by(content, _other(defect, content.sender_name, seed))
    known = {fact.name: fact.value for fact in content.facts}
    if not known.get(defect.value):
        return None
    return _with_value(content, defect.value, _other(defect, known[defect.value], seed))


def seed(secret: bytes, member: UUID, day: date, number: int) -> int:
    """What decides which message is copied and what is wrong with it."""
    return _drawn(secret, member, day, number, "defect")


def _drawn(secret: bytes, member: UUID, day: date, number: int, purpose: str) -> int:
    said = f"{purpose} {member} {day.isoformat()} {number}".encode()
    return int.from_bytes(hmac.digest(secret, said, hashlib.sha256)[:8])


def _picked(texts: Sequence[str], seed: int) -> str:
    return texts[seed // len(Defect) % len(texts)]


def _other(defect: Defect, real: str, seed: int) -> str:
    """One of the list that is not the true one after all."""
    return _picked([each for each in _OTHERS[defect] if each.casefold() != real.casefold()], seed)


def _with_value(content: Content, name: str, value: str) -> Content | None:
    text = _exchanged(content, "text", name, value)
    if text == content.text:
        return None
    facts = (replace(f, value=value) if f.name == name else f for f in content.facts)
    return replace(
        content,
        subject=_exchanged(content, "subject", name, value),
        text=text,
        html=_exchanged(content, "html", name, value),
        facts=tuple(facts),
    )


def _exchanged(content: Content, field: str, name: str, value: str) -> str:
    written = markup.escape(value) if field == "html" else value
    found = stretches(content, field)
    return "".join(written if name in names.split("|") else text for text, names in found)


def _signed_by(content: Content, name: str) -> Content | None:
    real = content.sender_name
    if not real or real not in content.text:
        return None
    facts: Sequence[Fact] = [replace(f, value=f.value.replace(real, name)) for f in content.facts]
    return replace(
        content,
        text=content.text.replace(real, name),
        html=content.html.replace(markup.escape(real), markup.escape(name)),
        facts=tuple(facts),
    )


def _with_sentence(content: Content, sentence: str) -> Content:
    """At the end of the second paragraph, where it is read in passing."""
    paragraphs = content.text.split("\n\n")
    place = min(1, len(paragraphs) - 1)
    paragraphs[place] = f"{paragraphs[place]} {sentence}"
    return replace(
        content,
        text="\n\n".join(paragraphs),
        html=_in_html(content.html, markup.escape(sentence), place),
    )


def _in_html(html: str, sentence: str, place: int) -> str:
    if not html:
        return html
    pieces = html.split("</p>")
    if len(pieces) == 1:
        return f"{html} {sentence}"
    place = min(place, len(pieces) - 2)
    pieces[place] = f"{pieces[place]} {sentence}"
    return "</p>".join(pieces)
