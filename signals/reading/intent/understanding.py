"""What a human reply means: one leading intent, the others as evidence, and what it names."""

import re
from dataclasses import dataclass, replace
from datetime import date

from signals.reading.folding import fold, sentences
from signals.reading.intent.people import Contact, contacts
from signals.reading.intent.proposals import Proposal, booking_links, proposals
from signals.reading.intent.rules import Rule, nearest
from signals.reading.intent.vocabulary import (
    INTENT_OF,
    ORDER,
    STRONG,
    Demand,
    Intent,
    Objection,
    Sign,
)
from signals.reading.intent.weighing import MAX_SENTENCES, Weight, weigh
from signals.reading.intent.when import moments
from signals.reading.optout import Contrary, Finding, Wish, find_wish, without_other_things
from signals.reading.optout_frames import concerns_us, refuses

#: From here an intent is meant; below, it is only hinted at and leads when nothing else is meant.
MEANT = 2.0
_CONFIDENCE = ((5.0, 0.95), (3.0, 0.9), (MEANT, 0.75), (0.0, 0.5))
_MAX_SAID = 12
#: "Stop! Say no more, I'm sold": the word alone, and then an offer.
_BARE_STOP = re.compile(r"\W*stopp?\W*")
_WARM = frozenset({Intent.INTERESTED, Intent.MEETING})


@dataclass(frozen=True, slots=True)
class Said:
    """Why: the intent that words speak for, how strongly (0 to 3), and the words, folded."""

    intent: Intent
    weight: float
    words: str


@dataclass(frozen=True, slots=True)
class Understanding:
    """A human reply, understood.

    others: intents that are meant as well, the strictest first. held: it may be a wish to be left
    alone, so a person must decide. come_back: the first day to write again. proposed: hours are
    the sender's. contacts: whom to ask instead. rule: the name of the workspace's rule that led.
    """

    intent: Intent
    confidence: float
    said: tuple[Said, ...] = ()
    others: tuple[Intent, ...] = ()
    held: bool = False
    objections: tuple[Objection, ...] = ()
    demands: tuple[Demand, ...] = ()
    come_back: date | None = None
    proposed: tuple[Proposal, ...] = ()
    booking_links: tuple[str, ...] = ()
    contacts: tuple[Contact, ...] = ()
    rule: str = ""
    sarcastic: bool = False


def understand(
    text: str,
    *,
    received: date,
    tail: str = "",
    subject: str = "",
    rules: tuple[Rule, ...] = (),
) -> Understanding:
    """Understand the new text of a reply (at most 10,000 characters are read); pure, never raises.

    received: the day from which "next week" counts. tail: the signature, subject: as it came; both
    only matter for wishes to be left alone. rules: the workspace's own, which win over what is
    built in, but never over such a wish.
    """
    parts = sentences(fold(text))[:MAX_SENTENCES]
    weights = weigh(parts, received, text)
    wish = find_wish(text, tail, subject)
    found = _named(text, parts, weights, received)
    led = _with_wish(_ruled(_led(found, weights), wish, text, rules), wish)
    if wish.contrary is not None:
        led = _contrary(led, wish, parts, received)
    return led if led.held or wish.wish is Wish.NEGATED else _doubted(led, parts, weights)


def _contrary(led: Understanding, wish: Finding, parts: list[str], received: date) -> Understanding:
    """ "Do not stop" is interest, "not before May" a day to come back, "we don't mail" a no."""
    unclear = led.intent is Intent.UNCLEAR
    if wish.contrary is Contrary.WELCOME and not led.come_back:
        if unclear or led.intent is Intent.NOT_NOW:
            because = Said(Intent.INTERESTED, 2.0, wish.quote)
            return _replaced(led, Intent.INTERESTED, 0.75, because)
    elif wish.contrary is Contrary.LATER and (unclear or led.intent is Intent.REFERRAL):
        later = _replaced(led, Intent.NOT_NOW, 0.75, Said(Intent.NOT_NOW, 2.0, wish.quote))
        return replace(later, come_back=_come_back(parts, [], received))
    elif wish.contrary is Contrary.TOLD and unclear and not any("?" in part for part in parts):
        return _replaced(led, Intent.OBJECTION, 0.5, Said(Intent.OBJECTION, 2.0, wish.quote))
    return led


def _doubted(led: Understanding, parts: list[str], weights: list[Weight]) -> Understanding:
    """Hold what speaks of erasure, and what refuses or complains without a meaning we know."""
    if Demand.ERASURE in led.demands and led.intent not in (Intent.OPT_OUT, Intent.COMPLAINT):
        because = Said(Intent.OPT_OUT, 1.0, "speaks of deleting data")
        return _replaced(led, Intent.UNCLEAR, 0.5, because, held=True)
    if led.intent is not Intent.UNCLEAR:
        return led
    parts = [without_other_things(part) for part in parts]
    angry = [each.words for each in weights if each.sign is Sign.COMPLAINT]
    refusal = next((part for part in parts if refuses(part)), "") or next(iter(angry), "")
    about = next((part for part in parts if concerns_us(part)), "")
    if not (refusal or about):
        return led
    why = f"refuses, but not clear what: {refusal}" if refusal else f"may be about mails: {about}"
    because = Said(Intent.UNCLEAR, 1.0, why)
    return _replaced(led, Intent.UNCLEAR, 0.3, because, held=True)


