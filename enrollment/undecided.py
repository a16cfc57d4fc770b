"""What waits for somebody to read an answer first: approvals, and going on by hand."""

from collections.abc import Callable

from enrollment.models import Enrollment
from tenancy.errors import Refused

# Why an enrollment has to wait, as a sentence; "" when it need not.
Asker = Callable[[Enrollment], str]
# The kinds of signal that wait for somebody's decision in a motion instead of ending.
Teller = Callable[[str], frozenset[str]]
_askers: list[Asker] = []
_tellers: list[Teller] = []


def waits_for(asker: Asker) -> None:
    """Let an app above keep people from going on; asked under the person's gate."""
    if asker not in _askers:
        _askers.append(asker)


def is_told_by(teller: Teller) -> None:
    """Let an app above say which kinds of signal wait in a motion (one query)."""
    if teller not in _tellers:
        _tellers.append(teller)


def kinds(motion: str) -> frozenset[str]:
    """The kinds of signal that somebody has to decide on in a motion, where the built-in reactions
    would end; what a simulation plays."""
    return frozenset().union(*(tell(motion) for tell in _tellers))


def check(enrollment: Enrollment) -> None:
    """Refused (answer_undecided) while nobody has said what an answer of this person means."""
    for ask_first in _askers:
        if sentence := ask_first(enrollment):
            raise Refused(sentence, code="answer_undecided")
