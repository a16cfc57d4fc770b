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
        r"scrub|eras(?:e|ed|ing|ure)|exclud(?:e|ed|ing)|bin|trash|purge|wip(?:e|ed|ing)|opt|opting|"
        r"deregister|unregister|untick|expunge|eliminate|suppress(?:ed)?|removals?|forget",
        loose=r"strike|drop|scratch|cross|lose|tak(?:e|en|ing)|get|getting|pull(?:ed|ing)?|kick|come|"
        r"coming",
        me=r"me|us|myself|ourselves",
        list_=r"lists?|mailings?|databases?|records|outreach|sequences?|newsletters?|crm|"
        r"campaigns?|contacts|systems?|distribution|mailshots?|files?|books|roster|cadence|"
        r"automation",
        neg=r"not|never|no|nor|cannot|dont|without|nobody|none|noone",
        more=r"more|again|anymore|further|longer|ever|future|henceforth",
        contact=r"emails?|emailing|emailed|mail|mailing|mailed|contact|contacted|contacting|write|"
        r"writing|send|sending|sent|message|messaging|call|calling|called|text|texting|bother|"
        r"bothering|spam|spamming|spammed|follow|followup|pester|pestering|solicit|solicited|"
        r"approach|approached|market|marketed|ping|pinging|chase|chasing|disturb|harass|reach|"
        r"hear|correspond|bug|bugging|hassle|hassling|nag|nagging|engage|badger|badgering|include|"
        r"cold|nudge|nudging|prospect|prospecting",
        thing=r"emails?|mails?|messages?|communications?|newsletters?|spam|pitches|pitch|offers|"
        r"marketing|ads|advertising|solicitations?|these|this|those|correspondence|stuff|crap|"
        r"followups?|outreach|touches|calls|junk|mailings?|reminders?|nudges?|bumps?|pings|"
        r"nonsense|solicitation|promotions?|sequence|campaign",
        want=r"want|wants|request|prefer|rather|wish|like|appreciate|care|consent|consented|agree|"
        r"welcome|receive|receiving|get|getting|accept|signed|subscribed|part|demand|insist",
        stop=r"stop|stopp|stopping|stp|sotp|stpo|stahp|cease|quit|halt|refrain|discontinue|desist|"
        r"abstain|terminate",
        subject=r"we|i|they|he|she|it|tool|system|customers|team|who|people",
        condition=r"if|when|unless|whether|that|in case",
        calm=r"hesitate|sure|why|worry|forget|mind|wait|miss|fail|time|reason|rush|need|problem",
    ),
    "de": Lexicon(
        remove=r"entfern\w*|losch\w*|loesch\w*|streich\w*|austrag\w*|abmeld\w*|abbestell\w*|"
        r"herausnehm\w*|herauszunehm\w*|rausnehm\w*|schmeiss\w*|tilg\w*|sperr\w*|rauslosch\w*|"
        r"(?:zu)?entfern\w*|ausgetrag\w*|abzumeld\w*|auszutrag\w*|geloscht|rausschmeiss\w*|"
        r"loeschung|loschung|streichung|austragung|abmeldung|weglassen",
        loose=r"nehm\w*|nimm|nehmt|trag\w*|meld\w*|komm\w*|runter|raus|genommen|lasst?",
        me=r"mich|mir|uns",
        list_=r"\w*verteiler\w*|\w*liste\w*|datenbank\w*|\w*kartei|kontakte\w*|newsletter\w*|"
        r"adressbuch|system|crm|verteilerkreis|adressbestand|bestand|kundendatei|kampagne\w*",
        neg=r"nicht|nimmer|nichts|nix|niemand|kein\w*|nie|niemals|nie[wm]als|ohne",
        more=r"mehr|nimmer|weiter\w*|wieder|kunftig\w*|zukunftig\w*|jemals|nochmals|erneut|zukunft|noch",
        contact=r"schreib\w*|kontakt\w*|angeschrieben|anschreib\w*|anruf\w*|angerufen|ruf\w*|"
        r"mail\w*|sende\w*|send|schick\w*|zusende\w*|belastig\w*|nerv\w*|behellig\w*|melde\w*|"
        r"stor\w*|zuschick\w*|zusend\w*|kontaktaufnahme\w*|nachfass\w*|nachhak\w*|horen|"
        r"anzuschreib\w*|anzurufen|zuzusend\w*|zuzuschick\w*|zumull\w*|vollmull\w*|zuspamm\w*|"
        r"spamm\w*|bombardier\w*|angemailt|anmailen|anspamm\w*|angesprochen|ansprech\w*|"
        r"kontaktiert|genervt|gestort|penetrier\w*",
        thing=r"\w*mails?|nachricht\w*|\w*werbung|\w*werbe\w*|zusendung\w*|anfrage\w*|angebot\w*|"
        r"newsletter|post|spam|kontakt\w*|anruf\w*|infos|sowas|diese[rs]?|das|so was|schreiben|"
        r"erinnerung\w*|nachfass\w*|nachhak\w*|zuschriften|versand|mist|quatsch|kram|zeug|"
        r"akquise\w*|sequenz\w*|mailing\w*|ansprache|kaltakquise|belastigung\w*",
        want=r"mocht\w*|moecht\w*|will|wollen|wunsch\w*|wuensch\w*|erhalt\w*|bekomm\w*|brauch\w*|"
        r"bitt\w*|legen|lege|gestatt\w*|erlaub\w*|einverstanden|zugestimmt|bock|lust|mag|"
        r"verzicht\w*|wert|lieber|erwunscht",
        stop=r"stop|stopp|stoppt|stoppe[nt]?|hort?|horen|unterlass\w*|unterlasst|aufhor\w*|aufzuhoren|"
        r"beend\w*|einstellen|einzustellen|stellen|spar\w*|absehen|abzusehen|abstand|sehen|"
        r"unterbleib\w*|schluss|verschon\w*|lassen",
        subject=r"wir|ich|kunden|tool|system|man|empfanger|er|sie",
        condition=r"falls|wenn|sofern|ob|sollten",
        calm=r"zoger\w*|scheu\w*|verges\w*|sorge\w*|wundern|warten",
    ),
    "fr": Lexicon(
        remove=r"desabonn\w*|desinscri\w*|retir\w*|supprim\w*|ray(?:e|ez|er)|enlev\w*|effac\w*|"
        r"radi(?:e|ez|er|ation)|desinscription|bloquez|vire[rz]?|elimin\w*|exclu\w*|raye|rayez",
        loose=r"sort(?:ez|ir|s)|ot(?:e|ez|er)|suppression|sortie",
        me=r"moi|me|m|nous",
        list_=r"listes?|fichiers?|bases?|newsletter|diffusion|contacts|repertoire|mailings?|envois|campagnes?|crm|carnet|registres?|systeme",
        neg=r"ne|n|pas|rien|personne|plus|jamais|non|inutile|sans|aucun|arreter",
        more=r"plus|jamais|nouveau|davantage|avenir|desormais|autres?",
        contact=r"ecri\w*|contact\w*|recontact\w*|envoy\w*|envoi\w*|sollicit\w*|relanc\w*|"
        r"derang\w*|demarch\w*|appel\w*|rappel\w*|importun\w*|harcel\w*|spamm\w*|insist\w*|"
        r"embet\w*|reecri\w*|bombard\w*|ennuy\w*|gonfl\w*|emmerd\w*|saoul\w*|prospect\w*|adress\w*|"
        r"communiqu\w*|utilis\w*|suite|entendre|reven\w*|revien\w*",
        thing=r"emails?|mails?|messages?|courriels?|pub|pubs|publicite\w*|prospection|spams?|cela|"
        r"ca|sollicitations?|demarchages?|relances?|newsletters?|envois?|offres?|communications?|"
        r"publipostages?|rappels?|reclames?|correspondances?",
        want=r"souhait\w*|veux|veut|voul\w*|desir\w*|recevoir|recois|demand\w*|consen\w*|"
        r"autoris\w*|accept\w*|prefer\w*|aimer\w*|appreci\w*|envie",
        stop=r"arret\w*|cess\w*|stop|stoppe[rz]?|basta|marre|evite[rz]?|abst\w+|fini|"
        r"interromp\w*|mettez",
        subject=r"je|j|on|nous|clients|outil|ils|il",
        condition=r"si|lorsque|quand",
        calm=r"hesit\w*|manqu\w*|oubli\w*|inquiet\w*",
    ),
    "es": Lexicon(
        remove=r"(?:borr|elimin|retir|saqu|sac[ae]|suprim|supresion|tach|exclu)\w*|quit(?:a|ar|en|ad|ado|ada)(?:me|nos)?|"
        r"quite(?:me|nos)|desuscri\w*|desapunt\w*|dessuscri\w*|desinscri\w*|eliminacion",
        loose=r"cancel\w*|anul\w*|sal(?:ir|go)",
        me=r"me|nos|\w+(?:[ae]n?|[aei]d|[aei]r)(?:me|nos)",
        list_=r"listas?|base|bases|registros?|boletin|contactos|newsletter|datos|correos|ficheros?|envios|suscripcion\w*|mailing\w*|distribucion|agenda|"
        r"campanas?|directorio|sistema",
        neg=r"no|nada|nadie|nunca|jamas|ni|sin|tampoco|dejen?|deje",
        more=r"mas|nunca|volver|vuelv\w*|futuro|nuevamente|ya|otros?|otra",
        contact=r"(?:escrib|contact|contect|envi|mand|llam|llem|molest|insist|bombarde|acos|remit|moleste|"
        r"fastidi|marear|maree|persig|comuni[cq]|dirij|utili[cz]|reenvi|recontact)\w*",
        thing=r"correos?|mensajes?|emails?|mails?|publicidad|spam|ofertas|esto|comunicaciones|"
        r"llamadas?|propaganda|envios?|promocion\w*|recordatorios?|publicidades|boletines|"
        r"informacion|contactos?",
        want=r"quier\w*|quer\w*|dese\w*|recib\w*|solicit\w*|autoriz\w*|consient\w*|pedi\w*|pid\w*|prefer\w*|prefier\w*|gustaria|acept\w*|"
        r"agradec\w*|agradezc\w*|rueg\w*|rog\w*",
        stop=r"dej(?:a|e|en|ad|ar)(?:me|nos)?|paren?|parad|pare|ces(?:e|en|ar|ad)|basta|deteng\w*|evit\w*|"
        r"absten\w*|abstenga\w*|alto|ahorr\w*|stop|corten|corta",
        subject=r"nosotros|yo|clientes|herramienta|alguien|ellos|dejamos|dejado",
        condition=r"si|cuando",
        calm=r"dud\w*|olvid\w*|preocup\w*",
    ),
    "it": Lexicon(
        remove=r"cancell?a\w*|tolg\w*|tolt[oaie]|rimuov\w*|rimoss[oaie]|togli\w*|elimin\w*|disiscriv\w*|depenn\w*|"
        r"rimozione|escludete\w*|rimoss[oaie]|cancellazione|eliminazione|disiscrizione|sbarazz\w*|"
        r"depenna\w*|lev(?:a|ate|ami|atemi|armi|arci|ateci)",
        loose=r"escludi\w*|levat\w*|uscire|esco|usci",
        me=r"mi|me|ci|\w+(?:temi|teci|ami|imi|emi|rmi|rci)",
        list_=r"list[ae]|archivi\w*|database|elench\w*|mailing|newsletter|indirizzario|rubrica|contatti|sistemi?|crm|registr\w*|campagn\w*|invii",
        neg=r"non|mai|ne|nessun\w*|senza|niente|smett\w*",
        more=r"piu|altr[aei]\w*|ulterior\w*|mai|ancora|futuro|nuovamente",
        contact=r"(?:ri)?(?:scriv|contatt|invia|mand|disturb|chiam|tempest|insist|sollecit|import"
        r"un|assill|inoltra|bombard|ricontatt|risch?riv|romp|secc|infastid|stress|utilizz|"
        r"comunic)\w*|inviar\w*|farvi|fatevi|sentire",
        thing=r"email|mail|messaggi\w*|comunicazion\w*|pubblicita|spam|offerte|newsletter|questo|"
        r"proposte|queste|telefonate|invii?|pubblicitari\w*|promozion\w*|posta|altro|solleciti|"
        r"mailing|contatt[oi]|roba",
        want=r"voglio|vogliamo|desider\w*|ricev\w*|autorizz\w*|acconsent\w*|consenso|chied\w*|"
        r"gradi\w*|intend\w*|prefer\w*|vorre\w*|accett\w*|preg\w*|gradirei",
        stop=r"smett\w*|basta|fin(?:ite|irla|itela|iamola|iscila)|cess(?:a|ate|are|i|ino)\w*|piantat\w*|"
        r"piantala|evit\w*|asten\w*|interromp\w*|fatela|falla|stop|stoppate|risparmiat\w*",
        subject=r"abbiamo|noi|io|clienti|strumento|qualcuno|loro",
        condition=r"se|quando|qualora",
        calm=r"esit\w*|preoccup\w*|dimentic\w*",
    ),
    "pt": Lexicon(
        remove=r"(?:remov|remoc|retir|elimin|apag|descadastr|desinscr|desvincul|desassin)\w*|exclu\w*|"
        r"risqu\w*|exclusao|suprim\w*|remocao",
        loose=r"tir[ea]m?|tirar|cancel\w*|anul\w*|sair|saio",
        me=r"me|nos",
        list_=r"listas?|base|bases|cadastros?|registos?|contatos|contactos|dados|mailing|desta|"
        r"dessa|ficheiros?|recebimento|subscric\w*|inscric\w*|assinatura|envios?|sistemas?|"
        r"campanhas?|dai",
        neg=r"nao|nada|ninguem|nunca|jamais|nem|sem|dispens\w*",
        more=r"mais|novamente|nunca|volt\w*|futuro|outr[ao]s?",
        contact=r"(?:envi|contact|contat|escrev|mand|incomod|lig|insist|import|perturb|chate|"
        r"entr|bombarde|maç|mac|abord|encaminh|recontact|utiliz|encher|ench|importun|procur)\w*",
        thing=r"emails?|mensagens|mensagem|comunicac\w*|publicidade|spam|propaganda|isto|isso|"
        r"contatos?|contactos?|ligacoes|newsletters?|propostas|envios?|promoc\w*|ofertas?|nada|"
        r"lembretes?|correspondencia|mailings?",
        want=r"quer\w*|desej\w*|pretend\w*|receb\w*|autoriz\w*|solicit\w*|gostar\w*|pedi\w*|"
        r"aceit\w*|prefer\w*|prefir\w*|agradec\w*|fazer",
        stop=r"parem?|param|parar|deix[ea]m?|deixar|chega|cess\w*|evit\w*|absten\w*|abster\w*|basta|stop|"
        r"suspend\w*|encerr\w*|interromp\w*",
        subject=r"nos|eu|clientes|ferramenta|alguem|eles|paramos|deixamos",
        condition=r"se|quando|caso",
        calm=r"hesit\w*|preocup\w*|esquec\w*",
    ),
    "nl": Lexicon(
        remove=r"verwijder\w*|uitschrijv\w*|uitschijv\w*|afmeld\w*|wis|wissen|schrap\w*|"
        r"uitgeschreven|blokkeer\w*|verwijdering|uitschrijving|wist|schrapt|deleten?|gooien|"
        r"afgemeld|uit te schrijven",
        loose=r"schrijf|meld|haal|haalt|halen|gooi|gooit|neem|nemen|gehaald|zet",
        me=r"mij|me|mn|ons",
        list_=r"lijst\w*|bestand\w*|mailing\w*|database|nieuwsbrief|adressenlijst|systeem|uit|af|eraf|eruit|mailinglijst|bestanden|crm|verzendlijst\w*|gegevens",
        neg=r"niet|geen|niemand|nooit|niets|niks|zonder|noch",
        more=r"meer|langer|nog|weer|opnieuw|verder\w*|voortaan|toekomst|nooit",
        contact=r"mail|mailen|schrijv\w*|stuur|sturen|gestuurd|benader\w*|contacteer\w*|"
        r"contact|contacten|lastig\w*|bel|bellen|gebeld|stoor|storen|opnemen|spam\w*|toesturen|"
        r"opbellen|gemaild|aanschrijven|aangeschreven|toezenden|zenden|benaderd|bestoken|bestook|"
        r"horen|bericht|opvolgen|herinneren|vallen|gebruiken",
        thing=r"\w*mails?|berichten|bericht|reclame|spam|post|aanbiedingen|nieuwsbrie\w*|dit|"
        r"telefoontjes|deze|acquisitie|ongevraagd\w*|verkooppraatjes|mailtjes|mailing\w*|opvolging|"
        r"herinnering\w*|onzin|rommel|ellende|contact|zooi|troep|benadering",
        want=r"wil|willen|wens\w*|ontvang\w*|krijg\w*|graag|hoef\w*|prijs|toestemming|gevraagd|liever|zin|"
        r"zou|verzoek\w*",
        stop=r"stop|stopt|stoppen|stopzetten|hou|houd|houdt|ophouden|kap|kappen|staak|staken|zien|"
        r"beeindig\w*",
        subject=r"wij|we|ik|klanten|systeem|iemand|ze",
        condition=r"als|wanneer|indien|of",
        calm=r"aarzel\w*|vergeet|twijfel\w*",
    ),
    "pl": Lexicon(
        remove=r"usun\w*|usuw\w*|usuni\w*|wypis\w*|wykresl\w*|skasuj\w*|skresl\w*|wyrejestr\w*|"
        r"wyrejestrowa\w*|kasow\w*|skasowa\w*|wymaz\w*|wyrzuc\w*|wykasuj\w*|wykasowa\w*|"
        r"skresleni\w*|wykresleni\w*|wypisani\w*|odsubskryb\w*|wyklucz\w*",
        loose=r"rezygn\w*|wycofa\w*",
        me=r"mnie|mi|nas|nam",
        list_=r"list\w*|baz\w*|newsletter\w*|subskrypcj\w*|kartotek\w*|mailing\w*|otrzymywani\w*|system\w*|rejestr\w*|wysylk\w*|crm|kampani\w*",
        neg=r"nie|nikt|nigdy|bez|zadnych|zadnej|ani|nic",
        more=r"wiecej|juz|dalsz\w*|ponownie|nigdy|kolejn\w*|przyszlosc\w*",
        contact=r"pis[az]\w*|pisz|kontakt\w*|niekontakt\w*|wysyl\w*|przysyl\w*|przesyl\w*|dzwon\w*|"
        r"niepokoj\w*|nek\w+|zawracac|zawracaj\w*|spam\w*|nagab\w*|odzywa\w*|mailowa\w*|odezw\w*|"
        r"napisa\w*|wysla\w*|przysla\w*|nieprzysyl\w*|niewysyl\w*|nieprzesyl\w*|wykorzyst\w*|"
        r"przypomina\w*|meczy\w*|molestow\w*|zasypyw\w*",
        thing=r"e?maili?|mail\w*|wiadomosc\w*|ofert\w*|reklam\w*|spam\w*|tego|korespondencj\w*|"
        r"newsletter\w*|telefon\w*|wysylk\w*|korespondencj\w*|kontakt\w*|wiadomosci|maile|maili|"
        r"mailami|przypomnien\w*|propozycj\w*|smieci\w*",
        want=r"chc\w*|zycz\w*|otrzymyw\w*|dostaw\w*|zgod\w*|wyraza\w*|prosz\w*|zgadza\w*|zyczy\w*|wolal\w*|wole",
        stop=r"przestan\w*|przestac|skoncz\w*|dosc|zaprzesta\w*|stop|koniec|zaniecha\w*|"
        r"powstrzym\w*|daruj\w*|zakoncz\w*|wstrzym\w*",
        subject=r"my|klienci|system|ktos|przestalismy|ja",
        condition=r"jesli|jezeli|gdy|czy",
        calm=r"wahaj\w*|krepuj\w*|zapomn\w*|martw\w*",
    ),
    "sv": Lexicon(
        remove=r"stryk|bort(?:tag\w*|plock\w*)|radera\w*|avregistrera\w*|avanmal\w*|"
        r"avprenumerer\w*|rensa|strykas|stryka|raderas?|tabort|avregistrering|borttagning|uteslut",
        loose=r"ta|tag|tagits?|tar|plocka|tas|sla|avsluta|slang|komma|kommer|lyft",
        me=r"mig|mej|oss",
        list_=r"listan?|listor|register|registret|\w*utskick\w*|nyhetsbrev\w*|databas\w*|bort|vack|mejllista\w*|maillista\w*|sandlist\w*|crm|"
        r"system\w*|kampanj\w*",
        neg=r"inte|inga|inget|ingen|aldrig|ej|icke|undanber|utan|slipp\w*",
        more=r"fler|mer|igen|langre|vidare|ytterligare|framtiden|framover|nagonsin",
        contact=r"maila?|mejla?|skicka\w*|kontakta\w*|skriva?|ring|ringa|stor|stora|spamma|hora|"
        r"skickat|hor|besvara|tjata|mejlar|mailar|skriver|ringer|mejlad|kontaktad|kontaktas|tjat|"
        r"spammar|anvand\w*|pamin\w*",
        thing=r"\w*mejl(?:en)?|\w*mail(?:en)?|meddelanden?|\w*utskick\w*|spam|reklam|nyhetsbrev|detta|samtal|"
        r"erbjudanden?|paminnelse\w*|kontakt|forsaljning\w*|skrap\w*|dessa|epost",
        want=r"vill|onskar|onskas|far|fa|ha|emot|undanber|tackar|samtyck\w*|slippa|bett|helst|hellre|uppskatta\w*|tacksam",
        stop=r"sluta|slutar|upphor|upphora|lagg|lagga|stoppa|stopp|avsta|avstar",
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
    r"record|profile|\w*adresse?n?|daten|namen?|nummer\w*|kontakt\w*|eintrag|donnees|coordonnees|"
    r"nom|numero|correos?|direccion|datos|nombre|contactos?|dati|indirizzo|nominativo|contatt[oi]|"
    r"dados|endereco|nome|contatos?|registo|cadastro|gegevens|\w*adres|naam|adres\w*|dane|danych|"
    r"numer\w*|kontaktu|uppgifter|\w*adress(?:en)?|namn|mejl|datos|domain|domains?|inbox|company|"
    r"firma|kontaktdaten|danych|adresu|adresow\w*"
)
PLEASE = (
    r"please|mind|ensure|would|pourri\w+|konnt\w+|podria\w*|potr\w+|poderia\w*|kunt|zou|mog\w+|"
    r"pls|plz|kindly|bitte|bite|svp|merci|veuillez|priere|prie|favor|ruego|rogamos|ruega|pido|"
    r"preg[oa]|preghiamo|cortesia|cortesemente|agradeco|graag|gelieve|aub|alstublieft|alsjeblieft|"
    r"prosze|prosimy|snalla|vanligen|vanlig|tack|thanks|grateful|favour|cortesemente|bitten|"
    r"ersuche|merci|priez|solicit\w+|agradec\w+|agradezco|rogaria|porfa|peco|pedimos|verzoek\w*|"
    r"wilt|uprzejmie|prosilbym|prosilabym|snalla|garna"
)
