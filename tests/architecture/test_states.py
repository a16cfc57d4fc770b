"""A state changes through `audit.transitions` alone, so every change has its audit entry."""

import ast
import re
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db.models import Model
from django_fsm import FSMField

from audit.actions import Action
from tests.architecture.sources import Source, at, called, work

DOOR = "audit/transitions.py"
# `Account.state` is a fact from the CRM (prospect, customer …), not a machine.
NOT_A_MACHINE = {"Account", "account"}
WRITERS = {"update", "bulk_update", "update_or_create", "aupdate", "abulk_update"}
RAW = re.compile(r"\bUPDATE\b.*\bSET\b(?P<set>.*?)(\bWHERE\b|\bRETURNING\b|$)", re.I | re.S)
IN_RAW = re.compile(r"(?<![\w.])state\s*=", re.I)

MACHINES = [
    (model, field)
    for model in apps.get_models()
    for field in model._meta.concrete_fields
    if isinstance(field, FSMField)
]


def writes(source: Source) -> Iterator[str]:
    """Every place that writes the state of a machine."""
    for node in ast.walk(source.tree):
        if _assigns(node) or _calls(node) or _says(node):
            yield at(source, node)


def _assigns(node: ast.AST) -> bool:
    if not isinstance(node, ast.Attribute) or isinstance(node.ctx, ast.Load):
        return False
    return node.attr == "state" and _root(node) not in NOT_A_MACHINE


def _calls(node: ast.AST) -> bool:
    if not isinstance(node, ast.Call) or _root(node) in NOT_A_MACHINE:
        return False
    words = {each.value for each in ast.walk(node) if isinstance(each, ast.Constant)}
    if called(node) in {"setattr", "__setattr__"}:
        return "state" in words
    named = "state" in words or any(keyword.arg == "state" for keyword in node.keywords)
    return called(node) in WRITERS and named


def _says(node: ast.AST) -> bool:
    if not isinstance(node, ast.Constant) or not isinstance(node.value, str):
        return False
    return any(IN_RAW.search(found["set"]) for found in RAW.finditer(node.value))


def _root(node: ast.AST) -> str:
    """The name that a chain of attributes and calls starts with."""
    while not isinstance(node, ast.Name):
        if isinstance(node, ast.Call):
            node = node.func
        elif isinstance(node, ast.Attribute | ast.Subscript):
            node = node.value
        else:
            return ""
    return node.id


def found_in(text: str) -> list[str]:
    return list(writes(Source("x.py", text)))


def test_no_state_is_written_outside_the_door() -> None:
    places = [place for source in work() if source.place != DOOR for place in writes(source)]
    assert places == []


@pytest.mark.parametrize(
    "text",
    [
        "row.state = 'sent'",
        "rows.update(state='sent')",
        "rows.update(**{'state': 'sent'})",
        "Touch.objects.bulk_update(rows, ['due_at', 'state'])",
        "setattr(row, 'state', 'sent')",
        "cursor.execute('UPDATE t SET lease_until = NULL, state = %s WHERE id = %s')",
    ],
)
def test_each_way_of_writing_a_state_is_found(text: str) -> None:
    assert found_in(text) == ["x.py:1"]


@pytest.mark.parametrize(
    "text",
    [
        "if row.state == 'sent': pass",
        "account.state = 'customer'",
        "Account.objects.filter(name='x').update(state='customer')",
        "rows.filter(state='sent').update(held=True)",
        "cursor.execute(\"UPDATE t SET fence = fence + 1 WHERE state = 'planned'\")",
    ],
)
def test_reading_a_state_is_no_finding(text: str) -> None:
    assert found_in(text) == []


def test_there_are_the_machines_of_the_design() -> None:
    names = {model.__name__ for model, _ in MACHINES}
    design = {"Version", "Enrollment", "Touch", "Review", "Signal", "Import"}
    trials = {"Experiment", "CanaryRun", "Migration"}
    stops = {"LiftRequest", "StopList", "ExclusionRule"}
    governed = {"LawPack", "ReactionTable", "ReviewPolicy"}
    control = {"Release", "Absence", "DomainBreaker"}
    assert names == design | trials | stops | governed | control | {"DkimKey"}


@pytest.mark.parametrize("model, field", MACHINES, ids=[model.__name__ for model, _ in MACHINES])
def test_a_machine_is_protected_and_its_values_are_the_databases(
    model: type[Model], field: FSMField
) -> None:
    assert field.protected
    checks = [str(check) for check in model._meta.constraints if "state_known" in check.name]
    assert len(checks) == 1
    known = [value for value, _ in field.flatchoices]
    assert [value for value in known if f"'{value}'" not in checks[0]] == []


@pytest.mark.parametrize("model, field", MACHINES, ids=[model.__name__ for model, _ in MACHINES])
def test_every_transition_has_its_word_in_the_audit(model: type[Model], field: FSMField) -> None:
    moves = {move.name for move in field.get_all_transitions(model)}
    missing = [name for name in moves if f"{model._meta.model_name}.{name}" not in Action.values]
    assert moves and missing == []


@pytest.mark.parametrize("model, field", MACHINES, ids=[model.__name__ for model, _ in MACHINES])
def test_a_transition_has_one_target_and_known_sources(model: type[Model], field: FSMField) -> None:
    known = {value for value, _ in field.flatchoices}
    for move in field.get_all_transitions(model):
        assert move.target in known
        assert move.source in known
