"""What the CRM says about people, with the stops that follow from it.

`contacts` only stores that somebody opted out; here it also takes effect, in one transaction.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import transaction

from compliance import services as compliance
from compliance.models import Consent, SuppressionKind, SuppressionReason
from compliance.tracking_law import PURPOSE
from contacts import imports
from contacts import services as contacts
from contacts.merging import Changes, GivenConsent
from contacts.models import Account, Contact, Import
from contacts.services import Upserted
from enrollment import gates, stops
from enrollment.models import Enrollment, ExitReason
from enrollment.stops import Stopped
from signals import asking, changes
from tenancy import clock
from tenancy.actors import Actor, member
from tenancy.models import Membership


@transaction.atomic
def sync_contact(values: Mapping[str, Any], *, actor: Actor, may_except: bool = False) -> Upserted:
    """Add a person or bring them up to date; an opt-out in the record stops them at once, and of
    any other change the gate is asked again.

    Takes and raises what `contacts.services.upsert` takes and raises.
    """
    done = contacts.upsert(values, actor=actor, may_except=may_except)
    evidence = f"contact {done.contact.pk}"
    if done.consent:
        _keep_consents([done.consent], actor)
    if done.newly_opted_out:
        _stop_opted_out([done.contact], actor, evidence)
    asking.soon(changes.note([done.changes], evidence=evidence, actor=actor))
    return done


@transaction.atomic
def change_company(
    account: Account, said: Mapping[str, str], *, seat: Membership, actor: Actor
) -> None:
    """Say by hand where a company stands or whose its mailboxes are; the gate is asked again about
    all of its people in flight. Raises what `contacts.services.change_company` raises."""
    done = contacts.change_company(account, said, seat=seat, actor=actor)
    asking.soon(changes.note([done], evidence=f"company {account.pk}", actor=actor))


def run_import(import_id: UUID) -> None:
    """Run a started import to its end, with the stops and lawful bases that its rows name; then
    ask the gate again about the people in flight whom it has changed.

    Outside a transaction; running it again, or twice at once, does nothing twice.
    """
    with transaction.atomic():
        row = Import.objects.select_related("uploaded_by").get(pk=import_id)
        actor = member(row.uploaded_by)

    def on_opt_out(people: Sequence[Contact]) -> None:
        _stop_opted_out(people, actor, f"import {import_id}")

    def on_consent(given: Sequence[GivenConsent]) -> None:
        _keep_consents(given, actor)

    def on_change(changed: Sequence[Changes]) -> None:
        changes.note(changed, evidence=f"import {import_id}", actor=actor)

    imports.run(import_id, on_opt_out=on_opt_out, on_consent=on_consent, on_change=on_change)
    asking.work_off()


def _stop_opted_out(people: Sequence[Contact], actor: Actor, evidence: str) -> None:
    reachable = {each.email_base: each for each in people if each.email_base}
    _stop(
        [
            compliance.Stop(
                kind=SuppressionKind.ADDRESS,
                value=base,
                hint=compliance.mask(contact.email),
                reason=SuppressionReason.CRM,
                source="CRM",
                evidence=evidence,
                contact_id=contact.pk,
            )
            for base, contact in reachable.items()
        ],
        ExitReason.OPTED_OUT,
        evidence,
        actor,
    )
    without = [each.pk for each in people if not each.email_base]
    rows = Enrollment.objects.live().filter(contact__in=without).select_related("contact")
    for row in rows.order_by("pk"):
        stops.exit_enrollment(row, reason=ExitReason.OPTED_OUT, evidence=evidence, actor=actor)


def _stop(
    wanted: Sequence[compliance.Stop], cause: ExitReason, evidence: str, actor: Actor
) -> list[Stopped]:
    """Suppress addresses, and end what runs for them.

    The gates come first: whoever is being enrolled is either seen here as live, or is judged after
    us and sees the suppression. So only those who have something live are stopped one by one.
    """
    bases = [stop.value for stop in wanted]
    gates.lock(compliance.address_key(base) for base in bases)
    compliance.suppress_many(wanted, actor=actor)
    live = Enrollment.objects.live().filter(contact__email_base__in=bases)
    running = sorted(set(live.values_list("contact__email_base", flat=True)))
    return stops.stop_many(running, cause=cause, evidence=evidence, actor=actor)


def _keep_consents(given: Iterable[GivenConsent], actor: Actor) -> None:
    """Record the lawful bases that records name. One without a date is kept once."""
    now = clock.now()
    for each in given:
        rows = Consent.objects.filter(contact=each.contact, basis=each.basis)
        rows = rows.exclude(channel=PURPOSE)
        undated = each.given_at is None and rows.exists()
        # A ground that is dated in the future is none yet.
        if undated or (each.given_at and each.given_at > now):
            continue
        compliance.record_consent(
            each.contact,
            basis=each.basis,
            channel="",
            given_at=each.given_at or now,
            expires_at=None,
            evidence="As recorded in the CRM",
            actor=actor,
        )
