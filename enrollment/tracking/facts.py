"""What a message says about its own tracking: facts that reviewers see and an approval binds. Pure.

`tracking` says whether it is watched and why (not); each `link_…` has the opaque address as its
value and the target in its source; `pixel` is the image. A message that is not watched needs no
permission: it stays approved when one arrives later, and leaves as it was approved.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import replace

from compliance.content import Content, Fact

TRACKING, PIXEL, LINK = "tracking", "pixel", "link_"
NOTHING = "not tracked"
EDITED = "these words were written for one person"


def verdict(opens: bool, clicks: bool, why: str) -> Fact:
    """Whether a message is watched, and why (not)."""
    watched = [word for word, on in (("opens", opens), ("clicks", clicks)) if on]
    value = f"tracks {' and '.join(watched)}" if watched else NOTHING
    return Fact(TRACKING, value, f"enrollment.tracking ({why})")


def link(number: int, address: str, target: str) -> Fact:
    """A link that goes by an opaque address. Its name tells targets apart, so that messages with
    other targets are not looked at as one group."""
    digest = hashlib.sha256(target.encode()).hexdigest()[:8]
    host = address.split("/")[2]
    return Fact(
        f"{LINK}{number}_{digest}", address, f"enrollment.link (leads to {target} by way of {host})"
    )


def pixel(address: str) -> Fact:
    """The image that tells who opens the message."""
    return Fact(PIXEL, address, "enrollment.image (tells that the message was opened)")


def is_ours(fact: Fact) -> bool:
    """Whether a fact is about tracking."""
    if not fact.source.startswith("enrollment."):
        return False
    return fact.name in (TRACKING, PIXEL) or fact.name.startswith(LINK)


def is_watched(facts: Sequence[Fact]) -> bool:
    """Whether a message with these facts is watched."""
    return any(is_ours(f) and f.name == TRACKING and f.value != NOTHING for f in facts)


def compared(stored: Content, fresh: Content) -> tuple[dict[str, str], dict[str, str]]:
    """The values of both messages that must agree, by name."""
    skips = not is_watched(stored.facts)
    before, now = (
        {fact.name: fact.value for fact in each.facts if not (skips and is_ours(fact))}
        for each in (stored, fresh)
    )
    return before, now


def untracked(content: Content) -> Content:
    """A message whose words were written for one person: its page has no link of ours any more."""
    kept = tuple(fact for fact in content.facts if not is_ours(fact))
    if len(kept) == len(content.facts):
        return content
    return replace(content, facts=(*kept, verdict(opens=False, clicks=False, why=EDITED)))
