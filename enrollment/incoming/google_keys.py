"""The public keys that Google signs identity tokens with, as it publishes them (RFC 7517).

They change every few days. They are kept for as long as Google says, and a name that is not among
them makes us ask again once a minute at most, however many calls are forged.
"""

import re
import threading
import time
from base64 import urlsafe_b64decode
from binascii import Error
from collections.abc import Mapping
from typing import Any

from cryptography.hazmat.primitives.asymmetric import rsa
from django.conf import settings

from enrollment.incoming.asking import Answer, Api
from enrollment.incoming.faults import Fault

LABEL = "Google"
SECONDS = 5.0
# Who calls while nobody tells the keys must not keep our threads waiting one by one.
REST = 10.0
LEAST, USUAL, MOST = 60.0, 3600.0, 86_400.0
MOST_ANSWER = 100_000
_AGE = re.compile(r"max-age=(\d{1,6})")


class Ring:
    """The keys by name; safe to be asked by many threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._keys: Mapping[str, rsa.RSAPublicKey] = {}
        self._url = ""
        self._until = self._asked = self._rests = 0.0

    def key(self, name: str) -> rsa.RSAPublicKey | None:
        """The key of this name; None when there is none. Raises Fault when nobody can say. May wait
        for the network, five seconds."""
        with self._lock:
            now, url = time.monotonic(), settings.GOOGLE_KEYS_URL
            is_known = self._url == url and now < self._until
            if is_known and (name in self._keys or now < self._asked + LEAST):
                return self._keys.get(name)
            if self._url == url and now < self._rests:
                raise Fault("Google did not tell its keys a moment ago.")
            self._url, self._asked, self._rests = url, now, now + REST
            answer = _fetched(url, now + SECONDS)
            self._keys, self._rests = _read(answer.said()), 0.0
            self._until = now + _age(answer.lasts)
            return self._keys.get(name)


ring = Ring()


def _fetched(url: str, until: float) -> Answer:
    api = Api(LABEL, url, "", until)
    try:
        answer = api.ask("GET", "", most=MOST_ANSWER)
        api.checked(answer)
    finally:
        api.close()
    if not _read(answer.said()):
        raise Fault("Google told none of its keys.")
    return answer


def _read(said: Mapping[str, Any]) -> dict[str, rsa.RSAPublicKey]:
    found = said.get("keys")
    rows = [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []
    keys = {str(each.get("kid")): _key(each) for each in rows if each.get("kty") == "RSA"}
    return {name: key for name, key in keys.items() if key is not None}


def _key(said: Mapping[str, Any]) -> rsa.RSAPublicKey | None:
    try:
        return rsa.RSAPublicNumbers(_number(said.get("e")), _number(said.get("n"))).public_key()
    except (Error, ValueError):
        return None


def _number(said: object) -> int:
    text = str(said)
    return int.from_bytes(urlsafe_b64decode(text + "=" * (-len(text) % 4)))


def _age(said: str) -> float:
    found = _AGE.search(said)
    return min(MOST, max(LEAST, float(found[1]))) if found else USUAL
