"""PostgreSQL is the schedule of record: Celery is nudged, with ids, and never asked to wait."""

import ast

import pytest

from tests.architecture.sources import Function, Source, at, called, work

LATER = {"eta", "countdown"}
SENDERS = {"delay", "apply_async", "send_task", "signature", "si"}
# A nudge is given where a request or a mail came in, after the commit; never by a service.
EDGES = ("/api.py", "/tasks.py", "/hooks.py", "/listener.py", "console/queueing.py")


def is_task(function: Function) -> bool:
    """Whether Celery can call it."""
    return any("shared_task" in ast.unparse(word) for word in function.decorator_list)


def unsuitable(function: Function) -> list[str]:
    """Arguments of a task that are not ids."""
    given = [*function.args.args, *function.args.kwonlyargs]
    wrong = [
        argument.arg
        for argument in given
        if not argument.arg.endswith("_id")
        or argument.annotation is None
        or ast.unparse(argument.annotation) != "str"
    ]
    extra = [each.arg for each in (function.args.vararg, function.args.kwarg) if each]
    return wrong + extra


def tasks(source: Source) -> list[Function]:
    return [function for function in source.functions() if is_task(function)]


def test_nothing_is_put_off_by_celery() -> None:
    late = [
        at(source, call)
        for source in work()
        for call in source.calls()
        if any(keyword.arg in LATER for keyword in call.keywords)
    ]
    assert late == []


def test_tasks_are_sent_at_the_edges_only() -> None:
    inside = [
        at(source, call)
        for source in work()
        if not source.place.endswith(EDGES)
        for call in source.calls()
        if called(call) in SENDERS
    ]
    assert inside == []


def test_tasks_live_in_modules_called_tasks() -> None:
    places = {source.place for source in work() if tasks(source)}
    assert places and all(place.endswith("/tasks.py") for place in places)


def test_tasks_take_ids_and_nothing_else() -> None:
    bad = {
        f"{source.place}: {task.name}": wrong
        for source in work()
        for task in tasks(source)
        if (wrong := unsuitable(task))
    }
    assert bad == {}


@pytest.mark.parametrize(
    "signature", ["email: str", "row_id", "row_id: UUID", "rows: list[str]", "*ids: str"]
)
def test_a_payload_is_found(signature: str) -> None:
    source = Source("x.py", f"@shared_task\ndef work({signature}): pass")
    assert unsuitable(tasks(source)[0])


def test_a_task_with_arguments_is_bound_to_a_workspace() -> None:
    loose = [
        f"{source.place}: {task.name}"
        for source in work()
        for task in tasks(source)
        if task.args.args
        and (
            task.args.args[0].arg != "workspace_id"
            or not any("TenantTask" in ast.unparse(word) for word in task.decorator_list)
        )
    ]
    assert loose == []
