"""Is the console ready for people, and is its database the one that this code prepared?"""

import hashlib
import http.client
import json
from pathlib import Path

from config.run.environment import HOST


def what_is_missing(port: int) -> str:
    """Empty when the console can do its work; else what /readyz says is wrong.

    Touches that fell due while we were off are no reason to keep the door closed.
    """
    connection = http.client.HTTPConnection(HOST, port, timeout=10)
    try:
        connection.request("GET", "/readyz")
        answer = connection.getresponse()
        body = answer.read()
        if answer.status == http.client.OK:
            return ""
        checks = json.loads(body)["checks"]
    except (OSError, http.client.HTTPException, ValueError, KeyError) as error:
        return f"no good answer yet ({type(error).__name__})"
    finally:
        connection.close()
    bad = {name: str(value) for name, value in checks.items() if name != "oldest_due_touch"}
    failing = (f"{name} {value}" for name, value in bad.items())
    return ", ".join(line for line in failing if " failed" in line or " pending" in line)


def code_digest(root: Path) -> str:
    """One value for all Python code of the project that could change the schema."""
    digest = hashlib.sha256()
    for folder in sorted(path.parent for path in root.glob("*/__init__.py")):
        for path in sorted((*folder.rglob("*.py"), *folder.rglob("*.sql"))):
            digest.update(str(path.relative_to(root)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()
