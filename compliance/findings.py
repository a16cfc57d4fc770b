"""What a reviewer should look at in a message: a pure check of its content.

An *error* is a fact that makes the message wrong to send; a *warning* points at words that a
person must judge. Positions count characters in the field as it is stored.
"""

import html as markup
import re
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice
from typing import TypeVar

from compliance import links
from compliance.content import Content, Unsubscribe
from compliance.wording import ALL_PACKS, FALSE_REPLY, OWN, RULES, SAYS_NO, Pack, Severity
from compliance.wording.own import NOTHING, Hit, Tree, hits

Each = TypeVar("Each")
# A field and the links in it, by where they lead.
ByField = tuple[str, dict[str, links.Link]]

__all__ = ["ContentFinding", "Severity", "check", "has_false_reply", "visible"]

MAX_SUBJECT_LENGTH = 50
MAX_LINKS = 3
MAX_IMAGES = 3
MAX_FINDINGS = 200
# Of the checks that are no words. It grows when what one of them finds changes.
CHECKS_VERSION = 2

_HIDDEN_START = re.compile(r"<(?:(!--)|(style|script)\b)", re.IGNORECASE | re.ASCII)
_TAG = re.compile(r"</?[A-Za-z!][^<>]*>")
_SPACES = re.compile(r"\s+")
_WORD = re.compile(r"\w+")
_VARIABLE = re.compile(r"\{\{[^{}]{0,200}\}\}")


@dataclass(frozen=True, slots=True)
class ContentFinding:
    """One finding; `text` is what stands at `start` to `end` of `field`, empty for an absence.

    `rule`, `version` and `pack` say by which rule, as it was at the time of the check.
    """

    code: str
    severity: Severity
    field: str
    start: int
    end: int
    text: str
    message: str
    rule: str = ""
    version: int = CHECKS_VERSION
    pack: str = Pack.GENERAL.value


def check(
    content: Content,
    *,
    postal_address: str,
    is_reply: bool = False,
    disclosure: str = "",
    packs: Collection[Pack] = ALL_PACKS,
    own: Tree = NOTHING,
) -> tuple[ContentFinding, ...]:
    """Every finding about `content`, in reading order; of more than 200, errors before others.

    `postal_address` is the one that the workspace must show, `disclosure` a text that it wants to
    show, with variables; `is_reply` says that the message really answers one, so that "Re:" is
    true. `packs` are the built-in words that are looked for, `own` those of the workspace.
    """
    findings = [*_subject(content, is_reply=is_reply), *_words(content, packs, own)]
    findings += _disclosure(content, disclosure)
    if content.channel == "email":
        findings += [*_unsubscribe(content), *_address(content, postal_address)]
        findings += [*_links(content), *_images(content)]
    order = ("subject", "text", "html")
    # No flood of lesser findings may push an error out.
    kept = sorted(findings, key=lambda each: each.severity is not Severity.ERROR)[:MAX_FINDINGS]
    return tuple(sorted(kept, key=lambda each: (order.index(each.field), each.start, each.end)))


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
    return ContentFinding(code, severity, field, 0, 0, "", message, code)


def _marked(
    code: str, severity: Severity, field: str, start: int, text: str, message: str
) -> ContentFinding:
    return ContentFinding(code, severity, field, start, start + len(text), text, message, code)


def _subject(content: Content, *, is_reply: bool) -> Iterator[ContentFinding]:
    if content.channel != "email":
        return
    subject = content.subject
    if not subject.strip():
        yield _absent("subject_missing", Severity.ERROR, "subject", "The subject is empty.")
    if len(subject) > MAX_SUBJECT_LENGTH:
        message = f"The subject has {len(subject)} characters; many see {MAX_SUBJECT_LENGTH}."
        tail = subject[MAX_SUBJECT_LENGTH:]
        start = MAX_SUBJECT_LENGTH
        yield _marked("subject_long", Severity.WARNING, "subject", start, tail, message)
    if not is_reply and (match := FALSE_REPLY.match(subject)):
        message = "The subject claims to answer or forward a message, but there is none."
        words, start = _trimmed(match)
        yield _marked("false_reply", Severity.ERROR, "subject", start, words, message)


def _words(content: Content, packs: Collection[Pack], own: Tree) -> Iterator[ContentFinding]:
    """Words in the subject and the text, and in the HTML where the text does not have them."""
    seen: set[tuple[str, str]] = set()
    for field, text in (("subject", content.subject), ("text", content.text)):
        for finding in _scan(field, text, packs, own):
            seen.add((finding.rule, finding.text.casefold()))
            yield finding
    for finding in _scan("html", visible(content.html), packs, own):
        if (finding.rule, finding.text.casefold()) not in seen:
            yield finding


