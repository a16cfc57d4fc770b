"""What a manual step says to the person who does it."""

from dataclasses import dataclass, field
from urllib.parse import quote, urlencode

from enrollment import manual
from enrollment.composing import Unwritable
from enrollment.models import Touch
from sequences.models import StepKind
from sequences.plans import StepInput, step_of
from sequences.writing import Written

# Longer addresses are cut off by some systems on their way to the mail program.
LONGEST_LINK = 1_900
# An invitation on LinkedIn takes no more.
LONGEST_NOTE = 300


@dataclass(frozen=True)
class Draft:
    """The words of a step for one person; `problem` when they cannot be written.

    `mailto` opens the rep's own mail program; `is_whole` tells whether the text fits into it.
    """

    written: Written = field(default_factory=Written)
    problem: str = ""
    mailto: str = ""
    is_whole: bool = True
    too_long: bool = False


def draft_of(touch: Touch) -> Draft:
    """The step in words for its person. Nothing is sent or stored."""
    try:
        written = manual.draft_of(touch)
    except Unwritable as refused:
        return Draft(Written(instructions=touch.step.instructions), problem=refused.message)
    if touch.kind == StepKind.EMAIL_PERSONAL:
        return _letter(touch, written)
    is_note = touch.kind == StepKind.LINKEDIN
    return Draft(written, too_long=is_note and len(written.text) > LONGEST_NOTE)


def _letter(touch: Touch, written: Written) -> Draft:
    address = touch.enrollment.contact.email
    if not address:
        return Draft(written)
    step = step_of(touch.step)
    whole = _mailto(address, step, written.subject, written.text)
    if len(whole) <= LONGEST_LINK:
        return Draft(written, mailto=whole)
    return Draft(written, mailto=_mailto(address, step, written.subject, ""), is_whole=False)


def _mailto(address: str, step: StepInput, subject: str, text: str) -> str:
    """RFC 6068; line ends are those of mail."""
    body = "\r\n".join(text.splitlines())
    parts = {"cc": ",".join(step.cc), "bcc": ",".join(step.bcc), "subject": subject, "body": body}
    query = urlencode({name: text for name, text in parts.items() if text}, quote_via=quote)
    return f"mailto:{quote(address, safe='@')}" + (f"?{query}" if query else "")
