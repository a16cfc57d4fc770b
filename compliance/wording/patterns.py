"""Patterns of a message that are no pack of words: what was left unfilled, what says no, links."""

import re

# As it is read without accents and with look-alike letters as Latin ones, or as it is.
FALSE_REPLY = re.compile(
    r"[\W_]{0,8}(?:[\[(][^\[\]()]{0,40}[\])][\W_]{0,4}){0,3}"
    r"(?:(?:subject|betreff|betr|objet|asunto|oggetto|onderwerp)\s?:[\W_]{0,4})?"
    r"(?:(?:re|rep|resp|fwd?|aw|antw(?:ort)?|wg|weiterl(?:eitung)?|sv|vs|vb|vl|tr|rv|rif|res|enc"
    r"|doorst(?:uren)?|odp|pd|ynt|ilt|\u043e\u0442\u0432(?:\u0435\u0442)?|\u043f\u0435\u0440"
    r"|\u03b1\u03c0|\u03c3\u03c7\u03b5\u03c4|\u56de\u590d|\u56de\u8986|\u7b54\u590d"
    r"|\u8f6c\u53d1|\u8f49\u5bc4|\u8fd4\u4fe1|\u8ee2\u9001)"
    r"\s?(?:[\[(^]?\s?\d{1,3}[\])]?)?|r|i)\s?:",
    re.IGNORECASE,
)

_FIELD = (
    r"(?i:(?:your |their |the )?(?:first|last|full|company|contact|sender)?[ _.-]?"
    r"(?:name|company|title|industry|city))"
)
# What templates of other tools, of ours, or of nobody leave behind.
UNRESOLVED = re.compile(
    r"\{\{[^{}]{0,120}\}?\}?|\{%[^%]{0,120}%?\}?|\}\}"
    r"|\$?\{[ \t]?!?[A-Za-z_][\w.-]{2,40}[ \t]?\}"
    r"|%[A-Z][A-Z_]{2,30}%|%[A-Za-z]{1,30}(?:[_.-][A-Za-z]{1,30}){1,3}%"
    r"|%%[\w ]{1,40}%%|\*\|[\w:]{1,40}\|\*|<<[\w .]{1,40}>>"
    r"|\$[A-Za-z]{1,30}(?:_[A-Za-z]{1,30}){1,3}\b|__[A-Z]{1,30}(?:_[A-Z]{1,30}){0,3}__"
    rf"|\[(?:{_FIELD}|(?i:insert[^\[\]\n]{{0,60}}))\]|\(\({_FIELD}\)\)|<{_FIELD}>"
    r"|\b(?i:hi|hello|dear|hey|hallo|bonjour)[ \t]{1,8}"
    r"(?:(?:None|null|undefined|nan|N/A)\b|(?i:none|null|undefined|n/a)(?=\s{0,4}(?:[,.!:;]|\Z))"
    r"|NaN\b|NAN\b|(?=,))"
    r"|\b(?i:hi|hello|dear|hey)[ \t]{1,8}(?=!)"
)

SAYS_NO = re.compile(
    r"\b(?:unsubscri|opt[- ]?out|abmelde|abbestell|austrag|d\u00e9sabonn|d\u00e9sinscri|"
    r"cancelar la suscri|darse? de baja|disiscri|annull\w{1,4} l'iscri|afmelden|uitschrijven)",
    re.IGNORECASE,
)

# Words that telephones are answered with, in capitals as everybody asks for them.
SAYS_STOP = re.compile(r"\b(?:STOPP?|ARR[E\u00ca]T|BAJA|AVMELD|AVSLUTA|STOPPEN|UIT)\b")

# One class of signs to its end: no way back, so it needs no bound.
LINK = re.compile(r"\bhttps?://[\w\[][^\s<>\"']*", re.IGNORECASE)

# Hosts that hide where a link leads; filters distrust them whoever uses them.
SHORTENERS = frozenset(
    "bit.ly tinyurl.com t.co goo.gl ow.ly is.gd v.gd buff.ly rebrand.ly cutt.ly rb.gy t.ly tiny.cc"
    " shorturl.at lnkd.in bl.ink short.io s.id soo.gd clck.ru adf.ly dlvr.it trib.al".split()
)
