"""`manage.py listen_mail`: takes mail in by SMTP and fetches it by IMAP, until told to stop."""

import asyncio
import os
import signal
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from signals import listener
from signals.streams.watching import Watch


class Command(BaseCommand):
    """Listens on INBOUND_HOST:INBOUND_PORT, and fetches the mail of mailboxes elsewhere."""

    help = "Take in mail on INBOUND_HOST:INBOUND_PORT, and fetch that of mailboxes elsewhere."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        """Run the server; a port that is taken is said in a sentence."""
        host, port = settings.INBOUND_HOST, settings.INBOUND_PORT
        try:
            asyncio.run(_listen(host, port))
        except OSError as error:
            raise CommandError(
                f"Mail cannot be listened for on {host}:{port} ({os.strerror(error.errno or 0)}). "
                "Set INBOUND_PORT to a free port."
            ) from error


async def _listen(host: str, port: int) -> None:
    stopped = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    watch = Watch()
    watch.start()
    try:
        await listener.serve(host, port, stopped)
    finally:
        await asyncio.get_running_loop().run_in_executor(None, watch.stop)
