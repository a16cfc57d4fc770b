"""The sandbox relay on a bad day: it refuses for a while, hangs, or drops the connection.

Before it takes a message it answers 451 to some, closes some connections, and lets some wait until
its own timeout; after it took one, it closes some connections instead of answering.
"""

import asyncio
import os
import random
import sys
from unittest.mock import patch

from aiosmtpd.smtp import SMTP, Envelope, Session

from config.run import sandbox
from config.run.errors import RunError
from config.run.sandbox import Options, Relay

# Each of four things happens to so many of a hundred messages.
SHARE = 8
CHANCE = random.Random("a bad day")
TOO_LONG = 3600.0


class BadDay(Relay):
    """Takes messages as the sandbox relay does, when it takes them."""

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """One of four mishaps, or the usual."""
        drawn = CHANCE.randrange(100) // SHARE
        if drawn == 0:
            return "451 4.3.0 Come again later"
        if drawn == 1 and server.transport:
            server.transport.close()
            return "451 4.3.0 Closed"
        if drawn == 2:
            await asyncio.sleep(TOO_LONG)
        answer = await super().handle_DATA(server, session, envelope)
        if drawn == 3 and server.transport:
            server.transport.close()
        return answer


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
