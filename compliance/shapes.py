"""The JSON of the compliance API: what it takes, field by field, and what it gives."""

from dataclasses import asdict
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from compliance import gate, ruling
from compliance.case import Scope, StopReason
from compliance.checking.shapes import WeighedOut
from compliance.content import Content
from compliance.documents import MAX_NOTE
from compliance.facts import exclusion
from compliance.models import (
    Decision,
    ExclusionRule,
    Review,
    ReviewState,
    RuleState,
    Suppression,
)
from compliance.packs import Channel
from compliance.rules.exclusion import sentence
from contacts.conditions import Match
from contacts.shapes import ConditionIn
from tenancy import clock
from tenancy.api import StrictSerializer
from tenancy.calls import Listing

# Erasing has a door of its own, and only the person asks for a later date.
NOT_ENTERED = (StopReason.ERASED, StopReason.LATER)
REASONS = [reason.value for reason in StopReason if reason not in NOT_ENTERED]
CHANNELS = [channel.value for channel in Channel]
KINDS = [scope.value for scope in Scope]


class SuppressionIn(StrictSerializer):
    """A stop to add. `value` is an address, a domain, a company's id or a number (+49 …)."""

    kind = serializers.ChoiceField(KINDS, default=Scope.ADDRESS.value)
    value = serializers.CharField(max_length=254)
    reason = serializers.ChoiceField(REASONS, default=StopReason.MANUAL.value)
    channel = serializers.ChoiceField(CHANNELS, default="", allow_blank=True)
    evidence = serializers.CharField(max_length=80, default="", allow_blank=True)
    expires_at = serializers.DateTimeField(default=None, allow_null=True)


class SuppressionQuery(Listing):
    """What a list of suppressions may be narrowed to."""

    kind = serializers.ChoiceField(KINDS, default=Scope.ADDRESS.value)
    value = serializers.CharField(max_length=254, default="")
    reason = serializers.ChoiceField([each.value for each in StopReason], default="")
    lifted = serializers.BooleanField(default=False)


class SuppressionOut(serializers.ModelSerializer[Suppression]):
    """A stop as it stands; the address itself is not kept."""

    class Meta:
        model = Suppression
        fields = (
            *("id", "kind", "hint", "channel", "reason", "source", "evidence", "added_by"),
            *("created_at", "expires_at", "lifted_at"),
        )


class DocumentIn(StrictSerializer):
    """A draft to write: what it says, and a note for whoever approves it."""

    document = serializers.JSONField()
    note = serializers.CharField(max_length=MAX_NOTE, default="", allow_blank=True)


class DraftChange(StrictSerializer):
    """What a draft shall say instead; what is left out stays. With `expected_edited_at` it is
    refused when somebody has saved since that moment."""

    expected_edited_at = serializers.DateTimeField(default=None, allow_null=True)


class DraftApproval(StrictSerializer):
    """The `edited_at` of the text that was read; nobody approves what they have not named."""

    expected_edited_at = serializers.DateTimeField()


class PeopleOut(serializers.Serializer[Any]):
    """Who wrote a version, and who put it in force."""

    author = serializers.CharField(source="author.label")
    last_editor = serializers.CharField(source="last_editor.label")
    approved_by = serializers.CharField(source="approved_by.label", default=None)


class DocumentOut(PeopleOut):
    """One version of a document."""

    document = serializers.JSONField()


DOCUMENT_FIELDS = (
    *("id", "number", "state", "document", "note", "author", "last_editor"),
    *("created_at", "edited_at", "approved_by", "approved_at", "retired_at"),
)


class InForceOut(serializers.Serializer[Any]):
    """The document that holds now; number 0 is the built-in one."""

    number = serializers.IntegerField()
    document = serializers.JSONField()


class RuleIn(StrictSerializer):
    """What an exclusion rule says. `motion` "" and `sequence_id` null hold for all of them,
    `expires_at` null for good."""

    name = serializers.CharField(max_length=120)
    match = serializers.ChoiceField([each.value for each in Match], default=Match.ALL.value)
    conditions = ConditionIn(many=True)
    motion = serializers.CharField(max_length=40, default="", allow_blank=True)
    sequence_id = serializers.UUIDField(default=None, allow_null=True)
    expires_at = serializers.DateTimeField(default=None, allow_null=True)


class NewRule(RuleIn):
    """A draft to write; `key` makes it the next version of that rule."""

    key = serializers.UUIDField(default=None, allow_null=True)


class RuleChange(DraftChange, RuleIn):
    """What a draft shall say instead."""


