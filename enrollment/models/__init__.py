"""Rows of this app, in one folder of named parts."""

from enrollment.models.absences import Absence, AbsenceState, Handling
from enrollment.models.breaking import BreakerState, DomainBreaker
from enrollment.models.control import (
    ControlGate,
    LimitCounter,
    Mailbox,
    MailboxAddress,
    MailboxLine,
    RecipientGate,
    StopRecord,
)
from enrollment.models.doubts import EvidenceLook, LookOutcome, Reconciliation
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
from enrollment.models.health import HealthLimits, MailboxHealth
from enrollment.models.moving import Migration, MigrationPerson, MigrationState, PersonFate
from enrollment.models.pools import MailboxMove, MailboxPool, PoolMailbox
from enrollment.models.releasing import (
    OPEN_RELEASES,
    Release,
    ReleaseCause,
    ReleaseKind,
    ReleaseState,
)
from enrollment.models.senders import (
    AccountAuth,
    AccountKind,
    AccountSecurity,
    DkimKey,
    KeyAlgorithm,
    KeyState,
    ProbeResult,
    SenderAccount,
    TokenTrouble,
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
from enrollment.models.watching import TaskWatch

__all__ = [
    "IN_FLIGHT",
    "OPEN_RELEASES",
    "UNSETTLED",
    "Absence",
    "AbsenceState",
    "AccountAuth",
    "AccountKind",
    "AccountSecurity",
    "Activity",
    "ActivityKind",
    "Audience",
    "BreakerState",
    "CanaryRun",
    "CanaryState",
    "ControlGate",
    "DkimKey",
    "DomainBreaker",
    "Enrollment",
    "EnrollmentState",
    "EvidenceLook",
    "ExitReason",
    "Experiment",
    "ExperimentState",
    "Handling",
    "HealthLimits",
    "IntentState",
    "KeyAlgorithm",
    "KeyState",
    "LimitCounter",
    "LookOutcome",
    "Mailbox",
    "MailboxAddress",
    "MailboxHealth",
    "MailboxLine",
    "MailboxMove",
    "MailboxPool",
    "Migration",
    "MigrationPerson",
    "MigrationState",
    "NextAction",
    "Notice",
    "PauseReason",
    "PersonFate",
    "PoolMailbox",
    "Preflight",
    "PreflightPerson",
    "PreflightState",
    "ProbeResult",
    "RecipientGate",
    "Reconciliation",
    "Release",
    "ReleaseCause",
    "ReleaseKind",
    "ReleaseState",
    "Rhythm",
    "SendIntent",
    "SenderAccount",
    "StopRecord",
    "TaskWatch",
    "TokenTrouble",
    "Touch",
    "TouchState",
    "VariantAssignment",
]
