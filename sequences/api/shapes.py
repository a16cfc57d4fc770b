"""What the REST API takes and gives of sequences and versions; unknown fields are refused.

The plan of a version is described in `sequences.api.plan_shapes`.
"""

from typing import Any

from rest_framework import serializers

from sequences.api.plan_shapes import BlockSerializer, PlanSerializer
from sequences.models import ContentStage, EntryPolicy, Motion, VersionState
from tenancy.api import StrictSerializer
from tenancy.calls import Listing


def _line() -> serializers.CharField:
    return serializers.CharField(allow_blank=True, default="")


class SequenceQuerySerializer(Listing):
    """What a list of sequences may be narrowed to."""

    motion = serializers.ChoiceField(choices=Motion.choices, required=False)
    owner = serializers.UUIDField(required=False, help_text="A member, such as one who leaves")
    archived = serializers.BooleanField(default=False, help_text="true: archived ones instead")


class FactsSerializer(StrictSerializer):
    """What is known of a sequence besides its versions. Dates are the workspace's local ones."""

    name = serializers.CharField()
    motion = serializers.ChoiceField(choices=Motion.choices, default=Motion.OUTBOUND)
    segment = _line()
    purpose = _line()
    campaign_type = _line()
    persona = _line()
    buying_stage = _line()
    starts_on = serializers.DateField(allow_null=True, default=None)
    ends_on = serializers.DateField(allow_null=True, default=None)
    entry = serializers.ChoiceField(
        choices=EntryPolicy.choices,
        default=EntryPolicy.ONE_AT_A_TIME,
        help_text="Whom it takes beside other sequences and again.",
    )


class CloneSerializer(StrictSerializer):
    """What the copy is called."""

    name = serializers.CharField()


class HandOverSerializer(StrictSerializer):
    """The member who gets the sequence."""

    to = serializers.UUIDField()


class SaveSerializer(PlanSerializer):
    """A whole draft. `expected_edited_at` is the `edited_at` of the version that was read."""

    expected_edited_at = serializers.DateTimeField()


class DecideSerializer(StrictSerializer):
    """Which text the caller decides on: `edited_at` as it was read."""

    expected_edited_at = serializers.DateTimeField()


class SignSerializer(DecideSerializer):
    """For which content stage the caller signs."""

    stage = serializers.ChoiceField(choices=ContentStage.choices)
    note = _line()


class RejectSerializer(StrictSerializer):
    """Why the version goes back."""

    reason = serializers.CharField()


class WaiveSerializer(StrictSerializer):
    """Which finding is accepted, why, and until when (at most 180 days)."""

    code = serializers.CharField(max_length=40)
    step_key = serializers.CharField(allow_blank=True, default="", max_length=60)
    reason = serializers.CharField()
    expires_at = serializers.DateTimeField()


class NewSnippetSerializer(StrictSerializer):
    """A snippet; the name decides whether it is a new one. `expected_updated_at` is the
    `updated_at` of the text that was read: refused when somebody has written another since."""

    name = serializers.CharField()
    text = serializers.CharField(trim_whitespace=False)
    expected_updated_at = serializers.DateTimeField(required=False)


class ClosingSerializer(StrictSerializer):
    """Days on which nothing leaves, both inclusive; without a country for everybody."""

    first = serializers.DateField()
    last = serializers.DateField()
    name = serializers.CharField()
    country = serializers.CharField(allow_blank=True, default="")


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
    campaign_type = serializers.CharField()
    persona = serializers.CharField()
    buying_stage = serializers.CharField()
    starts_on = serializers.DateField(allow_null=True)
    ends_on = serializers.DateField(allow_null=True)
    entry = serializers.ChoiceField(choices=EntryPolicy.choices)
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
    """What the lint found; an error that nobody waived forbids submitting."""

    code = serializers.CharField()
    severity = serializers.CharField()
    step_key = serializers.CharField(allow_null=True)
    number = serializers.IntegerField(help_text="Of the step, from 1; 0 for the whole.")
    message = serializers.CharField()
    fix = serializers.CharField()
    waivable = serializers.BooleanField()
    waived_until = serializers.DateTimeField(allow_null=True)


class ResultSerializer(serializers.Serializer[Any]):
    """What came of one scripted test; the sentences say what is not as expected."""

    name = serializers.CharField()
    passed = serializers.BooleanField()
    sentences = serializers.ListField(child=serializers.CharField())


class SignatureSerializer(serializers.Serializer[Any]):
    """Who signed the words of a version for a content stage."""

    stage = serializers.ChoiceField(choices=ContentStage.choices)
    by = PersonSerializer()
    at = serializers.DateTimeField()
    note = serializers.CharField()


class WaiverSerializer(serializers.Serializer[Any]):
    """A finding that is accepted for a time."""

    id = serializers.UUIDField()
    code = serializers.CharField()
    step_key = serializers.CharField()
    reason = serializers.CharField()
    by = PersonSerializer()
    created_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField()


class JudgedSerializer(serializers.Serializer[Any]):
    """What speaks for a version and against it, now."""

    findings = FindingSerializer(many=True)
    tests = ResultSerializer(many=True)
    signatures = SignatureSerializer(many=True)
    stages_missing = serializers.ListField(child=serializers.CharField())
    waivers = WaiverSerializer(many=True)


class FullVersionSerializer(PlanSerializer, VersionSerializer, JudgedSerializer):
    """A version with all it says, and what speaks for it and against it."""


class RunSerializer(serializers.Serializer[Any]):
    """A stretch of text that is in both versions, or in one of them."""

    fate = serializers.ChoiceField(choices=[(fate, fate) for fate in ("same", "removed", "added")])
    text = serializers.CharField()


class ChangeSerializer(serializers.Serializer[Any]):
    """One difference; the runs show words that came and went."""

    kind = serializers.CharField()
    sentence = serializers.CharField()
    step_key = serializers.CharField()
    field = serializers.CharField()
    runs = RunSerializer(many=True)


class DifferencesSerializer(serializers.Serializer[Any]):
    """All that differs; empty when both would do and say the same."""

    changes = ChangeSerializer(many=True)


class SnippetSerializer(serializers.Serializer[Any]):
    """A piece of text that templates share."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    text = serializers.CharField()
    updated_by = PersonSerializer()
    updated_at = serializers.DateTimeField()


class ClosedDateSerializer(serializers.Serializer[Any]):
    """Closed days of the workspace."""

    id = serializers.UUIDField()
    first = serializers.DateField()
    last = serializers.DateField()
    name = serializers.CharField()
    country = serializers.CharField()
