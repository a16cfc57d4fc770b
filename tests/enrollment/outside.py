"""The world outside on loopback: an authority for certificates, names, a mail server that wants a
log-in, and an HTTP server that answers as it is told."""

import contextlib
import json
import socket
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from cryptography.x509.oid import NameOID

HOST = "mail.acme.test"
real_getaddrinfo = socket.getaddrinfo


class Names:
    """A DNS: by name the addresses of each question in turn, the last for ever. `asked` counts."""

    def __init__(self) -> None:
        self.answers: dict[str, list[list[str]]] = {HOST: [["127.0.0.1"]]}
        self.asked: dict[str, int] = {}

    def __call__(self, host: Any, port: Any, *rest: Any, **more: Any) -> Any:
        if host not in self.answers:
            return real_getaddrinfo(host, port, *rest, **more)
        turn = self.asked[host] = self.asked.get(host, 0) + 1
        rounds = self.answers[host]
        found = rounds[min(turn, len(rounds)) - 1]
        if not found:
            raise socket.gaierror(socket.EAI_NONAME, "unknown")
        return [real_getaddrinfo(each, port, type=socket.SOCK_STREAM)[0] for each in found]


@dataclass(frozen=True)
class Authority:
    """Whom the suite trusts, and a certificate for HOST from it."""

    trusted: Path
    certificate: Path

    def context(self) -> ssl.SSLContext:
        made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        made.load_cert_chain(self.certificate)
        return made


def authority(folder: Path) -> Authority:
    """A new authority whose files lie in `folder`."""
    root, leaf = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    trusted, certificate = folder / "trusted.pem", folder / "certificate.pem"
    own = _certificate("Tests", root, root, is_root=True)
    shown = _certificate(HOST, leaf, root, is_root=False)
    trusted.write_bytes(own)
    private = leaf.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    certificate.write_bytes(shown + private)
    return Authority(trusted, certificate)


def _certificate(
    name: str, key: ec.EllipticCurvePrivateKey, by: ec.EllipticCurvePrivateKey, *, is_root: bool
) -> bytes:
    def called(text: str) -> x509.Name:
        return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])

    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(called(name))
        .issuer_name(called("Tests"))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.BasicConstraints(is_root, None), critical=True)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
    )
    return made.sign(by, hashes.SHA256()).public_bytes(Encoding.PEM)


@dataclass
class Server:
    """A mail server that wants a log-in. `shown` are the passwords and tokens that it saw;
    `refusal` answers a wrong one, `mail` answers MAIL FROM; empty is yes."""

    port: int = 0
    password: str = "right"
    refusal: str = "535 5.7.8 no"
    mail: str = ""
    shown: list[str] = field(default_factory=list)
    senders: list[str] = field(default_factory=list)
    messages: int = 0

    def authenticate(
        self, server: Any, session: Any, envelope: Any, mechanism: str, data: Any
    ) -> AuthResult:
        assert isinstance(data, LoginPassword)
        return self._judged(data.password.decode())

    async def auth_XOAUTH2(self, server: Any, args: list[str]) -> AuthResult:
        import base64

        said = base64.b64decode(args[1]).decode()
        token = said.split("auth=Bearer ")[1].split("\1")[0]
        judged = self._judged(token)
        if not judged.success:
            await server.challenge_auth("no", encode_to_b64=True)
        return judged

    def _judged(self, secret: str) -> AuthResult:
        self.shown.append(secret)
        is_right = secret == self.password
        return AuthResult(
            success=is_right, handled=False, message=None if is_right else self.refusal
        )

    async def handle_MAIL(
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        self.senders.append(address)
        envelope.mail_from = address
        return self.mail or "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.messages += 1
        return "250 OK"


@contextlib.contextmanager
def mail_server(
    starttls: ssl.SSLContext | None = None,
    tls: ssl.SSLContext | None = None,
    *,
    spells: bool = True,
) -> Iterator[Server]:
    """A mail server on a free loopback port; `spells` says whether it takes any letter."""
    server = Server(port=free_port())
    # Its own probe cannot check the certificate of a made-up name.
    kind = _OverTls if tls is not None else Controller
    controller = kind(
        server,
        hostname="127.0.0.1",
        port=server.port,
        ssl_context=tls,
        tls_context=starttls,
        authenticator=server.authenticate,
        auth_require_tls=starttls is not None,
        enable_SMTPUTF8=spells,
        ready_timeout=10,
    )
    controller.start()
    try:
        yield server
    finally:
        controller.stop()


class _OverTls(Controller):
    """A server with TLS from the start."""

    def _trigger_server(self) -> None:
        _knock(self.port)


def _knock(port: int) -> None:
    """Make a TLS server answer once."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    with socket.create_connection(("127.0.0.1", port), 5) as raw, context.wrap_socket(raw) as made:
        made.recv(1)


def free_port() -> int:
    """A port that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass
class Request:
    """What came in."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Web:
    """An HTTP server: `play` gets each request and its handler, and answers or does not."""

    url: str = ""
    requests: list[Request] = field(default_factory=list)
    play: Callable[["Web", BaseHTTPRequestHandler], None] = lambda web, handler: None
    released: threading.Event = field(default_factory=threading.Event)


def says(status: int, body: Any = None, **headers: str) -> Callable[..., None]:
    """Answer everything so."""

    def play(web: Web, handler: BaseHTTPRequestHandler) -> None:
        raw = body if isinstance(body, bytes) else json.dumps(body or {}).encode()
        handler.send_response(status)
        for name, value in {"Content-Length": str(len(raw)), **headers}.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(raw)

    return play


def hangs(web: Web, handler: BaseHTTPRequestHandler) -> None:
    """Take the request and say nothing."""
    web.released.wait(20)


def drops(web: Web, handler: BaseHTTPRequestHandler) -> None:
    """Take the request and end the connection."""
    handler.connection.shutdown(socket.SHUT_RDWR)


@contextlib.contextmanager
def web_server(context: ssl.SSLContext | None = None) -> Iterator[Web]:
    """An HTTP server on a free loopback port."""
    web = Web(play=says(200))

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            size = int(self.headers.get("Content-Length") or 0)
            body = self.rfile.read(size)
            web.requests.append(Request(self.command, self.path, dict(self.headers), body))
            web.play(web, self)

        do_GET = do_POST

        def log_message(self, *args: Any) -> None:
            """Nobody reads it."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    scheme = "http"
    if context is not None:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        scheme = "https"
    name = HOST if context else "127.0.0.1"
    web.url = f"{scheme}://{name}:{server.server_port}/"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield web
    finally:
        web.released.set()
        server.shutdown()
        server.server_close()
        thread.join()
