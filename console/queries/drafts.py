"""What a manual step says to the person who does it."""

from dataclasses import dataclass

from enrollment.models import Mailbox, Touch
from sequences import writing
from sequences.rendering import RenderError
from tenancy.models import Workspace
from tenancy.scope import current_workspace_id


@dataclass(frozen=True)
class Draft:
    """Instructions and words of a step for one person; `problem` when they cannot be written."""

    instructions: str = ""
    subject: str = ""
    text: str = ""
    missing: tuple[str, ...] = ()
    problem: str = ""


def draft_of(touch: Touch) -> Draft:
    """The step in words for its person; two statements. Nothing is sent or stored."""
    sender: Mailbox | None = touch.enrollment.mailbox
    try:
        written = writing.write(
            touch.step,
            touch.enrollment.contact,
            sender_name=sender.name if sender else "",
            sender_address=sender.address if sender else "",
            workspace=Workspace.objects.get(pk=current_workspace_id()),
            unsubscribe_url="",
        )
    except RenderError as error:
        return Draft(instructions=touch.step.instructions, problem=str(error))
    return Draft(written.instructions, written.subject, written.text, written.missing)
