"""What is different about text messages: bytes, the stops of a number, what a refusal means."""

from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from uuid import UUID

from django.db.models import Q

from compliance import services as compliance
from compliance.case import Scope
from compliance.content import Content
from compliance.fingerprints import key_for
from compliance.models import Suppression, SuppressionKind, SuppressionReason
from compliance.vault import Erased
from enrollment import composing
from enrollment.channels import texting
from enrollment.channels.answers import Receipt
from enrollment.models import SendIntent
from enrollment.texting import SMS
from tenancy.actors import Actor

# Added to the last look where text messages are among those that are asked for: no stop of the
# number that nobody can override, and none that is younger than the arming.
STOPS = """
    AND NOT EXISTS (
        SELECT 1 FROM compliance_suppression AS stop
        WHERE stop.workspace_id = intent.workspace_id AND stop.kind = 'phone'
            AND stop.key = intent.number_key AND stop.lifted_at IS NULL
            AND stop.channel IN ('', 'sms') AND (stop.reason <> 'manual' OR stop.id > intent.id)
    )
"""


def is_text(content: Content) -> bool:
    """Whether it goes to a telephone."""
    return content.channel == SMS


def wire(content: Content) -> bytes:
    """The bytes that are posted, read back and compared with what was approved. Raises
    MessageError."""
    form = texting.wire(content)
    texting.must_say(form, content)
    return form


def number_key(content: Content) -> str:
    """By which the stops of its number are known; "" for what is no text message."""
    return key_for(Scope.PHONE, content.recipient) if is_text(content) else ""


def stopped_before(left: Mapping[SendIntent, datetime]) -> dict[UUID, datetime]:
    """When the number of each was stopped after its arming and before it left; one statement, none
    without text messages. The moment is that of the stop's beginning, so it errs towards saying
    that a message left after it."""
    texts = [row for row in left if row.number_key]
    if not texts:
        return {}
    stops = _stops_of({row.number_key for row in texts})
    found: dict[UUID, datetime] = {}
    for row in texts:
        own = [at for key, at in stops if key == row.number_key]
        between = [at for at in own if row.armed_at <= at <= left[row]]
        if between:
            found[row.pk] = min(between)
    return found


def _stops_of(keys: Collection[str]) -> list[tuple[str, datetime]]:
    rows = Suppression.objects.filter(
        Q(channel="") | Q(channel=SMS), kind=SuppressionKind.PHONE, key__in=keys, lifted_at=None
    )
    return [(key, _born(pk)) for pk, key in rows.values_list("pk", "key")]


def _born(pk: UUID) -> datetime:
    """The real time at which a row was made; `created_at` is the product's clock."""
    return datetime.fromtimestamp((pk.int >> 80) / 1000, UTC)


def note_refusal(intent: SendIntent, receipt: Receipt, actor: Actor) -> None:
    """What a refusal says for good: that the person has sent STOP to this number. An opt-out of
    text messages, in every sequence."""
    if receipt.code != texting.SAID_STOP or intent.content is None:
        return
    try:
        content = composing.stored(intent.content)
    except Erased:
        return
    compliance.suppress(
        kind=SuppressionKind.PHONE,
        value=content.recipient,
        reason=SuppressionReason.OPT_OUT,
        source="the provider of text messages",
        evidence=f"intent {intent.pk}",
        channel=SMS,
        contact_id=intent.touch.enrollment.contact_id,
        actor=actor,
    )
