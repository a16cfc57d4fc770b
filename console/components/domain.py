"""Words of the domain in templates: what a seat may do, what a signal is, a channel's sign."""

from datetime import datetime, timedelta

from django import template

from console.components.icons import ICONS
from console.components.texts import words
from contacts.conditions import field_label
from contacts.csvfile.countries import country_name
from enrollment import authentication
from enrollment.models import ActivityKind, Mailbox
from sequences.models import StepKind, Version
from signals.kinds import Kind
from tenancy.models import Membership
from tenancy.roles import Capability

register = template.Library()

OWNERS = {
    "account": "Company",
    "contact": "Contact",
    "enrollment": "Enrollment",
    "mailbox": "Mailbox",
    "workspace": "Workspace",
}
NOTICES = {"danger": "bad", "warning": "warn", "success": "good"}


@register.filter
def may(seat: Membership, capability: str) -> bool:
    """`{% if seat|may:"ENROL" %}`: whether to offer what the route would allow."""
    return seat.may(Capability[capability])


@register.filter
def signal_kind(value: str) -> Kind:
    """A stored kind with its label, tone and effect; a badge takes it as it is."""
    return Kind(value)


@register.filter
def channel_icon(kind: str) -> str:
    """The icon of a step's kind; an e-mail to personalise is an e-mail."""
    return kind if kind in ICONS else "email"


@register.filter
def notice_tone(stored: str) -> str:
    """The tone of what a person was told; what is not urgent is info."""
    return NOTICES.get(stored, "info")


@register.filter
def since(moment: datetime, start: datetime) -> timedelta:
    """`{{ now|since:touch.due_at|duration }}`: how long ago; negative for the future."""
    return moment - start


@register.filter
def contact_mode(kind: str) -> str:
    """How somebody was contacted last, as `last_contacted_by` keeps it; what we do not know comes
    from elsewhere and is shown in its own words."""
    return StepKind(kind).label if kind in StepKind.values else words(kind)


@register.filter
def sender_state(box: Mailbox) -> str:
    """How the sender records of a mailbox's domain stand."""
    lacking = authentication.shortcomings(box)
    if lacking is None:
        return "sender records not checked lately"
    return "sender records not in order" if lacking else "sender records in order"


@register.filter
def activity(kind: str) -> str:
    """What somebody did last, as `last_activity` keeps it."""
    return ActivityKind(kind).label if kind in ActivityKind.values else words(kind)


@register.filter
def numbered(version: Version) -> str:
    """A version below the name of its sequence: "Version 2"."""
    return f"Version {version.number}"


@register.filter
def source(stored: str) -> str:
    """Where a value of a message came from: "contact.first_name revision 2" as "Contact: first
    name, revision 2"."""
    field, _, version = stored.partition(" ")
    owner, _, name = field.partition(".")
    said = f"{OWNERS.get(owner, owner)}: {field_label(f'contact.{name}')}"
    return f"{said}, {version.strip('()')}" if version else said


@register.filter
def country(code: str) -> str:
    """The name of a country by its two letters."""
    return country_name(code)
