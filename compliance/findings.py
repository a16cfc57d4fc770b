"""What a reviewer should look at in a message: a pure check of its content.

An *error* is a fact that makes the message wrong to send; a *warning* points at words that a
person must judge. Positions count characters in the field as it is stored.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from compliance.content import Content, Unsubscribe
from compliance.wording import (
    CLAIM,
    FALSE_REPLY,
    LINK,
    PRICE,
    RANK,
    REGULATED,
    SAYS_NO,
    UNRESOLVED,
)

MAX_SUBJECT_LENGTH = 50
MAX_LINKS = 3
MAX_FINDINGS = 200

_HIDDEN_START = re.compile(r"<(?:(!--)|(style|script)\b)", re.IGNORECASE | re.ASCII)
_TAG = re.compile(r"</?[A-Za-z!][^<>]*>")
_SPACES = re.compile(r"\s+")


class Severity(StrEnum):
    """How much a finding weighs."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class ContentFinding:
    """One finding; `text` is what stands at `start` to `end` of `field`, empty for an absence."""

    code: str
    severity: Severity
    field: str
    start: int
    end: int
    text: str
    message: str


def check(
    content: Content, *, postal_address: str, is_reply: bool = False
) -> tuple[ContentFinding, ...]:
    """Every finding about `content`, in reading order, at most 200.

    `postal_address` is the one that the workspace must show; `is_reply` says that the message
    really answers one, so that "Re:" is true.
    """
    findings = [*_subject(content, is_reply=is_reply), *_words(content)]
    if content.channel == "email":
        findings += [*_unsubscribe(content), *_address(content, postal_address), *_links(content)]
    order = ("subject", "text", "html")
    findings.sort(key=lambda finding: (order.index(finding.field), finding.start, finding.end))
    return tuple(findings[:MAX_FINDINGS])


def has_false_reply(subject: str) -> bool:
    """Whether a subject begins as an answer or a forwarded message does (Re:, Fwd:, AW: …)."""
    return FALSE_REPLY.match(subject) is not None


def visible(html: str) -> str:
    """`html` with tags, comments, styles and scripts as spaces: every position stays."""
    pieces: list[str] = []
    position = 0
    while start := _HIDDEN_START.search(html, position):
        closing = "-->" if start[1] else rf"</{start[2]}[^>]{{0,200}}>"
        found = re.compile(closing, re.IGNORECASE | re.ASCII).search(html, start.end())
        end = found.end() if found else len(html)
        pieces += [html[position : start.start()], _blank(html[start.start() : end])]
        position = end
    pieces.append(html[position:])
    return _TAG.sub(lambda match: _blank(match[0]), "".join(pieces))


def _blank(text: str) -> str:
    return "".join(letter if letter == "\n" else " " for letter in text)


def _absent(code: str, severity: Severity, field: str, message: str) -> ContentFinding:
    return ContentFinding(code, severity, field, 0, 0, "", message)


def _subject(content: Content, *, is_reply: bool) -> Iterator[ContentFinding]:
    if content.channel != "email":
        return
    subject = content.subject
    if not subject.strip():
        yield _absent("subject_missing", Severity.ERROR, "subject", "The subject is empty.")
    if len(subject) > MAX_SUBJECT_LENGTH:
        yield ContentFinding(
            "subject_long",
            Severity.WARNING,
            "subject",
            MAX_SUBJECT_LENGTH,
            len(subject),
            subject[MAX_SUBJECT_LENGTH:],
            f"The subject has {len(subject)} characters; many readers see {MAX_SUBJECT_LENGTH}.",
        )
    if not is_reply and (match := FALSE_REPLY.match(subject)):
        message = "The subject claims to answer or forward a message, but there is none."
        yield _at("false_reply", Severity.ERROR, "subject", match, message)


