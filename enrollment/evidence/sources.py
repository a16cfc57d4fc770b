"""The sources of this installation, as its settings name them.

SANDBOX_DIR is the sandbox relay's folder. EVIDENCE lists more, separated by commas:
`postfix:<log>` proves that something was sent, `postfix-complete:<log>` also that it was not, and
`imap:<file>` names the Sent folders of mailboxes.
"""

from functools import cache
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from enrollment.evidence.postfix import PostfixLog
from enrollment.evidence.sandbox import SandboxLog
from enrollment.evidence.sent_folder import SentFolders, read_boxes
from enrollment.evidence.shapes import Listing, Source


def sources() -> list[Source]:
    """Every source, those that cost least first; kept for as long as the process lives, because
    they go on reading where they stopped."""
    return [*logs(), *(_folders(Path(rest)) for kind, rest in _words() if kind == "imap")]


def logs() -> list[Listing]:
    """The logs of the relays."""
    found: list[Listing] = []
    if settings.SANDBOX_DIR:
        found.append(_sandbox(Path(settings.SANDBOX_DIR) / "log.jsonl"))
    relay = (settings.EMAIL_HOST, settings.EMAIL_PORT)
    for kind, rest in _words():
        if kind in ("postfix", "postfix-complete"):
            found.append(_postfix(Path(rest), kind == "postfix-complete", relay))
    return found


def forget() -> None:
    """Begin anew with every source: read from the start, with what the settings say now."""
    for kept in (_sandbox, _postfix, _folders):
        kept.cache_clear()


def _words() -> list[tuple[str, str]]:
    known = ("postfix", "postfix-complete", "imap")
    words = [word.partition(":")[::2] for word in settings.EVIDENCE]
    for kind, rest in words:
        if kind not in known or not rest:
            raise ImproperlyConfigured(
                f"EVIDENCE does not know “{kind}”. Write postfix:<log>, postfix-complete:<log> or"
                " imap:<file>."
            )
    return words


@cache
def _sandbox(path: Path) -> SandboxLog:
    return SandboxLog(path)


@cache
def _postfix(path: Path, is_complete: bool, relay: tuple[str, int]) -> PostfixLog:
    return PostfixLog(path, is_complete=is_complete, relay=relay)


@cache
def _folders(path: Path) -> SentFolders:
    try:
        return SentFolders(read_boxes(path))
    except (OSError, ValueError, TypeError, AttributeError) as error:
        raise ImproperlyConfigured(f"EVIDENCE: {path} cannot be read as JSON boxes.") from error
