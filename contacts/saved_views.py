"""Named selections of people or companies, shared by the workspace.

A view holds conditions, not people: whoever uses it sees those among their own people who fit.
Everybody who may edit contacts may add one; its owner and admins change and delete it. Services
are one transaction each and raise Refused with a sentence for the person.
"""

from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from audit.actions import Action
from audit.recording import record
from contacts.conditions import ConditionError, Conditions, Match, from_data, to_data
from contacts.models import SavedView, ViewKind
from contacts.vocabulary import is_company_field, is_person_field
from tenancy import clock
from tenancy.actors import Actor
from tenancy.errors import Refused
from tenancy.models import Membership
from tenancy.rights import check_may
from tenancy.roles import Capability

MAX_NAME = 80


def read_conditions(kind: str, match: str, data: object) -> Conditions:
    """The conditions of a selection, from the form that is stored and posted.

    `kind` is “contacts” or “accounts” (which may ask for fields of companies only). Raises Refused
    (`invalid`) that names the part, such as `conditions.2.value`.
    """
    if kind not in ViewKind.values:
        raise _invalid("kind", "Choose what is selected: contacts or accounts.")
    if match not in list(Match):
        raise _invalid("match", "Choose whether all conditions must hold, or any of them.")
    try:
        known = is_company_field if kind == ViewKind.ACCOUNTS else is_person_field
        return Conditions(from_data(data, known), Match(match))
    except ConditionError as error:
        parts = ("conditions", str(error.number or ""), error.part)
        raise _invalid(".".join(filter(None, parts)), error.message) from None


def conditions_of(view: SavedView) -> Conditions:
    """What a stored view asks for."""
    return read_conditions(view.kind, view.match, view.conditions)


@transaction.atomic
def create(
    *,
    name: str,
    kind: str,
    conditions: object,
    seat: Membership,
    actor: Actor,
    match: str = Match.ALL,
) -> SavedView:
    """Save a selection under a name. Refused: not_allowed, invalid, name_taken."""
    check_may(seat, actor, Capability.EDIT_CONTACTS)
    asked = read_conditions(kind, match, conditions)
    view = SavedView(kind=kind, owner=seat, created_at=clock.now())
    return _store(view, name, asked, seat, actor, how="created")


@transaction.atomic
def change(
    view: SavedView,
    *,
    name: str,
    conditions: object,
    seat: Membership,
    actor: Actor,
    match: str = Match.ALL,
) -> SavedView:
    """Another name or other conditions; its kind stays, because others may build on it.

    Refused: not_allowed, invalid, name_taken.
    """
    row = _own(view, seat, actor)
    asked = read_conditions(row.kind, match, conditions)
    return _store(row, name, asked, seat, actor, how="changed")


@transaction.atomic
def delete(view: SavedView, *, seat: Membership, actor: Actor) -> None:
    """Delete a view; no contact is touched. Refused: not_allowed, in_use."""
    row = _own(view, seat, actor)
    record(Action.VIEW_CHANGED, row, actor=actor, label=row.name, how="deleted")
    try:
        row.delete()
    except ProtectedError:
        message = "An audience selects its people by this view. End the audience first."
        raise Refused(message, code="in_use") from None


def _store(
    view: SavedView, name: str, asked: Conditions, seat: Membership, actor: Actor, how: str
) -> SavedView:
    view.name, view.changed_by = _checked_name(name), seat
    view.match, view.conditions = asked.match.value, to_data(asked.items)
    try:
        with transaction.atomic():
            view.save()
    except IntegrityError:
        message = f"There is a view called “{view.name}” already. Choose another name."
        raise Refused(message, code="name_taken", fields={"name": message}) from None
    # The conditions may name people; the trail says how many there are.
    said: dict[str, Any] = {
        "how": how,
        "kind": view.kind,
        "conditions": len(asked.items),
        "match": view.match,
    }
    record(Action.VIEW_CHANGED, view, actor=actor, label=view.name, **said)
    return view


def _own(view: SavedView, seat: Membership, actor: Actor) -> SavedView:
    row: SavedView = SavedView.objects.select_for_update().get(pk=view.pk)
    if row.owner_id != seat.pk and not seat.may(Capability.ADMINISTER):
        message = "This view belongs to somebody else. Ask an admin of the workspace."
        raise Refused(message, code="not_allowed")
    check_may(seat, actor, Capability.EDIT_CONTACTS)
    return row


def _checked_name(name: str) -> str:
    words = " ".join(name.split())
    if not words or len(words) > MAX_NAME or not words.isprintable():
        raise _invalid("name", f"Give the view a name of at most {MAX_NAME} characters.")
    return words


def _invalid(field: str, sentence: str) -> Refused:
    return Refused(sentence, code="invalid", fields={field: sentence})
