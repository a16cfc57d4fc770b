"""What the settings read about shared texts and closed days."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sequences import snippets
from sequences.calendars import holidays_of, subdivision_of
from sequences.models import Snippet, Version, VersionState
from sequences.rendering import (
    BLOCKS,
    VARIABLES,
    RenderError,
    TemplateError,
    parse_plain,
    render_text,
)
from tenancy.models import Membership, Workspace

# Retired versions still have people; nothing new is written with them.
IN_USE = (VersionState.DRAFT, VersionState.IN_APPROVAL, VersionState.APPROVED)
AHEAD = timedelta(days=366)


@dataclass(frozen=True)
class Use:
    """A version that keeps a copy of a snippet, and whether it still says the same."""

    version: Version
    is_current: bool


@dataclass(frozen=True)
class SnippetLine:
    """A snippet with the versions in use that keep a copy."""

    snippet: Snippet
    uses: Sequence[Use]


@dataclass(frozen=True)
class Block:
    """A shared text as it would read, or why it cannot be read."""

    name: str
    text: str = ""
    problem: str = ""


@dataclass(frozen=True)
class Holiday:
    """A public holiday and its name, which says the place too."""

    day: date
    name: str


def snippet_lines() -> list[SnippetLine]:
    """Every snippet by name; two statements."""
    rows, copies = list(snippets.snippets()), _copies()
    return [SnippetLine(row, _uses(row, copies.get(row.name, []))) for row in rows]


def uses_of(snippet: Snippet) -> list[Use]:
    """The versions in use that keep a copy of one snippet; one statement."""
    return _uses(snippet, _copies().get(snippet.name, []))


def has_snippet(name: str) -> bool:
    """Whether there is a snippet of this name; one statement."""
    return Snippet.objects.filter(name=name).exists()


def variables() -> list[tuple[str, str]]:
    """What shared texts may name: as it is written, and what it stands for."""
    return [(f"{{{{ {name} }}}}", known.label) for name, known in VARIABLES.items()]


def blocks(texts: Mapping[str, str], workspace: Workspace, seat: Membership) -> list[Block]:
    """Signature and disclosure as the person who looks would send them to an example."""
    values = {name: known.example for name, known in VARIABLES.items()} | {
        "sender_name": seat.label,
        "sender_first_name": seat.label.partition(" ")[0],
        "owner_name": seat.label,
        "workspace_name": workspace.name,
        "postal_address": workspace.postal_address or VARIABLES["postal_address"].example,
    }
    return [_block(BLOCKS[name].label, text.strip(), values) for name, text in texts.items()]


def holidays(country: str, region: str, start: date) -> list[Holiday]:
    """The public holidays of a place within a year from `start`; no statement."""
    subdivision = subdivision_of(country, region)
    years = (start.year, start.year + 1)
    days = {day: name for y in years for day, name in holidays_of(country, subdivision, y).items()}
    return [Holiday(day, days[day]) for day in sorted(days) if start <= day < start + AHEAD]


def _copies() -> Mapping[str, list[tuple[Version, str]]]:
    """By name of the snippet: the versions in use that keep a copy, and the copy."""
    rows = Version.objects.filter(state__in=IN_USE, options__has_key="snippets")
    found: dict[str, list[tuple[Version, str]]] = defaultdict(list)
    for row in rows.select_related("sequence").order_by("sequence__name", "-number"):
        for name, text in row.options["snippets"].items():
            found[name].append((row, text))
    return found


def _uses(snippet: Snippet, copies: Sequence[tuple[Version, str]]) -> list[Use]:
    return [Use(version, text == snippet.text) for version, text in copies]


def _block(label: str, text: str, values: Mapping[str, str]) -> Block:
    try:
        return Block(label, render_text(parse_plain(text), values).text)
    except TemplateError as error:
        place = f"Line {error.line}, column {error.column}"
        return Block(label, problem=f"{place}: {error.message}")
    except RenderError as error:
        return Block(label, problem=str(error))
