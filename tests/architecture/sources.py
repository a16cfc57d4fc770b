"""The code as the rules of the house read it: files, their syntax trees, their functions."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
APPS = (
    "tenancy",
    "audit",
    "contacts",
    "compliance",
    "sequences",
    "enrollment",
    "signals",
    "console",
)
PACKAGES = (*APPS, "config")

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Source:
    """One file: `place` is its path from the root, with slashes."""

    place: str
    text: str

    @property
    def tree(self) -> ast.Module:
        """The syntax tree."""
        return _parsed(self)

    @property
    def lines(self) -> list[str]:
        """The lines, without their ends."""
        return self.text.splitlines()

    def functions(self) -> Iterator[Function]:
        """Every function and method, nested ones too."""
        for node in ast.walk(self.tree):
            if isinstance(node, Function):
                yield node

    def calls(self) -> Iterator[ast.Call]:
        """Every call."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Call):
                yield node


@cache
def _parsed(source: Source) -> ast.Module:
    return ast.parse(source.text, source.place)


@cache
def python(*packages: str) -> tuple[Source, ...]:
    """The Python files of the packages (default: everything that runs, not the tests)."""
    return tuple(_read(*(packages or PACKAGES), ending="py"))


@cache
def templates() -> tuple[Source, ...]:
    """Every template."""
    return tuple(_read("templates", ending="html"))


def work() -> list[Source]:
    """Code without migrations, which spell out what models say."""
    return [source for source in python() if "/migrations/" not in source.place]


def _read(*folders: str, ending: str) -> Iterator[Source]:
    for folder in folders:
        for path in sorted((ROOT / folder).rglob(f"*.{ending}")):
            yield Source(path.relative_to(ROOT).as_posix(), path.read_text())


def called(call: ast.Call) -> str:
    """The last word of what is called: `scope` of `scope(...)` and of `tenancy.scope(...)`."""
    if isinstance(call.func, ast.Attribute):
        return call.func.attr
    return call.func.id if isinstance(call.func, ast.Name) else ""


def at(source: Source, node: ast.AST) -> str:
    """`place:line` of a node."""
    return f"{source.place}:{getattr(node, 'lineno', 0)}"
