"""Health checks of the containers: exit code 0 when well, 1 with a sentence when not.

`python -m config.run.probe http URL | smtp HOST:PORT | fresh PATH SECONDS`
"""

import http.client
import os
import smtplib
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from urllib.parse import urlsplit

_TIMEOUT = 5.0
_FAILURES = (
    OSError,
    http.client.HTTPException,
    smtplib.SMTPException,
    ValueError,
    LookupError,
    TypeError,
)


def check_http(url: str) -> None:
    """The address answers with a success, asked under the first allowed host name."""
    host = os.environ.get("ALLOWED_HOSTS", "").split(",")[0].strip().lstrip(".")
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=_TIMEOUT)
    connection.request("GET", parts.path or "/", headers={"Host": host} if host else {})
    answer = connection.getresponse()
    connection.close()
    if answer.status != http.client.OK:
        raise OSError(f"{answer.status} {answer.reason}")


def check_smtp(address: str) -> None:
    """A mail server greets and takes a NOOP."""
    host, _, port = address.rpartition(":")
    with smtplib.SMTP(host, int(port), timeout=_TIMEOUT) as client:
        client.noop()


def check_fresh(path: str, seconds: str) -> None:
    """A file whose name begins with `path` changed within the last `seconds`."""
    wanted = Path(path)
    changes = [found.stat().st_mtime for found in wanted.parent.glob(f"{wanted.name}*")]
    if max(changes, default=0.0) < time.time() - float(seconds):
        raise OSError(f"nothing at {path} changed within {seconds} s")


CHECKS: Mapping[str, Callable[..., None]] = {
    "http": check_http,
    "smtp": check_smtp,
    "fresh": check_fresh,
}


def main(words: list[str]) -> int:
    """Run the check that the first word names."""
    try:
        CHECKS[words[0]](*words[1:])
    except _FAILURES as error:
        sys.stderr.write(f"{' '.join(words)}: {error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
