"""Which domains of recipients are one and the same receiver: sub-domains, and the several domains
of one provider.

Pure. There is no list of public suffixes among our packages, so where a registered domain begins
is told by a small rule: the last two labels, or three where the second is a word under which a
country registers others (`co.uk`, `com.au`). Under a suffix that the rule does not know, two
companies count as one receiver; then less leaves, never more.
"""

import re

# Under these, a country's registry gives out names.
_SECOND = frozenset(
    "ac co com edu go gob gouv gov gv k12 ltd mil ne net nhs nic nom or org plc sch".split()
)
# Each receiver by the first of its domains, and those that belong to it.
_FAMILIES = """
gmail.com: gmail.com googlemail.com
outlook.com: outlook.com outlook.at outlook.be outlook.co.id outlook.co.th outlook.com.ar
    outlook.com.au outlook.com.br outlook.cl outlook.cz outlook.de outlook.dk outlook.es
    outlook.fr outlook.hu outlook.ie outlook.in outlook.it outlook.jp outlook.kr outlook.lv
    outlook.my outlook.ph outlook.pt outlook.sa outlook.sg outlook.sk hotmail.com hotmail.at
    hotmail.be hotmail.ch hotmail.co.jp hotmail.co.uk hotmail.com.ar hotmail.com.br hotmail.de
    hotmail.dk hotmail.es hotmail.fi hotmail.fr hotmail.it hotmail.nl hotmail.no hotmail.se
    live.com live.at live.be live.ca live.ch live.cl live.cn live.co.uk live.co.za live.com.ar
    live.com.au live.com.mx live.com.pt live.de live.dk live.fi live.fr live.ie live.in live.it
    live.jp live.nl live.no live.ru live.se msn.com windowslive.com passport.com
yahoo.com: yahoo.com yahoo.at yahoo.be yahoo.ca yahoo.ch yahoo.cl yahoo.co.id yahoo.co.in
    yahoo.co.kr yahoo.co.nz yahoo.co.th yahoo.co.uk yahoo.co.za yahoo.com.ar yahoo.com.au
    yahoo.com.br yahoo.com.cn yahoo.com.hk yahoo.com.mx yahoo.com.my yahoo.com.ph yahoo.com.sg
    yahoo.com.tr yahoo.com.tw yahoo.com.vn yahoo.de yahoo.dk yahoo.es yahoo.fi yahoo.fr yahoo.gr
    yahoo.ie yahoo.in yahoo.it yahoo.nl yahoo.no yahoo.pl yahoo.ro yahoo.se ymail.com
    rocketmail.com myyahoo.com aol.com aol.at aol.be aol.ch aol.co.uk aol.de aol.es aol.fr aol.it
    aol.nl aim.com netscape.net verizon.net
icloud.com: icloud.com me.com mac.com
gmx.net: gmx.net gmx.at gmx.ch gmx.co.uk gmx.com gmx.de gmx.es gmx.eu gmx.fr gmx.li gmx.org gmx.us
    web.de mail.com
proton.me: proton.me pm.me protonmail.com protonmail.ch
yandex.ru: yandex.ru yandex.by yandex.com yandex.kz yandex.ua ya.ru
mail.ru: mail.ru bk.ru inbox.ru internet.ru list.ru
orange.fr: orange.fr wanadoo.fr
comcast.net: comcast.net xfinity.com
"""
_FAMILY_OF: dict[str, str] = {
    name: head
    for head, names in re.findall(r"^(\S+):((?:\s+[^\s:]+(?=\s))+)", _FAMILIES, re.MULTILINE)
    for name in names.split()
}


def registered(domain: str) -> str:
    """The domain that somebody has registered, of one in small letters; "" stays ""."""
    labels = [label for label in domain.split(".") if label]
    is_wide = len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in _SECOND
    return ".".join(labels[-3 if is_wide else -2 :])


def is_shared(domain: str) -> bool:
    """Whether anybody can have an address here: a provider's, which says nothing of a company."""
    return registered(domain.lower()) in _FAMILY_OF


def receiver(domain: str) -> str:
    """The domain that stands for whoever receives mail to this one; "" stays ""."""
    found = registered(domain.lower())
    return _FAMILY_OF.get(found, found)
