"""The sandbox relay, which takes its time between the dot and its log: a clock that is set
meanwhile finds messages that are neither there nor refused."""

import asyncio
import os
import random
import sys
from unittest.mock import patch

from aiosmtpd.smtp import SMTP, Envelope, Session

from config.run import sandbox
from config.run.sandbox import Options, Relay

# Seconds; its own patience is four.
LEAST, MOST = 1.5, 3.5


class Slow(Relay):
    """Takes messages as the sandbox relay does, later."""

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Wait, then commit and answer."""
        await asyncio.sleep(random.uniform(LEAST, MOST))
        return await super().handle_DATA(server, session, envelope)


if __name__ == "__main__":
    with patch.object(sandbox, "Relay", Slow):
        sys.exit(asyncio.run(sandbox.serve(Options.read(os.environ))))
