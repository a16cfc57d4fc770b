"""Who wrote a message: the address in From, or the author that a group has moved from there.

Groups and lists write themselves into From where the author's domain would not prove their mail
(DMARC), and keep the author in a field of their own.
"""

from signals.reading.fields import Fields, domain_of, mailboxes

_NAMED = ("from", "sender", "reply-to", "return-path")
_KEPT = ("x-original-from", "x-original-sender")
_VIA = " via "
_MOST_ALIASES = 5
_LONGEST_NAME = 200


def is_ours(address: str, own_domains: frozenset[str]) -> bool:
    """Whether an address is at a domain of ours, or is itself one of ours."""
    return domain_of(address) in own_domains or address in own_domains


def author(fields: Fields, own_domains: frozenset[str]) -> str:
    """The address of whoever wrote it; "" when it names nobody."""
    sender = next((found[0] for n in _NAMED if (found := mailboxes(fields.get(n)))), "")
    is_via = _VIA in fields.get("from").lower()
    if not is_via and not is_ours(sender, own_domains):
        return sender
    kept = (*_KEPT, "reply-to") if is_via else _KEPT
    named = (each for name in kept for each in mailboxes(fields.get(name)))
    return next((each for each in named if not is_ours(each, own_domains)), sender)


def display_name(fields: Fields) -> str:
    """The name beside the author's address, without the group that wrote for them ("Ann via List");
    "" where there is none."""
    shown = fields.get("from").partition("<")[0]
    is_via = shown.lower().find(_VIA)
    kept = shown[:is_via] if is_via >= 0 else shown
    name = "".join(each if each.isprintable() else " " for each in kept).strip(" \"'")
    return "" if "@" in name else " ".join(name.split())[:_LONGEST_NAME]


def aliases(fields: Fields, sender: str, own_domains: frozenset[str]) -> tuple[str, ...]:
    """The other addresses under which it came, none of them ours: who else has written it, where
    its author wants answers, who has sent it, and who gave it to the mail system."""
    named = (each for name in _NAMED for each in mailboxes(fields.get(name)))
    others = (each for each in named if each != sender and not is_ours(each, own_domains))
    return tuple(dict.fromkeys(others))[:_MOST_ALIASES]
