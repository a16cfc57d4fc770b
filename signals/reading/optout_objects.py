"""What is stopped, removed or enough of where it is not the mails: patterns (see `optout_words`).

"Remove the module from the offer", "enough of spreadsheets", "no more than 20 users" hold the words
of a wish about something else. They are taken out of a sentence before it is judged.
"""

_SENT = (
    r"\w*mail|mejl|messag|nachricht|werb|spam|correo|mensa|bericht|wiadom|korresp|corresp|"
    r"conta[ck]?t|"
    r"kontakt|pub|propag|reklam|reclam|ofert|offert|offer|angebot|anruf|call|chiam|llam|lig|pitch|"
    r"sollic|solic|akquis|prospec|newsl|nieuwsb|nyhetsb|listas?\b|utskick|pisa|nek|scriv|escri|"
    r"ecri|skriv|"
    r"sku?ick|nag|bother|harass|pester"
)
_MAILS = rf"{_SENT}|sales|promo|telef|phone"
_YOURS = (
    r"th(?:is|ese|ose|at|em)\b|it\b|you|all\b|diese|sowas|ihr|euch|eure|dem\b|cela|ca\b|vos\b|"
    r"vous|votre|"
    r"est[aoe]s?\b|es[ao]s?\b|sus?\b|usted|tus?\b|vuestr|quest|vostr|voi\b|vo[cs]|dess|dest|iss|"
    r"ist|"
    r"sua|seu|deze|dit\b|jullie|u\b|uw\b|je\b|hiervan|tego\W|tych\b|wasz|panstw|er\b|ert\b|detta|"
    r"lei\b"
)
#: "I've had enough of spreadsheets", not "of your mails".
_ENOUGH = (
    r"\b(?:enough of|genug von|assez d(?:e |')|hart[oa]s? de|basta (?:de|con|di)|chega d[eoa]s?|"
    r"genoeg van|nog av|trott pa|stuf\w (?:di|de[il]))(?: the| den| les| l[oae]s?| gli| i| de)? ?"
    rf"(?!(?:the |den |les |l[oae]s? |gli |i |de )?(?:{_MAILS}|{_YOURS}))"
    rf"(?![^.;,!?]{{0,30}}\b(?:{_MAILS}))\w[^.;,!?]{{0,40}}|"
    rf"\bdosc (?:juz )?(?:mam(?:y)? )?(?:juz )?t(?:ego|ej|ych) (?!\w*(?:{_MAILS}))(?=\w{{3}})"
    rf"(?![^.;,!?]{{0,30}}\b(?:{_MAILS}))[^.;,!?]{{1,30}}|"
    r"\b(?:had|seen|heard) enough (?:to|slides?|demos?|time|information|data|budget|people)\b"
)
_NUMBER = (
    r"\d|(?:dos|tres|cuatro|cinco|seis|diez|doce|quince|veint\w*|treinta|cien\w*|due|tre|quattro|"
    r"cinque|dieci|venti|trenta|cento|mil\w*|duas|dois|dez|vinte|trinta|cinquenta|cem|deux|trois|"
    r"quatre|cinq|dix|vingt|trente|cent|una?|un[ea]|uma?|mezz\w|medi[ao]|mei[ao])\b"
)
#: "No more than twenty users": a limit, not "any more".
_AT_MOST = (
    r"\b(?:no|not|nicht|kein\w*|pas|non|nao|niet|nie|inte|ej)(?: \w+){0,2} (?:(?:more|"
    r"longer) than|(?:mehr|langer) als|langer dan|dluzej niz|langre an|meer dan|"
    r"wiecej niz|(?:mer|fler) an|(?:mas|mais|piu|plus) (?:de|di|d'|que) ?"
    rf"(?={_NUMBER}))[^.;:,!?]{{0,30}}"
)
#: "Let me drop you a line": they write, and take nobody off.
_DROPS = (
    r"\bdrop(?:ped|ping)? (?:you|him|her|them) (?:an?|another|one|some|the|my|our)\b|"
    r"\bdrop(?:ped|ping)? (?:by|in|round)\b|"
    r"もう(?:(?!受|購読|配信|メール|連絡|案内)[^。]){0,20}やめたい"
)
#: "Lassen Sie das Modul weg": a part is left out.
_LEAVES_OUT = (
    r"\blass(?:en|t|e)? (?:(?!\b(?:mich|uns|mein\w*|unser\w*)\b|\w*mail|werb|nachricht|schreib|"
    r"anruf)"
    r"[^.;,!?]){1,50} weg\b"
)
ENOUGH_OF_OTHERS = rf"{_ENOUGH}|{_AT_MOST}|{_DROPS}|{_LEAVES_OUT}"

