"""Text messages: how many parts they make, by which alphabet, and whether they say how to stop."""

from collections.abc import Collection, Iterator

from compliance.wording import says_stop
from sequences.lint.finding import Context, Finding, Place
from sequences.lint.seen import Seen
from sequences.phone_text import MOST_PARTS, Alphabet, measured
from sequences.plans import Plan

# More than so many cost much, and arrive piece by piece.
FEW = 3


def first_keys(plan: Plan) -> frozenset[str]:
    """The steps that are the first text message of their track."""
    found: dict[str, str] = {}
    for step in plan.steps:
        if step.kind == "sms":
            found.setdefault(step.track, step.key)
    return frozenset(found.values())


def accounts(plan: Plan, context: Context) -> Iterator[Finding]:
    """The messages that would leave by themselves, where nobody has an account for them."""
    for number, step in enumerate(plan.steps, 1):
        if step.automatic and context.sends_texts is False:
            message = "it leaves by itself, but no mailbox has an account for text messages."
            fix = "Enter one under Settings, Mailboxes, or let a person send it."
            yield Place(number, step).error("sms_no_account", message, fix)


def findings(seen: Seen, first: Collection[str]) -> Iterator[Finding]:
    """Everything about one wording of a text message; `first` as `first_keys`."""
    if seen.step.kind != "sms" or not seen.text_of("text").strip():
        return
    yield from _length(seen)
    if seen.step.key in first and not _says_how_to_stop(seen):
        message = "it may be somebody's first text message, and it does not say how to stop them."
        yield seen.place.error("sms_way_out_missing", message, "Add “Reply STOP to opt out”.")


def _length(seen: Seen) -> Iterator[Finding]:
    found, place = measured(seen.text_of("text")), seen.place
    message = f"with example values it is sent as {found.parts} text messages."
    if found.parts > MOST_PARTS:
        fix = f"Shorten it to {MOST_PARTS} at most; {FEW} are a lot."
        yield place.error("sms_too_long", message, fix)
    elif found.parts > FEW:
        yield place.warning("sms_long", message, "Shorten it: each is paid for.")
    elif found.parts > 1:
        yield place.info("sms_parts", message, "Shorten it, or leave it so.")
    if found.alphabet is Alphabet.UCS2:
        message = f"{found.named} halves what fits into one text message: 70 characters, not 160."
        yield place.info("sms_letters", message, "Choose plain letters, or leave it so.")


def _says_how_to_stop(seen: Seen) -> bool:
    uses = seen.letter.text.variables if seen.letter else ()
    return "unsubscribe_url" in uses or says_stop(seen.text_of("text"))
