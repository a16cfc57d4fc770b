"""Patterns of a message that are no pack of words: what was left unfilled, what says no, links."""

import re

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
    r"|\b(?i:hi|hello|dear|hey|hallo|bonjour)[ \t]{1,8}"
    r"(?:(?:None|null|undefined|nan|N/A)\b|(?=,))"
)

SAYS_NO = re.compile(
    r"\b(?:unsubscri|opt[- ]?out|abmelde|abbestell|austrag|d\u00e9sabonn|d\u00e9sinscri|"
    r"cancelar la suscri|darse? de baja|disiscri|annull\w{1,4} l'iscri|afmelden|uitschrijven)",
    re.IGNORECASE,
)

LINK = re.compile(r"\bhttps?://[\w\[][^\s<>\"']{0,2000}", re.IGNORECASE)

# Hosts that hide where a link leads; filters distrust them whoever uses them.
SHORTENERS = frozenset(
    "bit.ly tinyurl.com t.co goo.gl ow.ly is.gd v.gd buff.ly rebrand.ly cutt.ly rb.gy t.ly tiny.cc"
    " shorturl.at lnkd.in bl.ink short.io s.id soo.gd clck.ru adf.ly dlvr.it trib.al".split()
)
