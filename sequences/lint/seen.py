"""A step as the lint looks at it: its templates, and the message that example values give."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from compliance import page
from sequences.experiments import worded
from sequences.letters import Letter, letter_of, rendered
from sequences.lint.finding import EMPTY, Place
from sequences.plans import BASE, EMAILS, Plan, StepInput
from sequences.rendering import (
    BLOCKS,
    VARIABLES,
    Fixed,
    Rendered,
    RenderError,
    Template,
    TemplateError,
    parse,
    parse_plain,
    render_text,
)

EXAMPLE = "Example"


@dataclass(frozen=True, slots=True)
class Seen:
    """One wording of a step. Without `letter` a template could not be read, and `trouble` says
    why; `parts` are what `letters.rendered` gives for example values."""

    place: Place
    letter: Letter | None = None
    instructions: Template | None = None
    trouble: str = ""
    parts: Mapping[str, Rendered] = field(default_factory=dict)

    @property
    def step(self) -> StepInput:
        """The step in these words."""
        return self.place.step

    @property
    def is_email(self) -> bool:
        """Whether it has a subject and two parts."""
        return self.step.kind in EMAILS

    @property
    def bodies(self) -> dict[str, Template]:
        """The templates of the parts that the author wrote, by name."""
        if self.letter is None:
            return {}
        found = {"text": self.letter.text} if self.step.text.strip() else {}
        return found | ({"HTML": self.letter.html} if self.letter.html else {})

    def text_of(self, part: str) -> str:
        """A part in words; of the HTML what a reader sees."""
        text = self.parts[part].text if part in self.parts else ""
        return page.read(text).every.text if part == "html" else text


def all_seen(plan: Plan, blocks: Mapping[str, str] | None) -> Iterator[Seen]:
    """Every wording of every step that has words, in order."""
    snippets = dict(plan.snippets)
    for number, step in enumerate(plan.steps, 1):
        if step.kind == "wait":
            continue
        for key in step.shares or (BASE,):
            variant = key if step.variants else ""
            yield seen(Place(number, worded(step, key), variant), snippets, blocks)


def seen(place: Place, snippets: Mapping[str, str], blocks: Mapping[str, str] | None) -> Seen:
    """One wording of a step."""
    try:
        letter = letter_of(place.step, snippets)
        instructions = parse(place.step.instructions, snippets=snippets)
        values = _examples([*letter.templates, instructions], blocks or EMPTY)
        return Seen(place, letter, instructions, "", rendered(letter, values))
    except TemplateError as error:
        return Seen(place, trouble=str(error))
    except RenderError as error:
        return Seen(place, letter, instructions, str(error))


def fixed_text(template: Template) -> str:
    """What stands in a template besides its variables."""
    return "".join(part.text for part in template.parts if isinstance(part, Fixed))


def _examples(templates: list[Template], blocks: Mapping[str, str]) -> dict[str, str]:
    names = {name for template in templates for name in template.variables}
    values = {name: EXAMPLE for name in names if name.startswith("custom.")}
    values |= {name: known.example for name, known in {**VARIABLES, **BLOCKS}.items()}
    for name in BLOCKS:
        if blocks.get(name, "").strip() and name in names:
            template = parse_plain(blocks[name])
            inner = {each: EXAMPLE for each in template.variables if each not in values}
            values[name] = render_text(template, values | inner).text
    return values
