"""Every form and every call that writes, about rows of one's own, sent as nobody would send it.

What is answered matters to other tests. Here no way through a view may end in a tenant statement
outside a transaction, also those ways that no page leads to.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from tenancy.scope import ScopeError, scope
from tests.isolation.routes import VERBS, Route, api, pages
from tests.isolation.rows import Rows, one_of_each
from tests.isolation.test_api import key_of
from tests.isolation.test_other_ids import BODIES, FORMS
from tests.isolation.whose import about, names_a_row
from tests.world import World

Send = Callable[[Route, str, str], Any]
NOTHING: Mapping[str, str] = {}
WORDS = dict.fromkeys(("action", "kind", "name", "reason", "evidence", "note", "text"), "x")


@pytest.fixture
def rows(acme: World) -> Rows:
    """Something in every table of acme."""
    with scope(acme.workspace.pk):
        return one_of_each(acme)


def writing(found: list[Route]) -> Iterator[tuple[Route, str]]:
    """Each route with each verb that changes something and that an admin may use."""
    for route in found:
        yield from ((route, verb) for verb in VERBS[1:] if route.open_to("admin", verb))


def refused(client: Client, found: list[Route], rows: Rows, send: Send) -> dict[str, bool]:
    """Of each route that was called, whether the scope was missing; every call is undone."""
    client.raise_request_exception = False
    told = {}
    for route, verb in writing(found):
        url = route.url(**(about(route, rows) if names_a_row(route) else {}))
        with transaction.atomic():
            answer = send(route, verb, url)
            transaction.set_rollback(True)
        # Rows that make no sense raise errors of their own.
        error = (getattr(answer, "exc_info", None) or (None, None))[1]
        told[f"{verb} {route.name}"] = isinstance(error, ScopeError)
    return told


@pytest.mark.parametrize("form", [NOTHING, WORDS], ids=["empty", "words"])
def test_no_form_of_a_page_leaves_its_transaction(
    rows: Rows, acme: World, client: Client, form: Mapping[str, str]
) -> None:
    client.force_login(acme.admin.user)

    def send(route: Route, verb: str, url: str) -> Any:
        return client.post(url, {**form, **FORMS.get(route.name, {})})

    told = refused(client, pages(), rows, send)
    assert len(told) > 60
    assert [call for call, is_refused in told.items() if is_refused] == []


def test_no_call_leaves_its_transaction(rows: Rows, acme: World, client: Client) -> None:
    headers = key_of(acme)

    def send(route: Route, verb: str, url: str) -> Any:
        body = json.dumps(BODIES.get(route.name, {}))
        return client.generic(verb, url, body, "application/json", headers=headers)

    told = refused(client, api(), rows, send)
    assert len(told) > 40
    assert [call for call, is_refused in told.items() if is_refused] == []
