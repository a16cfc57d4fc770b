"""How mail systems say that a message did not arrive; patterns over lower-case text on one line.

`SUBJECT` and `LEAD_IN` tell a failure, `TRYING` that nothing is lost yet, `GAVE_UP` that it is.
Every repeat is bounded, so that each pattern is linear in its text.
"""

SUBJECT = (
    r"undeliver|non-?deliver|not deliverable|delivery[- ](?:status|notif\w+|fail\w+|has failed|problem|"
    r"report|error|incomplete|notice|unsuccessful|suspended|delay\w*)|(?:failure|failed|failing):? "
    r"(?:notice|delivery|mail)|deliver\w*.{0,12}(?:fail|delayed|suspend|status|impossible|problem)|"
    r"returned (?:e-?mail|message|to sender)|returning (?:message|mail|to sender)|bounced? (?:mail|message|notif)|"
    r"(?:mail|message)\b.{0,20}(?:fail(?:ed|ure|ing)|system error|delayed|rejected|bounced|"
    r"blocked|not delivered|undelivered)|(?:rejected|blocked|failed|bounced):? (?:e-?mail|mail|message|posting)|"
    r"nondeliverable|unknown (?:user|recipient)|user (?:unknown|not found)|not listed in|"
    r"mailbox (?:is )?(?:full|over)|over ?quota|quota exceeded|"
    r"^warning: |could ?n[o']t (?:be )?(?:send|sent|deliver)|(?:unable|failed) to (?:deliver|send)|"
    r"address (?:not found|unknown)|email error|error (?:sending|in) (?:your )?(?:mail|message)|"
    r"non[- ]?remis|non[- ]?distribu|échec|echec|n'a (?:pas )?pu être|impossible de (?:remettre|distribuer)|"
    r"unzustellbar|nicht zustellbar|nicht (?:zu(?:ge)?stell|ausgeliefert)|zustell(?:ung|fehler|status|problem|bericht)|"
    r"konnte nicht|fehlgeschlagen|"
    r"no se (?:ha )?(?:podido|pudo|puede) entregar|devuelto|no entregad|sin entregar|fallo (?:en|de) (?:la )?entrega|"
    r"error de entrega|notificación de (?:estado|error|no entrega)|"
    r"mancata consegna|mancato recapito|non (?:recapitat|consegnat|recapitabile)|impossibile (?:recapitare|consegnare)|"
    r"errore (?:di|nella) consegna|"
    r"não (?:entreg|pôde|foi (?:possível|entregue))|nao entreg|falha na (?:entrega|notificação)|devolvid|"
    r"não é possível entregar|mensagem devolvida|"
    r"onbestelbaar|niet (?:bezorgd|afgeleverd|besteld)|kan niet worden|mislukte (?:bezorging|aflevering)|"
    r"nie(?:dostarcz| dostarcz|doręcz)|nie (?:można|mozna|udało)|zwrot (?:wiadomości|poczty|do)|niepowodzenie|"
    r"błąd dostarcz|olever\w+|kunde inte levereras|kan ikke leveres|ej levererat|leveransfel|"
    r"ikke leveret|kunne ikke leveres|toimitta|kézbesít|nedoruč|teslim edile|"
    r"недостав|не доставлен|не удалось доставить|возвращ|ошибка доставки|"
    r"配信(?:不能|できません|エラー|に失敗|失敗)|送信(?:できません|エラー|不能|失敗)|メール(?:エラー|システム)|"
    r"配達(?:不能|できません)|不達|エラーメール|宛先不明|退信|退回|退訊|投递失败|无法投递|發送失敗|系统退信|"
    r"전송 ?실패|반송|배달 ?실패|전달 ?실패"
)

