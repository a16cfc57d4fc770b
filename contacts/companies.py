"""What tells one company from another: its name without trimmings, and its own web domain.

Pure. The domains of free mail providers and of social networks say nothing about a company.
"""

import re
import unicodedata
from dataclasses import dataclass

_FREE_MAIL = """
aim.com aol.com aol.de arcor.de bluewin.ch email.de fastmail.com free.fr freenet.de gmail.com gmx.at
gmx.ch gmx.com gmx.de gmx.net googlemail.com hey.com hotmail.co.uk hotmail.com hotmail.de hotmail.fr
icloud.com laposte.net libero.it live.co.uk live.com live.de mac.com mail.com mail.de mail.ru
mailbox.org me.com msn.com online.de orange.fr outlook.com outlook.de posteo.de proton.me
protonmail.com qq.com rocketmail.com t-online.de virgilio.it wanadoo.fr web.de yahoo.co.uk yahoo.com
yahoo.de yahoo.fr yandex.ru ymail.com zoho.com
"""
_SHARED_PAGES = """
about.me facebook.com github.com instagram.com linkedin.com linktr.ee medium.com sites.google.com
tiktok.com twitter.com x.com xing.com youtube.com
"""
NOT_A_COMPANY = frozenset((_FREE_MAIL + _SHARED_PAGES).split())
_LEGAL_FORMS = """
ab ag aps as asa bv co company corp corporation ek ev gbr gesellschaft gmbh inc incorporated kg kgaa
limited llc llp lp ltd mbh nv ohg oy oyj plc pllc pte pty sa sarl sas se sl spa srl ug und
"""
_TRIMMINGS = frozenset(_LEGAL_FORMS.split())
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Company:
    """What a record says about the company of a person; "" where it says nothing."""

    name: str = ""
    domain: str = ""
    external_id: str = ""
    industry: str = ""
    country: str = ""
    region: str = ""
    zone: str = ""
    subscriber: str = ""

    def __bool__(self) -> bool:
        return bool(self.name or self.domain or self.external_id)


def normal_name(name: str) -> str:
    """The name without letter case, punctuation and legal form: `Acme, Inc.` is `acme`."""
    plain = unicodedata.normalize("NFKC", name).casefold()
    words = re.sub(r"[^\w]+", " ", re.sub(r"[.'’]", "", plain)).replace("_", " ").split()
    kept = list(words)
    while len(kept) > 1 and kept[-1] in _TRIMMINGS:
        kept.pop()
    return (" ".join(kept) or plain.strip())[:_LONGEST]


def own_domain(*candidates: str) -> str:
    """The first domain or web address that can stand for a company, as a bare host; or ""."""
    for text in candidates:
        host = re.sub(r"^[a-z][a-z0-9+.-]*://", "", text.strip().lower())
        host = re.split(r"[/?#:]", host, maxsplit=1)[0].removeprefix("www.")
        if host and not _is_shared(host):
            return host[:253]
    return ""


def _is_shared(host: str) -> bool:
    return any(host == name or host.endswith(f".{name}") for name in NOT_A_COMPANY)
