"""What filters and readers take for junk, and parts of one message that say different things."""

import re
from collections import Counter
from collections.abc import Iterator

from compliance.markup import hides, masked, tags
from compliance.wording import LINK, SPAM
from sequences.lint.finding import Finding
from sequences.lint.links import hrefs
from sequences.lint.seen import Seen, fixed_text
from sequences.rendering import VARIABLES
from sequences.rendering.html import addresses_in

MOST_EXCLAMATIONS = 3
MOST_CURRENCY = 5
LEAST_CAPITALS = 6
LEAST_ALIKE = 0.6

_CURRENCY = re.compile("[$\u20ac\u00a3\u00a5]")
_MANY_CURRENCY = re.compile("[$\u20ac\u00a3\u00a5]{2}")
_WORD = re.compile(r"\w+")


def findings(seen: Seen) -> Iterator[Finding]:
    """Everything of this kind about one step in one wording."""
    yield from _loud(seen)
    yield from _phrases(seen)
    yield from _hidden(seen)
    if "HTML" in seen.bodies and "html" in seen.parts:
        yield from _words_differ(seen)
        yield from _links_differ(seen)


def _loud(seen: Seen) -> Iterator[Finding]:
    place, text = seen.place, seen.text_of("text")
    subject = fixed_text(seen.letter.subject) if seen.letter else ""
    capitals = sum(letter.isupper() for letter in subject)
    if capitals >= LEAST_CAPITALS and not any(letter.islower() for letter in subject):
        message = "the subject is in capitals alone, which filters and readers take for junk."
        yield place.warning("subject_loud", message, "Write it as a sentence.")
    if subject.count("!") > 1 or "!!" in text or text.count("!") > MOST_EXCLAMATIONS:
        message = "there are many exclamation marks, which filters take for junk."
        yield place.warning("exclamations", message, "Keep one, or none.")
    every = f"{subject}\n{text}"
    if _MANY_CURRENCY.search(every) or len(_CURRENCY.findall(every)) > MOST_CURRENCY:
        message = "there are many currency signs, which filters take for junk."
        yield place.warning("currency_signs", message, "Name fewer amounts.")


def _phrases(seen: Seen) -> Iterator[Finding]:
    parts = (seen.text_of(part) for part in ("subject", "preheader", "text", "html"))
    found = {match[0].casefold(): None for part in parts for match in SPAM.finditer(part)}
    for phrase in found:
        message = f"“{phrase}” is a phrase that filters take for junk."
        yield seen.place.warning("spam_phrase", message, "Say it in other words.")


def _hidden(seen: Seen) -> Iterator[Finding]:
    for tag in tags(masked(seen.step.html)):
        if hides(tag):
            message = "the HTML hides text from its reader, which filters take for fraud."
            fix = "Delete it; the preview text has a field of its own."
            yield seen.place.warning("hidden_text", message, fix)
            return


def _words_differ(seen: Seen) -> Iterator[Finding]:
    text, page = _counted(seen.text_of("text")), _counted(seen.text_of("html"))
    page -= _counted(seen.text_of("preheader"))
    total = text.total() + page.total()
    if total and 2 * (text & page).total() / total < LEAST_ALIKE:
        message = "the HTML and the text say different things; people see only one of them."
        yield seen.place.warning("parts_differ", message, "Bring one in step with the other.")


def _counted(words: str) -> Counter[str]:
    return Counter(_WORD.findall(LINK.sub(" ", words).casefold()))


def _links_differ(seen: Seen) -> Iterator[Finding]:
    ours = VARIABLES["unsubscribe_url"].example
    in_text = {_plain(each) for each in addresses_in(seen.text_of("text"))}
    in_page = {_plain(each) for each in hrefs(seen)}
    shown = {_plain(each) for each in addresses_in(seen.text_of("html"))}
    for there, here, part in ((in_text, in_page | shown, "HTML"), (in_page, in_text, "text")):
        gone = sorted(each for each in there - here if not each.startswith(ours))
        if gone:
            message = f"the {part} lacks the link {gone[0][:80]} of the other part."
            yield seen.place.warning("links_differ", message, "Put it into both, or into none.")


def _plain(address: str) -> str:
    return address.rstrip("/")
