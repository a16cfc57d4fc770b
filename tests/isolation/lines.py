"""The log as an operator would collect it."""

import io
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from logging.config import DictConfigurator
from typing import Any

from django.conf import settings


@contextmanager
def captured() -> Iterator[io.StringIO]:
    """Everything that is logged inside, through the formatter that the settings declare."""
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(_formatter())
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    try:
        yield out
    finally:
        root.removeHandler(handler)
        root.setLevel(level)


def _formatter() -> logging.Formatter:
    made: Any = DictConfigurator(settings.LOGGING)
    formatter: logging.Formatter = made.configure_formatter(made.config["formatters"]["json"])
    return formatter