_PATTERNS: tuple[tuple[str, Severity, re.Pattern[str], str], ...] = (
    (
        "unresolved",
        Severity.ERROR,
        UNRESOLVED,
        "This looks like a variable without its value. The recipient would see it as it is.",
    ),
    ("price", Severity.WARNING, PRICE, "A price or amount: check that it is right and allowed."),
    ("claim", Severity.WARNING, CLAIM, "A claim: check that we can prove it."),
    ("claim", Severity.WARNING, RANK, "A claim: check that we can prove it."),
    *(
        (
            f"regulated_{topic}",
            Severity.WARNING,
            pattern,
            f"A {topic} word: check that we may say it to this person.",
        )
        for topic, pattern in REGULATED.items()
    ),
)


def _words(content: Content) -> Iterator[ContentFinding]:
    """Patterns in the subject and the text, and in the HTML where the text does not have them."""
    seen: set[tuple[str, str]] = set()
    for field, text in (("subject", content.subject), ("text", content.text)):
        for finding in _scan(field, text):
            seen.add((finding.code, finding.text.casefold()))
            yield finding
    for finding in _scan("html", visible(content.html)):
        if (finding.code, finding.text.casefold()) not in seen:
            yield finding


def _scan(field: str, text: str) -> Iterator[ContentFinding]:
    for code, severity, pattern, message in _PATTERNS:
        for count, match in enumerate(pattern.finditer(text)):
            if count == MAX_FINDINGS:
                break
            yield _at(code, severity, field, match, message)


def _at(
    code: str, severity: Severity, field: str, match: re.Match[str], message: str
) -> ContentFinding:
    text = match[0].strip()
    start = match.start() + match[0].index(text)
    return ContentFinding(code, severity, field, start, start + len(text), text, message)


def _unsubscribe(content: Content) -> Iterator[ContentFinding]:
    if content.unsubscribe is Unsubscribe.NONE:
        message = "The recipient has no way to unsubscribe. Add an unsubscribe policy or link."
        yield _absent("unsubscribe_missing", Severity.ERROR, "text", message)
    elif not _shows(content, _shows_a_way_out):
        message = "The text does not say how to unsubscribe. Add {{ unsubscribe_url }}."
        yield _absent("unsubscribe_hidden", Severity.WARNING, "text", message)


def _shows(content: Content, test: Callable[[Content, str], bool]) -> bool:
    bodies = [content.text] if content.text.strip() else []
    bodies += [content.html] if content.html.strip() else []
    return bool(bodies) and all(test(content, body) for body in bodies)


def _shows_a_way_out(content: Content, body: str) -> bool:
    return SAYS_NO.search(body) is not None or any(url in body for url in _own_links(content))


def _own_links(content: Content) -> list[str]:
    return [fact.value for fact in content.facts if fact.name == "unsubscribe_url" and fact.value]


def _address(content: Content, postal_address: str) -> Iterator[ContentFinding]:
    if not postal_address.strip():
        message = "The workspace has no postal address. An admin can add one in the settings."
        yield _absent("postal_address_unset", Severity.ERROR, "text", message)
    elif not _contains(content.text, postal_address) and not _contains(
        visible(content.html), postal_address
    ):
        message = "The postal address is missing. Add {{ postal_address }}."
        yield _absent("postal_address_missing", Severity.ERROR, "text", message)


def _contains(body: str, address: str) -> bool:
    return _letters(address) in _letters(body)


def _letters(text: str) -> str:
    """Only what a person would compare: commas and line breaks differ between layouts."""
    return _SPACES.sub(" ", text.replace(",", " ")).casefold().strip()


def _links(content: Content) -> Iterator[ContentFinding]:
    for field, body in (("text", content.text), ("html", content.html)):
        own = _own_links(content)
        links = [m for m in LINK.finditer(body) if not any(m[0].startswith(url) for url in own)]
        different = list({match[0]: match for match in reversed(links)}.values())[::-1]
        if len(different) > MAX_LINKS:
            message = f"There are {len(different)} links; filters distrust more than {MAX_LINKS}."
            yield _at("links_many", Severity.WARNING, field, different[MAX_LINKS], message)
            return
