"""Roles and what each may do: the one capability table."""

from collections.abc import Mapping
from enum import StrEnum

from django.db.models import TextChoices


class Role(TextChoices):
    """The five kinds of seat in a workspace."""

    REP = "rep", "Rep"
    REVIEWER = "reviewer", "Reviewer"
    MANAGER = "manager", "Manager"
    ADMIN = "admin", "Admin"
    VIEWER = "viewer", "Viewer"


class Capability(StrEnum):
    """Something a route lets a person do."""

    SEE = "see the workspace"
    SEE_AUDIT = "read the audit trail"
    SEE_OPERATIONS = "read the state of the engine"
    EDIT_CONTACTS = "edit contacts"
    IMPORT = "import contacts"
    ENROL = "enrol contacts, pause and stop them"
    DO_TASKS = "do manual touches and decide on replies"
    REVIEW = "decide on first-touch messages"
    EDIT_SEQUENCES = "write sequence versions"
    APPROVE_SEQUENCES = "approve sequence versions"
    STOP_WIDELY = "stop whole domains and companies"
    EDIT_RULES = "edit exclusion rules and suppressions"
    EXCEPT = "let people pass a rule of the gate"
    WAIVE = "accept findings of the content check for a time"
    OPERATE = "use the stop switch and settle unknown sends"
    ADMINISTER = "manage members, mailboxes and API keys"
    DEMO = "move the clock of the demo and use its outbox"


C = Capability
_READ = {C.SEE, C.DEMO}
_REP = _READ | {C.EDIT_CONTACTS, C.ENROL, C.DO_TASKS}

ROLE_CAPABILITIES: Mapping[Role, frozenset[Capability]] = {
    Role.VIEWER: frozenset(_READ),
    Role.REP: frozenset(_REP),
    Role.REVIEWER: frozenset(_READ | {C.REVIEW, C.SEE_AUDIT}),
    Role.MANAGER: frozenset(
        _REP | {C.REVIEW, C.SEE_AUDIT, C.SEE_OPERATIONS, C.STOP_WIDELY, C.EXCEPT, C.WAIVE}
    ),
    Role.ADMIN: frozenset(Capability),
}

# These hold the keys of four-eyes control, so they need a second factor themselves.
SECOND_FACTOR_ROLES = frozenset(
    role
    for role, capabilities in ROLE_CAPABILITIES.items()
    if capabilities & {C.REVIEW, C.APPROVE_SEQUENCES, C.ADMINISTER}
)

# Whose rows each role may see among those that have an owner.
SEES_EVERYTHING = frozenset({Role.ADMIN, Role.REVIEWER, Role.VIEWER})


def may(role: str, capability: Capability) -> bool:
    """Whether a seat with this role has the capability."""
    return capability in ROLE_CAPABILITIES[Role(role)]
