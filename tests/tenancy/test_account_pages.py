"""What of the account pages is open, and what is shut."""

import pytest
from django.test import Client

from tests.world import World


@pytest.mark.parametrize("page", ["email/", "signup/", "confirm-email/", "password/set/"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_nobody_signs_up_or_takes_another_address(
    acme: World, client: Client, page: str, method: str
) -> None:
    client.force_login(acme.rep.user, "allauth.account.auth_backends.AuthenticationBackend")
    answer = getattr(client, method)(f"/accounts/{page}", {"email": "boss@globex.example"})
    assert answer.status_code == 404


def test_a_query_with_a_nul_is_malformed(acme: World, client: Client) -> None:
    client.force_login(acme.rep.user, "allauth.account.auth_backends.AuthenticationBackend")
    assert client.get("/w/acme/contacts/?q=%00").status_code == 400
