"""First messages of one template looked at together: which belong together, which of them are
unlike the others, and which a person opens before all of them are approved.

Pure. Two messages have the same key exactly if they differ in nothing but the values of their
facts: other words, another sender, policy, stage or kind of finding means another group.
"""

import hashlib
import html
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol
from uuid import UUID

from compliance.content import Content

FORMAT = 1


class Stage(Protocol):
    """What of a stage makes a group another one: its name and whose it is."""

    @property
    def name(self) -> str:
        """As people read it."""

    @property
    def group(self) -> UUID | None:
        """The group of reviewers; None for any reviewer."""


def key(
    content: Content,
    *,
    version_id: UUID | str,
    step_key: str,
    policy: int,
    stages: Sequence[Stage],
    findings: Iterable[str] = (),
) -> str:
    """The group of a message, 64 hexadecimal digits. `findings` are the codes found in it."""
    document = {
        "format": FORMAT,
        "version": str(version_id),
        "step": step_key,
        "policy": policy,
        "stages": [[stage.name, str(stage.group or "")] for stage in stages],
        "findings": sorted(set(findings)),
        "channel": content.channel,
        "sender": [content.sender_name, content.sender_address, content.reply_to],
        "copies": [list(content.cc), list(content.bcc)],
        "unsubscribe": content.unsubscribe.value,
        "words": skeleton(content),
    }
    text = json.dumps(document, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def skeleton(content: Content) -> dict[str, list[str]]:
    """Subject and bodies with the values of the facts put back to their names.

    Stretches alternate: words, names, words … A value that happens to be a word of the template
    is taken for a value, which puts its message into a group of its own, never into another's.
    """
    return {
        field: [names or text for text, names in stretches(content, field)]
        for field in ("subject", "text", "html")
    }


def stretches(content: Content, field: str) -> list[tuple[str, str]]:
    """A field cut at the values of its facts: (words, "") and (value as it stands there, names of
    its facts joined by |) in turn, beginning and ending with words."""
    text, names = str(getattr(content, field)), _names(content, field)
    found: list[tuple[str, str]] = []
    position = 0
    for match in _pattern(names).finditer(text) if names else ():
        found += [(text[position : match.start()], ""), (match[0], names[match[0]])]
        position = match.end()
    return [*found, (text[position:], "")]


def _names(content: Content, field: str) -> Mapping[str, str]:
    """The names of the facts by the value as the field writes it."""
    names: dict[str, list[str]] = {}
    for fact in content.facts:
        if fact.value:
            names.setdefault(_as_written(fact.value, field), []).append(fact.name)
    return {value: "|".join(sorted(set(each))) for value, each in names.items()}


def _as_written(value: str, field: str) -> str:
    return html.escape(value).replace("\n", "<br>\n") if field == "html" else value


def _pattern(names: Mapping[str, str]) -> re.Pattern[str]:
    """Any of the values as words of their own, the longest first."""
    return re.compile("|".join(_whole(value) for value in sorted(names, key=_longest_first)))


def _longest_first(value: str) -> tuple[int, str]:
    return -len(value), value


def _whole(value: str) -> str:
    before = r"(?<!\w)" if re.match(r"\w", value) else ""
    after = r"(?!\w)" if re.search(r"\w\Z", value) else ""
    return f"{before}{re.escape(value)}{after}"
