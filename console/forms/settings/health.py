"""The form of what a workspace bears of a mailbox before it is watched or paused."""

from dataclasses import asdict

from django import forms

from enrollment.health.bands import LAXEST, Limits


def _percent(label: str, most: float, hint: str = "") -> forms.FloatField:
    return forms.FloatField(min_value=0, max_value=most, label=label, help_text=hint)


class HealthLimitsForm(forms.Form):
    """Percents of the messages that were sent."""

    bounce_watch = _percent("Bounces: watched from (%)", LAXEST.bounce_watch)
    bounce_pause = _percent(
        "Bounces: paused from (%)", LAXEST.bounce_pause, f"At most {LAXEST.bounce_pause:g}."
    )
    complaint_watch = _percent("Complaints: watched from (%)", LAXEST.complaint_watch)
    complaint_pause = _percent(
        "Complaints: paused from (%)",
        LAXEST.complaint_pause,
        f"At most {LAXEST.complaint_pause:g}.",
    )
    reply_watch = _percent("Answers: watched below (%)", 100, "0: not watched. It never pauses.")

    @classmethod
    def of(cls, limits: Limits) -> "HealthLimitsForm":
        """The form of the stored limits."""
        return cls(initial=asdict(limits))

    def limits(self) -> Limits:
        """What was typed; the form is valid."""
        return Limits(**self.cleaned_data)
