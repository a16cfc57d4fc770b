"""A mailbox at a real IMAP server, Dovecot, where it is installed; else at the one of the tests."""

import contextlib
import getpass
import imaplib
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from enrollment.incoming.folder_names import written
from tests import imap_fake
from tests.enrollment.outside import free_port

PATIENCE = 15.0
_CONF = """
base_dir = {home}/run
state_dir = {home}/run
log_path = {home}/log
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
auth_mechanisms = plain
mail_location = maildir:{home}/mail
first_valid_uid = 1
namespace inbox {{
  inbox = yes
  mailbox Sent {{
    auto = create
    special_use = \\Sent
  }}
}}
passdb {{
  driver = static
  args = password=right
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={home}/mail
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
"""
_ROOTLESS = """
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
service anvil {{
  chroot =
}}
"""
NOBODY = 65534


class Mailbox(Protocol):
    """What a test does to a mailbox: its folders are made by `create`."""

    port: int

    def create(self, folder: str) -> None:
        """A new folder."""

    def drop(self, folder: str) -> None:
        """A folder goes, with all that is in it."""

    def arrive(self, raw: bytes, folder: str) -> None:
        """A mail comes today."""

    def empty(self, folder: str) -> None:
        """All mails go, the folder stays."""


class Real:
    """A mailbox of Dovecot."""

    def __init__(self, port: int) -> None:
        self.port = port

    @contextlib.contextmanager
    def session(self) -> Iterator[imaplib.IMAP4]:
        with imaplib.IMAP4("127.0.0.1", self.port, timeout=PATIENCE) as made:
            made.login("rep", "right")
            yield made

    def create(self, folder: str) -> None:
        with self.session() as made:
            assert made.create(written(folder))[0] == "OK"

    def drop(self, folder: str) -> None:
        with self.session() as made:
            assert made.delete(written(folder))[0] == "OK"

    def arrive(self, raw: bytes, folder: str) -> None:
        with self.session() as made:
            assert made.append(written(folder), "", "", raw)[0] == "OK"

    def empty(self, folder: str) -> None:
        with self.session() as made:
            made.select(written(folder))
            made.store("1:*", "+FLAGS", "\\Deleted")
            assert made.expunge()[0] == "OK"


class Made:
    """A mailbox of the tests' own server."""

    def __init__(self, server: imap_fake.Server) -> None:
        self.server, self.port = server, server.port
        server.folders["Sent"] = imap_fake.Folder(attributes="\\Sent")
        self.made = 100

    def create(self, folder: str) -> None:
        self.made += 1
        name = written(folder).strip('"')
        self.server.folders[name] = imap_fake.Folder(validity=self.made)

    def drop(self, folder: str) -> None:
        del self.server.folders[written(folder).strip('"')]

    def arrive(self, raw: bytes, folder: str) -> None:
        self.server.add(raw, written(folder).strip('"'))

    def empty(self, folder: str) -> None:
        self.server.folders[written(folder).strip('"')].mails.clear()


@contextlib.contextmanager
def mailbox() -> Iterator[Mailbox]:
    """A mailbox without folders of its own; the name is `rep`, the password `right`."""
    program = shutil.which("dovecot") or shutil.which("dovecot", path="/usr/sbin")
    if program is None:
        with imap_fake.running() as server:
            yield Made(server)
        return
    home = Path(tempfile.mkdtemp(prefix="dovecot-"))
    try:
        with _running(program, home) as port:
            yield Real(port)
    finally:
        shutil.rmtree(home, ignore_errors=True)


@contextlib.contextmanager
def _running(program: str, home: Path) -> Iterator[int]:
    port = free_port()
    conf = _prepared(home, port)
    running = subprocess.Popen([program, "-F", "-c", conf], stderr=subprocess.DEVNULL)
    try:
        _await(port, home)
        yield port
    finally:
        running.terminate()
        running.wait(PATIENCE)


def _prepared(home: Path, port: int) -> Path:
    """As root it gives the mails to nobody, and everybody may reach them."""
    is_root = os.geteuid() == 0
    uid, gid = (NOBODY, NOBODY) if is_root else (os.geteuid(), os.getegid())
    home.chmod(0o755)
    for name in ("run", "mail"):
        (home / name).mkdir()
    if is_root:
        os.chown(home / "mail", uid, gid)
    text = _CONF.format(home=home, port=port, uid=uid, gid=gid)
    if not is_root:
        user = getpass.getuser()
        group = Path(home).group()
        text += _ROOTLESS.format(user=user, group=group)
    conf = home / "dovecot.conf"
    conf.write_text(text)
    return conf


def _await(port: int, home: Path) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        with contextlib.suppress(OSError, imaplib.IMAP4.error):
            imaplib.IMAP4("127.0.0.1", port, timeout=2).shutdown()
            return
        time.sleep(0.05)
    raise RuntimeError((home / "log").read_text()[-2_000:])
