"""Moving about: tabs, breadcrumb, stepper, pagers, column heads and the boxes of rows."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import template
from django.core.paginator import Page

from console.components.addresses import query_of, with_query

register = template.Library()


@register.inclusion_tag("components/tabs.html")
def tabs(items: Iterable[Any], label: str = "Views") -> dict[str, Any]:
    """Views as links. Items have label, url, active and, where it helps, count."""
    return {"items": list(items), "label": label}


@register.inclusion_tag("components/breadcrumb.html")
def breadcrumb(*parts: str) -> dict[str, Any]:
    """`{% breadcrumb "Contacts" contacts_url "Import" %}`: label and URL in turn, the last bare."""
    pairs = list(zip(parts[0:-1:2], parts[1::2], strict=False))
    return {"links": pairs, "here": parts[-1] if len(parts) % 2 else ""}


@register.inclusion_tag("components/stepper.html")
def stepper(labels: Sequence[str], current: int) -> dict[str, Any]:
    """Numbered steps of a long form; `current` counts from 1."""
    return {
        "steps": [
            {"label": label, "number": n, "done": n < current, "here": n == current}
            for n, label in enumerate(labels, start=1)
        ]
    }


@register.inclusion_tag("components/pager.html", takes_context=True)
def pager(context: template.Context, page: Page[Any], noun: str = "rows") -> dict[str, Any]:
    """Page numbers, which keep the filters of the address."""
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    links = [
        {
            "number": n,
            "url": "" if n == "…" else with_query(context, page=n),
            "here": n == page.number,
        }
        for n in numbers
    ]
    return {
        "noun": noun,
        "first": page.start_index(),
        "last": page.end_index(),
        "total": page.paginator.count,
        "links": links if page.paginator.num_pages > 1 else [],
        "previous": with_query(context, page=page.number - 1) if page.has_previous() else "",
        "next": with_query(context, page=page.number + 1) if page.has_next() else "",
    }


@register.inclusion_tag("components/pager.html", takes_context=True)
def cursor_pager(
    context: template.Context, before: str = "", after: str = "", noun: str = "rows"
) -> dict[str, Any]:
    """Newer and older by cursor, for lists too long to be counted."""
    return {
        "noun": noun,
        "previous": with_query(context, before=before, after=None) if before else "",
        "next": with_query(context, after=after, before=None) if after else "",
    }


@register.inclusion_tag("components/column.html", takes_context=True)
def column(
    context: template.Context, label: str, sort: str = "", numeric: bool = False
) -> dict[str, Any]:
    """A column head; with `sort` a link that sets `?sort=name`, and `?sort=-name` the next time."""
    current = query_of(context).get("sort", "")
    direction = {sort: "ascending", f"-{sort}": "descending"}.get(current, "") if sort else ""
    turned = f"-{sort}" if direction == "ascending" else sort
    url = with_query(context, sort=turned, page=None) if sort else ""
    return {"label": label, "url": url, "direction": direction, "numeric": numeric}


@register.inclusion_tag("components/select_row.html")
def select_row(value: Any, label: str, name: str = "selected") -> dict[str, Any]:
    """The checkbox of a row; `label` says whose row it is."""
    return {"value": value, "label": label, "name": name}


@register.inclusion_tag("components/select_all.html")
def select_all(label: str = "Select all on this page") -> dict[str, str]:
    """The checkbox in the head of a table. It needs the script, and is hidden without it."""
    return {"label": label}