def _scan(field: str, text: str, packs: Collection[Pack], own: Tree) -> Iterator[ContentFinding]:
    for rule in (each for each in RULES if each.pack in packs):
        for match in _first(rule.pattern.finditer(text)):
            words, start = _trimmed(match)
            end, version, pack = start + len(words), rule.version, rule.pack.value
            about = (rule.code, rule.severity, field, start, end, words, rule.message)
            yield ContentFinding(*about, rule.id, version, pack)
    for hit in _first(hits(own, text)):
        yield _own(field, text, hit)


def _first(found: Iterable[Each]) -> Iterator[Each]:
    return islice(found, MAX_FINDINGS)


def _own(field: str, text: str, hit: Hit) -> ContentFinding:
    rule, words = hit.rule, text[hit.start : hit.end]
    about = (rule.code, rule.severity, field, hit.start, hit.end, words, rule.message)
    return ContentFinding(*about, rule.id, rule.version, OWN)


def _trimmed(match: re.Match[str]) -> tuple[str, int]:
    """What a pattern found without the space around it, and where that begins."""
    text = match[0].strip()
    return text, match.start() + match[0].index(text)


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


def _disclosure(content: Content, disclosure: str) -> Iterator[ContentFinding]:
    """Its variables stand for anything, so only the words between them are asked for."""
    wanted = [piece for text in _VARIABLE.split(disclosure) if (piece := _plain(text))]
    shown = [content.text, markup.unescape(visible(content.html))]
    bodies = [f" {_plain(body)} " for body in shown if body.strip()]
    if not all(f" {piece} " in body for body in bodies for piece in wanted):
        message = "The workspace's disclosure is missing. Add {{ disclosure }}."
        yield _absent("disclosure_missing", Severity.WARNING, "text", message)


def _plain(text: str) -> str:
    """The words alone: layouts differ in everything between them."""
    return " ".join(_WORD.findall(text.casefold()))


# Facts about where a link leads that nobody means well; the others are a matter of judgement.
_WRONG = frozenset({"link_userinfo", "link_lookalike"})


def _links(content: Content) -> Iterator[ContentFinding]:
    """Odd links, each once, in the text if it stands there; and the first that is too many."""
    senders = (content.sender_address, content.reply_to)
    domains = tuple({sender.rpartition("@")[2] for sender in senders if "@" in sender})
    known: set[tuple[str, str]] = set()
    by_field = list(_links_by_field(content))
    for field, found in by_field:
        for link in found.values():
            for code, message in links.problems(link, domains):
                key = (code, links.plain(link.address))
                if key not in known:
                    known.add(key)
                    severity = Severity.ERROR if code in _WRONG else Severity.WARNING
                    yield _marked(code, severity, field, link.start, link.address, message)
    yield from _links_many(by_field)


def _links_many(by_field: Iterable[ByField]) -> Iterator[ContentFinding]:
    for field, found in by_field:
        if len(found) > MAX_LINKS:
            message = f"There are {len(found)} links; filters distrust more than {MAX_LINKS}."
            link = list(found.values())[MAX_LINKS]
            yield _marked("links_many", Severity.WARNING, field, link.start, link.address, message)
            return


def _links_by_field(content: Content) -> Iterator[ByField]:
    """The different links of each body, where they stand first, without our own way out."""
    own = set(_own_links(content))
    bare = links.in_text(visible(content.html))
    anchors = links.in_html(content.html)
    for field, found in (
        ("text", links.in_text(content.text)),
        ("html", chain(anchors, bare)),
    ):
        first: dict[str, links.Link] = {}
        for link in found:
            if (address := links.plain(link.address)) not in own:
                first.setdefault(address, link)
        yield field, first


def _images(content: Content) -> Iterator[ContentFinding]:
    found = list(links.images(content.html))
    if len(found) > MAX_IMAGES:
        start, end, _ = found[MAX_IMAGES]
        message = f"There are {len(found)} images; filters distrust more than {MAX_IMAGES}."
        tag = content.html[start:end]
        yield _marked("images_many", Severity.WARNING, "html", start, tag, message)
    for start, end, is_unseen in found:
        if is_unseen:
            message = "An image is too small to be seen, as those are that count who opens."
            tag = content.html[start:end]
            yield _marked("image_tracking", Severity.WARNING, "html", start, tag, message)
            return
