"""Polish: strong phrases and hints for each sign."""

from signals.reading.intent.vocabulary import Phrases, Sign

PHRASES: Phrases = {
    Sign.INTERESTED: (
        r"\b(?:dopisa|dopisz|zapisa|zapisz|dodac|dodaj|wpisz|wpisac)\w* (?:mnie|nas|sie)\b|"
        r"\b(?:mnie|nas) (?:dopisac|zapisac|dodac|wpisac)\b|\bnie (?:usuwa|wypisuj|"
        r"wykresl)\w* (?:mnie|nas)\b|\b(?:mnie|nas) nie (?:usuwac|wypisywac)\b|"
        r"\bchciał\w*by\w* (?:\w+ )?(?:zobaczyć|wypróbować|przetestować)|\bchcemy (?:zobaczyć|"
        r"przetestować)|\b(?:brzmi|wygląda|zapowiada się) (?:\w+ )?(?:ciekawie|interesująco|dobrze|"
        r"świetnie|obiecująco)|\b(?:jestem|jesteśmy|byłbym|byłabym|"
        r"bylibyśmy) (?:\w+ )?zainteresowan\w+|\bprosz\w+ o (?:\w+ )?(?:więcej|szczegóły|"
        r"informacje|ofertę|materiały|prezentację)|\bwięcej (?:informacji|szczegółów|wiedzieć)\b|"
        r"\b(?:prosz\w+ )?(?:przesła\w+|wysła\w+|podesła\w+|prześlij|"
        r"wyślij) (?:\w+ ){0,2}(?:ofert\w+|informacj\w+|prezentacj\w+|materiał\w+|szczegół\w+)|"
        r"\bchętnie (?:\w+ ){0,2}(?:dowiem|poznam|zobaczę|posłucham|się)|\b(?:dowiedzieć|"
        r"wiedzieć) (?:się )?więcej|\bszukamy\b|\b(?:interesuje|zaciekawiło) (?:mnie|nas)\b",
        r"\bciekaw\w*|\binteresując\w*|\bchętnie\b",
    ),
    Sign.MEETING: (
        r"\b(?:proponuj\w+|umów\w*|umówi\w+|ustal\w+|zorganiz\w+|zaplanuj\w+) (?:\w+ "
        r"){0,2}(?:rozmow\w+|spotkani\w+|termin\w*|się|call\w*|telefon\w*)|\b(?:możemy|moglibyśmy|"
        r"porozmawiajmy|zdzwońmy|spotkajmy) (?:\w+ ){0,3}(?:porozmawiać|spotkać|zdzwonić|się)\b|"
        r"\bpasuje (?:na |mi|pan|nam)\w*|\bprosz\w+ (?:o telefon|zadzwonić|dzwonić)\b|\b(?:jestem|"
        r"będę) (?:\w+ )?(?:wolny|wolna|dostępn\w+)|\bmój kalendarz\b|\bporozmawiajmy\b",
        r"\b(?:rozmow\w+|spotkani\w+|termin\w*)\b",
    ),
    Sign.QUESTION: (
        r"\b(?:ile|jak|gdzie|czy|kto|kiedy|dlaczego|jaki\w*|jaka|jakie|czym|co)\b|\bcen[aęy]\b|"
        r"\bkosztuje\b|\bcennik\b",
        r"\bpytani\w+",
    ),
    Sign.NO_NEED: (
        r"\b(?:zrezygnowalismy|przestalismy|nie (?:wysylamy|robimy|prowadzimy|uzywamy))\b|"
        r"\bnie (?:\w+ ){0,2}(?:zainteresowan\w+|potrzebuj\w+|potrzeb\w*|interesuj\w+|"
        r"skorzystam\w*|korzystam\w*|dotyczy)\b|\b(?:brak|bez) (?:\w+ )?(?:zainteresowania|"
        r"potrzeby)|\bnie,? dzięk\w+|\bdzięk\w+,? (?:ale )?nie\b|\bnie dla nas\b|\bpodziękuj\w+|"
        r"\bdziękujemy za ofertę, ale",
        r"\bniestety\b",
    ),
    Sign.PRICE: (
        r"\b(?:za|zbyt|bardzo) drogo?\w*\b|\b(?:nie mamy|brak|poza|bez|nie ma) (?:\w+ "
        r"){0,2}(?:budżet\w*|środków|pieniędzy|funduszy)|\bbudżet\w* (?:\w+ )?(?:wyczerpan|"
        r"zamrożon|zamknięt)\w+|\bnie stać nas\b",
        r"\bdrog\w+|\bbudżet\w*",
    ),
    Sign.TIMING: (
        r"\b(?:nie mam\w*|brak) (?:\w+ )?(?:czasu|zasobów|mocy)\b|\b(?:zły|nie najlepszy|"
        r"nieodpowiedni|nie jest to dobry|to nie jest dobry) (?:moment|czas)|\binne priorytety\b|"
        r"\bnie jest priorytet\w*|\b(?:bardzo|zbyt) zajęt\w+",
        r"\bzajęt\w+|\bpriorytet\w*",
    ),
    Sign.COMPETITOR: (
        r"\b(?:mamy|korzystamy|używamy|pracujemy|współpracujemy) (?:\w+ )?już\b|\bjuż (?:\w+ "
        r")?(?:mamy|korzystamy|używamy|współpracujemy|posiadamy)\b|\b(?:zadowoleni|zadowolon\w+) "
        r"(?:z|ze)\b|\binn\w+ dostawc\w+|\bobecn\w+ dostawc\w+|\bumow\w+ z\b|\bwewnętrzn\w+ "
        r"(?:rozwiązani|narzędzi)\w*",
        r"\bdostawc\w+|\bjuż\b",
    ),
    Sign.AUTHORITY: (
        r"\bnie (?:ja )?(?:\w+ )?(?:decyduj\w+|podejmuj\w+ (?:\w+ )?decyzji)|\b(?:decyduj\w+|"
        r"decyzj\w+) (?:\w+ ){0,4}(?:central\w+|zarząd\w*|grup\w+|szef\w*|dyrekcj\w+)|"
        r"\b(?:central\w+|zarząd|dyrekcja) (?:\w+ ){0,3}decyd\w+|\bnie zależy ode mnie",
        r"\bdecyzj\w+",
    ),
    Sign.REFERRAL: (
        r"\b(?:skontaktować|kontaktować|porozmawiać|kontakt|rozmawiać) (?:się )?(?:z|ze) (?!nami|"
        r"mną|tobą|państwem)\w+|\b(?:tym|tematem|sprawą|tą sprawą) (?:\w+ )?zajmuje się\b|"
        r"\bzajmuje się (?:tym )?(?!pan|pani)\w+|\bprzekaz\w+ (?:\w+ ){0,4}(?:do|koleż|koledze|"
        r"dalej)|\bprzesył\w+ (?:\w+ ){0,3}do (?:koleg|koleż|dział)\w*|\b(?:mój kolega|moja "
        r"koleżanka|mojego kolegi|mojej koleżanki)\b|\bodpowiada za\b|\bosob\w+ odpowiedzialn\w+|"
        r"\bwłaściw\w+ osob\w+ (?:jest|to|będzie)\b|\bprosz\w+ (?:pisać|napisać|zwrócić się) "
        r"(?:do|na)\b(?! mnie)",
        r"\bkoleg\w+|\bkoleżan\w+",
    ),
    Sign.NOT_NOW: (
        r"\b(?:odezwa\w+|odezwi\w+|wró\w+|wrac\w+|kontakt|przypomn\w+|zadzwoni\w+|napisz\w+|"
        r"napisać|pogadajmy).{0,40}\b(?:za (?:miesiąc|rok|tydzień|dwa|dwie|trzy|cztery|pół|kilka|"
        r"\d+)|po|w (?:styczniu|lutym|marcu|kwietniu|maju|czerwcu|lipcu|sierpniu|wrześniu|"
        r"październiku|listopadzie|grudniu|przyszłym|nowym|pierwszym|drugim|trzecim|czwartym)|"
        r"później|ponownie)\b|\b(?:teraz|obecnie|na razie|w tej chwili|aktualnie|na ten moment) "
        r"(?:\w+ )?nie\b|\bnie (?:teraz|obecnie|w tej chwili|na razie|wcześniej|w tym roku)\b|"
        r"\b(?:może|ewentualnie|być może) (?:\w+ ){0,2}(?:później|kiedyś|w |za |po )|"
        r"\bw przyszłości\b|\bdo tematu\b|\bdopiero (?:w|po|za)\b",
        r"\bna razie\b|\bobecnie\b|\bpóźniej\b",
    ),
    Sign.WRONG_PERSON: (
        r"\bnie mam (?:z tym )?nic wspólnego|\bnie jestem (?:\w+ )?(?:właściw\w+|odpowiedni\w+|"
        r"osobą|tą osobą)|\bniewłaściw\w+ (?:osob|adres|kontakt)\w*|\b(?:pomyłk\w+|pomylił\w*|"
        r"pomyliły)\b|\bnie (?:zajmuję|odpowiadam) (?:się )?(?:\w+ ){0,2}(?:tym|za)|"
        r"\b(?:się )?tym (?:\w+ )?nie zajmuj\w+|\bnie (?:mój|moja) (?:dział|działka|obszar)|"
        r"\bzł\w+ (?:osob|adres)\w*",
        r"\binny dział\b",
    ),
    Sign.COMPLAINT: (
        r"\b(?:uodo|uokik|uke|prokuratur\w+|policj\w+|skarg\w+|pozew|pozwę)\b|\b(?:mój|nasz) "
        r"(?:prawnik|adwokat|radca)|\bprawnik(?:iem|owi|a)\b|\b(?:zgłasz|zgłosz|zgłosi)\w+ (?:\w+ "
        r"){0,4}(?:spraw|spam|do)\w*|\bdrog\w+ (?:prawn|sądow)\w+|\bkroki prawne\b|\bnękani\w+|"
        r"\bnielegaln\w+|\b(?:to|jest|jako) spam\b",
        r"\bniedopuszczaln\w+|\bspam\b|\bskandal\w*",
    ),
    Sign.ACCESS: (
        r"\bdostępu do (?:\w+ )?danych\b|\bart(?:\.|ykuł\w*)? ?15\b|\bjakie (?:moje )?dane\b|"
        r"\bkopi\w+ (?:wszystkich )?(?:moich )?danych|\binformacji o przetwarzan\w+",
        r"\brodo\b|\bdanych osobowych\b",
    ),
    Sign.ERASURE: (
        r"\b(?:usun|usuw|skasow|wykreśl)\w+.{0,30}\bdan(?:e|ych)\b|\bbycia zapomnian|\bart(?:\.|"
        r"ykuł\w*)? ?17\b",
        "",
    ),
    Sign.SARCASM: (
        r"\bno jasne\b|\btylko na to czeka\w+|\bhaha\w*|\bhehe\w*|\bale (?:niespodzianka|"
        r"oryginalne)|\bkolejn\w+ (?:rewolucyjn|cudown)\w+|\bwłaśnie tego mi brakowało",
        "",
    ),
    Sign.YES: (
        r"tak|tak prosz[eę]|chętnie|jasne|oczywiście|jestem zainteresowan[ya]|zgoda|super|pewnie|"
        r"proszę bardzo",
        "",
    ),
    Sign.NO: (
        r"nie|nie dziękuj[eę]|nie dzięki|dziękuję nie|nie jestem zainteresowan[ya]|brak "
        r"zainteresowania|nie skorzystam",
        "",
    ),
    Sign.NOTED: (
        r"ok|okej|dzięki|dziękuję|otrzymałem|otrzymałam|rozumiem|dzień dobry|kto to|przyjąłem|kim "
        r"pan jest|dobrze|aha",
        "",
    ),
    Sign.NEGATION: (r"(?:nie|nigdy|bez|ani|mało)", ""),
}
