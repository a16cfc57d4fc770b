"""What the pages of audiences ask: who belongs into a sequence, and how often to look."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from console.forms.conditions import ConditionLines
from contacts.models import SavedView, ViewKind
from enrollment.audiences import MAX_NAME, Asked
from enrollment.models import Audience, Rhythm
from enrollment.services import MAX_REASON

OWN = ("", "Conditions of its own, below")


class AudienceForm(forms.Form):
    """All but the conditions, which are lines beside it."""

    name = forms.CharField(max_length=MAX_NAME)
    rhythm = forms.ChoiceField(
        choices=Rhythm.choices, initial=Rhythm.DAILY, label="How often to look"
    )
    view = forms.ChoiceField(
        required=False, label="Who belongs into it", help_text="A view is followed when it changes."
    )
    kind = forms.ChoiceField(
        choices=[
            (ViewKind.CONTACTS.value, "People"),
            (ViewKind.ACCOUNTS.value, "Companies, with all of their people"),
        ],
        required=False,
        label="The conditions select",
        help_text="Companies are selected by company fields alone.",
    )
    reason = forms.CharField(
        max_length=MAX_REASON,
        help_text="Why these people are contacted; the history of each of them keeps it.",
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        views: Sequence[SavedView],
        initial: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=initial)
        self._views = {str(view.pk): view for view in views}
        names = [(pk, f"View: {view.name}") for pk, view in self._views.items()]
        field = self.fields["view"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [OWN, *names]

    @classmethod
    def of(cls, row: Audience, views: Sequence[SavedView]) -> "AudienceForm":
        """The form of a stored audience."""
        values = {name: getattr(row, name) for name in ("name", "rhythm", "kind", "reason")}
        return cls(None, views, {**values, "view": str(row.view_id or "")})

    @property
    def chosen_view(self) -> SavedView | None:
        """The chosen view, valid or not; None for conditions."""
        return self._views.get(str(self["view"].value() or ""))

    @property
    def selects(self) -> str:
        """What is selected: by the view if there is one."""
        view = self.chosen_view
        return view.kind if view else str(self["kind"].value() or ViewKind.CONTACTS.value)

    def asked(self, lines: ConditionLines) -> Asked:
        """What the service takes, of a valid form."""
        plain = {name: self.cleaned_data[name] for name in ("name", "reason", "rhythm")}
        return Asked(
            **plain,
            view=self.chosen_view,
            kind=self.selects,
            match=lines.match,
            conditions=lines.to_json(),
        )
