"""A middleware behind all others: it answers in place of the view, so a walk changes nothing."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase

REACHED = 299
PLACE = "tests.isolation.probe.Probe"


class Probe:
    """Says 299 where the view would have been called."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Nothing happens on the way."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse:
        """The middleware before this one let the request through."""
        return HttpResponse(status=REACHED)
