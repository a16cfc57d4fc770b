"""Automatic answers: out of office, receipts, closed inboxes, "left the company".

Signs are weighed, each with its evidence; 9 points are automatic. Fields decide (RFC 3834 and
what vendors use instead), and subjects that only machines write. Other words need company: people
also write "I am out of office until Monday" by hand, quote our text and ask something.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from signals.reading import absence_words as absence
from signals.reading.departure_words import MOVED
from signals.reading.departures import departure
from signals.reading.desk_words import ACKNOWLEDGED, CHALLENGE, RECEIPT, UNATTENDED
from signals.reading.fields import ANSWER, Fields, domain_of, mailboxes
from signals.reading.human_words import ENGAGES
from signals.reading.machine_fields import field_signs
from signals.reading.results import Evidence, evidence
from signals.reading.vocabulary import fold, vocabulary

AUTOMATIC_FROM = 9
HINT_FROM = 4
_MIN_NAME = 3

_TAG = re.compile(r"^(?:[\[【][^\]】]{1,40}[\]】] ?){0,2}")
_BRACKETS = re.compile(r"^[\[【(] ?(?=\D)")
_ENDS = re.compile(
    r" ?(?:[:(\[\]】)!|–-]|re\b|$|on your|auf ihre|zu\b|from\b|von\b|de\b|da\b|van\b|\. )"
)
_SHORT = re.compile(r"(?:auto|automat\w*|oof|ooo) ?: ?")
_LINK = re.compile(r"(?:https?://|www\.)\S{1,500}")  # A "?" in one asks nothing.
_SENTENCE_END = re.compile(r"(?<=[.!?¶])\s|(?<=。)")
#: Within a sentence: "our desk writes 'we have received your request' to everybody".
_CITED = re.compile(r'(?<=[\w,:.] )"[^"¶]{1,160}"')
_CLOSING = re.compile(r" [-–|] | ?[(\[]")
_ANSWER = re.compile(ANSWER)
_SUBJECT = vocabulary(absence.SUBJECT)
_TOPIC = vocabulary(absence.TOPIC)
_RECEIPT = vocabulary(RECEIPT)
_ENGAGES = vocabulary(ENGAGES)
_APOLOGY = re.compile(
    r"sorry|apolog|entschuld|desol|perdon|disculp|scus|desculp|excuses|przepra|ursakt|undskyld|"
    r"anteeksi|omlouv|извини|申し訳|抱歉|죄송|your system|talk to"
)
_ABOUT_ONE = vocabulary(absence.ABOUT_ONE)
_ABSENT = vocabulary(absence.ABSENT)
_ACKNOWLEDGED = vocabulary(ACKNOWLEDGED)
_WORDS: tuple[tuple[re.Pattern[str], int], ...] = (
    (_ABSENT, 4),
    (vocabulary(absence.SAYS), 7),
    (vocabulary(absence.FORM), 2),
    (vocabulary(MOVED), 4),
    (_ACKNOWLEDGED, 5),
    (vocabulary(UNATTENDED), 6),
    (vocabulary(CHALLENGE), 6),
)


@dataclass(frozen=True, slots=True)
class Signs:
    """How much speaks for a machine (in points), and whether it says that the person left."""

    score: int
    left: str
    evidence: tuple[Evidence, ...]

    @property
    def is_automatic(self) -> bool:
        """Enough to act on without a person."""
        return self.score >= AUTOMATIC_FROM

    @property
    def has_hint(self) -> bool:
        """Not enough alone, yet more than nothing."""
        return self.score >= HINT_FROM


def automatic_signs(
    fields: Fields, own_text: str, *, quotes: bool = False, names_return: bool = False
) -> Signs:
    """Weigh fields, subject and the sender's own words.

    own_text: what the sender wrote, without quotes. quotes: whether the message quotes another.
    names_return: whether a day is named as return or as the end of an absence.
    """
    words, subject = fold(own_text), fold(fields.get("subject"))
    by_fields = list(field_signs(fields))
    by_subject = [*_subject_signs(subject), *_thread_signs(fields, subject)]
    left = departure(f"{subject} ¶ {_with_company(words, fields)}")
    signs = [*by_fields, *by_subject, *_word_signs(subject, words)]
    if left:
        signs.append((4, evidence("text", left)))
    if names_return and _points([*by_fields, *by_subject]) >= HINT_FROM:
        signs.append((3, evidence("text", "names a day of return")))
    if _points(by_fields) < AUTOMATIC_FROM:
        signs += _human_signs(subject, words, quotes)
    found = tuple(each for points, each in signs if points > 0)
    if names_return and _ABSENT.search(words):
        left = ""  # Who is away until a day has not left; somebody else has.
    return Signs(_points(signs), left, found)


def _with_company(words: str, fields: Fields) -> str:
    """The words with the name of the sender's domain as "company": "I have left Acme"."""
    sender = next(iter(mailboxes(fields.get("from"))), "")
    labels = domain_of(sender).split(".")[:-1]
    name = max(labels, key=len, default="")
    if len(name) < _MIN_NAME:
        return words
    return re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", "company", words)


