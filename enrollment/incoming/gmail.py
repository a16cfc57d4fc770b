"""The Gmail API, for reading alone: what has come since, mails as they came, and being told of new
ones. Each mailbox is asked for by its address, so a token of somebody else's reads nothing."""

import binascii
from base64 import urlsafe_b64decode
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

from enrollment.incoming.asking import FETCH_SECONDS, NONSENSE, Api, Gone
from enrollment.incoming.faults import Broken, Rejected
from enrollment.incoming.mails import Fetched, Page, written

LABEL = "Gmail"
# What the folders of an account are called here.
LABELS: Mapping[str, str] = {"INBOX": "INBOX", "Junk": "SPAM"}
# Ids of mails on a page, and records of the history.
PAGE = 500
MOST_AT_FIRST = 50_000
# Beside a mail, which is told in base64, four letters for three octets.
BESIDE = 100_000


class Gmail:
    """One mailbox; see `mails.Reads`. A link is the id of a record of the mailbox's history."""

    def __init__(self, api: Api, address: str) -> None:
        self._api = api
        self._place = f"users/{quote(address, safe='@')}"

    def first(self, folder: str, since: datetime) -> Page:
        """All mails of a folder that came since a moment. Raises Rejected for more than 50,000."""
        # Asked before: what comes while the list is made is in the history behind it.
        newest = self._number(self._asked("profile", {}).get("historyId"))
        found: dict[str, None] = {}
        query = {
            "labelIds": LABELS[folder],
            "q": f"after:{int(since.timestamp())}",
            "includeSpamTrash": "true",
            "maxResults": PAGE,
        }
        token = ""
        while len(found) <= MOST_AT_FIRST:
            said = self._asked("messages", {**query, **_page(token)})
            found |= dict.fromkeys(_text(each, "id") for each in _list(said, "messages"))
            if not (token := _text(said, "nextPageToken")):
                # Told with the newest first.
                return Page(tuple(reversed(found)), str(newest), is_last=False)
        raise Rejected(f"More than {MOST_AT_FIRST} mails lie in {folder} since the last look.")

    def next(self, folder: str, link: str) -> Page:
        """What came into a folder after a record of the history."""
        query = {
            "startHistoryId": link,
            "labelId": LABELS[folder],
            "historyTypes": ["messageAdded", "labelAdded"],
            "maxResults": PAGE,
        }
        said = self._history(query)
        # An empty page in front of others: there is no record to go on from.
        while (token := _text(said, "nextPageToken")) and not _list(said, "history"):
            said = self._history({**query, **_page(token)})
        records = _list(said, "history")
        ids = [each for record in records for each in _came(record, LABELS[folder])]
        onward = records[-1].get("id") if token else said.get("historyId")
        return Page(tuple(dict.fromkeys(ids)), str(self._number(onward)), is_last=not token)

    def mail(self, mail_id: str, most: int) -> Fetched | None:
        """One mail, the header alone when it has more than `most` octets; None when it is gone."""
        place = f"{self._place}/messages/{quote(mail_id, safe='')}"
        bound = most * 4 // 3 + BESIDE
        answer = self._api.ask(
            "GET", place, query={"format": "raw"}, most=bound, seconds=FETCH_SECONDS
        )
        if answer.status == 404:
            return None
        if answer.status == 200 and answer.is_cut:
            return self.head(mail_id, most)
        raw = self._decoded(_text(self._api.checked(answer), "raw"))
        return Fetched(raw) if len(raw) <= most else self.head(mail_id, most)

    def head(self, mail_id: str, most: int) -> Fetched | None:
        """The header of one mail and its size; None when it is gone."""
        place = f"{self._place}/messages/{quote(mail_id, safe='')}"
        answer = self._api.ask("GET", place, query={"format": "metadata"})
        if answer.status == 404:
            return None
        said = self._api.checked(answer)
        payload = said.get("payload")
        fields = _list(payload if isinstance(payload, dict) else {}, "headers")
        named = [(_text(each, "name"), _text(each, "value")) for each in fields]
        size = said.get("sizeEstimate")
        return Fetched(written(named), size if isinstance(size, int) and size > 0 else 1)

    def look(self, folder: str) -> None:
        """See whether a folder can be read."""
        self._asked("messages", {"labelIds": LABELS[folder], "maxResults": 1})

    def watch(self, topic: str, folders: Sequence[str]) -> datetime:
        """Ask to be told of new mail by a topic; until when that lasts. Again renews it."""
        body = {
            "topicName": topic,
            "labelIds": [LABELS[each] for each in folders],
            "labelFilterBehavior": "INCLUDE",
        }
        said = self._api.checked(self._api.ask("POST", f"{self._place}/watch", body=body))
        return datetime.fromtimestamp(min(self._number(said.get("expiration")), 2**42) / 1000, UTC)

    def _asked(self, what: str, query: Mapping[str, object]) -> Mapping[str, Any]:
        return self._api.checked(self._api.ask("GET", f"{self._place}/{what}", query=query))

    def _history(self, query: Mapping[str, object]) -> Mapping[str, Any]:
        answer = self._api.ask("GET", f"{self._place}/history", query=query)
        if answer.status == 404:
            raise Gone("Gmail knows no more how far this mailbox was read. It is read anew.")
        return self._api.checked(answer)

    def _number(self, said: object) -> int:
        text = str(said)
        if not text.isascii() or not text.isdigit() or len(text) > 20:
            raise Rejected(NONSENSE.format(label=LABEL))
        return int(text)

    def _decoded(self, said: str) -> bytes:
        try:
            return urlsafe_b64decode(said + "=" * (-len(said) % 4))
        except (binascii.Error, ValueError):
            raise Broken(NONSENSE.format(label=LABEL)) from None


def _came(record: Mapping[str, Any], label: str) -> Iterator[str]:
    """The ids of the mails that one record brings into a folder."""
    moved = [each for each in _list(record, "labelsAdded") if label in (each.get("labelIds") or ())]
    for each in (*_list(record, "messagesAdded"), *moved):
        message = each.get("message")
        if isinstance(message, dict) and label in (message.get("labelIds") or (label,)):
            yield _text(message, "id")


def _page(token: str) -> dict[str, str]:
    return {"pageToken": token} if token else {}


def _list(said: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    found = said.get(name)
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def _text(said: Mapping[str, Any], name: str) -> str:
    found = said.get(name)
    return found if isinstance(found, str) else ""
