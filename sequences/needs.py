"""Which fields of a contact a version's messages cannot do without. Pure."""

from collections.abc import Iterable, Iterator, Mapping

from sequences.experiments import worded
from sequences.letters import letter_of
from sequences.plans import BASE, Plan, StepInput
from sequences.rendering import BLOCKS, Placeholder, Template, parse_plain

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
NO_BLOCKS: Mapping[str, str] = {}


def needed_fields(plan: Plan, blocks: Mapping[str, str] = NO_BLOCKS) -> tuple[str, ...]:
    """Dotted names of the fields behind variables without a default, in automatic messages, each
    variant's included.

    `blocks` are the workspace's signature and disclosure by name. TemplateError for a plan that
    was never checked.
    """
    snippets = dict(plan.snippets)
    found: dict[str, None] = {}
    for step in plan.steps:
        if step.leaves_by_itself:
            for words in _worded(step):
                found |= dict.fromkeys(_needed(letter_of(words, snippets).templates, blocks))
    return tuple(found)


def field_of(variable: str) -> str:
    """The contact's or company's field behind a variable; "" for what does not come from it."""
    return f"contact.{variable}" if variable.startswith("custom.") else FIELDS.get(variable, "")


def without_value(
    templates: Iterable[Template], blocks: Mapping[str, str] = NO_BLOCKS
) -> Iterator[str]:
    """The variables that have no default, in reading order; of a block those that are in it."""
    for template in templates:
        for part in template.parts:
            if isinstance(part, Placeholder) and not part.default:
                if part.name in BLOCKS and blocks.get(part.name, "").strip():
                    yield from without_value([parse_plain(blocks[part.name])])
                else:
                    yield part.name


def _worded(step: StepInput) -> Iterator[StepInput]:
    yield from (worded(step, key) for key in step.shares or (BASE,))


def _needed(templates: Iterable[Template], blocks: Mapping[str, str]) -> Iterator[str]:
    return filter(None, map(field_of, without_value(templates, blocks)))
