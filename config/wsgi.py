"""What gunicorn serves."""

import codecs
import os
import re
from collections.abc import Callable, Iterable
from typing import Any

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
_CHARSET = re.compile(r";\s*charset\s*=\s*\"?([^\s\";,]+)", re.IGNORECASE)
_PLAIN = bytes(range(32, 127))
_django = get_wsgi_application()


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Django's application, but for calls whose charset is none.

    Python takes `rot13` or `punycode` for one, with which Django fails before any middleware runs;
    in a charset, the letters of an address are themselves. Names that nobody knows are ignored.
    """
    named = _CHARSET.search(environ.get("CONTENT_TYPE", ""))
    if named and not _is_charset(named[1]):
        plain = [("Content-Type", "text/plain; charset=utf-8")]
        start_response("415 Unsupported Media Type", plain)
        return [b"Send the body as UTF-8.\n"]
    return _django(environ, start_response)


def _is_charset(name: str) -> bool:
    try:
        codecs.lookup(name)
    except LookupError:
        return True
    except ValueError:
        return False
    try:
        return _PLAIN.decode(name) == _PLAIN.decode()
    except (LookupError, ValueError):
        return False
