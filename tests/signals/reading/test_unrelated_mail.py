from datetime import UTC, datetime

import pytest

from signals.kinds import Kind
from signals.reading import Reading, read

RECEIVED = datetime(2026, 3, 3, 11, tzinfo=UTC)
OURS = frozenset({"ours.example"})
HEAD = "From: Anna Berg <anna@nord.example>\nTo: tom@ours.example\nSubject: Re: Planner\n"
ANSWER = "In-Reply-To: <t1.8c2f@ours.example>\n"
CALENDAR = """Content-Type: text/calendar; charset=utf-8

BEGIN:VCALENDAR
METHOD:{method}
BEGIN:VEVENT
ATTENDEE;CN="Anna Berg";PARTSTAT={state};ROLE=REQ-PARTICIPANT:mai
 lto:anna@nord.example
END:VEVENT
END:VCALENDAR
"""


def reading_of(head: str, body: str = "Yes, gladly.\n") -> Reading:
    return read(f"{head}\n{body}".encode(), received_at=RECEIVED, own_domains=OURS)


def cause(reading: Reading) -> tuple[Kind, str]:
    return reading.kind, reading.evidence[0].where


UNRELATED = {
    "a draft of Outlook": (f"{HEAD}{ANSWER}X-Unsent: 1\n", "x-unsent"),
    "a draft of Thunderbird": (
        f"{HEAD}X-Mozilla-Draft-Info: internal/draft\n",
        "x-mozilla-draft-info",
    ),
    "own sent mail": (HEAD.replace("nord.example", "ours.example"), "from"),
    "a list": (f"{HEAD}Precedence: list\n", "precedence"),
    "a group": (f"{HEAD}Mailing-List: list x@groups.example\n", "mailing-list"),
    "others among themselves": (
        HEAD.replace("tom@ours", "karl@nord") + "In-Reply-To: <1@nord.example>\n",
        "to",
    ),
    "an answered invitation": (
        HEAD.replace("Re: Planner", "Declined: Call")
        + "Content-Class: urn:content-classes:calendarmessage\n",
        "content-class",
    ),
}
REPLIES = {
    "a draft's mark on mail that was carried": f"{HEAD}{ANSWER}X-Unsent: 1\nReceived: from a "
    f"by b\n",
    "an answer through a list": f"{HEAD}{ANSWER}Precedence: list\n",
    "an answer without references": HEAD,
    "an answer to an address of ours elsewhere": HEAD.replace("tom@ours", "tom@private"),
    "others, with us in copy": HEAD.replace("tom@ours", "karl@nord")
    + "Cc: tom@ours.example\nIn-Reply-To: <1@nord.example>\n",
    "a subject that says accepted": HEAD.replace("Re: Planner", "Accepted: your offer"),
}


@pytest.mark.parametrize("name", UNRELATED)
def test_mail_that_is_no_reply_is_set_aside_with_its_cause(name: str) -> None:
    head, where = UNRELATED[name]
    assert cause(reading_of(head)) == (Kind.OTHER, where)


@pytest.mark.parametrize("name", REPLIES)
def test_a_reply_is_not_set_aside(name: str) -> None:
    assert reading_of(REPLIES[name]).kind is Kind.REPLY


@pytest.mark.parametrize(
    ("method", "state", "said"),
    [
        ("REPLY", "ACCEPTED", "METHOD:REPLY, anna@nord.example accepted"),
        ("REPLY", "DECLINED", "METHOD:REPLY, anna@nord.example declined"),
        ("REPLY", "TENTATIVE", "METHOD:REPLY, anna@nord.example accepted provisionally"),
        ("COUNTER", "NEEDS-ACTION", "METHOD:COUNTER, another time is proposed"),
    ],
)
def test_a_calendar_answer_says_who_answered_what(method: str, state: str, said: str) -> None:
    head, _, body = CALENDAR.format(method=method, state=state).partition("\n\n")
    reading = reading_of(f"{HEAD}{head}\n", body)
    assert (reading.kind, reading.evidence[0].what) == (Kind.OTHER, said)


def test_an_invitation_is_no_calendar_answer() -> None:
    head, _, body = CALENDAR.format(method="REQUEST", state="NEEDS-ACTION").partition("\n\n")
    assert reading_of(f"{HEAD}{head}\n", body).kind is not Kind.OTHER


def test_a_wish_to_be_left_alone_counts_in_list_mail() -> None:
    head = f"{HEAD}List-Id: <all.nord.example>\n"
    assert reading_of(head, "Please remove me from your list.\n").kind is Kind.OPT_OUT
