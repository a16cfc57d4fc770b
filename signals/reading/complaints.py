"""Spam complaints: ARF reports (RFC 5965) and the older form of some mailbox providers."""

import re
from dataclasses import dataclass

from signals.kinds import Kind
from signals.reading.delivery import original_ids, original_recipients
from signals.reading.fields import Fields, addresses, parse_fields
from signals.reading.mime import Mail

_KINDS: dict[str, Kind] = {
    "abuse": Kind.COMPLAINT,
    "fraud": Kind.COMPLAINT,
    "other": Kind.COMPLAINT,
    "opt-out": Kind.OPT_OUT,
    "opt-out-list": Kind.OPT_OUT,
    "not-spam": Kind.OTHER,
    "auth-failure": Kind.OTHER,
    "dmarc": Kind.OTHER,
}
_OLD_SUBJECT = re.compile(r"^complaint about message from \S", re.IGNORECASE)
_OLD_RECIPIENT_FIELDS = ("x-hmxmroriginalrecipient", "x-original-rcpt-to")


@dataclass(frozen=True, slots=True)
class Complaint:
    """Who complained, about which message; `kind` may be less than a complaint."""

    kind: Kind
    recipients: tuple[str, ...]
    references: tuple[str, ...]
    cue: str


def read_complaint(mail: Mail) -> Complaint | None:
    """The complaint in this message, or None; a feedback type nobody knows is unclear."""
    reports = mail.parts("message/feedback-report")
    if reports:
        return _from_report(mail, parse_fields(reports[0].text().encode().split(b"\n")))
    return _old_form(mail)


def _from_report(mail: Mail, report: Fields) -> Complaint:
    feedback = report.get("feedback-type").lower()
    named = [*report.every("original-rcpt-to"), *report.every("removal-recipient")]
    recipients = tuple(dict.fromkeys(a for value in named for a in addresses(value)))
    return Complaint(
        _KINDS.get(feedback, Kind.UNCLEAR),
        recipients or _marked_recipients(mail) or original_recipients(mail),
        original_ids(mail),
        f"feedback-type: {feedback}",
    )


def _old_form(mail: Mail) -> Complaint | None:
    marked = _marked_recipients(mail)
    if not marked or not _OLD_SUBJECT.match(mail.fields.get("subject")):
        return None
    return Complaint(Kind.COMPLAINT, marked, original_ids(mail), mail.fields.get("subject"))


def _marked_recipients(mail: Mail) -> tuple[str, ...]:
    values = (part.fields.get(n) for part in mail.originals() for n in _OLD_RECIPIENT_FIELDS)
    return tuple(dict.fromkeys(a for value in values for a in addresses(value)))
