"""Structured logs: one JSON object a line, with request and workspace ids, without people.

Only the listed keys leave the process: an event that carries anything else loses it. Texts of
exceptions can quote rows, so a traceback is logged as its types and places. Libraries put paths
and values into their arguments, so of their messages only the wording is kept.
"""

import re
import sys
import traceback
from logging import LogRecord
from typing import Any

import structlog
from structlog.types import EventDict, Processor, WrappedLogger

ALLOWED = frozenset(
    "event level logger timestamp exception request_id workspace_id member_id method route status"
    " ms touch_id enrollment_id signal_id mailbox_id review_id import_id preflight_id row_id count"
    " kind outcome state task task_id queue attempt fence code step seconds".split()
)
_OWN = frozenset(["_record", "_from_structlog"])
# What these put into their lines is about the installation: brokers, queues, schedules.
TALKATIVE = ("celery.apps.", "celery.beat", "celery.worker.")
_ADDRESS = re.compile(r"[^\s@<>\"']+@[^\s@<>\"']+")


def only_allowed(logger: WrappedLogger, name: str, event: EventDict) -> EventDict:
    """Drop every key that is not on the list, and mask what looks like an address."""
    kept = {key: value for key, value in event.items() if key in ALLOWED or key in _OWN}
    return {key: _masked(value) for key, value in kept.items()}


def _masked(value: Any) -> Any:
    return _ADDRESS.sub("[address]", value) if isinstance(value, str) else value


def worded(logger: WrappedLogger, name: str, event: EventDict) -> EventDict:
    """The wording of a library's message, with the few facts about it that are safe."""
    record: LogRecord | None = event.get("_record")
    arguments = event.pop("positional_args", None)
    if record is None or event.get("_from_structlog"):
        return event
    if arguments and record.name.startswith(TALKATIVE):
        event["event"] = str(record.msg) % arguments
    if (status := getattr(record, "status_code", None)) is not None:
        event["status"] = status
    facts = getattr(record, "data", None)
    if record.name == "celery.app.trace" and isinstance(facts, dict):
        event["task"], event["task_id"] = facts.get("name"), facts.get("id")
    return event


def places_only(logger: WrappedLogger, name: str, event: EventDict) -> EventDict:
    """A traceback without messages and values: what broke and where."""
    error = _error(event.pop("exc_info", None))
    if error is not None:
        frames = traceback.extract_tb(error.__traceback__)[-6:]
        places = [f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno}" for frame in frames]
        event["exception"] = f"{type(error).__name__} at {' < '.join(reversed(places))}"
    return event


def _error(given: Any) -> BaseException | None:
    if isinstance(given, tuple):
        given = given[1]
    if isinstance(given, BaseException):
        return given
    return sys.exc_info()[1] if given else None


foreign: list[Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso"),
]
processors: list[Processor] = [
    worded,
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
