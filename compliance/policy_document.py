"""The written form of a review policy, and reading it with a sentence for each mistake. Pure.

    {"rules": [{"id", "name", "when": {"cause", …}, "handling", "stage": {"group", "hours"}}],
     "groups": bool, "hours": int, "remind_hours": int, "escalate_to": id or null,
     "expire_days": int, "sample_floor": int, "planted_per_hundred": int}

Paths of mistakes count from one: `rules.2.hours`.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from compliance.mistakes import DocumentError, Mistakes
from compliance.review_policy import COUNTED, Cause, Handling, Policy, Rule, When

MAX_RULES = 20
MAX_NAME = 80
MAX_VALUES = 50
MAX_VALUE = 100
MAX_COUNT = 1_000
MAX_HOURS = 240
MAX_EXPIRE_DAYS = 30
MAX_REMIND_HOURS = 72
MAX_SAMPLE = 20
MAX_PLANTED = 10

# Of each cause what it has to be told, besides those that count.
LISTS: Mapping[Cause, tuple[str, ...]] = {
    Cause.REGULATED_AUDIENCE: ("segments", "industries", "countries"),
    Cause.FINDING: ("kinds",),
    Cause.MOTION: ("motions",),
    Cause.SEQUENCE: ("sequences",),
}
WHOLE: Mapping[str, tuple[int, int]] = {
    "hours": (1, MAX_HOURS),
    "remind_hours": (0, MAX_REMIND_HOURS),
    "expire_days": (1, MAX_EXPIRE_DAYS),
    "sample_floor": (1, MAX_SAMPLE),
    "planted_per_hundred": (0, MAX_PLANTED),
}
_ID = re.compile(r"[a-z0-9_-]{1,40}")
_KIND = re.compile(r"[a-z0-9_.:-]{1,60}")
_COUNTRY = re.compile(r"[A-Z]{2}")


class PolicyError(DocumentError):
    """A document that is no policy."""


def to_data(policy: Policy) -> dict[str, Any]:
    """The written form of a policy."""
    whole = {name: getattr(policy, name) for name in WHOLE}
    return {
        "rules": [_rule_data(rule) for rule in policy.rules],
        "groups": policy.groups,
        "escalate_to": _text(policy.escalate_to),
        **whole,
    }


def read(data: object, *, number: int = 0, names: Mapping[UUID, str] | None = None) -> Policy:
    """The policy that a document says; PolicyError with every mistake."""
    reading = _Reading()
    if not isinstance(data, Mapping):
        raise PolicyError({"": "A policy is an object with rules, groups, hours and so on."})
    known = {"rules", "groups", "escalate_to", *WHOLE}
    if strangers := sorted(str(name) for name in data.keys() - known):
        reading.wrong(strangers[0], f"A policy has no “{strangers[0]}”. Take it out.")
    whole = {name: reading.whole(data, name, name, span) for name, span in WHOLE.items()}
    policy = Policy(
        number=number,
        rules=reading.rules(data.get("rules", [])),
        groups=reading.truth(data, "groups"),
        escalate_to=reading.group(data.get("escalate_to"), "escalate_to"),
        names=names or {},
        **whole,
    )
    _check_times(policy, reading)
    if reading.problems:
        raise PolicyError(reading.problems)
    return policy


def _check_times(policy: Policy, reading: "_Reading") -> None:
    """What expires before it is due was never anybody's to decide."""
    longest = max((policy.hours, *(rule.hours for rule in policy.rules)))
    if longest > policy.expire_days * 24:
        message = f"A stage has {longest} hours, but messages expire before. Raise the days."
        reading.wrong("expire_days", message)


