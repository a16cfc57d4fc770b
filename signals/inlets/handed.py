"""A mail as an e-mail service hands it on: its bytes and its envelope, within bounds.

The readers of django-anymail parse mail with the standard library, which has no bounds: a list of
20,000 addresses takes minutes, deep nesting and comments end in a RecursionError, and a stranger
writes both. They are given this class in the place of theirs. It keeps the bytes of a raw mail as
they came, and puts what a service has taken apart together again; `signals.reading` reads both.
"""

import re
from base64 import encodebytes
from collections.abc import Iterable, Mapping
from typing import Any

from signals.reading.charset import transfer_decode
from signals.reading.fields import parameters
from signals.reading.mime import MAX_HEAD, parse

_BOUNDARY = "=_handed_on"
_INNER = "=_alternatives"
_NAME = re.compile(r"[!-9;-~]{1,80}")
_TYPE = re.compile(r"[\w.+-]{1,80}/[\w.+-]{1,80}", re.ASCII)
_BREAKS = re.compile(r"[\r\n\0]+")
# Written here for what is put together.
_OURS = frozenset({"mime-version", "content-type", "content-transfer-encoding"})
_MOST_NAME = 200


class Handed:
    """One mail, or one part that is attached to it, in the words that the readers use.

    `envelope_sender` and `envelope_recipient` are what the service says of the envelope, None where
    it says nothing.
    """

    def __init__(self, raw: bytes = b"") -> None:
        self.envelope_sender: Any = None
        self.envelope_recipient: Any = None
        self._raw = raw
        self._added: list[tuple[str, str]] = []
        self._body: bytes | None = None
        self._kind = ""

    @classmethod
    def parse_raw_mime(cls, raw: str | bytes) -> "Handed":
        """A mail in its raw form; a text is what the service took UTF-8 for."""
        return cls(raw if isinstance(raw, bytes) else raw.encode("utf-8", "replace"))

    parse_raw_mime_bytes = parse_raw_mime

    @classmethod
    def parse_raw_mime_chunks(cls, chunks: Iterable[bytes]) -> "Handed":
        """A mail in its raw form, in pieces."""
        return cls(b"".join(chunks))

    @classmethod
    def construct(
        cls,
        raw_headers: str | None = None,
        *,
        headers: Any = (),
        text: str | None = None,
        html: str | None = None,
        attachments: Iterable["Handed"] | None = None,
        **named: str | None,
    ) -> "Handed":
        """A mail that was taken apart. `headers` are pairs or a mapping, `named` the fields
        `from_email`, `to`, `cc`, `bcc` and `subject`, which count before those of `headers`."""
        made = cls()
        for name, value in named.items():
            if value is not None:
                made["From" if name == "from_email" else name] = value
        known = {name.lower() for name, _ in made._added}
        pairs = headers.items() if isinstance(headers, Mapping) else headers or ()
        for name, value in (*_unfolded(raw_headers or ""), *pairs):
            if str(name).lower() not in known:
                made[str(name)] = value
        parts = [_texts(text, html), *(part.as_bytes() for part in attachments or ())]
        made._body = _several("mixed", _BOUNDARY, parts)
        return made

    @classmethod
    def construct_attachment(
        cls,
        content_type: str | None,
        content: str | bytes,
        charset: str | None = None,
        filename: str | None = None,
        content_id: str | None = None,
        base64: bool = False,
    ) -> "Handed":
        """A part that is attached; `base64` says how `content` is encoded."""
        data = content.encode("utf-8", "replace") if isinstance(content, str) else content
        kind = str(content_type or "").partition(";")[0].strip()
        name = re.sub(r"[^\w .,()\[\]+-]", "_", str(filename or ""))[:_MOST_NAME]
        placed = "inline" if content_id else f'attachment; filename="{name}"'
        made = cls()
        made["Content-Disposition"] = placed
        kind = kind if _TYPE.fullmatch(kind) else "application/octet-stream"
        made._body = _encoded(kind, transfer_decode(data, "base64") if base64 else data)
        return made

    @classmethod
    def construct_attachment_from_uploaded_file(
        cls, file: Any, content_id: str | None = None
    ) -> "Handed":
        """A file of a form as an attached part."""
        return cls.construct_attachment(
            file.content_type, file.read(), filename=file.name, content_id=content_id
        )

    def as_bytes(self) -> bytes:
        """The whole as it is read and kept."""
        lines = "".join(f"{name}: {value}\r\n" for name, value in self._added)
        head = lines.encode("utf-8", "replace")
        return head + (self._raw if self._body is None else self._body)

    def __setitem__(self, name: str, value: object) -> None:
        if name.lower() == "content-type":
            self._kind = str(value)
        elif _NAME.fullmatch(name) and name.lower() not in _OURS:
            self._added.append((name, _BREAKS.sub(" ", str(value))))

    add_header = __setitem__

    def __contains__(self, name: str) -> bool:
        return self.get(name) is not None

    def __getitem__(self, name: str) -> str | None:
        return self.get(name)

    def get(self, name: str, default: str | None = None) -> str | None:
        """The first value of a field."""
        found = next((v for n, v in self._added if n.lower() == name.lower()), None)
        if found is None and self._raw:
            found = next(iter(parse(self._raw[:MAX_HEAD]).fields.every(name.lower())), None)
        return default if found is None else found

    def get_content_type(self) -> str:
        """The type of a part whose fields were added."""
        return (self._kind or "text/plain").partition(";")[0].strip()

    def get_filename(self, default: str | None = None) -> str | None:
        """The name of a part whose fields were added."""
        placed = parameters(self.get("Content-Disposition") or "").get("filename")
        return placed or parameters(self._kind).get("name") or default


def _unfolded(head: str) -> list[tuple[str, str]]:
    """The fields of a header that came as one text."""
    found: list[tuple[str, str]] = []
    for line in re.split(r"\r?\n", head):
        name, colon, value = line.partition(":")
        if line[:1] in (" ", "\t") and found:
            found[-1] = (found[-1][0], f"{found[-1][1]} {line.strip()}")
        elif colon:
            found.append((name.strip(), value.strip()))
    return found


def _texts(text: str | None, html: str | None) -> bytes:
    """What is read, as HTML and as text."""
    kinds = (("text/plain", text), ("text/html", html))
    parts = [
        _encoded(f"{kind}; charset=utf-8", str(said).encode("utf-8", "replace"))
        for kind, said in kinds
        if said is not None
    ]
    return _several("alternative", _INNER, parts)


def _encoded(kind: str, data: bytes) -> bytes:
    head = f"Content-Type: {kind}\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    return head.encode() + encodebytes(data)


def _several(kind: str, boundary: str, parts: list[bytes]) -> bytes:
    # What is inside is in base64, or our own lines: no part can hold the boundary.
    head = f'MIME-Version: 1.0\r\nContent-Type: multipart/{kind}; boundary="{boundary}"\r\n\r\n'
    inside = b"".join(f"--{boundary}\r\n".encode() + part + b"\r\n" for part in parts)
    return head.encode() + inside + f"--{boundary}--\r\n".encode()
