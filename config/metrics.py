"""`/metrics` for operators, in the text format of Prometheus: counts and seconds, ids, no names.

What is per workspace was taken by the regular work (`enrollment.figures`) and lies beside its turn,
so the page is four statements for any number of workspaces and touches. Its age is a metric, too.
"""

import hmac
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import structlog
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from kombu import Connection
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.registry import Collector

from enrollment import figures
from signals.inlets import tally
from signals.kinds import NEEDS_PERSON
from tenancy import clock, sightings, turns
from tenancy.models import Installation

log = structlog.get_logger(__name__)
QUEUE = "celery"
# Names of the figures, and of the states as which they are shown.
STATES = ("due", "claimed", "armed", "unknown", "failed", "tasks")
GAUGES: Mapping[str, tuple[str, str]] = {
    "oldest_due": ("seqops_oldest_due_seconds", "Since when the oldest due touch waits."),
    "left_today": ("seqops_left_today", "Messages that the mailboxes have taken today."),
    "closed": ("seqops_closed_switches", "Closed stop switches."),
    "mailboxes": ("seqops_mailboxes", "Mailboxes that may send."),
    "deaf": ("seqops_deaf_mailboxes", "Mailboxes without a sign that mail to them arrives."),
    "breakers": ("seqops_open_breakers", "Receivers that asked to slow down."),
    "watched": ("seqops_watched_mailboxes", "Mailboxes whose health is near a limit."),
    "unwell": ("seqops_unwell_mailboxes", "Mailboxes whose health is beyond a limit."),
    "asking_late": ("seqops_inbox_overdue", "Messages that asked for a person for too long."),
    "failing": ("seqops_signals_failing", "Signals whose effect keeps failing."),
    "unsealed": ("seqops_audit_unsealed_seconds", "How long the oldest entry waits for its seal."),
    "age": ("seqops_figures_age_seconds", "How old the figures of a workspace are."),
}
SHARES: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "seqops_lateness_seconds": (
        "How late messages of the last hour left.",
        {"0.5": "late_half", "0.95": "late_most"},
    ),
    "seqops_signal_to_stop_seconds": (
        "From a signal to the stop that it caused, last day.",
        {"0.5": "stop_half", "0.99": "stop_most"},
    ),
}


def metrics(request: HttpRequest) -> HttpResponse:
    """For whoever shows the token; there is no such page without it, or without one being set."""
    shown = request.headers.get("Authorization", "").removeprefix("Bearer ")
    known: str = settings.METRICS_TOKEN
    if not known or not hmac.compare_digest(shown.encode(), known.encode()):
        raise Http404
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Engine())
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_PLAIN_0_0_4)


class _Engine(Collector):
    """Everything, read when it is asked for."""

    def collect(self) -> Iterator[Metric]:
        """Installation, processes, broker, webhooks, workspaces."""
        yield from _installation()
        yield from _processes()
        yield from _broker()
        yield _refused_calls()
        yield from _workspaces()


def _installation() -> Iterator[Metric]:
    row = Installation.objects.get(pk=1)
    stopped, hold = row.paused_at is not None, row.restore_hold
    yield _one("seqops_installation_stopped", "Whether everything is stopped.", stopped)
    yield _one("seqops_restore_hold", "Whether a restore has to be reconciled.", hold)
    age = turns.oldest_due_age(clock.now(), datetime.now(UTC))
    words = "How long the workspace that waits longest has waited for a worker."
    yield _one("seqops_waiting_for_worker_seconds", words, age)


def _processes() -> Iterator[Metric]:
    seen = GaugeMetricFamily(
        "seqops_seen_seconds", "Since when a process was not seen.", labels=["process"]
    )
    taken = CounterMetricFamily(
        "seqops_touches_taken", "Touches that a process has taken.", labels=["process"]
    )
    for each in sightings.seen():
        seen.add_metric([each.name], each.age)
        if each.kind == sightings.WORKER:
            taken.add_metric([each.name], each.handled)
    yield seen
    yield taken


def _broker() -> Iterator[Metric]:
    """Whether the broker answers, and how many nudges wait in it."""
    try:
        with Connection(settings.CELERY_BROKER_URL, connect_timeout=2) as broker:
            broker.ensure_connection(max_retries=1, timeout=2)
            waiting = _waiting(broker)
    except Exception:
        log.warning("broker not asked for its depth")
        yield _one("seqops_broker_up", "Whether the broker answers.", 0)
        return
    yield _one("seqops_broker_up", "Whether the broker answers.", 1)
    yield _one("seqops_queue_depth", "Nudges that wait in the queue.", waiting)


def _waiting(broker: Connection) -> int:
    channel: Any = broker.default_channel
    try:
        return int(channel.queue_declare(QUEUE, passive=True).message_count)
    except broker.channel_errors:
        # Nothing waits in a queue that is not there.
        return 0


def _refused_calls() -> Metric:
    """Since the broker's memory began; by what was called and why it was refused."""
    family = CounterMetricFamily(
        "seqops_hook_calls_refused", "Webhook calls that were refused.", labels=["door", "reason"]
    )
    for (door, reason), number in sorted(tally.totals().items()):
        family.add_metric([door, reason], number)
    return family


def _workspaces() -> Iterator[Metric]:
    known = figures.kept()
    touches = GaugeMetricFamily(
        "seqops_touches", "Touches by state, up to 100,000.", labels=["workspace", "state"]
    )
    for workspace_id, found in known.items():
        for state in STATES:
            touches.add_metric([str(workspace_id), state], found.get(state, 0))
    yield touches
    yield _asking(known)
    for name, (metric, words) in GAUGES.items():
        family = GaugeMetricFamily(metric, words, labels=["workspace"])
        for workspace_id, found in known.items():
            family.add_metric([str(workspace_id)], found.get(name) or 0)
        yield family
    for metric, (words, parts) in SHARES.items():
        yield _shares(metric, words, parts, known)


def _asking(known: Mapping[Any, Mapping[str, Any]]) -> Metric:
    family = GaugeMetricFamily(
        "seqops_inbox_open", "Messages that ask for a person.", labels=["workspace", "kind"]
    )
    for workspace_id, found in known.items():
        for kind in sorted(NEEDS_PERSON):
            number = (found.get("asking") or {}).get(kind.value, 0)
            family.add_metric([str(workspace_id), kind.value], number)
    return family


def _shares(
    metric: str, words: str, parts: Mapping[str, str], known: Mapping[Any, Mapping[str, Any]]
) -> Metric:
    """Quantiles; a workspace in which nothing was measured has none."""
    family = GaugeMetricFamily(metric, words, labels=["workspace", "quantile"])
    for workspace_id, found in known.items():
        for quantile, name in parts.items():
            if found.get(name) is not None:
                family.add_metric([str(workspace_id), quantile], found[name])
    return family


def _one(name: str, words: str, value: float) -> Metric:
    return GaugeMetricFamily(name, words, value=float(value))
