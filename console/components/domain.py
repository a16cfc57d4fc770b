"""Words of the domain in templates: what a seat may do, what a signal is, a channel's sign."""

from datetime import datetime, timedelta

from django import template

from console.components.icons import ICONS
from signals.kinds import Kind
from tenancy.models import Membership
from tenancy.roles import Capability

register = template.Library()


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
def since(moment: datetime, start: datetime) -> timedelta:
    """`{{ now|since:touch.due_at|duration }}`: how long ago; negative for the future."""
    return moment - start
