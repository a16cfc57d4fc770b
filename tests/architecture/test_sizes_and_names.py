"""Small files, small functions, and names that say what is inside."""

import pytest

from tests.architecture.sources import APPS, PACKAGES, ROOT, python, templates

DRAWERS = {"utils", "util", "common", "helpers", "core", "misc"}
FILE, FUNCTION, TEMPLATE = 500, 60, 200


def test_no_file_is_longer_than_500_lines() -> None:
    files = python(*PACKAGES, "tests")
    assert [f.place for f in files if len(f.lines) > FILE] == []


def test_no_function_is_longer_than_60_lines() -> None:
    long = [
        f"{source.place}: {function.name}"
        for source in python(*PACKAGES, "tests")
        for function in source.functions()
        if (function.end_lineno or 0) - function.lineno >= FUNCTION
    ]
    assert long == []


def test_no_template_is_longer_than_200_lines() -> None:
    assert [t.place for t in templates() if len(t.lines) > TEMPLATE] == []


def test_no_module_is_a_drawer_for_everything() -> None:
    names = [source.place.removesuffix(".py") for source in python(*PACKAGES, "tests")]
    assert [name for name in names if DRAWERS & set(name.split("/"))] == []


def test_no_module_is_called_signals() -> None:
    """The package is; Django's signals carry no flow of the domain."""
    assert [source.place for source in python() if source.place.endswith("/signals.py")] == []
    assert [source.place for source in python() if "django.dispatch" in source.text] == []


def test_there_is_no_django_admin() -> None:
    """It would go round the services."""
    admins = [s.place for s in python() if s.place.endswith("/admin.py")]
    assert admins == [s.place for s in python() if "django.contrib.admin" in s.text] == []


@pytest.mark.parametrize("app", [app for app in APPS if app != "console"])
def test_the_schema_begins_with_two_steps(app: str) -> None:
    """Tables, and their security. What comes later brings tables of its own, and theirs."""
    names = [path.stem[5:] for path in sorted((ROOT / app / "migrations").glob("0*.py"))]
    assert names == ["initial"] * (len(names) - 1) + ["security"]
