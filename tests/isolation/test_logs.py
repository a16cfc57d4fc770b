"""What the process writes to its log: JSON lines without people."""

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
import structlog

from config import logs
from tests.isolation.lines import captured

CANARY = "canary.person@initech.example"


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What the formatter of the settings makes of everything that is logged."""
    logs.configure()
    with captured() as out:
        yield out


def lines(log: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in log.getvalue().splitlines()]


def test_an_event_is_one_line_of_json(log: io.StringIO) -> None:
    structlog.get_logger("engine").info("touch failed", touch_id="0190")
    (line,) = lines(log)
    assert line["event"] == "touch failed"
    assert (line["level"], line["logger"], line["touch_id"]) == ("info", "engine", "0190")


def test_a_library_writes_the_same_kind_of_line(log: io.StringIO) -> None:
    logging.getLogger("django.request").warning("Not Found")
    assert lines(log)[0]["event"] == "Not Found"


def test_keys_that_are_not_on_the_list_are_lost(log: io.StringIO) -> None:
    structlog.get_logger().warning("reply read", email=CANARY, _email=CANARY, count=3)
    assert CANARY not in log.getvalue()
    assert lines(log)[0]["count"] == 3


def test_the_text_of_an_exception_stays_inside(log: io.StringIO) -> None:
    try:
        raise ValueError(CANARY)
    except ValueError:
        structlog.get_logger().exception("import failed")
    assert CANARY not in log.getvalue()
    assert lines(log)[0]["exception"].startswith("ValueError at test_logs.py:")


def test_an_exception_that_is_handed_over_is_told_by_its_type(log: io.StringIO) -> None:
    structlog.get_logger().error("import failed", exc_info=KeyError(CANARY))
    assert CANARY not in log.getvalue()
    assert lines(log)[0]["exception"].startswith("KeyError")


def test_the_text_of_a_librarys_exception_stays_inside(log: io.StringIO) -> None:
    try:
        raise ValueError(CANARY)
    except ValueError as error:
        logging.getLogger("celery.app.trace").error("Task failed: %s", error, exc_info=True)
    assert "canary" not in log.getvalue()
    assert lines(log)[0]["exception"].startswith("ValueError at ")


def test_arguments_of_a_librarys_message_stay_inside(log: io.StringIO) -> None:
    logging.getLogger("django.request").warning("%s: %s", "Not Found", "/u/secret-token/")
    assert "secret-token" not in log.getvalue()


def test_an_address_in_a_finished_sentence_is_masked(log: io.StringIO) -> None:
    logging.getLogger("somebody").error(f"cannot reach <{CANARY}>")
    assert lines(log)[0]["event"] == "cannot reach <[address]>"


def test_the_worker_may_say_what_it_talks_to(log: io.StringIO) -> None:
    logging.getLogger("celery.worker.consumer").info("Connected to %s", "redis://127.0.0.1:1//")
    assert lines(log)[0]["event"] == "Connected to redis://127.0.0.1:1//"


def test_the_request_id_reaches_every_line(log: io.StringIO) -> None:
    with structlog.contextvars.bound_contextvars(request_id="r-12345678"):
        logging.getLogger("somebody").info("hello")
    assert lines(log)[0]["request_id"] == "r-12345678"
