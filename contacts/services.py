"""Work on single contacts: take in what a CRM or a program says about one person."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import IntegrityError, OperationalError, connection, transaction
from psycopg.errors import DeadlockDetected

from audit.actions import Action
from audit.recording import Fact, record, record_many
from contacts.accounts import opens
from contacts.companies import normal_name
from contacts.incoming import Incoming, clean, read
from contacts.merging import Changes, GivenConsent, Merge
from contacts.models import Account, Contact
from tenancy.actors import Actor
from tenancy.errors import Refused
from tenancy.models import Membership
from tenancy.reading import own_workspace
from tenancy.rights import check_may
from tenancy.roles import Capability
from tenancy.scope import current_workspace_id

_TRIES = 3


@dataclass(frozen=True, slots=True)
class Upserted:
    """What became of a record: `changed` names fields; `consent` is for compliance to record,
    `changes` for whoever asks the gate again about people in flight, and `notes` are sentences on
    what was not taken."""

    contact: Contact
    created: bool
    changed: tuple[str, ...]
    newly_opted_out: bool
    consent: GivenConsent | None = None
    changes: Changes = field(default_factory=Changes)
    notes: tuple[str, ...] = ()


def upsert(values: Mapping[str, Any], *, actor: Actor, may_except: bool = False) -> Upserted:
    """Add a person or bring them up to date; two calls at once end in one contact.

    `values` speaks the words of `contacts.incoming.ACCEPTED`; `company_subscriber` is taken only
    from those who `may_except`, that is let people pass a rule of the gate. Found by record ID,
    else by address, else (where the workspace merges plus tags) by the address without its tag.
    Raises Refused with the code `invalid_contact`, `two_people`, `erased` or `busy`.
    """
    record = read(clean(values))
    for _ in range(_TRIES):
        try:
            with transaction.atomic():
                return _merge(record, actor, may_except)
        except (IntegrityError, OperationalError) as error:
            if not is_collision(error):
                raise
    raise Refused("Others are changing this contact right now. Send it again.", code="busy")


def change_company(
    account: Account, said: Mapping[str, str], *, seat: Membership, actor: Actor
) -> Changes:
    """Say by hand where a company stands (`state`) and whose its mailboxes are (`subscriber`).

    Refused: not_allowed, also where it might let pass whom the gate blocks now; that is for those
    who may grant exceptions.
    """
    check_may(seat, actor, Capability.EDIT_CONTACTS)
    with transaction.atomic():
        row = Account.objects.select_for_update(no_key=True).get(pk=account.pk)
        if opens(row, said):
            check_may(seat, actor, Capability.EXCEPT)
        return mark_company(row, said, actor=actor)


def mark_company(account: Account, said: Mapping[str, str], *, actor: Actor) -> Changes:
    """Store what is known about a company by now, with its audit entry; the row is locked."""
    changed = {name: value for name, value in said.items() if getattr(account, name) != value}
    if not changed:
        return Changes()
    before = {name: getattr(account, name) for name in changed}
    for name, value in changed.items():
        setattr(account, name, value)
    account.save(update_fields=list(changed))
    fields = sorted(changed)
    record(
        Action.ACCOUNT_CHANGED,
        account,
        actor=actor,
        label=account.name,
        fields=fields,
        before=before,
    )
    return Changes(companies={account.pk: frozenset(changed)})


def choose_language(contact: Contact, language: str, *, actor: Actor) -> None:
    """The person says themselves in which language they are written to; from now on no record of
    others replaces it. In a transaction."""
    row = Contact.objects.select_for_update(no_key=True).get(pk=contact.pk)
    if row.language == language and row.language_chosen:
        return
    row.language, row.language_chosen, row.revision = language, True, row.revision + 1
    row.save(update_fields=["language", "language_chosen", "revision", "updated_at"])
    record(Action.CONTACT_CHANGED, row, actor=actor, fields=["language"], revision=row.revision)


def clear_crm_opt_out(base: str, *, actor: Actor) -> int:
    """Forget the CRM's opt-out of everybody with this address; only where new consent was accepted.

    `base` is the address in its base form. The CRM may say it again, which stops them again.
    """
    with transaction.atomic():
        rows = list(Contact.objects.select_for_update().filter(email_base=base, crm_opted_out=True))
        for row in rows:
            row.crm_opted_out, row.revision = False, row.revision + 1
            row.save(update_fields=["crm_opted_out", "revision", "updated_at"])
        said = {"fields": ["crm_opted_out"]}
        facts = (Fact(Action.CONTACT_CHANGED, row, data=said) for row in rows)
        record_many(facts, actor=actor)
    return len(rows)


def is_collision(error: Exception) -> bool:
    """Whether trying again can help: somebody else wrote the same thing at the same moment."""
    return isinstance(error, IntegrityError) or isinstance(error.__cause__, DeadlockDetected)


def hold_additions() -> None:
    """Let nobody else add contacts to this workspace until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [_everybody()])


def _merge(record: Incoming, actor: Actor, may_except: bool) -> Upserted:
    workspace = own_workspace()
    # Rows are locked last: an import waits for them while it holds what `_queue_up` waits for.
    if not _loaded(Merge(workspace, lock=False, may_except=may_except), record).is_known(record):
        _queue_up(_keys(record))
    merge = _loaded(Merge(workspace, lock=True, may_except=may_except), record)
    done = merge.take(record)
    merge.write(actor=actor)
    return Upserted(
        done.contact,
        done.created,
        done.changed,
        done.newly_opted_out,
        done.consent,
        merge.changes,
        done.notes,
    )


def _loaded(merge: Merge, record: Incoming) -> Merge:
    merge.load([record])
    return merge


def _queue_up(keys: Sequence[str]) -> None:
    """Wait for others who add the same person or company.

    No unique constraint covers plus tags and company names, and one that does would fail the
    second caller instead of merging.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock_shared(hashtextextended(%s, 0))", [_everybody()]
        )
        cursor.execute(
            "SELECT pg_advisory_xact_lock(key) FROM (SELECT DISTINCT hashtextextended(name, 0) AS"
            " key FROM unnest(%s::text[]) AS name ORDER BY 1) AS keys",
            [list(keys)],
        )


def _everybody() -> str:
    return f"contacts:{current_workspace_id()}"


def _keys(record: Incoming) -> list[str]:
    company = record.company
    names = {
        "id": record.external_id,
        "address": record.address.base if record.address else "",
        "company": normal_name(company.name),
        "domain": company.domain,
        "company id": company.external_id,
    }
    return [f"{_everybody()}:{kind}:{name}" for kind, name in names.items() if name]
