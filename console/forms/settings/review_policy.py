"""The forms of a review policy, its rules as rows, and of a group of reviewers.

Nothing of a policy is judged here: `compliance.policy_document` says what is wrong and where, and
`PolicyForm.take` puts its sentences at the fields.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.text import slugify

from compliance.policy_document import LISTS, MAX_RULES, WHOLE
from compliance.review_policy import COUNTED, EVERYBODY, Cause
from compliance.reviewer_groups import MAX_NAME
from console.forms.editing.typed import Typed, below, choice, line, number, offer, tick
from sequences.models import Motion
from tenancy.errors import Refused

Choices = Sequence[tuple[str, str]]
ROWS = "rules"
CAUSES: Mapping[str, str] = {
    Cause.NEW_SEGMENT: "A segment is new",
    Cause.NEW_PRODUCT_LINE: "A product line is new",
    Cause.NEW_REP: "Who enrols is new",
    Cause.NEW_AUTHOR: "Who wrote the words is new",
    Cause.REGULATED_AUDIENCE: "The audience is one of a list",
    Cause.FINDING: "The check of the content found something",
    Cause.EDITED: "The words were changed for this person",
    Cause.MOTION: "The sequence is of a motion",
    Cause.SEQUENCE: "The sequence is one of a list",
    Cause.ALWAYS: "Always",
}
HANDLINGS = (("single", "One by one"), ("group", "With others of its template"))
KINDS: Choices = (
    ("claim", "Claims"),
    ("price", "Prices"),
    ("superlative", "Superlatives"),
    ("regulated", "Regulated words"),
    ("forbidden", "Words of our own list"),
    ("pressure", "Words that press"),
    ("link", "Odd links"),
)
# Lists that are typed, separated by commas; the others are ticked or chosen.
TYPED = ("segments", "industries", "countries")
# Where the sentence about a part of a rule stands, if not at the field of its name.
PLACES = {"id": "name"}


def _several(label: str, offered: Choices = (), **options: Any) -> forms.MultipleChoiceField:
    widget = options.pop("widget", forms.CheckboxSelectMultiple())
    return forms.MultipleChoiceField(label=label, choices=offered, widget=widget, **options)


class RuleRow(Typed):
    """One rule as a row. Which parameters count depends on its cause."""

    id = forms.CharField(widget=forms.HiddenInput)
    name = line("Name", "What reviewers read.")
    cause = choice("When", CAUSES.items())
    fewer_than = number("Until so many were approved")
    segments = line("Segments", "Separated by commas.")
    industries = line("Industries", "Separated by commas.")
    countries = line("Countries", "Codes such as DE, separated by commas.")
    kinds = _several("What was found", KINDS)
    motions = _several("Motions", Motion.choices)
    sequences = _several("Sequences", widget=forms.SelectMultiple(attrs={"size": 4}))
    handling = choice("Looked at", HANDLINGS)
    group = choice("By")
    hours = number("Within hours")

    def __init__(self, data: QueryDict, prefix: str, groups: Choices, sequences: Choices) -> None:
        super().__init__(data, prefix)
        offer(self, "group", [("", EVERYBODY), *groups])
        self._offer("sequences", sequences, " (not there any more)")
        self._offer("kinds", KINDS)

    @property
    def number(self) -> str:
        """Which row of the form it is called."""
        return str(self.prefix).rpartition("-")[2]

    def several(self, name: str) -> list[str]:
        """What is ticked or chosen of a list."""
        data = self.data
        assert isinstance(data, QueryDict)
        return [str(each) for each in data.getlist(self.add_prefix(name))]

    def _offer(self, name: str, offered: Choices, mark: str = "") -> None:
        """What is chosen already stays among the choices, whatever has become of it."""
        known = {value for value, _ in offered}
        gone = [(each, f"{each}{mark}") for each in self.several(name) if each not in known]
        field = self.fields[name]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [*offered, *gone]

    def document(self, taken: set[str]) -> dict[str, Any]:
        """The rule as the document has it."""
        name = self.typed("name").strip()
        return {
            "id": self.typed("id") or _new_id(name, taken),
            "name": name,
            "when": self._when(self.typed("cause")),
            "handling": self.typed("handling"),
            "stage": {"group": self.typed("group") or None, "hours": self.whole("hours")},
        }

    def _when(self, cause: str) -> dict[str, Any]:
        when: dict[str, Any] = {"cause": cause}
        if cause in COUNTED:
            when["fewer_than"] = self.whole("fewer_than")
        for name in LISTS.get(Cause(cause), ()) if cause in CAUSES else ():
            is_typed = name in TYPED
            when[name] = _listed(self.typed(name), name) if is_typed else self.several(name)
        return when


class PolicyForm(Typed):
    """What a policy says of all messages, and its rules in `rows`."""

    groups = tick(
        "Messages of one template may be approved together",
        "After opening a sample; what a rule wants looked at one by one stays out.",
    )
    hours = number("Hours to decide", "Where no rule holds.")
    remind_hours = number("Remind so many hours before", "One notice for each person.")
    escalate_to = choice("When the time is over, tell")
    expire_days = number(
        "Days until a message expires", "It is never sent then. 30 at most; it cannot be left out."
    )
    sample_floor = number("Messages of a group to open at least")
    planted_per_hundred = number("Bad examples planted in a hundred", "0 for none; 10 at most.")
    note = line("Why it changes", "The approver reads it; may be empty.", maxlength=300)
    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, data: QueryDict, groups: Choices, sequences: Choices) -> None:
        super().__init__(data)
        offer(self, "escalate_to", [("", "Every reviewer"), *groups])
        self._data, self._known = data, (groups, sequences)
        self.rows = self._built(_numbers(data))

    def rearranged(self, order: str) -> bool:
        """Answer a button: `rules-more`, `rules-drop-2`, `rules-up-2`."""
        verb, _, place = order.removeprefix(f"{ROWS}-").partition("-")
        numbers = [row.number for row in self.rows]
        if not order.startswith(f"{ROWS}-") or (verb != "more" and place not in numbers):
            return False
        if verb == "more":
            numbers.append(str(max(map(int, numbers), default=-1) + 1))
        else:
            at = numbers.index(place)
            numbers.pop(at)
            if verb == "up":
                numbers.insert(max(at - 1, 0), place)
        self.rows = self._built(numbers[:MAX_RULES])
        return True

    @property
    def has_room(self) -> bool:
        """Whether one more rule fits."""
        return len(self.rows) < MAX_RULES

    @property
    def is_wrong(self) -> bool:
        """Whether a sentence stands anywhere."""
        return bool(self.errors) or any(row.errors for row in self.rows)

    def document(self) -> dict[str, Any]:
        """What the form says as a document, unchecked."""
        taken = {row.typed("id") for row in self.rows}
        return {
            "rules": [row.document(taken) for row in self.rows],
            "groups": self.ticked("groups"),
            "escalate_to": self.typed("escalate_to") or None,
            **{name: self.whole(name) for name in WHOLE},
        }

    def show(self, refused: Refused) -> None:
        """Put each sentence at its field, in its row or not."""
        said = {path.removeprefix("document."): told for path, told in refused.fields.items()}
        rest = {path: told for path, told in said.items() if not path.startswith(f"{ROWS}.")}
        for place, row in enumerate(self.rows, start=1):
            rest |= row.take(
                {
                    PLACES.get(path, path.removeprefix("when.")): told
                    for path, told in below(said, f"{ROWS}.{place}").items()
                }
            )
        left = self.take(rest)
        if left or not said:
            self.add_error(None, next(iter(left.values()), refused.message))

    def _built(self, numbers: Iterable[str]) -> list[RuleRow]:
        """Rows keep their numbers: what they are called decides nothing, their order does."""
        return [RuleRow(self._data, f"{ROWS}-{each}", *self._known) for each in numbers]


class GroupForm(forms.Form):
    """A group of reviewers."""

    name = forms.CharField(max_length=MAX_NAME, help_text="Such as Claims or Prices.")
    members = forms.MultipleChoiceField(
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="At least two while the policy names the group: one is often barred.",
    )

    def __init__(self, data: Any, people: Choices, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial)
        field = self.fields["members"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = people

    @property
    def member_ids(self) -> list[UUID]:
        """Who is ticked in a valid form."""
        return [UUID(each) for each in self.cleaned_data["members"]]


def shown(document: Mapping[str, Any], seen: str = "", note: str = "") -> QueryDict:
    """What a browser would send for a stored document."""
    data = QueryDict(mutable=True)
    for place, rule in enumerate(document["rules"]):
        for name, value in _row(rule).items():
            data.setlist(f"{ROWS}-{place}-{name}", value)
    data.setlist("order", [str(place) for place in range(len(document["rules"]))])
    for name, value in document.items():
        # A box that is not ticked is not sent; a nought is.
        if name != "rules" and value is not None and value is not False:
            data[name] = str(value)
    data["seen"], data["note"] = seen, note
    return data


def _row(rule: Mapping[str, Any]) -> dict[str, list[str]]:
    when = rule["when"]
    lists = {name: when[name] for name in when if name not in ("cause", "fewer_than")}
    return {
        "id": [rule["id"]],
        "name": [rule["name"]],
        "cause": [when["cause"]],
        "fewer_than": [str(when.get("fewer_than", ""))],
        "handling": [rule["handling"]],
        "group": [rule["stage"]["group"] or ""],
        "hours": [str(rule["stage"]["hours"])],
        **{
            name: [", ".join(values)] if name in TYPED else list(values)
            for name, values in lists.items()
        },
    }


def _numbers(data: QueryDict) -> list[str]:
    """The rows in the order in which the page showed them."""
    known = dict.fromkeys(each for each in data.getlist("order") if each.isdecimal())
    return [each for each in known if f"{ROWS}-{each}-cause" in data][:MAX_RULES]


def _listed(text: str, name: str) -> list[str]:
    found = [each.strip() for each in text.split(",") if each.strip()]
    return [each.upper() for each in found] if name == "countries" else found


def _new_id(name: str, taken: set[str]) -> str:
    """One that no other rule of the policy has, after its name."""
    stem = slugify(name)[:32] or "rule"
    found = next(
        each
        for each in (stem, *(f"{stem}-{number}" for number in range(2, MAX_RULES + 3)))
        if each not in taken
    )
    taken.add(found)
    return found
