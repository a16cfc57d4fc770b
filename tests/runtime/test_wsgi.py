"""Calls that Django cannot even make a request of."""

import io
from typing import Any

import pytest

from config.wsgi import application


@pytest.mark.parametrize(
    ("charset", "status"),
    [
        ("rot13", 415),
        ('"zlib"', 415),
        ("punycode", 415),
        ("undefined", 415),
        ("utf-16", 415),
        ("utf-8", 200),
        ("windows-1252", 200),
        ("klingon", 200),
    ],
)
def test_a_charset_that_is_none_is_refused(charset: str, status: int) -> None:
    said: list[str] = []
    environ: dict[str, Any] = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": "/healthz",
        "QUERY_STRING": "a=b%20c",
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "wsgi.input": io.BytesIO(),
        "CONTENT_TYPE": f"text/plain; Charset={charset}",
    }
    answer = application(environ, lambda line, headers, *rest: said.append(line))
    assert int(said[0].split()[0]) == status and b"".join(answer)
