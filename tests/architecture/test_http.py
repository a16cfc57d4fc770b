"""Only the edges know about requests and answers."""

import ast

from tests.architecture.sources import Source, work

HTTP = (
    "django.http",
    "django.shortcuts",
    "django.urls",
    "django.views",
    "django.template",
    "rest_framework",
    "drf_spectacular",
    "django_htmx",
    "gunicorn",
)
EDGES = {"api", "calls", "hooks", "urls", "middleware", "requests", "rest", "serializers", "shapes"}
# The adapter of the log-in asks for a request in its signature.
ADAPTERS = {"tenancy/accounts.py"}


def imported(source: Source) -> set[str]:
    """Every module that the source names in an import."""
    names = set()
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return names


def knows_http(source: Source) -> bool:
    return any(
        name == http or name.startswith(f"{http}.") for name in imported(source) for http in HTTP
    )


def is_edge(place: str) -> bool:
    app, *rest = place.removesuffix(".py").split("/")
    return app in {"console", "config"} or bool(set(rest) & EDGES) or place in ADAPTERS


def test_work_rows_and_decisions_do_not_know_http() -> None:
    inside = [source for source in work() if not is_edge(source.place)]
    assert len(inside) > 100
    assert [source.place for source in inside if knows_http(source)] == []


def test_an_import_of_http_is_found() -> None:
    assert knows_http(Source("x.py", "from django.http import Http404"))
    assert knows_http(Source("x.py", "from django import http"))
    assert not knows_http(Source("x.py", "from django.db import models"))