class RuleOut(PeopleOut, serializers.ModelSerializer[ExclusionRule]):
    """One version of an exclusion rule, and what it says in words. `is_reported`: its back-test
    is about exactly this text. `applied_at`: when the people in flight had been paused."""

    sentence = serializers.SerializerMethodField()
    is_expired = serializers.SerializerMethodField()
    is_reported = serializers.SerializerMethodField()

    class Meta:
        model = ExclusionRule
        fields = (
            *("id", "key", "number", "state", "name", "match", "conditions", "motion"),
            *("sequence_id", "expires_at", "is_expired", "sentence", "author", "last_editor"),
            *("created_at", "edited_at", "is_reported", "reported_at", "approved_by"),
            *("approved_at", "applied_at", "retired_at"),
        )

    def get_sentence(self, rule: ExclusionRule) -> str:
        """The rule in one plain sentence."""
        return sentence(exclusion(rule))

    def get_is_expired(self, rule: ExclusionRule) -> bool:
        """Whether its time is over, so that it blocks nobody."""
        return ruling.has_expired(rule, clock.now())

    def get_is_reported(self, rule: ExclusionRule) -> bool:
        """Whether it may be approved as far as its report goes."""
        return ruling.is_reported(rule)


class RuleQuery(Listing):
    """Which versions a list shows: without `state` drafts and what is in force."""

    state = serializers.ChoiceField(RuleState.values, default="")
    retired = serializers.BooleanField(default=False)
    key = serializers.UUIDField(default=None, allow_null=True)


class ReviewQuery(Listing):
    """What a list of reviews may be narrowed to."""

    state = serializers.ChoiceField(ReviewState.values, default="")
    contact_id = serializers.UUIDField(default=None)
    enrollment_id = serializers.UUIDField(default=None)


class ReviewOut(serializers.ModelSerializer[Review]):
    """A review without its message. `stage` counts from 0 in `stages`; `causes` are the rules of
    policy number `policy` (0: built in) that ask for it; reviews of one message share a
    `thread_id`."""

    decided_by = serializers.CharField(source="decided_by.label", default=None)

    class Meta:
        model = Review
        fields = (
            *("id", "state", "contact_id", "enrollment_id", "version_id", "step_key", "channel"),
            *("content_hash", "opened_at", "due_at", "decided_at", "decided_by", "reason"),
            *("policy", "causes", "stages", "stage", "stage_at", "expires_at", "is_edited"),
            *("thread_id", "supersedes_id"),
        )


class ContentOut(serializers.Serializer[Any]):
    """The message exactly as it will leave."""

    sender_name = serializers.CharField()
    sender_address = serializers.CharField()
    reply_to = serializers.CharField()
    recipient = serializers.CharField()
    cc = serializers.ListField(child=serializers.CharField())
    bcc = serializers.ListField(child=serializers.CharField())
    subject = serializers.CharField()
    text = serializers.CharField()
    html = serializers.CharField()
    unsubscribe = serializers.CharField()
    facts = serializers.SerializerMethodField()

    def get_facts(self, content: Content) -> list[dict[str, str]]:
        """Each value that the message uses: name, value and source."""
        return [asdict(fact) for fact in content.facts]


class ReviewDetail(serializers.Serializer[Any]):
    """A review with its message; both are null and empty once the person is erased."""

    review = ReviewOut()
    content = ContentOut(allow_null=True)
    findings = WeighedOut(many=True)


class LineOut(serializers.Serializer[Any]):
    """What one rule found. `law`: by which version of whose pack, for the rule that asks one."""

    rule = serializers.CharField(source="finding.rule")
    version = serializers.IntegerField(source="finding.version")
    name = serializers.CharField(source="label")
    outcome = serializers.CharField(source="finding.outcome.value")
    reason = serializers.CharField(source="finding.reason")
    fix = serializers.CharField(source="finding.fix")
    until = serializers.DateTimeField(source="finding.until")
    warning = serializers.BooleanField(source="finding.warning")
    exception = serializers.CharField(source="finding.exception")
    law = serializers.SerializerMethodField()

    def get_law(self, line: gate.Line) -> str:
        """For example "DE v3 of the workspace" or "DE v2 built in"."""
        return gate.law_of(line.finding)


class DecisionOut(serializers.ModelSerializer[Decision]):
    """A decision of the gate with every rule's finding."""

    rules = serializers.SerializerMethodField()

    class Meta:
        model = Decision
        fields = (
            *("id", "at", "enrollment_id", "touch_id", "channel", "purpose", "outcome", "until"),
            "rules",
        )

    @extend_schema_field(LineOut(many=True))
    def get_rules(self, decision: Decision) -> list[Any]:
        """Every rule in the order of the gate."""
        return list(LineOut(gate.why(decision), many=True).data)
