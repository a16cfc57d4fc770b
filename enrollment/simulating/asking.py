"""What a simulation is asked: for whom, how people behave, how fast reviewers and owners are."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from contacts import saved_views
from contacts.conditions import Conditions, Match, to_data
from contacts.models import SavedView
from sequences import published
from sequences.models import Simulation, Version, VersionState
from tenancy import clock
from tenancy.actors import Actor
from tenancy.errors import Refused
from tenancy.models import Membership
from tenancy.rights import check_may
from tenancy.roles import Capability

MOST_PEOPLE = 10_000
LATEST_START = timedelta(days=365)
AUDIENCES = ("contacts", "view", "conditions", "in_flight", "newest")
RATES = ("reply", "opt_out", "bounce", "opened", "meeting")
# What is asked besides the audience and the start: its default, and the most that makes sense.
NUMBERS: Mapping[str, tuple[int, int]] = {
    "reviewers": (0, 1_000),
    "reviews_a_day": (50, 10_000),
    "tasks_a_day": (0, 10_000),
    "enrolled_a_day": (0, MOST_PEOPLE),
    "seed": (1, 2**31),
}
ASKED = ("audience", "start", "rates", "with_overlap", *NUMBERS)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that was checked. `reviewers` 0: first messages are approved at once;
    `tasks_a_day` and `enrolled_a_day` 0: no limit. `rates` are percentages of messages.
    `with_overlap`: as if nobody were kept out by another sequence, running or recent."""

    audience: Mapping[str, Any]
    start: datetime
    rates: Mapping[str, float] = field(default_factory=dict)
    reviewers: int = 0
    reviews_a_day: int = 50
    tasks_a_day: int = 0
    enrolled_a_day: int = 0
    seed: int = 1
    with_overlap: bool = False

    def as_json(self) -> dict[str, Any]:
        """The form that is stored; `stored` reads it."""
        numbers = {name: getattr(self, name) for name in NUMBERS}
        return numbers | {
            "audience": dict(self.audience),
            "start": self.start.isoformat(),
            "rates": dict(self.rates),
            "with_overlap": self.with_overlap,
        }


def request(
    version: Version, *, asked: Mapping[str, Any], seat: Membership, actor: Actor
) -> Simulation:
    """Keep a question for a worker, which `run` answers; a draft may be asked about too.

    `asked` holds `audience` ({"kind": "contacts", "ids": […]}, {"kind": "view", "id": …}, {"kind":
    "conditions", "of": "contacts" or "accounts", "match", "conditions"}, {"kind": "in_flight"} or
    {"kind": "newest", "count": …}). In flight are the people of this version; with `version`, and
    for a draft, those of another one (its id; the live one where it is not named), as if they were
    moved here. It may hold `start` (aware, default now), `rates` (percent by name: reply, opt_out,
    bounce, opened, meeting), `reviewers`, `reviews_a_day` (of each), `tasks_a_day` (of each
    owner), `enrolled_a_day`, `seed` and `with_overlap` (yes or no).

    Refused: not_allowed, invalid (with its fields), no_steps.
    """
    check_may(seat, actor, Capability.ENROL)
    if not version.steps.exists():
        raise Refused("This version has no steps yet. Add one first.", code="no_steps")
    now = clock.now()
    simulation: Simulation = Simulation.objects.create(
        version=version,
        requested_by=seat,
        edited_at=version.edited_at,
        asked=checked(asked, version, now).as_json(),
        created_at=now,
    )
    return simulation


def checked(asked: Mapping[str, Any], version: Version, now: datetime) -> Asked:
    """The question with its defaults. Refused (`invalid`) with a sentence for each field."""
    wrong: dict[str, str] = {
        str(name)[:40]: f"There is no such field. Use {', '.join(ASKED)}."
        for name in asked.keys() - set(ASKED)
    }
    numbers = _numbers(asked, wrong)
    found = Asked(
        audience=_audience(asked.get("audience"), version, wrong),
        start=_start(asked.get("start"), now, wrong),
        rates=_rates(asked.get("rates"), wrong),
        with_overlap=_flag(asked.get("with_overlap", False), wrong),
        **numbers,
    )
    if wrong:
        raise Refused(next(iter(wrong.values())), code="invalid", fields=wrong)
    return found


def stored(data: Mapping[str, Any]) -> Asked:
    """A question as it was kept."""
    return Asked(**{**data, "start": datetime.fromisoformat(data["start"])})


def conditions_of(audience: Mapping[str, Any]) -> tuple[str, Conditions]:
    """What an audience by view or by conditions asks for: of contacts or accounts, and which.

    Refused when the view is gone.
    """
    if audience["kind"] == "conditions":
        of = audience["of"]
        return of, saved_views.read_conditions(of, audience["match"], audience["conditions"])
    view: SavedView | None = SavedView.objects.filter(pk=audience["id"]).first()
    if view is None:
        message = "The saved view does not exist any more. Choose another one."
        raise Refused(message, code="invalid", fields={"audience": message})
    return view.kind, saved_views.conditions_of(view)


