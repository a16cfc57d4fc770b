"""What a field says that was left empty: the next step, in the words of the console."""

from django import forms

SENTENCES: tuple[tuple[type[forms.Field], str], ...] = (
    (forms.Field, "Fill this in."),
    (forms.BooleanField, "Tick this to go on."),
    (forms.ChoiceField, "Choose one."),
    (forms.ModelChoiceField, "Choose one."),
    (forms.MultipleChoiceField, "Choose at least one."),
    (forms.ModelMultipleChoiceField, "Choose at least one."),
    (forms.FileField, "Choose a file."),
)


def install() -> None:
    """Give every form these sentences in place of Django's, those of log-in and account too. A form
    that names its own for a field keeps it."""
    for kind, sentence in SENTENCES:
        kind.default_error_messages = {
            **vars(kind).get("default_error_messages", {}),
            "required": sentence,
        }
