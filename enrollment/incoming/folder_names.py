"""How IMAP writes the names of folders (RFC 3501, section 5.1.3): UTF-7 with changes. Pure."""

import re
from base64 import b64encode

_OTHERS = re.compile(r"[^\x20-\x7e]+")


def written(name: str) -> str:
    """The name as a quoted word of a command, in ASCII."""
    plain = _OTHERS.sub(lambda found: f"&{_letters(found[0])}-", name.replace("&", "&-"))
    escaped = plain.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _letters(text: str) -> str:
    return b64encode(text.encode("utf-16-be")).decode().rstrip("=").replace("/", ",")
