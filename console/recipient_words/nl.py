"""The recipient's page in Dutch."""

from console.recipient_words.words import Words

WORDS = Words(
    name="Nederlands",
    months="januari februari maart april mei juni juli augustus september oktober november"
    " december",
    day_form="{d} {month} {y}",
    switch_label="Taal van deze pagina",
    title="Berichten van {sender}",
    intro="Hier bepaalt u wat {sender} aan {hint} mag sturen.",
    harmless="U hebt geen account nodig, en er gebeurt niets voordat u op een knop drukt.",
    chosen_title="Wat u hebt gekozen",
    chosen_all="De berichten zijn gestopt. {sender} schrijft niet meer aan {hint}.",
    chosen_email="E-mails zijn gestopt.",
    chosen_sms="Sms-berichten zijn gestopt.",
    chosen_until="Er komt niets vóór {day}.",
    chosen_wrong="U bent niet de juiste persoon. Wat liep, is beëindigd.",
    chosen_language="U wordt graag aangeschreven in het {language}.",
    chosen_untracked="Wat u opent of aanklikt, wordt niet bijgehouden.",
    in_flight="Een bericht dat al onderweg was, kan nog aankomen.",
    stricter="Hier kunt u meer stoppen of langer wachten. Antwoord voor al het andere op een van de"
    " berichten.",
    all_title="Alles stoppen",
    all_help="Geen e-mails, sms-berichten of telefoontjes meer van {sender}, nu en in de toekomst.",
    all_button="Alle berichten stoppen",
    channel_title="Alleen één weg stoppen",
    channel_help="Wat u hier niet stopt, kan doorgaan.",
    email_button="E-mails stoppen",
    sms_button="Sms-berichten stoppen",
    later_title="Niet vóór een bepaalde dag",
    later_help="Er komt niets vóór de ochtend van die dag. Daarna kunt u alleen een latere dag"
    " kiezen.",
    later_label="Niets vóór",
    later_button="Tot dan wachten",
    wrong_title="Ik ben niet de juiste persoon",
    wrong_help="Wat loopt, eindigt, deze reeks gaat nooit meer naar dit adres, en iemand bij"
    " {sender} krijgt dat te horen.",
    wrong_button="Ik ben niet de juiste persoon",
    untracked_title="Niet bijhouden wat ik open",
    untracked_help="{sender} houdt niet meer bij of u berichten opent of links volgt. Wat"
    " is bijgehouden, wordt gewist. Dit stopt geen berichten.",
    untracked_button="Niet bijhouden",
    language_title="Mijn taal",
    language_help="{sender} krijgt te horen welke taal u verkiest. Dit stopt niets.",
    language_label="Taal",
    language_button="Deze taal onthouden",
    done_title="Uw keuze is opgeslagen",
    stored_title="Uw wens is opgeslagen",
    stored_text="Die wordt binnen enkele minuten uitgevoerd. U hoeft verder niets te doen.",
    problem_title="Kijk hier nog eens naar",
    nothing_chosen="Kies een van de punten hieronder.",
    bad_day="Kies een dag in de toekomst, hoogstens tien jaar vooruit.",
    bad_language="Kies een van de talen uit de lijst.",
    only_later="U hebt {day} gekozen, en hier kan alleen een latere dag worden gekozen. Antwoord op"
    " een van de berichten om eerder van ons te horen.",
    too_often="Dit is heel vaak gewijzigd en blijft daarom zoals het is. Antwoord liever op een van"
    " de berichten.",
    unknown_title="Deze link is niet volledig",
    unknown_text="Hij hoort bij geen van onze berichten. Links worden soms in tweeën geknipt:"
    " kopieer de hele link uit het bericht, of antwoord op het bericht om het te stoppen.",
    expired_title="Deze link is verlopen",
    expired_text="Links zijn drie jaar geldig. Antwoord op een van onze berichten om ze te"
    " stoppen.",
    away_title="Probeer het over een minuut opnieuw",
    away_text="We konden onze gegevens nu niet bereiken, dus er is niets gewijzigd. Probeer het"
    " over een minuut opnieuw, of antwoord op een van onze berichten om ze te stoppen.",
    imprint="Afzender: {sender}, {address}",
)
