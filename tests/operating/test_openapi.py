"""The OpenAPI document: served, valid, complete."""

import json

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import get_resolver

from config.capabilities import TABLE


def document(client: Client) -> dict[str, dict[str, object]]:
    answer = client.get("/api/v1/schema", HTTP_ACCEPT="application/vnd.oai.openapi+json")
    assert answer.status_code == 200
    found: dict[str, dict[str, object]] = json.loads(answer.content)
    return found


def test_the_document_is_valid_and_complete(db: None, tmp_path: object) -> None:
    call_command("spectacular", "--validate", "--fail-on-warn", "--file", f"{tmp_path}/api.yaml")


def test_every_api_route_is_in_the_document(client: Client, db: None) -> None:
    names = [name for name in TABLE if name.startswith("api_") and name != "api_schema"]
    routes = {name for name in get_resolver().reverse_dict if str(name).startswith("api_")}
    assert set(names) == routes - {"api_schema"}
    assert len(document(client)["paths"]) == len(names)


@pytest.mark.parametrize("path", ["/api/v1/contacts", "/api/v1/enrollments", "/api/v1/audit"])
def test_the_document_says_that_a_key_is_needed(client: Client, db: None, path: str) -> None:
    operation = document(client)["paths"][path]
    assert "ApiKey" in json.dumps(operation)
