"""What a recipient may choose on their page: pure, and nothing that would lift or shorten."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from signals.kinds import Kind
from tenancy.errors import Refused

#: The languages of the page, and of those that can be wished for; as in the texts of `console`.
LANGUAGES = ("en", "de", "fr", "es", "it", "pt", "nl", "pl", "sv", "ja")
FURTHEST = timedelta(days=3653)


class What(StrEnum):
    """One thing to choose; the values are those of the form's buttons."""

    ALL = "all"
    EMAIL = "email"
    SMS = "sms"
    LATER = "later"
    WRONG = "wrong"
    UNTRACKED = "untracked"
    LANGUAGE = "language"


KINDS: Mapping[What, Kind] = {
    What.ALL: Kind.OPT_OUT,
    What.EMAIL: Kind.CHANNEL_OPT_OUT,
    What.SMS: Kind.CHANNEL_OPT_OUT,
    What.LATER: Kind.NOT_BEFORE,
    What.WRONG: Kind.WRONG_PERSON,
    What.UNTRACKED: Kind.NOT_TRACKED,
    What.LANGUAGE: Kind.LANGUAGE,
}


@dataclass(frozen=True)
class Choice:
    """A checked choice. `day` belongs to LATER, `language` (two letters) to LANGUAGE."""

    what: What
    day: date | None = None
    language: str = ""

    @property
    def kind(self) -> Kind:
        """The kind of the signal that it becomes."""
        return KINDS[self.what]

    @property
    def said(self) -> dict[str, Any]:
        """The open reading of that signal."""
        if self.what in (What.EMAIL, What.SMS):
            return {"channel": self.what.value}
        if self.what is What.LATER:
            assert self.day is not None
            return {"day": self.day.isoformat()}
        return {"language": self.language} if self.what is What.LANGUAGE else {}


class Unreadable(Refused):
    """A form that says nothing that can be chosen; `code` says what is wrong with it."""


def read(given: Mapping[str, str], today: date) -> Choice:
    """The choice of a form: `choice`, and with it `day` (YYYY-MM-DD) or `language`.

    Raises Unreadable: `nothing_chosen`, `bad_day` (none, not after `today`, or more than ten years
    ahead) or `bad_language`.
    """
    try:
        # Whoever only presses, or posts what RFC 8058 says, wants to be left alone.
        what = What(given.get("choice", What.ALL.value))
    except ValueError:
        raise Unreadable("Choose one of the points.", code="nothing_chosen") from None
    if what is What.LATER:
        return Choice(what, day=_day(given.get("day", ""), today))
    if what is What.LANGUAGE:
        return Choice(what, language=_language(given.get("language", "")))
    return Choice(what)


def _day(text: str, today: date) -> date:
    try:
        day = date.fromisoformat(text.strip()[:10])
    except ValueError:
        raise Unreadable("Choose a day.", code="bad_day") from None
    if not today < day <= today + FURTHEST:
        raise Unreadable("Choose a day that is still to come.", code="bad_day")
    return day


def _language(text: str) -> str:
    if text not in LANGUAGES:
        raise Unreadable("Choose a language of the list.", code="bad_language")
    return text
