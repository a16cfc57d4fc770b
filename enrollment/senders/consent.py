"""The round of consent: a person tells Google or Microsoft that we may send, and the refresh token
comes back to the mailbox (authorization code with PKCE).

What a round needs stays in the session of whoever began it, secrets sealed. It counts once, for ten
minutes, for that member, workspace and mailbox. Codes and tokens are in no log and no sentence.
"""

import hmac
import json
import secrets as random
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db import transaction

from compliance import keyring
from enrollment.channels import tokens
from enrollment.channels.tokens import Asking, NoAnswer, Ungranted
from enrollment.models import AccountAuth, AccountKind, AccountUse, Mailbox, SenderAccount
from enrollment.models.senders import use_of
from enrollment.senders import accounts, secrets
from enrollment.senders.terms import Terms, cleaned, invalid
from tenancy.actors import Actor
from tenancy.errors import Refused
from tenancy.models import Membership
from tenancy.rights import check_may
from tenancy.roles import Capability

PURPOSE = "consent"
HOLDS = timedelta(minutes=10)
READS = AccountUse.INCOMING.kinds
FORGED = (
    "This is not the answer to a consent that you asked for here in the last ten minutes. Begin"
    " again at the mailbox."
)
DENIED = "{giver} was told no, so nothing was stored. Begin again to give your consent."
REFUSED = (
    "{giver} gave no lasting token. Check the id and the secret of the application and that this"
    " address leads back, then begin again."
)
SILENT = "{giver} did not answer. Begin again in a moment."
# What a session keeps of a round, all of it text.
Round = Mapping[str, str]


@transaction.atomic
def begin(
    mailbox: Mailbox, terms: Terms, *, redirect: str, seat: Membership, actor: Actor
) -> Round:
    """A round for the application in `terms`, for the session to keep. The stored secret of the
    application is used while the application and its giver stay. Refused: not_allowed, invalid."""
    check_may(seat, actor, Capability.ADMINISTER)
    asked = cleaned(replace(terms, secret=None))
    if asked.kind not in (AccountKind.SMTP, *READS) or asked.auth != AccountAuth.OAUTH:
        raise invalid("provider", "Only Google and Microsoft ask for a consent.")
    asking = Asking(
        giver=asked.provider,
        client_id=asked.client_id,
        client_secret=asked.client_secret or _stored(mailbox, asked),
        directory=asked.directory,
        user=asked.user,
        redirect=redirect,
        state=random.token_urlsafe(32),
        verifier=random.token_urlsafe(48),
        reads=asked.kind if asked.kind in READS else "",
    )
    return {
        "mailbox": str(mailbox.pk),
        "seat": str(seat.pk),
        "at": datetime.now(UTC).isoformat(),
        "folders": "\n".join(asked.folders),
        "topic": asked.topic,
        "pusher": asked.pusher,
        "sealed": _sealed(mailbox.pk, asking),
    }


def leads_to(round_: Round | None, mailbox: Mailbox, *, seat: Membership) -> str:
    """Where the person consents; raises Refused when this is no round for the mailbox."""
    asking = _opened(round_, seat)
    if round_ is None or round_["mailbox"] != str(mailbox.pk):
        raise _forged()
    return tokens.consent_url(asking)


def answered(round_: Round | None, said: Mapping[str, str], *, seat: Membership) -> UUID:
    """The mailbox that an answer of the giver is about; raises Refused for one that is forged, late
    or a no."""
    asking = _opened(round_, seat)
    if not hmac.compare_digest(said.get("state", "").encode(), asking.state.encode()):
        raise _forged()
    if said.get("error") or not said.get("code"):
        raise _refused(DENIED, asking)
    assert round_ is not None, "an opened round is there"
    return UUID(round_["mailbox"])


def finish(
    round_: Round | None, said: Mapping[str, str], *, seat: Membership, actor: Actor
) -> SenderAccount:
    """Turn the answer into the account of the mailbox, and ask for a test. Uses the network, so
    never in a transaction. Raises Refused as `answered`, and when the giver does not give."""
    mailbox_id, asking = answered(round_, said, seat=seat), _opened(round_, seat)
    try:
        token = tokens.redeem(asking, said["code"])
    except Ungranted:
        raise _refused(REFUSED, asking) from None
    except NoAnswer:
        raise _refused(SILENT, asking) from None
    assert round_ is not None, "an opened round is there"
    reads = Terms(
        kind=asking.reads,
        port=993,
        security="tls",
        folders=round_["folders"].split("\n"),
        topic=round_["topic"],
        pusher=round_["pusher"],
    )
    terms = replace(
        reads if asking.reads else Terms(kind=AccountKind.SMTP),
        auth=AccountAuth.OAUTH,
        provider=asking.giver,
        user=asking.user,
        client_id=asking.client_id,
        directory=asking.directory,
        secret=token.refresh,
        client_secret=asking.client_secret,
    )
    with transaction.atomic():
        mailbox = Mailbox.objects.get(pk=mailbox_id)
    return accounts.save_account(mailbox, terms, seat=seat, actor=actor)


def label_of(provider: str) -> str:
    """The name of a giver."""
    return tokens.GIVERS[provider].label


def giver_of(round_: Round | None, *, seat: Membership) -> str:
    """The name of the giver of a round; raises Refused."""
    return label_of(_opened(round_, seat).giver)


def _stored(mailbox: Mailbox, asked: Terms) -> str:
    row = accounts.account_of(mailbox, use_of(asked.kind))
    names = ("kind", "auth", "provider", "client_id", "directory")
    if row is None or any(getattr(row, name) != getattr(asked, name) for name in names):
        return ""
    return secrets.unseal(row).client_secret


def _sealed(mailbox_id: UUID, asking: Asking) -> str:
    data = json.dumps(asdict(asking)).encode()
    return b64encode(keyring.seal(data, row=mailbox_id, what=PURPOSE)).decode()


def _opened(round_: Round | None, seat: Membership) -> Asking:
    if round_ is None or round_["seat"] != str(seat.pk):
        raise _forged()
    if datetime.now(UTC) - datetime.fromisoformat(round_["at"]) > HOLDS:
        raise _forged()
    try:
        raw = b64decode(round_["sealed"])
        data = keyring.unseal(raw, row=UUID(round_["mailbox"]), what=PURPOSE)
    except keyring.RingError:
        # Sealed for another workspace, or under a key that is gone.
        raise _forged() from None
    return Asking(**json.loads(data))


def _forged() -> Refused:
    return Refused(FORGED, code="forged")


def _refused(sentence: str, asking: Asking) -> Refused:
    return Refused(sentence.format(giver=label_of(asking.giver)), code="refused")
