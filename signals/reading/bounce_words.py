"""How mail systems say that a message did not arrive; patterns over lower-case text on one line.

`SUBJECT` and `LEAD_IN` tell a failure, `TRYING` that nothing is lost yet, `GAVE_UP` that it is.
Every repeat is bounded, so that each pattern is linear in its text.
"""

SUBJECT = (
    r"undeliver|non-?deliver|not deliverable|delivery[- ](?:status|notif\w+|fail\w+|has failed|"
    r"problem|"
    r"report|error|incomplete|notice|unsuccessful|suspended|delay\w*)|(?:failure|failed|"
    r"failing):? "
    r"(?:notice|delivery|mail)|deliver\w*.{0,12}(?:fail|delayed|suspend|status|impossible|"
    r"problem)|"
    r"returned (?:e-?mail|message|to sender)|returning (?:message|mail|to sender)|"
    r"bounced? (?:mail|message|notif)|"
    r"(?:mail|message)\b.{0,20}(?:fail(?:ed|ure|ing)|system error|delayed|rejected|bounced|"
    r"blocked|not delivered|undelivered)|(?:rejected|blocked|failed|bounced):? (?:e-?mail|mail|"
    r"message|posting)|"
    r"nondeliverable|unknown (?:user|recipient)|user (?:unknown|not found)|not listed in|"
    r"mailbox (?:is )?(?:full|over)|over ?quota|quota exceeded|"
    r"^warning: |could ?n[o']t (?:be )?(?:send|sent|deliver)|(?:unable|failed) to (?:deliver|"
    r"send)|"
    r"address (?:not found|unknown)|email error|error (?:sending|in) (?:your )?(?:mail|message)|"
    r"non[- ]?remis|non[- ]?distribu|échec|echec|n'a (?:pas )?pu être|impossible de (?:remettre|"
    r"distribuer)|"
    r"unzustellbar|nicht zustellbar|nicht (?:zu(?:ge)?stell|ausgeliefert)|zustell(?:ung|fehler|"
    r"status|problem|bericht)|"
    r"konnte nicht|fehlgeschlagen|"
    r"no se (?:ha )?(?:podido|pudo|puede) entregar|devuelto|no entregad|sin entregar|fallo (?:en|"
    r"de) (?:la )?entrega|"
    r"error de entrega|notificación de (?:estado|error|no entrega)|"
    r"mancata consegna|mancato recapito|non (?:recapitat|consegnat|recapitabile)|"
    r"impossibile (?:recapitare|consegnare)|"
    r"errore (?:di|nella) consegna|"
    r"não (?:entreg|pôde|foi (?:possível|entregue))|nao entreg|falha na (?:entrega|notificação)|"
    r"devolvid|"
    r"não é possível entregar|mensagem devolvida|"
    r"onbestelbaar|niet (?:bezorgd|afgeleverd|besteld)|kan niet worden|mislukte (?:bezorging|"
    r"aflevering)|"
    r"nie(?:dostarcz| dostarcz|doręcz)|nie (?:można|mozna|udało)|zwrot (?:wiadomości|poczty|do)|"
    r"niepowodzenie|"
    r"błąd dostarcz|olever\w+|kunde inte levereras|kan ikke leveres|ej levererat|leveransfel|"
    r"ikke leveret|kunne ikke leveres|toimitta|kézbesít|nedoruč|teslim edile|"
    r"недостав|не доставлен|не удалось доставить|возвращ|ошибка доставки|"
    r"配信(?:不能|できません|エラー|に失敗|失敗)|送信(?:できません|エラー|不能|失敗)|メール(?:エラー|システム)|"
    r"配達(?:不能|できません)|不達|エラーメール|宛先不明|退信|退回|退訊|投递失败|无法投递|發送失敗|系统退信|"
    r"전송 ?실패|반송|배달 ?실패|전달 ?실패"
)

