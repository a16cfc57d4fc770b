"""What an erasure does to the tables of this app: stops that outlive the person, emptied words,
and the key of their texts destroyed.

Kept are the hashes by which somebody stays stopped, decisions (ids, rules and counts), and who
decided what and when. What was typed in words goes.
"""

from collections.abc import Collection, Sequence
from uuid import UUID

from django.db import models

from compliance import vault
from compliance.case import Scope
from compliance.fingerprints import key_for
from compliance.models import (
    Consent,
    ExclusionRule,
    FindingWaiver,
    LiftRequest,
    Review,
    ReviewSignature,
    RuleException,
    RuleState,
    StopList,
    StopListState,
    Suppression,
    SuppressionReason,
    UnsubscribeToken,
)
from compliance.suppressing import REFERENCE, Stop, suppress_many
from contacts.addresses import parse_phone
from contacts.erasing import Traces, leave_conditions
from contacts.models import Contact
from tenancy.actors import Actor

SOURCE = "erasure"
HINT = "somebody who was erased"
# Tables that hold words about one contact, and what becomes of them.
EMPTIED: Sequence[tuple[type[models.Model], dict[str, object]]] = (
    (Consent, {"evidence": ""}),
    (LiftRequest, {"evidence": "", "reason": ""}),
    (RuleException, {"reason": ""}),
)


def numbers_of(people: Sequence[Contact]) -> set[str]:
    """The keys of everybody's telephone numbers."""
    texts = [(text, row.country) for row in people for text in (row.phone, row.mobile) if text]
    numbers = {parse_phone(text, country) for text, country in texts}
    return {key_for(Scope.PHONE, number) for number in numbers if number}


def stop_for_good(
    addresses: Collection[str],
    numbers: Collection[str],
    *,
    reference: str,
    contact_id: UUID,
    actor: Actor,
) -> list[Suppression]:
    """Stop these keys on every channel, for ever."""
    keys = [(Scope.ADDRESS, key) for key in sorted(addresses)]
    keys += [(Scope.PHONE, key) for key in sorted(numbers)]
    stops = [
        Stop(
            kind=kind,
            key=key,
            hint=HINT,
            reason=SuppressionReason.ERASED,
            source=SOURCE,
            evidence=reference,
            contact_id=contact_id,
        )
        for kind, key in keys
    ]
    return suppress_many(stops, actor=actor)


def empty(people: Sequence[Contact], keys: Collection[str], traces: Traces) -> None:
    """Take the words about these people from consents, exceptions, reviews, stops, links and
    lists, and destroy the keys of their texts. `keys` are of their addresses and numbers."""
    for model, blank in EMPTIED:
        model._default_manager.filter(contact__in=people).update(**blank)
    Review.queue.filter(contact__in=people).update(reason="")
    signed = ReviewSignature.objects.filter(review__in=Review.queue.filter(contact__in=people))
    signed.exclude(reason="").update(reason="")
    about = Suppression.objects.filter(key__in=keys)
    typed = about.exclude(reason=SuppressionReason.ERASED).exclude(evidence__regex=REFERENCE)
    typed.update(evidence="")
    about.update(hint=HINT)
    links = models.Q(contact_id__in=[row.pk for row in people]) | models.Q(address_key__in=keys)
    UnsubscribeToken.objects.filter(links).update(hint="")
    _leave_lists(traces)
    _leave_waivers(traces)
    # What was approved is never changed, so only drafts can forget.
    leave_conditions(ExclusionRule.objects.filter(state=RuleState.DRAFT), traces)
    lifted = about.exclude(lifted_at=None).values_list("pk", flat=True)
    for subject in (*lifted, *(row.pk for row in people)):
        vault.forget(subject)


def _leave_lists(traces: Traces) -> None:
    """A list holds what stopped nobody, and its file until a worker is done with it."""
    for row in StopList.objects.exclude(rejects="").defer("content"):
        if (left := traces.without(row.rejects)) != row.rejects:
            StopList.objects.filter(pk=row.pk).update(rejects=left)
    for row in StopList.objects.filter(state=StopListState.UPLOADED):
        lines = bytes(row.content).decode(row.encoding, "replace").splitlines(keepends=True)
        kept = [line for line in lines if not traces.are_in([line])]
        if len(kept) < len(lines):
            content = "".join(kept).encode(row.encoding, "replace")
            total = max(0, row.lines_total - len(lines) + len(kept))
            StopList.objects.filter(pk=row.pk).update(content=content, lines_total=total)


def _leave_waivers(traces: Traces) -> None:
    """Words that were accepted for everybody, and name this person."""
    for row in FindingWaiver.objects.all():
        if traces.are_in([row.words, row.reason]):
            FindingWaiver.objects.filter(pk=row.pk).update(words="erased", reason="")
