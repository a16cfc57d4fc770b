"""Which row the ids in an address name: by the first words of the route's name."""

from typing import Any

from compliance.models import (
    ContentRule,
    Decision,
    ExclusionRule,
    FindingWaiver,
    LawPack,
    LiftRequest,
    Review,
    ReviewerGroup,
    ReviewPolicy,
    RuleException,
    StopList,
    Suppression,
)
from contacts.models import Contact, Import, SavedView
from enrollment.models import (
    Absence,
    Audience,
    DkimKey,
    DomainBreaker,
    Enrollment,
    Experiment,
    Mailbox,
    MailboxPool,
    Migration,
    Notice,
    Preflight,
    Release,
    SendIntent,
    Touch,
)
from sequences.models import ClosedDate, Sequence, Simulation, Snippet, Step, Version, Waiver
from signals.models import Example, HookKey, Inlet, ReactionTable, Signal
from tenancy.models import ApiKey, Membership
from tests.isolation.routes import Route
from tests.isolation.rows import Model, Rows

NAMES: dict[str, tuple[Model, str]] = {
    "console:accepted": (FindingWaiver, "pk"),
    "console:audience": (Audience, "pk"),
    "console:audiences": (Sequence, "pk"),
    "console:breaker": (DomainBreaker, "pk"),
    "console:closed_date": (ClosedDate, "pk"),
    "console:contact": (Contact, "pk"),
    "console:content_rule": (ContentRule, "pk"),
    "console:decision": (Decision, "pk"),
    "console:doubt": (SendIntent, "pk"),
    "console:example": (Example, "pk"),
    "console:enrollment": (Enrollment, "pk"),
    "console:exception": (RuleException, "pk"),
    "console:experiment": (Experiment, "pk"),
    "console:import": (Import, "pk"),
    "console:inbox": (Signal, "pk"),
    "console:key": (ApiKey, "pk"),
    "console:hook_key": (HookKey, "pk"),
    "console:inlet": (Inlet, "pk"),
    "console:lift": (LiftRequest, "pk"),
    "console:mailbox": (Mailbox, "pk"),
    "console:member": (Membership, "pk"),
    "console:migration": (Migration, "pk"),
    "console:notice": (Notice, "pk"),
    "console:pool": (MailboxPool, "pk"),
    "console:preflight": (Preflight, "pk"),
    "console:absence": (Absence, "pk"),
    "console:release": (Release, "pk"),
    "console:review": (Review, "pk"),
    "console:review_group": (Review, "group_key"),
    "console:reviewer_group": (ReviewerGroup, "pk"),
    "console:rule": (ExclusionRule, "key"),
    "console:sequence": (Sequence, "pk"),
    "console:simulation": (Simulation, "pk"),
    "console:snippet": (Snippet, "pk"),
    "console:stop_list": (StopList, "pk"),
    "console:suppression": (Suppression, "pk"),
    "console:task": (Touch, "pk"),
    "console:version": (Version, "pk"),
    "console:view": (SavedView, "pk"),
    "console:waiver": (Waiver, "pk"),
    "api_breaker": (DomainBreaker, "pk"),
    "api_audience": (Audience, "pk"),
    "api_closed_date": (ClosedDate, "pk"),
    "api_contact": (Contact, "pk"),
    "api_content_rule": (ContentRule, "pk"),
    "api_doubt": (SendIntent, "pk"),
    "api_enrollment": (Enrollment, "pk"),
    "api_exception": (RuleException, "pk"),
    "api_dkim_key": (DkimKey, "pk"),
    "api_hook_key": (HookKey, "pk"),
    "api_inlet": (Inlet, "pk"),
    "api_experiment": (Experiment, "pk"),
    "api_finding_waiver": (FindingWaiver, "pk"),
    "api_law_pack": (LawPack, "pk"),
    "api_lift": (LiftRequest, "pk"),
    "api_mailbox": (Mailbox, "pk"),
    "api_migration": (Migration, "pk"),
    "api_notice": (Notice, "pk"),
    "api_absence": (Absence, "pk"),
    "api_pool": (MailboxPool, "pk"),
    "api_release": (Release, "pk"),
    "api_review": (Review, "pk"),
    "api_review_group": (Review, "group_key"),
    "api_review_policy": (ReviewPolicy, "pk"),
    "api_reviewer_group": (ReviewerGroup, "pk"),
    "api_reaction_table": (ReactionTable, "pk"),
    "api_rule": (ExclusionRule, "pk"),
    "api_sequence": (Sequence, "pk"),
    "api_example": (Example, "pk"),
    "api_signal": (Signal, "pk"),
    "api_simulation": (Simulation, "pk"),
    "api_snippet": (Snippet, "pk"),
    "api_stop_list": (StopList, "pk"),
    "api_version": (Version, "pk"),
    "api_view": (SavedView, "pk"),
    "api_versions": (Sequence, "pk"),
    "api_waiver": (Waiver, "pk"),
}
# What further captures name: a part of the row, such as a step of a version.
PARTS: dict[str, tuple[Model, str]] = {"key": (Step, "key"), "dkim": (DkimKey, "pk")}
# Files of the demo's relay and codes of packs of law, which every workspace has.
NO_ROW = ("console:outbox", "console:law")


def names_a_row(route: Route) -> bool:
    """Whether the address holds the id of a row."""
    return bool(route.ids) and not route.name.startswith(NO_ROW)


def about(route: Route, rows: Rows) -> dict[str, Any]:
    """The captured values of `route` that name what is in `rows`."""
    fitting = [name for name in NAMES if route.name.startswith(name)]
    assert fitting, f"Say in tests/isolation/whose.py what the ids of {route.name} name."
    model, attribute = NAMES[max(fitting, key=len)]
    capture, *parts = route.ids
    return {capture: getattr(rows[model], attribute)} | {
        name: getattr(rows[PARTS[name][0]], PARTS[name][1]) for name in parts if name in PARTS
    }