LEAD_IN = (
    r"(?:could ?n[o']t|can ?n[o']t|can't|could not|cannot) (?:yet )?(?:be )?(?:delivered|reached|sent|deliver|reach|send)|"
    r"was ?n[o']t (?:able to )?(?:be )?(?:deliver|sent)|(?:unable|not able|failed|impossible|attempt\w*) to (?:deliver|relay)|"
    r"deliver\w* (?:to|of|has|for|attempt).{0,80}(?:fail|unsuccessful|suspended|aborted|rejected)|"
    r"did ?n[o']t reach|permanent (?:fatal |delivery )?(?:error|failure)|fatal errors?|failed permanently|"
    r"undeliver(?:able|ed)|non-?delivery|not (?:yet )?(?:been )?deliver|returned (?:to (?:you|sender)|mail|message)|"
    r"being returned|returning (?:the |your )?(?:message|mail)|"
    r"your (?:e-?mail|message|mail|posting) (?:to|was|has been|could|is|regarding|below|entitled|with|sent)\b.{0,90}"
    r"(?:rejected|blocked|returned|refused|undelivered|quarantined|deleted|bounced|fail)|"
    r"(?:message|mail).{0,40}(?:was|has been|is) (?:rejected|blocked|refused|returned|bounced)|"
    r"following.{0,30} (?:address|recipient|destination|user|mailbox).{0,60}"
    r"(?:fail|error|reject|problem|unknown|invalid|not|unreachable)|"
    r"created automatically by (?:the )?mail delivery|transcript of (?:the )?session|session transcript follows|"
    r"(?:problem|trouble|error\w*)(?: \w+){0,5} deliver|deliver\w* (?:failure|error|status|report|problem)|"
    r"giving up|no valid recipients|(?:message log|failed addresses) follow|invalid (?:receiver|recipient)|"
    r"recipients? (?:rejected|refused|unknown|not|invalid|could)|sent >>> rcpt|still trying|will be retried|"
    r"error occurred.{0,40}(?:deliver|send)|not listed in|no such (?:user|mailbox|recipient|address)|"
    r"unknown (?:user|recipient|address|local)|user unknown|mailbox (?:is )?(?:full|unavailable|not found)|"
    r"over (?:its |the )?(?:storage )?quota|address(?:es)? (?:not found|rejected|is unknown|unknown|failed)|"
    r"(?:we|i)(?:'m afraid i wasn't| were not| was not)|account is (?:disabled|full)|"
    r"rejected by (?:the )?(?:server|recipient)|server (?:response|returned)|failure reason|reason for (?:the )?(?:failure|return)|"
    r"(?:konnte|konnten|kann) (?:leider )?nicht.{0,90}(?:zugestellt|zugestelt|übermittelt|gesendet|gefunden)|nicht zugestellt|"
    r"unzustellbar|nicht zustellbar|fehler bei der (?:nachrichten)?zustellung|nicht erreicht|zustellung.{0,60}(?:fehl|nicht)|"
    r"(?:pas|n'ont|n'a|n') (?:pas )?(?:pu|été) (?:être )?(?:remis|livré|distribué|délivré|envoyé|transmis|remise|acheminé)|"
    r"(?:pas pu|impossible d|impossibilité d|échec d).{0,30}(?:remettre|remise|distribu|livr|délivr|achemin)|n'est pas parvenu|"
    r"n'(?:a|ont) pas (?:été|atteint)|"
    r"no (?:se )?(?:ha(?:n)? podido|pudo|pudo ser|puede|fue posible|pudieron|ha sido).{0,40}(?:entreg|enviar|localizar)|"
    r"no llegó a|no (?:fue|ha sido|han sido) entreg|error al entregar|"
    r"non (?:è stato|è stata|può essere|sono stati|ha raggiunto|è possibile)(?: possibile)?.{0,30}(?:consegn|recapit|raggiun)?|"
    r"impossibile (?:recapitare|consegnare)|mancat[ao] (?:consegna|recapito)|"
    r"não (?:pôde|pode|foi possível|foi|chegou|puderam|conseguimos).{0,40}(?:entreg|destinat|envi)|falha (?:na|ao) entreg|"
    r"(?:kon|kan|konden) niet (?:worden )?(?:bezorgd|afgeleverd|besteld|verzonden)|niet (?:bezorgd|afgeleverd)|bereikte (?:de|niet)|"
    r"nie (?:mogła|mógł|została|udało|można|dotarła|dostarcz\w+).{0,40}(?:dostarcz|doręcz|odbiorc)|"
    r"(?:kunde|kan|kunne) (?:inte|ikke|ej) (?:levereras|leveres|nås|skickas)|har inte levererats|inte nått|"
    r"ei voitu toimittaa|nem (?:sikerült|lehetett) kézbesít|nelze doručit|nebyla doručena|teslim edilemedi|"
    r"не (?:может быть|было|был[ао]?|удалось|смогли) (?:доставлен|доставить)|не доставлен|недоставлен|"
    r"(?:配信|送信|配達|お届け|送付|転送)(?:でき|することができ|が出来|出来)ません|(?:配信|送信|配達)(?:に失敗|不能|エラー)|"
    r"宛先(?:が見つかりません|不明)|存在しません|届きませんでした|送信されませんでした|"
    r"(?:无法|未能|不能)(?:投递|送达|发送|递送)|退信|退回|投递失败|邮件.{0,12}不存在|無法(?:投遞|傳送|寄送)|"
    r"전송되지 ?못|전송(?:에)? ?실패|전달(?:되지|할 수)|존재하지 않는|배달되지|반송"
)

