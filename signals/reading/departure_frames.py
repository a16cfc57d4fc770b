"""What says that somebody has left, by two things that stand near each other in a sentence.

"Leave" beside "company", "contract" beside "ended", "new" beside "challenge": so a departure is
read in words that no list of phrases has. Patterns for folded text.
"""

from collections.abc import Mapping

_ORGANISATION = (
    r"company|organi[sz]ation|firm|employer|corporation|unternehmen\w*|firma|gesellschaft|konzern|"
    r"betrieb|societe|entreprise|groupe|cabinet|compania|empresa|organizacion|grupo|azienda|"
    r"societa|gruppo|ditta|companhia|organizacao|bedrijf|organisatie|onderneming|firm[eyi]|"
    r"spolk\w+|przedsiebior\w+|organizacj\w+|foretag\w*|bolag\w*|organisationen|virksomhed\w*|"
    r"yritys\w*"
)
_LEAVES = (
    r"left|leaving|will leave|to leave|departed|departs|departing|exited|resigned|moved (?:on|"
    r"away) from|parted|gone from|verlass\w*|verlasst|verliess|gewechselt|ausgeschieden|"
    r"ausscheid\w*|quitt\w+|parti\w* de|dejo|dejado|abandon\w+|salido|(?<!de )baja|desvincul\w+|"
    r"lascia(?:to|ta|ndo)?|lascio|uscit[oa]|deix(?:ei|ou|ar|o)|sai|saiu|sair|deslig\w+|verlaten|"
    r"verlaat|vertrokken|odszed\w+|odesz\w+|opusci\w*|odchodz\w*|lamnat|lamnar|slutat|slutar|"
    r"forladt|jattanyt|finished(?: up)?(?: at| with)?|separated|de saida|saindo|moved on"
)
_NO_MORE = (
    r"no longer|not [^.!?¶]{0,25}any ?more|nicht (?:mehr|langer)|n[e'][^.!?¶]{0,25} plus|ya no|"
    r"non [^.!?¶]{0,14}piu|ja nao|nao [^.!?¶]{0,16}mais|niet (?:meer|langer)|"
    r"geen [^.!?¶]{0,20}meer|nie [^.!?¶]{0,20}juz|juz nie|inte [^.!?¶]{0,20}langre|(?:inte|"
    r"ej) [^.!?¶]{0,12}kvar"
)
_EMPLOYED = (
    r"with (?:us|the company|the team)|hold\w* (?:my|the|a|this|any) (?:position|post|role|job)|"
    r"employ\w+|work\w* (?:for|here|at)|ansprechpartner\w*|beschaftigt|angestellt|mitarbeiter\w*|"
    r"belegschaft|effectifs|salarie\w*|en poste|collabor\w+|plantilla|emplead\w+|personale|"
    r"organico|dipendente|quadros?|funcionari\w+|colabora\w+|in dienst|werkzaam|verbonden|"
    r"medewerker|zatrudni\w+|pracowni\w+|zwiazan\w*|anstalld\w*|jobbar|arbetar|i tjanst|entreprise|"
    r"empresa|azienda|firm[aiey]\b"
)
_WORK = (
    r"employment|contract|tenure|internship|assignment|(?:my|his|her|\w+'s) time (?:at|with|here)|"
    r"(?:meine|seine|ihre) (?:tatigkeit|anstellung|zeit)|arbeitsverhaltnis|arbeitsvertrag|"
    r"dienstverhaltnis|(?:mon|son) (?:contrat|stage|aventure)|(?:mi|su) (?:contrato|etapa|"
    r"vinculacion|relacion)|(?:mi|la|su) (?:aventura|andadura|trayectoria)|(?:mia|"
    r"sua) (?:collaborazione|esperienza|avventura)|(?:il|mio|suo) (?:contratto|rapporto|incarico|"
    r"percorso)|(?:meu|seu) (?:contrato|percurso|ciclo|estagio)|dienstverband|mijn (?:contract|"
    r"stage|tijd)|(?:moja|moj) (?:umowa|wspolpraca|kontrakt|przygoda)|(?:min|hans|"
    r"hennes) (?:anstallning|tid|tjanst)"
)
_ENDS = (
    r"end(?:ed|s|ing)|(?:come|came|comes|coming) to an end|finish\w*|conclud\w*|terminat\w*|"
    r"expire[ds]|ende[tn]\w*|beendet|ausgelaufen|zu ende|pris fin|prend fin|prendra fin|termine\w*|"
    r"acheve\w*|finaliz\w+|termin\w+|conclu\w+|cessat\w*|encerr\w+|a su fin|al termine|"
    r"al capolinea|dobieg\w+ konca|conclus\w+|fin(?:do|dou|aliz\w*)|chegou ao fim|geeindigd|"
    r"beeindigd|afgelopen|loopt af|ten einde|zakoncz\w+|rozwiaz\w+|wygas\w+|avslut\w+|upphor\w*|"
    r"ar slut"
)
MY_LAST_DAY = (
    r"(?:my|her|his) (?:very )?(?:last|final) (?:\w+ )?day|(?:mein|meinen|sein|"
    r"ihr) letzter? (?:\w+ )?(?:arbeits)?tag|(?:mon|son) dernier jour|(?:mi|su) ultimo dia|(?:mio|"
    r"suo) ultimo giorno|(?:meu|seu) ultimo dia|(?:mijn|haar|zijn) laatste (?:werk)?dag|(?:moj|"
    r"jego|jej) ostatni dzien|(?:min|hans|hennes) sista (?:arbets)?dag"
)
_NEW_WORK = (
    r"(?:new|another|different) (?:position|role|job|challenges?|chapter|opportunit\w+|employer|"
    r"adventure|career|company)|neue[nr]? (?:stelle|herausforderung\w*|arbeitgeber|wege|job)|"
    r"beruflich (?:neu )?(?:ver\w+|orient\w+)|(?:autre|nouvelle) (?:entreprise|societe|aventure)|"
    r"nouveaux? (?:defis?|horizons?|employeur|poste)|(?:ma|sa) carriere|nuev[oa]s? (?:etapa|retos?|"
    r"rumbos?|proyectos?|empleo|trabajo|desafios?)|nuov[oai] (?:percorso|avventura|sfid[ae]|"
    r"esperienza|lavoro|incarico)|nov[oa]s? (?:desafios?|projetos?|rumos?|etapa|emprego|ciclo)|"
    r"nieuwe (?:baan|uitdaging|werkgever|functie)|now[aey]\w{0,3} (?:prac[aey]\w*|wyzwani\w+|"
    r"pracodawc\w+|stanowisk\w+|etap)|(?:nytt|nya) (?:jobb|utmaning\w*|arbete|tjanst)|bytt jobb"
)
_TAKES = (
    r"moved|started?|starting|begun|began|taken (?:up|on)|accepted|joined|pursu\w+|outside|"
    r"elsewhere|angenommen|angetreten|gewechselt|ausserhalb|begonnen|stell\w+|verander\w*|"
    r"orientier\w*|poursui\w+|rejoi\w+|commenc\w+|relev\w+|iniciado|inici[oe]|empez\w+|emprend\w+|"
    r"comenz\w+|asumi\w+|fuera|intrapres\w+|iniziat\w+|comincia\w+|accetta\w+|inici[eao]\w*|"
    r"abrac\w+|assumi\w*|esperam|begonnen|aangenomen|gestart|heb|rozpocz\w+|podjal\w*|podjel\w*|"
    r"zmieni\w+|borjat|fatt|tagit|har|bytt"
)
_SUCCESSOR = (
    r"(?:my|her|his|the) successor|nachfolger(?:in)?|successeure?|sucesor\w*|successore|"
    r"successora|sucessor\w*|opvolg(?:er|ster)|nastepc\w+|eftertradare|efterfolger"
)
_FORMER = (
    r"former (?:employee|colleague|staff|member)|ehemalige[rn]? (?:mitarbeiter|kolleg)\w*|"
    r"ancien(?:ne)? (?:collabora\w+|salarie\w*|employe\w*)|antigu[oa] (?:emplead|colabora)\w+|"
    r"ex[- ](?:dipendente|collega|collaborat\w+|funcionari\w+|colaborador\w*)|"
    r"byl(?:y|a|ego) pracowni\w+|tidigare (?:anstalld|medarbetare)"
)
#: A full stop behind a number belongs to a date.
#: Who is no more what they were has left, unless it is about being reached or read.
_IS_NO_MORE = (
    r"(?:is|am|i'm|are|works?|working)(?: \w+){0,3} (?:no longer|"
    r"not(?: \w+){1,4} any ?more)(?! (?:available|able|check|read|reach|accept|monitor|support|"
    r"valid|in use|active|used|offer|need|possible|required|so ))|not (?:working|employed|based|"
    r"with)(?: \w+){0,4} any ?more|(?:bin|ist|sind|arbeite\w*)(?: \S+){0,4} nicht (?:mehr|"
    r"langer)(?! (?:erreichbar|verfugbar|im buro|gelesen|aktiv|gultig|moglich|abgerufen|abgefragt|"
    r"genutzt|uberwacht|in ihrem|notig))|(?:ben|is|werk\w*)(?: \S+){0,3} niet (?:meer|"
    r"langer)(?! (?:bereikbaar|op kantoor|beschikbaar|gelezen|in gebruik|actief|mogelijk|"
    r"gebruikt))|(?:ne (?:suis|travaill\w+|fai[ts]|sera|serai)|n'est|"
    r"n'exerce) plus(?! (?:joignable|disponible|consult|lue?|relev|activ|utilis|possible|valable))|"
    r"non (?:e|sono|lavor\w+|fa|faccio|oper\w+) piu(?! (?:disponibil|raggiungibil|attiv|"
    r"utilizzat|lett|possibil|valid))|ya no (?:esta|estoy|trabaj\w+|form\w+|labor\w+|soy|"
    r"es)(?! (?:disponible|en uso|activ|operativ|posible|valid))|(?:nao (?:esta|estou|integra|"
    r"trabalh\w+|atua|atuo|faz|faco) mais|ja nao (?:esta|estou|trabalh\w+|integr\w+))"
    r"(?! (?:disponivel|em uso|ativ|ao servico))|(?:nie (?:jest|jestem|pracuj\w+) juz|"
    r"juz nie (?:jest|jestem|pracuj\w+))(?! (?:uzywan|aktywn|dostepn|czytan))|"
    r"(?:ar|arbetar|jobbar|finns)(?: \S+){0,2} inte (?:langre|kvar)(?! (?:anvand|aktiv|"
    r"tillganglig|i bruk))"
)
_GAP = r"(?:[^.!?¶]|(?<=\d)\.){1,45}"


