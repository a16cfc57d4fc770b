"""How a rule would have read the last messages, before anybody lets it work."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from signals.reading.intent.rules import Rule
from signals.reading.intent.understanding import understand
from signals.reading.intent.vocabulary import Intent


@dataclass(frozen=True, slots=True)
class Past:
    """A reply that was read before; `decided` is what a person said it is, if one did."""

    key: str
    text: str
    received: date
    decided: Intent | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """A reply that the rule reads otherwise; `because` says why. `against` a person's decision."""

    key: str
    before: Intent
    after: Intent
    because: str
    against: bool


@dataclass(frozen=True, slots=True)
class BackTest:
    """What the rule would have done: how many replies were asked, matched, and which change."""

    asked: int
    matched: int
    changes: tuple[Change, ...]

    @property
    def against_people(self) -> int:
        """How many changes contradict what a person decided."""
        return sum(change.against for change in self.changes)


def back_test(rule: Rule, messages: Iterable[Past], others: Sequence[Rule] = ()) -> BackTest:
    """Read each message without and with the rule (beside the workspace's `others`)."""
    asked, matched, changes = 0, 0, []
    for past in messages:
        asked += 1
        before = understand(past.text, received=past.received, rules=tuple(others))
        after = understand(past.text, received=past.received, rules=(*others, rule))
        matched += after.rule == rule.name
        if after.intent is not before.intent:
            against = past.decided is not None and past.decided is not after.intent
            changes.append(
                Change(past.key, before.intent, after.intent, after.said[0].words, against)
            )
    return BackTest(asked, matched, tuple(changes))