_PAPER = (
    r"\w*offer|offert\w*|ofert\w*|\w*angebot\w*|quot\w+|proposal|propuest\w*|propost\w*|devis|"
    r"presupuest\w*|"
    r"orcament\w*|preventiv\w*|offerte|wycen\w*|contract|\w*vertrag\w*|contrat\w*|contratt\w*|"
    r"umow\w*|"
    r"avtal\w*|kontrakt\w*|invit\w+|einladung\w*|convite|uitnodiging|zaproszeni\w*|inbjudan|agenda|"
    r"tagesordnung|ordre du jour|order|bestell\w*|commande|pedido|ordine|zamowien\w*|"
    r"bestallning\w*|"
    r"invoice|rechnung\w*|facture|factura|fattura|fatura|factuur|faktur\w*|cart|slides?|deck|"
    r"presentation|prasentation\w*|requirements|anforderung\w*|scope|specs?|meeting|termin\w*|"
    r"reunion|riunione|reuniao|vergadering|spotkani\w*|motet"
)
_REMOVE = (
    r"(?:remov|delet|drop|tak|cut|strik|strich|streich|losch|entfern|nehm|nimm|enlev|retir|supprim|"
    r"quit|elimin|borr|sac|saqu|tir|apag|exclu|toglie?|tolg|rimuov|cancell|haal|schrap|verwijder|"
    r"usun|"
    r"wykresl|skresl|ta\b|tar\b|stryk|rader)\w*"
)
_MINE_OR_ME = (
    r"me|us|mich|uns|mir|moi|nous|m|mij|ons|mnie|nas|mig|oss|my (?:\w+ )?(?:e?-?mail|name|address|"
    r"data|"
    r"details|number)|mein\w* (?:daten|adresse|namen?|mail\w*)|m[eo]s? (?:donnees|adresse|nom|"
    r"mail)|"
    r"mis? (?:datos|correo|direccion|nombre)|(?:mio|miei|meu|meus|minha) \w+|mijn (?:gegevens|"
    r"adres|"
    r"naam|mail\w*)|moj\w* (?:dane|adres|mail)|min[ae]? (?:uppgifter|adress|mejl)"
)
#: "Remove the module from the offer", "take Tom off the invite".
OF_A_PAPER = (
    rf"\b{_REMOVE}\b(?<!nme)(?<!rme)(?<!eme)(?<!ame)(?<!mi)(?<!nos)(?<!teci)"
    rf"(?:(?!\b(?:{_MINE_OR_ME}|{_SENT}|sal)\b|\blist|\bverteiler)[^.;,!?]){{1,50}}?"
    r"\b(?:from|off|out of|aus|von|vom|im|du|de|del|de la|da|do|das|dos|uit|van|z|ze|fran|ur|of|in|"
    r"dall[a']?|dal|l') ?(?:(?:the|your|our|this|dem|der|den|ihrem|ihrer|unserem|la|le|l|el|su|"
    r"nuestra|"
    r"vostra|vostro|tua|sua|seu|nossa|de|het|jullie|er|ert|din) ){0,2}'?"
    rf"(?:{_PAPER})\b(?! (?:mails?|list|and me|und mich|et moi)\b)|"
    r"(?:見積|提案書|契約|招待|資料|議題|請求書|注文)[^。]{0,25}(?:削除|除外|外し|取り消し)(?:して|を)?"
    r"(?:ください|下さい|いただ|頂|、|お願い|ました)?|"
    r"[^。]{0,30}(?<!アドレス)(?:は|を)(?:リスト|一覧)から(?:削除|除外|外)[^。]{0,3}(?:しました|いたしました)(?!か)"
)
#: "… and put me in his place": whom they would have added.
ADDS_ME = (
    r"\b(?:and|und|et|y|e|en|i|och)\b(?!.*(?:sperr|suppress|block|not[- ]|robinson|exclu|"
    r"opt))[^.;?]{0,25}\b(?:(?:add|put|include|use) me\b|setzen sie mich\b|"
    r"nehmen sie mich (?:\w+ )?auf\b|m'ajouter\b|ajoutez-moi\b|(?:anad|agreg|inclu|pong)\w*me\b|"
    r"(?:aggiung|inseri)\w* me\b|\w*(?:aggiunger|inserir)mi\b|(?:colo[cq]|inclu|adicion)\w*-me\b|"
    r"(?:voeg|zet) (?:mij|me)\b|(?:doda|wpisa)\w* mnie\b|lagg\w* till mig\b)[^.;?]{0,40}"
)
#: "We do not wish to pursue this": the offer is declined, the mails are not.
DECLINED = (
    r"\b(?:souhait|desir|veu|voul|pens|compt|pouv|peu|all|envisage)\w* pas (?:y )?donner "
    r"suite\b(?: (?:a|aux) (?:votre|vos|cette|ce|ta|tes) \w+)?|"
    r"\b(?:nicht|kein\w*) (?:\w+ )?weiter(?:zu)?(?: zu)? ?verfolg\w*"
)
#: "Where did you dig up my address?", without the verb that elsewhere takes out of a list.
DUG_UP = r"\b(de donde(?: ha[ns]?| habeis)?|(?:de )?onde(?: foi| foram| foste)?) (?:sac|tir)\w+"
#: "No more questions": nothing is in the way.
SETTLED = (
    r"\b(?:no|not|kein\w*|plus|pas|aucune?|n'ai|ninguna?|non|nessun\w*|nao|nenhum\w*|niet|geen|"
    r"nie|zadnych|"
    r"inga|inte)\b(?: \w+){0,3}? (?:de |d')?(?:(?:more|further|other|weiteren?|autres?|mas|piu|"
    r"altre|mais|"
    r"verdere|wiecej|fler) )?(?:questions?|objections?|fragen|einwande|preguntas|dudas|domande|"
    r"dubbi|"
    r"perguntas|duvidas|vragen|bezwaren|pytan|uwag|fragor|invandningar)\b(?: \w+)?"
)
