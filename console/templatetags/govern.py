"""Template filters of the govern pages: `{% load govern %}`."""

from datetime import timedelta

from django import template

from console.components.icons import ICONS

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
    """ "0.42 s", "3 min 5 s", "2 h 4 min" or "3 days 2 h": how long something took or waits."""
    if seconds is None:
        return "—"
    if seconds < 60:
        return f"{seconds:.2f} s"
    minutes, rest = divmod(round(seconds), 60)
    if minutes < 60:
        return f"{minutes} min {rest} s"
    hours, minutes = divmod(minutes, 60)
    if hours < 48:
        return f"{hours} h {minutes} min"
    return f"{hours // 24} days {hours % 24} h"
