"""`manage.py listen_mail`: the inbound mail server, until SIGTERM or SIGINT."""

import asyncio
import os
import signal
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from signals import listener


class Command(BaseCommand):
    """Listens on INBOUND_HOST:INBOUND_PORT."""

    help = "Take in mail on INBOUND_HOST:INBOUND_PORT until stopped."
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
    await listener.serve(host, port, stopped)
