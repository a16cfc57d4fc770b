"""Members, API keys and the settings of a workspace: everything that an admin changes.

Each service is one transaction with its audit entry, runs in the workspace's scope and raises
Refused with a sentence for the person.
"""

import re
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.db.models import F

from audit.actions import Action
from audit.recording import record
from tenancy.actors import Actor
from tenancy.errors import Refused
from tenancy.models import ApiKey, KeyDigest, Membership, User, Workspace
from tenancy.roles import Role
from tenancy.scope import current_workspace_id

SECRET_BYTES = 32
# 16 characters: typed once, then changed by the person.
PASSWORD_BYTES = 12
MAX_ADDRESS = 254
SETTINGS = (
    "name zone country postal_address window required_fields motion_fields merge_plus_tags"
    " allow_role_addresses cool_off_days max_lateness_hours signature disclosure naming_rule"
    " naming_required content_stages content_packs copy_addresses max_touches_a_week"
    " stale_after_days max_active_at_company touch_budget motion_priority requires_acceptance"
    " approval_tags requires_authentication task_remind_hours task_reminders task_escalate_days"
    " task_end_days task_end"
).split()
# How much may leave, by day and hour; the trail keeps what each was and became.
SENDING_LIMITS = (
    "messages_a_day messages_an_hour messages_a_day_per_user messages_a_day_per_domain"
    " messages_an_hour_per_domain"
).split()
MAX_DAYS = 3_650
MAX_HOURS = 24 * 30
MAX_TOUCHES = 100
MAX_MESSAGES = 10_000_000
MAX_COPIES = 50
MAX_AT_COMPANY = 1_000
MAX_TAGS = 50
MAX_TAG = 60
# What may be switched on as `content_stages`; who signs for each is `sequences.signing`.
CONTENT_STAGES = ("peer", "manager", "legal", "brand")
# What becomes of a task that nobody did; what it means is `sequences.patience`.
TASK_ENDS = ("expire", "skip", "wait")
# Words that are looked for in messages; what they are is `compliance.wording`. The general pack
# is part of every choice: without it, nothing was chosen yet, and all are on.
CONTENT_PACKS = ("general", "financial", "health")

_COUNTRY = re.compile(r"[A-Z]{2}")
_LENGTHS = {
    "name": 120,
    "team": 60,
    "postal_address": 500,
    "signature": 2_000,
    "disclosure": 2_000,
    "naming_rule": 60,
}
_RANGES = {
    "cool_off_days": (0, MAX_DAYS),
    "max_lateness_hours": (0, MAX_HOURS),
    "max_touches_a_week": (1, MAX_TOUCHES),
    "stale_after_days": (0, MAX_DAYS),
    "max_active_at_company": (0, MAX_AT_COMPANY),
    "touch_budget": (0, MAX_TOUCHES),
    **dict.fromkeys(SENDING_LIMITS, (0, MAX_MESSAGES)),
    "task_remind_hours": (0, 80),
    "task_reminders": (0, 20),
    "task_escalate_days": (0, 60),
    "task_end_days": (1, 60),
}


@dataclass(frozen=True)
class Added:
    """A new seat. `password` is temporary and shown once; "" for a person who had an account."""

    seat: Membership
    password: str


@transaction.atomic
def add_member(*, email: str, name: str, role: str, team: str = "", actor: Actor) -> Added:
    """Give a person a seat, and an account with a temporary password if they have none.

    Refused: invalid, already_member. A disabled seat is not added again but enabled.
    """
    address = _address(email)
    label = _text("name", name, "Enter the name of the person.")
    _check_role(role)
    user, password = _account(address, label)
    try:
        with transaction.atomic():
            seat = Membership.objects.create(
                user=user, role=role, label=label, team=_text("team", team)
            )
    except IntegrityError as error:
        raise _invalid(
            "email",
            "This person has a seat in this workspace already. Change or enable that one.",
            code="already_member",
        ) from error
    record(Action.MEMBER_ADDED, seat, actor=actor, label=seat.label, role=role)
    return Added(seat, password)


