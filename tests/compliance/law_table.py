"""The table for counsel (`law_table.csv`) as cases of the gate.

The file speaks plain words and these turn them into facts; a word that is not known is an error,
so that no line passes because nobody read it. Every line is judged on a Monday at 10:00 where the
person is. A ground is a month old, has evidence and holds for the channel of its line unless the
line says otherwise.
"""

import csv
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from compliance.case import AccountState, Case, Scope, SenderFact, StopReason, SuppressionFact
from compliance.packs import Basis, Channel, Subscriber
from compliance.rules.permission import months_after
from tests.compliance.cases import case, consent

FILE = Path(__file__).with_name("law_table.csv")
JUDGED = datetime(2026, 11, 23, 10)
UNKNOWN = "(not known)"

COUNTRIES: Mapping[str, tuple[str, str]] = {
    "United States": ("US", "America/New_York"),
    "United Kingdom": ("GB", "Europe/London"),
    "Germany": ("DE", "Europe/Berlin"),
    "Austria": ("AT", "Europe/Vienna"),
    "Switzerland": ("CH", "Europe/Zurich"),
    "France": ("FR", "Europe/Paris"),
    "Italy": ("IT", "Europe/Rome"),
    "Canada": ("CA", "America/Toronto"),
    "Australia": ("AU", "Australia/Sydney"),
    "Netherlands": ("NL", "Europe/Amsterdam"),
    "Spain": ("ES", "Europe/Madrid"),
    "Poland": ("PL", "Europe/Warsaw"),
    "Sweden": ("SE", "Europe/Stockholm"),
    "Norway": ("NO", "Europe/Oslo"),
    "Ireland": ("IE", "Europe/Dublin"),
    "Belgium": ("BE", "Europe/Brussels"),
    "Denmark": ("DK", "Europe/Copenhagen"),
    "Portugal": ("PT", "Europe/Lisbon"),
    "Iceland": ("IS", "Atlantic/Reykjavik"),
    "Japan": ("JP", "Asia/Tokyo"),
    "Brazil": ("BR", "America/Sao_Paulo"),
    "Singapore": ("SG", "Asia/Singapore"),
    "India": ("IN", "Asia/Kolkata"),
    UNKNOWN: ("", ""),
}
CHANNELS = {
    "e-mail": Channel.EMAIL,
    "call": Channel.CALL,
    "text message": Channel.SMS,
    "LinkedIn message": Channel.LINKEDIN,
    "task": Channel.TASK,
}
SUBSCRIBERS = {
    "company": Subscriber.CORPORATE,
    "individual": Subscriber.INDIVIDUAL,
    "not known": Subscriber.UNKNOWN,
}
ADDRESSES: Mapping[str, Mapping[str, Any]] = {
    "personal": {},
    "function": {"email": "info@acme.example", "base": "info@acme.example"},
    "none": {"email": "", "base": "", "address_valid": False},
}
BASES = {
    "express consent": Basis.EXPRESS,
    "double opt-in": Basis.DOUBLE_OPT_IN,
    "own customer": Basis.EXISTING_CUSTOMER,
    "inquiry": Basis.INQUIRY,
    "published address": Basis.PUBLISHED_ADDRESS,
    "legitimate interest": Basis.LEGITIMATE_INTEREST,
    "register extract": Basis.CORPORATE_SUBSCRIBER,
}
DAY = timedelta(days=1)
HOUR = re.compile(r"at (\d\d):(\d\d) there")
_AGE = re.compile(r"(\d+) (month|year)s?( less one day)? old")


def _stop(reason: StopReason, scope: Scope = Scope.ADDRESS, **more: Any) -> SuppressionFact:
    return SuppressionFact(scope=scope, reason=reason, **more)


def _by_colleague(**more: Any) -> SuppressionFact:
    return _stop(StopReason.MANUAL, overridable=True, **more)


