"""In whose hours a version runs for a contact, each answer with the field that gave it.

The zone is the contact's, else the workspace's; the window is the version's, else the
workspace's, else office hours. What is stored but cannot be read is passed over, and said.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from contacts.models import Contact
from sequences.cadence import (
    OFFICE_HOURS,
    CadenceError,
    Due,
    Window,
    ZoneError,
    forecast,
    zone_or_error,
)
from sequences.models import Version
from sequences.plans import StepInput, timings
from tenancy.models import Workspace


@dataclass(frozen=True, slots=True)
class Timetable:
    """Zone and window of one contact in one version; the sources are for people to read."""

    zone: ZoneInfo
    zone_source: str
    window: Window
    window_source: str

    def forecast(self, steps: Sequence[StepInput], start: datetime) -> list[Due]:
        """When each step would be due if the first counted from `start` (aware) and each were
        settled at once. CadenceError when the window cannot open."""
        return forecast(timings(steps), start, self.zone, self.window)


def timetable(version: Version, contact: Contact, workspace: Workspace) -> Timetable:
    """The timetable of `contact` in `version`; needs no query."""
    return Timetable(*zone_of(contact, workspace), *window_of(version, workspace))


def zone_of(contact: Contact, workspace: Workspace) -> tuple[ZoneInfo, str]:
    """The contact's zone or the next best, and where it came from."""
    passed_over = ""
    for name, source in ((contact.zone, "contact.zone"), (workspace.zone, "workspace.zone")):
        try:
            return zone_or_error(name), source + passed_over
        except ZoneError:
            passed_over += f" ({source} is {'unknown' if name else 'empty'})"
    return zone_or_error("UTC"), f"UTC{passed_over}"


def window_of(version: Version, workspace: Workspace) -> tuple[Window, str]:
    """The version's window or the next best, and where it came from."""
    for stored, source in (
        (version.window, "version.window"),
        (workspace.window, "workspace.window"),
    ):
        if stored:
            try:
                return Window.parse(stored), source
            except CadenceError:
                continue
    return OFFICE_HOURS, "office hours"
