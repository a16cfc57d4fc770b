"""What the pages about stopping many people ask."""

from typing import Any

from django import forms

from compliance.packs import Channel
from compliance.stop_lists.files import MAX_BYTES, MAX_LINES
from enrollment.stop_lists import REASONS

MEGABYTES = MAX_BYTES // (1024 * 1024)


class PasteForm(forms.Form):
    """People to stop, as they were copied from anywhere."""

    addresses = forms.CharField(
        label="Addresses, domains, phone numbers",
        widget=forms.Textarea(attrs={"rows": 12}),
        max_length=400_000,
        help_text="One a line, or with commas between; names around them do no harm. Numbers need"
        " their country code.",
    )


class ListForm(forms.Form):
    """A file with an entry in each line, and what it means."""

    file = forms.FileField(
        label="CSV or text file",
        help_text=f"At most {MAX_LINES:,} lines and {MEGABYTES} MB: addresses, domains, numbers, or"
        " hashes of addresses (SHA-256, SHA-1 or MD5 of the address in small letters). Nobody is"
        " stopped before you have seen how it is read.",
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.txt,text/csv,text/plain"}),
    )
    column = forms.CharField(
        required=False,
        max_length=80,
        label="Which column counts",
        help_text="Its name or its number. Leave it empty unless the file has several columns with"
        " addresses, hashes, domains or numbers.",
    )
    reason = forms.ChoiceField(
        label="Why they must not be contacted",
        choices=[(each.value, each.label) for each in REASONS],
    )
    channel = forms.ChoiceField(
        required=False,
        choices=[
            ("", "Every channel"),
            *((c.value, c.value.capitalize()) for c in Channel if c is not Channel.TASK),
        ],
        help_text="With one channel, running sequences go on in the others.",
    )
    source = forms.CharField(
        max_length=80,
        label="Where the list comes from",
        help_text="A system or a document, such as “Robinson list, November”; no names of people.",
    )

    def clean_file(self) -> Any:
        """Too large is told from the size alone: the file is not read."""
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError(f"The file has more than {MEGABYTES} MB. Split it.")
        return file
