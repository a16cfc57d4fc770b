"""What the settings ask about words: which packs are looked for, and the workspace's own lists."""

from typing import Any

from django import forms

from compliance.models import ContentRule
from compliance.word_rules import (
    MAX_MESSAGE,
    MAX_NAME,
    MAX_PHRASE,
    MAX_WORDS,
    SENTENCES,
    Wording,
)
from compliance.wording import Pack, packs_on
from tenancy.models import Workspace

PACKS = (
    (Pack.FINANCIAL.value, "Financial services: loans, returns, investments, interest"),
    (Pack.HEALTH.value, "Health: cures, treatments, medicines, effects on a body"),
)
KINDS = (
    ("forbidden", "Forbidden words"),
    ("claim", "A claim"),
    ("price", "Words about prices"),
    ("regulated", "Regulated words"),
)
SEVERITIES = (
    ("warning", "Warning: a reviewer judges it"),
    ("error", "Error: nobody can approve it until it is changed or accepted"),
)


class PacksForm(forms.Form):
    """The packs besides the general one."""

    content_packs = forms.MultipleChoiceField(
        required=False,
        choices=PACKS,
        label="Also look for",
        widget=forms.CheckboxSelectMultiple,
    )

    @classmethod
    def of(cls, workspace: Workspace) -> "PacksForm":
        """The form of what is looked for now."""
        on = packs_on(workspace.content_packs)
        return cls(initial={"content_packs": [pack for pack, _ in PACKS if Pack(pack) in on]})


class WordsForm(forms.Form):
    """A list of words of the workspace's own."""

    name = forms.CharField(max_length=MAX_NAME, help_text="Such as Names of competitors.")
    kind = forms.ChoiceField(choices=KINDS)
    severity = forms.ChoiceField(choices=SEVERITIES, label="How much it weighs")
    words = forms.CharField(
        max_length=(MAX_PHRASE + 2) * MAX_WORDS,
        label="Words or phrases",
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=f"One a line, at most {MAX_WORDS}. Found as whole words, in any case.",
    )
    message = forms.CharField(
        max_length=MAX_MESSAGE,
        required=False,
        label="What the reviewer is told",
        help_text="Empty for our own sentence.",
    )

    @classmethod
    def of(cls, data: Any, rule: ContentRule) -> "WordsForm":
        """The form of a list in force."""
        start = {name: getattr(rule, name) for name in ("name", "kind", "severity")}
        told = "" if rule.message == SENTENCES.get(rule.kind) else rule.message
        return cls(data, initial={**start, "words": "\n".join(rule.words), "message": told})

    @property
    def wording(self) -> Wording:
        """What a valid form says."""
        given = self.cleaned_data
        return Wording(**{**given, "words": tuple(given["words"].splitlines())})
