"""The sandbox relay on a bad day: it refuses for a while or for good, hangs, or hangs up.

Before it takes a message it answers 451 to some and 554 to others, closes some connections, and
lets some wait until its own timeout; after it took one, it closes some instead of answering. What
it refuses for good is on disk, in REFUSED beside its log, before it says so.
"""

import asyncio
import os
import random
import sys
from email.parser import BytesHeaderParser
from pathlib import Path
from unittest.mock import patch

from aiosmtpd.smtp import SMTP, Envelope, Session

from config.run import sandbox
from config.run.errors import RunError
from config.run.sandbox import Options, Relay

# Each of five things happens to so many of a hundred messages.
SHARE = 8
CHANCE = random.Random("a bad day")
TOO_LONG = 3600.0
# A Message-ID a line.
REFUSED = "refused"


def refused(folder: Path) -> list[str]:
    """The Message-IDs that the relay of this folder has refused for good."""
    path = folder / REFUSED
    return path.read_text(encoding="utf-8").splitlines() if path.exists() else []


class BadDay(Relay):
    """Takes messages as the sandbox relay does, when it takes them."""

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """One of five mishaps, or the usual."""
        drawn = CHANCE.randrange(100) // SHARE
        if drawn == 0:
            return "451 4.3.0 Come again later"
        if drawn == 1 and server.transport:
            server.transport.close()
            return "451 4.3.0 Closed"
        if drawn == 4:
            self._refuse(envelope.original_content or b"")
            return "554 5.6.0 This message is not taken"
        if drawn == 2:
            await asyncio.sleep(TOO_LONG)
        answer = await super().handle_DATA(server, session, envelope)
        if drawn == 3 and server.transport:
            server.transport.close()
        return answer

    def _refuse(self, content: bytes) -> None:
        name = str(BytesHeaderParser().parsebytes(content)["Message-ID"]).strip()
        with (self.options.folder / REFUSED).open("a", encoding="utf-8") as file:
            file.write(f"{name}\n")
            file.flush()
            os.fsync(file.fileno())


def main() -> int:
    """Run it; 1 with a sentence when it cannot begin."""
    try:
        with patch.object(sandbox, "Relay", BadDay):
            asyncio.run(sandbox.serve(Options.read(os.environ)))
    except RunError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
