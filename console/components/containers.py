"""Containers, written as block tags: panel, callout, table, drawer, filter_bar, selection_bar."""

from django import template

from console.components.addresses import query_of
from console.components.tones import one_of, render

register = template.Library()

CALLOUTS = {"info": "info", "good": "check", "warn": "warning", "bad": "stop"}


@register.simple_block_tag
def panel(content: str, title: str = "", sub: str = "", href: str = "", action: str = "") -> str:
    """A titled section; `href` and `action` put one link at the right of its title."""
    return render("panel", content=content, title=title, sub=sub, href=href, action=action)


@register.simple_block_tag
def callout(content: str, tone: str = "info", title: str = "") -> str:
    """A notice in the flow of a page: info, good, warn or bad."""
    sign = CALLOUTS[one_of(tone, CALLOUTS, "callout")]
    return render("callout", content=content, tone=tone, title=title, icon_name=sign)


@register.simple_block_tag
def table(
    content: str, label: str, cards: bool = False, tall: bool = False, ticks: bool = False
) -> str:
    """Wraps `<thead>` and `<tbody>`: scrolls inside itself, or becomes cards at narrow width.

    With `cards` each `<td>` carries its column's name in `data-label`. With `ticks` there is a box
    in every cell, in a `<label>` with the column's name.
    """
    return render("table", content=content, label=label, cards=cards, tall=tall, ticks=ticks)


@register.simple_block_tag
def drawer(content: str, title: str, close: str = "") -> str:
    """A panel beside the page; `close` is the URL of the page without it."""
    return render("drawer", content=content, title=title, close=close)


@register.simple_block_tag(takes_context=True)
def filter_bar(
    context: template.Context, content: str, search: str = "", target: str = "", label: str = ""
) -> str:
    """A GET form of filters. `search` names the search field's label, `target` the element (by
    id) that htmx replaces; both may be absent, and the form works without a script."""
    query = query_of(context)
    return render(
        "filter_bar",
        content=content,
        search=search,
        target=target,
        label=label or search or "Filter",
        q=query.get("q", ""),
        filtered=bool(query),
    )


@register.simple_block_tag
def selection_bar(content: str, total: int, noun: str = "rows") -> str:
    """Actions on selected rows. Its box `select_all_matching` means every row of the filter."""
    return render("selection_bar", content=content, total=total, noun=noun)