LEAD_IN = (
    r"(?:could ?n[o']t|can ?n[o']t|can't|could not|cannot) (?:yet )?(?:be )?(?:delivered|reached|"
    r"sent|deliver|reach|send)|"
    r"was ?n[o']t (?:able to )?(?:be )?(?:deliver|sent)|(?:unable|not able|failed|impossible|"
    r"attempt\w*) to (?:deliver|relay)|"
    r"deliver\w* (?:to|of|has|for|attempt).{0,80}(?:fail|unsuccessful|suspended|aborted|rejected)|"
    r"did ?n[o']t reach|permanent (?:fatal |delivery )?(?:error|failure)|fatal errors?|"
    r"failed permanently|"
    r"undeliver(?:able|ed)|non-?delivery|not (?:yet )?(?:been )?deliver|returned (?:to (?:you|"
    r"sender)|mail|message)|"
    r"being returned|returning (?:the |your )?(?:message|mail)|"
    r"your (?:e-?mail|message|mail|posting) (?:to|was|has been|could|is|regarding|below|entitled|"
    r"with|sent)\b.{0,90}"
    r"(?:rejected|blocked|returned|refused|undelivered|quarantined|bounced|fail)|"
    r"(?:message|mail).{0,40}(?:was|has been|is) (?:rejected|blocked|refused|returned|bounced)|"
    r"following.{0,30} (?:address|recipient|destination|user|mailbox).{0,60}"
    r"(?:fail|error|reject|problem|unknown|invalid|not|unreachable)|"
    r"created automatically by (?:the )?mail delivery|transcript of (?:the )?session|"
    r"session transcript follows|"
    r"(?:problem|trouble|error\w*)(?: \w+){0,5} deliver|deliver\w* (?:failure|error|status|"
    r"report|problem)|"
    r"giving up|no valid recipients|(?:message log|failed addresses) follow|invalid (?:receiver|"
    r"recipient)|"
    r"recipients? (?:rejected|refused|unknown|not|invalid|could)|sent >>> rcpt|still trying|"
    r"will be retried|"
    r"error occurred.{0,40}(?:deliver|send)|not listed in|no such (?:user|mailbox|recipient|"
    r"address)|"
    r"unknown (?:user|recipient|address|local)|user unknown|mailbox (?:is )?(?:full|unavailable|"
    r"not found)|"
    r"over (?:its |the )?(?:storage )?quota|address(?:es)? (?:not found|rejected|is unknown|"
    r"unknown|failed)|"
    r"i'm afraid i wasn't|account is (?:disabled|full)|"
    r"rejected by (?:the )?(?:server|recipient)|server (?:response|returned)|failure reason|"
    r"reason for (?:the )?(?:failure|return)|"
    r"(?:konnte|konnten|kann) (?:leider )?nicht.{0,90}(?:zugestellt|zugestelt|übermittelt|"
    r"gesendet|gefunden)|nicht zugestellt|"
    r"unzustellbar|nicht zustellbar|fehler bei der (?:nachrichten)?zustellung|nicht erreicht|"
    r"zustellung.{0,60}(?:fehl|nicht)|"
    r"(?:pas|n'ont|n'a|n') (?:pas )?(?:pu|été) (?:être )?(?:remis|livré|distribué|délivré|envoyé|"
    r"transmis|remise|acheminé)|"
    r"(?:pas pu|impossible d|impossibilité d|échec d).{0,30}(?:remettre|remise|distribu|livr|"
    r"délivr|achemin)|n'est pas parvenu|"
    r"n'(?:a|ont) pas (?:été|atteint)|"
    r"no (?:se )?(?:ha(?:n)? podido|pudo|pudo ser|puede|fue posible|pudieron|"
    r"ha sido).{0,40}(?:entreg|enviar|localizar)|"
    r"no llegó a|no (?:fue|ha sido|han sido) entreg|error al entregar|"
    r"non (?:è stato|è stata|può essere|sono stati|ha raggiunto|"
    r"è possibile)(?: possibile)?.{0,30}(?:consegn|recapit|raggiun)?|"
    r"impossibile (?:recapitare|consegnare)|mancat[ao] (?:consegna|recapito)|"
    r"não (?:pôde|pode|foi possível|foi|chegou|puderam|conseguimos).{0,40}(?:entreg|destinat|"
    r"envi)|falha (?:na|ao) entreg|"
    r"(?:kon|kan|konden) niet (?:worden )?(?:bezorgd|afgeleverd|besteld|verzonden)|"
    r"niet (?:bezorgd|afgeleverd)|bereikte (?:de|niet)|"
    r"nie (?:mogła|mógł|została|udało|można|dotarła|dostarcz\w+).{0,40}(?:dostarcz|doręcz|"
    r"odbiorc)|"
    r"(?:kunde|kan|kunne) (?:inte|ikke|ej) (?:levereras|leveres|nås|skickas)|har inte levererats|"
    r"inte nått|"
    r"ei voitu toimittaa|nem (?:sikerült|lehetett) kézbesít|nelze doručit|nebyla doručena|"
    r"teslim edilemedi|"
    r"не (?:может быть|было|был[ао]?|удалось|смогли) (?:доставлен|доставить)|не доставлен|"
    r"недоставлен|"
    r"(?:配信|送信|配達|お届け|送付|転送)(?:でき|することができ|が出来|出来)ません|(?:配信|送信|配達)(?:に失敗|不能|エラー)|"
    r"宛先(?:が見つかりません|不明)|存在しません|届きませんでした|送信されませんでした|"
    r"(?:无法|未能|不能)(?:投递|送达|发送|递送)|退信|退回|投递失败|邮件.{0,12}不存在|無法(?:投遞|傳送|寄送)|"
    r"전송되지 ?못|전송(?:에)? ?실패|전달(?:되지|할 수)|존재하지 않는|배달되지|반송"
)

