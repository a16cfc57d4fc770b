"""Message-IDs: known before a send, unique for ever, and recognised again in a relay's log.

The local part is an HMAC of installation, restore epoch, touch and fence, so a database that is
made anew or restored never gives one that was used before.
"""

import hmac
import re
from uuid import UUID

from django.conf import settings

from tenancy.models import Installation

_OURS = re.compile(r"<([0-9a-f]{40})@[^<>\s@]+>")


def digest(known: Installation, touch_id: UUID, fence: int, *, epoch: int | None = None) -> str:
    """40 hex digits; `epoch` is that of the installation unless an earlier one is meant."""
    text = f"{known.install_id}:{epoch or known.restore_epoch}:{touch_id}:{fence}"
    return hmac.digest(settings.VAULT_KEY.encode(), text.encode(), "sha256").hex()[:40]


def digest_in(message_id: str) -> str | None:
    """The digest of a Message-ID of ours; None for one of somebody else."""
    found = _OURS.fullmatch(message_id)
    return found[1] if found else None
