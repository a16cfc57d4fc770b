"""Who may call what: every route, by name, each method with the capability that it needs.

A route that is not here is refused by the middleware, and a test fails. None means any seat.
"""

from collections.abc import Mapping
from itertools import chain

from audit import api as audit
from compliance import api as compliance
from console.capability_lines import editing, govern, people, trials, work
from console.capability_lines import sequences as sequence_pages
from console.capability_lines import settings as settings_pages
from contacts import api as contacts
from enrollment import api as enrollment
from sequences import api as sequences
from signals import api as signals
from signals.inbox import api as inbox
from tenancy.roles import Capability

Line = Mapping[str, Capability | None]

PARTS = (
    govern,
    work,
    people,
    editing,
    sequence_pages,
    settings_pages,
    trials,
    audit,
    compliance,
    contacts,
    enrollment,
    sequences,
    signals,
    inbox,
)

TABLE: Mapping[str, Line] = {
    "api_schema": {"GET": None},
    **dict(chain.from_iterable(part.LINES.items() for part in PARTS)),
}
