"""Signals that end: who is out of their sequences, and who is suppressed for good."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from compliance import services as compliance
from compliance.models import SuppressionKind, SuppressionReason
from contacts.models import Account, AccountState, Contact
from contacts.services import mark_company
from enrollment import gates, rejudging, returning, stops
from enrollment.models import Enrollment, ExitReason, NextAction
from enrollment.stops import Stopped
from signals import silenced
from signals.cases import Case, Effect, counted, key_of, locked
from tenancy.actors import Actor

NOTHING = "Nothing was running any more."


def end(
    case: Case,
    rows: Iterable[Enrollment],
    reason: ExitReason,
    follows: NextAction | None = None,
    back_at: datetime | None = None,
) -> list[Stopped]:
    """Exit these enrollments, one by one; who comes back does so at `back_at`."""
    return [
        stops.exit_enrollment(
            row,
            reason=reason,
            evidence=case.evidence,
            actor=case.actor,
            next_action=follows,
            next_action_at=back_at,
        )
        for row in rows
    ]


def told(stopped: Iterable[Stopped]) -> str:
    """What stops did, as a sentence; says plainly when a message was already leaving."""
    each = list(stopped)
    ended = sum(stop.exited for stop in each)
    leaving = max((stop.in_flight for stop in each), default=0)
    words = f"Ended {counted(ended)}." if ended else NOTHING
    if leaving:
        words += f" {leaving} message{'s were' if leaving > 1 else ' was'} already on the way out."
    return words


def bars(reason: SuppressionReason, cause: ExitReason) -> Effect:
    """The effect that suppresses the person for good, in every sequence, present and future."""

    def effect(case: Case) -> str:
        rows, people = locked(case), case.people
        addresses = {key_of(each): each for each in people if each.email_base}
        keys = case.keys() | addresses.keys()
        suppress_keys(keys, reason, case.actor, case.evidence, known=addresses)
        stopped = [
            stops.stop_address(
                addresses[key].email_base if key in addresses else key,
                cause=cause,
                evidence=case.evidence,
                actor=case.actor,
            )
            for key in sorted(keys)
        ]
        # Whoever has no address is reached by no key.
        left = Enrollment.objects.live().filter(pk__in=[row.pk for row in rows])
        stopped += end(case, left.select_related("contact"), cause)
        silenced.close_of(people, but=case.signal)
        return f"{reason.label}: suppressed everywhere. {told(stopped)}"

    return effect


def suppress_keys(
    keys: Iterable[str],
    reason: SuppressionReason,
    actor: Actor,
    evidence: str,
    *,
    known: Mapping[str, Contact] | None = None,
) -> None:
    """Suppress addresses by their keys, all channels; `known` gives the people behind them."""
    contacts = known or {}
    compliance.suppress_many(
        [
            compliance.Stop(
                kind=SuppressionKind.ADDRESS,
                key=key,
                hint=compliance.mask(contacts[key].email) if key in contacts else "",
                reason=reason,
                source="signal",
                evidence=evidence,
                contact_id=contacts[key].pk if key in contacts else None,
            )
            for key in sorted(keys)
        ],
        actor=actor,
    )


def bounced(case: Case) -> str:
    """The address that we wrote to does not exist; the person may have another one by now."""
    locked(case)
    now_at = key_of(case.contact)
    wrote = case.said.get("wrote") or next(iter(case.said.get("said", [])), now_at)
    suppress_keys(
        {wrote},
        SuppressionReason.HARD_BOUNCE,
        case.actor,
        case.evidence,
        known={now_at: case.contact},
    )
    if wrote != now_at:
        return "Suppressed the old address; the contact has another one by now."
    returning.amend(case.people, None, actor=case.actor, evidence=case.evidence)
    stopped = stops.stop_address(
        case.contact.email_base or now_at,
        cause=ExitReason.BOUNCED,
        evidence=case.evidence,
        actor=case.actor,
        contact_id=case.contact.pk,
    )
    return f"Suppressed the address. {told([stopped])}"


def company_changed(case: Case) -> str:
    """Note where the company stands, and ask the gate again about all of its people in flight."""
    account = case.contact.account
    if account is None:
        return "Changed nothing: the contact has no company."
    state = _set_state(account, case)
    gates.lock(key_of(each) for each in account.contacts.order_by("pk"))
    rows = Enrollment.objects.live().filter(contact__account=account)
    found = list(rows.select_related("contact__owner", "version").order_by("pk"))
    done = rejudging.ask_again(found, actor=case.actor, evidence=case.evidence)
    return f"{state.label}. {done}"


def hold_company(case: Case) -> None:
    """Lock the person's company until the commit. Whoever changes it by hand has it when they come
    to the gates, so it is taken before any of them."""
    rows = Account.objects.filter(contacts=case.contact)
    list(rows.select_for_update(no_key=True, of=("self",)).values_list("pk"))


def _set_state(account: Account, case: Case) -> AccountState:
    account = Account.objects.select_for_update(no_key=True).get(pk=account.pk)
    wanted = case.said.get("account_state") or account.state
    mark_company(account, {"state": wanted}, actor=case.actor)
    return AccountState(wanted)
