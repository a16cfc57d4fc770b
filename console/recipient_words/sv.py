"""The recipient's page in Swedish."""

from console.recipient_words.words import Words

WORDS = Words(
    name="Svenska",
    months="januari februari mars april maj juni juli augusti september oktober november december",
    day_form="{d} {month} {y}",
    switch_label="Språk på den här sidan",
    title="Meddelanden från {sender}",
    intro="Här bestämmer du vad {sender} får skicka till {hint}.",
    harmless="Du behöver inget konto, och ingenting händer förrän du trycker på en knapp.",
    chosen_title="Det här har du valt",
    chosen_all="Meddelandena är stoppade. {sender} skriver inte mer till {hint}.",
    chosen_email="E-post är stoppad.",
    chosen_sms="Sms är stoppade.",
    chosen_until="Ingenting kommer före den {day}.",
    chosen_wrong="Du är inte rätt person. Det som pågick är avslutat.",
    chosen_language="Du vill helst få meddelanden på {language}.",
    chosen_untracked="Vad du öppnar och klickar på följs inte.",
    in_flight="Ett meddelande som redan var på väg kan fortfarande komma fram.",
    stricter="Här kan du stoppa mer eller vänta längre. För allt annat, svara på ett av"
    " meddelandena.",
    all_title="Stoppa allt",
    all_help="Ingen mer e-post, inga fler sms eller samtal från {sender}, nu och i framtiden.",
    all_button="Stoppa alla meddelanden",
    channel_title="Stoppa bara en väg",
    channel_help="Det du inte stoppar här kan fortsätta.",
    email_button="Stoppa e-post",
    sms_button="Stoppa sms",
    later_title="Inte före en viss dag",
    later_help="Ingenting kommer före morgonen den dagen. Efteråt kan du bara välja en senare dag.",
    later_label="Ingenting före",
    later_button="Vänta till dess",
    wrong_title="Jag är inte rätt person",
    wrong_help="Det som pågår avslutas, den här serien skickas aldrig mer till den här adressen,"
    " och någon hos {sender} får veta det.",
    wrong_button="Jag är inte rätt person",
    untracked_title="Följ inte vad jag öppnar",
    untracked_help="{sender} noterar inte längre om du öppnar meddelanden eller följer"
    " länkar. Det som har noterats tas bort. Detta stoppar inga meddelanden.",
    untracked_button="Följ mig inte",
    language_title="Mitt språk",
    language_help="{sender} får veta vilket språk du föredrar. Det stoppar ingenting.",
    language_label="Språk",
    language_button="Spara språket",
    done_title="Ditt val är sparat",
    stored_title="Din önskan är sparad",
    stored_text="Den börjar gälla inom några minuter. Du behöver inte göra något mer.",
    problem_title="Titta på det här en gång till",
    nothing_chosen="Välj en av punkterna nedan.",
    bad_day="Välj en kommande dag, högst tio år framåt.",
    bad_language="Välj ett av språken i listan.",
    only_later="Du har valt den {day}, och här går det bara att välja en senare dag. Svara på ett"
    " av meddelandena om du vill höra från oss tidigare.",
    too_often="Det här har ändrats mycket ofta, så det får vara som det är. Svara i stället på ett"
    " av meddelandena.",
    unknown_title="Länken är inte komplett",
    unknown_text="Den hör inte till något av våra meddelanden. Länkar klipps ibland av: kopiera"
    " hela länken från meddelandet, eller svara på meddelandet för att stoppa det.",
    expired_title="Länken har gått ut",
    expired_text="Länkar gäller i tre år. Svara på något av våra meddelanden för att stoppa dem.",
    away_title="Försök igen om en minut",
    away_text="Vi kunde inte nå våra uppgifter just nu, så ingenting har ändrats. Försök igen om en"
    " minut, eller svara på något av våra meddelanden för att stoppa dem.",
    imprint="Avsändare: {sender}, {address}",
)
