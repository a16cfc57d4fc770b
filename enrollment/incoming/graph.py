"""Microsoft Graph, for reading alone: what has come into a folder since, mails as they came, and
being told of new ones. Each mailbox is asked for by its address, so a token of somebody else's
reads nothing."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

from enrollment.incoming.asking import FETCH_SECONDS, NONSENSE, Answer, Api, Gone
from enrollment.incoming.faults import Rejected
from enrollment.incoming.mails import Fetched, Page, header_of

LABEL = "Microsoft"
# What the folders of an account are called here, whatever language their owner has.
FOLDERS: Mapping[str, str] = {"INBOX": "inbox", "Junk": "junkemail"}
PAGE = 50
# Ids that stay when a mail is moved, so that one is found that a rule moves meanwhile.
PREFERS = {"Prefer": f'IdType="ImmutableId", odata.maxpagesize={PAGE}'}
# How it says that a link to what has changed is known no more.
_LOST = ("syncstate", "resync")


class Graph:
    """One mailbox; see `mails.Reads`."""

    def __init__(self, api: Api, address: str) -> None:
        self._api = api
        self._place = f"users/{quote(address, safe='@')}"

    def first(self, folder: str, since: datetime) -> Page:
        """The first page of the mails that came into a folder since a moment."""
        query = {
            "changeType": "created",
            "$select": "id,receivedDateTime",
            "$filter": f"receivedDateTime ge {_moment(since)}",
        }
        return self._page(self._api.ask("GET", self._delta(folder), query=query, headers=PREFERS))

    def next(self, folder: str, link: str) -> Page:
        """The page that a link leads to. Raises Gone when the link is known no more."""
        answer = self._api.ask("GET", link, headers=PREFERS)
        if answer.status == 410 or (answer.status in (400, 404) and _is_lost(answer)):
            raise Gone("Microsoft knows no more how far this folder was read. It is read anew.")
        return self._page(answer)

    def mail(self, mail_id: str, most: int) -> Fetched | None:
        """One mail, the header alone when it has more than `most` octets; None when it is gone."""
        place = f"{self._place}/messages/{quote(mail_id, safe='')}/$value"
        answer = self._api.ask("GET", place, headers=PREFERS, most=most, seconds=FETCH_SECONDS)
        if answer.status == 404:
            return None
        self._api.check(answer)
        # How large it is, nobody says who has not read it.
        return Fetched(header_of(answer.body), most + 1) if answer.is_cut else Fetched(answer.body)

    def head(self, mail_id: str, most: int) -> Fetched | None:
        """The header of one mail; None when it is gone."""
        found = self.mail(mail_id, most)
        if found is None or found.cut_from:
            return found
        return Fetched(header_of(found.raw), len(found.raw))

    def look(self, folder: str) -> None:
        """Look whether a folder can be read."""
        place = f"{self._place}/mailFolders/{FOLDERS[folder]}"
        self._api.checked(self._api.ask("GET", place, query={"$select": "id"}))

    def subscribe(self, folder: str, url: str, state: str, until: datetime) -> tuple[str, datetime]:
        """Ask to be told at an address of new mail in a folder, with a word that shows who tells
        (`state`): the id of the subscription, and until when it lasts. The address is asked before
        this returns."""
        body = {
            "changeType": "created",
            "notificationUrl": url,
            "lifecycleNotificationUrl": url,
            "resource": f"{self._place}/mailFolders('{FOLDERS[folder]}')/messages",
            "expirationDateTime": _moment(until),
            "clientState": state,
        }
        answer = self._api.ask("POST", "subscriptions", body=body, headers=PREFERS)
        return self._subscribed(self._api.checked(answer))

    def renew(self, subscription: str, until: datetime) -> tuple[str, datetime] | None:
        """Let a subscription last longer; None when there is none any more."""
        place = f"subscriptions/{quote(subscription, safe='')}"
        answer = self._api.ask("PATCH", place, body={"expirationDateTime": _moment(until)})
        if answer.status == 404:
            return None
        return self._subscribed(self._api.checked(answer))

    def _delta(self, folder: str) -> str:
        return f"{self._place}/mailFolders/{FOLDERS[folder]}/messages/delta"

    def _page(self, answer: Answer) -> Page:
        said = self._api.checked(answer)
        onward, last = said.get("@odata.nextLink"), said.get("@odata.deltaLink")
        found = said.get("value")
        link = onward or last
        if not isinstance(found, list) or not isinstance(link, str):
            raise Rejected(NONSENSE.format(label=LABEL))
        ids = [each["id"] for each in found if _is_mail(each)]
        return Page(tuple(dict.fromkeys(ids)), link, not onward)

    def _subscribed(self, said: Mapping[str, Any]) -> tuple[str, datetime]:
        name, until = said.get("id"), said.get("expirationDateTime")
        try:
            moment = datetime.fromisoformat(str(until))
        except ValueError:
            raise Rejected(NONSENSE.format(label=LABEL)) from None
        if not isinstance(name, str) or not 0 < len(name) <= 100:
            raise Rejected(NONSENSE.format(label=LABEL))
        return name, moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _is_mail(said: object) -> bool:
    """Whether an entry is a mail that lies there, not one that was taken away."""
    if not isinstance(said, dict) or "@removed" in said:
        return False
    return isinstance(said.get("id"), str)


def _is_lost(answer: Answer) -> bool:
    error = answer.said().get("error")
    code = str(error.get("code", "")).lower() if isinstance(error, dict) else ""
    return any(each in code for each in _LOST)


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
