"""Words: subject, preview text, text and HTML, variables, the way out, the postal address."""

import re
from collections.abc import Iterator

from compliance import page
from compliance.findings import MAX_SUBJECT_LENGTH, has_false_reply
from compliance.wording import SENSITIVE, UNRESOLVED
from sequences.lint.finding import EMPTY, Context, Finding
from sequences.lint.seen import Seen, fixed_text
from sequences.needs import field_of, without_value
from sequences.rendering import BLOCKS, Kind, Template, parse_plain

MAX_PREVIEW_LENGTH = 90
LEGAL = "legal"
MOST_NAMED = 3

# A person can make these up; a message that we name must have words.
FREE_TO_BE_EMPTY = frozenset({"call", "task", "email_personal"})
# What every message gets from us, whatever the contact is like.
_OURS = frozenset(
    "sender_name sender_first_name workspace_name unsubscribe_url postal_address".split()
) | set(BLOCKS)
_SPACES = re.compile(r"\s+")


def findings(seen: Seen, context: Context) -> Iterator[Finding]:
    """Everything about the words of one step in one wording."""
    if seen.letter is None:
        message = f"a template cannot be used. {seen.trouble}"
        yield seen.place.error("template_wrong", message, "Correct the variable.")
        return
    if seen.trouble:
        message = f"no message can be made of it. {seen.trouble}"
        yield seen.place.error("template_wrong", message, "Correct the template.")
    yield from _empty(seen)
    if seen.is_email:
        yield from _subject(seen)
        yield from _preview(seen)
    yield from _unresolved(seen)
    yield from _fallback(seen, context)
    yield from _blocks(seen, context)
    yield from _regulated(seen, context)
    if seen.step.kind == "email":
        yield from _way_out(seen, context)
        yield from _postal_address(seen, context)


def _subject(seen: Seen) -> Iterator[Finding]:
    subject, place = seen.step.subject, seen.place
    if not subject.strip():
        make = place.error if seen.step.kind == "email" else place.warning
        yield make("subject_missing", "the subject is empty.", "Write a subject.")
    # Nobody knows how long the values of its variables are.
    fixed = fixed_text(seen.letter.subject) if seen.letter else subject
    if len(fixed) > MAX_SUBJECT_LENGTH:
        message = f"the subject is over {MAX_SUBJECT_LENGTH} characters; many readers cut it."
        yield place.warning("subject_long", message, "Shorten it.")
    if has_false_reply(subject):
        message = "the subject claims to answer or forward a message, but there is none."
        yield place.error("false_reply", message, "Delete Re: or Fwd: from its beginning.")


def _preview(seen: Seen) -> Iterator[Finding]:
    preview = seen.step.preheader
    if not preview.strip() and seen.step.kind == "email":
        message = "there is no preview text, so mail programs show how the text begins."
        yield seen.place.info("preview_missing", message, "Write one line, or leave it so.")
    fixed = fixed_text(seen.letter.preheader) if seen.letter else preview
    if len(fixed) > MAX_PREVIEW_LENGTH:
        message = f"the preview text is over {MAX_PREVIEW_LENGTH} characters; most readers cut it."
        yield seen.place.warning("preview_long", message, "Shorten it.")


def _empty(seen: Seen) -> Iterator[Finding]:
    step = seen.step
    if step.text.strip() or (step.kind != "email" and step.instructions.strip()):
        return
    if step.kind in FREE_TO_BE_EMPTY:
        message = "it says nothing to the person who does it."
        yield seen.place.warning("text_missing", message, "Write what to say or do.")
    elif step.html.strip():
        message = "the email has HTML but no text part."
        yield seen.place.error("text_missing", message, "Write the text part as well.")
    else:
        yield seen.place.error("text_missing", "the message has no text.", "Write the message.")


