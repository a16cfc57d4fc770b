"""Which senders the workspace has. Mailboxes live above this app, so the settings name who knows:
`SENDER_ADDRESSES` is the dotted path of a function without arguments."""

from collections.abc import Callable

from django.conf import settings
from django.utils.module_loading import import_string


def sender_addresses() -> frozenset[str]:
    """The addresses of the mailboxes that send, in lower case; one query."""
    known: Callable[[], frozenset[str]] = import_string(settings.SENDER_ADDRESSES)
    return known()
