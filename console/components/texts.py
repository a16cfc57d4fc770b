"""Times, numbers, differences, messages as recipients see them, and lines of a timeline."""

import re
from datetime import datetime, timedelta
from typing import Any

from django import template
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from console.components import differences, moments
from console.components.tones import TONES, one_of, render

register = template.Library()

_UNFILLED = re.compile(r"(\{\{[^{}]*\}\})")
_SEAMS = re.compile(r"(?<=@)|(?<=\w/)|(?=[.]\w)")
PHASES = ("past", "now", "future")


@register.simple_tag(takes_context=True)
def when(
    context: template.Context,
    moment: datetime | None,
    zone_viewer: moments.Zone = None,
    zone_contact: moments.Zone = None,
) -> SafeString:
    """`<time>` in the viewer's zone (the active one unless given) and the contact's."""
    if moment is None:
        return mark_safe('<span class="absent">never</span>')
    viewer = moments.as_zone(zone_viewer, timezone.get_current_timezone())
    now = context.get("now") or timezone.now()
    text = moments.two_zones(moment, viewer, zone_contact, now)
    return format_html('<time datetime="{}">{}</time>', moment.isoformat(timespec="minutes"), text)


@register.filter
def duration(span: timedelta | None) -> str:
    """ "2 h 10 min"; an em dash for none."""
    return "—" if span is None else moments.duration_text(span)


@register.filter
def count(number: int | float | None) -> str:
    """ "1,204"; an em dash for none."""
    return "—" if number is None else f"{number:,}"


@register.filter
def words(identifier: str) -> str:
    """ "required_fields" as "Required fields"."""
    return str(identifier).replace("_", " ").replace(".", " ").strip().capitalize()


@register.filter
def breakable(text: str) -> SafeString:
    """An address, or words with one, that a narrow column breaks after "@" or a stroke and before a
    full stop in a word, not in the midst of a name."""
    parts = ((mark_safe("<wbr>") if n else "", part) for n, part in enumerate(_SEAMS.split(text)))
    return format_html_join("", "{}{}", parts)


@register.filter
def mark_missing(text: str) -> SafeString:
    """A message with what could not be filled in marked."""
    parts = enumerate(_UNFILLED.split(text))
    return format_html_join(
        "",
        "{}",
        ((format_html('<mark class="error">{}</mark>', p) if n % 2 else p,) for n, p in parts),
    )


@register.simple_tag
def word_diff(before: str, after: str) -> SafeString:
    """What changed from one text to the other."""
    return format_html('<div class="diff">{}</div>', differences.word_diff(before, after))


@register.inclusion_tag("components/message_frame.html")
def message_frame(title: str, html: str = "", src: str = "") -> dict[str, str]:
    """A message as the recipient sees it, in a frame that can run nothing.

    `src`, a page of its own, is preferred: a frame filled by `html` inherits this page's content
    security policy, and the message loses its inline styles.
    """
    return {"title": title, "html": html, "src": src}


@register.simple_block_tag(takes_context=True)
def entry(
    context: template.Context, content: str, title: str, phase: str = "past", **options: Any
) -> str:
    """One line of a `<ol class="timeline">`.

    Options: at (moment), zone (the contact's), icon, tone, actor, why (URL of the explanation).
    """
    at = options.get("at")
    shown = when(context, at, None, options.get("zone")) if at else ""
    tone = one_of(options.pop("tone", "neutral"), TONES, "tone")
    values = {**options, "title": title, "content": content, "tone": tone, "when": shown}
    return render("timeline_entry", phase=one_of(phase, PHASES, "phase"), **values)
