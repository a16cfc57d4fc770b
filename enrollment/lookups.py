"""Asking the DNS for text records and aliases, with the machine's own resolver. Never inside a
transaction."""

from dns.exception import DNSException
from dns.rdatatype import CNAME, TXT
from dns.resolver import NXDOMAIN, NoAnswer, Resolver

# For one question with all its retries and servers.
SECONDS = 4.0


class Unanswered(Exception):
    """No server gave an answer, so nothing is known: neither that there is a record nor that there
    is none."""


def texts(name: str) -> list[str]:
    """The TXT records of a name, [] when there are none; raises Unanswered."""
    try:
        found = Resolver().resolve(name, TXT, lifetime=SECONDS, search=False)
    except (NXDOMAIN, NoAnswer):
        return []
    except (DNSException, OSError) as error:
        raise Unanswered(name) from error
    return [b"".join(each.strings).decode("utf-8", "replace") for each in found]


def aliases(name: str) -> list[str]:
    """The names that a name leads to by way of CNAME records, in lower case and without a dot at
    their end; [] when there are none. Raises Unanswered."""
    try:
        found = Resolver().resolve(name, CNAME, lifetime=SECONDS, search=False)
    except (NXDOMAIN, NoAnswer):
        return []
    except (DNSException, OSError) as error:
        raise Unanswered(name) from error
    return [each.target.to_text(omit_final_dot=True).lower() for each in found]
