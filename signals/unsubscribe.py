"""The way out that every message offers: behind RFC 8058's one click, and behind the page.

Whoever has the link may stop messages or restrict them, as often as they like, and nothing else:
no choice lifts, shortens or resumes anything, and nothing is told that is not on the page already.
The link is all that they have, so the scope of its workspace is opened here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime

from django.db import transaction

from compliance import tokens, tracking_wishes
from compliance.models import Suppression, SuppressionKind, SuppressionReason, UnsubscribeToken
from contacts.models import Contact
from enrollment import stops
from enrollment.models import Enrollment
from signals import choices, chosen, intake, matching, reactions
from signals.choices import Choice, What
from signals.events import LINK
from signals.models import Signal, SignalState
from tenancy import clock
from tenancy.actors import system
from tenancy.errors import NotFound, Refused
from tenancy.ids import uuid7
from tenancy.reading import own_workspace
from tenancy.scope import scope

RECIPIENT = system("unsubscribe link")
# Stops are never counted; what could be said for ever is, so that a link cannot fill the tables.
COUNTED = frozenset({What.LATER, What.LANGUAGE})
MOST = 20
_OPEN = (SignalState.RECEIVED, SignalState.MATCHED)


@dataclass(frozen=True)
class Wish:
    """What a link stands for: whose messages, to which address (hardly more than its first letter),
    and what was chosen. `stopped` means every channel; `closed` names single ones; nothing leaves
    before `until`, a day where the person is. `in_flight` messages were already on their way.
    `done`: what was just chosen is in force, and not only stored."""

    workspace: str
    hint: str
    stopped: bool
    in_flight: int = 0
    imprint: str = ""
    closed: frozenset[str] = field(default_factory=frozenset)
    until: date | None = None
    wrong: bool = False
    untracked: bool = False
    language: str = ""
    done: bool = True

    def has(self, choice: Choice) -> bool:
        """Whether a choice is in force, or something stricter is."""
        return {
            What.ALL: self.stopped,
            What.EMAIL: self.stopped or What.EMAIL in self.closed,
            What.SMS: self.stopped or What.SMS in self.closed,
            What.LATER: self.stopped or (self.until is not None and self.until == choice.day),
            What.WRONG: self.wrong,
            What.UNTRACKED: self.untracked,
            What.LANGUAGE: self.language == choice.language,
        }[choice.what]


def look(token: str) -> Wish:
    """What a link stands for; changes nothing.

    Raises NotFound for a token that nobody has minted, tokens.Expired after three years.
    """
    with scope(_place(token).workspace_id), transaction.atomic():
        return _wish(_row(token))


def stop(token: str) -> Wish:
    """Stop every message of the workspace to the address behind a link, for good.

    Opens the scope by itself, so call it without one. Idempotent; raises like `look`.
    """
    return _chosen(token, {"choice": What.ALL.value})


def choose(token: str, given: Mapping[str, str]) -> Wish:
    """Do what a form of the page says (`choices.read`), and tell what holds then.

    As `stop`; besides raises choices.Unreadable, and Refused with `only_later` for a day before the
    one that was chosen, `too_often` when one link has said the like twenty times.
    """
    return _chosen(token, given)


def _chosen(token: str, given: Mapping[str, str]) -> Wish:
    with scope(_place(token).workspace_id):
        with transaction.atomic():
            signal = _stored(_held(token), given)
        done = signal is None or reactions.attempt(signal).state not in _OPEN
        with transaction.atomic():
            return replace(_wish(_row(token)), done=done)


def _stored(row: UnsubscribeToken, given: Mapping[str, str]) -> Signal | None:
    """The signal of a choice; None when it holds already. The row is locked, so of two at once the
    second sees what the first has stored."""
    now = clock.now()
    match = matching.of_token(row)
    today = now.astimezone(chosen.zone_of(match.contact)).date()
    choice = choices.read(given, today)
    # In this order: what is not open any more when it is read, is in force when that is read.
    said = _said(row, choice)
    wish = _wish(row)
    last = said[-1] if said else None
    if last is not None and last.state in _OPEN and last.reading.items() >= choice.said.items():
        return last
    if wish.has(choice):
        return None
    _check(choice, wish, len(said))
    return intake.store(_arrival(row, choice, match, len(said), now), actor=RECIPIENT)


def _said(row: UnsubscribeToken, choice: Choice) -> list[Signal]:
    """What this link has said of the kind before, the oldest first."""
    mine = Signal.objects.filter(source=LINK, event_id__in=_ids(row, choice.what))
    return list(mine.order_by("received_at", "pk"))


def _ids(row: UnsubscribeToken, what: What) -> list[str]:
    """The events of a link, in their order. Whole names, because under row level security a search
    by a beginning walks all signals."""
    name = f"{row.pk}" if what is What.ALL else f"{row.pk} {what}"
    return [name, *(f"{name} {time}" for time in range(2, MOST + 1))]


def _check(choice: Choice, wish: Wish, times: int) -> None:
    if choice.day is not None and wish.until is not None and choice.day < wish.until:
        raise Refused("A day before the one that you have chosen cannot be.", code="only_later")
    if choice.what in COUNTED and times >= MOST:
        raise Refused("This was changed too often. Answer one of our messages.", code="too_often")


def _arrival(
    row: UnsubscribeToken, choice: Choice, match: matching.Match, times: int, now: datetime
) -> intake.Arrival:
    # After a stop was lifted the link stops again, so that is another event, however often.
    names = _ids(row, choice.what)
    return intake.Arrival(
        source=LINK,
        event_id=names[times] if times < MOST else f"{row.pk} {choice.what} {uuid7()}",
        kind=choice.kind,
        match=match,
        keeper=row.pk,
        occurred_at=now,
        received_at=datetime.now(UTC),
        said=choice.said,
    )


def _place(token: str) -> tokens.Found:
    found = tokens.find(token)
    if found is None:
        raise NotFound("This link does not belong to any message of ours.")
    return found


def _row(token: str) -> UnsubscribeToken:
    return tokens.read(_place(token).token_id)


def _held(token: str) -> UnsubscribeToken:
    row = _row(token)
    tokens.hold(row)
    return row


def _wish(row: UnsubscribeToken) -> Wish:
    stops_ = Suppression.objects.filter(
        kind=SuppressionKind.ADDRESS, key=row.address_key, lifted_at=None
    )
    standing = list(stops_.values_list("reason", "channel", "expires_at"))
    out = {channel for reason, channel, _ in standing if reason == SuppressionReason.OPT_OUT}
    ends = [end for reason, _, end in standing if reason == SuppressionReason.LATER and end]
    contact = matching.of_token(row).contact
    workspace = own_workspace()
    until = max(ends, default=None)
    return Wish(
        workspace=workspace.name,
        hint=_veiled(row.hint),
        stopped="" in out,
        in_flight=stops.in_flight(row.address_key),
        imprint=workspace.postal_address,
        closed=frozenset(out - {""}),
        until=_day(until, contact) if until and until > clock.now() else None,
        wrong=_is_turned_away(row, contact),
        untracked=_is_untracked(row, contact),
        language=_language(row),
    )


def _day(until: datetime, contact: Contact | None) -> date:
    return until.astimezone(chosen.zone_of(contact)).date()


def _is_turned_away(row: UnsubscribeToken, contact: Contact | None) -> bool:
    """Whether it was said, and nothing has been begun with them since."""
    if not _said(row, Choice(What.WRONG)):
        return False
    live = Enrollment.objects.live().filter(contact=contact) if contact else None
    return live is None or not live.exists()


def _is_untracked(row: UnsubscribeToken, contact: Contact | None) -> bool:
    """Whether they said so last; of somebody whom nobody knows any more, whether they said so."""
    if contact is None:
        return bool(_said(row, Choice(What.UNTRACKED)))
    last = tracking_wishes.said_by([contact]).get(contact.pk)
    return last is not None and not last.is_yes


def _language(row: UnsubscribeToken) -> str:
    said = _said(row, Choice(What.LANGUAGE))
    return str(said[-1].reading["language"]) if said else ""


def _veiled(hint: str) -> str:
    """A masked address without the name of the company: `p…@i….example`."""
    local, _, domain = hint.rpartition("@")
    name, _, end = domain.rpartition(".")
    return f"{local}@{name[:1]}….{end}" if name else f"{local}@…"