Word = Callable[[datetime], object]
STOPS: Mapping[str, Word] = {
    "opted out": lambda now: _stop(StopReason.OPT_OUT),
    "opted out of e-mail": lambda now: _stop(StopReason.OPT_OUT, channel=Channel.EMAIL),
    "opted out of calls": lambda now: _stop(StopReason.OPT_OUT, channel=Channel.CALL),
    "opted out, whole domain": lambda now: _stop(StopReason.OPT_OUT, Scope.DOMAIN),
    "opted out, telephone number": lambda now: _stop(StopReason.OPT_OUT, Scope.PHONE),
    "complained": lambda now: _stop(StopReason.COMPLAINT),
    "message bounced for good": lambda now: _stop(StopReason.HARD_BOUNCE),
    "address erased": lambda now: _stop(StopReason.ERASED),
    "stopped by a colleague": lambda now: _by_colleague(),
    "stopped by a colleague until tomorrow": lambda now: _by_colleague(expires=now + DAY),
    "stopped by a colleague until yesterday": lambda now: _by_colleague(expires=now - DAY),
}
_SENDER = SenderFact(active=True, has_postal_address=True, can_unsubscribe=True)
STATES: Mapping[str, Mapping[str, Any]] = {
    "nothing else": {},
    "data erased": {"erased": True},
    "opted out in the CRM": {"crm_opted_out": True},
    "do not call in the CRM": {"do_not_call": True},
    "function addresses allowed by the workspace": {"allow_role_addresses": True},
    "no mailbox": {"sender": None},
    "no postal address of ours": {"sender": replace(_SENDER, has_postal_address=False)},
    "no way to unsubscribe": {"sender": replace(_SENDER, can_unsubscribe=False)},
    "company: customer": {"account_state": AccountState.CUSTOMER},
    "company: open opportunity": {"account_state": AccountState.OPEN_OPPORTUNITY},
    "company: competitor": {"account_state": AccountState.COMPETITOR},
    "company: do not contact": {"account_state": AccountState.DO_NOT_CONTACT},
    "motion: renewal": {"motion": "renewal"},
    "motion: onboarding": {"motion": "onboarding"},
    "the number may ring in Los Angeles too": {
        "phone_zones": ("America/New_York", "America/Los_Angeles")
    },
    "nobody knows where the telephone rings": {"phone_zones": ()},
}


@dataclass(frozen=True)
class Line:
    """One line of the table, as it stands in the file."""

    no: str
    country: str
    channel: str
    subscriber: str
    address: str
    on_record: str
    state: str
    expected: str
    rule: str
    source: str
    note: str

    def __str__(self) -> str:
        told = (self.country, self.channel, self.subscriber, self.address, self.on_record)
        return f"line {self.no}: {', '.join(told)}; {self.state} is {self.expected} ({self.rule})"

    @property
    def rules(self) -> set[str]:
        """The rules that it names."""
        return set(self.rule.split("; "))


def lines() -> list[Line]:
    """The table in the order of the file."""
    with FILE.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        assert reader.fieldnames == [field.name for field in fields(Line)]
        return [Line(**row) for row in reader]


def case_of(line: Line) -> Case:
    """The case that a line tells of; KeyError for a word that nobody knows."""
    country, zone = COUNTRIES[line.country]
    now = _moment(line, zone or "UTC")
    channel = CHANNELS[line.channel]
    said = [word for word in line.state.split("; ") if not HOUR.fullmatch(word)]
    facts: dict[str, Any] = {"phone_zones": (zone or "UTC",)}
    for word in said:
        facts |= STATES[word] if word not in STOPS else {}
    return case(
        country=country,
        zone=zone,
        channel=channel,
        moment=now,
        subscriber=SUBSCRIBERS[line.subscriber],
        suppressions=tuple(STOPS[word](now) for word in said if word in STOPS),
        consents=_grounds(line.on_record, channel, now),
        **ADDRESSES[line.address],
        **facts,
    )


def _moment(line: Line, zone: str) -> datetime:
    """The hour that a line names, else ten in the morning."""
    hour = HOUR.search(line.state)
    clock = {"hour": int(hour[1]), "minute": int(hour[2])} if hour else {}
    return JUDGED.replace(tzinfo=ZoneInfo(zone), **clock)


def _grounds(text: str, channel: Channel, now: datetime) -> tuple[Any, ...]:
    return () if text == "nothing" else tuple(_ground(g, channel, now) for g in text.split(" + "))


def _ground(text: str, channel: Channel, now: datetime) -> Any:
    basis, *details = text.split(", ")
    facts: dict[str, Any] = {"channel": channel, "given_at": months_after(now, -1)}
    for detail in details:
        facts |= _detail(detail, now)
    return consent(BASES[basis], **facts)


def _detail(text: str, now: datetime) -> dict[str, Any]:
    if age := _AGE.fullmatch(text):
        months = int(age[1]) * (12 if age[2] == "year" else 1)
        return {"given_at": months_after(now, -months) + (DAY if age[3] else timedelta())}
    known: Mapping[str, dict[str, Any]] = {
        "without evidence": {"evidence": ""},
        "without a date": {"given_at": None},
        "for calls only": {"channel": Channel.CALL},
        "for e-mail only": {"channel": Channel.EMAIL},
        "for every channel": {"channel": None},
        "ended yesterday": {"expires_at": now - DAY},
        "ends tomorrow": {"expires_at": now + DAY},
        "dated tomorrow": {"given_at": now + DAY},
    }
    return known[text]