TRYING = (
    r"still (?:be )?(?:trying|being retried|in the queue)|will (?:continue to )?(?:be )?(?:try\w*|re-?tr\w+|attempt)|"
    r"not yet been delivered|(?:you )?do not need to re-?send|no action is required|"
    r"(?:delivery|message|mail).{0,30}(?:is|has been|was|been) delayed|delivery.{0,12}delay|delayed mail|"
    r"delivery attempts will continue|warning: (?:could not send|message)|this is a warning|temporarily (?:delayed|deferred)|"
    r"wird weiter(?:hin)? versucht|noch nicht zugestellt|verzögert|weitere (?:zustell)?versuche|"
    r"continuer.{0,20}tentatives|tentatives.{0,30}(?:continu|poursuiv)|retardé|se (?:seguirá|continuará) intent|retrasad|"
    r"continuer.{0,20} (?:tentare|provare)|tentativi.{0,30}(?:continu|prosegu)|ritardat|continuar.{0,20}tent|atrasad|"
    r"(?:zal|blijven|opnieuw).{0,30}(?:geprobeerd|proberen)|vertraagd|będzie(?:my)? (?:nadal )?(?:ponawia|próbowa)|opóźni|"
    r"fortsätter.{0,20}försöka|försenad|再(?:度)?(?:送信|配信)を(?:試み|行い)|遅延"
)

GAVE_UP = (
    r"permanent(?:ly)? (?:fatal )?(?:error|failure|failed)|failed permanently|giving up|given up|gave up|"
    r"will not (?:be )?(?:retr|try|attempt)|no longer (?:be )?(?:retr|try|attempt)|not (?:going to )?try again|"
    r"has failed|retry (?:time(?:out)?|limit) exceeded|expired|nicht weiter versucht|endgültig|définitive|abandonn"
)

#: Words beside an address that say why it failed, next to SMTP codes.
FAILED = (
    r"unknown|not found|no such|does ?n[o']t (?:exist|have)|invalid|rejected|refused|denied|disabled|inactive|"
    r"full|quota|exceed|undeliver|not (?:listed|recogni[sz]ed|known|deliver|a valid|available|accept\w*|exist)|"
    r"unavailable|fail|error|blocked|bounced?|could not|couldn't|cannot|can't|unable|unroute?able|timed? ?out|"
    r"no longer|expired|suspended|unreachable|bad (?:address|destination)|illegal|"
    r"unbekannt|nicht|existiert|voll|inconnu|n'existe|n'a pas|plein|desconocid|no existe|no se|lleno|"
    r"sconosciut|non (?:esiste|è)|pien[ao]|não|cheia|bestaat niet|niet|onbekend|nie (?:istnieje|można|znaleziono)|"
    r"finns inte|okänd|не (?:существует|найден|удалось)|不明|存在し|見つかり|不存在|失败|존재하지|실패|できません"
)

#: An address that somebody should write to is not the one that failed.
CONTACT = (
    r"contact|assistance|support|help|question|write to|report (?:this|it)|forward (?:this|it|a copy)|"
    r"administrator|postmaster|wenden sie|kontakt|fragen|contacter|adressez|soporte|póngase en|"
    r"assistenza|contatt|suporte|contate|expanded from|generated from|"
    r"\bfrom:|\bsender|reply-to|return-path|message-id|sent by|absender|expéditeur|remitente|"
    r"mittente|remetente|nadawc|avsändare|発信者|差出人|发件人"
)
