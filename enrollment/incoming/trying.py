"""Trying an account that mail is fetched with, and saying in a sentence how that ended. Nothing is
fetched."""

import time
from collections.abc import Sequence

from enrollment.channels.probes import Finding, Verdict
from enrollment.channels.relay import Relay
from enrollment.incoming import opening, session
from enrollment.incoming.faults import Broken, Fault, NoFolder
from enrollment.incoming.session import NOT_READ, Session
from enrollment.models import SenderAccount

API_SECONDS = 40.0
OWN_MAIL = (
    "The folder {name} holds drafts or sent mail, which would be taken for answers. Choose others."
)


def probe(server: Relay, folders: Sequence[str]) -> Finding:
    """Log in and open each folder. Never raises for what a server or network does."""
    try:
        made = session.opened(server)
    except Fault as fault:
        return _failed(str(fault))
    try:
        for name in folders:
            check(made, name)
    except Broken:
        return Finding(
            Verdict.UNCLEAR, "Logged in, and then the server broke off. Test again later."
        )
    except Fault as fault:
        return _failed(f"Logged in, but not all can be read. {fault}")
    finally:
        made.close()
    what = "New mail is" if made.offers_idle else "The folders are"
    when = "heard of at once." if made.offers_idle else "looked at every minute."
    return Finding(Verdict.PASSED, f"Connected and logged in. {what} {when}")


def probe_api(account: SenderAccount) -> Finding:
    """Ask the API for each folder. Never raises for what a server or network does."""
    try:
        with opening.at_api(account, time.monotonic() + API_SECONDS) as api:
            for name in account.folders:
                api.look(name)
    except Broken as fault:
        return Finding(Verdict.UNCLEAR, str(fault))
    except Fault as fault:
        return _failed(str(fault))
    return Finding(Verdict.PASSED, "Connected. The folders are looked at every minute.")


def check(made: Session, name: str) -> None:
    """Raises NoFolder for one that is not there or that holds our own mail, and other Faults."""
    if made.purposes(name) & NOT_READ:
        raise NoFolder(OWN_MAIL.format(name=name))
    try:
        made.examine(name)
    except NoFolder:
        sentence = f"There is no folder {name}, or it does not let itself be read."
        raise NoFolder(f"{sentence} Check its name.") from None


def _failed(sentence: str) -> Finding:
    return Finding(Verdict.FAILED, sentence)
