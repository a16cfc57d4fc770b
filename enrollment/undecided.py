"""What waits for somebody to read an answer first: approvals, and going on by hand."""

from collections.abc import Callable

from enrollment.models import Enrollment
from tenancy.errors import Refused

# Why an enrollment has to wait, as a sentence; "" when it need not.
Asker = Callable[[Enrollment], str]
_askers: list[Asker] = []


def waits_for(asker: Asker) -> None:
    """Let an app above keep people from going on; asked under the person's gate."""
    if asker not in _askers:
        _askers.append(asker)


def check(enrollment: Enrollment) -> None:
    """Refused (answer_undecided) while nobody has said what an answer of this person means."""
    for ask_first in _askers:
        if sentence := ask_first(enrollment):
            raise Refused(sentence, code="answer_undecided")
