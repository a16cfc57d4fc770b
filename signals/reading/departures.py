"""Whether a text says that somebody has left for good, in automatic answers and in people's own."""

import re
from itertools import islice

from signals.reading.departure_frames import LEFT_BY_FRAME, MY_LAST_DAY
from signals.reading.departure_words import FOR_NOW, LEFT
from signals.reading.desk_words import MAILBOX
from signals.reading.vocabulary import vocabulary

_BREAK = re.compile(r"[.!?¶](?=\s)|。")
_MAILBOX = vocabulary(MAILBOX)
_LAST_DAY = re.compile(f"{MY_LAST_DAY}|{LEFT_BY_FRAME['ja']}")
_TODAY = re.compile(
    r"today|heute|aujourd'hui|hoy|oggi|hoje|vandaag|dzis\w*|idag|i dag|本日|今日|"
    r"this (?:week|morning)"
)
_LEFT = (vocabulary(LEFT), vocabulary(LEFT_BY_FRAME))
_FOR_NOW = vocabulary(FOR_NOW)


def departure(words: str) -> str:
    """The words by which somebody has left for good, not for the day, or "".

    words: folded by `vocabulary.fold`.
    """
    found = (match for pattern in _LEFT for match in islice(pattern.finditer(words), 20))
    for match in found:
        before = words[max(0, match.start() - 25) : match.start()].replace("today was", "")
        near = _BREAK.split(before)[-1] + match[0] + _BREAK.split(words[match.end() :][:30])[0]
        if _LAST_DAY.search(match[0]):
            near = _TODAY.sub(" ", near)  # "Today is my last day" is not for today only.
        if not _FOR_NOW.search(near) and not _MAILBOX.search(near):
            return match[0]
    return ""
