"""German: strong phrases and hints for each sign."""

from signals.reading.intent.vocabulary import Phrases, Sign

PHRASES: Phrases = {
    Sign.INTERESTED: (
        r"\b(?:nehm|setz|trag|pack)\w* (?:sie )?(?:mich|uns)\b.{0,40}\b(?:in (?:den|ihren|"
        r"die|euren)|auf (?:die|ihre|eure)|auf\b|ein\b)|\b(?:nicht|bloss nicht) (?:loschen|"
        r"abmelden|streichen|entfernen)\b|"
        r"\berzähl\w* (?:sie )?(?:uns |mir )?(?:gerne? )?mehr\b|\binteressanter? (?:ansatz|idee|"
        r"lösung|angebot)|"
        r"\b(?:könnte|würde) (?:\w+ ){0,3}(?:passen|helfen|interessieren)|\bneugierig\b|"
        r"\bprobieren wir\b|\bausprobieren\b|"
        r"\b(?:klingt|hört sich|sieht|liest sich) (?:\w+ )?(?:spannend|interessant|gut|super|toll|"
        r"vielversprechend)|"
        r"\b(?:mehr|weitere|nähere|ein paar) (?:infos?|informationen|details|unterlagen)|\bgerne? "
        r"(?:mehr|unterlagen|"
        r"infos|her damit|ein angebot|eine demo)|\b(?:schicken|senden|schick|send) (?:sie |du "
        r")?(?:mir|uns) (?:\w+ "
        r"){0,3}(?:infos?|informationen|unterlagen|präsentation|preisliste|angebot|details|mehr|"
        r"material|"
        r"broschüre)|"
        r"\b(?:interessiert|reizt) (?:mich|uns)\b|\b(?:ich bin|wir sind|wären|bin) (?:\w+ "
        r")?interessiert\b|\b(?:haben|hätten|"
        r"habe|besteht) (?:(?!kein)\w+ )?(?:interesse|bedarf)\b|\b(?:thema|das) ist (?:bei uns |"
        r"gerade "
        r")*(?:aktuell|spannend|"
        r"interessant)|\bsuchen (?:gerade|derzeit|aktuell|so etwas)|\bfür mich spannend\b|"
        r"\bneugierig\b|\bkommt (?:genau )?"
        r"richtig\b",
        r"\bspannend\b|\binteressant\b|\bgerne?\b|\bhört sich gut\b",
    ),
    Sign.MEETING: (
        r"\b(?:hätte|habe) ich (?:\w+ ){0,2}(?:zeit|luft)\b|"
        r"\b(?:lassen sie uns|lass uns|können wir|wollen wir|sollen wir|gerne?) (?:\w+ "
        r"){0,4}(?:telefonieren|sprechen|treffen|"
        r"austauschen|reden|zoomen|kennenlernen|abstimmen)|\b(?:termin|call|telefonat|gespräch|"
        r"meeting|videocall)\w* "
        r"(?:\w+ ){0,3}(?:vereinbaren|ausmachen|machen|einstellen|schicken|vorschlagen|buchen|"
        r"passt|möglich|finden)|"
        r"\bpasst (?:es )?(?:ihnen|dir|euch|bei ihnen)\b|\brufen sie mich (?:\w+ )?an\b|\bruf "
        r"mich (?:\w+ )?an\b|"
        r"\b(?:hätte|habe|haben) (?:ich |wir )?(?:\w+ ){0,3}zeit für\b|\bterminvorschl\w+|"
        r"\bterminvorschlag\b|\bzeit für einen? "
        r"(?:call|gespräch|telefonat|termin|kaffee)|\b(?:bin ich|wäre ich|bin) (?:\w+ )?(?:frei|"
        r"verfügbar)\b|\bwürde (?:gehen|"
        r"passen)\b",
        r"\b(?:termin|telefonat|gespräch|call|telefonieren|meeting)\b",
    ),
    Sign.QUESTION: (
        r"\b(?:was|wie viel|wieviel|wie|wo|welche\w*|woher|wer|wann|warum|wieso|inwiefern|können "
        r"sie|könnten sie|gibt es|"
        r"haben sie|bieten sie|läuft|unterstütz\w+|funktioniert|ist das|sind|kann man|geht das)\b|"
        r"\bkostet\b|\bpreis\w*\b",
        r"\bfrage\b|\bunklar\b",
    ),
    Sign.NO_NEED: (
        r"\bwir (?:\w+ ){0,2}(?:verschicken|versenden|machen|betreiben|nutzen|"
        r"schreiben) (?:\w+ ){0,2}(?:keine?|nicht)\b|\bwir haben (?:\w+ ){0,5}(?:aufgehort|"
        r"eingestellt|abgeschafft|aufgegeben)\b|\bverzichten (?:\w+ )?auf\b|"
        r"\bbrauchen (?:wir )?das nicht\b|"
        r"\binteressiert (?:uns|mich) nicht\b|"
        r"\b(?:kein|keinen|keinerlei|null|wenig)s? (?:\w+ )?(?:interesse|bedarf|verwendung)\b|"
        r"\bnicht (?:\w+ )?(?:interessiert|"
        r"interessant|relevant|notwendig|nötig|benötigt)|\bbrauchen wir (?:\w+ )?nicht\b|"
        r"\b(?:benötig|brauch)\w* (?:\w+ ){0,3}nicht\b|"
        r"\bnein,? (?:vielen )?dank|\bdanke,? (?:aber )?nein\b|\bkommt für uns nicht\b|\bnichts "
        r"für uns\b|\bpasst nicht zu\b|"
        r"\b(?:lehnen|lehne) (?:\w+ ){0,2}ab\b|\bversorgt\b|\bkein thema für uns\b",
        r"\bleider\b|\bnein\b",
    ),
    Sign.PRICE: (
        r"\bzu (?:teuer|hoch im preis|kostspielig)\b|\b(?:kein|fehlt|ohne|knappes?|nicht im)\w* "
        r"(?:\w+ ){0,4}budgets?\b|\bbudget\w* "
        r"(?:\w+ ){0,3}(?:weg|ausgeschöpft|aufgebraucht|verplant|gestrichen|fehlt)|\bnicht "
        r"leisten\b|\bsprengt\b",
        r"\bteuer\b|\bbudget\b",
    ),
    Sign.TIMING: (
        r"\b(?:keine|fehlt die|nicht die) (?:\w+ )?(?:zeit|kapazität\w*|ressourcen)\b|"
        r"\b(?:schlechter|falscher|ungünstiger|"
        r"unpassender) (?:zeitpunkt|moment)|\b(?:gerade|derzeit|momentan|aktuell) (?:\w+ "
        r")?(?:ungünstig|schlecht|viel zu tun)|"
        r"\bandere prioritäten\b|\bauf eis\b",
        r"\bkeine zeit\b|\bausgelastet\b",
    ),
    Sign.COMPETITOR: (
        r"\bgut (?:aufgestellt|versorgt|bedient|abgedeckt)|"
        r"\b(?:bereits|schon) (?:\w+ ){0,3}(?:lösung|tool|anbieter|partner|dienstleister|system|"
        r"software|im einsatz|versorgt|"
        r"gut aufgestellt)|\b(?:nutzen|arbeiten|setzen|verwenden) (?:\w+ )?(?:bereits|schon|mit "
        r"\w+|auf \w+|seit)\b|\bzufrieden\b|"
        r"\banderen anbieter\b|\bintern gelöst\b|\bvertrag mit\b|\beigene lösung\b|\bhaben uns "
        r"für\b",
        r"\banbieter\b|\bdienstleister\b",
    ),
    Sign.AUTHORITY: (
        r"\bentscheide\w* (?:\w+ ){0,2}nicht\b|\b(?:entscheidet|entscheiden|bestimmt) (?:\w+ "
        r"){0,3}(?:zentrale|mutter\w*|konzern|"
        r"geschäftsführung|einkauf|vorstand|chef|hauptsitz)|\b(?:zentrale|konzern|mutterkonzern|"
        r"geschäftsführung|vorstand|chef) "
        r"(?:\w+ ){0,3}entsch\w+|\bnicht (?:entscheiden|befugt)\b|\bkann ich nicht\b|\bkeine "
        r"entscheidungs\w+",
        r"\bentscheid\w+",
    ),
    Sign.REFERRAL: (
        r"\bweiter(?:gegeben|geleitet|gereicht)\b|\bgebe \w+ (?:\w+ ){0,4}weiter\b|"
        r"\bwend\w+ sie sich\b|\bwende dich\b|\b(?:ansprechpartner\w*|zuständig|"
        r"verantwortlich)\w* (?:\w+ ){0,6}(?:ist|sind|wäre|"
        r"hierfür|dafür)\b|\b(?:ist|sind) (?:\w+ ){0,5}(?:zuständig|verantwortlich)|"
        r"\b(?:kontaktieren|sprechen|fragen|schreiben) sie "
        r"(?:bitte |am besten |gern |doch )*(?:mit )?(?:meine\w*|unsere\w*|herrn?|frau|die|den|an|"
        r"dazu)\b|\bleite\w* (?:\w+ ){0,4}(?:weiter|"
        r"an)\b|\b(?:weitergeleitet|in kopie|in cc|cc)\b|\bmeine\w* kolleg\w+|\bkümmert sich\b",
        r"\bkolleg\w+\b",
    ),
    Sign.NOT_NOW: (
        r"\b(?:meld\w+|schreib\w+|kommen|komm|frag\w+|kontaktier\w+|sprechen|ruf\w+|"
        r"versuch\w+)\b.{0,40}\b(?:nochmals?|noch "
        r"(?:ein)?mal|wieder|später|erneut|nach|im (?:januar|februar|märz|april|mai|juni|juli|"
        r"august|september|oktober|november|dezember|"
        r"frühjahr|sommer|herbst|nächsten|neuen|ersten|zweiten|dritten|vierten)|in \w+ (?:monat|"
        r"woche)\w*)|\b(?:momentan|derzeit|aktuell|"
        r"gerade|zurzeit|zur zeit|im moment|im augenblick|vorerst|jetzt) (?:\w+ ){0,2}(?:nicht|"
        r"kein|keine|keinen|ungünstig|schlecht)\b|\bnicht "
        r"(?:jetzt|vor|aktuell|derzeit|im moment)\b|\b(?:vielleicht|eventuell|gerne?) (?:\w+ "
        r"){0,2}(?:später|nächst|wieder)|\bin zukunft\b|"
        r"\bzu einem späteren\b|\bpasst es (?:\w+ )?besser\b|\bkönnen wir (?:nochmal|wieder|dann)|"
        r"\bnochmal(?:s)? (?:sprechen|an|melden)|"
        r"\bverschieben\b|\berst (?:im|ab|nach|wieder)\b|\bich melde mich\b|\bkomme auf sie zu\b",
        r"\bspäter\b|\bderzeit\b|\bmomentan\b|\baktuell\b",
    ),
    Sign.WRONG_PERSON: (
        r"\bnichts (?:\w+ )?am hut\b|"
        r"\b(?:nicht|falsch\w*|verkehrt\w*) (?:\w+ ){0,2}(?:ansprechpartner\w*|richtige\w*|person|"
        r"adresse|adressat\w*|kontakt)\b|\b(?:bin|"
        r"sind) (?:\w+ ){0,3}nicht (?:\w+ )?(?:zuständig|verantwortlich|der richtige|die "
        r"richtige)|\bnicht (?:mein|unser) "
        r"(?:bereich|thema|gebiet|ressort)|\bnichts (?:\w+ )?zu tun\b|\bverwechsel\w+|\bnicht in "
        r"mein\w*\b|\bda sind sie (?:bei mir )?falsch",
        r"\bandere abteilung\b",
    ),
    Sign.COMPLAINT: (
        r"\bdatenschutzbeauftragt\w*|"
        r"\b(?:anwalt|rechtsanw\w+|anwältin|rechtsabteilung|anwaltlich\w*)\b|\b(?:uwg|abmahn\w*|"
        r"strafanzeige|unterlassung\w*|"
        r"rechtliche schritte|rechtswidrig|unzulässig|verstoß|illegal)|\b(?:beschwer\w+|meld\w+|"
        r"anzeig\w+)\b.{0,40}\b(?:behörde|bundesnetz\w+|"
        r"datenschutz\w*|aufsicht\w*|polizei|verbraucher\w*|wettbewerbs\w*)|\b(?:ist|reiner?|nur|"
        r"als) spam\b|\bbelästigung\b|\bfrechheit\b|"
        r"\bbeschwere mich\b|\banzeige\b.{0,20}\berstatten",
        r"\bunverlangt\w*|\bunaufgefordert\w*|\bspam\b|\bunverschämt\w*",
    ),
    Sign.ACCESS: (
        r"\bart(?:\.|ikel)? ?15\b|\bauskunft (?:\w+ ){0,4}(?:daten|über|nach|gemäß)|\b(?:welche|"
        r"alle) (?:\w+ ){0,3}daten (?:\w+ ){0,4}"
        r"(?:gespeichert|speichern|verarbeiten)|\bauskunfts\w+|\bselbstauskunft\b",
        r"\bdsgvo\b",
    ),
    Sign.ERASURE: (
        r"\b(?:lösch\w+)\b.{0,40}\bdaten\b|\bdaten\b.{0,40}\b(?:lösch\w+)|\bart(?:\.|ikel)? ?17\b",
        "",
    ),
    Sign.SARCASM: (
        r"\bna (?:toll|super|klasse|prima)\b|\bdarauf hat die welt\b|\bganz toll\b|\bwie "
        r"originell\b|\bhaha\w*\b|\bnoch so ein\w* \w*(?:wunder|"
        r"revolution)\w*|\bgenau das hat\w* (?:mir|uns) (?:noch )?gefehlt|\bich bin "
        r"begeistert\b.{0,10}\.\.\.|\bhat mir gerade noch gefehlt",
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
