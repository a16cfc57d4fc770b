"""Sessions for accounts as they are stored, and for servers that the operator names."""

from compliance.keyring import RingError
from enrollment import relays
from enrollment.channels.relay import Relay, Security, Unusable
from enrollment.incoming import session
from enrollment.incoming.faults import NotLoggedIn
from enrollment.incoming.session import Session
from enrollment.models import SenderAccount

UNREADABLE = "The stored secret does not open. Enter it anew."
NO_TOKEN = "There is no access token that holds. Test the connection, or get a new token."  # noqa: S105 - a sentence


def opened(account: SenderAccount, until: float) -> Session:
    """A session of this account, read with its mailbox, that has to be done by a moment of the
    monotonic clock. Raises Fault. Outside a transaction."""
    try:
        server = relays.outlet_of(account, account.mailbox)
    except RingError:
        raise NotLoggedIn(UNREADABLE) from None
    except Unusable:
        raise NotLoggedIn(NO_TOKEN) from None
    if not isinstance(server, Relay):
        raise NotLoggedIn(UNREADABLE)
    return session.opened(server, until)


def operators(host: str, port: int, security: str, user: str, password: str) -> Session:
    """A session at a server that the operator named, which may be anywhere. Raises Fault."""
    return session.opened(Relay(host, port, Security(security), user, password, guarded=False))