def _unresolved(seen: Seen) -> Iterator[Finding]:
    for template in _all(seen):
        fixed = "\n".join(_fixed_pieces(template))
        match = UNRESOLVED.search(
            page.read(fixed).every.text if template.kind is Kind.HTML else fixed
        )
        if match:
            found = match[0].strip()
            message = f"“{found}” looks like a variable but would be sent as it is."
            fix = "Write it as {{ name }}, or delete it."
            yield seen.place.warning("variable_like", message, fix)


def _fixed_pieces(template: Template) -> list[str]:
    """Apart from each other: two pieces with a variable between them make no third thing."""
    return [fixed_text(Template(template.kind, (part,))) for part in template.parts]


def _all(seen: Seen) -> list[Template]:
    own = list(seen.letter.templates) if seen.letter else []
    return [*own, *([seen.instructions] if seen.instructions else [])]


def _fallback(seen: Seen, context: Context) -> Iterator[Finding]:
    """Variables that may be empty when the moment comes; required fields never are."""
    blocks = context.blocks or EMPTY
    for templates, is_message in _messages(seen):
        for name in dict.fromkeys(without_value(templates, blocks)):
            if name in _OURS or field_of(name) in context.required_fields:
                continue
            message = f"{{{{ {name} }}}} has no default and may be empty."
            fix = f'Write {{{{ {name} | default: "…" }}}}, or require the field.'
            make = seen.place.warning if is_message else seen.place.info
            yield make("no_fallback", message, fix)


def _messages(seen: Seen) -> Iterator[tuple[list[Template], bool]]:
    """What is read by the recipient, and what only the rep reads."""
    if seen.letter:
        yield list(seen.letter.templates), seen.step.kind != "call"
    if seen.instructions:
        yield [seen.instructions], False


def _blocks(seen: Seen, context: Context) -> Iterator[Finding]:
    if context.blocks is None:
        return
    used = {name for template in _all(seen) for name in template.variables}
    for name in BLOCKS:
        if name in used and not context.blocks.get(name, "").strip():
            message = f"it uses {{{{ {name} }}}}, but the workspace has none: it would be held."
            yield seen.place.error("block_empty", message, f"Write the {name} in the settings.")


def _regulated(seen: Seen, context: Context) -> Iterator[Finding]:
    if LEGAL in context.stages:
        return
    text = " \n".join(seen.text_of(part) for part in ("subject", "preheader", "text", "html"))
    words = [m[0] for pattern in SENSITIVE for m in pattern.finditer(text)]
    named = list(dict.fromkeys(_SPACES.sub(" ", word).strip().casefold() for word in words))
    if named:
        shown = ", ".join(f"“{word}”" for word in named[:MOST_NAMED])
        more = f" and {len(named) - MOST_NAMED} more" if len(named) > MOST_NAMED else ""
        message = f"{shown}{more}: prices, claims and regulated words need the legal stage."
        fix = "Switch the legal stage on in the settings, or choose other words."
        yield seen.place.warning("regulated_words", message, fix)


def _way_out(seen: Seen, context: Context) -> Iterator[Finding]:
    missing = [] if context.adds_unsubscribe else _missing_in(seen, "unsubscribe_url", context)
    if missing:
        message = f"the {' and the '.join(missing)} part has no way to unsubscribe."
        yield seen.place.error("unsubscribe_missing", message, "Add {{ unsubscribe_url }}.")


def _postal_address(seen: Seen, context: Context) -> Iterator[Finding]:
    missing = [] if context.adds_postal_address else _missing_in(seen, "postal_address", context)
    if missing:
        message = f"the {' and the '.join(missing)} part has no postal address."
        yield seen.place.error("postal_address_missing", message, "Add {{ postal_address }}.")


def _missing_in(seen: Seen, name: str, context: Context) -> list[str]:
    """The parts of a message that do not use a variable, in a block either."""
    blocks = context.blocks or EMPTY
    holding = {n for n, text in blocks.items() if text and name in parse_plain(text).variables}
    return [
        part
        for part, template in seen.bodies.items()
        if not {name, *holding} & set(template.variables)
    ]
