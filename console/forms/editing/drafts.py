"""From a changed part to a plan that can be saved, and what is wrong with it by its path."""

from collections.abc import Iterable, Mapping
from typing import Any

from sequences import snippets
from sequences.checks import check_plan, problems_of
from sequences.plans import Plan, Problem, as_data, read_plan
from sequences.plans.reader import MISSING
from tenancy.errors import Refused


def changed(plan: Plan, changes: Mapping[str, Any]) -> Plan:
    """The plan with other parts, given as `plans.data` reads them.

    Refused (invalid) with a sentence for everything that cannot be stored, by its path.
    """
    made, unread = read_plan({**as_data(plan), **changes})
    if not unread:
        return made
    fields = {each.field: _said(each) for each in unread if not each.message.endswith(MISSING)}
    for problem in [*problems_of(made), *unread]:
        fields.setdefault(problem.field, _said(problem))
    raise Refused("Some fields need attention before this can be saved.", fields=fields)


def _said(problem: Problem) -> str:
    return problem.message.removeprefix(f"{problem.field}: ")


def in_list(items: tuple[Any, ...], number: int, data: Mapping[str, Any]) -> list[Any]:
    """The data of a list with another item at this place, from 1; one more when there is none."""
    found = listed(items)
    found[number - 1 : number] = [dict(data)]
    return found


def listed(items: Iterable[Any]) -> list[Any]:
    """Parts of a plan as data."""
    return [as_data(item) for item in items]


def tried(plan: Plan, changes: Mapping[str, Any]) -> Plan:
    """The plan with other parts as it would be saved, and refused as it would be; one statement."""
    made = snippets.frozen(changed(plan, changes))
    check_plan(made)
    return made
