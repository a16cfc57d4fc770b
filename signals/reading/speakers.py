"""Who is speaking: a mail system or a person?

Points add up from the envelope, the sender and the header. `SURE` is a mail system whatever the
words; a person who forwards a bounce or writes about one never gets there.
"""

import re
from collections.abc import Iterator

from signals.reading.bounce_tongues import TITLES, saying_of_failure
from signals.reading.bounce_words import SUBJECT
from signals.reading.fields import ANSWER, Fields, addresses, mailboxes
from signals.reading.mime import Mail

SURE = 3
LIKELY = 2

_DAEMON = re.compile(
    r"(?:mailer[-_.]?(?:daemon|agent|demon)|mail[-_.]?d(?:a|e)?emon\w*|mdaemon|mmdf|pmdf|uucp|"
    r"(?:e?mail)[-_.]?(?:delivery|router|system|gateway)[-_.\w]*|smtp(?:d|[-_]?gateway)?|"
    r"microsoftexchange\w*|delivery[-_.\w]{0,30}|bouncehandler|mail_system|daemon|"
    r"(?:post|mail)[-_.]?office|non-?delivery\w*|undeliver\w*)"
)
_MAYBE = re.compile(
    r"(?:post[-_.]?mast(?:er)?|hostmaster|mailmaster|bounces?|[\w.-]{1,40}[-_]bounces?|"
    r"(?:mail)?admin\w*|mailer|[\w.-]{0,30}(?:gateway|router)|[\w.-]{1,30}-sa|system|sysadmin\w*|"
    r"sysop|webmaster|nobody|www-data|mta|relay|(?:help|service)-?desk|root|"
    r"no-?_?reply\w*|do-?not-?reply\w*|auto[-_.]?\w*|robot|notif\w*|ims|webshield|(?:mail|spam|"
    r"content|virus|smtp)?[-_]?(?:filter|scanner|gateway|firewall|gw\d?)|listmanager|"
    r"mail(?:gate(?:way)?|marshal|"
    r"sweeper|guard|server|host|security)?|quarantine|antispam|spam|majordomo|listserv|mailman\w*|"
    r"owner-[\w.-]{1,40}|[\w.-]{1,40}-owner|(?:sl|x|i|nt|surge|h)mail(?:server)?|sendmail|qmail|"
    r"postfix|exim\d?|zmailer|vpop3|mercury|groupwise|x\.?400[-_.\w]{0,20})"
)
_ROBOT = re.compile(r"(?:no|do-?not)[-_.]?reply|bounces?\b|mailer|robot|notif|auto[-_.]|postmaster")
_ROBOTIC = re.compile(
    r"notice|notif|bounce|deliver|mailer|gateway|filter|alert|daemon|zustell|mail[-_.]?(?:gw|system|"
    r"server|service|check|scan|sec)|quarantine|spam|virus|exchange|domino|imss|imsva|sophos|robot|"
    r"automat|no-?reply"
)
_NAME = re.compile(
    r"mail(?:er)?[- ]?daemon|system manager|"
    r"(?:e?mail|message) (?:delivery|system|router|gateway|administrat\w+)|"
    r"(?:mail|post) ?office|post ?mast(?:er)?\b|system (?:administrator|attendant)|"
    r"delivery (?:sub)?system|delivery (?:service|agent|notification)|mail server|"
    r"microsoft (?:exchange|outlook)|systemadministrator|administrador del sistema|"
    r"administrateur syst|amministratore (?:di )?sistema|administrador do sistema|systeembeheer|"
    r"administrator systemu|system administracyjny|systemadministratör|システム管理者|系统管理员|"
    r"シス|internet mail"
)
_MACHINE_FIELDS: tuple[tuple[str, str, int], ...] = (
    ("x-failed-recipients", "", SURE),
    ("x-dsncontext", "", SURE),
    ("x-ms-embedded-report", "", SURE),
    ("message-type", "delivery report", SURE),
    ("x-bounce-id", "", LIKELY),
    ("x-ms-exchange-message-is-ndr", "", SURE),
    ("x-mailer", r"<smtp32|mailenable|internet mail service|groupwise internet|.*postman", LIKELY),
    ("auto-submitted", r"auto-(?:replied|generated|notified)", LIKELY),
    ("x-auto-response-suppress", "", 1),
    ("precedence", r"bulk|junk|list|auto", 1),
    ("content-type", r"multipart/report", 1),
)
_ANSWER = re.compile(rf"(?:[\[(][^\])]{{1,60}}[\])] ?){{0,2}}(?:{ANSWER})")
_INTRODUCES = re.compile(
    r"(?:\W{0,20}|hi[.!] )(?:this is (?:the|an?) .{0,40}(?:mail (?:server|system|delivery)|"
    r"program|daemon|mailer|automatic\w*|delivery status)|this (?:report|message|mail|"
    r"e-?mail) (?:was|is|has been|relates) .{0,20}(?:created|generated|automatic|"
    r"to a message you sent)|(?:ceci est un|dies ist eine|este es un|questo è un|esta é uma|"
    r"dit is een|to jest) .{0,30}automat)"
)
_SUBJECT = re.compile(f"{SUBJECT}|{TITLES}")
_POSTMASTER = re.compile(r"post[-_.]?master[\w.-]{0,20}|mail-?master|mailadmin\w{0,10}")


