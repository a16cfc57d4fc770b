"""Template filters of the govern pages: `{% load govern %}`."""

from django import template

from console.components.icons import ICONS

register = template.Library()


@register.filter
def channel_icon(kind: str) -> str:
    """The icon of a step's kind; both kinds of e-mail share one."""
    name = kind.partition("_")[0]
    return name if name in ICONS else "task"
