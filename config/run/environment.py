"""What the processes are told: the person's environment and `.env`, completed for development."""

import os
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from config.run.credentials import kept_secret
from config.run.errors import RunError

HOST = "127.0.0.1"
# Which process asks for which port: environment variable and default.
PORTS = {
    "web": ("PORT", 8000),
    "sandbox": ("SANDBOX_PORT", 8025),
    "inbound": ("INBOUND_PORT", 8026),
}
_FALSE = {"", "0", "false", "off"}


@dataclass(frozen=True)
class Plan:
    """Everything that is decided before the first process starts.

    `env` holds neither the embedded servers' URLs nor the owner's; `ports` has no entry for a
    process that is not started.
    """

    root: Path
    state: Path
    env: Mapping[str, str]
    owner_url: str
    ports: Mapping[str, int]
    demo: bool

    @property
    def address(self) -> str:
        """Where the console is found."""
        return f"http://{HOST}:{self.ports['web']}"

    @property
    def sandbox_dir(self) -> str:
        """Where the sandbox relay keeps its mail; empty when mail goes elsewhere."""
        return self.env.get("SANDBOX_DIR", "")


def read_dotenv(text: str) -> dict[str, str]:
    """`NAME=value` lines; comments, quotes and a leading `export` are understood."""
    found = {}
    for number, raw in enumerate(text.split("\n"), start=1):
        line = raw.strip().removeprefix("export ").lstrip()
        if not line or line.startswith("#"):
            continue
        name, equals, value = line.partition("=")
        if not equals or not name.strip().isidentifier():
            raise RunError(f".env line {number} is not of the form NAME=value.")
        found[name.strip()] = _unquoted(value.strip())
    return found


def _unquoted(value: str) -> str:
    if len(value) > 1 and value[0] == value[-1] and value[0] in "'\"":
        return value[1:-1]
    return value.split(" #", 1)[0].rstrip()


def plan(root: Path, environ: Mapping[str, str]) -> Plan:
    """Decide ports, secrets and folders. Raises RunError with a sentence."""
    given = _given(root, environ)
    private = given.get("SEQOPS_STATE")
    state = state_folder(root, environ)
    state.mkdir(parents=True, exist_ok=True)
    ports = _ports(given)
    parent = state if private else root / "var"
    env = {
        **given,
        "DEMO": given.get("DEMO", "1"),
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "PYTHONUNBUFFERED": "1",
        "INBOUND_HOST": given.get("INBOUND_HOST") or HOST,
        "INBOUND_PORT": str(ports["inbound"]),
        "SECRET_KEY": given.get("SECRET_KEY") or kept_secret(state / "secret_key"),
        "VAULT_KEY": given.get("VAULT_KEY") or kept_secret(state / "vault_key"),
        "CREDENTIAL_KEYS": given.get("CREDENTIAL_KEYS") or kept_secret(state / "credential_key"),
        "PUBLIC_URL": given.get("PUBLIC_URL") or f"http://{HOST}:{ports['web']}",
        "STOP_LOG_DIR": given.get("STOP_LOG_DIR") or str(parent / "stops"),
    }
    if "sandbox" in ports:
        env |= _mail_to_sandbox(given, ports, parent)
    owner_url = env.pop("DATABASE_OWNER_URL", "")
    return Plan(root, state, env, owner_url, ports, env["DEMO"].lower() not in _FALSE)


def state_folder(root: Path, environ: Mapping[str, str]) -> Path:
    """Where data, logs and `running.json` of this instance lie; it may not be there yet."""
    private = _given(root, environ).get("SEQOPS_STATE")
    return Path(private).resolve() if private else root / "var/run"


def _given(root: Path, environ: Mapping[str, str]) -> dict[str, str]:
    """The environment, completed by `.env`."""
    # An empty line in a copied .env.example means "not set".
    file = root / ".env"
    lines = read_dotenv(file.read_text() if file.exists() else "")
    return {**{name: value for name, value in lines.items() if value}, **environ}


def _mail_to_sandbox(
    given: Mapping[str, str], ports: Mapping[str, int], parent: Path
) -> dict[str, str]:
    return {
        "EMAIL_URL": f"smtp://{HOST}:{ports['sandbox']}",
        "SANDBOX_HOST": HOST,
        "SANDBOX_PORT": str(ports["sandbox"]),
        "SANDBOX_DIR": given.get("SANDBOX_DIR") or str(parent / "mail"),
    }


def _ports(given: Mapping[str, str]) -> dict[str, int]:
    wanted = {name: _port(given, *port) for name, port in PORTS.items()}
    if given.get("EMAIL_URL"):
        del wanted["sandbox"]
    return _with_free_ports(wanted)


def _port(given: Mapping[str, str], variable: str, default: int) -> int:
    text = given.get(variable) or str(default)
    if not text.isdecimal() or int(text) > 65_535:
        raise RunError(f"{variable} must be a port from 1 to 65535, or 0 for any free one.")
    return int(text)


def _with_free_ports(wanted: Mapping[str, int]) -> dict[str, int]:
    """Replace each 0 by a free port; all are held open until the last is chosen."""
    probes = {name: socket.socket() for name, port in wanted.items() if port == 0}
    try:
        for probe in probes.values():
            probe.bind((HOST, 0))
        chosen = {name: int(probe.getsockname()[1]) for name, probe in probes.items()}
    finally:
        for probe in probes.values():
            probe.close()
    return {**wanted, **chosen}


def real_environment() -> Mapping[str, str]:
    """The environment that the person gave."""
    return dict(os.environ)
