"""Readers of environment variables: each refuses odd values instead of guessing."""

import os
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

# Whatever a connection has run so often is prepared: planning cost more than running.
PREPARED_AFTER = 3
_TRUE = {"1", "true", "on"}
_FALSE = {"", "0", "false", "off"}


def text(name: str, default: str | None = None) -> str:
    """The value of `name`; without a default a missing value is an error that names it."""
    value = os.environ.get(name, default)
    if value is None:
        raise ImproperlyConfigured(f"Set the environment variable {name}; see .env.example.")
    return value


def flag(name: str, default: bool = False) -> bool:
    """A boolean: 1/true/on or 0/false/off, nothing else."""
    value = os.environ.get(name, "1" if default else "0").strip().lower()
    if value not in _TRUE | _FALSE:
        raise ImproperlyConfigured(f"{name} must be 1 or 0, not {value!r}.")
    return value in _TRUE


def number(name: str, default: int) -> int:
    """A whole number."""
    value = os.environ.get(name, str(default))
    try:
        return int(value)
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} must be a whole number, not {value!r}.") from error


def secret(name: str, default: str | None = None) -> str:
    """A secret from `name`, or from the file that `name`_FILE points at."""
    path = os.environ.get(f"{name}_FILE")
    return Path(path).read_text().strip() if path else text(name, default)


def secrets(name: str, default: str | None = None) -> list[str]:
    """A list of secrets, apart by commas or line ends; an empty one is an error."""
    found = [each for each in secret(name, default).replace(",", "\n").split() if each]
    if not found:
        raise ImproperlyConfigured(f"{name} must hold at least one key; see .env.example.")
    return found


def words(name: str, default: str = "") -> list[str]:
    """A comma-separated list without blanks."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def database(url: str) -> dict[str, object]:
    """A Django database setting from `postgresql://user:pw@host:port/name?host=/socket/dir`."""
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured("DATABASE_URL must start with postgresql://.")
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "tenancy.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", parts.hostname or ""),
        "PORT": options.pop("port", str(parts.port or "")),
        "OPTIONS": {"server_side_binding": True, "prepare_threshold": PREPARED_AFTER, **options},
    }


def mail_server(url: str) -> dict[str, object]:
    """Host, port, log-in and encryption from `smtp://`, `smtp+tls://` or `smtps://` URLs."""
    parts = urlsplit(url)
    if parts.scheme not in {"smtp", "smtp+tls", "smtps"}:
        raise ImproperlyConfigured("EMAIL_URL must start with smtp://, smtp+tls:// or smtps://.")
    return {
        "host": parts.hostname or "localhost",
        "port": parts.port or (465 if parts.scheme == "smtps" else 25),
        "user": unquote(parts.username or ""),
        "password": unquote(parts.password or ""),
        "security": {"smtp": "none", "smtp+tls": "starttls", "smtps": "tls"}[parts.scheme],
    }
