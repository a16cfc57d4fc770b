"""The forms of a pool of mailboxes, and of the pool of a sequence."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django import forms

from enrollment.models import Mailbox, MailboxPool
from enrollment.pools.keeping import MAX_NAME, MAX_STICKY_DAYS


class PoolForm(forms.Form):
    """Name, members, and how long people keep the mailbox that wrote to them."""

    name = forms.CharField(max_length=MAX_NAME)
    sticky_days = forms.IntegerField(
        min_value=0,
        max_value=MAX_STICKY_DAYS,
        initial=365,
        label="The same mailbox again within (days)",
        help_text="Who was written to by one of these gets the same one. 0: never.",
    )
    mailboxes = forms.MultipleChoiceField(
        widget=forms.CheckboxSelectMultiple, label="Mailboxes that share new people"
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        boxes: Iterable[Mailbox],
        initial: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=initial)
        field = self.fields["mailboxes"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(str(box.pk), f"{box.name} ({box.address})") for box in boxes]

    def values(self) -> dict[str, Any]:
        """What `pools.keeping.save` takes; the form is valid."""
        chosen = [UUID(each) for each in self.cleaned_data["mailboxes"]]
        return {**self.cleaned_data, "mailboxes": chosen}


class SequencePoolForm(forms.Form):
    """Which pool the new people of a sequence are shared among."""

    pool = forms.ChoiceField(
        required=False,
        label="New people are written to from",
        help_text="Whoever is enrolled already keeps their mailbox.",
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        pools: Iterable[MailboxPool],
        initial: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=initial)
        field = self.fields["pool"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            ("", "The mailbox of their owner"),
            *((str(pool.pk), f"The pool {pool.name}") for pool in pools),
        ]

    def chosen(self) -> UUID | None:
        """The pool; the form is valid."""
        return UUID(self.cleaned_data["pool"]) if self.cleaned_data["pool"] else None
