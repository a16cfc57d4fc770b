"""Variants of a step: whose words a person gets, and the one test that compares them.

Pure. The test is Fisher's exact test, two-sided: each variant against the one with the highest
rate, with Holm's correction when there are several. Whoever calls it makes it once, on numbers of
people that were fixed before, so looking at the figures in between changes nothing.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import exp, lgamma, log

from sequences.plans import BASE, StepInput

ALPHA = 0.05
TEST = "Fisher's exact test, two-sided"

# Tables whose probability differs by less than rounding count as equally likely.
_EQUAL = 1 + 1e-7


@dataclass(frozen=True, slots=True)
class Arm:
    """What is known of one variant: people, and those of them with what the metric counts."""

    people: int
    hits: int

    def __post_init__(self) -> None:
        if not 0 <= self.hits <= self.people:
            raise ValueError("There are between none and all of the people among the hits.")

    @property
    def rate(self) -> float:
        """The share of people, 0 to 1; 0 of nobody."""
        return self.hits / self.people if self.people else 0.0


@dataclass(frozen=True, slots=True)
class Comparison:
    """What the test said. `leader` has the highest rate; `winner` is the leader when it differs
    from every other variant, else "". `p_values` are corrected, by variant without the leader."""

    leader: str
    winner: str
    p_values: Mapping[str, float]
    alpha: float = ALPHA

    @property
    def test(self) -> str:
        """The test in words, for people."""
        corrected = ", Holm-corrected" if len(self.p_values) > 1 else ""
        return f"{TEST}{corrected}, {self.alpha * 100:g} % level"


def worded(step: StepInput, variant: str) -> StepInput:
    """The step with the words of a variant; its own for "", for "a" and for one it does not
    have (any more)."""
    found = next((each for each in step.variants if each.key == variant), None)
    if found is None:
        return step
    return replace(
        step,
        subject=found.subject,
        preheader=found.preheader,
        text=found.text,
        html=found.html,
    )


def known(step: StepInput, variant: str) -> str:
    """The variant when the step has it, else its own words; "" for a step without variants."""
    if not step.variants:
        return ""
    return variant if variant in step.shares else BASE


def choose(shares: Mapping[str, int], key: bytes) -> str:
    """The variant of whoever `key` names, always the same for the same shares.

    Weighted rendezvous hashing: each variant draws a number in (0, 1) from SHA-256 of its name
    and the key, and -log(number) / share is smallest for the chosen one, which happens as often
    as its share says. The order of the variants does not matter, and a changed share moves
    nobody but those who leave a variant that shrank or come to one that grew.
    """
    drawn = {name: _wait(name, share, key) for name, share in shares.items() if share > 0}
    if not drawn:
        raise ValueError("At least one variant needs a share.")
    return min(drawn, key=lambda name: (drawn[name], name))


def compare(arms: Mapping[str, Arm], alpha: float = ALPHA) -> Comparison:
    """Compare at least two variants once, at the level `alpha` for all of them together.

    A winner that is none (another variant is as good) is declared with a probability of at most
    `alpha`, however many variants there are: it would have to differ from that one as well.
    """
    if len(arms) < 2:
        raise ValueError("A comparison needs at least two variants.")
    leader = max(sorted(arms), key=lambda name: arms[name].rate)
    best = arms[leader]
    raw = {name: fisher(best, arm) for name, arm in arms.items() if name != leader}
    corrected = holm(raw)
    wins = all(p <= alpha for p in corrected.values())
    return Comparison(leader, leader if wins else "", corrected, alpha)


def fisher(one: Arm, other: Arm) -> float:
    """The two-sided p-value of Fisher's exact test for two shares: the probability, with the
    sums of the table fixed, of every table that is no likelier than the one seen."""
    people, hits = one.people + other.people, one.hits + other.hits
    least, most = max(0, hits - other.people), min(hits, one.people)
    total = _choices(people, hits)

    def likely(x: int) -> float:
        return exp(_choices(one.people, x) + _choices(other.people, hits - x) - total)

    seen = likely(one.hits) * _EQUAL
    return min(1.0, sum(p for p in map(likely, range(least, most + 1)) if p <= seen))


def holm(p_values: Mapping[str, float]) -> dict[str, float]:
    """Holm's step-down correction: the smallest p-value times their number, the next times one
    less, and so on, never falling and at most 1."""
    corrected: dict[str, float] = {}
    highest = 0.0
    for place, name in enumerate(sorted(p_values, key=lambda each: (p_values[each], each))):
        highest = max(highest, min(1.0, p_values[name] * (len(p_values) - place)))
        corrected[name] = highest
    return corrected


def _wait(name: str, share: int, key: bytes) -> float:
    digest = hashlib.sha256(len(name).to_bytes(2) + name.encode() + key).digest()
    number = (int.from_bytes(digest[:6]) + 0.5) / 2**48
    return -log(number) / share


def _choices(n: int, k: int) -> float:
    """The logarithm of the number of ways to choose k of n."""
    return lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)
