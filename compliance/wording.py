"""Words and patterns that a reviewer should look at: data for the content checker.

Each pattern is bounded, so that a check takes time in proportion to the text. The word lists
are small on purpose: they point a person at a sentence, they do not judge it.
"""

import re
from collections.abc import Mapping
from types import MappingProxyType


def _words(*words: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(words)})(?!\w)", re.IGNORECASE)


FALSE_REPLY = re.compile(
    r"\s{0,8}(?:re|fwd?|aw|wg|antw|sv|vs|tr|rv|rif|res|enc|doorst)\s?(?:\[\d{1,3}\])?\s?[:\uff1a]",
    re.IGNORECASE,
)

# What templates of other tools, of ours, or of nobody leave behind.
UNRESOLVED = re.compile(
    r"\{\{[^{}]{0,120}\}?\}?|\{%[^%]{0,120}%?\}?|\}\}"
    r"|\$?\{[ \t]?[A-Za-z_][\w.]{2,40}[ \t]?\}"
    r"|%[A-Z][A-Z_]{2,30}%|%%[\w ]{1,40}%%|\*\|[\w:]{1,40}\|\*|<<[\w .]{1,40}>>"
    r"|\[(?i:(?:your |their |the )?(?:first|last|full|company|contact|sender)?[ _]?"
    r"(?:name|company|title|industry|city|insert[^\[\]\n]{0,60}))\]"
    r"|\b(?i:hi|hello|dear|hey|hallo|bonjour)[ \t]+(?:(?:None|null|undefined|nan|N/A)\b|(?=,))"
)

PRICE = re.compile(
    r"(?:[$\u20ac\u00a3\u00a5]|\b(?:USD|EUR|GBP|CHF|CAD|AUD)[ \t]?|&(?:euro|pound|yen);)[ \t]?"
    r"\d(?:[\d.,' \u00a0]{0,18}\d)?"
    r"|\b\d[\d.,']{0,18}[ \t\u00a0]?(?:[$\u20ac\u00a3\u00a5]|&(?:euro|pound|yen);"
    r"|(?:USD|EUR|GBP|CHF|CAD|AUD|dollars?|euros?|pounds)\b"
    r"|%[ \t](?:off|discount|rabatt|de remise|cheaper|less)\b)",
    re.IGNORECASE,
)

CLAIM = _words(
    r"guarantee[sd]?",
    # Not the ends of letters ("All the best,"), nor "the best time to talk".
    r"(?<!all )(?<!all the )(?:the )?best(?:-in-class| in class)?"
    r"(?! (?:regards|wishes|time|way|day|person)|,?[ \t]*(?:\n|$))",
    r"(?:number one|no\. ?1|nr\. ?1)",
    r"market[- ]lead(?:er|ing)",
    r"(?:world[- ]class|industry[- ]leading|award[- ]winning|unbeatable|unmatched)",
    r"(?:risk[- ]free|no risk|no obligation|free of charge|for free|100 ?% free)",
    r"(?:proven(?: results)?|always works|never fails)",
    r"(?:act now|limited time|last chance|only today|today only|urgent)",
    r"(?:cheapest|lowest price|fastest|only solution)",
    r"(?:garantiert\w{0,3}|marktf\u00fchr\w{2,6}|kostenlos\w{0,2}|risikofrei|einzigartig\w{0,2})",
    r"(?:garantie?s?|garantit|meilleure?s?|gratuit\w{0,3}|sans risque|leader du march\u00e9)",
)
RANK = re.compile(r"(?<!\w)#1(?!\d)")

REGULATED: Mapping[str, re.Pattern[str]] = MappingProxyType(
    {
        "financial": _words(
            r"guaranteed returns?",
            r"(?:investment (?:advice|returns?|opportunit(?:y|ies)))",
            r"(?:high[- ]yield|capital gains?|risk[- ]adjusted|double your (?:money|income))",
            r"(?:interest rates?|APR|APY|annual percentage rate)",
            r"(?:loans?|mortgages?|refinanc(?:e|ing)|credit scores?|debt relief)",
            r"(?:securities|dividends?|crypto(?:currency|currencies)?|forex)",
            r"(?:tax advice|tax[- ]free|pension transfers?)",
            r"(?:rendite\w{0,3}|kredit\w{0,3}|anlageberatung|zinss\u00e4tze?)",
        ),
        "health": _words(
            r"(?:cures?|cured|heals?|miracle)",
            r"(?:diagnos(?:e|es|is|tics?)|treatments?|therap(?:y|ies|eutic))",
            r"(?:clinically (?:proven|tested)|clinical trials?|FDA[- ]approved|CE[- ]certified)",
            r"(?:medicines?|prescriptions?|dosage|side[- ]effects?|patients?)",
            r"(?:weight loss|lose weight|anti[- ]ageing|anti[- ]aging)",
            r"(?:heilung|heilt|therapien?|arzneimittel|medikamente?)",
        ),
    }
)

# What filters and readers take for junk, whoever writes it.
SPAM = _words(
    r"(?:free (?:money|cash|gift|trial offer|access now))",
    r"(?:make money(?: fast)?|earn (?:extra )?(?:cash|money)|extra (?:cash|income)|easy money)",
    r"(?:get rich(?: quick)?|be your own boss|work from home|financial freedom)",
    r"(?:click (?:here|below)(?: now)?|buy now|order now|apply now|call now)",
    r"(?:100 ?% (?:free|satisfied|guaranteed)|satisfaction guaranteed|money[- ]back)",
    r"(?:you(?:'ve| have)? (?:won|been selected)|congratulations|winner|cash prize|lottery)",
    r"(?:this is not spam|not a scam|no strings attached|what are you waiting for)",
    r"(?:act (?:now|immediately)|while supplies last|don't (?:miss out|delete)|once in a lifetime)",
    r"(?:dear friend|increase (?:your )?sales|double your|no catch|no credit check)",
    r"(?:geld verdienen|sofort zuschlagen|jetzt klicken|hier klicken|sie haben gewonnen)",
    r"(?:gagnez de l'argent|cliquez ici|argent facile|vous avez gagn\u00e9)",
)

# Hosts that hide where a link leads; filters distrust them whoever uses them.
SHORTENERS = frozenset(
    "bit.ly tinyurl.com t.co goo.gl ow.ly is.gd v.gd buff.ly rebrand.ly cutt.ly rb.gy t.ly tiny.cc"
    " shorturl.at lnkd.in bl.ink short.io s.id soo.gd clck.ru adf.ly dlvr.it trib.al".split()
)

SAYS_NO = re.compile(
    r"\b(?:unsubscri|opt[- ]?out|abmelde|abbestell|austrag|d\u00e9sabonn|d\u00e9sinscri|"
    r"cancelar la suscri|darse? de baja|disiscri|annull\w{1,4} l'iscri|afmelden|uitschrijven)",
    re.IGNORECASE,
)

LINK = re.compile(r"\bhttps?://[\w\[][^\s<>\"']{0,2000}", re.IGNORECASE)