def introduces_itself(text: str) -> bool:
    """Whether a text begins as mail systems present themselves; `text` is lower case, flat."""
    return _INTRODUCES.match(text) is not None


def machine_points(mail: Mail) -> int:
    """How much speaks for a mail system; 0 for an ordinary letter."""
    if is_daemon_sender(mail):
        return SURE
    points = list(_points(mail))
    if (answers(mail) or _is_written_back(mail)) and not has_null_path(mail.fields):
        return min(sum(points), 1)
    # Hints do not add up to certainty: ticket systems give them all.
    return max(points, default=0) if SURE in points else min(sum(points), LIKELY)


def is_daemon_sender(mail: Mail) -> bool:
    """Whether the From field names a mail system by its address, or by name and postmaster."""
    value, local = mail.fields.get("from").lower(), local_part(sender(mail))
    if _DAEMON.fullmatch(local) or (not local and not mail.fields.get("from").strip("<>@ ")):
        return mail.fields.has("from")
    if _POSTMASTER.fullmatch(local) and has_null_path(mail.fields):
        return True
    if (answers(mail) or _can_be_answered(mail)) and not has_null_path(mail.fields):
        return False
    return _NAME.search(value.partition("<")[0]) is not None and (
        _MAYBE.fullmatch(local) is not None or not local
    )


def _is_written_back(mail: Mail) -> bool:
    """Whether it answers a message as letters do; reports of Exchange name what they answer too."""
    is_report = mail.originals() or mail.root.content_type == "multipart/report"
    return mail.fields.has("in-reply-to") and not is_report and not says_failure(mail)


def _can_be_answered(mail: Mail) -> bool:
    """Whether the envelope gives the sender's own address, as letters do."""
    paths = [a for v in mail.fields.every("return-path") for a in addresses(v)]
    return sender(mail) in paths


def is_daemon(address: str) -> bool:
    """Whether an address can only be a mail system's."""
    return _DAEMON.fullmatch(local_part(address)) is not None


def is_help(address: str) -> bool:
    """Whether notices name an address so that somebody may write there."""
    return is_daemon(address) or local_part(address) in ("postmaster", "post-master", "abuse")


def is_robot_sender(mail: Mail) -> bool:
    """Whether the From field names something else than a person."""
    local = local_part(sender(mail))
    if _MAYBE.fullmatch(local) or _ROBOTIC.search(local):
        return True
    return _bears_a_role(mail)


def _bears_a_role(mail: Mail) -> bool:
    """Whether From names a mail system, and beside it nobody whose address it is.

    "System Administrator Joe <joe@host.example>" is Joe.
    """
    address = sender(mail)
    value = mail.fields.get("from").lower().replace(address, "")
    role = _NAME.search(value)
    if role is None:
        return False
    beside = value[: role.start()] + value[role.end() :]
    own = (part for part in re.split(r"[\W\d_]+", local_part(address)) if len(part) > 2)
    return not any(part in beside for part in own)


def is_unattended(mail: Mail) -> bool:
    """Whether nobody writes from the sender's address, or the header calls it a machine's."""
    is_answering = re.match(r"auto-(?:gen|not)", mail.fields.get("auto-submitted").lower())
    return is_answering is not None or _ROBOT.match(local_part(sender(mail))) is not None


def has_null_path(fields: Fields) -> bool:
    """Whether the envelope said that nobody may be answered."""
    for value in fields.every("return-path"):
        path = value.strip().lower()
        if path in ("<>", "<@>", "<#@[]>") or _DAEMON.fullmatch(local_part(path.strip("<> "))):
            return True
    return False


def answers(mail: Mail) -> bool:
    """Whether the subject is that of an answer or of something handed on."""
    return _ANSWER.match(subject_of(mail)) is not None


def says_failure(mail: Mail) -> str:
    """The words of the subject that tell a failed delivery, or nothing.

    What stands behind "Re:" is the subject of another message.
    """
    subject = subject_of(mail)
    if _ANSWER.match(subject) and not is_daemon(sender(mail)):
        return ""
    found = _SUBJECT.search(subject)
    return found[0] if found else saying_of_failure(subject)


def subject_of(mail: Mail) -> str:
    """The subject, lower case, on one line."""
    return " ".join(mail.fields.get("subject").lower().replace("’", "'").split())[:400]


def sender(mail: Mail) -> str:
    """The address in From or nothing."""
    return (mailboxes(mail.fields.get("from")) or ("",))[0]


def local_part(address: str) -> str:
    """What stands before the @, lower case."""
    return address.rpartition("@")[0].lower()


def _points(mail: Mail) -> Iterator[int]:
    fields, local = mail.fields, local_part(sender(mail))
    report = mail.root.params.get("report-type", "").lower().strip("'\" ")
    if has_null_path(fields) or report == "delivery-status":
        yield SURE
    if not fields.get("from") or _bears_a_role(mail) or _MAYBE.fullmatch(local):
        yield LIKELY
    for key, pattern, weight in _MACHINE_FIELDS:
        if any(re.match(pattern, value.lower()) for value in fields.every(key)):
            yield weight
