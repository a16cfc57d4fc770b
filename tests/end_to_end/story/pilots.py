"""Four people who are on their way in version 1 when version 2 comes, each at another place."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from tests.end_to_end.story.post import Post
from tests.end_to_end.story.rest import Client


@dataclass(frozen=True)
class Pilot:
    """Somebody of Bob's. The record ID is the address before the @."""

    first_name: str
    last_name: str
    title: str

    @property
    def name(self) -> str:
        """As pages say it."""
        return f"{self.first_name} {self.last_name}"

    @property
    def record(self) -> str:
        """The record ID in the CRM."""
        return self.first_name.lower()

    @property
    def address(self) -> str:
        """Where mail goes."""
        return f"{self.record}@saltworks.example"


# Has had the first mail and does not get the call before version 2 is there.
NORA = Pilot("Nora", "Lundgren", "Plant Manager")
# The same, but the new step is not for him.
OMAR = Pilot("Omar", "Haddad", "Head of Operations")
# Her invitation lies open among Bob's tasks.
PETRA = Pilot("Petra", "Vogel", "Plant Manager")
# Waits for review of the first mail.
QUINN = Pilot("Quinn", "Barlow", "Plant Manager")
PILOTS = (NORA, OMAR, PETRA, QUINN)


def come_in(crm: Client) -> dict[Pilot, str]:
    """A program adds and enrols them; the ids of their enrollments."""
    for pilot in PILOTS:
        assert crm.put(f"contacts/{pilot.record}", _written(pilot)).status == 201, pilot
    asked = {
        "external_ids": [pilot.record for pilot in PILOTS],
        "motion": "outbound",
        "reason": "Asked for readings at the fair",
    }
    answer = crm.post("enrollments", asked)
    assert answer.status == 201, answer
    by_record = {row["external_id"]: row for row in answer.body}
    assert {row["state"] for row in answer.body} == {"awaiting_review"}, answer
    return {pilot: str(by_record[pilot.record]["id"]) for pilot in PILOTS}


def _written(pilot: Pilot) -> dict[str, str]:
    return {
        "email": pilot.address,
        "first_name": pilot.first_name,
        "last_name": pilot.last_name,
        "title": pilot.title,
        "company": f"{pilot.first_name}'s Saltworks",
        "country": "US",
        "timezone": "America/New_York",
        "segment": "pilot",
        "owner_email": "bob@harbour.example",
    }


def everybody_in(crm: Client) -> list[dict[str, Any]]:
    """Every enrollment of the workspace with its touches, as the records say."""
    page = crm.get("enrollments?limit=100").body
    assert page["next"] is None, "more than a page"
    return [crm.get(f"enrollments/{row['id']}").body for row in page["results"]]


def nobody_got_a_step_twice(crm: Client, post: Post) -> None:
    """The relay's log and the records agree, person by person; no step stands there two times,
    done or still to come."""
    mails: Counter[str] = Counter()
    for row in everybody_in(crm):
        steps = [each["step"] for each in row["touches"] if each["state"] != "cancelled"]
        assert len(steps) == len(set(steps)), row
        mails[row["contact"]] += sum(each["state"] == "sent" for each in row["touches"])
    for contact, number in mails.items():
        subjects = [each.subject for each in post.to(crm.get(f"contacts/{contact}").body["email"])]
        assert len(subjects) == number, (contact, subjects)
        assert len(set(subjects)) == len(subjects), (contact, subjects)
