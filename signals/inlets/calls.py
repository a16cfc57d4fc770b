"""What every webhook call begins with, and how one that is not taken is answered and counted.

Size and charset are asked before anything is read, signatures before anything is looked up.
"""

from collections.abc import Mapping
from uuid import UUID

from django.http import HttpRequest, JsonResponse

from signals.inlets import tally

MOST = 256 * 1024
MOST_EVENTS = 2 * 1024 * 1024
UTF8 = ("utf-8", "utf8", "us-ascii", "ascii")


class Rejected(Exception):
    """A call that is not taken: status, stable code, and what to do about it. `whose` is the inlet
    or workspace that it was meant for, where that is to be counted."""

    def __init__(self, status: int, code: str, message: str, whose: UUID | None = None) -> None:
        super().__init__(message)
        self.status, self.code, self.message, self.whose = status, code, message, whose


def check_form(request: HttpRequest, most: int) -> None:
    """Raise Rejected for a call that is too large or in another charset; reads nothing."""
    length = request.headers.get("Content-Length") or "0"
    if not length.isascii() or not length.isdigit():
        raise Rejected(400, "bad_length", "The length of the body is no number.")
    if len(length) > 12 or int(length) > most:
        raise too_large(most)
    if (request.encoding or "utf-8").lower() not in UTF8:
        raise Rejected(415, "charset", "Send the body as UTF-8.")


def too_large(most: int) -> Rejected:
    """The refusal of a body with more than so many bytes."""
    return Rejected(413, "too_large", f"The body has more than {most // 1024} kB.")


def refused(rejected: Rejected, door: str) -> JsonResponse:
    """The answer to a call that is not taken; it is counted at its door."""
    tally.count(door, rejected.code, rejected.whose)
    return answer(rejected.status, rejected.code, rejected.message)


def answer(
    status: int, code: str, message: str, fields: Mapping[str, str] | None = None
) -> JsonResponse:
    """An error in the words of the API."""
    body = {"code": code, "message": message, "fields": dict(fields or {})}
    return JsonResponse(body, status=status)
