"""Structured logs: one JSON object a line, with request and workspace ids, without people.

Only the listed keys leave the process: an event that carries anything else loses it. Texts of
exceptions can quote rows, so a traceback is logged as its types and places.
"""

import traceback
from typing import Any

import structlog
from structlog.types import EventDict, Processor, WrappedLogger

ALLOWED = frozenset(
    ["event", "level", "logger", "timestamp", "exception", "request_id", "workspace_id", "member_id", "method", "route", "status", "ms", "touch_id", "enrollment_id", "signal_id", "mailbox_id", "review_id", "import_id", "count", "kind", "outcome", "state", "task", "task_id", "queue", "attempt", "fence", "code", "step", "seconds"]
)


def only_allowed(logger: WrappedLogger, name: str, event: EventDict) -> EventDict:
    """Drop every key that is not on the list."""
    return {key: value for key, value in event.items() if key in ALLOWED or key.startswith("_")}


def places_only(logger: WrappedLogger, name: str, event: EventDict) -> EventDict:
    """A traceback without messages and values: what broke and where."""
    info: Any = event.pop("exc_info", None)
    record = event.get("_record")
    if not info and record is not None:
        info = record.exc_info
    if isinstance(info, tuple) and info[0] is not None:
        frames = traceback.extract_tb(info[2])[-6:]
        places = [f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno}" for frame in frames]
        event["exception"] = f"{info[0].__name__} at {' < '.join(reversed(places))}"
    return event


def _exc_info(logger: WrappedLogger, name: str, event: EventDict) -> EventDict:
    import sys

    if event.get("exc_info") is True:
        event["exc_info"] = sys.exc_info()
    return event


foreign: list[Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso"),
]
processors: list[Processor] = [
    _exc_info,
    places_only,
    only_allowed,
    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
    structlog.processors.JSONRenderer(),
]


def configure() -> None:
    """Send structlog through the standard library, so that both end in the same line."""
    structlog.configure(
        processors=[*foreign, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
