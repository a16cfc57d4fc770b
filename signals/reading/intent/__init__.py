"""What a human reply means; pure functions over its new text, ten languages, no model.

`understand(text, received=…)` never raises. `make_rule` and `back_test` are for rules by example.
"""

from signals.reading.intent.backtest import BackTest, Change, Past, back_test
from signals.reading.intent.people import Contact
from signals.reading.intent.proposals import Proposal
from signals.reading.intent.rules import Rule, RuleRefused, make_rule
from signals.reading.intent.understanding import Said, Understanding, understand
from signals.reading.intent.vocabulary import ORDER, Demand, Intent, Objection

__all__ = [
    "ORDER",
    "BackTest",
    "Change",
    "Contact",
    "Demand",
    "Intent",
    "Objection",
    "Past",
    "Proposal",
    "Rule",
    "RuleRefused",
    "Said",
    "Understanding",
    "back_test",
    "make_rule",
    "understand",
]
