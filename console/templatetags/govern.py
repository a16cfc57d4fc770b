"""Template filters of the govern pages: `{% load govern %}`."""

from datetime import timedelta

from django import template

from console.components.icons import ICONS
from console.components.moments import duration_text

register = template.Library()


@register.filter
def channel_icon(kind: str) -> str:
    """The icon of a step's kind; both kinds of e-mail share one."""
    name = kind.partition("_")[0]
    return name if name in ICONS else "task"


@register.filter
def seconds(length: timedelta | None) -> str:
    """As `span`, for a length of time."""
    return span(None if length is None else length.total_seconds())


@register.filter
def ago(seconds: float) -> str:
    """ "just now" or "12 s ago": when somebody was seen, within the last minutes."""
    whole = int(seconds)
    return f"{whole} s ago" if 0 < whole < 60 else "just now" if whole < 1 else f"{span(whole)} ago"


@register.filter
def span(seconds: float | None) -> str:
    """How long something took or waits: as `duration`, and below ten seconds "0.42 s"."""
    if seconds is None:
        return "—"
    if seconds < 10:
        return f"{seconds:.2f} s"
    return duration_text(timedelta(seconds=seconds))
