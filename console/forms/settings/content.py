"""What the settings ask about content: shared texts, stages, names, copies, touches a week."""

from typing import Any

from django import forms
from django.core.validators import validate_email

from console.forms.settings.sending import Choices, Data, Initial
from sequences.naming import TOKENS
from tenancy.models import Workspace
from tenancy.services import MAX_TOUCHES

BLOCKS = ("signature", "disclosure")
PLAIN = (*BLOCKS, "naming_rule", "naming_required", "content_stages", "max_touches_a_week")
LONGEST = 2_000


def _block(**options: Any) -> forms.CharField:
    area = forms.Textarea(attrs={"rows": 5})
    return forms.CharField(required=False, max_length=LONGEST, widget=area, **options)


class ContentForm(forms.Form):
    """What every version of the workspace shares."""

    signature = _block(help_text="Stands where a template says {{ signature }}.")
    disclosure = _block(
        help_text="Stands where a template says {{ disclosure }}: who writes, and why to them."
    )
    naming_rule = forms.CharField(
        required=False,
        max_length=60,
        help_text=f"Made of {', '.join(TOKENS)}; empty for no rule.",
    )
    naming_required = forms.BooleanField(
        required=False, label="Refuse names that do not follow the rule"
    )
    content_stages = forms.MultipleChoiceField(
        required=False,
        label="Who signs the words before an admin approves them",
        widget=forms.CheckboxSelectMultiple,
        help_text="Each stage by somebody else, and by nobody who wrote the version.",
    )
    copy_addresses = forms.CharField(
        required=False,
        label="Further addresses that may get a copy",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="One a line, such as the mail drop of your CRM. Your own domains always may.",
    )
    max_touches_a_week = forms.IntegerField(
        min_value=1,
        max_value=MAX_TOUCHES,
        label="Touches in 7 days at most",
        help_text="A version that asks for more is an error until an admin accepts it.",
    )

    def __init__(self, data: Data, stages: Choices, initial: Initial = None) -> None:
        super().__init__(data, initial=initial)
        field = self.fields["content_stages"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = stages

    @classmethod
    def of(cls, workspace: Workspace, stages: Choices) -> "ContentForm":
        """The form of the stored values."""
        values = {name: getattr(workspace, name) for name in PLAIN}
        return cls(None, stages, {**values, "copy_addresses": "\n".join(workspace.copy_addresses)})

    def text(self, name: str) -> str:
        """What stands in a field, valid or not."""
        return str(self[name].value() or "")

    @property
    def blocks(self) -> dict[str, str]:
        """The shared texts as they stand in the form."""
        return {name: self.text(name) for name in BLOCKS}

    def clean_copy_addresses(self) -> list[str]:
        """The addresses, one for each line that is not empty."""
        lines = [line.strip() for line in str(self.cleaned_data["copy_addresses"]).splitlines()]
        for number, address in enumerate(lines, start=1):
            if address and not _is_address(address):
                sentence = f"Line {number} is no e-mail address. Correct it, or delete it."
                raise forms.ValidationError(sentence)
        return [address for address in lines if address]


def _is_address(text: str) -> bool:
    try:
        validate_email(text)
    except forms.ValidationError:
        return False
    return True
