"""Getting in, as a browser does it."""

import base64
import hashlib
import hmac
import re
import struct
import time
from typing import Any

from django.test import Client

LOGIN = "/accounts/login/"
SETUP = "/accounts/2fa/totp/activate/"
CODE = "/accounts/2fa/authenticate/"
CODE_AGAIN = "/accounts/2fa/reauthenticate/"


def log_in(client: Client, email: str, password: str = "password", then: str = "") -> Any:
    """Fill in the form."""
    url = f"{LOGIN}?next={then}" if then else LOGIN
    return client.post(url, {"login": email, "password": password})


def set_up(client: Client, password: str = "password") -> str:
    """Confirm the password, scan the code, type the digits; returns the secret."""
    confirm = client.get(SETUP).headers["Location"]
    client.post(confirm, {"password": password})
    secret = secret_of(client.get(SETUP))
    client.post(SETUP, {"code": totp(secret)})
    return secret


def is_in(client: Client) -> bool:
    """Whether the browser has a session of somebody."""
    return "_auth_user_id" in client.session


def secret_of(page: Any) -> str:
    """The secret that the set-up page shows."""
    found = re.search(r"\b[A-Z2-7]{32}\b", page.content.decode())
    assert found, "The page shows no secret."
    return found[0]


def totp(secret: str) -> str:
    """The six digits of RFC 6238 (SHA-1, 30 s), as an authenticator app shows them."""
    key = base64.b32decode(secret)
    moment = struct.pack(">Q", int(time.time()) // 30)
    digest = hmac.new(key, moment, hashlib.sha1).digest()
    place = digest[-1] & 15
    number = struct.unpack(">I", digest[place : place + 4])[0] & 0x7FFFFFFF
    return f"{number % 1_000_000:06d}"
