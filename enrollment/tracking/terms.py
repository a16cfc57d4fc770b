"""What a workspace allows its versions to watch, and the domain under which it does.

A domain counts when the DNS has proven two things: a record with a text that only this workspace
can know says that its owner agrees, and its name leads to this installation. Both are looked up
again every day; what is gone ends the tracking of new messages, and links that were given out lead
on.
"""

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.db import transaction

from audit.actions import Action
from audit.recording import record
from compliance import sender_records, vault
from contacts.addresses import AddressError, parse_address
from enrollment import gates, lookups
from enrollment.models import TrackingTerms
from tenancy.actors import Actor, system
from tenancy.alone import alone
from tenancy.errors import Refused
from tenancy.models import Membership
from tenancy.reading import read
from tenancy.rights import check_may
from tenancy.roles import Capability

HOUSE = system("tracking domain")
DAILY = timedelta(days=1)
# A look that got no answer changes nothing; after so long nobody knows any more.
GOOD_FOR = timedelta(days=7)
MOST_SITES = 20
NO_PROOF = "The record that proves the domain yours was not found."
NO_WAY = "The name of the domain does not lead here."


@dataclass(frozen=True, slots=True)
class Publication:
    """What the domain's owner publishes: name and text of a TXT record, and where CNAME leads."""

    name: str
    text: str
    leads_to: str


@dataclass(frozen=True, slots=True)
class Terms:
    """What is allowed now. `host` "" means: nothing is watched, and `why` says why not."""

    host: str = ""
    sites: tuple[str, ...] = ()
    why: str = "The workspace does not track opens and clicks."


def here() -> str:
    """The name of this installation."""
    return (urlsplit(settings.PUBLIC_URL).hostname or "").lower()


def row() -> TrackingTerms | None:
    """What is stored; one statement."""
    found = read(TrackingTerms, "TRUE")
    return found[0] if found else None


def current() -> Terms:
    """What is allowed now; one statement."""
    kept = row()
    return Terms() if kept is None else _terms(kept, datetime.now(UTC))


def _terms(kept: TrackingTerms, now: datetime) -> Terms:
    sites = tuple(kept.sites)
    if not kept.is_on:
        return Terms(sites=sites)
    if kept.verified_at is None or now - kept.verified_at > GOOD_FOR:
        return Terms(sites=sites, why="The tracking domain of the workspace is not verified.")
    return Terms(kept.host, sites, "")


def publication(host: str) -> Publication:
    """What to publish for a domain. The text is other for each domain and workspace."""
    digest = hmac.new(vault.derived("tracking domain"), host.encode(), hashlib.sha256).hexdigest()
    return Publication(f"_tracking.{host}", f"tracking={digest[:40]}", here())


def change(
    *, is_on: bool, host: str, sites: Sequence[str], seat: Membership, actor: Actor
) -> TrackingTerms:
    """Switch tracking on or off, and name its domain and the workspace's own sites. A message that
    is being armed comes before it, or asks the new terms.

    Another domain has to be verified anew. Refused: not_allowed, invalid.
    """
    name, own = _host(host), _sites(sites)
    if is_on and not name:
        raise _invalid("host", "Name the domain under which links are tracked.")
    with transaction.atomic():
        check_may(seat, actor, Capability.ADMINISTER)
        kept = _locked() or TrackingTerms()
        before = {"on": kept.is_on, "host": kept.host, "sites": list(kept.sites)}
        if kept.host != name:
            kept.verified_at, kept.looked_at, kept.found = None, None, ""
        kept.is_on, kept.host, kept.sites = is_on, name, own
        kept.changed_by, kept.changed_at = seat, datetime.now(UTC)
        kept.save()
        after: dict[str, Any] = {"on": is_on, "host": name, "sites": own}
        if after != before:
            record(Action.TRACKING_CHANGED, kept, actor=actor, **after)
            gates.take_workspace()
    return kept


