"""The recipient's page in German."""

from console.recipient_words.words import Words

WORDS = Words(
    name="Deutsch",
    months="Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    day_form="{d}. {month} {y}",
    switch_label="Sprache dieser Seite",
    title="Nachrichten von {sender}",
    intro="Hier bestimmen Sie, was {sender} an {hint} senden darf.",
    harmless="Sie brauchen kein Konto, und es geschieht nichts, bevor Sie einen Knopf drücken.",
    chosen_title="Das haben Sie gewählt",
    chosen_all="Die Nachrichten sind gestoppt. {sender} schreibt nicht mehr an {hint}.",
    chosen_email="E-Mails sind gestoppt.",
    chosen_sms="SMS sind gestoppt.",
    chosen_until="Vor dem {day} kommt nichts.",
    chosen_wrong="Sie sind nicht die richtige Person. Was lief, ist beendet.",
    chosen_language="Sie möchten auf {language} angeschrieben werden.",
    chosen_untracked="Ob Sie Nachrichten öffnen oder Links folgen, wird nicht beobachtet.",
    in_flight="Eine Nachricht, die schon unterwegs war, kann noch ankommen.",
    stricter="Hier können Sie mehr stoppen oder länger warten. Für alles andere antworten Sie bitte"
    " auf eine der Nachrichten.",
    all_title="Alles stoppen",
    all_help="Keine E-Mails, SMS und Anrufe mehr von {sender}, jetzt und in Zukunft.",
    all_button="Alle Nachrichten stoppen",
    channel_title="Nur einen Weg stoppen",
    channel_help="Was Sie hier nicht stoppen, kann weitergehen.",
    email_button="E-Mails stoppen",
    sms_button="SMS stoppen",
    later_title="Nicht vor einem bestimmten Tag",
    later_help="Vor dem Morgen dieses Tages kommt nichts. Danach können Sie nur einen späteren Tag"
    " wählen.",
    later_label="Nichts vor dem",
    later_button="Bis dahin warten",
    wrong_title="Ich bin nicht die richtige Person",
    wrong_help="Was läuft, endet, diese Reihe geht nie wieder an diese Adresse, und jemand bei"
    " {sender} erfährt davon.",
    wrong_button="Ich bin nicht die richtige Person",
    untracked_title="Nicht beobachten, was ich öffne",
    untracked_help="{sender} hält nicht mehr fest, ob Sie Nachrichten öffnen oder Links"
    " darin folgen. Bisherige Notizen werden gelöscht. Nachrichten stoppt"
    " das nicht.",
    untracked_button="Nicht beobachten",
    language_title="Meine Sprache",
    language_help="{sender} erfährt, welche Sprache Sie bevorzugen. Das stoppt nichts.",
    language_label="Sprache",
    language_button="Diese Sprache merken",
    done_title="Ihre Wahl ist gespeichert",
    stored_title="Ihr Wunsch ist gespeichert",
    stored_text="Er wirkt in wenigen Minuten. Sie müssen nichts weiter tun.",
    problem_title="Bitte sehen Sie sich das noch einmal an",
    nothing_chosen="Wählen Sie einen der Punkte unten.",
    bad_day="Wählen Sie einen Tag in der Zukunft, höchstens zehn Jahre voraus.",
    bad_language="Wählen Sie eine der Sprachen aus der Liste.",
    only_later="Sie haben den {day} gewählt, und hier lässt sich nur ein späterer Tag wählen. Wenn"
    " Sie früher von uns hören möchten, antworten Sie auf eine der Nachrichten.",
    too_often="Das wurde sehr oft geändert und bleibt deshalb, wie es ist. Antworten Sie"
    " stattdessen auf eine der Nachrichten.",
    unknown_title="Dieser Link ist nicht vollständig",
    unknown_text="Er gehört zu keiner unserer Nachrichten. Links werden manchmal zerteilt: Kopieren"
    " Sie den ganzen Link aus der Nachricht, oder antworten Sie auf die Nachricht, um sie zu"
    " stoppen.",
    expired_title="Dieser Link ist abgelaufen",
    expired_text="Links gelten drei Jahre. Antworten Sie auf eine unserer Nachrichten, um sie zu"
    " stoppen.",
    away_title="Bitte versuchen Sie es in einer Minute noch einmal",
    away_text="Wir konnten unsere Daten gerade nicht erreichen, es wurde also nichts geändert."
    " Versuchen Sie es in einer Minute noch einmal, oder antworten Sie auf eine unserer"
    " Nachrichten, um sie zu stoppen.",
    imprint="Absender: {sender}, {address}",
)
