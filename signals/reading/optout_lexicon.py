"""The words that wishes to be left alone are made of, by language; whole words, folded.

remove, stop: verbs; loose ones remove only beside a list_ or "my data". me: the person as object.
subject: who tells what they do themselves, which is no wish. neg, more: "not", "any more".
contact, thing: to write, a mail. want: to wish, to receive, to agree. condition: "if".
calm: words beside which "do not" is an invitation ("do not hesitate").
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Lexicon:
    """One language; each value is an alternation that a whole folded word must match."""

    remove: str
    loose: str
    me: str
    list_: str
    neg: str
    more: str
    contact: str
    thing: str
    want: str
    stop: str
    subject: str
    condition: str
    calm: str


LEXICONS: dict[str, Lexicon] = {
    "en": Lexicon(
        remove=r"remov(?:e|ed|ing|al)|delet(?:e|ed|ing|ion)|unsubscrib(?:e|ed|ing)|unsub|drop|"
        r"scrub|erase|excluded?|bin|trash|purge|wipe|opt|deregister|unregister|untick",
        loose=r"strike|drop|scratch|cross|lose|take|get|pull|kick",
        me=r"me|us|myself|ourselves",
        list_=r"lists?|mailings?|databases?|records|outreach|sequences?|newsletters?|crm|"
        r"campaigns?|contacts|systems?|distribution|mailshots?",
        neg=r"not|never|no|nor|cannot|dont|without|nobody|none|noone",
        more=r"more|again|anymore|further|longer|ever|future|henceforth",
        contact=r"emails?|emailing|emailed|mail|mailing|mailed|contact|contacted|contacting|write|"
        r"writing|send|sending|sent|message|messaging|call|calling|called|text|texting|bother|"
        r"bothering|spam|spamming|spammed|follow|followup|pester|pestering|solicit|solicited|"
        r"approach|approached|market|marketed|ping|pinging|chase|chasing|disturb|harass|reach|"
        r"hear|correspond",
        thing=r"emails?|mails?|messages?|communications?|newsletters?|spam|pitches|pitch|offers|"
        r"marketing|ads|advertising|solicitations?|these|this|those|correspondence|stuff|crap|"
        r"followups?|outreach|touches|calls|junk",
        want=r"want|wants|request|prefer|rather|wish|like|appreciate|care|consent|consented|agree|"
        r"welcome|"
        r"receive|receiving|"
        r"get|getting|accept|signed|subscribed",
        stop=r"stop|stopp|stp|sotp|stpo|cease|quit|halt|refrain|discontinue|desist",
        subject=r"we|i|they|he|she|it|tool|system|customers|team|who|people",
        condition=r"if|when|unless|whether|that",
        calm=r"hesitate|sure|why|worry|forget|mind|wait|miss|fail|time|reason|rush|need|problem",
    ),
    "de": Lexicon(
        remove=r"entfern\w*|losch\w*|loesch\w*|streich\w*|austrag\w*|abmeld\w*|abbestell\w*|"
        r"herausnehm\w*|rausnehm\w*|schmeiss\w*|tilg\w*|sperr\w*",
        loose=r"nehm\w*|nimm|trag\w*|meld\w*",
        me=r"mich|mir|uns",
        list_=r"\w*verteiler\w*|\w*liste\w*|datenbank\w*|\w*kartei|kontakte\w*|newsletter\w*|"
        r"adressbuch|system",
        neg=r"nicht|nichts|nix|niemand|kein\w*|nie|niemals|nie[wm]als|ohne",
        more=r"mehr|weiter\w*|wieder|kunftig\w*|zukunftig\w*|jemals|nochmals|erneut|zukunft|noch",
        contact=r"schreib\w*|kontakt\w*|angeschrieben|anschreib\w*|anruf\w*|angerufen|ruf\w*|"
        r"mail\w*|sende\w*|send|schick\w*|zusende\w*|belastig\w*|nerv\w*|behellig\w*|melde\w*|"
        r"stor\w*|zuschick\w*|zusend\w*|kontaktaufnahme\w*|nachfass\w*|nachhak\w*|horen",
        thing=r"\w*mails?|nachricht\w*|\w*werbung|\w*werbe\w*|zusendung\w*|anfrage\w*|angebot\w*|"
        r"newsletter|post|spam|kontakt\w*|anruf\w*|infos|sowas|diese[rs]?|das|so was|schreiben",
        want=r"mocht\w*|moecht\w*|will|wollen|wunsch\w*|wuensch\w*|erhalt\w*|bekomm\w*|brauch\w*|"
        r"bitt\w*|legen|gestatt\w*|erlaub\w*|einverstanden|zugestimmt",
        stop=r"stopp|stoppt|stoppen|hort?|horen|unterlass\w*|aufhor\w*|beend\w*|einstellen|spar\w*",
        subject=r"wir|ich|kunden|tool|system|man|empfanger|er|sie",
        condition=r"falls|wenn|sofern|ob|sollten",
        calm=r"zoger\w*|scheu\w*|verges\w*|sorge\w*",
    ),
    "fr": Lexicon(
        remove=r"desabonn\w*|desinscri\w*|retir\w*|supprim\w*|ray(?:e|ez|er)|enlev\w*|effac\w*|"
        r"radi(?:e|ez|er)|desinscription|bloquez",
        loose=r"sort(?:ez|ir)|ot(?:e|ez|er)|suppression",
        me=r"moi|me|m|nous",
        list_=r"listes?|fichiers?|bases?|newsletter|diffusion|contacts|repertoire",
        neg=r"ne|n|pas|rien|personne|plus|jamais|non|inutile|sans|aucun|arreter",
        more=r"plus|jamais|nouveau|davantage|avenir|desormais|autres?",
        contact=r"ecri\w*|contact\w*|recontact\w*|envoy\w*|envoi\w*|sollicit\w*|relanc\w*|"
        r"derang\w*|"
        r"demarch\w*|appel\w*|rappel\w*|importun\w*|harcel\w*|spamm\w*|insist\w*|embet\w*",
        thing=r"emails?|mails?|messages?|courriels?|pub|pubs|publicite\w*|prospection|spams?|cela|"
        r"ca|sollicitations?|demarchages?|relances?|newsletters?",
        want=r"souhait\w*|veux|veut|voul\w*|desir\w*|recevoir|recois|demand\w*|consen\w*|"
        r"autoris\w*|"
        r"accept\w*",
        stop=r"arret\w*|cess\w*|stop|stoppe[rz]",
        subject=r"je|j|on|nous|clients|outil|ils|il",
        condition=r"si|lorsque|quand",
        calm=r"hesit\w*|manqu\w*|oubli\w*|inquiet\w*",
    ),
    "es": Lexicon(
        remove=r"(?:borr|elimin|retir|saqu|suprim|tach)\w*|quit(?:a|ar|en|ad|ado|ada)(?:me|nos)?|"
        r"quite(?:me|nos)|baja|desuscri\w*|"
        r"desapunt\w*",
        loose=r"cancel\w*",
        me=r"me|nos|\w+[ae]n?(?:me|nos)",
        list_=r"listas?|base|bases|registros?|boletin|contactos|newsletter|datos|correos|fichero",
        neg=r"no|nada|nadie|nunca|jamas|ni|sin|tampoco|dejen?|deje",
        more=r"mas|nunca|volver|vuelv\w*|futuro|nuevamente|ya|otros?|otra",
        contact=r"(?:escrib|contact|envi|mand|llam|molest|insist|bombarde|acos|remit|moleste)\w*",
        thing=r"correos?|mensajes?|emails?|mails?|publicidad|spam|ofertas|esto|comunicaciones|"
        r"llamadas?|propaganda",
        want=r"quier\w*|quer\w*|dese\w*|recib\w*|solicit\w*|autoriz\w*|consient\w*|pedi\w*|pid\w*",
        stop=r"dej(?:a|e|en|ad|ar)(?:me|nos)?|paren?|cese\w*|basta|deteng\w*",
        subject=r"nosotros|yo|clientes|herramienta|alguien|ellos|dejamos|dejado",
        condition=r"si|cuando",
        calm=r"dud\w*|olvid\w*|preocup\w*",
    ),
    "it": Lexicon(
        remove=r"cancell?a\w*|tolg\w*|rimuov\w*|toglie\w*|elimin\w*|disiscriv\w*|depenn\w*|"
        r"rimozione|"
        r"escludete\w*",
        loose=r"escludi\w*|levat\w*",
        me=r"mi|me|ci|\w+(?:temi|teci|ami|imi|emi|rmi|rci)",
        list_=r"list[ae]|archivi\w*|database|elench\w*|mailing|newsletter|indirizzario|rubrica",
        neg=r"non|mai|ne|nessun\w*|senza|niente|smett\w*",
        more=r"piu|altr[aei]\w*|ulterior\w*|mai|ancora|futuro|nuovamente",
        contact=r"(?:ri)?(?:scriv|contatt|invia|mand|disturb|chiam|tempest|insist|sollecit|import"
        r"un|assill|inoltra|bombard)\w*|inviar\w*",
        thing=r"email|mail|messaggi\w*|comunicazion\w*|pubblicita|spam|offerte|newsletter|questo|"
        r"proposte|queste|telefonate",
        want=r"voglio|vogliamo|desider\w*|ricev\w*|autorizz\w*|acconsent\w*|consenso|chied\w*|"
        r"gradisc\w*|intend\w*",
        stop=r"smett\w*|basta|fin(?:ite|irla|itela)|cessa\w*|piantat\w*",
        subject=r"abbiamo|noi|io|clienti|strumento|qualcuno|loro",
        condition=r"se|quando|qualora",
        calm=r"esit\w*|preoccup\w*|dimentic\w*",
    ),
    "pt": Lexicon(
        remove=r"(?:remov|remoc|retir|elimin|apag|descadastr|desinscr)\w*|exclu\w*|risqu\w*",
        loose=r"tir[ea]m?|cancel\w*|anulem?",
        me=r"me|nos",
        list_=r"listas?|base|bases|cadastros?|registos?|contatos|contactos|dados|mailing|desta|"
        r"dessa|ficheiros?",
        neg=r"nao|nada|ninguem|nunca|jamais|nem|sem|dispens\w*",
        more=r"mais|novamente|nunca|volt\w*|futuro|outr[ao]s?",
        contact=r"(?:envi|contact|contat|escrev|mand|incomod|lig|insist|import|perturb|chate|"
        r"entr)\w*",
        thing=r"emails?|mensagens|mensagem|comunicac\w*|publicidade|spam|propaganda|isto|isso|"
        r"contato|contacto|ligacoes|newsletters?|propostas",
        want=r"quer\w*|desej\w*|pretend\w*|receb\w*|autoriz\w*|solicit\w*|gostar\w*|pedi\w*|"
        r"aceit\w*",
        stop=r"parem?|parar|deix[ea]m?|chega|cess\w*",
        subject=r"nos|eu|clientes|ferramenta|alguem|eles|paramos|deixamos",
        condition=r"se|quando|caso",
        calm=r"hesit\w*|preocup\w*|esquec\w*",
    ),
    "nl": Lexicon(
        remove=r"verwijder\w*|uitschrijv\w*|uitschijv\w*|afmeld\w*|wis|wissen|schrap\w*|"
        r"uitgeschreven|blokkeer\w*",
        loose=r"schrijf|meld|haal|halen|gooi",
        me=r"mij|me|ons",
        list_=r"lijst\w*|bestand\w*|mailing\w*|database|nieuwsbrief|adressenlijst|systeem|uit|af",
        neg=r"niet|geen|niemand|nooit|niets|niks|zonder|noch",
        more=r"meer|langer|nog|weer|opnieuw|verder\w*|voortaan|toekomst|nooit",
        contact=r"mail|mailen|schrijv\w*|stuur|sturen|gestuurd|benader\w*|contacteer\w*|"
        r"contact|lastig\w*|bel|bellen|gebeld|stoor|storen|opnemen|spam\w*|toesturen|opbellen",
        thing=r"\w*mails?|berichten|bericht|reclame|spam|post|aanbiedingen|nieuwsbrie\w*|dit|"
        r"telefoontjes|deze|acquisitie|ongevraagd\w*|verkooppraatjes",
        want=r"wil|willen|wens\w*|ontvang\w*|krijg\w*|graag|hoef\w*|prijs|toestemming|gevraagd",
        stop=r"stop|stoppen|hou|houd|houdt|ophouden|kap|staak",
        subject=r"wij|we|ik|klanten|systeem|iemand|ze",
        condition=r"als|wanneer|indien|of",
        calm=r"aarzel\w*|vergeet|twijfel\w*",
    ),
    "pl": Lexicon(
        remove=r"usun\w*|usuw\w*|usuni\w*|wypis\w*|wykresl\w*|skasuj\w*|skresl\w*|wyrejestr\w*|"
        r"wyrejestrowa\w*",
        loose=r"rezygn\w*|wycofa\w*",
        me=r"mnie|mi|nas|nam",
        list_=r"list\w*|baz\w*|newsletter\w*|subskrypcj\w*|kartotek\w*|mailing\w*|otrzymywani\w*",
        neg=r"nie|nikt|nigdy|bez|zadnych|zadnej|ani|nic",
        more=r"wiecej|juz|dalsz\w*|ponownie|nigdy|kolejn\w*|przyszlosc\w*",
        contact=r"pis[az]\w*|pisz|kontakt\w*|niekontakt\w*|wysyl\w*|przysyl\w*|przesyl\w*|dzwon\w*|"
        r"niepokoj\w*|nekaj\w*|nekac|zawracac|zawracaj\w*|spam\w*|nagab\w*|odzywa\w*|mailowa\w*",
        thing=r"e?maili?|mail\w*|wiadomosc\w*|ofert\w*|reklam\w*|spam\w*|tego|korespondencj\w*|"
        r"newsletter\w*|telefon\w*",
        want=r"chc\w*|zycz\w*|otrzymyw\w*|dostaw\w*|zgod\w*|wyraza\w*|prosz\w*|zgadza\w*|zyczy\w*",
        stop=r"przestan\w*|przestac|skoncz\w*|dosc|zaprzesta\w*|stop",
        subject=r"my|klienci|system|ktos|przestalismy|ja",
        condition=r"jesli|jezeli|gdy|czy",
        calm=r"wahaj\w*|krepuj\w*|zapomn\w*|martw\w*",
    ),
    "sv": Lexicon(
        remove=r"stryk|bort(?:tag\w*|plock\w*)|radera\w*|avregistrera\w*|avanmal\w*|"
        r"avprenumerer\w*|rensa|strykas",
        loose=r"ta|tag|plocka|tas|sla|avsluta",
        me=r"mig|oss",
        list_=r"listan?|listor|register|registret|utskick\w*|nyhetsbrev\w*|databas\w*|bort",
        neg=r"inte|inga|inget|ingen|aldrig|ej|icke|undanber|utan|slipp\w*",
        more=r"fler|mer|igen|langre|vidare|ytterligare|framtiden|framover|nagonsin",
        contact=r"maila?|mejla?|skicka\w*|kontakta\w*|skriva?|ring|ringa|stor|stora|spamma|hora|"
        r"skickat|hor|besvara|tjata",
        thing=r"\w*mejl|\w*mail|meddelanden|\w*utskick|spam|reklam|nyhetsbrev|detta|samtal|"
        r"erbjudanden",
        want=r"vill|onskar|onskas|far|fa|ha|emot|undanber|tackar|samtyck\w*|slippa|bett",
        stop=r"sluta|upphor|lagg|stoppa",
        subject=r"vi|kunder|verktyg|verktyget|nagon|de",
        condition=r"om|nar|ifall",
        calm=r"tveka|glom|oroa",
    ),
}

#: Whose, and what: "delete my data" in any of the languages.
MINE = (
    r"my|our|mein\w*|unser\w*|mon|ma|mes|notre|nos|mi|mis|nuestr\w+|mio|mia|miei|mie|nostr[oaie]|"
    r"meus?|minhas?|noss[oa]s?|mijn|onze|ons|moj\w*|nasz\w*|min|mina|mitt|vara?"
)
DATA = (
    r"e?mails?|address(?:es)?|data|names?|details|info|information|contact|numbers?|account|"
    r"record|profile|"
    r"\w*adresse?n?|daten|namen?|nummer\w*|kontakt\w*|eintrag|donnees|coordonnees|nom|numero|"
    r"correos?|direccion|datos|nombre|contactos?|dati|indirizzo|nominativo|contatt[oi]|dados|"
    r"endereco|"
    r"nome|contatos?|registo|cadastro|gegevens|\w*adres|naam|adres\w*|dane|danych|numer\w*|"
    r"kontaktu|"
    r"uppgifter|\w*adress|namn"
)
PLEASE = (
    r"please|mind|ensure|would|pourri\w+|konnt\w+|podria\w*|potr\w+|poderia\w*|kunt|zou|mog\w+|"
    r"pls|plz|kindly|bitte|bite|svp|merci|veuillez|priere|prie|favor|ruego|rogamos|ruega|"
    r"pido|prego|"
    r"preghiamo|cortesia|cortesemente|agradeco|graag|gelieve|aub|alstublieft|prosze|prosimy|snalla|"
    r"vanligen|vanlig|tack|thanks"
)