def sources(version: Version) -> QuerySet[Version]:
    """The other versions of its sequence whose people could be moved to this one, newest first;
    none for a retired version, which takes nobody any more."""
    others = Version.objects.filter(sequence=version.sequence_id, state__in=published.UNCHANGING)
    found: QuerySet[Version] = others.exclude(pk=version.pk).order_by("-number")
    return found.none() if version.state == VersionState.RETIRED else found


def _numbers(asked: Mapping[str, Any], wrong: dict[str, str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for name, (default, most) in NUMBERS.items():
        value = asked.get(name, default)
        if type(value) is not int or not 0 <= value <= most:
            wrong[name] = f"Write a whole number from 0 to {most:,}."
        else:
            found[name] = value
    return found


def _flag(value: object, wrong: dict[str, str]) -> bool:
    if not isinstance(value, bool):
        wrong["with_overlap"] = "Say true or false."
    return value is True


def _rates(value: object, wrong: dict[str, str]) -> dict[str, float]:
    given = value if value is not None else {}
    if not isinstance(given, Mapping) or given.keys() - set(RATES):
        wrong["rates"] = f"Write percentages by name: {', '.join(RATES)}."
        return {}
    for name, rate in given.items():
        if type(rate) not in (int, float) or not 0 <= rate <= 100:
            wrong[f"rates.{name}"] = "Write a percentage from 0 to 100."
    return {name: float(rate) for name, rate in given.items() if not wrong}


def _start(value: object, now: datetime, wrong: dict[str, str]) -> datetime:
    if value is None:
        return now
    is_moment = isinstance(value, datetime) and value.tzinfo is not None
    if not isinstance(value, datetime) or not is_moment or not now <= value <= now + LATEST_START:
        wrong["start"] = "Choose a moment within the next 365 days, with its time zone."
        return now
    return value


def _audience(value: object, version: Version, wrong: dict[str, str]) -> dict[str, Any]:
    kind = value.get("kind") if isinstance(value, Mapping) else None
    if not isinstance(value, Mapping) or kind not in AUDIENCES:
        wrong["audience"] = f"Say for whom: a kind of {', '.join(AUDIENCES)}."
        return {}
    try:
        return _in_flight(value, version) if kind == "in_flight" else _READERS[kind](value)
    except (TypeError, ValueError, KeyError):
        wrong["audience"] = _NEEDS[kind]
    except Refused as refused:
        wrong |= {f"audience.{name}": words for name, words in refused.fields.items()}
        wrong.setdefault("audience", refused.message)
    return {}


def _contacts(value: Mapping[str, Any]) -> dict[str, Any]:
    ids = list(dict.fromkeys(str(UUID(str(each))) for each in value["ids"]))
    if not 0 < len(ids) <= MOST_PEOPLE:
        raise ValueError
    return {"kind": "contacts", "ids": ids}


def _view(value: Mapping[str, Any]) -> dict[str, Any]:
    found = {"kind": "view", "id": str(UUID(str(value["id"])))}
    conditions_of(found)
    return found


def _conditions(value: Mapping[str, Any]) -> dict[str, Any]:
    of, match = value.get("of", "contacts"), value.get("match", Match.ALL.value)
    known = saved_views.read_conditions(of, match, value["conditions"])
    return {"kind": "conditions", "of": of, "match": match, "conditions": to_data(known.items)}


def _in_flight(value: Mapping[str, Any], version: Version) -> dict[str, Any]:
    named = UUID(str(value["version"])) if value.get("version") else None
    if version.state in published.UNCHANGING and named in (None, version.pk):
        return {"kind": "in_flight"}
    others = sources(version)
    if named:
        source = others.filter(pk=named).first()
    else:
        source = others.filter(state=VersionState.APPROVED).first() or others.first()
    if source is None:
        message = "Choose another version of this sequence, from which people can be moved here."
        raise Refused(message, code="invalid", fields={"version": message})
    return {"kind": "in_flight", "version": str(source.pk)}


def _newest(value: Mapping[str, Any]) -> dict[str, Any]:
    count = value["count"]
    if type(count) is not int or not 0 < count <= MOST_PEOPLE:
        raise ValueError
    return {"kind": "newest", "count": count}


_READERS = {
    "contacts": _contacts,
    "view": _view,
    "conditions": _conditions,
    "newest": _newest,
}
_NEEDS = {
    "contacts": f"Choose between 1 and {MOST_PEOPLE:,} contacts, by their ids.",
    "view": "Choose a saved view, by its id.",
    "conditions": "Write at least one condition.",
    "in_flight": "Give the version that people are in by its id, or none.",
    "newest": f"Write how many of the newest contacts: 1 to {MOST_PEOPLE:,}.",
}
