"""What a reviewer should look at in a message: a pure check of its content.

An *error* is a fact that makes the message wrong to send; a *warning* points at words that a
person must judge. Positions count characters in the field as it is stored.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice

from compliance import links
from compliance import page as pages
from compliance.content import Content, Unsubscribe
from compliance.page import Page
from compliance.reading import Reading, alike, as_it_stands, bare, usual
from compliance.wording import (
    ALL_PACKS,
    FALSE_REPLY,
    OWN,
    RULES,
    SAYS_NO,
    Pack,
    Severity,
    WordRule,
    says_stop,
)
from compliance.wording.own import NOTHING, Hit, OwnRule, Tree, folded, hits

# A field and the links in it.
ByField = tuple[str, list[links.Link]]

__all__ = ["ContentFinding", "Severity", "check", "has_false_reply"]

MAX_SUBJECT_LENGTH = 50
MAX_LINKS = 3
MAX_IMAGES = 3
MAX_FINDINGS = 200
# Of the checks that are no words. It grows when what one of them finds changes.
CHECKS_VERSION = 5
# Of our links to say no, where the message shows none of its own to tell the host by.
TOKEN_LENGTH = 43
# Stands for such a link where words are looked for.
LINK = "\N{LINK SYMBOL}"

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


@dataclass(frozen=True, slots=True)
class _Message:
    """A message and what its reader reads of it."""

    content: Content
    text: Reading
    page: Page

    @property
    def bodies(self) -> dict[str, str]:
        """The words of each part that there is; people see one of them."""
        parts = (("text", self.text), ("html", self.page.seen))
        return {name: read.text for name, read in parts if getattr(self.content, name).strip()}


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
    message = _Message(content, usual(as_it_stands(content.text)), pages.read(content.html))
    findings = [*_subject(content, is_reply=is_reply), *_words(message, packs, own)]
    findings += _disclosure(message, disclosure)
    if content.channel == "email":
        findings += [*_unsubscribe(message), *_ways_out_of_others(message)]
        findings += _address(message, postal_address)
        findings += [*_links(message), *_images(message)]
    elif content.channel == "sms":
        findings += _way_out_of_texts(content)
    order = ("subject", "text", "html")
    kept = _gravest(findings)
    return tuple(sorted(kept, key=lambda each: (order.index(each.field), each.start, each.end)))


def has_false_reply(subject: str) -> bool:
    """Whether a subject begins as an answer or a forwarded message does (Re:, Fwd:, AW: …)."""
    return _false_reply(subject) is not None


def _gravest(findings: Iterable[ContentFinding]) -> list[ContentFinding]:
    """At most 200: no flood of lesser findings, or of words that somebody may have accepted,
    pushes an error out."""
    before: Counter[tuple[str, str]] = Counter()
    ranked: list[tuple[bool, int, ContentFinding]] = []
    for each in findings:
        same = (each.rule, folded(each.text))
        ranked.append((each.severity is not Severity.ERROR, before[same], each))
        before[same] += 1
    return [each for _, _, each in sorted(ranked, key=lambda rank: rank[:2])[:MAX_FINDINGS]]


def _absent(code: str, severity: Severity, field: str, message: str) -> ContentFinding:
    return ContentFinding(code, severity, field, 0, 0, "", message, code)


def _marked(
    code: str, severity: Severity, at: tuple[str, int, int], text: str, message: str
) -> ContentFinding:
    return ContentFinding(code, severity, *at, text[at[1] : at[2]], message, code)


def _subject(content: Content, *, is_reply: bool) -> Iterator[ContentFinding]:
    if content.channel != "email":
        return
    subject = content.subject
    if not subject.strip():
        yield _absent("subject_missing", Severity.ERROR, "subject", "The subject is empty.")
    if len(subject) > MAX_SUBJECT_LENGTH:
        message = f"The subject has {len(subject)} characters; many see {MAX_SUBJECT_LENGTH}."
        at = ("subject", MAX_SUBJECT_LENGTH, len(subject))
        yield _marked("subject_long", Severity.WARNING, at, subject, message)
    if not is_reply and (place := _false_reply(subject)):
        message = "The subject claims to answer or forward a message, but there is none."
        yield _marked("false_reply", Severity.ERROR, ("subject", *place), subject, message)


def _false_reply(subject: str) -> tuple[int, int] | None:
    """Where the words stand that make it one."""
    reading = usual(as_it_stands(subject))
    for each in (reading, bare(alike(reading))):
        if match := FALSE_REPLY.match(each.text):
            return each.place(*_trimmed(match))
    return None


def _words(message: _Message, packs: Collection[Pack], own: Tree) -> Iterator[ContentFinding]:
    """Words in the subject and the text, and in the HTML where the text does not have them."""
    content, page = message.content, message.page
    subject = _Field("subject", content.subject, usual(as_it_stands(content.subject)))
    own_links = _own_links(content)
    rules = [rule for rule in RULES if rule.pack in packs]
    said: set[tuple[str, str]] = set()
    for part in (subject, _Field("text", content.text, _without(message.text, own_links))):
        for finding, words in _scan(part, rules, own):
            said.add((finding.rule, words))
            yield finding
    unfilled = [rule for rule in rules if rule.code == "unresolved"]
    values = _scan(_Field("html", content.html, page.values), unfilled, NOTHING)
    pieces = [page.every, *([page.seen] if page.seen is not page.every else [])]
    readings = [_without(each, own_links) for each in pieces]
    scans = [_scan(_Field("html", content.html, each), rules, own) for each in readings]
    there: dict[tuple[str, int, int], ContentFinding] = {}
    for finding, words in chain(*scans, values):
        if (finding.rule, words) not in said:
            there.setdefault((finding.rule, finding.start, finding.end), finding)
    yield from there.values()


def _without(reading: Reading, urls: Collection[str]) -> Reading:
    """With a sign in place of links that we make: chance writes their letters, and now and then a
    price or a word among them."""
    if not urls:
        return reading
    return reading.sub(re.compile("|".join(map(re.escape, urls))), lambda _: LINK)


@dataclass(frozen=True, slots=True)
class _Field:
    """A field with one reading of it."""

    name: str
    source: str
    reading: Reading


def _scan(
    part: _Field, rules: Iterable[WordRule], own: Tree
) -> Iterator[tuple[ContentFinding, str]]:
    """What is found, each with its words as they are read."""
    for rule in rules:
        for match in islice(rule.pattern.finditer(part.reading.text), MAX_FINDINGS):
            yield _found(part, rule, rule.pack.value, _trimmed(match))
    known: set[tuple[str, int, int]] = set()
    for hit in chain(hits(own, part.reading.text), _disguised(part.reading, own)):
        if (key := (hit.rule.id, hit.start, hit.end)) not in known:
            known.add(key)
            yield _found(part, hit.rule, OWN, (hit.start, hit.end))


def _found(
    part: _Field, rule: WordRule | OwnRule, pack: str, read: tuple[int, int]
) -> tuple[ContentFinding, str]:
    start, end = part.reading.place(*read)
    about = (rule.code, rule.severity, part.name, start, end, part.source[start:end], rule.message)
    words = " ".join(part.reading.text[slice(*read)].casefold().split())
    return ContentFinding(*about, rule.id, rule.version, pack), words


def _disguised(reading: Reading, own: Tree) -> Iterator[Hit]:
    """Errors in letters that only look like theirs; each of those is one letter, too."""
    latin = alike(reading)
    return iter(()) if latin is reading else hits(own.disguised or NOTHING, latin.text)


def _trimmed(match: re.Match[str]) -> tuple[int, int]:
    """Where what a pattern found begins and ends, without the space around it."""
    text = match[0].strip()
    start = match.start() + match[0].index(text)
    return start, start + len(text)


def _unsubscribe(message: _Message) -> Iterator[ContentFinding]:
    if message.content.unsubscribe is Unsubscribe.NONE:
        sentence = "The recipient has no way to unsubscribe. Add an unsubscribe policy or link."
        yield _absent("unsubscribe_missing", Severity.ERROR, "text", sentence)
    elif not _shows_a_way_out(message):
        sentence = "The text does not say how to unsubscribe. Add {{ unsubscribe_url }}."
        yield _absent("unsubscribe_hidden", Severity.WARNING, "text", sentence)


def _shows_a_way_out(message: _Message) -> bool:
    bodies, own = message.bodies, _own_links(message.content)
    if "html" in bodies:
        linked = (each.address for each in message.page.anchors if not each.is_hidden)
        bodies["html"] = "\n".join([bodies["html"], *linked])
    return bool(bodies) and all(
        SAYS_NO.search(body) is not None or any(url in body for url in own)
        for body in bodies.values()
    )


def _way_out_of_texts(content: Content) -> Iterator[ContentFinding]:
    """Only first messages are looked at, and the first one has to say it."""
    if not (says_stop(content.text) or any(url in content.text for url in _own_links(content))):
        sentence = "The text does not say how to stop text messages. Add “Reply STOP to opt out”."
        yield _absent("sms_way_out_missing", Severity.ERROR, "text", sentence)


def _ways_out_of_others(message: _Message) -> Iterator[ContentFinding]:
    """Who follows such a link stops somebody else."""
    own = {links.way_out(url) for url in _own_links(message.content)}
    hosts = {host for host, _ in own}
    for field, found in _links_by_field(message):
        for link in found:
            host, token = links.way_out(link.address)
            is_ours = host in hosts if hosts else len(token) == TOKEN_LENGTH
            if token and is_ours and (host, token) not in own:
                sentence = "This link unsubscribes somebody else. Put the person's own there."
                at = (field, link.start, link.end)
                source = getattr(message.content, field)
                yield _marked("unsubscribe_other", Severity.ERROR, at, source, sentence)


def _own_links(content: Content) -> list[str]:
    return [fact.value for fact in content.facts if fact.name == "unsubscribe_url" and fact.value]


def _address(message: _Message, postal_address: str) -> Iterator[ContentFinding]:
    """People see one part of a message, so each shows the address."""
    if not postal_address.strip():
        sentence = "The workspace has no postal address. An admin can add one in the settings."
        yield _absent("postal_address_unset", Severity.ERROR, "text", sentence)
        return
    wanted = _letters(postal_address)
    lacking = [name for name, body in message.bodies.items() if wanted not in _letters(body)]
    if lacking == ["html"]:
        sentence = "The HTML lacks or hides the postal address. Add {{ postal_address }}."
        yield _absent("postal_address_missing", Severity.ERROR, "html", sentence)
    elif lacking or not message.bodies:
        sentence = "The postal address is missing. Add {{ postal_address }}."
        yield _absent("postal_address_missing", Severity.ERROR, "text", sentence)


def _letters(text: str) -> str:
    """Only what a person would compare: commas and line breaks differ between layouts."""
    return _SPACES.sub(" ", text.replace(",", " ")).casefold().strip()


def _disclosure(message: _Message, disclosure: str) -> Iterator[ContentFinding]:
    """Its variables stand for anything, so only the words between them are asked for."""
    wanted = [piece for text in _VARIABLE.split(disclosure) if (piece := _plain(text))]
    bodies = [f" {_plain(body)} " for body in message.bodies.values()]
    if not all(f" {piece} " in body for body in bodies for piece in wanted):
        sentence = "The workspace's disclosure is missing. Add {{ disclosure }}."
        yield _absent("disclosure_missing", Severity.WARNING, "text", sentence)


def _plain(text: str) -> str:
    """The words alone: layouts differ in everything between them."""
    return " ".join(_WORD.findall(text.casefold()))


# Facts about where a link leads that nobody means well; the others are a matter of judgement.
_WRONG = frozenset({"link_userinfo", "link_lookalike"})


def _links(message: _Message) -> Iterator[ContentFinding]:
    """Odd links, each once, in the text if it stands there; and the first that is too many."""
    content = message.content
    senders = (content.sender_address, content.reply_to)
    domains = tuple({sender.rpartition("@")[2] for sender in senders if "@" in sender})
    known: set[tuple[str, str]] = set()
    by_field = list(_links_by_field(message))
    for field, found in by_field:
        for link in found:
            for code, sentence in links.problems(link, domains):
                if (key := (code, link.address)) not in known:
                    known.add(key)
                    severity = Severity.ERROR if code in _WRONG else Severity.WARNING
                    at = (field, link.start, link.end)
                    yield _marked(code, severity, at, getattr(content, field), sentence)
    yield from _links_many(content, by_field)


def _links_many(content: Content, by_field: Iterable[ByField]) -> Iterator[ContentFinding]:
    for field, found in by_field:
        first: dict[str, links.Link] = {}
        for link in found:
            first.setdefault(link.address, link)
        if len(first) > MAX_LINKS:
            sentence = f"There are {len(first)} links; filters distrust more than {MAX_LINKS}."
            link = list(first.values())[MAX_LINKS]
            at = (field, link.start, link.end)
            yield _marked("links_many", Severity.WARNING, at, getattr(content, field), sentence)
            return


def _links_by_field(message: _Message) -> Iterator[ByField]:
    """The links of each body without our own way out."""
    own = set(_own_links(message.content))
    for field, found in (
        ("text", links.in_text(message.text)),
        ("html", links.in_page(message.page)),
    ):
        yield field, [link for link in found if link.address not in own]


def _images(message: _Message) -> Iterator[ContentFinding]:
    found, source = message.page.images, message.content.html
    if len(found) > MAX_IMAGES:
        sentence = f"There are {len(found)} images; filters distrust more than {MAX_IMAGES}."
        at = ("html", found[MAX_IMAGES].start, found[MAX_IMAGES].end)
        yield _marked("images_many", Severity.WARNING, at, source, sentence)
    for image in found:
        if image.is_unseen:
            sentence = "An image is too small to be seen, as those are that count who opens."
            at = ("html", image.start, image.end)
            yield _marked("image_tracking", Severity.WARNING, at, source, sentence)
            return
