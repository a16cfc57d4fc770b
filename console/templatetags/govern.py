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
def seconds(span: timedelta | None) -> str:
    """ "0.42 s" or "3 min 5 s": spans that are too short for days and hours to be of use."""
    if span is None:
        return "—"
    whole = span.total_seconds()
    if whole < 60:
        return f"{whole:.2f} s"
    minutes, rest = divmod(round(whole), 60)
    return f"{minutes:,} min {rest} s"