@transaction.atomic
def change_role(seat: Membership, *, role: str, team: str = "", actor: Actor) -> Membership:
    """Give a seat another role or team. Refused: own_seat, last_admin, invalid."""
    _check_role(role)
    row = _locked(seat)
    if role != row.role:
        _check_not_own(row, actor, "change your own role")
        if role != Role.ADMIN:
            _check_not_last(row)
    before = row.role
    row.role, row.team = role, _text("team", team)
    row.save(update_fields=["role", "team"])
    said: dict[str, Any] = {"from": before, "to": role}
    record(Action.MEMBER_CHANGED, row, actor=actor, label=row.label, **said)
    return row


@transaction.atomic
def disable_member(seat: Membership, *, actor: Actor) -> Membership:
    """Close a seat; every session of the person ends, and the keys they made stop working.

    Refused: own_seat, last_admin.
    """
    row = _locked(seat)
    _check_not_own(row, actor, "disable your own seat")
    _check_not_last(row)
    if not row.is_active:
        return row
    row.is_active = False
    row.save(update_fields=["is_active"])
    User.objects.filter(pk=row.user_id).update(session_epoch=F("session_epoch") + 1)
    record(Action.MEMBER_DISABLED, row, actor=actor, label=row.label)
    return row


@transaction.atomic
def enable_member(seat: Membership, *, actor: Actor) -> Membership:
    """Open a closed seat again, with the role it had."""
    row = _locked(seat)
    if not row.is_active:
        row.is_active = True
        row.save(update_fields=["is_active"])
        record(Action.MEMBER_CHANGED, row, actor=actor, label=row.label, enabled=True)
    return row


@transaction.atomic
def create_key(*, name: str, role: str, seat: Membership, actor: Actor) -> tuple[ApiKey, str]:
    """A new API key and its secret, which is stored nowhere: show it now or never."""
    _check_role(role)
    label = _text("name", name, "Name the program that will use the key.", longest=80)
    secret = f"so_{secrets.token_urlsafe(SECRET_BYTES)}"
    key = ApiKey.objects.create(name=label, prefix=secret[:8], role=role, created_by=seat)
    KeyDigest.objects.create(
        digest=KeyDigest.of(secret), workspace_id=current_workspace_id(), api_key_id=key.pk
    )
    record(Action.KEY_CREATED, key, actor=actor, label=label, role=role)
    return key, secret


@transaction.atomic
def revoke_key(key: ApiKey, *, actor: Actor) -> ApiKey:
    """End a key for good; revoking it again changes nothing."""
    row = ApiKey.objects.select_for_update().get(pk=key.pk)
    if row.revoked_at is None:
        row.revoked_at = datetime.now(UTC)
        row.save(update_fields=["revoked_at"])
        record(Action.KEY_REVOKED, row, actor=actor, label=row.name)
    return row


@transaction.atomic
def save_settings(values: Mapping[str, Any], *, actor: Actor) -> Workspace:
    """Store the given settings (names of `SETTINGS` and `SENDING_LIMITS`) of the workspace; the
    entry names what changed. Callers check what only sequences can read: the window
    (`sequences.cadence.Window`), signature and disclosure (`sequences.snippets.check_blocks`)."""
    row = Workspace.objects.select_for_update().get(pk=current_workspace_id())
    clean = _checked_settings(values)
    changed = sorted(name for name, value in clean.items() if getattr(row, name) != value)
    if not changed:
        return row
    said: dict[str, Any] = {
        name: [getattr(row, name), clean[name]] for name in changed if name in SENDING_LIMITS
    }
    for name in changed:
        setattr(row, name, clean[name])
    row.save(update_fields=changed)
    record(Action.SETTINGS_CHANGED, row, actor=actor, label=row.name, changed=changed, **said)
    return row


def _checked_settings(values: Mapping[str, Any]) -> dict[str, Any]:
    if unknown := set(values) - {*SETTINGS, *SENDING_LIMITS}:
        raise ValueError(f"No such settings: {', '.join(sorted(unknown))}.")
    clean = dict(values)
    if "name" in clean:
        clean["name"] = _text("name", clean["name"], "The workspace needs a name.")
    for name in ("postal_address", "signature", "disclosure"):
        if name in clean:
            clean[name] = _text(name, clean[name])
    if "zone" in clean and clean["zone"] not in available_timezones():
        raise _invalid("zone", "This time zone is not known. Write it like Europe/Berlin.")
    if clean.get("country") and not _COUNTRY.fullmatch(clean["country"]):
        raise _invalid("country", "Write the country as two letters, for example DE.")
    for name, (least, most) in _RANGES.items():
        if name in clean and not least <= int(clean[name]) <= most:
            raise _invalid(name, f"Enter a number from {least} to {most:,}.")
    readers = {
        "naming_rule": _rule,
        "content_stages": _stages,
        "content_packs": _packs,
        "copy_addresses": _copies,
        "approval_tags": _tags,
        "task_end": _task_end,
    }
    return {name: readers[name](each) if name in readers else each for name, each in clean.items()}