TRYING = (
    r"still (?:be )?(?:trying|being retried|in the queue)|"
    r"will (?:continue to )?(?:be )?(?:try\w*|re-?tr\w+|attempt)|"
    r"not yet been delivered|(?:you )?do not need to re-?send|no action is required|"
    r"(?:delivery|message|mail).{0,30}(?:is|has been|was|been) delayed|delivery.{0,12}delay|"
    r"delayed mail|"
    r"delivery attempts will continue|warning: (?:could not send|message)|this is a warning|"
    r"temporarily (?:delayed|deferred)|"
    r"wird weiter(?:hin)? versucht|noch nicht zugestellt|verzögert|weitere (?:zustell)?versuche|"
    r"continuer.{0,20}tentatives|tentatives.{0,30}(?:continu|poursuiv)|retardé|se (?:seguirá|"
    r"continuará) intent|retrasad|"
    r"continuer.{0,20} (?:tentare|provare)|tentativi.{0,30}(?:continu|prosegu)|ritardat|"
    r"continuar.{0,20}tent|atrasad|"
    r"(?:zal|blijven|opnieuw).{0,30}(?:geprobeerd|proberen)|vertraagd|"
    r"będzie(?:my)? (?:nadal )?(?:ponawia|próbowa)|opóźni|"
    r"fortsätter.{0,20}försöka|försenad|再(?:度)?(?:送信|配信)を(?:試み|行い)|遅延"
)

GAVE_UP = (
    r"permanent(?:ly)? (?:fatal )?(?:error|failure|failed)|failed permanently|giving up|given up|"
    r"gave up|"
    r"will not (?:be )?(?:retr|try|attempt)|no longer (?:be )?(?:retr|try|attempt)|"
    r"not (?:going to )?try again|"
    r"returned (?:mail )?to (?:the )?sender|^returned mail|returning message to sender|"
    r"has failed|retry (?:time(?:out)?|limit) exceeded|expired|nicht weiter versucht|endgültig|"
    r"définitive|abandonn"
)

#: Words beside an address that say why it failed, next to SMTP codes.
FAILED = (
    r"unknown|not found|no such|does ?n[o']t (?:exist|have)|invalid|rejected|refused|denied|"
    r"disabled|inactive|"
    r"full|quota|exceed|undeliver|not (?:listed|recogni[sz]ed|known|deliver|a valid|available|"
    r"accept\w*|exist)|"
    r"unavailable|fail|error|blocked|bounced?|could not|couldn't|cannot|can't|unable|"
    r"unroute?able|timed? ?out|"
    r"no (?:mailbox|account|user)\b|no longer|expired|suspended|unreachable|bad (?:address|destination)|illegal|"
    r"unbekannt|nicht|existiert|voll|inconnu|n'existe|n'a pas|plein|desconocid|no existe|no se|"
    r"lleno|"
    r"sconosciut|non (?:esiste|è)|pien[ao]|não|cheia|bestaat niet|niet|onbekend|nie (?:istnieje|"
    r"można|znaleziono)|"
    r"finns inte|okänd|не (?:существует|найден|удалось)|不明|存在し|見つかり|"
    r"不存在|失败|존재하지|실패|できません"
)

#: An address that somebody should write to is not the one that failed.
CONTACT = (
    r"contact|assistance|support|help|question|(?:write|mail|e-?mail|message) to (?:<?postmaster|"
    r"us)|write to|mail to$|reply (?:directly )?to|"
    r"e-?mail (?:us )?at|reach us|visit|report (?:this|it)|forward (?:this|it|"
    r"a copy)|"
    r"administrator|postmaster|wenden sie|kontakt|fragen|contacter|adressez|soporte|póngase en|"
    r"assistenza|contatt|suporte|contate|expanded from|generated from|original address|"
    r"\b(?:from|von|van|från)[ :<\"']{1,4}$|\bfrom:|\bsender|reply-to|return-path|message-id|"
    r"sent by|absender|expéditeur|remitente|"
    r"mittente|remetente|nadawc|avsändare|発信者|差出人|发件人"
)

