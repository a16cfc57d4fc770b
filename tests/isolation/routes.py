"""Every address of the installation, found by walking the resolver."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tenancy.middleware import Table, table
from tenancy.roles import may

SOME_ID = UUID("00000000-0000-7000-8000-000000000000")
# What serves everybody, and why nobody has to show a seat or a key.
PUBLIC = {
    "healthz": "operators' probes",
    "readyz": "operators' probes",
    "metrics": "the token is the proof; counts and seconds, no names",
    "api/v1/schema": "the description of the API, without data",
    "t/<str:token>": "leads where a message of ours pointed; opaque",
    "u/<str:token>/": "the link is the proof",
    "u/<str:token>/one-click": "the link is the proof",
    "hooks/<uuid:workspace_id>/signals": "the signature is the proof",
    "hooks/<uuid:workspace_id>/gmail/<str:token>": "the signature is the proof",
    "hooks/<uuid:workspace_id>/graph/<uuid:account_id>/<str:token>": "the token is the proof",
    "hooks/<uuid:workspace_id>/<uuid:inlet_id>/<str:token>/<str:way>": "the token is the proof",
}
ENTRANCE = "accounts/"
PAGES, API = "w/", "api/"
VERBS = ("GET", "POST", "PUT", "PATCH", "DELETE")
_SAMPLES: dict[str, Any] = {
    "slug": "acme",
    "uuid": SOME_ID,
    "str": "some-text",
    "int": 1,
    "sha256": "0" * 64,
}


@dataclass(frozen=True)
class Route:
    """One address: the name that the capability table knows, its pattern, what it captures."""

    name: str
    pattern: str
    captures: tuple[tuple[str, str], ...]

    @property
    def is_public(self) -> bool:
        """Whether it needs neither seat nor key."""
        return self.pattern in PUBLIC or self.pattern.startswith(ENTRANCE)

    @property
    def verbs(self) -> tuple[str, ...]:
        """Those that it serves."""
        return tuple(table().get(self.name, {}))

    @property
    def ids(self) -> list[str]:
        """The captures that name a row."""
        return [name for name, _ in self.captures if name != "slug"]

    def url(self, **values: Any) -> str:
        """An address of this route, about nothing in particular unless told."""
        sample = {name: _SAMPLES[kind] for name, kind in self.captures}
        return reverse(self.name, kwargs={**sample, **values})

    def open_to(self, role: str, verb: str) -> bool:
        """What the capability table says."""
        line = table().get(self.name, {})
        if verb not in line:
            return False
        needed = line[verb]
        return needed is None or may(role, needed)

    def closed_to(self, role: str, verb: str, hidden: int) -> int:
        """The status of a verb that is not open: `hidden`, or 405 where another verb is."""
        others = any(self.open_to(role, each) for each in VERBS)
        return 405 if others and verb not in table().get(self.name, {}) else hidden


def routes(urlconf: str | None = None) -> list[Route]:
    """All of them, in the order of the URLconf."""
    return list(_walk(get_resolver(urlconf).url_patterns, "", "", ()))


def guarded() -> list[Route]:
    """Those that need a seat or a key."""
    return [route for route in routes() if not route.is_public]


def pages() -> list[Route]:
    """Those inside a workspace of the console."""
    return [route for route in guarded() if route.pattern.startswith(PAGES)]


def api() -> list[Route]:
    """Those of the REST API."""
    return [route for route in guarded() if route.pattern.startswith(API)]


def unlisted(found: list[Route], lines: Table) -> list[str]:
    """Guarded routes without a line in the capability table."""
    return [route.pattern for route in found if not route.is_public and route.name not in lines]


def _walk(
    patterns: list[Any], prefix: str, space: str, known: tuple[tuple[str, str], ...]
) -> Iterator[Route]:
    for each in patterns:
        pattern = prefix + str(each.pattern)
        captures = (*known, *_captures(each.pattern))
        if isinstance(each, URLResolver):
            inner = f"{space}{each.namespace}:" if each.namespace else space
            yield from _walk(each.url_patterns, pattern, inner, captures)
        elif isinstance(each, URLPattern):
            yield Route(f"{space}{each.name}" if each.name else "", pattern, captures)


def _captures(pattern: Any) -> Iterator[tuple[str, str]]:
    for name, converter in pattern.converters.items():
        yield (
            name,
            type(converter).__name__.removesuffix("Converter").lower().replace("string", "str"),
        )