def _ruled(led: Understanding, wish: Finding, text: str, rules: tuple[Rule, ...]) -> Understanding:
    near = nearest(text, rules)
    if near is not None and wish.wish is not Wish.CLEAR:
        because = Said(near.rule.intent, 3.0, f"it is like your example “{near.example}”")
        return _replaced(led, near.rule.intent, near.likeness, because, rule=near.rule.name)
    return led


def _named(text: str, parts: list[str], weights: list[Weight], received: date) -> Understanding:
    strong = [each for each in weights if each.weight >= MEANT]
    signs = {each.sign for each in strong}
    reasons = tuple(each for each in Objection if Sign(each.value) in signs)
    demands = tuple(each for each in Demand if Sign(each.value) in signs)
    if Sign.NO in signs and Objection.NO_NEED not in reasons:
        reasons = (Objection.NO_NEED, *reasons)
    return Understanding(
        Intent.UNCLEAR,
        0.3,
        objections=reasons,
        demands=demands,
        come_back=_come_back(parts, strong, received) if Sign.NOT_NOW in signs else None,
        proposed=_proposed(parts, received) if Sign.MEETING in signs else (),
        booking_links=booking_links(text),
        contacts=contacts(text) if {Sign.REFERRAL, Sign.WRONG_PERSON} & signs else (),
        sarcastic=Sign.SARCASM in signs,
    )


def _come_back(parts: list[str], strong: list[Weight], received: date) -> date | None:
    """The date in the sentence that puts us off, else the first that is named."""
    named = [(place, each) for place, part in enumerate(parts) for each in moments(part, received)]
    putting_off = {each.place for each in strong if each.sign is Sign.NOT_NOW}
    there = [each.day for place, each in named if place in putting_off]
    return next(iter(there or [each.day for _, each in named]), None)


def _proposed(parts: list[str], received: date) -> tuple[Proposal, ...]:
    found = (each for part in parts for each in proposals(part, received))
    return tuple(dict.fromkeys(found))[:5]


def _scores(weights: list[Weight]) -> dict[Intent, float]:
    """The best evidence for each intent; more of it adds half a point each, up to 5."""
    scores: dict[Intent, float] = {}
    seen: set[tuple[Sign, str]] = set()
    for each in sorted(weights, key=lambda w: -w.weight):
        intent = INTENT_OF.get(each.sign)
        if intent is None or (each.sign, each.words) in seen:
            continue
        seen.add((each.sign, each.words))
        extra = 0.5 if each.weight > 1 else 0.4
        scores[intent] = min(5.0, scores[intent] + extra) if intent in scores else each.weight
    return scores


def _led(found: Understanding, weights: list[Weight]) -> Understanding:
    scores = _scores(weights)
    meant = [each for each in ORDER if scores.get(each, 0) >= MEANT]
    leading = meant or [each for each in ORDER if scores.get(each, 0) > 1]
    if any(each.sign is Sign.NOTED and each.weight >= STRONG for each in weights):
        leading = [each for each in leading if each is not Intent.QUESTION]
    said = tuple(
        Said(intent, each.weight, each.words)
        for each in sorted(weights, key=lambda w: -w.weight)
        if (intent := INTENT_OF.get(each.sign)) is not None
    )[:_MAX_SAID]
    if not leading or (found.sarcastic and not _serious(leading)):
        return replace(found, said=said, others=tuple(leading))
    score = scores[leading[0]]
    sure = next(value for least, value in _CONFIDENCE if score >= least)
    mixed = 0.1 * (len(leading) > 1 and Intent.INTERESTED in leading[1:] and len(leading) > 2)
    others = tuple(leading[1:])
    return replace(
        found, intent=leading[0], confidence=round(sure - mixed, 2), said=said, others=others
    )


def _serious(leading: list[Intent]) -> bool:
    """Irony does not take back a complaint or a wrong address."""
    return leading[0] in (Intent.COMPLAINT, Intent.WRONG_PERSON)


def _with_wish(led: Understanding, wish: Finding) -> Understanding:
    """A wish to be left alone leads; one that is only possible is held for a person."""
    if wish.wish is Wish.CLEAR and not (_BARE_STOP.fullmatch(wish.quote) and led.intent in _WARM):
        return _replaced(led, Intent.OPT_OUT, 0.9, Said(Intent.OPT_OUT, 3.0, wish.quote))
    if wish.wish not in (Wish.CLEAR, Wish.POSSIBLE) or led.intent in (
        Intent.OPT_OUT,
        Intent.COMPLAINT,
    ):
        return led
    because = Said(Intent.OPT_OUT, 1.0, f"may be an opt-out: {wish.quote}")
    return _replaced(led, Intent.UNCLEAR, 0.5, because, held=True)


def _replaced(
    led: Understanding,
    intent: Intent,
    confidence: float,
    because: Said,
    *,
    held: bool = False,
    rule: str = "",
) -> Understanding:
    before = (led.intent, *led.others)
    others = tuple(each for each in before if each not in (intent, Intent.UNCLEAR))
    return replace(
        led,
        intent=intent,
        confidence=confidence,
        said=(because, *led.said)[:_MAX_SAID],
        others=others,
        held=held,
        rule=rule or led.rule,
    )
