"""What the content check's part of the REST API takes and gives."""

from typing import Any

from rest_framework import serializers

from compliance.finding_waivers import MAX_REASON
from compliance.models import ContentRule, FindingWaiver
from compliance.word_rules import MAX_MESSAGE, MAX_NAME, MAX_PHRASE, MAX_WORDS
from compliance.wording.own import CODES
from tenancy.api import StrictSerializer
from tenancy.calls import Listing

SEVERITIES = ("error", "warning")


class WordsQuery(Listing):
    """Which lists of words; with `retired=true` every version that there was."""

    retired = serializers.BooleanField(default=False)


class WordsIn(StrictSerializer):
    """A list of words to look for: plain words and phrases, no patterns."""

    name = serializers.CharField(max_length=MAX_NAME)
    kind = serializers.ChoiceField(list(CODES))
    severity = serializers.ChoiceField(SEVERITIES)
    words = serializers.ListField(
        child=serializers.CharField(max_length=MAX_PHRASE), max_length=MAX_WORDS
    )
    message = serializers.CharField(max_length=MAX_MESSAGE, default="", allow_blank=True)


class WordsOut(serializers.ModelSerializer[ContentRule]):
    """One version of a list of words."""

    version = serializers.IntegerField(source="number")
    created_by = serializers.CharField(source="created_by.label")

    class Meta:
        model = ContentRule
        fields = (
            *("id", "key", "version", "name", "kind", "severity", "words", "message"),
            *("created_by", "created_at", "retired_at"),
        )


class AcceptedQuery(Listing):
    """Which accepted findings; with `ended=true` those that are over, too."""

    ended = serializers.BooleanField(default=False)


class AcceptIn(StrictSerializer):
    """A finding of a message that waits: its code and its words, "" for an absence."""

    review_id = serializers.UUIDField()
    code = serializers.CharField(max_length=60)
    words = serializers.CharField(default="", allow_blank=True, trim_whitespace=False)
    reason = serializers.CharField(max_length=MAX_REASON)
    expires_at = serializers.DateTimeField()


class AcceptedOut(serializers.ModelSerializer[FindingWaiver]):
    """A finding that is accepted until a day; `words` as they are compared."""

    granted_by = serializers.CharField(source="granted_by.label")
    ended_by = serializers.CharField(source="ended_by.label", default=None)

    class Meta:
        model = FindingWaiver
        fields = (
            *("id", "code", "words", "reason", "granted_by", "granted_at", "expires_at"),
            *("ended_by", "ended_at"),
        )


class WeighedOut(serializers.Serializer[Any]):
    """What a reviewer should look at; `start` and `end` count characters of `field`. `is_new`:
    by a rule that is newer than the review. `accepted_until` null: it weighs as it says."""

    code = serializers.CharField(source="finding.code")
    severity = serializers.CharField(source="finding.severity")
    field = serializers.CharField(source="finding.field")
    start = serializers.IntegerField(source="finding.start")
    end = serializers.IntegerField(source="finding.end")
    text = serializers.CharField(source="finding.text")
    message = serializers.CharField(source="finding.message")
    rule = serializers.CharField(source="finding.rule")
    version = serializers.IntegerField(source="finding.version")
    pack = serializers.CharField(source="finding.pack")
    is_new = serializers.BooleanField()
    accepted_by = serializers.CharField(source="waiver.granted_by.label", default=None)
    accepted_until = serializers.DateTimeField(source="waiver.expires_at", default=None)
