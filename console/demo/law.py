"""What the demo shows of law and sender records: a stricter German pack, and what was looked up."""

from typing import Any

from compliance import law_packs
from compliance.packs import Basis
from compliance.sender_records import KINDS, Record, Result, read_dmarc


def stricter_calls() -> dict[str, Any]:
    """A German pack in which calls need consent, to companies too."""
    document = law_packs.to_document(law_packs.built_in("DE"))
    call = document["channels"]["call"]
    call["free_for"] = []
    call["accepts"] = [each for each in call["accepts"] if each["basis"] == Basis.DOUBLE_OPT_IN]
    note = "After the complaint of 3 November nobody is called who has not confirmed."
    return {"document": document, "note": note}


def records(domain: str, *, dmarc: bool = True) -> dict[str, Record]:
    """What a look at the records of a domain would have found; without a policy if so wished."""
    says = {
        "spf": f"{domain} names its servers by SPF.",
        "dkim": f"{domain} has a DKIM key at “s1”.",
        "dmarc": f"The DMARC policy at _dmarc.{domain} is “quarantine”.",
    }
    found = {kind: Record(Result.GOOD, says[kind]) for kind in KINDS}
    return found if dmarc else {**found, "dmarc": read_dmarc(domain, [])}
