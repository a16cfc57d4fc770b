"""Rules about the contact's own record: owner, segment, fields, address, erasure."""

from compliance.case import Case
from compliance.packs import Channel, pack_for
from compliance.rules.rule import ENTRY, Answer, blocked, passed, rule
from contacts.addresses import is_role_based
from contacts.conditions import field_label, plain_list

EMAIL_ONLY = frozenset({Channel.EMAIL})


@rule("Not erased")
def erased(case: Case) -> Answer:
    """Block a person whose data were erased."""
    if case.person.erased:
        return blocked("This person's data were erased.", "Nothing can be sent to them.")
    return passed("The person is not erased.")


@rule("Owner")
def owner(case: Case) -> Answer:
    """Block a contact without an owner, or with one who no longer works here."""
    person = case.person
    if person.owner_id is None:
        return blocked("The contact has no owner.", "Assign an owner to the contact.")
    if not person.owner_active:
        return blocked(
            "The contact's owner is no longer active.",
            "Assign another owner to the contact.",
            owner=person.owner_id,
        )
    return passed("The contact has an active owner.", owner=person.owner_id)


@rule("Segment", purposes=ENTRY, overridable=True)
def segment(case: Case) -> Answer:
    """Block a contact that belongs to no segment."""
    if not case.person.segment.strip():
        return blocked("The contact has no segment.", "Choose a segment for the contact.")
    return passed("The contact has a segment.")


@rule("Required fields")
def required_fields(case: Case) -> Answer:
    """Block when a field that the motion asks for is empty; names every one of them."""
    missing = [name for name in case.required_fields if not case.fields.get(name, "").strip()]
    if missing:
        words = plain_list([field_label(name) for name in missing])
        return blocked(f"Missing: {words}.", f"Fill in {words}.", missing=", ".join(missing))
    return passed("All required fields are filled.", required=len(case.required_fields))


@rule("Address", channels=EMAIL_ONLY)
def address_valid(case: Case) -> Answer:
    """Block an e-mail to a contact without an address we can write to."""
    if not case.person.email:
        return blocked("The contact has no e-mail address.", "Add an e-mail address.")
    if not case.person.address_valid:
        return blocked("The e-mail address cannot be used.", "Correct the e-mail address.")
    return passed("The e-mail address can be used.")


@rule("Personal address", channels=EMAIL_ONLY, overridable=True)
def role_address(case: Case) -> Answer:
    """Block addresses such as info@ unless the workspace or the country's pack allows them."""
    pack = case.pack or pack_for(case.person.country)
    if not is_role_address(case):
        return passed("The address belongs to a person.")
    if case.allow_role_addresses or pack.allows_role_addresses:
        return passed("The address belongs to a function, which is allowed here.", pack=pack.code)
    return blocked(
        "The address belongs to a function (such as info@), not to a person.",
        "Find the person's own address, or allow function addresses for the workspace.",
        pack=pack.code,
    )


def is_role_address(case: Case) -> bool:
    """Whether the case's address names a function rather than a person."""
    return is_role_based(case.person.email.partition("@")[0])
