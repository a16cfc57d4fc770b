"""Rules about our own side: one approved version to send, and a mailbox that is set up."""

from compliance.case import Case, Policy, SenderFact
from compliance.rules.person import EMAIL_ONLY
from compliance.rules.rule import ENTRY, Answer, blocked, noted, passed, rule
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


@rule("Sender", version=2, channels=EMAIL_ONLY)
def sender_ready(case: Case) -> Answer:
    """Block e-mail while the mailbox, the postal address or the way to unsubscribe is missing; warn
    while the domain's SPF, DKIM and DMARC records are not known to be in order, or block where the
    workspace says so."""
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
    return _proven(sender, case.policy)


def _proven(sender: SenderFact, policy: Policy) -> Answer:
    """What the DNS says about the domain that would send."""
    if sender.unproven == ():
        return passed("The sender is set up, and its domain proves its mail.")
    answer = blocked if policy.requires_authentication else noted
    if sender.unproven is None:
        return answer(
            "Nobody has looked within seven days whether the sender's domain proves its mail (SPF, "
            "DKIM and DMARC records).",
            "Have the records of the mailbox checked in the settings.",
            authentication="unknown",
        )
    reason = "The sender's domain does not prove its mail, so it may be taken for junk."
    return answer(reason, " ".join(sender.unproven), authentication="lacking")