def is_machines_phrase(text: str) -> bool:
    """Whether a sentence is one that automatic answers use anyway, whatever else it looks like."""
    words = fold(text)
    return departure(words) != "" or any(pattern.search(words) for pattern, _ in _WORDS)


def announces_itself(subject: str) -> bool:
    """Whether a subject is that of an automatic answer, or of an absence."""
    return _points(_subject_signs(fold(subject))) >= HINT_FROM


def says_absence(text: str) -> bool:
    """Whether a text says that somebody is away or has left; people say that too."""
    words = fold(text)
    return _ABSENT.search(words) is not None or departure(words) != ""


def acknowledges(text: str) -> bool:
    """Whether a text tells that a message has come in, as help desks do."""
    return _ACKNOWLEDGED.search(fold(text)) is not None


def engages(text: str) -> bool:
    """Whether a text has what only a person writes; machines apologise as well."""
    found = islice(_ENGAGES.finditer(fold(text)), 10)
    return any(not _APOLOGY.match(match[0]) for match in found)


def _points(signs: Iterable[tuple[int, Evidence]]) -> int:
    return sum(points for points, _ in signs)


def _subject_signs(subject: str) -> Iterator[tuple[int, Evidence]]:
    bare = _TAG.sub("", subject, count=1)
    for begin in dict.fromkeys((bare, _BRACKETS.sub("", subject, count=1))):
        short = _SHORT.match(begin)
        match = short or _SUBJECT.match(begin)
        if match and (short or _closes(begin, match)):
            yield 10, evidence("subject", match[0])
            return
    if match := _ABOUT_ONE.match(bare):
        yield 7, evidence("subject", match[0])
    elif match := _TOPIC.match(bare):
        yield _topic_points(bare, match), evidence("subject", match[0])


def _thread_signs(fields: Fields, subject: str) -> Iterator[tuple[int, Evidence]]:
    """People answer under our subject; rules and forms that answer have one of their own."""
    bare = _TAG.sub("", subject, count=1)
    own = subject != "" and not _ANSWER.match(bare)
    if own and fields.has("in-reply-to"):
        yield 3, evidence("subject", "an answer under a subject of its own")
    closing = _CLOSING.split(bare)[1:][-1:]
    if own and closing and _SUBJECT.fullmatch(closing[0].rstrip(" )]")):
        yield 4, evidence("subject", closing[0])
    if own and (match := _RECEIPT.match(bare)):
        yield 4, evidence("subject", match[0])


def _topic_points(subject: str, match: re.Match[str]) -> int:
    """ "Out of office: your subject" is a machine's; "Vacation" alone is anybody's."""
    rest = subject[match.end() :].strip()
    if re.match(r"(?:[:(–-]|re\b) ?\w", rest):
        return 7
    tongues = re.split(r" ?[/|] ?", subject)[:6]
    if len(tongues) > 1 and all(_TOPIC.fullmatch(each) for each in tongues):
        return 7  # "Out of office / Afwezig / Absent", where several languages are spoken.
    return 4 if not rest or _closes(subject, match) else 2


def _closes(subject: str, match: re.Match[str]) -> bool:
    """A prefix that machines write stands alone, or a mark divides it from what follows."""
    if _ENDS.match(subject, match.end()):
        return True
    return ord(subject[match.end() - 1]) > 0x2E80  # No spaces between words there.


def _word_signs(subject: str, words: str) -> Iterator[tuple[int, Evidence]]:
    words = _stated(words)
    whole = f"{subject} ¶ {words}"
    for pattern, points in _WORDS:
        text = words if pattern is _ABSENT else whole
        match = pattern.search(text)
        if match:
            yield points, evidence("text", text[max(0, match.start() - 40) : match.end() + 60])


def _stated(words: str) -> str:
    """The words without those that are cited and without questions: a machine states what it is,
    a person asks whether the product sends automatic answers."""
    told = _SENTENCE_END.split(_CITED.sub('""', words))
    return " ".join(each for each in told if not each.endswith("?"))


def _human_signs(subject: str, words: str, quotes: bool) -> Iterator[tuple[int, Evidence]]:
    if "?" in _LINK.sub(" ", words):
        yield -5, evidence("text", "asks something")
    if quotes:
        yield -4, evidence("text", "quotes what it answers")
    if _ANSWER.match(subject):
        yield -1, evidence("subject", "an answer")
    match = _ENGAGES.search(words)
    if match:
        yield -6, evidence("text", match[0])
