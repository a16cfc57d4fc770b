"""The kinds of causes that a touch waits for, told from the sentences that it carries."""

from sequences.spacing import TURN

LABELS = {
    "closed": "Holidays and closed dates",
    "window": "The sending window",
    "gap": "The gap after the touch before",
    "start": "The start of the campaign",
    "mailbox": "The limit of a mailbox",
    "member": "The limit of a member's mailboxes",
    "workspace": "The limit of the workspace",
    "domain": "The limit of a recipient's domain",
    "turn": "The gap between two messages of a mailbox",
    "new": "The limit of new people a day",
    "canary": "The canary send",
    "owner": "Time of the owner",
    "pause": "Pauses, such as an absence",
    "other": "Other causes",
}
_BEGINS = (
    ("waits for window", "window"),
    ("waits for the start", "start"),
    ("waits: the mailbox", "mailbox"),
    ("waits: the sender", "member"),
    ("waits: the workspace", "workspace"),
    ("waits: the recipient", "domain"),
    (TURN, "turn"),
    ("waits: the limit of", "new"),
    ("waits: the first", "canary"),
    ("waits: the owner", "owner"),
    ("waits until", "pause"),
)
_GAP = "after the touch before"
_CLOSED = " is "


def cause_of(sentence: str) -> str:
    """The kind of a cause (a key of LABELS); "other" for a sentence that is not known."""
    if _GAP in sentence:
        return "gap"
    for begin, kind in _BEGINS:
        if sentence.startswith(begin):
            closed = kind == "window" and sentence.endswith(")") and _CLOSED in sentence
            return "closed" if closed else kind
    return "other"
