"""Suppression, lawful basis, exclusion rules, decisions, reviews and the vault."""

from compliance.models.reviewing import Review, ReviewState
from compliance.models.ruling import Consent, Decision, ExclusionRule
from compliance.models.sealing import PersonKey, SealedBlob
from compliance.models.stopping import (
    Suppression,
    SuppressionKind,
    SuppressionReason,
    TokenDigest,
    UnsubscribeToken,
)

__all__ = [
    "Consent",
    "Decision",
    "ExclusionRule",
    "PersonKey",
    "Review",
    "ReviewState",
    "SealedBlob",
    "Suppression",
    "SuppressionKind",
    "SuppressionReason",
    "TokenDigest",
    "UnsubscribeToken",
]
