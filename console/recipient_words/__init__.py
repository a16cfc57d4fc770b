"""The texts of the recipient's page, a module for each language; every one is complete by type."""

from collections.abc import Mapping

from django.utils.translation.trans_real import parse_accept_lang_header

from console.recipient_words import de, en, es, fr, it, ja, nl, pl, pt, sv
from console.recipient_words.words import Words
from signals.choices import LANGUAGES

_KNOWN = {
    "en": en.WORDS,
    "de": de.WORDS,
    "fr": fr.WORDS,
    "es": es.WORDS,
    "it": it.WORDS,
    "pt": pt.WORDS,
    "nl": nl.WORDS,
    "pl": pl.WORDS,
    "sv": sv.WORDS,
    "ja": ja.WORDS,
}
BY_CODE: Mapping[str, Words] = {code: _KNOWN[code] for code in LANGUAGES}


def code_for(asked: str, accepts: str) -> str:
    """The language of a page: what was `asked` for by name, else the first that the browser
    accepts (an Accept-Language header) and we have, else English."""
    named = [asked, *(tag for tag, _ in parse_accept_lang_header(accepts))]
    return next((code for tag in named if (code := tag.partition("-")[0]) in BY_CODE), "en")
