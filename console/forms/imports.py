"""What the import pages ask: a file, and which column fills which field."""

from collections.abc import Mapping

from django import forms
from django.http import QueryDict

from contacts.csvfile import ENCODINGS
from contacts.imports import MAX_FILE_BYTES
from contacts.models import Import

PREFIX = "column_"


class UploadForm(forms.Form):
    """The file as the CRM exports it."""

    file = forms.FileField(
        label="CSV file",
        help_text=(
            f"At most {MAX_FILE_BYTES // (1024 * 1024)} MB. Nothing is changed until you have seen"
            " what will happen and start the import."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,text/csv"}),
    )

    def clean_file(self) -> object:
        """Too large is told from the size alone: the file is not read."""
        file = self.cleaned_data["file"]
        if file.size > MAX_FILE_BYTES:
            size = MAX_FILE_BYTES // (1024 * 1024)
            raise forms.ValidationError(
                f"The file has more than {size} MB. Export fewer rows or columns at a time."
            )
        return file


class LettersForm(forms.Form):
    """How the letters of a file are written that does not say so itself."""

    letters = forms.ChoiceField(
        label="Letters of the file",
        choices=list(ENCODINGS.items()),
        help_text="A guess. When names look wrong below, choose another and preview again.",
    )


def mapping_of(import_: Import, data: QueryDict) -> Mapping[str, str | None]:
    """The chosen mapping: column names to fields; the stored proposal when nothing was chosen.

    Columns go by their number, because a header may be any text.
    """
    if not any(name.startswith(PREFIX) for name in data):
        return dict(import_.mapping)
    return {
        header: data.get(f"{PREFIX}{number}") or None
        for number, header in enumerate(import_.headers)
    }
