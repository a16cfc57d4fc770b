"""When a draft sends, and how many: hours, zone, gaps, limits, the first few."""

from collections.abc import Mapping
from typing import Any

from console.forms import windows, zones
from console.forms.editing import typed
from console.forms.editing.typed import Typed, choice, number, tick
from sequences.plans import Canary, Plan, as_data

AMOUNTS = ("min_gap_hours", "spread_minutes", "new_a_day")
TRACKING = ("opens", "clicks", "utm")
CANARY_WHOLE = ("share", "people", "hold_minutes")
CANARY_PERCENT = ("bounce", "opt_out", "complaint")


class TimingFields(Typed):
    """The single fields of timing and limits."""

    zone = choice(
        "Time zone for people without one", hint="Their own and their company's go before it."
    )
    holidays = tick("Nothing leaves on public holidays of the person's country")
    min_gap_hours = number("Hours between two touches of a person, at least", "0: no such limit.")
    spread_minutes = number("Minutes over which touches are spread", "Drawn once for each person.")
    new_a_day = number("New people a day, at most", "0: no limit.")
    track_opens = tick(
        "Track who opens a message",
        "Only where the workspace, the law and the person allow it, as with clicks.",
    )
    track_clicks = tick("Track who follows a link")
    track_utm = tick(
        "Name the campaign in links to your own sites (UTM)",
        "It watches nobody, so nobody is asked.",
    )
    canary = tick("A first few get the first message, then everybody waits")
    canary_share = number("The first few, in % of those enrolled")
    canary_people = number("Or a number of people", "0: the share counts.")
    canary_hold_minutes = number("Then wait, in minutes", "120 are two hours.")
    canary_bounce = number("Stop when more bounce than, in %")
    canary_opt_out = number("Stop when more opt out than, in %")
    canary_complaint = number("Stop when as many complain as, in %")


class TimingForm:
    """Hours as lines, one for each weekday, and the fields beside them."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self.fields = TimingFields(data)
        self.window = windows.posted(data)
        self.day_errors: dict[int, str] = {}
        self.window_error = ""
        typed.offer(self.fields, "zone", [("", "The workspace's"), *zones.choices()])

    @property
    def days(self) -> list[tuple[int, str, str, str]]:
        """Number of the weekday, its name, what was typed, and what is wrong with it."""
        return [
            (day, windows.DAYS[day], line, self.day_errors.get(day, ""))
            for day, line in enumerate(self.window)
        ]

    @property
    def has_wrong_hours(self) -> bool:
        """Whether `changes` met hours that cannot be read."""
        return bool(self.day_errors or self.window_error)

    @property
    def no_hours(self) -> str:
        """What an empty line stands for: with no hours at all, the workspace's hold."""
        return "closed" if any(line.strip() for line in self.window) else ""

    def changes(self, plan: Plan) -> dict[str, Any]:
        """The parts of the plan that this page asks; hours that cannot be read are noted at their
        day, and the stored ones stand in."""
        return {
            "window": self._window(plan),
            "zone": self.fields.given("zone", plan.zone),
            "holidays": self.fields.ticked("holidays"),
            **{name: self.fields.whole(name) for name in AMOUNTS},
            "canary": self._canary(),
            "tracking": {name: self.fields.ticked(f"track_{name}") for name in TRACKING},
        }

    def take(self, problems: Mapping[str, str]) -> dict[str, str]:
        """Put sentences at their fields; gives back those that have no place here."""
        hours = {n: s for n, s in problems.items() if n.split(".")[0] == "window"}
        self.window_error = self.window_error or next(iter(hours.values()), "")
        return self.fields.take({n: s for n, s in problems.items() if n not in hours})

    def _window(self, plan: Plan) -> list[dict[str, int | str]]:
        stored = plan.window.to_json() if plan.window else []
        try:
            return stored if self.window == windows.lines(stored) else windows.read(self.window)
        except windows.WindowError as error:
            if error.day is None:
                self.window_error = str(error)
            else:
                self.day_errors[error.day] = str(error)
            return stored

    def _canary(self) -> dict[str, Any] | None:
        if not self.fields.ticked("canary"):
            return None
        wholes = {name: self.fields.whole(f"canary_{name}") for name in CANARY_WHOLE}
        percents = {n: typed.percentage(self.fields.typed(f"canary_{n}")) for n in CANARY_PERCENT}
        return {**wholes, **percents}


def shown(plan: Plan) -> TimingForm:
    """The form of a stored plan."""
    canary = plan.canary or Canary()
    lines = windows.lines(as_data(plan.window) if plan.window else [])
    texts = {
        **{f"{windows.PREFIX}{day}": line for day, line in enumerate(lines)},
        **{name: str(getattr(plan, name)) for name in ("zone", *AMOUNTS)},
        **{f"canary_{name}": typed.as_typed(getattr(canary, name)) for name in _OF_CANARY},
        "holidays": "1" if plan.holidays else "",
        "canary": "1" if plan.canary else "",
        **{
            f"track_{name}": "1" if plan.tracking and getattr(plan.tracking, name) else ""
            for name in TRACKING
        },
    }
    return TimingForm(texts)


_OF_CANARY = (*CANARY_WHOLE, *CANARY_PERCENT)
