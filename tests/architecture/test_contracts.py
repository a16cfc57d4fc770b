"""Each import contract is kept, and breaks when somebody breaks it."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.sources import PACKAGES, ROOT

LINT = Path(sys.executable).with_name("lint-imports")

# Where a line is planted, the line, and the contract that must notice.
PLANTED = [
    ("contacts/services.py", "import sequences.models", "Apps form one stack"),
    ("enrollment/stops.py", "import console.entries", "Apps form one stack"),
    ("tenancy/models.py", "import audit.models", "Audit lies under the stack"),
    ("audit/recording.py", "import contacts.models", "Tenancy and audit know nothing"),
    ("audit/models.py", "import tenancy.services", "Audit does not reach"),
    ("compliance/rules/person.py", "import django.conf", "Decisions are pure"),
    ("compliance/wording/rule.py", "import celery", "Decisions are pure"),
    ("enrollment/services.py", "import rest_framework.views", "Work does not know HTTP"),
    ("compliance/gate.py", "import tenancy.api", "Work does not know HTTP"),
    ("sequences/models.py", "import sequences.services", "Inside an app"),
    ("enrollment/services.py", "import enrollment.tasks", "Inside an app"),
    ("enrollment/composing.py", "import enrollment.channels.smtp", "Only dispatch talks"),
]


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The packages, to plant violations in."""
    root = tmp_path_factory.mktemp("planted")
    for package in PACKAGES:
        shutil.copytree(ROOT / package, root / package, ignore=shutil.ignore_patterns("*.pyc"))
    shutil.copy(ROOT / "pyproject.toml", root)
    return root


def broken(root: Path) -> list[str]:
    """The names of the contracts that do not hold."""
    ran = subprocess.run(
        [LINT, "--no-cache"],
        cwd=root,
        env={"PYTHONPATH": str(root), "COLUMNS": "250"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Contracts:" in ran.stdout, ran.stdout + ran.stderr
    return [line for line in ran.stdout.splitlines() if line.endswith("BROKEN")]


def test_the_code_keeps_every_contract(copy: Path) -> None:
    assert broken(copy) == []


@pytest.mark.parametrize(("place", "line", "contract"), PLANTED)
def test_a_planted_import_breaks_its_contract(
    copy: Path, place: str, line: str, contract: str
) -> None:
    path = copy / place
    before = path.read_text()
    path.write_text(f"{before}\n{line}\n")
    try:
        assert any(name.startswith(contract) for name in broken(copy))
    finally:
        path.write_text(before)
