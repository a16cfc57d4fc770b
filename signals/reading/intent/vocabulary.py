"""What a reply can mean, the signs that tell it, and which meaning leads when there are several."""

from collections.abc import Mapping
from enum import StrEnum


class Intent(StrEnum):
    """What a person wants with a reply; the values are stored and keep their spelling."""

    OPT_OUT = "opt_out"
    COMPLAINT = "complaint"
    WRONG_PERSON = "wrong_person"
    REFERRAL = "referral"
    NOT_NOW = "not_now"
    OBJECTION = "objection"
    MEETING = "meeting"
    QUESTION = "question"
    INTERESTED = "interested"
    UNCLEAR = "unclear"


#: The strictest leads: what binds us by law, then whom we must not write to, then when, then what
#: is in the way, then what we should do. A milder reading first could write to someone who said no.
ORDER: tuple[Intent, ...] = tuple(Intent)


class Objection(StrEnum):
    """What is in the way."""

    NO_NEED = "no_need"
    PRICE = "price"
    TIMING = "timing"
    COMPETITOR = "competitor"
    AUTHORITY = "authority"


class Demand(StrEnum):
    """A right under data protection law that a person uses; it has its own deadline."""

    ERASURE = "erasure"
    ACCESS = "access"


class Sign(StrEnum):
    """What words can tell; several signs may tell one intent."""

    INTERESTED = "interested"
    MEETING = "meeting"
    QUESTION = "question"
    NO_NEED = "no_need"
    PRICE = "price"
    TIMING = "timing"
    COMPETITOR = "competitor"
    AUTHORITY = "authority"
    REFERRAL = "referral"
    NOT_NOW = "not_now"
    WRONG_PERSON = "wrong_person"
    COMPLAINT = "complaint"
    ACCESS = "access"
    ERASURE = "erasure"
    SARCASM = "sarcasm"
    #: "Yes", "no", "OK" as a whole answer.
    YES = "yes"
    NO = "no"
    NOTED = "noted"
    #: Words under which a positive sign is none.
    NEGATION = "negation"


INTENT_OF: Mapping[Sign, Intent] = {
    Sign.INTERESTED: Intent.INTERESTED,
    Sign.YES: Intent.INTERESTED,
    Sign.MEETING: Intent.MEETING,
    Sign.QUESTION: Intent.QUESTION,
    Sign.NO_NEED: Intent.OBJECTION,
    Sign.NO: Intent.OBJECTION,
    Sign.PRICE: Intent.OBJECTION,
    Sign.TIMING: Intent.OBJECTION,
    Sign.COMPETITOR: Intent.OBJECTION,
    Sign.AUTHORITY: Intent.OBJECTION,
    Sign.REFERRAL: Intent.REFERRAL,
    Sign.NOT_NOW: Intent.NOT_NOW,
    Sign.WRONG_PERSON: Intent.WRONG_PERSON,
    Sign.COMPLAINT: Intent.COMPLAINT,
    Sign.ACCESS: Intent.COMPLAINT,
}
#: Strong phrases decide alone; hints need company.
STRONG, HINT = 3.0, 1.0

Phrases = Mapping[Sign, tuple[str, str]]