class _Reading(Mistakes):
    def rules(self, given: object) -> tuple[Rule, ...]:
        if not isinstance(given, Sequence) or isinstance(given, str) or len(given) > MAX_RULES:
            self.wrong("rules", f"A policy has a list of at most {MAX_RULES} rules.")
            return ()
        found = [self._rule(each, f"rules.{number}") for number, each in enumerate(given, start=1)]
        known: set[str] = set()
        for number, rule in enumerate(found, start=1):
            if rule.id in known:
                self.wrong(f"rules.{number}.id", "Two rules have this id. Give one another.")
            known.add(rule.id)
        return tuple(found)

    def _rule(self, given: object, path: str) -> Rule:
        said = self._mapping(given, path, ("id", "name", "when", "handling", "stage"))
        stage = self._mapping(said.get("stage"), f"{path}.stage", ("group", "hours"))
        return Rule(
            id=self._matching(said.get("id"), f"{path}.id", _ID, "small letters, digits, - and _"),
            name=self._line(said.get("name"), f"{path}.name"),
            when=self._when(said.get("when"), f"{path}.when"),
            handling=self._handling(said.get("handling"), f"{path}.handling"),
            group=self.group(stage.get("group"), f"{path}.group"),
            hours=self.whole(stage, "hours", f"{path}.hours", WHOLE["hours"]),
        )

    def _when(self, given: object, path: str) -> When:
        every = ("cause", "fewer_than", *(name for names in LISTS.values() for name in names))
        said = self._mapping(given, path, every)
        try:
            cause = Cause(str(said.get("cause", "")))
        except ValueError:
            self.wrong(f"{path}.cause", "Choose what this rule looks at.")
            return When(Cause.ALWAYS)
        lists = LISTS.get(cause, ())
        fitting = {"cause", *lists, *(["fewer_than"] if cause in COUNTED else [])}
        if strangers := sorted(said.keys() - fitting):
            self.wrong(f"{path}.{strangers[0]}", f"“{cause}” does not ask for this. Take it out.")
        if cause in COUNTED:
            return When(cause, self.whole(said, "fewer_than", f"{path}.fewer_than", (1, MAX_COUNT)))
        listed: dict[str, Any] = {
            name: self._list(said.get(name, []), path, name) for name in lists
        }
        if lists and not any(listed.values()):
            self.wrong(f"{path}.{lists[0]}", "Name at least one, or this rule never holds.")
        return When(cause, **listed)

    def _list(self, given: object, path: str, name: str) -> tuple[Any, ...]:
        where = f"{path}.{name}"
        if not isinstance(given, Sequence) or isinstance(given, str) or len(given) > MAX_VALUES:
            self.wrong(where, f"Give a list of at most {MAX_VALUES}.")
            return ()
        read = _ITEMS.get(name, _Reading._line)
        return tuple(dict.fromkeys(read(self, each, where) for each in given))

    def group(self, given: object, path: str) -> UUID | None:
        """None stands for every reviewer."""
        return None if given in (None, "") else self._id(given, path)

    def _id(self, given: object, path: str) -> UUID | None:
        try:
            return UUID(str(given))
        except ValueError:
            self.wrong(path, "This is not known. Choose one of the list.")
            return None

    def _line(self, given: object, path: str) -> str:
        text = given.strip() if isinstance(given, str) else ""
        longest = MAX_NAME if path.endswith("name") else MAX_VALUE
        if not 0 < len(text) <= longest or not text.isprintable():
            self.wrong(path, f"Write a line of at most {longest} characters.")
        return text

    def _kind(self, given: object, path: str) -> str:
        return self._matching(given, path, _KIND, "a kind or the id of a rule of the check")

    def _country(self, given: object, path: str) -> str:
        return self._matching(given, path, _COUNTRY, "two capital letters, such as DE")

    def _matching(self, given: object, path: str, form: re.Pattern[str], words: str) -> str:
        if not isinstance(given, str) or not form.fullmatch(given):
            self.wrong(path, f"Write {words}.")
            return ""
        return given

    def _handling(self, given: object, path: str) -> Handling:
        try:
            return Handling(str(given))
        except ValueError:
            self.wrong(path, "Choose one by one, or with others of its template.")
            return Handling.SINGLE

    def whole(self, said: Mapping[str, Any], name: str, path: str, span: tuple[int, int]) -> int:
        """A whole number within `span`; the least one beside a mistake."""
        value, (least, most) = said.get(name), span
        if type(value) is not int or not least <= value <= most:
            self.wrong(path, f"Give a whole number from {least} to {most}.")
            return least
        return value

    def truth(self, said: Mapping[str, Any], name: str) -> bool:
        """Yes or no."""
        if not isinstance(said.get(name), bool):
            self.wrong(name, "Say true or false.")
        return said.get(name) is True

    def _mapping(self, given: object, path: str, known: Sequence[str]) -> Mapping[str, Any]:
        if not isinstance(given, Mapping):
            self.wrong(path, f"This is an object with {', '.join(known)}.")
            return {}
        if strangers := sorted(str(name) for name in given.keys() - set(known)):
            self.wrong(path, f"There is no “{strangers[0]}” here. Take it out.")
        return given


_ITEMS: Mapping[str, Callable[[_Reading, object, str], Any]] = {
    "kinds": _Reading._kind,
    "countries": _Reading._country,
    "sequences": _Reading._id,
}


def _rule_data(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.id,
        "name": rule.name,
        "when": _when_data(rule.when),
        "handling": rule.handling.value,
        "stage": {"group": _text(rule.group), "hours": rule.hours},
    }


def _when_data(when: When) -> dict[str, Any]:
    said: dict[str, Any] = {"cause": when.cause.value}
    if when.cause in COUNTED:
        said["fewer_than"] = when.fewer_than
    for name in LISTS.get(when.cause, ()):
        said[name] = [str(each) for each in getattr(when, name)]
    return said


def _text(value: UUID | None) -> str | None:
    return str(value) if value else None
