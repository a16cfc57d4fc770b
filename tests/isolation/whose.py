"""Which row the ids in an address name: by the first words of the route's name."""

from typing import Any

from compliance.models import Decision, ExclusionRule, Review, Suppression
from contacts.models import Contact, Import
from enrollment.models import Enrollment, Mailbox, Preflight, SendIntent, Touch
from sequences.models import Sequence, Version
from signals.models import Signal
from tenancy.models import ApiKey, Membership
from tests.isolation.routes import Route
from tests.isolation.rows import Model, Rows

NAMES: dict[str, tuple[Model, str]] = {
    "console:contact": (Contact, "pk"),
    "console:decision": (Decision, "pk"),
    "console:doubt": (SendIntent, "pk"),
    "console:enrollment": (Enrollment, "pk"),
    "console:import": (Import, "pk"),
    "console:key": (ApiKey, "pk"),
    "console:mailbox": (Mailbox, "pk"),
    "console:member": (Membership, "pk"),
    "console:preflight": (Preflight, "pk"),
    "console:reply": (Signal, "pk"),
    "console:review": (Review, "pk"),
    "console:rule": (ExclusionRule, "key"),
    "console:sequence": (Sequence, "pk"),
    "console:suppression": (Suppression, "pk"),
    "console:task": (Touch, "pk"),
    "console:version": (Version, "pk"),
    "api_contact": (Contact, "pk"),
    "api_enrollment": (Enrollment, "pk"),
    "api_review": (Review, "pk"),
    "api_rule": (ExclusionRule, "pk"),
    "api_sequence": (Sequence, "pk"),
    "api_signal": (Signal, "pk"),
    "api_version": (Version, "pk"),
    "api_versions": (Sequence, "pk"),
}
# Names files of the demo's relay, which belong to no table.
NO_ROW = ("console:outbox",)


def names_a_row(route: Route) -> bool:
    """Whether the address holds the id of a row."""
    return bool(route.ids) and not route.name.startswith(NO_ROW)


def about(route: Route, rows: Rows) -> dict[str, Any]:
    """The captured values of `route` that name what is in `rows`."""
    fitting = [name for name in NAMES if route.name.startswith(name)]
    assert fitting, f"Say in tests/isolation/whose.py what the ids of {route.name} name."
    model, attribute = NAMES[max(fitting, key=len)]
    (capture,) = route.ids
    return {capture: getattr(rows[model], attribute)}
