"""Small words that frames ask for, of ten languages at once, folded (see `optout_frames`).

Whole words must match. They tell what a verb is about: who is addressed, whether something goes
towards a list or away from it, whether the writers speak of their own doing.
"""

import re

#: Both "not" and "any more" in the lexicon, but "never had such a mail" is no wish.
NEVER = frozenset({"nooit", "nog", "nigdy", "nunca", "mai", "jamais", "ever"})
#: "No", which denies a thing and not a deed.
NO = frozenset(
    {"no", "sin", "sans", "ohne", "aucun", "inutile", "without", "kein", "keine", "keinen", "geen"}
)
WITHOUT = re.compile(r"sin|sans|ohne|without|sem|senza|zonder|utan")
#: Who only says what arrives ("we don't get many mails") has wished for nothing.
ARRIVES = re.compile(
    r"get|getting|receiv\w*|erhalt\w*|bekomm\w*|recevoir|recois|recib\w*|ricev\w*|receb\w*|"
    r"ontvang\w*|krijg\w*|otrzymyw\w*|dostaw\w*|fa|far|ha|emot|accept\w*"
)
TO_GET = re.compile(
    r"receiv\w*|erhalt\w*|bekomm\w*|recevoir|recibir\w*|ricev\w*|receber|ontvangen|otrzymywac|"
    r"dostawac|lists?|liste|lista|listan|lijst|verteiler"
)
PASSIVE = re.compile(r"be|being|werden|etre|ser|essere|estar|worden|byc|bli|zostac|get")
#: What stands for the mails without naming them.
POINTS = re.compile(
    r"this|these|those|it|das|diese\w*|cela|ca|esto|questo|queste|isto|isso|dit|deze|tego|detta"
)
#: Who is addressed, and what people do with their own mails.
YOU = re.compile(
    r"you|your|yours|u|sie|ihr|euch|du|vous|tu|ustedes?|vosotros|os|voi|lei|voces?|jullie|je|"
    r"pan\w*|panstw\w*|ni|er|s?wasz\w*"
)
SENDS = re.compile(
    r"send|sending|write|writing|email|emailing|mail|contact|spam|ver(?:schick|send)en|schicken|"
    r"senden|anschreiben|envoyer|ecrire|enviar|mandar|escribir|inviare|mandare|scrivere|escrever|"
    r"versturen|sturen|wysylac|skicka|skriva"
)
NEEDS = re.compile(r"brauch\w*|hoef\w*")
#: "I would be glad if you did not …" is a wish in spite of its "if".
GRATEFUL = re.compile(
    r"grateful|appreciate\w*|glad|thankful|kind|prefer\w*|rather|better|nice|happier|happy|best|"
    r"dankbar|verbunden|nett|schon|lieber?|begruss\w*|freuen|recht|reconnaissant\w*|mieux|"
    r"saurais|apprecier\w*|prefere\w*|gre|agradec\w*|agradezco|mejor|grat[oai]|lieto|meglio|"
    r"apprezz\w*|melhor|dank|fijn|prettig|waarder\w*|wdzieczn\w*|wolal\w*|lepiej|milo|"
    r"tacksam\w*|uppskatta\w*|snallt|skont"
)
#: Towards a list or away from it, before the word for it.
OFF = re.compile(r"off|out|from|aus|von|vom|uit|af|eraf|vanaf|z|ze|fran|ur|bort|raus|runter")
AWAY = re.compile(r"de|du|des|del|della|da|dal|dalla|dalle|dai|do|dos|das|van")
TOWARDS = re.compile(r"in|into|onto|on|to|auf|ins|op|na|till|pa|add|dans|sur|sulla|nella|aan|en")
THIS = re.compile(
    r"this|these|diese\w*|die|cette|ce|cet|esta|este|estos|quest[aoie]|essa|esse|deze|dit|ten|ta|"
    r"tego|den|denna|detta"
)
#: "Wysyłamy", "enviamos", "inviamo": the verb itself says that the writers do it.
OURS = re.compile(r"\w{3,}(?:amos|emos|imos|iamo|amy|emy|imy|ymy|ujemy)|(?:envoy|contact|fais)ons")
#: Where the verb stands last: "die Zusendung einzustellen", "van mails af te zien".
LAST = re.compile(
    r"abzusehen|absehen|abstand|unterlassen|einzustellen|einstellen|stoppen|aufzuhoren|beenden|"
    r"zien|staken|unterbleib\w*|sparen"
)
ARTICLE = re.compile(
    r"your|this|the|my|our|that|ihre?|die|der|diese|eure|votre|cette|ce|le|la|su|tu|el|il|sua|"
    r"vostra|o|a|uw|je|deze|de|dit|twoj\w*|panstwa|ta|er|ert|det"
)
IS = re.compile(
    r"is|isn|are|aren|was|works?|ist|sind|geht|est|sont|n|es|son|e|sono|sao|zijn|werkt|jest|sa|ar"
)
DO = re.compile(r"do|doing|use|run|doen|doe|machen|mache|betreiben|gor|haller|jobbar|faisons|fais")
CALLS = re.compile(r"calls|anruf\w*|samtal|telefon\w*|llamadas?|ligacoes|appels|telefoontjes")
HIM = re.compile(r"him|her|them|ihn|hem|haar|honom|henne")
BY_WHICH = re.compile(r"links?|buttons?|options?|possibility|here|below|lien|enlace|pulsante|knop")
DEMANDS = re.compile(r"fordere|bitte[nt]?|ersuche\w*|verlange|auf|verzoek\w*|eis")
RECEIVES = re.compile(
    r"receiv\w*|getting|being|hearing|recib\w*|ricever\w*|receber|recevoir|ontvangen"
)
#: Beside a verb that stops or removes these leave nothing but the request.
FILL = re.compile(
    r"it|this|that|now|already|just|will|you|u|can|could|immediately|at|once|all|so|ok|okay|"
    r"and|my|god|sake|for|love|of|the|also|then|seriously|really|mate|guys|sofort|umgehend|"
    r"endlich|jetzt|das|damit|sie|ihr|einfach|mal|doch|auf|und|dringend|hiermit|d|de|cela|ca|"
    r"tout|suite|je|vous|demande|une|derniere|fois|vi|prego|ma|les|pido|que|peco|maintenant|donc|"
    r"immediatement|la|lo|le|ya|ahora|inmediatamente|ora|subito|finita|di|fatela|per|por|ty|thx|op|"
    r"questo|agora|ja|isso|isto|com|ou|er|ermee|mee|hiermee|hier|nu|nou|direct|onmiddellijk|juz|to|"
    r"teraz|natychmiast|z|genast|omedelbart|av|med|det|detta|er|ni|du|kan|vous|pouvez|potete|puede|"
    r"pueden|podeis|pode|podem|kunt|kunnen|je|jullie|a|sur|champ|e|en|y|i|et|och|hello|hi|hallo|"
    r"hola|ola|ciao|bonjour|hej|dzien|dobry|anna"
)
#: "You did not send me the file" tells of the past.
PAST = re.compile(r"did|didn|have|has|had|haven|hasn|was|were|could|couldn")
#: "No mails" denies the thing; "not spam" does not.
DENIES = re.compile(
    r"no|kein\w*|geen|aucune?|plus|pas|sin|ningun\w*|nessun\w*|niente|basta|sem|nenhum\w*|zadn\w+|"
    r"bez|inga|inget|utan|without|ohne|sans|never|nie|nunca|mai|nooit|aldrig|jamais"
)
_TELLS = re.compile(
    r"\w{3,}(?:amos|emos|imos|iamo|amy|emy|imy|ymy|ujemy|lismy|lysmy|alem|elam|ilem|ilam|alam)"
)
_HAVE = re.compile(r"avons|ai|hemos|he|abbiamo|ho|temos")
_ALREADY = re.compile(r"deja|gia|ya|ja|bien|aussi|tambien|anche")


def tells_of_oneself(words: tuple[str, ...], verb: int) -> bool:
    """ "Eliminamos", "abbiamo già tolto": the verb, or the one before it, says that they did it."""
    before = [word for word in words[max(0, verb - 2) : verb] if not _ALREADY.fullmatch(word)]
    return _TELLS.fullmatch(words[verb]) is not None or any(map(_HAVE.fullmatch, before[-1:]))
