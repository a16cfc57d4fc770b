"""German: strong phrases and hints for each sign."""

from signals.reading.intent.vocabulary import Phrases, Sign

PHRASES: Phrases = {
    Sign.INTERESTED: (
        r"\b(?:nehm|setz|trag|pack)\w* (?:sie )?(?:mich|uns)\b.{0,40}\b(?:in (?:den|ihren|"
        r"die|euren)|auf (?:die|ihre|eure)|auf\b|ein\b)|\b(?:nicht|bloss nicht) (?:loschen|"
        r"abmelden|streichen|entfernen)\b|\berzähl\w* (?:sie )?(?:uns |mir )?(?:gerne? )?mehr\b|"
        r"\binteressanter? (?:ansatz|idee|lösung|angebot)|\b(?:könnte|"
        r"würde) (?:\w+ ){0,3}(?:passen|helfen|interessieren)|\bneugierig\b|\bprobieren wir\b|"
        r"\bausprobieren\b|\b(?:klingt|hört sich|sieht|liest sich) (?:\w+ )?(?:spannend|"
        r"interessant|gut|super|toll|vielversprechend)|\b(?:mehr|weitere|nähere|"
        r"ein paar) (?:infos?|informationen|details|unterlagen)|\bgerne? (?:mehr|unterlagen|"
        r"infos|her damit|ein angebot|eine demo)|\b(?:schicken|senden|schick|send) (?:sie |du "
        r")?(?:mir|uns) (?:\w+ ){0,3}(?:infos?|informationen|unterlagen|präsentation|preisliste|"
        r"angebot|details|mehr|material|broschüre)|\b(?:interessiert|reizt) (?:mich|uns)\b|"
        r"\b(?:ich bin|wir sind|wären|bin) (?:\w+ )?interessiert\b|\b(?:haben|hätten|"
        r"habe|besteht) (?:(?!kein)\w+ )?(?:interesse|bedarf)\b|\b(?:thema|das) ist (?:bei uns |"
        r"gerade )*(?:aktuell|spannend|interessant)|\bsuchen (?:gerade|derzeit|aktuell|so etwas)|"
        r"\bfür mich spannend\b|\bneugierig\b|\bkommt (?:genau )?richtig\b",
        r"\bspannend\b|\binteressant\b|\bgerne?\b|\bhört sich gut\b",
    ),
    Sign.MEETING: (
        r"\b(?:hätte|habe) ich (?:\w+ ){0,2}(?:zeit|luft)\b|\b(?:lassen sie uns|lass uns|"
        r"können wir|wollen wir|sollen wir|gerne?) (?:\w+ ){0,4}(?:telefonieren|sprechen|treffen|"
        r"austauschen|reden|zoomen|kennenlernen|abstimmen)|\b(?:termin|call|telefonat|gespräch|"
        r"meeting|videocall)\w* (?:\w+ ){0,3}(?:vereinbaren|ausmachen|machen|einstellen|schicken|"
        r"vorschlagen|buchen|passt|möglich|finden)|\bpasst (?:es )?(?:ihnen|dir|euch|bei ihnen)\b|"
        r"\brufen sie mich (?:\w+ )?an\b|\bruf mich (?:\w+ )?an\b|\b(?:hätte|habe|haben) (?:ich |"
        r"wir )?(?:\w+ ){0,3}zeit für\b|\bterminvorschl\w+|\bterminvorschlag\b|\bzeit für einen? "
        r"(?:call|gespräch|telefonat|termin|kaffee)|\b(?:bin ich|wäre ich|bin) (?:\w+ )?(?:frei|"
        r"verfügbar)\b|\bwürde (?:gehen|passen)\b",
        r"\b(?:termin|telefonat|gespräch|call|telefonieren|meeting)\b",
    ),
    Sign.QUESTION: (
        r"\b(?:was|wie viel|wieviel|wie|wo|welche\w*|woher|wer|wann|warum|wieso|inwiefern|können "
        r"sie|könnten sie|gibt es|haben sie|bieten sie|läuft|unterstütz\w+|funktioniert|ist das|"
        r"sind|kann man|geht das)\b|\bkostet\b|\bpreis\w*\b",
        r"\bfrage\b|\bunklar\b",
    ),
    Sign.NO_NEED: (
        r"\bwir (?:\w+ ){0,2}(?:verschicken|versenden|machen|betreiben|nutzen|"
        r"schreiben) (?:\w+ ){0,2}(?:keine?|nicht)\b|\bwir haben (?:\w+ ){0,5}(?:aufgehort|"
        r"eingestellt|abgeschafft|aufgegeben)\b|\bverzichten (?:\w+ )?auf\b|"
        r"\bbrauchen (?:wir )?das nicht\b|\binteressiert (?:uns|mich) nicht\b|\b(?:kein|keinen|"
        r"keinerlei|null|wenig)s? (?:\w+ )?(?:interesse|bedarf|verwendung)\b|"
        r"\bnicht (?:\w+ )?(?:interessiert|interessant|relevant|notwendig|nötig|benötigt)|"
        r"\bbrauchen wir (?:\w+ )?nicht\b|\b(?:benötig|brauch)\w* (?:\w+ ){0,3}nicht\b|"
        r"\bnein,? (?:vielen )?dank|\bdanke,? (?:aber )?nein\b|\bkommt für uns nicht\b|\bnichts "
        r"für uns\b|\bpasst nicht zu\b|\b(?:lehnen|lehne) (?:\w+ ){0,2}ab\b|\bversorgt\b|"
        r"\bkein thema für uns\b",
        r"\bleider\b|\bnein\b",
    ),
    Sign.PRICE: (
        r"\bzu (?:teuer|hoch im preis|kostspielig)\b|\b(?:kein|fehlt|ohne|knappes?|nicht im)\w* "
        r"(?:\w+ ){0,4}budgets?\b|\bbudget\w* (?:\w+ ){0,3}(?:weg|ausgeschöpft|aufgebraucht|"
        r"verplant|gestrichen|fehlt)|\bnicht leisten\b|\bsprengt\b",
        r"\bteuer\b|\bbudget\b",
    ),
    Sign.TIMING: (
        r"\b(?:keine|fehlt die|nicht die) (?:\w+ )?(?:zeit|kapazität\w*|ressourcen)\b|"
        r"\b(?:schlechter|falscher|ungünstiger|unpassender) (?:zeitpunkt|moment)|\b(?:gerade|"
        r"derzeit|momentan|aktuell) (?:\w+ )?(?:ungünstig|schlecht|viel zu tun)|"
        r"\bandere prioritäten\b|\bauf eis\b",
        r"\bkeine zeit\b|\bausgelastet\b",
    ),
    Sign.COMPETITOR: (
        r"\bgut (?:aufgestellt|versorgt|bedient|abgedeckt)|\b(?:bereits|"
        r"schon) (?:\w+ ){0,3}(?:lösung|tool|anbieter|partner|dienstleister|system|"
        r"software|im einsatz|versorgt|gut aufgestellt)|\b(?:nutzen|arbeiten|setzen|"
        r"verwenden) (?:\w+ )?(?:bereits|schon|mit \w+|auf \w+|seit)\b|\bzufrieden\b|"
        r"\banderen anbieter\b|\bintern gelöst\b|\bvertrag mit\b|\beigene lösung\b|\bhaben uns "
        r"für\b",
        r"\banbieter\b|\bdienstleister\b",
    ),
    Sign.AUTHORITY: (
        r"\bentscheide\w* (?:\w+ ){0,2}nicht\b|\b(?:entscheidet|entscheiden|bestimmt) (?:\w+ "
        r"){0,3}(?:zentrale|mutter\w*|konzern|geschäftsführung|einkauf|vorstand|chef|hauptsitz)|"
        r"\b(?:zentrale|konzern|mutterkonzern|geschäftsführung|vorstand|chef) "
        r"(?:\w+ ){0,3}entsch\w+|\bnicht (?:entscheiden|befugt)\b|\bkann ich nicht\b|\bkeine "
        r"entscheidungs\w+",
        r"\bentscheid\w+",
    ),
    Sign.REFERRAL: (
        r"\bweiter(?:gegeben|geleitet|gereicht)\b|\bgebe \w+ (?:\w+ ){0,4}weiter\b|"
        r"\bwend\w+ sie sich\b|\bwende dich\b|\b(?:ansprechpartner\w*|zuständig|"
        r"verantwortlich)\w* (?:\w+ ){0,6}(?:ist|sind|wäre|hierfür|dafür)\b|\b(?:ist|"
        r"sind) (?:\w+ ){0,5}(?:zuständig|verantwortlich)|\b(?:kontaktieren|sprechen|fragen|"
        r"schreiben) sie (?:bitte |am besten |gern |doch )*(?:mit )?(?:meine\w*|unsere\w*|herrn?|"
        r"frau|die|den|an|dazu)\b|\bleite\w* (?:\w+ ){0,4}(?:weiter|an)\b|\b(?:weitergeleitet|"
        r"in kopie|in cc|cc)\b|\bmeine\w* kolleg\w+|\bkümmert sich\b",
        r"\bkolleg\w+\b",
    ),
    Sign.NOT_NOW: (
        r"\b(?:meld\w+|schreib\w+|kommen|komm|frag\w+|kontaktier\w+|sprechen|ruf\w+|"
        r"versuch\w+)\b.{0,40}\b(?:nochmals?|noch (?:ein)?mal|wieder|später|erneut|nach|"
        r"im (?:januar|februar|märz|april|mai|juni|juli|august|september|oktober|november|dezember|"
        r"frühjahr|sommer|herbst|nächsten|neuen|ersten|zweiten|dritten|vierten)|in \w+ (?:monat|"
        r"woche)\w*)|\b(?:momentan|derzeit|aktuell|gerade|zurzeit|zur zeit|im moment|im augenblick|"
        r"vorerst|jetzt) (?:\w+ ){0,2}(?:nicht|kein|keine|keinen|ungünstig|schlecht)\b|\bnicht "
        r"(?:jetzt|vor|aktuell|derzeit|im moment)\b|\b(?:vielleicht|eventuell|gerne?) (?:\w+ "
        r"){0,2}(?:später|nächst|wieder)|\bin zukunft\b|\bzu einem späteren\b|"
        r"\bpasst es (?:\w+ )?besser\b|\bkönnen wir (?:nochmal|wieder|dann)|"
        r"\bnochmal(?:s)? (?:sprechen|an|melden)|\bverschieben\b|\berst (?:im|ab|nach|wieder)\b|"
        r"\bich melde mich\b|\bkomme auf sie zu\b",
        r"\bspäter\b|\bderzeit\b|\bmomentan\b|\baktuell\b",
    ),
    Sign.WRONG_PERSON: (
        r"\bnichts (?:\w+ )?am hut\b|\b(?:nicht|falsch\w*|"
        r"verkehrt\w*) (?:\w+ ){0,2}(?:ansprechpartner\w*|richtige\w*|person|adresse|adressat\w*|"
        r"kontakt)\b|\b(?:bin|sind) (?:\w+ ){0,3}nicht (?:\w+ )?(?:zuständig|verantwortlich|"
        r"der richtige|die richtige)|\bnicht (?:mein|unser) (?:bereich|thema|gebiet|ressort)|"
        r"\bnichts (?:\w+ )?zu tun\b|\bverwechsel\w+|\bnicht in mein\w*\b|"
        r"\bda sind sie (?:bei mir )?falsch",
        r"\bandere abteilung\b",
    ),
    Sign.COMPLAINT: (
        r"\bdatenschutzbeauftragt\w*|\b(?:anwalt|rechtsanw\w+|anwältin|rechtsabteilung|"
        r"anwaltlich\w*)\b|\b(?:uwg|abmahn\w*|strafanzeige|unterlassung\w*|rechtliche schritte|"
        r"rechtswidrig|unzulässig|verstoß|illegal)|\b(?:beschwer\w+|meld\w+|"
        r"anzeig\w+)\b.{0,40}\b(?:behörde|bundesnetz\w+|datenschutz\w*|aufsicht\w*|polizei|"
        r"verbraucher\w*|wettbewerbs\w*)|\b(?:ist|reiner?|nur|als) spam\b|\bbelästigung\b|"
        r"\bfrechheit\b|\bbeschwere mich\b|\banzeige\b.{0,20}\berstatten",
        r"\bunverlangt\w*|\bunaufgefordert\w*|\bspam\b|\bunverschämt\w*",
    ),
    Sign.ACCESS: (
        r"\bart(?:\.|ikel)? ?15\b|\bauskunft (?:\w+ ){0,4}(?:daten|über|nach|gemäß)|\b(?:welche|"
        r"alle) (?:\w+ ){0,3}daten (?:\w+ ){0,4}(?:gespeichert|speichern|verarbeiten)|"
        r"\bauskunfts\w+|\bselbstauskunft\b",
        r"\bdsgvo\b",
    ),
    Sign.ERASURE: (
        r"\b(?:lösch\w+)\b.{0,40}\bdaten\b|\bdaten\b.{0,40}\b(?:lösch\w+)|\bart(?:\.|ikel)? ?17\b",
        "",
    ),
    Sign.SARCASM: (
        r"\bna (?:toll|super|klasse|prima)\b|\bdarauf hat die welt\b|\bganz toll\b|\bwie "
        r"originell\b|\bhaha\w*\b|\bnoch so ein\w* \w*(?:wunder|revolution)\w*|"
        r"\bgenau das hat\w* (?:mir|uns) (?:noch )?gefehlt|\bich bin begeistert\b.{0,10}\.\.\.|"
        r"\bhat mir gerade noch gefehlt",
        "",
    ),
    Sign.YES: (
        r"ja|ja gerne?|ja bitte|gerne?|klar|natürlich|unbedingt|interessiert|klingt gut|passt|"
        r"einverstanden",
        "",
    ),
    Sign.NO: (
        r"nein|nein danke|danke nein|kein interesse|kein bedarf|nö|lieber nicht|nicht interessiert",
        "",
    ),
    Sign.NOTED: (
        r"ok|okay|aha|danke|vielen dank|alles klar|verstanden|danke für die info|hallo|wer sind "
        r"sie|wer ist das|hä|ach so|soso",
        "",
    ),
    Sign.NEGATION: (r"(?:nicht|kein|keine|keinen|nie|niemals|ohne|wenig|kaum)", ""),
}
