"""What a person enters about an account, and what of it is possible."""

import re
from collections.abc import Collection
from dataclasses import dataclass, field, replace

from django.conf import settings

from contacts.addresses import parse_phone
from enrollment.channels import networks
from enrollment.channels.providers import PROVIDERS
from enrollment.channels.tokens import GIVERS
from enrollment.models import AccountAuth, AccountKind, AccountSecurity
from enrollment.models.senders import BY_API
from tenancy.errors import Refused

MOST_USER = 254
MOST_SECRET = 8_000
MOST_CLIENT = 200
MOST_FOLDERS = 10
MOST_FOLDER = 200
MOST_TOPIC = 300
INBOX = "INBOX"
# What is read of a mailbox through the API of its provider: the same by another name at each.
JUNK = "Junk"
API_FOLDERS = (INBOX, JUNK)
_GIVER_OF = {AccountKind.GMAIL.value: "google", AccountKind.GRAPH.value: "microsoft"}
_TOPIC = re.compile(r"projects/[a-z][a-z0-9:.-]{4,60}/topics/[A-Za-z][\w.~+%-]{2,200}", re.ASCII)
_PUSHER = re.compile(r"[a-z0-9][a-z0-9._-]*@[a-z0-9.-]+\.[a-z]{2,}", re.ASCII)
# What a person may choose: value and name.
SERVICES = tuple((name, known.label) for name, known in PROVIDERS.items())
TOKEN_GIVERS = tuple((name, giver.label) for name, giver in GIVERS.items())
REGIONS = (("", "The usual one"), ("eu", "European Union"))


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What a person enters. `secret` None keeps the one that is stored.

    SMTP: `host`, `port`, `security`, and `user` with a password, or "" for no log-in. OAuth:
    `provider` is a giver of tokens, `secret` the refresh token, `client_secret` that of the
    application. E-mail service: `provider`, `region` ("" or "eu"), `secret` the API key, `user`
    its public half where there are two. Text messages: `user` is the account's id, `secret` its
    token, `number` from whom they come; `replies_unread` says that an admin knows that nobody here
     hears what is answered to it before the provider's webhook leads here. Incoming mail: as SMTP,
     and the `folders` that are read. Through an API (gmail, graph): as OAuth, folders of
    `API_FOLDERS`; Gmail tells of new mail by `topic`, in calls that `pusher` signs, both or none.
    """

    kind: str
    provider: str = ""
    region: str = ""
    host: str = ""
    port: int = 587
    security: str = "starttls"
    auth: str = "password"
    user: str = ""
    client_id: str = ""
    directory: str = ""
    number: str = ""
    replies_unread: bool = False
    folders: list[str] = field(default_factory=list)
    topic: str = ""
    pusher: str = ""
    secret: str | None = field(default=None, repr=False)
    client_secret: str | None = field(default=None, repr=False)


def cleaned(terms: Terms) -> Terms:
    """The terms in one spelling, without what their kind has no use for. Raises Refused with a
    sentence at its field."""
    if terms.kind == AccountKind.ESP:
        return _esp(terms)
    if terms.kind == AccountKind.SMS:
        return _sms(terms)
    if terms.kind == AccountKind.IMAP:
        return _imap(terms)
    if terms.kind in BY_API:
        return _api(terms)
    if terms.kind != AccountKind.SMTP:
        raise invalid("kind", "Choose a mail server, an e-mail service or text messages.")
    return _log_in(replace(terms, folders=[], topic="", pusher=""))


def needs_secret(terms: Terms) -> bool:
    """Whether these terms are of no use without a secret: all but a server without log-in."""
    return terms.kind != AccountKind.SMTP or bool(terms.user)


def _log_in(terms: Terms) -> Terms:
    return _oauth(terms) if terms.auth == AccountAuth.OAUTH else _password(terms)


def _imap(terms: Terms) -> Terms:
    if not terms.user.strip():
        raise invalid("user", "Enter the name to log in with. It is often the address.")
    return _log_in(replace(terms, folders=_folders(terms.folders), topic="", pusher=""))


def _api(terms: Terms) -> Terms:
    """Where the API is, the installation says."""
    user = _asked("user", terms.user, "Enter the address of the mailbox there.")
    if not re.fullmatch(r"[^@/?#]+@[^@/?#]+", user):
        raise invalid("user", "Enter the address of the mailbox there.")
    known = {name.lower(): name for name in API_FOLDERS}
    named = [known.get(name.lower(), "") for name in _folders(terms.folders)]
    if not all(named):
        raise invalid("folders", f"Only {INBOX} and {JUNK} are read this way. IMAP reads others.")
    topic, pusher = _push(terms) if terms.kind == AccountKind.GMAIL else ("", "")
    return Terms(
        kind=terms.kind,
        provider=_GIVER_OF[terms.kind],
        port=443,
        security=AccountSecurity.TLS.value,
        auth=AccountAuth.OAUTH.value,
        user=user.lower(),
        client_id=_asked("client_id", terms.client_id, "Enter the id of the application."),
        directory=_directory(terms) if terms.kind == AccountKind.GRAPH else "",
        folders=list(dict.fromkeys(named)),
        topic=topic,
        pusher=pusher,
        secret=_secret("secret", terms.secret),
        client_secret=_secret("client_secret", terms.client_secret),
    )


def _push(terms: Terms) -> tuple[str, str]:
    topic, pusher = terms.topic.strip(), terms.pusher.strip().lower()
    if topic and not _TOPIC.fullmatch(topic):
        raise invalid("topic", "Write the topic as projects/<project>/topics/<name>.")
    if pusher and not (len(pusher) <= MOST_USER and _PUSHER.fullmatch(pusher)):
        raise invalid("pusher", "Enter the address of the service account that signs the calls.")
    if bool(topic) != bool(pusher):
        missing = "pusher" if topic else "topic"
        raise invalid(missing, "Enter the topic and the service account, or neither.")
    return topic, pusher


def _folders(typed: list[str]) -> list[str]:
    """Each once, in the order that they were typed; the inbox when none was."""
    found = list(dict.fromkeys(name.strip() for name in typed if name.strip())) or [INBOX]
    if len(found) > MOST_FOLDERS:
        raise invalid("folders", f"Name at most {MOST_FOLDERS} folders.")
    if any(len(name) > MOST_FOLDER or not name.isprintable() for name in found):
        raise invalid("folders", f"A folder's name has at most {MOST_FOLDER} signs, on one line.")
    return found


def invalid(field_name: str, sentence: str) -> Refused:
    """A refusal that says its sentence at one field."""
    return Refused(sentence, code="invalid", fields={field_name: sentence})


def _password(terms: Terms) -> Terms:
    if terms.auth != AccountAuth.PASSWORD:
        raise invalid("auth", "Choose a password or an OAuth token.")
    user = _plain("user", terms.user, MOST_USER)
    if terms.secret and not user:
        raise invalid("user", "Enter the name that the password belongs to.")
    server = _server(terms, terms.host, terms.port)
    return replace(server, provider="", region="", user=user, client_id="", directory="")


def _oauth(terms: Terms) -> Terms:
    giver = GIVERS.get(terms.provider)
    if giver is None:
        raise invalid("provider", "Choose who gives the token.")
    if terms.security == AccountSecurity.NONE:
        raise invalid("security", "A token needs an encrypted connection.")
    directory = _directory(terms)
    host = giver.imap_host if terms.kind == AccountKind.IMAP else giver.host
    server = _server(terms, terms.host or host, terms.port or giver.port)
    user = _asked("user", terms.user, "Enter the address that the token belongs to.")
    client = _asked("client_id", terms.client_id, "Enter the id of the application.")
    return replace(server, region="", user=user, client_id=client, directory=directory)


def _directory(terms: Terms) -> str:
    directory = _plain("directory", terms.directory, 64)
    if directory and not all(sign.isalnum() or sign in "-." for sign in directory):
        raise invalid("directory", "Enter the id of the directory, or its domain.")
    return directory


def _esp(terms: Terms) -> Terms:
    known = PROVIDERS.get(terms.provider)
    if known is None:
        raise invalid("provider", "Choose an e-mail service.")
    if terms.region not in ("", "eu") or (terms.region and not known.url_eu):
        raise invalid("region", f"{known.label} has no such region.")
    user = ""
    if known.user:
        user = _asked("user", terms.user, f"Enter the public key that {known.label} gave you.")
    return Terms(
        kind=terms.kind,
        provider=terms.provider,
        region=terms.region,
        user=user,
        secret=_secret("secret", terms.secret),
        client_secret=None,
    )


def _sms(terms: Terms) -> Terms:
    user = _plain("user", terms.user, MOST_USER)
    if not re.fullmatch(r"AC[0-9a-f]{32}", user):
        raise invalid("user", "Enter the account's id: AC and 32 digits and letters.")
    if not terms.replies_unread:
        sentence = "Replies are read here only where the provider's webhook leads here."
        raise invalid("replies_unread", f"{sentence} Say that you know it.")
    return Terms(
        kind=terms.kind,
        user=user,
        number=_number(terms.number),
        secret=_secret("secret", terms.secret),
    )


def _number(typed: str) -> str:
    text = typed.strip()
    if re.fullmatch(r"MG[0-9a-f]{32}", text):
        return text
    number = parse_phone(text, "")
    if number is None:
        sentence = "Write the number with its country code, like +49 30 1234567, or MG… of a"
        raise invalid("number", f"{sentence} messaging service.")
    return number


def _server(terms: Terms, host: str, port: int) -> Terms:
    """Host, port and encryption; whether the host may be reached, its connection finds out."""
    if terms.security not in AccountSecurity.values:
        raise invalid("security", "Choose how the connection is encrypted.")
    is_open = bool(settings.SENDER_NETWORKS)
    if terms.security == AccountSecurity.NONE and not is_open:
        raise invalid("security", "Without encryption passwords would be read on their way.")
    ports = networks.IMAP_PORTS if terms.kind == AccountKind.IMAP else networks.MAIL_PORTS
    if not 1 <= port <= 65_535 or (port not in ports and not is_open):
        known = ", ".join(str(each) for each in sorted(ports))
        raise invalid("port", f"Use one of the ports for mail: {known}.")
    return replace(
        terms,
        host=_host(host, port, ports),
        port=port,
        number="",
        secret=_secret("secret", terms.secret),
        client_secret=_secret("client_secret", terms.client_secret),
    )


def _host(typed: str, port: int, ports: Collection[int]) -> str:
    try:
        host = networks.host_of(typed)
    except networks.BadHost as error:
        raise invalid("host", str(error)) from error
    opened = networks.networks_of(settings.SENDER_NETWORKS)
    if networks.is_address(host) and not networks.may_reach(host, port, opened, ports):
        raise invalid("host", "This address is not open to senders. Use the server's public name.")
    return host


def _plain(name: str, typed: str, most: int) -> str:
    text = typed.strip()
    if len(text) > most or not text.isprintable() or " " in text:
        raise invalid(name, f"Use at most {most} characters, and no blanks.")
    if not text.isascii():
        raise invalid(name, "Use plain letters, digits and signs.")
    return text


def _asked(name: str, typed: str, sentence: str) -> str:
    text = _plain(name, typed, MOST_CLIENT)
    if not text:
        raise invalid(name, sentence)
    return text


def _secret(name: str, typed: str | None) -> str | None:
    """Blanks inside stay: app passwords are shown with them."""
    text = (typed or "").strip()
    if len(text) > MOST_SECRET or not text.isprintable() or not text.isascii():
        raise invalid(name, "It holds signs that no mail server takes. Copy it once more.")
    return text or None
