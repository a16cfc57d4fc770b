"""The first thing that ever runs: what it says, and when it does nothing."""

import ast
import sys
from pathlib import Path

import pytest

from config.run import bootstrap

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def lock(tmp_path: Path) -> Path:
    (tmp_path / "requirements").mkdir()
    path = tmp_path / "requirements/run.txt"
    path.write_text("")
    return path


def test_an_old_python_can_read_the_file() -> None:
    source = (ROOT / "config/run/bootstrap.py").read_text()
    assert ast.parse(source, feature_version=(3, 8))


def test_it_needs_nothing_that_is_not_in_the_standard_library() -> None:
    tree = ast.parse((ROOT / "config/run/bootstrap.py").read_text())
    names = {
        alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import)
        for alias in node.names
    }
    names |= {str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name.split(".")[0] for name in names} <= sys.stdlib_module_names


def test_an_old_python_is_told_what_to_do() -> None:
    with pytest.raises(bootstrap.SetupError, match=r"Python 3\.8, and 3\.11 or newer.*PYTHON="):
        bootstrap.check_python((3, 8))


def test_a_python_without_venv_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(bootstrap.SetupError, match="apt-get install python3-venv"):
        bootstrap.check_python((3, 11))


@pytest.mark.parametrize(
    ("output", "told"),
    [
        (b"OSError: [Errno 28] No space left on device", "disk is full"),
        (b"Failed to establish: Name or service not known", "cannot be reached"),
        (b"THESE PACKAGES DO NOT MATCH THE HASHES FROM", "not the pinned one"),
        (b"ERROR: No matching distribution found for x==1", "not offered for this machine"),
        (b"something nobody has seen", "last lines say why"),
    ],
)
def test_a_failed_installation_is_explained(output: bytes, told: str) -> None:
    sentence = bootstrap.explain("The packages cannot be installed", output)
    assert told in sentence
    assert output.decode() in sentence


def test_an_environment_is_made_once_and_refuses_packages_without_hashes(
    tmp_path: Path, lock: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bootstrap.prepare("run", tmp_path)
    assert "Creating" in capsys.readouterr().out
    bootstrap.prepare("run", tmp_path)
    assert capsys.readouterr().out == ""
    lock.write_text("redis==8.1.0\n")
    with pytest.raises(bootstrap.SetupError, match="cannot be installed"):
        bootstrap.prepare("run", tmp_path)
    assert not bootstrap.is_installed(tmp_path / ".venv", lock)


def test_a_changed_lock_file_is_installed_again(tmp_path: Path, lock: Path) -> None:
    bootstrap.stamp_of(tmp_path, lock).write_text(bootstrap.fingerprint(lock))
    assert bootstrap.is_installed(tmp_path, lock)
    lock.write_text("# changed")
    assert not bootstrap.is_installed(tmp_path, lock)


def test_the_packages_of_the_tests_include_those_of_the_run() -> None:
    names = {}
    for kind in ("run", "dev"):
        lines = (ROOT / f"requirements/{kind}.txt").read_text().splitlines()
        names[kind] = {line.split(" ")[0] for line in lines if "==" in line}
    assert names["run"] <= names["dev"]
