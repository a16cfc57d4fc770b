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

# Seconds between dot and log, and for which it waits for a message at all.
LEAST, MOST = 4.0, 9.0
PATIENCE = 12


class Slow(Relay):
    """Takes messages as the sandbox relay does, later."""

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Wait, then commit and answer."""
        await asyncio.sleep(random.uniform(LEAST, MOST))
        return await super().handle_DATA(server, session, envelope)


if __name__ == "__main__":
    with patch.object(sandbox, "Relay", Slow):
        patience = {"SANDBOX_TIMEOUT": str(PATIENCE)}
        sys.exit(asyncio.run(sandbox.serve(Options.read(os.environ | patience))))
