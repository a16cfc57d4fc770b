"""Which fields of a contact a version's messages cannot do without."""

from collections.abc import Iterable, Mapping

from sequences.models import Step, StepKind
from sequences.rendering import Kind, Placeholder, parse

FIELDS: Mapping[str, str] = {
    "first_name": "contact.first_name",
    "last_name": "contact.last_name",
    "full_name": "contact.last_name",
    "title": "contact.title",
    "city": "contact.city",
    "country": "contact.country",
    "company": "account.name",
    "industry": "account.industry",
}


def needed_fields(steps: Iterable[Step]) -> tuple[str, ...]:
    """Dotted names of the fields behind variables without a default, in automatic messages."""
    found: dict[str, None] = {}
    for step in steps:
        if step.kind != StepKind.EMAIL:
            continue
        parts = (
            *parse(step.subject, Kind.SUBJECT).parts,
            *parse(step.text).parts,
            *parse(step.html, Kind.HTML).parts,
        )
        names = [part.name for part in parts if isinstance(part, Placeholder) and not part.default]
        found |= dict.fromkeys(filter(None, map(_field, names)))
    return tuple(found)


def _field(name: str) -> str:
    return f"contact.{name}" if name.startswith("custom.") else FIELDS.get(name, "")