def verify(*, seat: Membership, actor: Actor) -> TrackingTerms:
    """Look the domain up now. Call it outside a transaction. Refused: not_allowed, invalid (no
    domain is named), reserved_name, unanswered."""
    with transaction.atomic():
        check_may(seat, actor, Capability.ADMINISTER)
        kept = row()
        if kept is None or not kept.host:
            raise _invalid("host", "Name the domain first.")
        asked = publication(kept.host)
    if sender_records.is_reserved(kept.host):
        message = f"{kept.host} is a name for examples, and nobody can publish records for it."
        raise Refused(message, code="reserved_name")
    try:
        missing = _missing(kept.host, asked)
    except lookups.Unanswered:
        message = "No DNS server answered. Try again in a minute."
        raise Refused(message, code="unanswered") from None
    done = _keep(kept, missing, actor)
    if done is None:
        raise Refused("The domain was changed meanwhile. Look again.", code="state_changed")
    return done


def look_again(terms_id: UUID) -> None:
    """Look a domain up whose last look is a day old; what got no answer changes nothing."""
    with alone(f"tracking domain:{terms_id}") as is_ours:
        with transaction.atomic():
            kept = row()
            asked = publication(kept.host) if kept else None
        if not is_ours or kept is None or asked is None or not _is_due(kept):
            return
        try:
            missing = _missing(kept.host, asked)
        except lookups.Unanswered:
            return
        _keep(kept, missing, HOUSE)


def look_due() -> None:
    """Look the workspace's domain up where that is due; for the sweep, outside a transaction."""
    with transaction.atomic():
        kept = row()
    if kept is not None and _is_due(kept):
        look_again(kept.pk)


def _is_due(kept: TrackingTerms) -> bool:
    if not kept.is_on or sender_records.is_reserved(kept.host):
        return False
    return kept.looked_at is None or datetime.now(UTC) - kept.looked_at >= DAILY


def _missing(host: str, asked: Publication) -> str:
    texts = lookups.texts(asked.name)
    if asked.text not in {text.strip() for text in texts[: sender_records.MOST_RECORDS]}:
        return f"{NO_PROOF} Publish the text at {asked.name}."
    if asked.leads_to not in lookups.aliases(host):
        return f"{NO_WAY} Publish a CNAME from {host} to {asked.leads_to}."
    return ""


@transaction.atomic
def _keep(seen: TrackingTerms, missing: str, actor: Actor) -> TrackingTerms | None:
    """Store what was found; None when the domain was exchanged while it was looked up."""
    kept = _locked()
    if kept is None or kept.host != seen.host:
        return None
    was = kept.verified_at is not None
    kept.looked_at, kept.found = datetime.now(UTC), missing[:300]
    kept.verified_at = None if missing else kept.looked_at
    kept.save(update_fields=["looked_at", "found", "verified_at"])
    if was != (not missing):
        said: Mapping[str, Any] = {"host": kept.host, "verified": not missing}
        record(Action.TRACKING_VERIFIED, kept, actor=actor, **said)
        gates.take_workspace()
    return kept


def _locked() -> TrackingTerms | None:
    return TrackingTerms.objects.select_for_update(of=("self",)).first()


def _host(typed: str) -> str:
    if not typed.strip():
        return ""
    name = _domain("host", typed)
    ours = here()
    if name == ours or ours.endswith(f".{name}"):
        raise _invalid("host", "This is the installation's own name. Use a domain of yours.")
    if name.count(".") < 2 and not sender_records.is_reserved(name):
        raise _invalid("host", "Use a name below your domain, such as links.acme.example.")
    return name


def _sites(typed: Sequence[str]) -> list[str]:
    found = list(dict.fromkeys(_domain("sites", each) for each in typed if each.strip()))
    if len(found) > MOST_SITES:
        raise _invalid("sites", f"Name at most {MOST_SITES} sites.")
    return found


def _domain(field: str, typed: str) -> str:
    try:
        return parse_address(f"anyone@{typed.strip().lower().rstrip('.')}").domain
    except AddressError as error:
        sentence = f"“{typed.strip()[:80]}” is no domain name. Write it like links.acme.example."
        raise _invalid(field, sentence) from error


def _invalid(field: str, sentence: str) -> Refused:
    return Refused(sentence, code="invalid", fields={field: sentence})
