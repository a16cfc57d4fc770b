"""Which senders the workspace has. Mailboxes live above this app, so the settings name who knows:
`SENDER_ADDRESSES` and `TEXT_SENDERS` are dotted paths of functions without arguments."""

from collections.abc import Callable

from django.conf import settings
from django.utils.module_loading import import_string


def sender_addresses() -> frozenset[str]:
    """The addresses of the mailboxes that send, in lower case; one query."""
    known: Callable[[], frozenset[str]] = import_string(settings.SENDER_ADDRESSES)
    return known()


def sends_texts() -> bool:
    """Whether any mailbox has an account for text messages; one query."""
    known: Callable[[], bool] = import_string(settings.TEXT_SENDERS)
    return known()
