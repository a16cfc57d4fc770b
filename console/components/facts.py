"""What a page states: figures, names and values, progress, verdicts, charts."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import template

from console.components import charts
from console.components.texts import words
from console.components.tones import TONES, one_of

register = template.Library()

OUTCOMES = {
    "allow": ("passed", "good"),
    "warning": ("passed, look", "warn"),
    "exception": ("let pass", "warn"),
    "defer": ("waits", "warn"),
    "block": ("blocked", "bad"),
}


@register.inclusion_tag("components/stat.html")
def stat(
    label: str, value: Any, sub: str = "", href: str = "", tone: str = "neutral"
) -> dict[str, Any]:
    """One figure with its name; a link to the people behind it where there is one."""
    return {
        "label": label,
        "value": value,
        "sub": sub,
        "href": href,
        "tone": one_of(tone, TONES, "tone"),
    }


@register.inclusion_tag("components/key_values.html")
def key_values(pairs: Mapping[str, Any] | Iterable[tuple[str, Any]]) -> dict[str, Any]:
    """A list of names and values; an empty value is shown as a dash."""
    return {"pairs": list(pairs.items() if isinstance(pairs, Mapping) else pairs)}


@register.inclusion_tag("components/progress.html")
def progress(
    value: int, maximum: int, label: str, poll: str = "", tone: str = "info"
) -> dict[str, Any]:
    """Done of all. `poll` is a URL that answers with this fragment again, asked every 2 s."""
    share = round(value / maximum * 100) if maximum else 0
    return {
        "value": value,
        "maximum": maximum or 1,
        "total": maximum,
        "share": share,
        "label": label,
        "poll": poll,
        "tone": tone,
    }


@register.inclusion_tag("components/empty.html")
def empty(
    title: str, sentence: str, href: str = "", action: str = "", icon_name: str = "check"
) -> dict[str, str]:
    """Nothing here: what that means, and the next step."""
    return {
        "title": title,
        "sentence": sentence,
        "href": href,
        "action": action,
        "icon_name": icon_name,
    }


@register.inclusion_tag("components/verdicts.html", takes_context=True)
def verdicts(context: template.Context, findings: Iterable[Any]) -> dict[str, Any]:
    """Rule by rule. A finding has rule, version, outcome (allow, defer, block), reason and, where
    it has them, label, fix, until, warning, exception and pass_url. Blocks come first, then waits,
    then what was let pass or should be looked at, then what passed."""
    rows = [_verdict(finding) for finding in findings]
    order = ("blocked", "waits", "let pass", "passed, look", "passed")
    rows.sort(key=lambda row: order.index(row["word"]))
    return {"rows": rows, "now": context.get("now")}


def _verdict(finding: Any) -> dict[str, Any]:
    outcome = str(getattr(finding.outcome, "value", finding.outcome))
    marks = [mark for mark in ("exception", "warning") if getattr(finding, mark, "")]
    word, tone = OUTCOMES[one_of([*marks, outcome][0], OUTCOMES, "outcome")]
    label = getattr(finding, "label", "") or words(finding.rule)
    return {"word": word, "tone": tone, "finding": finding, "label": label}


@register.inclusion_tag("components/bar_chart.html")
def bar_chart(
    rows: Iterable[Sequence[object]], title: str, column: str = "", unit: str = ""
) -> dict[str, Any]:
    """Columns drawn as SVG with the same figures in a table under them.

    Rows are `(label, value)` or `(label, value, href)`.
    """
    return {
        "bars": charts.bars(rows),
        "title": title,
        "column": column or "Name",
        "unit": unit or "Count",
    }


@register.inclusion_tag("components/bar_list.html")
def bar_list(
    rows: Iterable[Sequence[object]], title: str, column: str = "", unit: str = ""
) -> dict[str, Any]:
    """A table whose figures carry a bar each: for causes, steps, reasons."""
    return bar_chart(rows, title, column, unit)
