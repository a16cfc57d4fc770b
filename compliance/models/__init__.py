"""Suppression, lawful basis, exclusion rules, decisions, reviews and the vault."""

from compliance.models.deciding import Consent, Decision
from compliance.models.reviewing import Review, ReviewState
from compliance.models.ruling import ExclusionRule, RuleException, RuleState
from compliance.models.sealing import PersonKey, SealedBlob
from compliance.models.stopping import (
    LiftRequest,
    LiftState,
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
    "Consent",
    "ContentRule",
    "Decision",
    "ExclusionRule",
    "FindingWaiver",
    "LiftRequest",
    "LiftState",
    "PersonKey",
    "Review",
    "ReviewState",
    "RuleException",
    "RuleState",
    "SealedBlob",
    "StopList",
    "StopListState",
    "Suppression",
    "SuppressionKind",
    "SuppressionReason",
    "TokenDigest",
    "UnsubscribeToken",
]
