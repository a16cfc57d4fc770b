"""Which senders the workspace has. Mailboxes live above this app, so the settings name who knows:
`SENDER_ADDRESSES` and `TEXT_SENDERS` are dotted paths of functions without arguments,
`SENDER_POOLS` is that of a class of `Pools`."""

from collections.abc import Callable
from typing import Protocol
from uuid import UUID

from django.conf import settings
from django.utils.module_loading import import_string

from sequences.models import Sequence
from tenancy.actors import Actor
from tenancy.models import Membership


class Pools(Protocol):
    """What is known of the pools of mailboxes in the open workspace."""

    def name_of(self, pool_id: UUID | None) -> str:
        """What a pool is called; "" for none."""
        ...

    def named(self, name: str) -> UUID | None:
        """The pool of this name; None when there is none."""
        ...

    def give(
        self, sequence: Sequence, pool_id: UUID | None, *, seat: Membership, actor: Actor
    ) -> object:
        """Let new people of a sequence be written to from a pool, or from none. Raises Refused."""
        ...


def pools() -> Pools:
    """The pools of mailboxes."""
    made: Callable[[], Pools] = import_string(settings.SENDER_POOLS)
    return made()


def sender_addresses() -> frozenset[str]:
    """The addresses of the mailboxes that send, in lower case; one query."""
    known: Callable[[], frozenset[str]] = import_string(settings.SENDER_ADDRESSES)
    return known()


def sends_texts() -> bool:
    """Whether any mailbox has an account for text messages; one query."""
    known: Callable[[], bool] = import_string(settings.TEXT_SENDERS)
    return known()
