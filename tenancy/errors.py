"""The one error a service raises towards people: a sentence, and what can be done."""

from collections.abc import Mapping


class Refused(Exception):
    """A request that the rules of the house do not allow; the message is shown as it is.

    `code` is stable for REST clients; `fields` maps a field name to its own sentence.
    """

    def __init__(
        self, message: str, *, code: str = "refused", fields: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(message)
        self.message = message
        self.code = code
        self.fields = dict(fields or {})


class NotFound(Refused):
    """What you may not see does not exist for you."""

    def __init__(self, message: str = "There is nothing here that you may see.") -> None:
        super().__init__(message, code="not_found")
