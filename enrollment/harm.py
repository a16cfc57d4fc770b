"""What a canary send has done to its first people: bounces, opt-outs and complaints."""

from collections.abc import Mapping
from dataclasses import dataclass

from compliance.models import Suppression, SuppressionKind, SuppressionReason
from enrollment.models import CanaryRun, ExitReason, IntentState, SendIntent
from sequences.plans import Canary

_HARMS: Mapping[str, str] = {
    "bounce": "bounced",
    "opt_out": "opted out",
    "complaint": "complained",
}
_EXITS = {
    ExitReason.BOUNCED: "bounce",
    ExitReason.OPTED_OUT: "opt_out",
    ExitReason.COMPLAINED: "complaint",
}
_SUPPRESSIONS = {
    SuppressionReason.HARD_BOUNCE: "bounce",
    SuppressionReason.OPT_OUT: "opt_out",
    SuppressionReason.COMPLAINT: "complaint",
}


@dataclass(frozen=True, slots=True)
class Harm:
    """How many of the first few bounced, opted out or complained, and how many they are."""

    size: int
    people: int
    bounce: int
    opt_out: int
    complaint: int

    def rate(self, kind: str) -> float:
        """Percent of the whole size. It only rises, so a limit that is passed stays passed."""
        return int(getattr(self, kind)) * 100 / self.size if self.size else 0.0

    def passed(self, canary: Canary) -> list[str]:
        """Which thresholds were passed, in sentences; a complaint's is passed by reaching it."""
        over = {
            "bounce": self.rate("bounce") > canary.bounce,
            "opt_out": self.rate("opt_out") > canary.opt_out,
            "complaint": self.complaint > 0 and self.rate("complaint") >= canary.complaint,
        }
        return [self._said(kind, getattr(canary, kind)) for kind in over if over[kind]]

    def as_json(self) -> dict[str, object]:
        """What the run keeps."""
        counts = {name: getattr(self, name) for name in self.__slots__}
        return {**counts, "rates": {kind: round(self.rate(kind), 2) for kind in _HARMS}}

    def _said(self, kind: str, limit: float) -> str:
        count = int(getattr(self, kind))
        rate = f"{self.rate(kind):.1f} %, the limit is {limit:g} %"
        return f"{count} of {self.size} {_HARMS[kind]} ({rate})"


def harm_of(run: CanaryRun) -> Harm:
    """What has become of the first few so far; two queries for any number of people."""
    first = SendIntent.objects.filter(touch__first=True, touch__step__version=run.version_id)
    sends = list(first.values_list("address_key", "outcome", "touch__enrollment__exit_reason"))
    found: dict[str, set[str]] = {kind: set() for kind in _HARMS}
    for key, outcome, exit_reason in sends:
        if outcome == IntentState.REFUSED:
            found["bounce"].add(key)
        if exit_reason in _EXITS:
            found[_EXITS[ExitReason(exit_reason)]].add(key)
    for key, reason in _suppressed({key for key, _, _ in sends}):
        found[_SUPPRESSIONS[SuppressionReason(reason)]].add(key)
    sums = {kind: len(keys) for kind, keys in found.items()}
    return Harm(run.size, len({key for key, _, _ in sends}), **sums)


def _suppressed(keys: set[str]) -> list[tuple[str, str]]:
    """Whoever was written to was not suppressed before, so all of these came after."""
    rows = Suppression.objects.filter(
        kind=SuppressionKind.ADDRESS, key__in=keys, reason__in=_SUPPRESSIONS, lifted_at=None
    )
    return list(rows.values_list("key", "reason"))
