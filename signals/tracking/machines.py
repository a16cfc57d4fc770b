"""Which hits of tracked links are machines', and why. Pure.

By themselves: what a request says about its program. Together with the others of their message:
when they came. What nothing speaks against counts as a person's. So a machine that behaves like a
person passes, and a person behind a privacy proxy does not.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID


class Machine(StrEnum):
    """Why a hit is a machine's."""

    LOOKED_ONLY = "looked_only"
    PREFETCH = "prefetch"
    PRIVACY_PROXY = "privacy_proxy"
    IMAGE_PROXY = "image_proxy"
    SCANNER = "scanner"
    PROGRAM = "program"
    NO_PROGRAM = "no_program"
    BEFORE_SENDING = "before_sending"
    AT_ONCE = "at_once"
    ALL_TOGETHER = "all_together"

    @property
    def says(self) -> str:
        """Why, as a sentence."""
        return _SENTENCES[self]


_SENTENCES: Mapping[Machine, str] = {
    Machine.LOOKED_ONLY: "It asked where the link leads and did not go there.",
    Machine.PREFETCH: "A program fetched it in advance.",
    Machine.PRIVACY_PROXY: "A privacy service loads every image, read or not.",
    Machine.IMAGE_PROXY: "A mail provider's image proxy asked.",
    Machine.SCANNER: "A security scanner asked.",
    Machine.PROGRAM: "A program asked that is no browser and no mail program.",
    Machine.NO_PROGRAM: "It did not say which program it is.",
    Machine.BEFORE_SENDING: "The message had not left yet: somebody here looked at it.",
    Machine.AT_ONCE: "It came within seconds of the message.",
    Machine.ALL_TOGETHER: "Every link of the message was followed within a second.",
}

AT_ONCE = timedelta(seconds=15)
TOGETHER = timedelta(seconds=1)
# Our own note of the sending can be so much later than the message.
NOTED_LATE = timedelta(minutes=1)
MOST_SAID = 512

_IMAGE_PROXIES = re.compile(r"googleimageproxy|ggpht\.com|yahoomailproxy|mail\.ru.{0,20}proxy")
_SCANNERS = re.compile(
    r"barracuda|proofpoint|mimecast|safelinks|bingpreview|symantec|messagelabs|fireeye|trellix"
    r"|cloudmark|sophos|trend ?micro|zscaler|forcepoint|fortinet|fortiguard|ironport|kaspersky"
    r"|bitdefender|mcafee|checkpoint|vade|hornetsecurity|avanan|ironscales|urlscan|virustotal"
)
_PROGRAMS = re.compile(
    r"bot\b|bot/|crawler|spider|slurp|curl/|wget|python|libwww|go-http-client|java/|okhttp|axios"
    r"|node-fetch|undici|aiohttp|httpx|headless|phantomjs|puppeteer|playwright|facebookexternalhit"
    r"|whatsapp|skypeuripreview|linkpreview|link preview|monitor|scanner|checker|validator"
)


@dataclass(frozen=True, slots=True)
class Request:
    """What a hit says of itself. `purposes` are the headers that announce a prefetch."""

    method: str
    program: str
    purposes: Sequence[str] = ()
    is_image: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """One hit of a message: of which link, when, and what was found at the door."""

    id: UUID
    link_id: UUID
    at: datetime
    is_open: bool = False
    reason: str = ""


def at_the_door(request: Request) -> Machine | None:
    """Who asks, by the request alone; None for what may be a person."""
    if request.method != "GET":
        return Machine.LOOKED_ONLY
    if any(word in each.lower() for each in request.purposes for word in ("prefetch", "preview")):
        return Machine.PREFETCH
    program = request.program[:MOST_SAID].strip().lower()
    if not program:
        return Machine.NO_PROGRAM
    if program == "mozilla/5.0" and request.is_image:
        return Machine.PRIVACY_PROXY
    if _IMAGE_PROXIES.search(program):
        return Machine.IMAGE_PROXY
    if _SCANNERS.search(program):
        return Machine.SCANNER
    # No browser says so little of itself.
    is_bare = program == "mozilla/5.0"
    return Machine.PROGRAM if is_bare or _PROGRAMS.search(program) else None


def together(
    hits: Sequence[Hit], links: Collection[UUID], *, has_left: bool, left_at: datetime | None
) -> dict[UUID, str]:
    """Who each hit of one message was: a `Machine`, or "" for a person. `links` are those of the
    message, without the message itself; `left_at` None is not known."""
    burst = _all_together(hits, links)
    return {hit.id: hit.reason or _by_time(hit, burst, has_left, left_at) for hit in hits}


def _by_time(hit: Hit, burst: Collection[UUID], has_left: bool, left_at: datetime | None) -> str:
    if not has_left or (left_at and hit.at < left_at - NOTED_LATE):
        return Machine.BEFORE_SENDING
    if left_at and hit.at < left_at + AT_ONCE:
        return Machine.AT_ONCE
    return Machine.ALL_TOGETHER if hit.id in burst else ""


def _all_together(hits: Sequence[Hit], links: Collection[UUID]) -> set[UUID]:
    """The hits by which every link of a message was followed within a second."""
    wanted, found = set(links), set[UUID]()
    if len(wanted) < 2:
        return found
    clicks = sorted((hit for hit in hits if not hit.is_open), key=lambda hit: hit.at)
    start = 0
    for end, last in enumerate(clicks, 1):
        while last.at - clicks[start].at > TOGETHER:
            start += 1
        window = clicks[start:end]
        if wanted <= {hit.link_id for hit in window}:
            found |= {hit.id for hit in window}
    return found
