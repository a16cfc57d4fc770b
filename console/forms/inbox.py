"""What a person says about a message: what it is, that others like it are so, whom it names."""

from dataclasses import dataclass
from typing import Any

from django import forms

from signals import desk, examples, limits
from signals.kinds import Kind
from signals.models import SignalState
from signals.reading.intent.rules import MAX_EXAMPLE

MEANINGS = [(intent.value, label) for intent, label in examples.MEANINGS.items()]


@dataclass(frozen=True)
class Answer:
    """What a person can say that a reply is, and what follows from it."""

    kind: Kind
    words: str
    effect: str


LIFTED = "No undo: two people lift it."
# In the order of the keys 1 to 9.
ANSWERS = (
    Answer(Kind.REPLY, "An answer", Kind.REPLY.effect),
    Answer(Kind.MEETING_BOOKED, "A meeting", Kind.MEETING_BOOKED.effect),
    Answer(Kind.NOT_NOW, "Not now", Kind.NOT_NOW.effect),
    Answer(Kind.REFERRAL, "Names somebody else", Kind.REFERRAL.effect),
    Answer(Kind.WRONG_PERSON, "Wrong person", Kind.WRONG_PERSON.effect),
    Answer(Kind.OBJECTION, "Objects", Kind.OBJECTION.effect),
    Answer(Kind.OPT_OUT, "Wants no more mail", f"{Kind.OPT_OUT.effect} {LIFTED}"),
    Answer(Kind.AUTO_REPLY, "Out of office", Kind.AUTO_REPLY.effect),
    Answer(Kind.OTHER, "Not about this", "Lets the sequence go on."),
)


class DecisionForm(forms.Form):
    """What it is, and the state that the page showed."""

    kind = forms.ChoiceField(choices=[(answer.kind.value, answer.words) for answer in ANSWERS])
    seen = forms.ChoiceField(choices=SignalState.choices)


class InboxFilter(forms.Form):
    """Whose messages, and of which kind; what is none of the choices filters nothing."""

    whose = forms.ChoiceField(required=False, choices=[(k, v) for k, v in desk.WHOSE.items()])
    kind = forms.ChoiceField(required=False)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        kinds = [(kind.value, kind.label) for kind in desk.kinds()]
        self.fields["kind"] = forms.ChoiceField(required=False, choices=[("", "Any kind"), *kinds])
        for name, label in (("whose", "Whose"), ("kind", "Kind")):
            self.fields[name].widget.attrs |= {"aria-label": label}

    def chosen(self, name: str) -> str:
        """The choice, or nothing where it is none of the list."""
        self.is_valid()
        found: str = self.cleaned_data.get(name, "")
        return found


class ExampleForm(forms.Form):
    """A sentence, and what messages like it mean."""

    phrase = forms.CharField(
        max_length=MAX_EXAMPLE,
        label="Messages like this",
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    intent = forms.ChoiceField(choices=[("", "Choose …"), *MEANINGS], label="What they mean")


class NamedForm(forms.Form):
    """Somebody whom a message names, to be added as a contact."""

    first_name = forms.CharField(max_length=100, required=False)
    last_name = forms.CharField(max_length=100, required=False)
    email = forms.EmailField(max_length=254)
    title = forms.CharField(max_length=150, required=False)
    phone = forms.CharField(max_length=40, required=False)
    country = forms.CharField(
        max_length=80, required=False, help_text="A name or two letters, for example DE."
    )


class AssignForm(forms.Form):
    """The contact whom a message of somebody unknown is about."""

    contact = forms.UUIDField()


class SearchForm(forms.Form):
    """Words of a name or the start of an address, as the list of contacts takes them."""

    q = forms.CharField(required=False, max_length=200)

    @property
    def words(self) -> str:
        """What is looked for; "" for nothing."""
        self.is_valid()
        found: str = self.cleaned_data.get("q", "")
        return found


class LimitsForm(forms.Form):
    """Working hours until somebody has answered, by kind."""

    def __init__(self, data: Any, own: dict[str, int]) -> None:
        super().__init__(data)
        for kind in desk.kinds():
            self.fields[kind.value] = forms.IntegerField(
                min_value=1,
                max_value=limits.MAX_HOURS,
                label=kind.label,
                initial=limits.hours_of(kind, own),
            )
