"""Options to choose from, in groups or not, written at once: long lists stand in many rows."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from django import template
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString

register = template.Library()

Choices = Sequence[tuple[str, Any]]
OPTION = '<option value="{}">{}</option>'


@register.simple_tag
def options(choices: Iterable[tuple[str, Any]], chosen: str = "") -> SafeString:
    """`{% options fields row.field %}`: pairs of value and words, or of a group and its pairs."""
    text, value = _written(_frozen(choices)), f'<option value="{escape(chosen)}"'
    # Both were escaped when they were written.
    return SafeString(text.replace(f"{value}>", f"{value} selected>", 1))


@lru_cache(maxsize=64)
def _written(choices: Choices) -> SafeString:
    return format_html_join("", "{}", ((_one(value, words),) for value, words in choices))


def _one(value: str, words: str | Choices) -> SafeString:
    if isinstance(words, str):
        return format_html(OPTION, value, words)
    inner = format_html_join("", OPTION, words)
    return format_html('<optgroup label="{}">{}</optgroup>', value, inner)


def _frozen(choices: Iterable[tuple[str, Any]]) -> Choices:
    return tuple(
        (
            str(value),
            str(words) if not isinstance(words, list | tuple) else tuple(map(tuple, words)),
        )
        for value, words in choices
    )
