"""Whom a notice names as failed: every address in it is weighed by where and how it stands.

An address that begins a line or follows a label, beside a code or words of failure, is what the
notice is about; one that stands in prose after "contact" is not. The returned message's own
recipients confirm, and stand in when the notice names nobody.
"""

import re
from collections.abc import Iterable, Iterator, Set
from itertools import pairwise

from signals.reading.bounce_words import ARRIVED, CONTACT, FAILED
from signals.reading.returned import Words

_ADDRESS = re.compile(
    r"(?<![A-Za-z0-9._%+=-])(\"[^\"\s@<>]{1,40}(?: [^\"\s@<>]{1,40}){0,3}\"|"
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-][A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{0,99})"
    r"@((?:[A-Za-z0-9_-]{1,63}\.){1,10}[A-Za-z][A-Za-z0-9-]{1,30})(?![A-Za-z0-9@_-])"
)
_OPENS = re.compile(
    r"[\s*>•·\-–|\[(<\"'&#o+.]{0,14}(?:(?:smtp|mailto|rfc822|to) ?[:;=] ?|"
    r"smtp ?(?=<)){0,2}[<\"'(\[]{0,3}$",
    re.I,
)
_LABEL = re.compile(
    r"(?:recipients?(?: address)?(?:\(e?s\))?|rcpt to|\bto|address(?:\(?es\)?)?|user(?:name)?|"
    r"mailbox|account|"
    r"alias|for|empfängers?|empfaenger|\ban|adresse|destinataires?|\bà|destinatari[oa]s?|\bpara|"
    r"\ba|dirección|"
    r"indirizzo|endereço|odbiorc[ay]|adresat(?:a|em)?|\bdo|mottagaren?|\btill|ontvangers?|"
    r"geadresseerden?|\baan|"
    r"modtager|\btil|получатель|адрес|宛先|受信者|送信先|アドレス|收件人|받는 ?사람|수신인)"
    r"[\s:;=<\"'(\[：、「]{1,10}(?:smtp:|mailto:|rfc822; ?|is )?[<\"'(\[]{0,2}$",
    re.IGNORECASE,
)
_CODE = re.compile(r"(?<![\d.])(?:[45]\d\d(?=[ \-#:,;)]|$)|[45]\.\d{1,2}\.\d{1,3}(?!\.?\d))")
_ACCEPTED = re.compile(r"^\W{0,6}(?:<<<|<--|received <<<)? ?2\d\d[ -]", re.IGNORECASE)
_DIALOG = re.compile(r"rcpt to ?:", re.IGNORECASE)
_FAILED = re.compile(FAILED)
_CONTACT = re.compile(CONTACT)
_ARRIVED = re.compile(rf"{ARRIVED}|^\W{{0,6}}delivered(?: to)?\W{{0,6}}$")

_REFUSED = re.compile(
    r"(?<![\d.])(?:[45][0-7]\d[ -](?=[a-z<#\d])|[45]\.\d{1,2}\.\d{1,3}(?!\.?\d))", re.I
)
#: "kai@far.example (generated from info@near.example)": we wrote to the second.
_CAME_FROM = re.compile(
    r"(?:generated|expanded|redirected|forwarded|aliased|derived) (?:from|by|for|through|via) ?:?"
    r"|original(?:ly)?[- ](?:address(?:ed)?|recipient|sent)(?: to)? ?[:=]?",
    re.IGNORECASE,
)

_BLANK = re.compile(r"\n[ \t]{0,200}\n")

LISTED = 4
LABELLED = 3
NEAR = 3
SPOKEN = 1
FAILING = 2
RETURNED = 3
SURE = 6


def failed_addresses(
    words: Words, subject: str, elsewhere: Iterable[str], never: frozenset[str]
) -> tuple[str, ...]:
    """Addresses that failed, lower case, in the order of the notice.

    elsewhere: what another reader of bounces found; it only adds weight, or decides alone when
    nothing better stands in the notice. never: addresses that cannot be meant.
    """
    points: dict[str, int] = {}
    weighed = list(_weighed(words.lines))
    spoken = {address for address, _ in weighed}
    for address, weight in (*weighed, *_in_subject(subject)):
        points[address] = max(weight, points.get(address, 0))
    for address in elsewhere:
        points[address] = points[address] + 1 if address in points else NEAR
    returned = set(words.original.recipients)
    if titled := spoken.intersection(find_all(subject[:1_000])) - never:
        # What the subject names as well is what we wrote to; the rest is where it went from there.
        points = {a: weight for a, weight in points.items() if a in titled | returned}
    ids = " ".join(words.original.ids)
    marked = {
        address: weight + (RETURNED if address in returned else 0)
        for address, weight in points.items()
        if address not in never and f"<{address}>" not in ids and weight > 0
    }
    best = max(marked.values(), default=0)
    if best < LABELLED and (alone := _alone(words, never)):
        return alone
    return tuple(a for a, weight in marked.items() if weight >= min(best, SURE)) if best else ()


def find_addresses(text: str) -> list[tuple[str, int, int]]:
    """Addresses in a text with their first and last position, lower case, outer quotes removed."""
    return [(_tidy(m[0]), m.start(), m.end()) for m in _ADDRESS.finditer(text)]


def find_all(text: str) -> tuple[str, ...]:
    """The addresses of a text, each once."""
    return tuple(dict.fromkeys(address for address, _, _ in find_addresses(text)))


