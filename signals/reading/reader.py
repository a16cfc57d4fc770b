"""From the bytes of one message to its reading.

The order of the questions is the order of trust: machines that follow a standard first
(complaint, delivery report), then those that only use words, then what is not meant for us,
then automatic answers, and last what a person wrote.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime

from signals.kinds import Kind
from signals.reading.automatic import Signs, automatic_signs, is_machines_phrase
from signals.reading.bodies import marked_lines, unmarked_lines, ways_out
from signals.reading.complaints import read_complaint
from signals.reading.dates import Return, day_first, find_return
from signals.reading.delivery import envelope_id, worst
from signals.reading.fields import Fields, addresses, domain_of, message_ids
from signals.reading.folding import fold, sentences
from signals.reading.intent import Intent, Rule, Understanding, understand
from signals.reading.mime import Mail, parse
from signals.reading.optout import Finding, Wish, find_wish
from signals.reading.quoting import Split, best_split
from signals.reading.refusals import read_bounce
from signals.reading.results import Delivery, Envelope, Evidence, Reading, StandIn, evidence
from signals.reading.senders import aliases, author, display_name
from signals.reading.stand_ins import stand_ins
from signals.reading.unrelated import causes_to_ignore

_ENCRYPTED = ("multipart/encrypted", "application/pkcs7-mime", "application/x-pkcs7-mime")
_MAX_REFERENCES = 50
#: Of a thread that is longer, so many of its oldest, which may be ours.
_OLDEST = 10
_MAX_CONTACTS = 10
_MAX_SAID = 3
#: A complaint bars a person for good, so hints alone are left to a person.
_SURE = 0.75
#: What a reply means for the sequence; the other intents are a reply that the owner answers.
_KINDS = {
    Intent.COMPLAINT: Kind.COMPLAINT,
    Intent.WRONG_PERSON: Kind.WRONG_PERSON,
    Intent.REFERRAL: Kind.REFERRAL,
    Intent.NOT_NOW: Kind.NOT_NOW,
    Intent.OBJECTION: Kind.OBJECTION,
}


@dataclass(frozen=True, slots=True)
class _Letter:
    """A parsed message with what every question needs to know of it."""

    mail: Mail
    raw: bytes
    split: Split
    signs: Signs
    back: Return | None
    base: Reading
    own_domains: frozenset[str]
    received: date
    rules: tuple[Rule, ...]

    @property
    def fields(self) -> Fields:
        return self.mail.fields


def read(
    raw: bytes,
    *,
    received_at: datetime,
    own_domains: frozenset[str] = frozenset(),
    rules: tuple[Rule, ...] = (),
) -> Reading:
    """Read a message as it came in.

    raw: the message with its headers, any line endings, any size (10 MB are looked at).
    received_at: aware; dates without a year are resolved from its day.
    own_domains: lower-case domains that we send from; mail from there is no signal.
    rules: the workspace's own, by example; they decide what human replies mean.
    Never raises: what cannot be read is `Kind.UNCLEAR` with evidence, so that a person looks.
    """
    try:
        return _read(_open(raw, received_at.date(), own_domains, rules))
    except Exception as error:  # Hostile mail must stop the sequence, not the reader.
        return Reading(Kind.UNCLEAR, 0.0, (evidence("reader", type(error).__name__),))


def _read(letter: _Letter) -> Reading:
    questions = (_complaint, _bounce, _not_for_us, _unreadable, _automatic)
    found = next((r for question in questions if (r := question(letter)) is not None), None)
    reading = found if found is not None else _from_person(letter)
    return _with_limits(reading, letter.mail)


def _open(
    raw: bytes, received: date, own_domains: frozenset[str], rules: tuple[Rule, ...]
) -> _Letter:
    mail = parse(raw)
    split = best_split(marked_lines(mail), unmarked_lines(mail), mail.fields.get("from"))
    base = _base(mail, split, own_domains)
    text = f"{base.subject}\n\n{split.own}"
    back = find_return(text, received, day_first=day_first(base.sender))
    signs = automatic_signs(
        mail.fields, split.own, quotes=split.quoted, names_return=back is not None
    )
    return _Letter(mail, raw, split, signs, back, base, own_domains, received, rules)


def _base(mail: Mail, split: Split, own_domains: frozenset[str]) -> Reading:
    fields = mail.fields
    sender = author(fields, own_domains)
    return Reading(
        kind=Kind.UNCLEAR,
        confidence=0.0,
        evidence=(),
        recipients=(sender,) if sender else (),
        sender=sender,
        sender_name=display_name(fields),
        known_as=aliases(fields, sender, own_domains),
        references=_references(fields),
        ways_out=ways_out(mail),
        envelope=_envelope(mail),
        subject=fields.get("subject")[:500],
        new_text=split.new,
    )


def _references(fields: Fields) -> tuple[str, ...]:
    nearest = message_ids(fields.get("in-reply-to"))
    older = tuple(reversed(message_ids(fields.get("references"))))
    every = tuple(dict.fromkeys((*nearest, *older)))
    if len(every) <= _MAX_REFERENCES:
        return every
    return (*every[: _MAX_REFERENCES - _OLDEST], *every[-_OLDEST:])


def _envelope(mail: Mail) -> Envelope:
    fields = mail.fields
    path = fields.get("return-path").strip("<> ") if fields.has("return-path") else None
    names = ("delivered-to", "x-original-to", "envelope-to", "x-envelope-to", "to", "cc")
    to = dict.fromkeys(a for n in names for v in fields.every(n) for a in addresses(v))
    return Envelope(path[:250] if path is not None else None, tuple(to)[:20], envelope_id(mail))


def _complaint(letter: _Letter) -> Reading | None:
    found = read_complaint(letter.mail)
    if found is None:
        return None
    return replace(
        letter.base,
        kind=found.kind,
        confidence=0.99 if found.recipients or found.references else 0.7,
        evidence=(evidence("feedback-report", found.cue),),
        recipients=found.recipients,
        references=_joined(found.references, letter),
        new_text="",
    )


def _bounce(letter: _Letter) -> Reading | None:
    """Reports and notices of mail systems; a notice about nobody waits for a person."""
    ours = frozenset(letter.base.envelope.delivered_to)
    found = read_bounce(letter.mail, letter.raw, ours)
    if found is None:
        return None
    if found.is_success:
        return _other(letter, evidence("delivery-status", found.cue))
    where = evidence("delivery-status" if found.is_report else "text", found.cue)
    deliveries = tuple(
        d
        for d in found.deliveries
        if found.is_report or domain_of(d.recipient) not in letter.own_domains
    )
    if deliveries:
        confidence = 0.99 if found.is_report else 0.9
        return _bounced(letter, deliveries, found.references, where, confidence)
    return replace(
        letter.base,
        confidence=0.5,
        evidence=(evidence("text", f"{found.cue} — but no recipient is named"),),
        recipients=(),
        references=_joined(found.references, letter),
        new_text="",
    )


def _bounced(
    letter: _Letter,
    deliveries: tuple[Delivery, ...],
    references: tuple[str, ...],
    where: Evidence,
    confidence: float,
) -> Reading:
    kind = worst(deliveries)
    lead = next(delivery for delivery in deliveries if delivery.kind is kind)
    concerned = (d.recipient for d in deliveries if d.kind is kind and d.recipient)
    return replace(
        letter.base,
        kind=kind,
        confidence=confidence,
        evidence=(where,),
        recipients=tuple(dict.fromkeys(concerned)),
        references=_joined(references, letter),
        new_text="",
        status=lead.status,
        reason=lead.reason,
        permanent=lead.permanent,
        deliveries=deliveries,
    )


def _joined(first: tuple[str, ...], letter: _Letter) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*first, *letter.base.references)))[:_MAX_REFERENCES]


def _not_for_us(letter: _Letter) -> Reading | None:
    """Receipts, own mail, drafts, calendar answers, lists; an opt-out wish in them still counts."""
    base = letter.base
    causes = causes_to_ignore(letter.mail, base.sender, base.references, letter.own_domains)
    cause = next(causes, None)
    if cause is None or (_wish(letter).wish is Wish.CLEAR and cause.where != "from"):
        return None
    return _other(letter, cause)


def _other(letter: _Letter, cause: Evidence) -> Reading:
    return replace(letter.base, kind=Kind.OTHER, confidence=0.95, evidence=(cause,))


def _unreadable(letter: _Letter) -> Reading | None:
    if letter.mail.root.content_type in _ENCRYPTED:
        return replace(letter.base, evidence=(evidence("content-type", "encrypted"),))
    return None


def _automatic(letter: _Letter) -> Reading | None:
    signs = letter.signs
    if not signs.is_automatic and not (signs.left and signs.has_hint and signs.score > 5):
        return None
    kind = Kind.LEFT_COMPANY if signs.left else Kind.AUTO_REPLY
    others = _stand_ins(letter)
    found = replace(
        letter.base,
        kind=kind,
        confidence=min(0.99, 0.5 + signs.score / 30),
        evidence=signs.evidence,
        alternative_contacts=tuple(each.address for each in others if each.address),
        stand_ins=others,
        return_date=letter.back.day if letter.back else None,
        is_first_day_back=letter.back.is_first_day_back if letter.back else None,
    )
    if asked := _asked(letter):
        asks = evidence("text", f"an automatic answer that asks: {asked}")
        return replace(found, kind=Kind.UNCLEAR, confidence=0.5, evidence=(*signs.evidence, asks))
    return found


def _asked(letter: _Letter) -> str:
    """The words by which an automatic answer asks to be left alone, beside those that such answers
    use anyway; "" when it does not."""
    wish = _wish(letter)
    if wish.wish is not Wish.CLEAR or not is_machines_phrase(wish.quote):
        return wish.quote if wish.wish is Wish.CLEAR else ""
    others = (find_wish(each) for each in sentences(fold(letter.split.new)))
    clear = (each.quote for each in others if each.wish is Wish.CLEAR)
    return next((each for each in clear if not is_machines_phrase(each)), "")


def _stand_ins(letter: _Letter) -> tuple[StandIn, ...]:
    subject = addresses(letter.base.subject)  # "Confirm your message to …"
    own = frozenset({letter.base.sender, *letter.base.envelope.delivered_to, *subject})
    found = stand_ins(letter.split.new, own)
    return tuple(each for each in found if domain_of(each.address) not in letter.own_domains)


def _alternatives(letter: _Letter) -> tuple[str, ...]:
    known = {letter.base.sender, *letter.base.envelope.delivered_to}
    named = [a for a in addresses(letter.split.own) if a not in known]
    return tuple(a for a in named if domain_of(a) not in letter.own_domains)[:_MAX_CONTACTS]


def _wish(letter: _Letter) -> Finding:
    return find_wish(letter.split.new, letter.split.tail, letter.base.subject)


def _from_person(letter: _Letter) -> Reading:
    base, meant = letter.base, _understood(letter)
    where = "text" if base.new_text else "subject"
    said = tuple(evidence(where, each.words) for each in meant.said[:_MAX_SAID])
    if meant.intent is Intent.OPT_OUT:
        return replace(
            base, kind=Kind.OPT_OUT, confidence=meant.confidence, evidence=said, understood=meant
        )
    if not base.new_text:
        return replace(base, evidence=(evidence("text", "no text of the sender's own"),))
    if not base.sender:
        return replace(base, evidence=(evidence("from", "no sender"),), understood=meant)
    if meant.held or (meant.intent is Intent.COMPLAINT and meant.confidence < _SURE):
        return replace(base, confidence=meant.confidence, evidence=said, understood=meant)
    return _meaning(_reply(letter), meant, said)


def _understood(letter: _Letter) -> Understanding:
    meant = understand(
        letter.split.new,
        received=letter.received,
        tail=letter.split.tail,
        subject=letter.base.subject,
        rules=letter.rules,
    )
    known = {letter.base.sender, *letter.base.envelope.delivered_to}
    ours = letter.own_domains
    others = (c for c in meant.contacts if c.email not in known and domain_of(c.email) not in ours)
    return replace(meant, contacts=tuple(others))


def _meaning(reply: Reading, meant: Understanding, said: tuple[Evidence, ...]) -> Reading:
    kind = _KINDS.get(meant.intent, Kind.REPLY)
    if kind is Kind.REPLY:
        return replace(reply, understood=meant)
    return replace(
        reply,
        kind=kind,
        confidence=min(reply.confidence, meant.confidence),
        evidence=(*said, *reply.evidence),
        return_date=meant.come_back if kind is Kind.NOT_NOW else None,
        understood=meant,
    )


def _reply(letter: _Letter) -> Reading:
    base = letter.base
    facts = [evidence("in-reply-to", base.references[0])] if base.references else []
    if letter.signs.left:
        facts.append(evidence("text", letter.signs.left))
    facts.append(evidence("text", base.new_text))
    return replace(
        base,
        kind=Kind.REPLY,
        confidence=0.95 if base.references else 0.8,
        evidence=tuple(facts),
        alternative_contacts=_alternatives(letter),
    )


def _with_limits(reading: Reading, mail: Mail) -> Reading:
    """What was cut off may have said more: an ignorable message becomes unclear."""
    if not mail.limits:
        return reading
    limits = tuple(evidence("limits", limit) for limit in mail.limits)
    kind = Kind.UNCLEAR if reading.kind is Kind.OTHER else reading.kind
    confidence = min(reading.confidence, 0.5)
    return replace(reading, kind=kind, confidence=confidence, evidence=(*reading.evidence, *limits))
