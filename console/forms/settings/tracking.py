"""What the settings ask about opens and clicks: whether, under which domain, for which sites."""

from django import forms

from enrollment.models import TrackingTerms


class TrackingForm(forms.Form):
    """The terms of the workspace; a version has to ask for it, and law and person to allow it."""

    is_on = forms.BooleanField(
        required=False,
        label="Track opens and clicks where a version asks for it",
        help_text="Off, no message says who opens it or follows its links.",
    )
    host = forms.CharField(
        required=False,
        max_length=253,
        label="Domain for tracked links",
        help_text="A name below a domain of yours, such as links.acme.example.",
    )
    sites = forms.CharField(
        required=False,
        label="Own sites",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="One a line. Links to them may name the campaign (UTM); others never do.",
    )

    @classmethod
    def of(cls, kept: TrackingTerms | None) -> "TrackingForm":
        """The form of what is stored."""
        row = kept or TrackingTerms()
        initial = {"is_on": row.is_on, "host": row.host, "sites": "\n".join(row.sites)}
        return cls(initial=initial)

    def clean_sites(self) -> list[str]:
        """The names, one for each line that is not empty."""
        return [line for line in str(self.cleaned_data["sites"]).split() if line]
