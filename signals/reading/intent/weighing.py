"""From sentences to weighed evidence: which phrases speak for which sign.

A strong phrase weighs 3, a hint 1. A positive phrase under "not" weighs nothing. A question mark
makes a question only where the sentence asks for nothing else; a named day makes a meeting only
where the sentence speaks of one, and a date to come back only where it is far enough.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from signals.reading.departures import departure
from signals.reading.folding import bare
from signals.reading.intent.people import contacts
from signals.reading.intent.phrases import LANGUAGES, Language
from signals.reading.intent.proposals import proposals
from signals.reading.intent.vocabulary import HINT, INTENT_OF, STRONG, Sign
from signals.reading.intent.when import moments
from signals.reading.optout import asks_about_the_product, without_other_things
from signals.reading.optout_words import POLITE
from signals.reading.vocabulary import fold

_POSITIVE = frozenset({Sign.INTERESTED, Sign.MEETING})
_DENIABLE = _POSITIVE | {Sign.PRICE, Sign.COMPETITOR, Sign.COMPLAINT, Sign.REFERRAL}
#: "Can you send the deck?" is no question to answer.
_INVITING = frozenset({Sign.INTERESTED, Sign.MEETING, Sign.REFERRAL, Sign.QUESTION})
#: "Sounds good, what does it cost?" is one all the same.
_WH = re.compile(
    r"how (?:much|many|does|is)|what|where|which|cost|pric|was kostet|wie viel|preis|combien|quel|"
    r"tarif|"
    r"prix|cuant|cual|precio|quant|prezz|preco|hoeveel|prijs|ile|cen|vad|pris|いくら|料金|価格|費用"
)
_WHOLE = (Sign.YES, Sign.NO, Sign.NOTED)
_ASIDE = frozenset({*_WHOLE, Sign.NEGATION, Sign.SARCASM, Sign.QUESTION})
_ASKS = re.compile(r"\?\W{0,4}$|(?:か|でしょう)[。?]?$|^¿")
_POLITE = re.compile(bare(POLITE))
#: What a reply means stands near its beginning; wishes to be left alone are sought everywhere.
MAX_SENTENCES = 60
_ENOUGH_TO_TELL = 1_500
_TELLING = 3
_FAR = timedelta(days=8)
#: A call next week is a call, not a postponement.
_SOON = timedelta(days=15)
_SHORT = 12
#: "Wednesday works", "Dienstag passt".
_SUITS = re.compile(
    r"\b(?:works?|suits?|is (?:fine|good|ok)|passt|geht|convient|va bene?|me va|viene bien|serve|"
    r"schikt|"
    r"pasuje|passar|funkar|kan (?:ik|jag)|may? work)\b|可能|大丈夫"
)

#: "We switched in March": a month that is past is no date to come back.
_PAST = re.compile(
    r"\b(?:switched|changed|signed|bought|renewed|moved|migrated|implemented|installed|replaced|"
    r"chose|"
    r"gewechselt|unterschrieben|gekauft|umgestellt|umgestiegen|verlangert|eingefuhrt|abgeschlossen|"
    r"entschieden|cambiamos|firmamos|compramos|renovamos|mudamos|trocamos|assinamos|gewisseld|"
    r"overgestapt|getekend|gekocht|verlengd|zmienilismy|podpisalismy|kupilismy|przeszlismy|bytte?|"
    r"kopte?|forlangde)\b|"
    r"\b(?:avons|ai|a|ont|vient de|venons de|sommes|hemos|ha|han|abbiamo|ho|siamo|har) (?:\w+ )?"
    r"(?:chang|sign|achet|renouvel|pass|migr|chois|cambia|firma|compra|renova|acquista|rinnova|"
    r"byt|kop|teckna)\w*|"
    r"\b(?:hebben|heb|zijn|haben|habe|sind)\b[^.;!?]{0,40}\bge\w{3,}(?:en|t|d)\b(?= ?(?:[.,;!]|$)|"
    r" (?:und|en)\b)|"
    r"(?:変え|契約し|導入し|切り替え|更新し)(?:た|まし)"
)


@dataclass(frozen=True, slots=True)
class Weight:
    """One piece of evidence; `words` are the folded words that show it, `place` its sentence."""

    sign: Sign
    weight: float
    words: str
    place: int = 0


def weigh(sentences: list[str], received: date, original: str) -> list[Weight]:
    """All evidence in the sentences of one reply; `original` is its text as it was written."""
    languages = _spoken(sentences)
    found = [
        replace(each, place=place)
        for place, sentence in enumerate(sentences[:MAX_SENTENCES])
        for each in _sentence(sentence, received, languages)
    ]
    found += _whole(sentences)
    if departure(fold(original)):
        found = _of_who_has_left(found)
    if any(each.email for each in contacts(original)) and _only_points(found):
        found.append(Weight(Sign.REFERRAL, 2, "names an address to ask"))
    return found


def _of_who_has_left(found: list[Weight]) -> list[Weight]:
    """ "She left us in the summer" names no date to come back, and without another meaning tells
    that we write to the wrong person."""
    kept = [w for w in found if w.sign is not Sign.NOT_NOW or w.weight >= STRONG]
    if any(w.weight >= 2 and w.sign in INTENT_OF for w in kept):
        return kept
    return [*kept, Weight(Sign.WRONG_PERSON, 2, "says that somebody has left")]


def _only_points(found: list[Weight]) -> bool:
    """Whether the reply refers to somebody, or says nothing else that could be meant."""
    refers = any(each.sign is Sign.REFERRAL for each in found)
    return refers or not any(each.weight >= 2 and each.sign in INTENT_OF for each in found)


def _spoken(sentences: list[str]) -> list[Language]:
    """The languages whose everyday words the text has; all while there are too few to tell."""
    text = " ".join(sentences)[:_ENOUGH_TO_TELL]
    counts = {each.code: len(each.everyday.findall(text)) for each in LANGUAGES}
    most = max(counts.values())
    return [each for each in LANGUAGES if most < _TELLING or counts[each.code] >= most / 4]


def _sentence(sentence: str, received: date, languages: list[Language]) -> Iterator[Weight]:
    said = [each for language in languages for each in _in_language(sentence, language)]
    if any(each.sign is Sign.COMPLAINT for each in said):
        said = _without_other_spam(said, sentence, languages)
    asks = _ASKS.search(sentence) is not None and any(each.isalpha() for each in sentence)
    best = _best(said)
    if not asks:
        best.pop(Sign.QUESTION, None)
    if Sign.ERASURE in best:
        best.pop(Sign.ACCESS, None)
    if asks and asks_about_the_product(sentence):
        best.pop(Sign.COMPLAINT, None)
        best.pop(Sign.ERASURE, None)
    best |= _times(sentence, received, best, asks=asks)
    decided = any(w.weight >= STRONG and sign not in _ASIDE for sign, w in best.items())
    if asks and not decided:
        topic = best.get(Sign.QUESTION)
        best[Sign.QUESTION] = Weight(Sign.QUESTION, STRONG if topic else 2, sentence[:120])
    elif Sign.QUESTION in best and decided:
        words = best[Sign.QUESTION].words
        besides = _WH.match(words) is not None or any(
            w.weight >= STRONG and sign not in _INVITING for sign, w in best.items()
        )
        weight = 2 if asks and besides else HINT
        best[Sign.QUESTION] = Weight(Sign.QUESTION, weight, best[Sign.QUESTION].words)
    yield from best.values()


def _without_other_spam(
    said: list[Weight], sentence: str, languages: list[Language]
) -> list[Weight]:
    """Without a complaint about something else: "your mail went to spam, sorry"."""
    rest = without_other_things(sentence)
    angry = {
        each.words
        for language in languages
        for each in _in_language(rest, language)
        if each.sign is Sign.COMPLAINT
    }
    return [each for each in said if each.sign is not Sign.COMPLAINT or each.words in angry]


def _best(found: Iterable[Weight]) -> dict[Sign, Weight]:
    best: dict[Sign, Weight] = {}
    for each in found:
        if each.sign not in best or each.weight > best[each.sign].weight:
            best[each.sign] = each
    return best


def _in_language(sentence: str, language: Language) -> Iterator[Weight]:
    for patterns, weight in ((language.strong, STRONG), (language.hints, HINT)):
        for sign, pattern in patterns.items():
            if sign in _WHOLE or sign is Sign.NEGATION:
                continue
            match = _match(pattern, sentence, language, sign)
            if match is not None:
                yield Weight(sign, weight, match)


def _match(pattern: re.Pattern[str], sentence: str, language: Language, sign: Sign) -> str | None:
    for match in pattern.finditer(sentence):
        before = sentence[max(0, match.start() - 40) : match.start()]
        inside = sign in _POSITIVE and language.no.search(match[0]) and "pourquoi" not in match[0]
        if not inside and (sign not in _DENIABLE or not language.denied.search(before)):
            return match[0].strip()
    return None


def _times(
    sentence: str, received: date, best: dict[Sign, Weight], *, asks: bool
) -> dict[Sign, Weight]:
    """What named times add: they make a meeting, or a date to come back, of weaker words."""
    named = moments(sentence, received)
    offered = proposals(sentence, received)
    met = Sign.MEETING in best and best[Sign.MEETING].weight >= STRONG
    if met and named and named[0].day - received < _SOON:
        best.pop(Sign.NOT_NOW, None)
    later = Sign.NOT_NOW in best
    if offered and not (later and best[Sign.NOT_NOW].weight >= STRONG):
        with_hour = any(each.at and each.day for each in offered)
        talks = Sign.MEETING in best
        days = [each for each in offered if each.day]
        if days and not talks and _SUITS.search(sentence):
            return {Sign.MEETING: Weight(Sign.MEETING, 2, offered[0].words)}
        if with_hour or (talks and (days or offered)) or (days and asks):
            weight = STRONG if with_hour or talks else 2
            return {Sign.MEETING: Weight(Sign.MEETING, weight, offered[0].words)}
    far = [each for each in named if each.day - received >= _FAR]
    if later and named:
        return {Sign.NOT_NOW: Weight(Sign.NOT_NOW, STRONG, named[0].words)}
    if far and not asks and not met and not _PAST.search(sentence):
        short = len(sentence.split()) <= _SHORT
        return {Sign.NOT_NOW: Weight(Sign.NOT_NOW, 2 if short else HINT, far[0].words)}
    return {}


def _whole(sentences: list[str]) -> list[Weight]:
    """Short answers that are a yes, a no or an "OK" as a whole, or begin with one."""
    if not sentences:
        return []
    found = []
    for place, sentence in enumerate((*sentences[:2], " ".join(sentences[:3]))):
        for said in dict.fromkeys((_trimmed(sentence), _trimmed(_POLITE.sub(" ", sentence)))):
            for language in LANGUAGES:
                for sign in _WHOLE:
                    if said and language.strong[sign].fullmatch(said):
                        found.append(Weight(sign, STRONG if place == 0 else 2, said))
    return found[:1]


def _trimmed(text: str) -> str:
    return " ".join(text.replace(",", " ").split()).strip(" .!,;:-*'\"<>。、?…)(")
