"""What a simulation asks: for whom, how they behave, how fast reviewers and owners are, and when.

Empty fields mean the defaults of the service, which judges everything else.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.http import QueryDict

from console.forms.conditions import ConditionLines
from console.forms.days import MomentField
from enrollment.simulating.asking import MOST_PEOPLE, NUMBERS, RATES
from tenancy.errors import Refused

Choices = Sequence[tuple[str, str]]
KINDS: Choices = (
    ("newest", "The newest contacts"),
    ("view", "A saved view"),
    ("conditions", "Conditions"),
    ("in_flight", "Everybody who is in this version now"),
    ("moved", "People in flight on another version, as if they were moved to this one"),
)
OF: Choices = (("contacts", "People"), ("accounts", "Companies, with their people"))
NEWEST = 200
OF_AUDIENCE = "audience"
IN_CONDITIONS = f"{OF_AUDIENCE}.conditions"


def _percent(label: str) -> forms.FloatField:
    return forms.FloatField(min_value=0, max_value=100, required=False, label=label)


def _number(name: str, label: str, hint: str = "", least: int = 0) -> forms.IntegerField:
    default, most = NUMBERS[name]
    return forms.IntegerField(
        min_value=least,
        max_value=most,
        required=False,
        label=label,
        help_text=hint or f"Empty: {default}.",
    )


class QuestionForm(forms.Form):
    """Everything but the conditions, which are lines of their own."""

    # A field that is out of the way must not stop the browser from sending.
    use_required_attribute = False
    kind = forms.ChoiceField(choices=KINDS, initial="newest")
    count = forms.IntegerField(
        min_value=1,
        max_value=MOST_PEOPLE,
        initial=NEWEST,
        label="How many",
        error_messages={"required": "Write how many of the newest contacts."},
    )
    view = forms.ChoiceField(
        label="Saved view", error_messages={"required": "Choose a saved view."}
    )
    source = forms.ChoiceField(
        label="From", error_messages={"required": "Choose the version that they are in."}
    )
    of = forms.ChoiceField(choices=OF, initial="contacts", label="Of what")
    start = MomentField(
        required=False,
        label="Start",
        help_text="Your time. Empty: now.",
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    reply = _percent("Answer (%)")
    opt_out = _percent("Opt out (%)")
    bounce = _percent("Bounce (%)")
    opened = _percent("Open (%)")
    meeting = _percent("Book a meeting (%)")
    reviewers = _number(
        "reviewers", "Reviewers", "Empty or 0: first messages are approved at once."
    )
    reviews_a_day = _number("reviews_a_day", "Reviews a day of each")
    tasks_a_day = _number("tasks_a_day", "Tasks a day of each owner", "Empty or 0: no limit.")
    enrolled_a_day = _number("enrolled_a_day", "New people a day", "Empty or 0: all at once.")
    seed = _number(
        "seed", "Draw", "The same number draws the same answers again. Empty: 1.", least=1
    )
    with_overlap = forms.BooleanField(
        required=False, label="As if no other sequence kept anybody out"
    )

    def __init__(
        self, data: QueryDict | None, views: Choices, sources: Choices = (), taken: bool = True
    ) -> None:
        super().__init__(data)
        out = {"in_flight": not taken, "moved": not sources}
        self._choices("kind", [each for each in KINDS if not out.get(each[0])])
        self._choices("view", [("", "Choose a view"), *views])
        self._choices("source", sources)
        if data is not None:
            # What belongs to another choice is not asked for.
            for name, kind in (("count", "newest"), ("view", "view"), ("source", "moved")):
                self.fields[name].required = self.chosen == kind
            self.fields["of"].required = False

    def _choices(self, name: str, choices: Choices) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField), "one of several"
        field.choices = choices

    @property
    def chosen(self) -> str:
        """The kind of audience that is chosen."""
        return str(self["kind"].value() or "")

    @property
    def rates(self) -> list[Any]:
        """The fields about behaviour."""
        return [self[name] for name in RATES]

    @property
    def speeds(self) -> list[Any]:
        """The fields about reviewers, owners and enrolment."""
        names = ("reviewers", "reviews_a_day", "tasks_a_day", "enrolled_a_day")
        return [self[name] for name in names]

    def asked(self, lines: ConditionLines) -> dict[str, Any]:
        """The question as the service reads it; after `is_valid`."""
        given = self.cleaned_data
        numbers = {name: given[name] for name in NUMBERS if given[name] is not None}
        rates = {name: given[name] for name in RATES if given[name]}
        start = {"start": given["start"]} if given["start"] else {}
        audience = self._audience(given, lines)
        overlap = {"with_overlap": given["with_overlap"]}
        return {"audience": audience, "rates": rates, **numbers, **start, **overlap}

    def take(self, refused: Refused, lines: ConditionLines) -> None:
        """Each sentence at its field; those about conditions at their lines."""
        at_lines = _at_lines(refused.fields)
        lines.take(at_lines)
        rest = {n: words for n, words in refused.fields.items() if not n.startswith(OF_AUDIENCE)}
        for name, sentence in rest.items():
            field = name.removeprefix("rates.")
            self.add_error(field if field in self.fields else None, sentence)
        if not at_lines and (about := refused.fields.get(OF_AUDIENCE)):
            place = {"newest": "count", "view": "view", "moved": "source"}.get(self.chosen)
            self.add_error(place, about)
        if not refused.fields:
            self.add_error(None, refused.message)

    def _audience(self, given: Mapping[str, Any], lines: ConditionLines) -> dict[str, Any]:
        kind = given["kind"]
        match kind:
            case "newest":
                return {"kind": kind, "count": given["count"]}
            case "view":
                return {"kind": kind, "id": given["view"]}
            case "moved":
                return {"kind": "in_flight", "version": given["source"]}
            case "conditions":
                asked = lines.to_json()
                return {
                    "kind": kind,
                    "of": given["of"] or OF[0][0],
                    "match": lines.match,
                    "conditions": asked,
                }
        return {"kind": kind}


def _at_lines(fields: Mapping[str, str]) -> dict[str, str]:
    return {
        name.removeprefix(f"{OF_AUDIENCE}."): words
        for name, words in fields.items()
        if name.startswith(IN_CONDITIONS)
    }
