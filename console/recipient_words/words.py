"""What the recipient's page says, as one table that every language fills in whole.

Names in braces are put in: `{sender}` is the workspace, `{hint}` the masked address, `{day}` a date
in the language's own form, `{language}` a language's own name, `{address}` the postal address.
"""

from dataclasses import dataclass, fields
from datetime import date
from types import SimpleNamespace


@dataclass(frozen=True, kw_only=True)
class Words:
    """One language. `months` are twelve words with a space between; `day_form` says how a
    day is written with `{d}`, `{month}` and `{y}`."""

    name: str
    months: str
    day_form: str
    switch_label: str
    title: str
    intro: str
    harmless: str
    chosen_title: str
    chosen_all: str
    chosen_email: str
    chosen_sms: str
    chosen_until: str
    chosen_wrong: str
    chosen_language: str
    chosen_untracked: str
    in_flight: str
    stricter: str
    all_title: str
    all_help: str
    all_button: str
    channel_title: str
    channel_help: str
    email_button: str
    sms_button: str
    later_title: str
    later_help: str
    later_label: str
    later_button: str
    wrong_title: str
    wrong_help: str
    wrong_button: str
    untracked_title: str
    untracked_help: str
    untracked_button: str
    language_title: str
    language_help: str
    language_label: str
    language_button: str
    done_title: str
    stored_title: str
    stored_text: str
    problem_title: str
    nothing_chosen: str
    bad_day: str
    bad_language: str
    only_later: str
    too_often: str
    unknown_title: str
    unknown_text: str
    expired_title: str
    expired_text: str
    away_title: str
    away_text: str
    imprint: str

    def day(self, day: date | None) -> str:
        """A date as people write it; "" for none."""
        if day is None:
            return ""
        return self.day_form.format(d=day.day, month=self.months.split()[day.month - 1], y=day.year)

    def told(self, **values: str) -> SimpleNamespace:
        """All texts with these values in the places of their names."""
        own = ("months", "day_form")
        texts = {each.name: getattr(self, each.name) for each in fields(self)}
        return SimpleNamespace(
            **{name: text if name in own else text.format(**values) for name, text in texts.items()}
        )
