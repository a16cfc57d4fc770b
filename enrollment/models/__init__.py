"""Rows of this app, in one folder of named parts."""

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
from enrollment.models.touches import IntentState, SendIntent, Touch, TouchState

__all__ = [
    "ControlGate",
    "Enrollment",
    "EnrollmentState",
    "ExitReason",
    "IntentState",
    "LimitCounter",
    "Mailbox",
    "MailboxAddress",
    "NextAction",
    "PauseReason",
    "Preflight",
    "PreflightPerson",
    "PreflightState",
    "RecipientGate",
    "SendIntent",
    "StopRecord",
    "Touch",
    "TouchState",
]
