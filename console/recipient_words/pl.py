"""The recipient's page in Polish."""

from console.recipient_words.words import Words

WORDS = Words(
    name="Polski",
    months="stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października"
    " listopada grudnia",
    day_form="{d} {month} {y}",
    switch_label="Język tej strony",
    title="Wiadomości od {sender}",
    intro="Tutaj decydujesz, co {sender} może wysyłać na adres {hint}.",
    harmless="Nie potrzebujesz konta i nic się nie stanie, dopóki nie naciśniesz przycisku.",
    chosen_title="Twój wybór",
    chosen_all="Wiadomości są zatrzymane. {sender} nie będzie już pisać na adres {hint}.",
    chosen_email="E-maile są zatrzymane.",
    chosen_sms="SMS-y są zatrzymane.",
    chosen_until="Nic nie przyjdzie przed {day}.",
    chosen_wrong="To nie jest właściwa osoba. To, co trwało, zostało zakończone.",
    chosen_language="Preferowany język wiadomości: {language}.",
    chosen_untracked="Otwarcia i kliknięcia nie są śledzone.",
    in_flight="Wiadomość, która była już w drodze, może jeszcze dotrzeć.",
    stricter="Tutaj możesz zatrzymać więcej albo poczekać dłużej. W każdej innej sprawie odpowiedz"
    " na jedną z wiadomości.",
    all_title="Zatrzymaj wszystko",
    all_help="Żadnych e-maili, SMS-ów ani telefonów od {sender}, teraz i w przyszłości.",
    all_button="Zatrzymaj wszystkie wiadomości",
    channel_title="Zatrzymaj tylko jedną drogę",
    channel_help="To, czego tu nie zatrzymasz, może trwać dalej.",
    email_button="Zatrzymaj e-maile",
    sms_button="Zatrzymaj SMS-y",
    later_title="Nie przed wybranym dniem",
    later_help="Nic nie przyjdzie przed rankiem tego dnia. Potem można wybrać tylko późniejszy"
    " dzień.",
    later_label="Nic przed dniem",
    later_button="Poczekaj do tego dnia",
    wrong_title="Nie jestem właściwą osobą",
    wrong_help="To, co trwa, kończy się, ta seria nigdy więcej nie zostanie wysłana na ten adres, a"
    " ktoś w {sender} dostanie o tym informację.",
    wrong_button="Nie jestem właściwą osobą",
    untracked_title="Nie śledź tego, co otwieram",
    untracked_help="{sender} nie zapisuje już, czy wiadomości są otwierane i czy linki są"
    " klikane. Dotychczasowe zapisy zostaną usunięte. To nie zatrzymuje"
    " wiadomości.",
    untracked_button="Nie śledź mnie",
    language_title="Mój język",
    language_help="{sender} dowie się, jaki język wolisz. To niczego nie zatrzymuje.",
    language_label="Język",
    language_button="Zapamiętaj ten język",
    done_title="Twój wybór jest zapisany",
    stored_title="Twoje życzenie jest zapisane",
    stored_text="Zacznie działać w ciągu kilku minut. Nie trzeba robić nic więcej.",
    problem_title="Sprawdź to jeszcze raz",
    nothing_chosen="Wybierz jeden z punktów poniżej.",
    bad_day="Wybierz dzień w przyszłości, najdalej za dziesięć lat.",
    bad_language="Wybierz jeden z języków na liście.",
    only_later="Wybrany dzień to {day}, a tutaj można wybrać tylko późniejszy. Jeśli wiadomości"
    " mają przyjść wcześniej, odpowiedz na jedną z nich.",
    too_often="To było zmieniane bardzo często, więc zostaje tak, jak jest. Odpowiedz raczej na"
    " jedną z wiadomości.",
    unknown_title="Ten link jest niepełny",
    unknown_text="Nie należy do żadnej z naszych wiadomości. Linki bywają przecięte: skopiuj cały"
    " link z wiadomości albo odpowiedz na wiadomość, aby ją zatrzymać.",
    expired_title="Ten link wygasł",
    expired_text="Linki działają przez trzy lata. Odpowiedz na dowolną z naszych wiadomości, aby je"
    " zatrzymać.",
    away_title="Spróbuj ponownie za minutę",
    away_text="Nie mogliśmy teraz sięgnąć do naszych danych, więc nic się nie zmieniło. Spróbuj"
    " ponownie za minutę albo odpowiedz na dowolną z naszych wiadomości, aby je zatrzymać.",
    imprint="Nadawca: {sender}, {address}",
)
