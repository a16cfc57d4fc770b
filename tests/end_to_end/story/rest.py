"""A program with an API key: plain HTTP and JSON, as a CRM's integration speaks."""

import json
from dataclasses import dataclass
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

from drf_spectacular.validation import validate_schema

from tests.end_to_end.files import SEGMENT

SECONDS = 20
RECORD = "CRM-4711"
WRITTEN = {
    "email": "zofia.novak@werkstatt.example",
    "first_name": "Žofia",
    "last_name": "Novák",
    "company": "Werkstatt Brno",
    "country": "US",
    "timezone": "America/New_York",
    "segment": SEGMENT,
    "owner_email": "bob@harbour.example",
}


@dataclass(frozen=True)
class Answer:
    """Status and, where it is JSON, body."""

    status: int
    body: Any


@dataclass(frozen=True)
class Client:
    """One program; `secret` is its key."""

    address: str
    secret: str

    def get(self, path: str) -> Answer:
        """Read."""
        return self._ask("GET", path, None)

    def put(self, path: str, body: object) -> Answer:
        """Add or update."""
        return self._ask("PUT", path, body)

    def post(self, path: str, body: object) -> Answer:
        """Make something happen."""
        return self._ask("POST", path, body)

    def _ask(self, method: str, path: str, body: object) -> Answer:
        connection = HTTPConnection(urlsplit(self.address).netloc, timeout=SECONDS)
        headers = {"Authorization": f"Bearer {self.secret}", "Content-Type": "application/json"}
        try:
            sent = None if body is None else json.dumps(body)
            connection.request(method, f"/api/v1/{path}", sent, headers)
            answer = connection.getresponse()
            read = answer.read()
        finally:
            connection.close()
        is_json = "json" in (answer.getheader("Content-Type") or "")
        return Answer(answer.status, json.loads(read) if is_json else read.decode())


def syncs_a_contact(crm: Client) -> str:
    """The same record twice: added once, then brought up to date; its id."""
    added = crm.put(f"contacts/{RECORD}", WRITTEN)
    assert added.status == 201, added
    changed = crm.put(f"contacts/{RECORD}", {**WRITTEN, "title": "Plant Manager"})
    assert changed.status == 200, changed
    assert changed.body["id"] == added.body["id"]
    assert crm.get(f"contacts/{RECORD}").body["title"] == "Plant Manager"
    return str(added.body["id"])


def enrols_it(crm: Client) -> str:
    """By its record ID, into the approved version of a motion; the enrollment's id."""
    asked = {"external_ids": [RECORD], "motion": "event", "reason": "Asked for it on the web page"}
    answer = crm.post("enrollments", asked)
    assert answer.status == 201, answer
    (enrollment,) = answer.body
    assert enrollment["state"] == "awaiting_review", enrollment
    assert crm.get(f"enrollments/{enrollment['id']}").body["external_id"] == RECORD
    return str(enrollment["id"])


def reports_a_meeting(crm: Client, enrollment: str) -> str:
    """A signal ends the sequence before the call is answered; twice is once. The signal's id."""
    signal = {"event_id": "meeting-1", "kind": "meeting_booked", "external_id": RECORD}
    first, second = crm.post("signals", signal), crm.post("signals", signal)
    assert (first.status, second.status) == (200, 200), (first, second)
    assert first.body["id"] == second.body["id"]
    state = crm.get(f"enrollments/{enrollment}").body
    assert (state["state"], state["exit_reason"]) == ("exited", "meeting_booked"), state
    return str(first.body["id"])


def is_told_what_is_wrong(crm: Client) -> None:
    """No key, an unknown field, an unknown person: each is an answer that helps."""
    assert Client(crm.address, "nobody").get("contacts").status == 401
    typo = crm.put(f"contacts/{RECORD}", {"frist_name": "Žofia"})
    assert typo.status == 400 and "frist_name" in typo.body["fields"], typo
    asked = {"external_ids": ["CRM-0"], "motion": "event", "reason": "A test"}
    assert crm.post("enrollments", asked).body["code"] == "unknown_contact"


def reads_the_document(crm: Client) -> None:
    """The OpenAPI document is served, valid, and knows what was just used."""
    answer = crm.get("schema?format=json")
    assert answer.status == 200
    validate_schema(answer.body)  # type: ignore[no-untyped-call] # it ships no types
    used = {"/api/v1/contacts/{external_id}", "/api/v1/enrollments", "/api/v1/signals"}
    assert used <= set(answer.body["paths"]), sorted(answer.body["paths"])
