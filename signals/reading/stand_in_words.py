"""How automatic answers name who stands in, by language; patterns for text with its case."""

from collections.abc import Mapping

#: Behind these stands a name, an address or a number of whoever stands in.
LEADS_TO: Mapping[str, str] = {
    "en": (
        "can be reached|can help|will help|will be happy|is covering|is looking after|"
        "steps? in|contact|reach(?: out to)?|(?:please )?(?:e-?mail|call|text|ring|phone|ask|"
        "write(?: to)?|see)|speak (?:to|with)|talk to|get in touch with|(?:direct|send|"
        r"forward|address|refer|redirect)[\w ,']{0,60} to|turn to|covered by|covering|"
        "replaced by|stand-?in|backup|deput(?:y|ies)|colleagues?|successor|replacement|"
        "taken over by|handled by|connect with|liaise with"
    ),
    "de": (
        r"(?:wenden sie sich|wende dich) (?:[\w ,]{0,60})?an|kontaktieren(?: sie)?|"
        r"vertr(?:etung|eten|itt|eter|eterin)\w*|kolleg(?:e|in|en|innen)|nachfolger(?:in)?|"
        r"k[uü]mmert sich|ansprechpartner(?:in)?|melden sie sich(?: [\w ,]{0,40})?(?:bei|"
        r"unter)|rufen sie|hilft|helfen|[uü]bernimmt|schreiben sie(?: \w+)? an|zust[aä]ndig"
    ),
    "fr": (
        r"assure l'int[ée]rim|assure|contacter|contactez|joindre|adresser?[\w ,']{0,50} [aà]|"
        r"vous adresser [aà]|[ée]crire [aà]|rempla[cç]\w+|interlocut(?:eur|rice)|successeur|"
        "coll[eè]gue|appele[rz]|urgences?"
    ),
    "es": (
        r"contact(?:ar|e|en|o)(?: con)?|dir[ií]j\w+ a|dirigirse a|escriba(?:n)? a|escribir a|"
        r"llam(?:e|ar)(?: a)?|sustitut[oa]|compa[nñ]er[oa]|sucesor\w*|reemplaz\w+"
    ),
    "it": (
        r"contatt(?:are|i|ate|o)|rivolg(?:ersi|etevi|a)\w* a|scrivere a|chiamare|sostitu\w+|"
        "collega|referente|successore"
    ),
    "pt": (
        r"contact(?:e|ar|o)|contat(?:e|ar|o)|fal(?:e|ar) com|dirij\w+|escrev(?:a|er) para|"
        "substitut[oa]|colega|procur(?:e|ar)|ligue(?: para)?"
    ),
    "nl": (
        "contact opnemen met|contact op met|neem contact|bereiken|collega|vervang(?:er|ing|"
        r"t)\w*|waargenomen door|opvolg(?:er|ster)|mailen|bellen|sturen naar|wenden tot"
    ),
    "pl": (
        r"kontakt(?:owa[cć])?(?: si[eę])?(?: z| proszę)?|zast[eę]p\w+|pisa[cć] do|"
        r"nast[eę]pc\w+|dzwoni[cć]|kieruj\w+ do"
    ),
    "sv": (
        "kontakta?|h[öo]r av (?:dig|er) till|v[aä]nd (?:dig|er) till|kollega|ersättare|"
        r"eftertr[aä]dare|ring|kontaktperson\w*|mejla"
    ),
    "da": r"kontakt(?:e)?|henvend\w* (?:dig|jer)? ?til|kollega|afl[øo]ser",
    "cs": r"kontaktujte|obra[tť]te se na|zastupuje|kolega",
    "ru": r"обращайтесь к?|свяжитесь с|замеща\w+|пишите",
}
LEADS_TO_UNSPACED = r"後任|代理|代わり|までご連絡|お急ぎ|緊急|请联系|联系|문의"
#: What is one's own: "my mobile", "mein Handy".
OWN = (
    r"(?:on |at )?\b(?:my|mein\w*|mon|ma|mes|mi|mis|mio|mia|meu|minha|mijn|m[oó]j\w*|min|"
    r"mitt)\b[\w -]{0,20}$|(?:mobile?|handy|cell(?:ulare)?|m[oó]vil|portable|telem[oó]vel|"
    "celular)[: ]*$"
)
TO_ME = (
    r"\b(?:me|mich|mir|moi)\b(?: (?:at|on|via|under|unter|auf|sur|an|privately))+ *[<(:]*$|"
    r"\b(?:m'[ée]crire|escribirme|scrivermi|escrever-me)[\w ]{0,12}$"
)
#: An address that replaces the old one is offered, though it is the same person's.
NEW = (
    r"\b(?:new|now|changed|neue\w*|künftig|zukünftig|ab sofort|ge[aä]ndert|nouvel\w*|désormais|"
    r"chang[ée]e?|nuev[ao]|cambi\w+|nuov[ao]|nov[ao]|mudei|nieuwe?|voortaan|gewijzigd|now[aey]|"
    r"zmieni\w+|ny|nya|bytt|rebranded|migrated|from now on|update)\b"
)
#: Titles and words between a name and an address that are no part of the name.
TITLES = (
    r"Mr|Mrs|Ms|Miss|Dr|Prof|Herrn?|Frau|Kolleg\w*|Mme|Madame|Monsieur|M|Sr|Sra|Don|"
    r"Do[nñ]a|Dott|Dott\.ssa|Sig|Signor\w*|Dhr|Mevr|Pani?|Pana|Panem|Pani[aą]"
)
#: Words with a capital that are no names.
NOT_NAMES = frozenset(
    """
    i it in my if for please the your our this urgent any anything thank thanks regards
    sales support contact office everything else he she we they you as to of from bitte
    ihre ihr ihnen ihren ich jan feb mar apr jun jul aug sep oct nov dec mon tue wed thu
    fri juni juli märz mai oktober dezember montag dienstag mittwoch donnerstag freitag
    sekretariat zentrale frau herr herrn meine mein an im sie vertretung pour en je merci
    votre le la les una un para por favor em o a os voor u uw w z proszę vid hej kontakt
    ansprechpartner dringenden hello hi dear mail email e-mail tel phone team monday
    tuesday wednesday thursday friday saturday sunday januar january february march april
    may june july august september october november december puede escriban escriba potete
    kindly mobile handy
    press presse marketing billing accounts reception finance hr invoices payroll orders
    purchasing vertrieb einkauf buchhaltung rechnungen urgences accueil
    """.split()
)
#: Months that people are called by, when another name follows.
FIRST_NAMES = frozenset({"jan", "may", "april", "june", "august", "mai", "mar"})
