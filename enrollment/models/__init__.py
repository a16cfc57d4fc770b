"""Rows of this app, in one folder of named parts."""

from enrollment.models.absences import Absence, AbsenceState, Handling
from enrollment.models.control import (
    ControlGate,
    LimitCounter,
    Mailbox,
    MailboxAddress,
    RecipientGate,
    StopRecord,
)
from enrollment.models.enrolling import (
    Enrollment,
    EnrollmentState,
    ExitReason,
    NextAction,
    PauseReason,
    Preflight,
    PreflightPerson,
    PreflightState,
)
from enrollment.models.gathering import (
    Activity,
    ActivityKind,
    Audience,
    Notice,
    Rhythm,
)
from enrollment.models.moving import Migration, MigrationPerson, MigrationState, PersonFate
from enrollment.models.releasing import (
    OPEN_RELEASES,
    Release,
    ReleaseCause,
    ReleaseKind,
    ReleaseState,
)
from enrollment.models.touches import (
    IN_FLIGHT,
    UNSETTLED,
    IntentState,
    SendIntent,
    Touch,
    TouchState,
)
from enrollment.models.trials import (
    CanaryRun,
    CanaryState,
    Experiment,
    ExperimentState,
    VariantAssignment,
)

__all__ = [
    "IN_FLIGHT",
    "OPEN_RELEASES",
    "UNSETTLED",
    "Absence",
    "AbsenceState",
    "Activity",
    "ActivityKind",
    "Audience",
    "CanaryRun",
    "CanaryState",
    "ControlGate",
    "Enrollment",
    "EnrollmentState",
    "ExitReason",
    "Experiment",
    "ExperimentState",
    "Handling",
    "IntentState",
    "LimitCounter",
    "Mailbox",
    "MailboxAddress",
    "Migration",
    "MigrationPerson",
    "MigrationState",
    "NextAction",
    "Notice",
    "PauseReason",
    "PersonFate",
    "Preflight",
    "PreflightPerson",
    "PreflightState",
    "RecipientGate",
    "Release",
    "ReleaseCause",
    "ReleaseKind",
    "ReleaseState",
    "Rhythm",
    "SendIntent",
    "StopRecord",
    "Touch",
    "TouchState",
    "VariantAssignment",
]
