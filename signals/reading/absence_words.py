"""How automatic answers speak in ten languages; patterns over lower-case text.

`SAYS_AUTOMATIC` names itself, `SUBJECT_TOPIC` is only a hint, `ABSENT` is what people also write
by hand and therefore never decides alone.
"""

SUBJECT_AUTOMATIC = (
    r"automatic reply|auto[- ]?(?:reply|response|responder|answer)|automated (?:reply|response)|"
    r"vacation (?:reply|response|notice)|automatische antwort|abwesenheits\w+|automatische "
    r"(?:rückmeldung|empfangsbestätigung)|réponse automatique|message d'absence|"
    r"notification d'absence|respuesta automática|contestación automática|risposta automatica|"
    r"resposta automática|automatisch(?:e)? (?:antwoord|beantwoording)|afwezigheids\w+|"
    r"odpowiedź automatyczna|automatyczna odpowiedź|autoodpowiedź|autosvar|automatiskt svar|"
    r"frånvaromeddelande|自動(?:応答|返信|回答|送信)"
)
SUBJECT_TOPIC = (
    r"out of (?:the )?office|ooo|on (?:vacation|holiday|leave|annual leave|maternity leave)|"
    r"away from (?:my |the )?(?:desk|office)|annual leave|abwesen\w+|urlaub|nicht im (?:büro|haus)|"
    r"absence(?: du bureau)?|absente?(?: du bureau)?|fuera de (?:la )?oficina|ausen\w+|vacaciones|"
    r"fuori (?:sede|ufficio)|assen\w+|ferie|fora do escritório|ausên\w+|férias|afwezig|"
    r"niet aanwezig|buiten kantoor|nieobecn\w+|poza biurem|urlop|frånvar\w+|inte på kontoret|"
    r"semester|不在(?:通知|連絡)?|休暇(?:通知|連絡)?"
)
SAYS_AUTOMATIC = (
    r"this (?:is|e-?mail is|message is) an? (?:automat|auto-?generat|auto-?repl)\w*|automatically "
    r"generated|automated (?:reply|response|message)|auto-?reply|dies(?:e|es)? (?:ist eine "
    r"automatisch|(?:e-?mail|nachricht|antwort) (?:wurde|wird|ist) automatisch)\w*|automatisch "
    r"(?:generiert|erstellt|erzeugt)|ceci est (?:une réponse|un message) automatique|"
    r"(?:réponse|message) automatique|(?:respuesta|mensaje|correo) automátic[ao]|"
    r"(?:risposta|messaggio) automatic[ao]|(?:resposta|mensagem) automática|dit is een automatisch|"
    r"automatisch gegenereerd|(?:wiadomość|odpowiedź) (?:została )?(?:wygenerowana "
    r")?automatyczn\w+|"
    r"(?:detta är ett )?automatiskt (?:svar|genererat)|autosvar|自動(?:応答|返信|送信|配信)"
)
ABSENT = (
    r"out of (?:the )?(?:office|town)|(?:on|taking) (?:annual |parental |maternity |paternity |"
    r"sick |"
    r"medical )?leave|on (?:vacation|holidays?|pto)|away from (?:my |the )?(?:desk|office|e-?mail)|"
    r"limited (?:access|email)|not in the office|(?:currently|be) away|office is closed|"
    r"nicht (?:im (?:büro|haus)|erreichbar|am arbeitsplatz)|außer haus|im urlaub|abwesend|"
    r"in elternzeit|(?:e-?mails?|nachricht) .{0,30}nicht weitergeleitet|absente?s? |en congés?|"
    r"hors du bureau|en vacances|de retour|fuera de (?:la )?oficina|de vacaciones|ausente|"
    r"estaré fuera|de baja (?:médica|maternal|por)|fuori (?:sede|ufficio)|assente|in ferie|"
    r"in vacanza|in congedo|fora do escritório|de férias|estarei fora|de licença|afwezig|"
    r"niet aanwezig|(?:met|op) vakantie|met verlof|buiten kantoor|nieobecn\w+|na urlopie|"
    r"poza biurem|inte på (?:kontoret|plats)|på semester|frånvarande|föräldraledig|tjänstledig|"
    r"不在|休暇|休業|夏季休|冬季休|外出して|席を外し"
)
LEFT = (
    r"\bno longer (?:be )?(?:with|at|work\w*|employed|part of|(?:a )?member|associated)\b|"
    r"\b(?:has|have|'ve) left (?:the |our )?(?!you|a )(?:company|organi[sz]ation|business|firm|"
    r"team|[a-z0-9]+\b(?= (?:gmbh|inc|ltd|llc|ag|sa|bv|ab)\b)|[a-z]+ (?:on|in|as of)\b)|"
    r"\bleft the (?:company|organi[sz]ation|business|firm)\b|\blast (?:working )?day (?:was|at)\b|"
    r"\b(?:mailbox|e-?mail address|account|inbox|e-?mail) (?:is|has been) (?:no longer|not) "
    r"(?:monitored|in use|active|valid|longer)|\bhas (?:now )?retired\b|"
    r"nicht (?:mehr|länger) (?:bei|für|im unternehmen|in unserem|im hause|tätig|beschäftigt)|"
    r"(?:unternehmen|firma|haus|gesellschaft) (?:\S{1,12} ){0,3}verlassen|ausgeschieden|arbeitet "
    r"nicht mehr|"
    r"\bne (?:fai[ts]|travaill\w{1,3}) plus\b|\ba quitté (?:la |l'|le |ses |son |notre )|"
    r"\bai quitté (?:la |l'|le )|n'est plus (?:en poste|employée?|parmi|dans)|"
    r"\bya no (?:trabaj[ao]|form[ao] parte|está con|pertene\w+)|\bha dejado (?:la empresa|de "
    r"trabajar|nuestr)|\bdejó la empresa|"
    r"\bnon (?:lavor[ao]|f[ao]|faccio) più|\bha lasciato (?:l'azienda|la società|il gruppo)|non è "
    r"più "
    r"(?:parte|in azienda|dipendente|in forza)|"
    r"\bnão (?:trabalh[ao]|faz|faço|integra|pertence) mais|\bjá não (?:trabalh|faz parte|pertence)|"
    r"\b(?:deixou|saiu d)[ea]? ?a? empresa|"
    r"\bniet (?:meer|langer) (?:werkzaam|in dienst|bij|actief|werken)|\bwerkt niet (?:meer|langer)|"
    r"\bheeft .{1,40} verlaten|\buit dienst|"
    r"\bnie pracuj\w+|\bnie jest już (?:pracownik|zatrudni)\w*|\b(?:odszedł|odeszła) z|"
    r"\bzakończył\w* "
    r"(?:pracę|współpracę)|"
    r"(?:arbetar|jobbar) inte längre|inte längre (?:kvar|anställd|på|arbetar)|\bhar (?:slutat|"
    r"lämnat "
    r"(?:företaget|bolaget))|退職|退社|在籍しておりません"
)