#: What is delivered by others than mail systems.
GOODS = (
    r"\b(?:parcel|shipment|package|courier|tracking (?:number|code|id)|(?:your|the) order|order "
    r"(?:no|number|#)|invoice|payment|consignment|delivery (?:address|slot|window|driver)|"
    r"paket|sendungsnummer|bestell(?:ung|nummer)|rechnung|zahlung|lieferadresse|"
    r"colis|commande|facture|livreur|paquete|pedido|factura|pacco|ordine|fattura|spedizione|"
    r"encomenda|fatura|pakket|bestelling|factuur|paczk\w|przesyłk\w|zamówieni\w|faktur\w)\b|"
    r"注文|お荷物|宅配|订单|包裹|주문|택배|заказ|посылк"
)

#: A message waits until its sender proves to be a person, or until somebody lets it in.
WAITS = (
    r"(?:held|waits|waiting|awaiting|pending|on hold|until you).{0,90}(?:confirm|verif|approv|moderat"
    r"|prove|captcha|unknown sender|guest list)|(?:please )?(?:confirm|verify)(?: that)? (?:you are|"
    r"your (?:e-?mail|message|address|identity))|moderator (?:approval|review)|warte.{0,60}"
    r"(?:bestätig|freigabe|moderat)|bestätigen sie|en attente.{0,60}(?:confirm|approb|modér)|"
    r"confirmez|pendiente.{0,60}(?:confirm|aproba|moder)|in attesa.{0,60}(?:conferm|approv|moder)"
)

#: Good news, which some mail systems send as well: in subjects, and at the beginning of a text.
ARRIVED_SUBJECT = (
    r"^(?:successfully )?delivered\b|delivery (?:status notification|notification|"
    r"report) ?[:(] ?(?:success|relay|has been successful)|successful mail delivery|"
    r"^relayed:|^expanded:|success notice|delivery confirmation|message (?:was )?delivered|"
    r"^(?:zugestellt|übermittelt|weitergeleitet|remis|relayé|transmis|entregado|retransmitido|"
    r"recapitato|consegnato|inoltrato|entregue|retransmitida|bezorgd|doorgestuurd|dostarczono|"
    r"levererat|leveret|levert|toimitettu|doručeno|kézbesítve|livrat|доставлено|teslim edildi|"
    r"配信済み|配信されました|已送达|已传递|已送達|배달됨) ?[:：]|avviso di avvenuta consegna|"
    r"ricevuta di (?:avvenuta )?consegna|zustellbestätigung"
)
ARRIVED = (
    r"success(?:ful(?:ly)?)? (?:been )?(?:delivered|delivery|relayed)|delivered successfully|"
    r"(?:was|has been|have been) (?:successfully )?(?:delivered|relayed|handed over)\b(?! because)|"
    r"deliver\w{1,3} to (?:these|the following) (?:recipients|groups).{0,40} (?:is )?complete|"
    r"erfolgreich (?:zugestellt|übermittelt|weitergeleitet)|wurde[n]? (?:zugestellt|übermittelt)|"
    r"(?:a [ée]t[ée]|ont [ée]t[ée]) (?:correctement )?(?:remis|livr[ée]|distribu[ée])\w? |avec succès|"
    r"(?:ha sido|fue|se ha) entregado|entregad[oa] (?:correctamente|con éxito)|"
    r"(?:è stato|sono stati) (?:consegnat|recapitat)[oi]|foi entregue|entregue com (?:êxito|sucesso)|"
    r"is (?:afgeleverd|bezorgd)|zosta\S{1,3} dostarczon|har levererats|er (?:leveret|levert)|"
    r"успешно доставлен|配信されました|配信が完了|成功(?:投递|送达|发送|傳遞|送達)|성공적으로"
)

#: What mail systems call what they deliver.
MAIL = (
    r"mail|message|letter|inbox|nachricht|postfach|courriel|correo|mensaje|messaggio|posta|"
    r"mensagem|correio|bericht|wiadomo|poczt|skrzynk|meddelande|besked|melding|viesti|zpráv|"
    r"üzenet|mesaj|μήνυμα|ileti|сообщени|письм|повідомл|メール|メッセージ|邮件|郵件|메일|메시지"
)

#: Subjects of mail systems that are no notices, though they name addresses.
OTHER_THINGS = (
    r"quarantine (?:report|summary|digest|notif)|(?:spam|junk|mail|message) (?:digest|summary|"
    r"quarantine report)|digest|report domain|dmarc|statistic|welcome|weekly|daily|monthly|"
    r"newsletter|subscri|password|storage (?:warning|almost)|(?:nearly|almost) full|"
    r"quarantäne-?bericht|spam-?bericht|zusammenfassung|mailbox usage"
)
