"""What says that somebody has left, by two things that stand near each other in a sentence.

"Leave" beside "company", "contract" beside "ended", "my last" beside "day", "new" beside "challenge":
so a departure is read in words that no list of phrases has. Patterns for folded text.
"""

from collections.abc import Mapping

_ORGANISATION = (
    r"company|organi[sz]ation|firm|employer|corporation|unternehmen\w*|firma|gesellschaft|konzern|"
    r"betrieb|societe|entreprise|groupe|cabinet|compania|empresa|organizacion|grupo|azienda|societa|"
    r"gruppo|ditta|companhia|organizacao|bedrijf|organisatie|onderneming|firm[eyi]|spolk\w+|"
    r"przedsiebior\w+|organizacj\w+|foretag\w*|bolag\w*|organisationen|virksomhed\w*|yritys\w*"
)
_LEAVES = (
    r"left|leaving|will leave|to leave|departed|departs|departing|exited|resigned|moved (?:on|away) from|"
    r"parted|gone from|verlass\w*|verlasst|verliess|gewechselt|ausgeschieden|ausscheid\w*|quitt\w+|"
    r"parti\w* de|dejo|dejado|abandon\w+|salido|(?<!de )baja|desvincul\w+|lascia(?:to|ta|ndo)?|lascio|"
    r"uscit[oa]|deix(?:ei|ou|ar|o)|sai|saiu|sair|deslig\w+|verlaten|verlaat|vertrokken|odszed\w+|odesz\w+|"
    r"opusci\w*|odchodz\w*|lamnat|lamnar|slutat|slutar|forladt|jattanyt|finished(?: up)?(?: at| with)?|"
    r"separated|de saida|saindo|moved on"
)
_NO_MORE = (
    r"no longer|not [^.!?¶]{0,25}any ?more|nicht (?:mehr|langer)|n[e'][^.!?¶]{0,25} plus|ya no|"
    r"non [^.!?¶]{0,14}piu|ja nao|nao [^.!?¶]{0,16}mais|niet (?:meer|langer)|geen [^.!?¶]{0,20}meer|"
    r"nie [^.!?¶]{0,20}juz|juz nie|inte [^.!?¶]{0,20}langre|(?:inte|ej) [^.!?¶]{0,12}kvar"
)
_EMPLOYED = (
    r"with (?:us|the company|the team)|hold\w* (?:my|the|a|this|any) (?:position|post|role|job)|employ\w+|"
    r"work\w* (?:for|here|at)|ansprechpartner\w*|beschaftigt|angestellt|mitarbeiter\w*|belegschaft|effectifs|"
    r"salarie\w*|en poste|collabor\w+|plantilla|emplead\w+|personale|organico|dipendente|quadros?|"
    r"funcionari\w+|colabora\w+|in dienst|werkzaam|verbonden|medewerker|zatrudni\w+|pracowni\w+|zwiazan\w*|"
    r"anstalld\w*|jobbar|arbetar|i tjanst|entreprise|empresa|azienda|firm[aiey]\b"
)
_WORK = (
    r"employment|contract|tenure|internship|assignment|(?:my|his|her|\w+'s) time (?:at|with|here)|"
    r"(?:meine|seine|ihre) (?:tatigkeit|anstellung|zeit)|arbeitsverhaltnis|arbeitsvertrag|dienstverhaltnis|"
    r"(?:mon|son) (?:contrat|stage|aventure)|(?:mi|su) (?:contrato|etapa|vinculacion|relacion)|"
    r"(?:mi|la|su) (?:aventura|andadura|trayectoria)|(?:mia|sua) (?:collaborazione|esperienza|avventura)|"
    r"(?:il|mio|suo) (?:contratto|rapporto|incarico|percorso)|(?:meu|seu) (?:contrato|percurso|ciclo|estagio)|"
    r"dienstverband|mijn (?:contract|stage|tijd)|(?:moja|moj) (?:umowa|wspolpraca|kontrakt|przygoda)|"
    r"(?:min|hans|hennes) (?:anstallning|tid|tjanst)"
)
_ENDS = (
    r"end(?:ed|s|ing)|(?:come|came|comes|coming) to an end|finish\w*|conclud\w*|terminat\w*|expire[ds]|"
    r"ende[tn]\w*|beendet|ausgelaufen|zu ende|pris fin|prend fin|prendra fin|termine\w*|acheve\w*|"
    r"finaliz\w+|termin\w+|conclu\w+|cessat\w*|encerr\w+|a su fin|al termine|al capolinea|dobieg\w+ konca|conclus\w+|fin(?:do|dou|aliz\w*)|chegou ao fim|geeindigd|"
    r"beeindigd|afgelopen|loopt af|ten einde|zakoncz\w+|rozwiaz\w+|wygas\w+|avslut\w+|upphor\w*|ar slut"
)
MY_LAST_DAY = (
    r"(?:my|her|his) (?:very )?(?:last|final) (?:\w+ )?day|"
    r"(?:mein|meinen|sein|ihr) letzter? (?:\w+ )?(?:arbeits)?tag|"
    r"(?:mon|son) dernier jour|(?:mi|su) ultimo dia|(?:mio|suo) ultimo giorno|(?:meu|seu) ultimo dia|"
    r"(?:mijn|haar|zijn) laatste (?:werk)?dag|(?:moj|jego|jej) ostatni dzien|"
    r"(?:min|hans|hennes) sista (?:arbets)?dag"
)
_NEW_WORK = (
    r"(?:new|another|different) (?:position|role|job|challenges?|chapter|opportunit\w+|employer|adventure|career|"
    r"company)|neue[nr]? (?:stelle|herausforderung\w*|arbeitgeber|wege|job)|beruflich (?:neu )?(?:ver\w+|orient\w+)|"
    r"(?:autre|nouvelle) (?:entreprise|societe|aventure)|nouveaux? (?:defis?|horizons?|employeur|poste)|"
    r"(?:ma|sa) carriere|nuev[oa]s? (?:etapa|retos?|rumbos?|proyectos?|empleo|trabajo|desafios?)|"
    r"nuov[oai] (?:percorso|avventura|sfid[ae]|esperienza|lavoro|incarico)|"
    r"nov[oa]s? (?:desafios?|projetos?|rumos?|etapa|emprego|ciclo)|nieuwe (?:baan|uitdaging|werkgever|functie)|"
    r"now[aey]\w{0,3} (?:prac[aey]\w*|wyzwani\w+|pracodawc\w+|stanowisk\w+|etap)|"
    r"(?:nytt|nya) (?:jobb|utmaning\w*|arbete|tjanst)|bytt jobb"
)
_TAKES = (
    r"moved|started?|starting|begun|began|taken (?:up|on)|accepted|joined|pursu\w+|outside|elsewhere|"
    r"angenommen|angetreten|gewechselt|ausserhalb|begonnen|stell\w+|verander\w*|orientier\w*|poursui\w+|rejoi\w+|"
    r"commenc\w+|relev\w+|iniciado|inici[oe]|empez\w+|emprend\w+|comenz\w+|asumi\w+|fuera|intrapres\w+|iniziat\w+|"
    r"comincia\w+|accetta\w+|inici[eao]\w*|abrac\w+|assumi\w*|esperam|begonnen|aangenomen|gestart|heb|"
    r"rozpocz\w+|podjal\w*|podjel\w*|zmieni\w+|borjat|fatt|tagit|har|bytt"
)
_SUCCESSOR = (
    r"(?:my|her|his|the) successor|nachfolger(?:in)?|successeure?|sucesor\w*|successore|successora|sucessor\w*|"
    r"opvolg(?:er|ster)|nastepc\w+|eftertradare|efterfolger"
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
    r"(?:is|am|i'm|are|works?|working)(?: \w+){0,3} (?:no longer|not(?: \w+){1,4} any ?more)(?! (?:available|able|"
    r"check|read|reach|accept|monitor|support|valid|in use|active|used|offer|need|possible|required|so ))|"
    r"not (?:working|employed|based|with)(?: \w+){0,4} any ?more|"
    r"(?:bin|ist|sind|arbeite\w*)(?: \S+){0,4} nicht (?:mehr|langer)(?! (?:erreichbar|verfugbar|im buro|gelesen|"
    r"aktiv|gultig|moglich|abgerufen|abgefragt|genutzt|uberwacht|in ihrem|notig))|"
    r"(?:ben|is|werk\w*)(?: \S+){0,3} niet (?:meer|langer)(?! (?:bereikbaar|op kantoor|beschikbaar|gelezen|in gebruik|"
    r"actief|mogelijk|gebruikt))|"
    r"(?:ne (?:suis|travaill\w+|fai[ts]|sera|serai)|n'est|n'exerce) plus(?! (?:joignable|disponible|consult|lue?|relev|"
    r"activ|utilis|possible|valable))|"
    r"non (?:e|sono|lavor\w+|fa|faccio|oper\w+) piu(?! (?:disponibil|raggiungibil|attiv|utilizzat|lett|possibil|valid))|"
    r"ya no (?:esta|estoy|trabaj\w+|form\w+|labor\w+|soy|es)(?! (?:disponible|en uso|activ|operativ|posible|valid))|"
    r"(?:nao (?:esta|estou|integra|trabalh\w+|atua|atuo|faz|faco) mais|ja nao (?:esta|estou|trabalh\w+|integr\w+))"
    r"(?! (?:disponivel|em uso|ativ|ao servico))|"
    r"(?:nie (?:jest|jestem|pracuj\w+) juz|juz nie (?:jest|jestem|pracuj\w+))(?! (?:uzywan|aktywn|dostepn|czytan))|"
    r"(?:ar|arbetar|jobbar|finns)(?: \S+){0,2} inte (?:langre|kvar)(?! (?:anvand|aktiv|tillganglig|i bruk))"
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