_YET = rf"(?:(?!(?<!\w)(?:not|nicht|pas|no|non|nao|niet|nie|inte)(?!\w)){_GAP[:-6]}){{1,45}}"


def _near(first: str, second: str, gap: str = _GAP) -> str:
    """Either order, at most 45 characters apart, in one sentence."""
    one, two = rf"(?<!\w)(?:{first})(?!\w)", rf"(?<!\w)(?:{second})(?!\w)"
    return rf"{one}{gap}?{two}|{two}{gap}?{one}"


#: For `vocabulary.vocabulary`, beside the phrases of `departure_words.LEFT`.
LEFT_BY_FRAME: Mapping[str, str] = {
    "org": _near(_LEAVES, _ORGANISATION),
    "employed": _near(_NO_MORE, _EMPLOYED),
    "ended": _near(_WORK, _ENDS, _YET),
    "gone": _IS_NO_MORE,
    "last": MY_LAST_DAY,
    "new": _near(_NEW_WORK, _TAKES),
    "after": f"{_SUCCESSOR}|{_FORMER}",
    "ja": (
        r"最終(?:出社|出勤|勤務)日|異動(?:により|に伴い|となり|いたしま|しま)|担当を(?:外れ|離れ)|"
        r"(?:会社|当社|弊社)を辞め|後任(?:は|の|と|に|が)|新(?:天地|しい職場)"
    ),
}
