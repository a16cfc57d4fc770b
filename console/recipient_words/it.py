"""The recipient's page in Italian."""

from console.recipient_words.words import Words

WORDS = Words(
    name="Italiano",
    months="gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre"
    " dicembre",
    day_form="{d} {month} {y}",
    switch_label="Lingua di questa pagina",
    title="Messaggi di {sender}",
    intro="Qui decide Lei che cosa {sender} può inviare a {hint}.",
    harmless="Non serve alcun account e non succede nulla finché non preme un pulsante.",
    chosen_title="Che cosa ha scelto",
    chosen_all="I messaggi sono fermati. {sender} non scriverà più a {hint}.",
    chosen_email="Le e-mail sono fermate.",
    chosen_sms="Gli SMS sono fermati.",
    chosen_until="Non arriverà nulla prima di questa data: {day}.",
    chosen_wrong="Lei non è la persona giusta. Ciò che era in corso è terminato.",
    chosen_language="Preferisce ricevere messaggi in {language}.",
    chosen_untracked="Le sue aperture e i suoi clic non vengono osservati.",
    in_flight="Un messaggio già in viaggio può ancora arrivare.",
    stricter="Qui può fermare di più o aspettare più a lungo. Per tutto il resto, risponda a uno"
    " dei messaggi.",
    all_title="Fermare tutto",
    all_help="Niente più e-mail, SMS o telefonate da {sender}, né ora né in futuro.",
    all_button="Ferma tutti i messaggi",
    channel_title="Fermare un solo canale",
    channel_help="Ciò che non ferma qui può continuare.",
    email_button="Ferma le e-mail",
    sms_button="Ferma gli SMS",
    later_title="Non prima di un giorno",
    later_help="Non arriverà nulla prima della mattina di quel giorno. In seguito potrà scegliere"
    " solo un giorno successivo.",
    later_label="Nulla prima del",
    later_button="Aspetta fino ad allora",
    wrong_title="Non sono la persona giusta",
    wrong_help="Ciò che è in corso termina, questa serie non viene più inviata a questo indirizzo e"
    " qualcuno presso {sender} ne viene informato.",
    wrong_button="Non sono la persona giusta",
    untracked_title="Non osservare ciò che apro",
    untracked_help="{sender} non annota più se apre i suoi messaggi o segue i loro link."
    " Quanto annotato viene cancellato. Questo non ferma alcun messaggio.",
    untracked_button="Non osservarmi",
    language_title="La mia lingua",
    language_help="{sender} viene informato della lingua che preferisce. Questo non ferma nulla.",
    language_label="Lingua",
    language_button="Ricorda questa lingua",
    done_title="La Sua scelta è salvata",
    stored_title="La Sua richiesta è salvata",
    stored_text="Ha effetto entro pochi minuti. Non deve fare altro.",
    problem_title="La preghiamo di controllare",
    nothing_chosen="Scelga uno dei punti qui sotto.",
    bad_day="Scelga un giorno futuro, al massimo fra dieci anni.",
    bad_language="Scelga una delle lingue dell'elenco.",
    only_later="Ha scelto questa data: {day}. Qui si può scegliere solo un giorno successivo. Per"
    " avere nostre notizie prima, risponda a uno dei messaggi.",
    too_often="Questa scelta è stata cambiata molto spesso, quindi resta com'è. Risponda piuttosto"
    " a uno dei messaggi.",
    unknown_title="Questo link non è completo",
    unknown_text="Non appartiene a nessuno dei nostri messaggi. A volte i link vengono spezzati:"
    " copi tutto il link dal messaggio, oppure risponda al messaggio per fermarlo.",
    expired_title="Questo link è scaduto",
    expired_text="I link valgono tre anni. Risponda a uno dei nostri messaggi per fermarli.",
    away_title="Riprovi fra un minuto",
    away_text="In questo momento non riusciamo a raggiungere i nostri dati, quindi nulla è stato"
    " cambiato. Riprovi fra un minuto, oppure risponda a uno dei nostri messaggi per fermarli.",
    imprint="Mittente: {sender}, {address}",
)