def _rule(given: str) -> str:
    rule = _text("naming_rule", given)
    if rule and (rule.count("Name") != 1 or not rule.isprintable()):
        message = "Use Name once, and YYYY, MM and Type as you like: YYYY-MM-Type-Name."
        raise _invalid("naming_rule", message)
    return rule


def _stages(given: Iterable[str]) -> list[str]:
    chosen = set(given)
    if chosen - set(CONTENT_STAGES):
        raise _invalid("content_stages", f"Choose among {', '.join(CONTENT_STAGES)}.")
    return [stage for stage in CONTENT_STAGES if stage in chosen]


def _task_end(given: str) -> str:
    if given not in TASK_ENDS:
        raise _invalid("task_end", f"Choose among {', '.join(TASK_ENDS)}.")
    return given


def _packs(given: Iterable[str]) -> list[str]:
    chosen = {CONTENT_PACKS[0], *given}
    if chosen - set(CONTENT_PACKS):
        raise _invalid("content_packs", f"Choose among {', '.join(CONTENT_PACKS[1:])}.")
    return [pack for pack in CONTENT_PACKS if pack in chosen]


def _tags(given: Iterable[str]) -> list[str]:
    tags = sorted({each.strip() for each in given if each.strip()})
    if len(tags) > MAX_TAGS or any(len(tag) > MAX_TAG or "\0" in tag for tag in tags):
        message = f"List at most {MAX_TAGS} marks of at most {MAX_TAG} characters each."
        raise _invalid("approval_tags", message)
    return tags


def _copies(given: Iterable[str]) -> list[str]:
    addresses = sorted({_address(each, "copy_addresses") for each in given})
    if len(addresses) > MAX_COPIES:
        raise _invalid("copy_addresses", f"List at most {MAX_COPIES} addresses.")
    return addresses


def _account(address: str, name: str) -> tuple[User, str]:
    user = User.objects.filter(email=address).first()
    if user is not None:
        return user, ""
    password = secrets.token_urlsafe(PASSWORD_BYTES)
    return User.objects.create_user(address, password, name=name), password


def _locked(seat: Membership) -> Membership:
    """The seat, all admins' seats locked with it: two who leave at once must see each other."""
    rows = Membership.objects.select_for_update(of=("self",)).order_by("pk")
    admins = {row.pk: row for row in rows.filter(role=Role.ADMIN)}
    return admins.get(seat.pk) or rows.get(pk=seat.pk)


def _check_not_last(row: Membership) -> None:
    others = Membership.objects.filter(role=Role.ADMIN, is_active=True).exclude(pk=row.pk)
    if row.role == Role.ADMIN and row.is_active and not others.exists():
        raise Refused(
            "This is the last admin of the workspace. Make somebody else an admin first.",
            code="last_admin",
        )


def _check_not_own(row: Membership, actor: Actor, what: str) -> None:
    if actor.member_id == row.pk:
        raise Refused(f"You cannot {what}. Ask another admin.", code="own_seat")


def _check_role(role: str) -> None:
    if role not in Role.values:
        raise _invalid("role", "This role is not known. Choose one of the list.")


def _address(email: str, field: str = "email") -> str:
    address = email.strip().lower()
    wrong = _invalid(field, "This is not an e-mail address. Correct it.")
    if len(address) > MAX_ADDRESS:
        raise wrong
    try:
        validate_email(address)
    except ValidationError as error:
        raise wrong from error
    return address


def _text(field: str, given: str, missing: str = "", longest: int = 0) -> str:
    text, most = given.strip(), longest or _LENGTHS[field]
    if missing and not text:
        raise _invalid(field, missing)
    if len(text) > most or "\0" in text:
        raise _invalid(field, f"This has more than {most} characters. Shorten it.")
    return text


def _invalid(field: str, sentence: str, code: str = "invalid") -> Refused:
    return Refused(sentence, code=code, fields={field: sentence})
