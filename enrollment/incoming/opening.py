"""Sessions and APIs for accounts as they are stored, and sessions at servers that the operator
names."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings

from compliance.keyring import RingError
from enrollment import relays
from enrollment.channels.relay import Relay, Security, Unusable
from enrollment.incoming import gmail, graph, session
from enrollment.incoming.asking import Api
from enrollment.incoming.faults import NotLoggedIn
from enrollment.incoming.gmail import Gmail
from enrollment.incoming.graph import Graph
from enrollment.incoming.session import Session
from enrollment.models import AccountKind, SenderAccount

UNREADABLE = "The stored secret does not open. Enter it anew."
NO_TOKEN = "There is no access token that holds. Test the connection, or get a new token."  # noqa: S105 - a sentence


def opened(account: SenderAccount, until: float) -> Session:
    """A session of this account, read with its mailbox, that has to be done by a moment of the
    monotonic clock. Raises Fault. Outside a transaction."""
    return session.opened(_shown(account), until)


@contextmanager
def at_api(account: SenderAccount, until: float) -> Iterator[Gmail | Graph]:
    """The API of the provider of this account, as `opened`."""
    token, address = _shown(account).secret, account.user
    if account.kind == AccountKind.GMAIL:
        api = Api(gmail.LABEL, settings.GMAIL_API_URL, token, until)
    else:
        api = Api(graph.LABEL, settings.GRAPH_API_URL, token, until)
    try:
        yield Gmail(api, address) if account.kind == AccountKind.GMAIL else Graph(api, address)
    finally:
        api.close()


def _shown(account: SenderAccount) -> Relay:
    try:
        server = relays.outlet_of(account, account.mailbox)
    except RingError:
        raise NotLoggedIn(UNREADABLE) from None
    except Unusable:
        raise NotLoggedIn(NO_TOKEN) from None
    if not isinstance(server, Relay):
        raise NotLoggedIn(UNREADABLE)
    return server


def operators(host: str, port: int, security: str, user: str, password: str) -> Session:
    """A session at a server that the operator named, which may be anywhere. Raises Fault."""
    return session.opened(Relay(host, port, Security(security), user, password, guarded=False))
