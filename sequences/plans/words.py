"""What forbids storing the words of a plan: templates that cannot be read, and unsafe HTML."""

from collections.abc import Iterator, Mapping

from sequences.plans.document import Plan, Problem, StepInput, Variant
from sequences.rendering import Kind, TemplateError, parse, parse_plain, unsafe

MAX_WORDS = 2_000_000  # letters in all templates of a plan
MAX_INSTRUCTIONS = 10_000

# What the author sees each part called, and how it is read.
PARTS = {"subject": Kind.SUBJECT, "preheader": Kind.SUBJECT, "text": Kind.TEXT, "html": Kind.HTML}
_NAMES = {"preheader": "preview text", "html": "HTML"}


def too_much(plan: Plan) -> Problem | None:
    """A plan with more words than anybody could read; checked before any of them is."""
    size = sum(len(text) for _, text in plan.snippets)
    for step in plan.steps:
        size += len(step.instructions)
        size += sum(len(getattr(words, part)) for words in (step, *step.variants) for part in PARTS)
    if size <= MAX_WORDS:
        return None
    message = f"The texts have {size:,} characters together; at most {MAX_WORDS:,} fit."
    return Problem("steps", f"{message} Shorten them.")


def in_step(number: int, step: StepInput, snippets: Mapping[str, str]) -> Iterator[Problem]:
    """The step's own words and instructions; not those of its variants."""
    where, label = f"steps.{number}", f"Step {number}"
    yield from in_words(where, label, step, snippets)
    source = step.instructions
    yield from _template(f"{where}.instructions", f"{label}, instructions", source, snippets)
    if len(source) > MAX_INSTRUCTIONS:
        message = f"{label}: the instructions are over {MAX_INSTRUCTIONS:,} characters."
        yield Problem(f"{where}.instructions", f"{message} Shorten them.")


def in_words(
    where: str, label: str, words: StepInput | Variant, snippets: Mapping[str, str]
) -> Iterator[Problem]:
    """Subject, preview text, text and HTML of a step or a variant."""
    for part, kind in PARTS.items():
        path, name = f"{where}.{part}", f"{label}, {_NAMES.get(part, part)}"
        source = getattr(words, part)
        yield from _template(path, name, source, snippets, kind)
        if kind is Kind.HTML:
            yield from _unsafe(path, name, source)


def in_snippets(plan: Plan) -> Iterator[Problem]:
    """The copies of snippets. They are plain text, so a script in one would be shown, not run;
    it is refused all the same, because whoever wrote it meant something else."""
    for name, source in plan.snippets:
        path, label = f"snippets.{name}", f"Snippet {name}"
        try:
            parse_plain(source)
        except TemplateError as error:
            yield _at(path, label, error.message, error.line, error.column)
        yield from _unsafe(path, label, source)


def _template(
    path: str, name: str, source: str, snippets: Mapping[str, str], kind: Kind = Kind.TEXT
) -> Iterator[Problem]:
    try:
        parse(source, kind, snippets)
    except TemplateError as error:
        yield _at(path, name, error.message, error.line, error.column)


def _unsafe(path: str, name: str, source: str) -> Iterator[Problem]:
    for found in unsafe(source):
        yield _at(path, name, found.message, found.line, found.column)


def _at(path: str, name: str, message: str, line: int, column: int) -> Problem:
    return Problem(path, f"{name}, line {line}, column {column}: {message}", line, column)
