"""What the REST API takes and gives of sequences and versions; unknown fields are refused."""

from typing import Any

from rest_framework import serializers

from sequences.models import DelayUnit, Motion, StepKind, VersionState
from tenancy.api import StrictSerializer


def _words(**arguments: Any) -> serializers.CharField:
    """Text whose spaces and lines are the author's."""
    return serializers.CharField(allow_blank=True, default="", trim_whitespace=False, **arguments)


class BlockSerializer(StrictSerializer):
    """One stretch of a weekday (0 is Monday); an end of 24:00 ends the day."""

    weekday = serializers.IntegerField(min_value=0, max_value=6)
    start = serializers.CharField()
    end = serializers.CharField()


class StepSerializer(StrictSerializer):
    """A step, in the order of the list. Leave `key` out for a new one; give it back for others."""

    key = serializers.CharField(required=False, allow_blank=True, default="", max_length=60)
    kind = serializers.ChoiceField(choices=StepKind.choices)
    delay_amount = serializers.IntegerField(min_value=0, max_value=2_000_000, default=0)
    delay_unit = serializers.ChoiceField(choices=DelayUnit.choices, default=DelayUnit.DAYS)
    subject = _words()
    text = _words()
    html = _words()
    same_thread = serializers.BooleanField(default=True)
    instructions = _words()


class SequenceQuerySerializer(StrictSerializer):
    """What a list of sequences may be narrowed to."""

    motion = serializers.ChoiceField(choices=Motion.choices, required=False)
    archived = serializers.BooleanField(default=False, help_text="true: archived ones instead")


class NewSequenceSerializer(StrictSerializer):
    """A new sequence."""

    name = serializers.CharField()
    motion = serializers.ChoiceField(choices=Motion.choices, default=Motion.OUTBOUND)
    segment = serializers.CharField(allow_blank=True, default="")
    purpose = serializers.CharField(allow_blank=True, default="")


class SaveSerializer(StrictSerializer):
    """A whole draft. `expected_edited_at` is the `edited_at` of the version that was read."""

    expected_edited_at = serializers.DateTimeField()
    steps = StepSerializer(many=True)
    window = BlockSerializer(many=True, default=list)
    notes = _words()


class DecideSerializer(StrictSerializer):
    """Which text the caller decides on: `edited_at` as it was read."""

    expected_edited_at = serializers.DateTimeField()


class RejectSerializer(StrictSerializer):
    """Why the version goes back."""

    reason = serializers.CharField()


class NothingSerializer(StrictSerializer):
    """A call without fields."""


class PersonSerializer(serializers.Serializer[Any]):
    """A member of the workspace."""

    id = serializers.UUIDField()
    name = serializers.CharField(source="label")


class BriefVersionSerializer(serializers.Serializer[Any]):
    """Enough of a version to find it."""

    id = serializers.UUIDField()
    number = serializers.IntegerField()
    state = serializers.ChoiceField(choices=VersionState.choices)


class SequenceSerializer(serializers.Serializer[Any]):
    """A sequence with its approved version and its open draft, where there are any."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    motion = serializers.ChoiceField(choices=Motion.choices)
    segment = serializers.CharField()
    purpose = serializers.CharField()
    owner = PersonSerializer()
    created_at = serializers.DateTimeField()
    archived_at = serializers.DateTimeField(allow_null=True)
    current_versions = BriefVersionSerializer(many=True)


class VersionSerializer(BriefVersionSerializer):
    """A version without its steps."""

    sequence_id = serializers.UUIDField()
    motion = serializers.ChoiceField(choices=Motion.choices)
    segment = serializers.CharField()
    window = BlockSerializer(many=True)
    notes = serializers.CharField()
    author = PersonSerializer()
    last_editor = PersonSerializer()
    submitted_by = PersonSerializer(allow_null=True)
    approved_by = PersonSerializer(allow_null=True)
    created_at = serializers.DateTimeField()
    edited_at = serializers.DateTimeField()
    submitted_at = serializers.DateTimeField(allow_null=True)
    approved_at = serializers.DateTimeField(allow_null=True)
    retired_at = serializers.DateTimeField(allow_null=True)
    rejection = serializers.CharField()


class FindingSerializer(serializers.Serializer[Any]):
    """What the lint found; an error forbids submitting."""

    code = serializers.CharField()
    severity = serializers.CharField()
    step_key = serializers.CharField(allow_null=True)
    message = serializers.CharField()
    fix = serializers.CharField()


class FullVersionSerializer(VersionSerializer):
    """A version with its steps and findings."""

    steps = StepSerializer(many=True)
    findings = FindingSerializer(many=True)
