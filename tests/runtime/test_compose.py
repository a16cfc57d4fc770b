"""docker-compose.yml without an engine: its form, its order, and the settings that it feeds."""

import importlib.util
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docker-compose.yml").read_text()
COMPOSE: dict[str, Any] = yaml.safe_load(TEXT)
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = {name: service for name, service in SERVICES.items() if "build" in service}
STARTED = sorted(set(SERVICES) - {"migrate"})
_VARIABLE = re.compile(r"(?<!\$)\$\{([A-Z_]+)(:?[-?])?([^}]*)\}")
_READ = re.compile(r"""(?:text|flag|number|secret|words|get|getenv)\(\s*"([A-Z][A-Z0-9_]+)\"""")


def words(service: dict[str, Any]) -> list[str]:
    return [str(word) for word in service["command"]]


def environment(service: dict[str, Any], demo: str) -> dict[str, str]:
    """As compose hands it over: the variables' defaults, `given` for what must be set."""

    def fill(match: re.Match[str]) -> str:
        return "given" if match[2] == ":?" else match[3]

    raw = {name: str(value) for name, value in service["environment"].items()}
    return {name: _VARIABLE.sub(fill, value) for name, value in raw.items()} | {"DEMO": demo}


def test_the_file_follows_the_compose_specification() -> None:
    schema = json.loads((ROOT / "tests/runtime/compose-schema.json").read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(COMPOSE, schema, jsonschema.Draft202012Validator)


@pytest.mark.parametrize("name", STARTED)
def test_every_lasting_service_has_a_health_check(name: str) -> None:
    assert SERVICES[name]["healthcheck"]["test"]


def test_nothing_starts_before_what_it_needs_is_healthy() -> None:
    for service in SERVICES.values():
        for name, need in service.get("depends_on", {}).items():
            if need["condition"] == "service_healthy":
                assert "healthcheck" in SERVICES[name]
            else:
                assert SERVICES[name]["restart"] == "no"


def test_only_migrate_gets_the_owners_url() -> None:
    holders = {name for name, one in OURS.items() if "DATABASE_OWNER_URL" in one["environment"]}
    assert holders == {"migrate"}


def test_every_variable_that_is_set_is_one_that_the_code_reads() -> None:
    sources = [*(ROOT / "config").glob("*.py"), *(ROOT / "config/run").glob("*.py")]
    read = {name for path in sources for name in _READ.findall(path.read_text())}
    given = {name for service in OURS.values() for name in service["environment"]}
    assert given <= read


def test_every_variable_that_a_person_must_set_is_in_the_example() -> None:
    example = (ROOT / ".env.example").read_text()
    for name, _, _ in _VARIABLE.findall(TEXT):
        assert re.search(rf"^{name}=", example, re.MULTILINE), name


def test_every_setting_of_the_example_reaches_the_processes() -> None:
    example = set(re.findall(r"^([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    known = {name for name, _, _ in _VARIABLE.findall(TEXT)} | set(SERVICES["web"]["environment"])
    assert example - known == {"DATABASE_OWNER_URL", "SANDBOX_PORT"}


def test_the_file_holds_no_secret() -> None:
    secret = re.compile(r"(SECRET|KEY|PASSWORD)")
    for service in SERVICES.values():
        for name, value in service.get("environment", {}).items():
            assert not secret.search(name) or str(value).startswith("${"), name


@pytest.mark.parametrize("demo", ["0", "1"])
def test_the_settings_accept_what_compose_gives(demo: str) -> None:
    env = environment(OURS["migrate"], demo) | {"PATH": os.environ["PATH"]}
    env["PYTHONPATH"] = os.pathsep.join([str(ROOT), *sys.path])
    script = "import config.settings as s; print(s.DATABASES['owner']['USER'], s.EMAIL_HOST)"
    done = subprocess.run(
        [sys.executable, "-c", script], env=env, capture_output=True, text=True, check=False
    )
    assert (done.stdout.split(), done.stderr) == (["seqops_owner", "sandbox"], "")


@pytest.mark.parametrize("name", sorted(OURS))
def test_the_command_of_each_service_exists(name: str) -> None:
    command = words(OURS[name])
    module = command[2] if command[:2] == ["python", "-m"] else command[0]
    assert module in {"python", "sh"} or importlib.util.find_spec(module)
    for asked in re.findall(r"manage\.py[ ,\"]+(\w+)", " ".join(command)):
        assert list(ROOT.glob(f"*/management/commands/{asked}.py")), asked


def test_the_image_holds_every_package_of_the_project() -> None:
    kept = {line[1:] for line in (ROOT / ".dockerignore").read_text().split() if line[0] == "!"}
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests"}
    assert packages | {"manage.py", "templates", "requirements"} <= kept


def test_each_volume_is_declared_and_kept_somewhere_of_its_own() -> None:
    mounts = [mount for one in SERVICES.values() for mount in one.get("volumes", [])]
    assert {mount.split(":")[0] for mount in mounts} == set(COMPOSE["volumes"])


def test_nothing_is_published_beyond_this_machine() -> None:
    ports = [port for one in SERVICES.values() for port in one.get("ports", [])]
    assert ports and all(port.startswith("127.0.0.1:") for port in ports)
