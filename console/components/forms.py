"""Form fields and the messages that answer a form."""

from typing import Any

from django import template
from django.forms import BoundField, CheckboxInput, Select
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import SafeString

register = template.Library()

LEVELS = {"debug": "info", "info": "info", "success": "good", "warning": "warn", "error": "bad"}
UNDO = "undo:"


@register.inclusion_tag("components/field.html")
def field(bound: BoundField, hint: str = "", label: str = "") -> dict[str, Any]:
    """A form field with label, hint and error, tied together for screen readers."""
    return {
        "field": bound,
        "label": label or bound.label,
        "hint": hint or bound.help_text,
        "tick": isinstance(bound.field.widget, CheckboxInput),
        # A list always says something: what it says when nothing is chosen is one of its choices.
        "is_list": isinstance(bound.field.widget, Select),
        "widget": _described(bound, hint),
    }


def _described(bound: BoundField, hint: str) -> SafeString:
    ids = [f"{bound.auto_id}_helptext"] if hint or bound.help_text else []
    ids += [f"{bound.auto_id}_error"] if bound.errors else []
    return bound.as_widget(attrs={"aria-describedby": " ".join(ids)} if ids else {})


@register.filter
def message_tone(level: str) -> str:
    """The tone of a Django message by its `level_tag`."""
    return LEVELS.get(level, "info")


@register.filter
def undo_url(extra_tags: str) -> str:
    """Where Undo posts to: `messages.success(request, text, extra_tags="undo:/url/")`."""
    found = [tag.removeprefix(UNDO) for tag in (extra_tags or "").split() if tag.startswith(UNDO)]
    # The token of the form must never be posted to another host.
    safe = [url for url in found if url_has_allowed_host_and_scheme(url, allowed_hosts=None)]
    return safe[0] if safe else ""
