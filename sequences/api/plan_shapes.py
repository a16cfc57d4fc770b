"""What a plan looks like in REST: the same fields in what is read and in what is saved.

Reading a body is the work of `plans.read_plan`, which names every wrong field by its path; the
serializers here describe it, and a test keeps them equal to what `whole` gives.
"""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from typing import Any

from rest_framework import serializers

from contacts.conditions import Conditions, Match, Operator, to_data
from sequences.cadence import DelayUnit, Window
from sequences.plans import EXIT_REASONS, LABELS, Metric, Mode, Plan, TaskEnd, Track


def whole(thing: Any) -> Any:
    """Plain data of a plan or a part of one with every field, defaults included."""
    if isinstance(thing, Conditions):
        return {"match": thing.match.value, "conditions": to_data(thing.items)} if thing else None
    if is_dataclass(thing) and not isinstance(thing, type):
        return {field.name: whole(getattr(thing, field.name)) for field in fields(thing)}
    if isinstance(thing, Enum):
        return thing.value
    if isinstance(thing, tuple | list):
        return [whole(each) for each in thing]
    return dict(thing) if isinstance(thing, Mapping) else thing


def whole_plan(plan: Plan) -> dict[str, Any]:
    """Every field of a plan; `read_plan` reads it back."""
    window: Window | None = plan.window
    data: dict[str, Any] = {
        field.name: whole(getattr(plan, field.name))
        for field in fields(plan)
        if field.name not in ("window", "snippets")
    }
    return {**data, "window": window.to_json() if window else [], "snippets": dict(plan.snippets)}


def _words(**arguments: Any) -> serializers.CharField:
    return serializers.CharField(required=False, default="", allow_blank=True, **arguments)


def _texts(**arguments: Any) -> serializers.DictField:
    return serializers.DictField(child=serializers.CharField(), default=dict, **arguments)


def _addresses() -> serializers.ListField:
    return serializers.ListField(child=serializers.EmailField(), default=list, max_length=5)


def _percentage(default: float) -> serializers.FloatField:
    return serializers.FloatField(default=default, min_value=0, max_value=100)


class BlockSerializer(serializers.Serializer[Any]):
    """One stretch of a weekday (0 is Monday), local times; an end of 24:00 ends the day."""

    weekday = serializers.IntegerField(min_value=0, max_value=6)
    start = serializers.CharField()
    end = serializers.CharField()


class ConditionSerializer(serializers.Serializer[Any]):
    """One comparison of a dotted field such as contact.title; `values` belong to `in` alone."""

    field = serializers.CharField()
    operator = serializers.ChoiceField(choices=[(each.value, each.value) for each in Operator])
    value = serializers.CharField(required=False)
    values = serializers.ListField(child=serializers.CharField(), required=False)


class ConditionsSerializer(serializers.Serializer[Any]):
    """Up to eight comparisons, all or any of which hold; null asks for nothing."""

    match = serializers.ChoiceField(choices=[(each.value, each.value) for each in Match])
    conditions = ConditionSerializer(many=True)


class JumpSerializer(serializers.Serializer[Any]):
    """To which step (its key) a person goes instead, and when; null is always."""

    to = serializers.CharField()
    when = ConditionsSerializer(allow_null=True, required=False)


class VariantSerializer(serializers.Serializer[Any]):
    """Other words for the same step, and the percentage of people who get them."""

    key = serializers.CharField()
    share = serializers.IntegerField(min_value=1, max_value=99)
    subject = _words()
    preheader = _words()
    text = _words()
    html = _words()


class ExperimentSerializer(serializers.Serializer[Any]):
    """How variants are compared, once each has `minimum` people."""

    metric = serializers.ChoiceField(choices=[(each.value, each.value) for each in Metric])
    minimum = serializers.IntegerField(default=100, min_value=10, max_value=100_000)
    automatic = serializers.BooleanField(default=False)


class LinkSerializer(serializers.Serializer[Any]):
    """A file for the reader, as a link below the text; https only."""

    title = serializers.CharField()
    url = serializers.URLField()


class PatienceSerializer(serializers.Serializer[Any]):
    """How long a step that a person does may wait: hours of working time until the first reminder,
    working days until somebody else is told, days until it ends, and how."""

    remind_hours = serializers.IntegerField(
        default=4, min_value=0, max_value=80, help_text="0: no reminders."
    )
    reminders = serializers.IntegerField(default=3, min_value=0, max_value=20)
    escalate_days = serializers.IntegerField(
        default=2, min_value=0, max_value=60, help_text="0: nobody else is told."
    )
    end_days = serializers.IntegerField(default=5, min_value=1, max_value=60)
    end = serializers.ChoiceField(
        choices=[(each.value, each.value) for each in TaskEnd], default=TaskEnd.EXPIRE.value
    )


