"""What is known after an attempt to send."""

from dataclasses import dataclass
from enum import StrEnum

MOST_WORDS = 300


class Answer(StrEnum):
    """What is known after an attempt."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    TEMPORARY = "temporary"
    UNREACHABLE = "unreachable"
    WITHHELD = "withheld"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Receipt:
    """The server's answer: its code and text, and how far the attempt came. `refused_copies` are
    the codes that it gave for copies; the message goes to the others."""

    answer: Answer
    code: int = 0
    text: str = ""
    refused_copies: tuple[int, ...] = ()


def refusal(code: int, text: bytes | str) -> Receipt:
    """What a server that says no has said: 5xx for good, anything else for now."""
    permanent = 500 <= code < 600
    return Receipt(Answer.REFUSED if permanent else Answer.TEMPORARY, code, words_of(text))


def words_of(text: bytes | str) -> str:
    """The words of a server, as they are kept."""
    return (text.decode("utf-8", "replace") if isinstance(text, bytes) else text)[:MOST_WORDS]
