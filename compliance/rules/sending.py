"""Rules about our own side: one approved version to send, and a mailbox that is set up."""

from compliance.case import Case
from compliance.rules.person import EMAIL_ONLY
from compliance.rules.rule import ENTRY, Answer, blocked, passed, rule
from contacts.conditions import plain_list


@rule("Approved version", purposes=ENTRY)
def approved_version(case: Case) -> Answer:
    """Block unless exactly one version is approved for the motion; who is enrolled keeps theirs."""
    motion = case.motion.replace("_", " ") or "this"
    count = case.approved_versions
    if count == 1:
        return passed(f"One version is approved for the {motion} motion.", versions=count)
    if count < 1:
        return blocked(
            f"No version is approved for the {motion} motion.",
            "Submit a version and have a second person approve it.",
            versions=count,
        )
    return blocked(
        f"{count} versions are approved for the {motion} motion.",
        "Retire all but one.",
        versions=count,
    )


@rule("Sender", channels=EMAIL_ONLY)
def sender_ready(case: Case) -> Answer:
    """Block e-mail while the mailbox, the postal address or the way to unsubscribe is missing."""
    sender = case.sender
    if sender is None:
        return blocked("No mailbox is set up to send this.", "Choose a mailbox for the owner.")
    checks = {
        "an active mailbox": sender.active,
        "a postal address": sender.has_postal_address,
        "a way to unsubscribe": sender.can_unsubscribe,
    }
    missing = [words for words, present in checks.items() if not present]
    if missing:
        words = plain_list(missing)
        return blocked(f"The sender lacks {words}.", f"Set up {words} in the settings.")
    return passed("The sender is set up.")