def came_from(text: str) -> dict[str, str]:
    """For addresses that a notice says to have come of another: that other one, which we wrote."""
    found = find_addresses(text)[:500]
    sources: dict[str, str] = {}
    for (final, _, end), (source, start, _) in pairwise(found):
        between = text[end:start]
        if len(between) <= 80 and between.count("\n") <= 2 and _CAME_FROM.search(between):
            sources[final] = sources.get(source, source)
    return sources


def is_refused(address: str, lines: tuple[str, ...]) -> bool:
    """Whether a code of SMTP stands beside an address or just below it."""
    return any(
        address in line.lower() and _REFUSED.search(f"{line} {_next(lines, number)}") is not None
        for number, line in enumerate(lines)
    )


def stands_out(address: str, lines: tuple[str, ...]) -> bool:
    """Whether an address begins a line or follows a label, or a failure is told beside it."""
    for line in lines:
        start = line.lower().find(address)
        if start < 0 or _CONTACT.search(line[:start].lower()):
            continue
        if _OPENS.match(line[:start]) or _LABEL.search(line[:start]) or _fails(line.lower()):
            return True
    return False


def said_of(address: str, notice: str, others: Set[str]) -> str:
    """The lines that speak of an address: from each mention to the next other failed one."""
    if not address:
        return ""
    found = find_addresses(notice)[:500]
    pieces: list[str] = []
    for number, (each, _, end) in enumerate(found):
        if each != address:
            continue
        earlier = [e for a, _, e in found[:number] if a in others][-1:]
        begin = max(notice.rfind("\n", 0, end) + 1, *earlier, 0)
        stop = next((s for a, s, _ in found[number + 1 :] if a in others), len(notice))
        pieces.append(_paragraph(notice[begin : min(stop, end + 600)], end - begin))
    return "\n".join(dict.fromkeys(pieces))[:2_000]


def _paragraph(text: str, named: int) -> str:
    """The text to the first blank line after the address, if there are words before that."""
    blank = _BLANK.search(text, named)
    if blank is None or len(text[named : blank.start()].strip("<>()[]:;,.\"' \t\n")) < 8:
        return text
    return text[: blank.start()]


def _tidy(address: str) -> str:
    tidy = address.lower().lstrip("'/=*.-|`&#").strip("'")
    local, _, domain = tidy.rpartition("@")
    # qmail writes "host.example-user@host.example" for users of its virtual domains.
    return f"{local.removeprefix(f'{domain}-') or local}@{domain}" if domain else tidy


def _alone(words: Words, never: frozenset[str]) -> tuple[str, ...]:
    """The returned message's recipient, or those of several whose name the notice says."""
    returned = [a for a in words.original.recipients if a not in never]
    if len(returned) <= 1:
        return tuple(returned)
    flat = words.flat
    spoken = [a for a in returned if re.search(rf"\b{re.escape(a.rpartition('@')[0])}\b", flat)]
    return tuple(spoken)


def _weighed(lines: tuple[str, ...]) -> Iterator[tuple[str, int]]:
    for number, line in enumerate(lines):
        if "@" not in line:
            continue
        found = find_addresses(line)[:50]
        last = 0
        for address, start, end in found:
            weight = _weight(lines, number, line[last:start], start, end)
            yield address, weight
            # "a@x.example, b@x.example" is one list.
            last = 0 if not line[end : end + 4].strip("<>, ;\"'") else end


def _weight(lines: tuple[str, ...], number: int, before: str, start: int, end: int) -> int:
    line, following = lines[number], _next(lines, number)
    if _DIALOG.search(before):
        return NEAR + FAILING if not _ACCEPTED.match(following) else 0
    opens = _OPENS.match(line[:start]) is not None or _only_addresses(line[:start])
    above = lines[number - 1].lower() if opens and number else ""
    around = f"{line[:start]} {line[end:]}".lower()
    if _CONTACT.search(before.lower()):
        return 0
    if opens and _CONTACT.search(above):
        return LABELLED if _CODE.search(f"{around} {following}") else 0
    fails = _fails(around)
    if not fails and _ARRIVED.search(_heading(lines, number)):
        return 0
    if opens:
        return LISTED + (FAILING if fails or _fails(following.lower()) else 0)
    if _LABEL.search(before):
        return LABELLED + (FAILING if fails or _fails(following.lower()) else 0)
    return NEAR if fails else SPOKEN


def _only_addresses(before: str) -> bool:
    return "@" in before and not _ADDRESS.sub("", before).strip("<>, ;\"'\t")


def _fails(text: str) -> bool:
    return _FAILED.search(text) is not None or _CODE.search(text) is not None


def _heading(lines: tuple[str, ...], number: int) -> str:
    """The line of words under which an address is listed, lower case, or nothing."""
    for line in reversed(lines[max(0, number - 6) : number]):
        if line.strip() and "@" not in line:
            return line.lower()[:400]
    return ""


def _next(lines: tuple[str, ...], number: int) -> str:
    following = [line for line in lines[number + 1 : number + 4] if line.strip()][:2]
    return " ".join(following)[:400]


def _in_subject(subject: str) -> Iterator[tuple[str, int]]:
    for address, _, _ in find_addresses(subject[:1_000]):
        yield address, LABELLED
