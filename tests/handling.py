"""Test clients load the middleware once, as a process does, not once for each client."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from django.core.handlers.base import BaseHandler
from django.core.signals import setting_changed
from django.test.client import ClientHandler

_LOADED = (
    "_view_middleware",
    "_template_response_middleware",
    "_exception_middleware",
    "_middleware_chain",
)


@contextmanager
def shared_middleware() -> Iterator[None]:
    """Clients inside share what the first of them loads; another setting loads anew."""
    known: dict[str, Any] = {}
    load = BaseHandler.load_middleware

    def loaded(self: ClientHandler, is_async: bool = False) -> None:
        if not known:
            load(self, is_async)
            known.update({name: getattr(self, name) for name in _LOADED})
        vars(self).update(known)

    def forget(**_: Any) -> None:
        known.clear()

    setting_changed.connect(forget)
    try:
        with patch.object(ClientHandler, "load_middleware", loaded):
            yield
    finally:
        setting_changed.disconnect(forget)
