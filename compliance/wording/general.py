"""The general pack, which every message is checked with: prices, claims, superlatives, pressure.

Each language has a line or two: en, de, fr, es, it, nl. The lists are small on purpose: they point
a person at a sentence, they do not judge it.
"""

import re

from compliance.wording.patterns import UNRESOLVED
from compliance.wording.rule import Pack, Severity, WordRule, words

PRICE = re.compile(
    r"(?:[$\u20ac\u00a3\u00a5]|\b(?:USD|EUR|GBP|CHF|CAD|AUD)[ \t]?|&(?:euro|pound|yen);)[ \t]?"
    r"\d(?:[\d.,' \u00a0]{0,18}\d)?"
    r"|\b\d[\d.,']{0,18}[ \t\u00a0]?(?:[$\u20ac\u00a3\u00a5]|&(?:euro|pound|yen);"
    r"|(?:USD|EUR|GBP|CHF|CAD|AUD|dollars?|euros?|pounds|Franken|francs?|d\u00f3lares)\b"
    r"|%[ \t](?:off|discount|rabatt|g\u00fcnstiger|de (?:remise|r\u00e9duction|descuento)"
    r"|di sconto|korting|cheaper|less)\b)",
    re.IGNORECASE,
)

CLAIM = words(
    r"guarantee[sd]?",
    r"(?:risk[- ]free|no risk|no obligation|free of charge|for free|100 ?% free)",
    r"(?:award[- ]winning|proven(?: results)?|always works|never fails)",
    r"(?:garantiert\w{0,3}|kostenlos\w{0,2}|gratis|risikofrei|bewiesen\w{0,2}"
    r"|preisgekr\u00f6nt\w{0,2}|unverbindlich\w{0,2})",
    r"(?:garantie?s?|garantit|gratuit\w{0,3}|sans (?:risque|engagement)"
    r"|prouv\u00e9e?s?|prim\u00e9e?s?)",
    r"(?:garantizad[oa]s?|garant[i\u00ed]as?|sin (?:riesgo|compromiso)"
    r"|comprobad[oa]s?|premiad[oa]s?)",
    r"(?:garantit[oaie]|garanzi[ae]|gratuit[oaie]|senza rischi[o]?|comprovat[oaie])",
    r"(?:gegarandeerd|garantie|risicovrij|vrijblijvend|bewezen|bekroond)",
)

SUPERLATIVE = words(
    # Not the ends of letters ("All the best,"), nor "the best time to talk".
    r"(?<!all )(?<!all the )(?:the )?best(?:-in-class| in class)?"
    r"(?! (?:regards|wishes|time|way|day|person)|,?[ \t]{0,8}(?:\n|$))",
    r"(?:number one|no\. ?1|nr\. ?1|only solution|cheapest|lowest price|fastest)",
    r"market[- ]lead(?:er|ing)",
    r"(?:world[- ]class|industry[- ]leading|unbeatable|unmatched|unrivalled)",
    r"(?:marktf\u00fchr\w{2,6}|einzigartig\w{0,2}|f\u00fchrende[rnsm]? anbieter|unschlagbar\w{0,2}"
    r"|konkurrenzlos\w{0,2}|(?:die|der|das) (?:beste|schnellste|g\u00fcnstigste)n?)",
    r"(?:meilleure?s?(?! (?:salutations|v\u0153ux|voeux))|leader (?:du march\u00e9|mondial)"
    r"|num\u00e9ro (?:un|1)|in\u00e9gal\u00e9e?s?"
    r"|le plus rapide|le moins cher)",
    r"(?:(?:el|la|los|las) mejor(?:es)?|l\u00edder(?:es)? del mercado"
    r"|n\u00famero uno|inigualables?)",
    r"(?:(?:il|la|i|le) miglior[ei]?(?! (?:saluti|auguri))|leader di mercato"
    r"|numero uno|imbattibil[ei])",
    r"(?:(?:de|het) (?:beste(?! (?:wensen|groeten))|snelste|goedkoopste)"
    r"|marktleider|onge\u00ebvenaard|nummer 1)",
)
RANK = re.compile(r"(?<!\w)#1(?!\d)")

PRESSURE = words(
    r"(?:act now|limited time|last chance|only today|today only|urgent|final (?:notice|reminder)"
    r"|expires (?:today|tonight|tomorrow)|don't miss out|before it(?:'s| is) too late)",
    r"(?:nur (?:noch )?heute|letzte chance|jetzt (?:handeln|zuschlagen)|dringend\w{0,2}"
    r"|nur f\u00fcr kurze zeit|letzte mahnung)",
    r"(?:derni\u00e8re chance|agissez maintenant|urgent|aujourd'hui seulement"
    r"|offre limit\u00e9e|ne manquez pas)",
    r"(?:\u00faltima oportunidad|act\u00faa ahora|urgente|solo hoy|tiempo limitado)",
    r"(?:ultima (?:occasione|possibilit\u00e0)|agisci ora|solo oggi|tempo limitato)",
    r"(?:laatste kans|alleen vandaag|dringend|beperkte tijd|mis het niet)",
)

# What filters and readers take for junk, whoever writes it.
SPAM = words(
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

_UNFILLED = "This looks like a variable without its value. The recipient would see it as it is."
_CLAIM = "A claim: check that we can prove it."
_MOST = "A superlative: check that it is true, and that we can prove it."

RULES = (
    WordRule(
        "general.unresolved",
        2,
        Pack.GENERAL,
        "unresolved",
        Severity.ERROR,
        UNRESOLVED,
        _UNFILLED,
    ),
    WordRule(
        "general.price",
        2,
        Pack.GENERAL,
        "price",
        Severity.WARNING,
        PRICE,
        "A price or amount: check that it is right and allowed.",
    ),
    WordRule("general.claim", 2, Pack.GENERAL, "claim", Severity.WARNING, CLAIM, _CLAIM),
    WordRule(
        "general.superlative", 1, Pack.GENERAL, "superlative", Severity.WARNING, SUPERLATIVE, _MOST
    ),
    WordRule("general.rank", 2, Pack.GENERAL, "superlative", Severity.WARNING, RANK, _MOST),
    WordRule(
        "general.pressure",
        1,
        Pack.GENERAL,
        "pressure",
        Severity.WARNING,
        PRESSURE,
        "Words that press the reader: check that the reason to hurry is true.",
    ),
)
