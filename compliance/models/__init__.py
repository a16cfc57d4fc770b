"""Suppression, lawful basis, exclusion rules, decisions, reviews and the vault."""

from compliance.models.deciding import Consent, Decision
from compliance.models.governed import RuleState
from compliance.models.policing import ReviewerGroup, ReviewerSeat, ReviewPolicy
from compliance.models.reviewing import (
    Handling,
    Review,
    ReviewLook,
    ReviewSignature,
    ReviewState,
    Signed,
)
from compliance.models.ruling import ExclusionRule, LawPack, RuleException
from compliance.models.sealing import PersonKey, SealedBlob
from compliance.models.stopping import (
    NOT_LOGGED,
    LiftRequest,
    LiftState,
    Logged,
    StopList,
    StopListState,
    Suppression,
    SuppressionKind,
    SuppressionReason,
    TokenDigest,
    UnsubscribeToken,
)
from compliance.models.wording import ContentRule, FindingWaiver

__all__ = [
    "NOT_LOGGED",
    "Consent",
    "ContentRule",
    "Decision",
    "ExclusionRule",
    "FindingWaiver",
    "Handling",
    "LawPack",
    "LiftRequest",
    "LiftState",
    "Logged",
    "PersonKey",
    "Review",
    "ReviewLook",
    "ReviewPolicy",
    "ReviewSignature",
    "ReviewState",
    "ReviewerGroup",
    "ReviewerSeat",
    "RuleException",
    "RuleState",
    "SealedBlob",
    "Signed",
    "StopList",
    "StopListState",
    "Suppression",
    "SuppressionKind",
    "SuppressionReason",
    "TokenDigest",
    "UnsubscribeToken",
]