class StepSerializer(serializers.Serializer[Any]):
    """A step, in the order of the list. Leave `key` out for a new one; give it back for others."""

    kind = serializers.ChoiceField(choices=list(LABELS.items()))
    key = _words(max_length=60)
    track = serializers.ChoiceField(
        choices=[(each.value, each.value) for each in Track], default=Track.MAIN.value
    )
    delay_amount = serializers.IntegerField(min_value=0, default=0)
    delay_unit = serializers.ChoiceField(
        choices=[(each.value, each.value) for each in DelayUnit], default=DelayUnit.DAYS.value
    )
    subject = _words()
    preheader = _words()
    text = _words()
    html = _words()
    same_thread = serializers.BooleanField(default=True)
    instructions = _words()
    when = ConditionsSerializer(allow_null=True, required=False)
    jumps = JumpSerializer(many=True, required=False)
    variants = VariantSerializer(many=True, required=False)
    experiment = ExperimentSerializer(allow_null=True, required=False)
    sender = _words(help_text="The address of one of your mailboxes; empty: the person's own.")
    reply_to = _words()
    cc = _addresses()
    bcc = _addresses()
    links = LinkSerializer(many=True, required=False)
    patience = PatienceSerializer(
        allow_null=True, required=False, help_text="Null: the workspace's."
    )
    automatic = serializers.BooleanField(
        default=False, help_text="Of a text message alone: it leaves by itself."
    )


class ExitSerializer(serializers.Serializer[Any]):
    """A way out by conditions, besides those that every version has."""

    name = serializers.CharField()
    reason = serializers.ChoiceField(choices=[(each, each) for each in EXIT_REASONS])
    when = ConditionsSerializer()


class GoalSerializer(serializers.Serializer[Any]):
    """What the sequence is for; who reaches it exits as converted."""

    name = serializers.CharField()
    when = ConditionsSerializer()


class CanarySerializer(serializers.Serializer[Any]):
    """The first few get the first message, then nobody for `hold_minutes`; limits in percent."""

    share = serializers.IntegerField(default=10, min_value=1, max_value=100)
    people = serializers.IntegerField(default=0, min_value=0, help_text="0: `share` percent.")
    hold_minutes = serializers.IntegerField(default=120, min_value=1)
    bounce = _percentage(5.0)
    opt_out = _percentage(1.0)
    complaint = _percentage(0.1)


class TrackingSerializer(serializers.Serializer[Any]):
    """What is watched where workspace, law and person allow it; `utm` names the campaign in links
    to the workspace's own sites."""

    opens = serializers.BooleanField(default=False)
    clicks = serializers.BooleanField(default=False)
    utm = serializers.BooleanField(default=False)


class EventSerializer(serializers.Serializer[Any]):
    """What happens in a test, so many minutes after a step was reached; "" is the start."""

    what = serializers.CharField()
    after = _words()
    minutes = serializers.IntegerField(default=0, min_value=0)

    def get_fields(self) -> dict[str, Any]:
        """One field is called as the attribute of the base class that holds all of them."""
        return {**super().get_fields(), "fields": _texts()}


class ExpectationSerializer(serializers.Serializer[Any]):
    """What must be so at the end of a test: of a step, or with `step` "" of the whole."""

    outcome = serializers.CharField()
    step = _words()
    at = _words(help_text="A local time such as 2026-03-29 09:00.")
    because = _words()


class CaseSerializer(serializers.Serializer[Any]):
    """A scripted test, run at submission and at approval."""

    name = serializers.CharField()
    start = serializers.CharField(help_text="A local time such as 2026-03-29 09:00.")
    zone = _words()
    events = EventSerializer(many=True, required=False)
    expect = ExpectationSerializer(many=True)

    def get_fields(self) -> dict[str, Any]:
        """One field is called as the attribute of the base class that holds all of them."""
        return {**super().get_fields(), "fields": _texts()}


class PlanSerializer(serializers.Serializer[Any]):
    """Everything that an approval covers, and the notes."""

    steps = StepSerializer(many=True, required=False)
    window = BlockSerializer(many=True, required=False, help_text="Empty: the workspace's.")
    notes = _words()
    mode = serializers.ChoiceField(
        choices=[(each.value, each.value) for each in Mode], default=Mode.CLASSIC.value
    )
    zone = _words(help_text="An IANA name; empty: the contact's or the next best.")
    holidays = serializers.BooleanField(default=True)
    min_gap_hours = serializers.IntegerField(default=0, min_value=0, max_value=720)
    spread_minutes = serializers.IntegerField(default=20, min_value=0, max_value=1440)
    new_a_day = serializers.IntegerField(default=0, min_value=0, help_text="0: no limit.")
    exits = ExitSerializer(many=True, required=False)
    goal = GoalSerializer(allow_null=True, required=False)
    canary = CanarySerializer(allow_null=True, required=False)
    tracking = TrackingSerializer(allow_null=True, required=False)
    snippets = _texts(help_text="Copies of the workspace's; what a call brings is not kept.")
    cases = CaseSerializer(many=True, required=False)
