"""The phrases of ten languages, compiled once over folded text."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from signals.reading.folding import bare
from signals.reading.intent.phrases import (
    dutch,
    english,
    french,
    german,
    italian,
    japanese,
    polish,
    portuguese,
    spanish,
    swedish,
)
from signals.reading.intent.vocabulary import Phrases, Sign


@dataclass(frozen=True, slots=True)
class Language:
    """One language: compiled phrases, and the words for "not" before a positive sign."""

    code: str
    strong: Mapping[Sign, re.Pattern[str]]
    hints: Mapping[Sign, re.Pattern[str]]
    denied: re.Pattern[str]
    no: re.Pattern[str]
    negation: str
    everyday: re.Pattern[str]


#: Words that a text of some length has in its language alone, or nearly.
_EVERYDAY: Mapping[str, re.Pattern[str]] = {
    code: re.compile(rf"(?<!\w)(?:{words})(?!\w)")
    for code, words in {
        "en": "the|and|you|for|to|of|with|is|this|we|are|it|your",
        "de": "der|die|das|und|ist|nicht|wir|sie|ich|fur|mit|ein|zu|auf",
        "fr": "le|les|et|est|pas|nous|vous|je|pour|une|dans|des|du|votre",
        "es": "el|los|las|y|es|no|para|que|por|con|una|su|del|nos",
        "it": "il|gli|e|non|per|che|con|una|di|della|sono|ci|si|vi",
        "pt": "o|os|as|e|nao|para|que|com|uma|por|do|da|em|nos",
        "nl": "de|het|een|en|niet|voor|wij|ik|van|met|is|we|dat|u",
        "pl": "i|nie|w|na|do|jest|sie|z|to|dla|ze|jestem|prosze|mamy",
        "sv": "och|att|det|inte|vi|jag|ar|som|for|med|en|till|har|pa",
    }.items()
} | {"ja": re.compile("[ぁ-ん]{2}")}


def _language(code: str, phrases: Phrases) -> Language:
    strong = {sign: re.compile(bare(pair[0])) for sign, pair in phrases.items()}
    hints = {sign: re.compile(bare(pair[1])) for sign, pair in phrases.items() if pair[1]}
    negation = bare(phrases[Sign.NEGATION][0])
    inside = re.compile(rf"(?<!\w){negation}(?!\w)")
    denied = re.compile(rf"(?<!\w){negation}(?:[\s'-]+[^\s,;.:!?]+){{0,2}}[\s'-]*$")
    return Language(code, strong, hints, denied, inside, negation, _EVERYDAY[code])


LANGUAGES: tuple[Language, ...] = tuple(
    _language(code, module.PHRASES)
    for code, module in (
        ("en", english),
        ("de", german),
        ("fr", french),
        ("es", spanish),
        ("it", italian),
        ("pt", portuguese),
        ("nl", dutch),
        ("pl", polish),
        ("sv", swedish),
        ("ja", japanese),
    )
)
