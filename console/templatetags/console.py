"""The template components of the console: `{% load console %}`.

Each tag takes plain values and renders one small template of `templates/components/`. Tones are
neutral, info, good, warn, bad and muted; anything else raises ValueError, so that a typing error
in a page fails its test and not its reader. docs/design-system.md shows one example of each.
"""

from django import template

from console.components import (
    choices,
    containers,
    domain,
    facts,
    forms,
    lists,
    signs,
    states,
    texts,
)

register = template.Library()

for part in (choices, signs, containers, facts, lists, texts, forms, states, domain):
    register.tags.update(part.register.tags)
    register.filters.update(part.register.filters)
