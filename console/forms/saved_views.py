"""What the pages of saved views ask, and what a filter already says."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms

from contacts.conditions import MAX_CONDITIONS, NONE, Condition, Conditions, Match, Operator
from contacts.models import SavedView, ViewKind
from contacts.saved_views import MAX_NAME, conditions_of

# Filters that a condition can say, and the fields that they are about.
SAYABLE: Mapping[str, str] = {"segment": "contact.segment", "country": "contact.country"}
# Filters that depend on who looks, or on what happens next; a view is about people alone.
UNSAYABLE: Mapping[str, str] = {"q": "the search", "owner": "the owner", "enrolment": "enrolment"}


class ViewForm(forms.Form):
    """Name and kind of a new view; its conditions are lines beside it."""

    name = forms.CharField(max_length=MAX_NAME)
    kind = forms.ChoiceField(
        choices=[
            (ViewKind.CONTACTS.value, "People"),
            (ViewKind.ACCOUNTS.value, "Companies, with all of their people"),
        ],
        initial=ViewKind.CONTACTS.value,
        label="What it selects",
        help_text="Companies are selected by company fields alone.",
    )

    @classmethod
    def of(cls, view: SavedView) -> "ViewForm":
        """The form of a stored view; others may build on its kind."""
        return cls(initial={"name": view.name, "kind": view.kind}).settled(view)

    def settled(self, view: SavedView) -> "ViewForm":
        """With the kind as it is."""
        self.fields["kind"].disabled = True
        self.fields["kind"].help_text = "Stays, because audiences may build on it."
        self.initial["kind"] = view.kind
        return self


@dataclass(frozen=True)
class Carried:
    """What a filter says as conditions, and in words what it says besides."""

    kind: str
    conditions: Conditions
    left_out: tuple[str, ...]


def carried(query: Mapping[str, Any], view: SavedView | None) -> Carried:
    """The filter in hand as the start of a new view, on top of the view that is open."""
    base = conditions_of(view) if view else NONE
    said = [
        Condition(field=field, operator=Operator.IS, value=str(query[name]).strip())
        for name, field in SAYABLE.items()
        if str(query.get(name, "")).strip()
    ]
    fits = base.match is Match.ALL and len(base.items) + len(said) <= MAX_CONDITIONS
    kind = view.kind if view else ViewKind.CONTACTS.value
    takes = fits and kind == ViewKind.CONTACTS
    unsaid = [words for name, words in UNSAYABLE.items() if query.get(name)]
    if said and not takes:
        unsaid += [name for name in SAYABLE if query.get(name)]
    items = (*base.items, *said) if takes else base.items
    return Carried(kind, Conditions(items, base.match), tuple(unsaid))
