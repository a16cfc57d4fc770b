"""Signs and buttons: icon, mark, badge, keys, button, copy_button, post_button."""

from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from console.components.icons import ICONS, MARKS
from console.components.tones import TONES, one_of

register = template.Library()

BUTTON_KINDS = ("primary", "secondary", "quiet", "danger")


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """An icon in the colour and size of its text; without label, hidden from screen readers."""
    path = ICONS[one_of(name, ICONS, "icon")]
    meaning = (
        format_html('role="img" aria-label="{}"', label)
        if label
        else mark_safe('aria-hidden="true"')
    )
    return format_html(
        '<svg class="icon" viewBox="0 0 16 16" {} focusable="false"><path d="{}"/></svg>',
        meaning,
        path,
    )


@register.simple_tag
def mark(tone: str) -> SafeString:
    """The shape of a tone, as a badge shows it."""
    return format_html(
        '<svg class="mark" viewBox="0 0 10 10" aria-hidden="true" focusable="false">{}</svg>',
        MARKS[one_of(tone, TONES, "tone")],
    )


@register.inclusion_tag("components/badge.html")
def badge(state: Any, tone: str = "", detail: str = "") -> dict[str, str]:
    """A state as a word with a shape: a text, or a choice that has `label` and `tone`."""
    chosen = tone or getattr(state, "tone", "neutral")
    label = str(getattr(state, "label", state))
    return {"label": label, "tone": one_of(chosen, TONES, "tone"), "detail": detail}


@register.simple_tag
def keys(*names: str) -> SafeString:
    """Keyboard hints: `{% keys "g" "c" %}`."""
    return format_html_join(" ", "<kbd>{}</kbd>", ((name,) for name in names))


@register.inclusion_tag("components/button.html")
def button(label: str, kind: str = "secondary", **options: Any) -> dict[str, Any]:
    """A submit button, or with `href` a link in its looks.

    Options: href, icon, key (shortcut), name, value, form, type, disabled, small, only_icon,
    describedby, download.
    """
    return {**options, "label": label, "kind": one_of(kind, BUTTON_KINDS, "kind of button")}


@register.inclusion_tag("components/copy_button.html")
def copy_button(label: str, source: str, key: str = "") -> dict[str, str]:
    """Copies the text of the element with the id `source`. It needs the script, and is hidden
    without it."""
    return {"label": label, "source": source, "key": key}


@register.inclusion_tag("components/post_button.html", takes_context=True)
def post_button(
    context: template.Context, label: str, url: str, kind: str = "secondary", **options: Any
) -> dict[str, Any]:
    """A button that changes something: a form of its own, POST, with the CSRF token.

    `hidden` is a mapping of hidden fields; the other options are those of `button`.
    """
    return {"url": url, "hidden": options.pop("hidden", {}), "label": label, "kind": kind} | {
        "options": options
    }
