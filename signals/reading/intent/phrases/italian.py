"""Italian: strong phrases and hints for each sign."""

from signals.reading.intent.vocabulary import Phrases, Sign

PHRASES: Phrases = {
    Sign.INTERESTED: (
        r"\b(?:aggiung|inser|iscriv|mett)\w*(?:mi|ci|temi|teci)\b.{0,30}\blista|"
        r"\bnon (?:toglie|tolg|cancella|rimuov)\w*(?:mi|temi|ci)\b|\bnon smett\w+ di (?:scriver|"
        r"mandar|inviar)|\b(?:mi|ci) (?:mand|invi|facc)\w+ (?:pure )?(?:un'|una |la )?(?:offerta|"
        r"proposta|preventivo)\b|\b(?:mi|ci) (?:interessa|interesserebbe|incuriosisce|piace|"
        r"piacerebbe)\b|\b(?:sembra|pare|suona|trovo|proposta|molto) (?:\w+ )?(?:interessante|bene|"
        r"utile|promettente)|\b(?:mi|ci) (?:mand|invi|gir)\w+ (?:\w+ ){0,3}(?:materiale|"
        r"informazioni|info|brochure|presentazione|dettagli|documentazione|preventivo)|\b(?:invi|"
        r"mand)\w*(?:temi|ami|mi|teci) (?:\w+ ){0,3}(?:materiale|informazioni|info|brochure|"
        r"presentazione|dettagli|più)|\b(?:saperne|sapere|conoscere) (?:di )?più\b|"
        r"\bmaggiori (?:informazioni|dettagli)|\b(?:sono|siamo|sarei|"
        r"saremmo) (?:\w+ )?interessat\w|\bstiamo (?:cercando|valutando)|\bvolentieri\b|"
        r"\bpiù informazioni\b",
        r"\binteressante\b|\binteressat[oaie]\b|\butil[ei]\b",
    ),
    Sign.MEETING: (
        r"\bva bene (?:\w+ )?(?:lunedì|martedì|mercoledì|giovedì|venerdì|domani|per (?:una|un))|"
        r"\b(?:possiamo|potremmo|vogliamo) (?:\w+ )?(?:sentirci|vederci|parlare|parlarne|"
        r"incontrarci|fissare|organizzare)|\b(?:fiss|organizz|pianific|programm)\w+ (?:\w+ "
        r"){0,2}(?:chiamata|call|incontro|appuntamento|riunione|demo)|\b(?:mi chiami|chiamami|"
        r"chiamatemi)\b|\b(?:sono|sarei) (?:\w+ )?(?:liber[oa]|disponibile)|\bil mio calendario\b|"
        r"\bper una (?:chiamata|call|telefonata)\b|\bsentiamoci\b(?!.{0,12}dopo)|\bvediamoci\b",
        r"\b(?:chiamata|call|incontro|appuntamento|riunione|sentirci)\b",
    ),
    Sign.QUESTION: (
        r"\b(?:quanto|qual|quale|quali|come|dove|che cosa|cosa|chi|quando|perché|in cosa|si "
        r"integra|funziona|è (?:possibile|compatibile)|avete|offrite|riduce)\b|\bprezz[oi]\b|"
        r"\bcosta\b",
        r"\bdomanda\b|\bdubbio\b",
    ),
    Sign.NO_NEED: (
        r"\b(?:abbiamo smesso|non (?:facciamo|inviamo|mandiamo|usiamo|pratichiamo)|"
        r"abbiamo (?:abbandonato|chiuso con|interrotto))\b|\bnon (?:\w+ ){0,3}(?:interess\w+|serve|"
        r"servono|necessari\w+|bisogno|occorre|adatt\w+|rilevante)\b|\b(?:nessun|poco|"
        r"alcun) (?:interesse|bisogno)|\bno,? grazie\b|\bgrazie,? ma no\b|\bnon fa per noi\b|"
        r"\bdeclin\w+|\bsiamo (?:già )?a posto\b",
        r"\bpurtroppo\b",
    ),
    Sign.PRICE: (
        r"\b(?:costa|è|prezzo|molto) (?:\w+ )?(?:troppo|car[oa]|elevat\w|alto)\b|\btroppo "
        r"(?:car[oa]|costos\w)|\b(?:non (?:abbiamo|c'è|ho)|senza|fuori|niente) (?:\w+ )?budget\b|"
        r"\bbudget (?:\w+ )?(?:esaurito|bloccato|limitato|finito)|\bnon possiamo permett",
        r"\bcar[oa]\b|\bbudget\b",
    ),
    Sign.TIMING: (
        r"\bnon (?:ho|abbiamo) (?:\w+ )?(?:tempo|risorse|capacità)\b|\bnon è (?:\w+ ){0,2}momento|"
        r"\b(?:brutto|cattivo|pessimo) momento\b|\baltre priorità\b|\bnon è (?:una )?priorità|"
        r"\b(?:troppo|molto|super) (?:impegnat|presi)\w",
        r"\bimpegnat[oaie]\b|\bpriorità\b",
    ),
    Sign.COMPETITOR: (
        r"\b(?:abbiamo|usiamo|utilizziamo|lavoriamo|ho|siamo) già\b|\bgià (?:un |una |dei |con "
        r")?(?:\w+ )?(?:fornitore|soluzione|strumento|partner|coperti|software)|\b(?:soddisfatt|"
        r"content)[ie] (?:di|del|della|con)\b|\baltro fornitore\b|\bcontratto con\b|"
        r"\binternamente\b|\bci affidiamo a\b",
        r"\bfornitore\b|\bgià\b",
    ),
    Sign.AUTHORITY: (
        r"\bnon (?:decido|dipende da me|spetta a me|prendo (?:io )?(?:le )?decision\w|sono io a "
        r"decidere)|\b(?:decide|decidono|gestisce) (?:\w+ ){0,3}(?:sede|casa madre|gruppo|"
        r"direzione|centrale|capo)|\b(?:sede|casa madre|gruppo|direzione|centrale) (?:\w+ "
        r"){0,3}decid\w+",
        r"\bdecisione\b",
    ),
    Sign.REFERRAL: (
        r"\bho (?:inoltrato|girato|passato)\b|\b(?:può|potete|puoi|deve|dovrebbe|meglio|"
        r"provi a) (?:\w+ )?(?:contattare|scrivere|rivolgersi|sentire|parlare|chiedere)\b|"
        r"\b(?:contatti|scriva|si rivolga|parli|senta|rivolgetevi|contattate|"
        r"chieda) (?:\w+ ){0,2}(?:a|al|alla|con|il|la|mio|mia|collega)\b|\b(?:inoltr|gir|pass|"
        r"mett)\w+ (?:\w+ ){0,4}(?:a|al|alla|in copia)\b|\b(?:il|la|mio|mia) collega\b|"
        r"\b(?:se ne|di questo si|si) occupa (?!d)|\bresponsabile (?:è|del|della|di)\b|\bin "
        r"copia\b|\bpersona giusta è\b",
        r"\bcollega\b|\breferente\b",
    ),
    Sign.NOT_NOW: (
        r"\b(?:ci (?:ri)?(?:sentiamo|aggiorniamo)|mi (?:riscriva|ricontatti|risenta|riscrivete)|"
        r"riscriv\w+|ricontatt\w+|risent\w+|riparl\w+|risentiamoci|riprend\w+|riprov\w+|"
        r"torn\w+)\b|\b(?:al momento|per ora|per adesso|adesso|ora|attualmente|"
        r"quest'anno)\b.{0,15}\b(?:no|non)\b|\bnon (?:ora|adesso|subito|prima)\b|\b(?:magari|"
        r"forse|eventualmente) (?:\w+ ){0,2}(?:più avanti|in futuro|a |tra|prossim|dopo|l'anno)|"
        r"\bpiù avanti\b|\bin futuro\b|\bnon è il momento\b|\bse ne riparla\b",
        r"\bal momento\b|\bper ora\b",
    ),
    Sign.WRONG_PERSON: (
        r"\bniente a che (?:fare|vedere)\b|\bnon c'entro\b|\bnon sono (?:\w+ )?(?:la persona|"
        r"il referente|il responsabile|la responsabile|io (?:ad? |che )|quello|l'interlocutore)|"
        r"\b(?:sbagliat\w|errat\w) (?:\w+ ){0,2}(?:destinatario|persona|indirizzo|interlocutore|"
        r"contatto)|\b(?:destinatario|persona|indirizzo) (?:sbagliat|errat)\w|"
        r"\bnon (?:me ne occupo|è (?:di )?mi[ao] (?:competenza|area|ambito)|mi occupo)|"
        r"\bmi occupo d'altro",
        r"\baltro (?:ufficio|reparto)\b",
    ),
    Sign.COMPLAINT: (
        r"\b(?:garante|polizia postale)\b|\b(?:mio|nostro) (?:avvocato|legale)\b|\b(?:segnal|"
        r"denunc|querel)\w+\b|\b(?:vie|azioni) legali\b|\bmolesti\w\b|\billegale\b|\breclamo "
        r"(?:al|formale)|\b(?:è|come|solo) spam\b|\bdiffid\w+",
        r"\binaccettabile\b|\bspam\b|\bvergogn\w+",
    ),
    Sign.ACCESS: (
        r"\bdiritto (?:di|d') ?accesso\b|\b(?:art\.?|articolo) ?15\b|\bquali (?:miei )?dati\b|"
        r"\bcopia (?:di tutti )?(?:dei|i) (?:miei )?dati|\baccesso ai miei dati",
        r"\bgdpr\b|\bdati personali\b",
    ),
    Sign.ERASURE: (
        r"\b(?:cancell|elimin|rimo)\w+.{0,30}\bdati\b|\bdiritto all'oblio|\b(?:art\.?|articolo) "
        r"?17\b",
        "",
    ),
    Sign.SARCASM: (
        r"\bcome no\b|\bnon vedevo l'ora\b|\b(?:ah){2,}\w*|\bhaha\w*|\bche (?:originalità|"
        r"sorpresa|bello,? un'altr)|\bproprio quello che (?:ci|mi) mancava|\bma certo,|\bci "
        r"mancava solo",
        "",
    ),
    Sign.YES: (
        r"s[iì]|s[iì] grazie|certo|certamente|volentieri|mi interessa|va bene|perfetto|"
        r"interessat[oai]|assolutamente sì",
        "",
    ),
    Sign.NO: (
        r"no|no grazie|non interessat[oai]|non mi interessa|non ci interessa|nessun interesse|"
        r"grazie no",
        "",
    ),
    Sign.NOTED: (
        r"ok|ricevuto|grazie|va bene grazie|capito|salve|chi è|chi siete|grazie per "
        r"l'informazione|preso nota|d'accordo|buongiorno",
        "",
    ),
    Sign.NEGATION: (r"(?:non|mai|nessun|né|senza|poco)", ""),
}
