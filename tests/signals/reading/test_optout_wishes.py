import pytest
from hypothesis import given
from hypothesis import strategies as st

from signals.reading.optout import Wish, find_wish

CLEAR = """Please forget that we ever existed
Vergessen Sie, dass es uns gibt
Esqueçam que eu existo, por favor
Proszę zapomnieć o moim adresie
Sla mij voortaan maar over
Leave us out, skip me in future please
Kan du bara låta mig vara?
How many times do I have to say no?
Ile razy mam mówić nie?
Noch eine Mail und ich melde Sie
Jeszcze jeden taki mail i zgłoszę to do UODO
Wer hat Ihnen erlaubt, mich anzuschreiben?
¿Quién les dio permiso para escribirme?
Lassts mi bitte in Ruah mit dem Zeug
Ya párenle con esto
Mi faccia il favore, la smetta
Renuncio a cualquier comunicación comercial
No more goods and no more mails to me please
Evitate di riprovare
送付先から外してもらえますか
名簿から抜いといて
今後のご連絡には及びません
弊社の連絡先を貴社のリストから削除いただけますか
Veuillez supprimer mes coordonnées de vos fichiers
Warum haben Sie mich nicht ausgetragen?
Pourquoi ne m'avez-vous pas désinscrit ?
¿Por qué no han sacado mi correo de la lista?
Perché non avete tolto il mio indirizzo?
Porque não me removeram da lista?
Waarom is mijn adres niet verwijderd?
Dlaczego jeszcze mnie nie wypisaliście?
Varför har ni inte tagit bort mig?
Warum hören Sie nicht auf, mir zu schreiben?
Scrivo perché non voglio più ricevere le vostre mail
I do not know why you write to me, do not contact me again
Please remove me from your list.
STOP
pls no more
Enough. Remove.
Don’t contact me again
I'd like to opt out
Take me off your mailing list, thanks
No more emails please
leave me alone
Kindly refrain from contacting me
I would rather not receive any more of these.
Why did you not remove me from your list?
why did you not unsubscribe me
Your unsubscribe link does not work
I said don't send me any more of this
We do not wish to receive further emails
Bitte nehmen Sie mich aus dem Verteiler
Bitte löschen Sie meine Daten.
Schreiben Sie mir nicht mehr
Keine weiteren Mails bitte
Lassen Sie mich in Ruhe
Ich möchte keine E-Mails mehr erhalten
Merci de me désinscrire
Ne m'écrivez plus
Arrêtez de m'envoyer des mails
Veuillez retirer mon adresse
Je ne souhaite plus recevoir vos mails
Por favor, darme de baja
Deje de enviarme correos
Elimíneme de su lista
favor de no enviar más correos
Cancellatemi dalla lista
Non voglio più ricevere email
Rimuovete il mio indirizzo
Por favor remova-me da lista
Não me envie mais emails
Pare de me enviar mensagens
Schrijf mij uit aub
Ik wil geen mails meer ontvangen
Laat me met rust
Proszę mnie wypisać
proszę więcej nie pisać
Przestańcie do mnie pisać
Ta bort mig från listan
Jag vill inte ha fler mejl
Kontakta mig inte igen
メールを送らないでください
リストから削除してください
unsubcribe
remvoe me pls
I would be grateful if you did not write to me again
Not for us, and please don't follow up
Kindly remove both me and my colleague from your mailings
prosze mnie wypisac
desabonnement
cancelami dala lista per favore
Habe schon dreimal geschrieben: keine Werbung!
Agradeço que não me voltem a contactar
Jag vill inte ha detta
ご遠慮ください。今後のご連絡は不要です
Just leave me the hell alone
Lassen Sie mich doch bitte endlich in Ruhe
Lassen Sie mich mit Ihren Angeboten in Ruhe
Lasst mich zufrieden
Laissez-moi enfin tranquille
Lasciatemi finalmente in pace
Stellen Sie das sofort ein
Sparen Sie sich Ihre Mails
Bitte sehen Sie von weiteren Mails ab
Dejen de mandarme ofertas
Mettez fin à ces envois
Verzoek om van mails af te zien
Haal me van de lijst
Drop me from your list
I don't want to be contacted, remove me
Delete the offer and my data
Remove me from your offer mails
Elimíneme de su oferta
Basta con le vostre offerte
Take me off and add me to your do-not-contact list
Das war hoffentlich die letzte Mail
Che sia l'ultima volta che mi scrive
Olvide mi dirección, por favor
You should have removed me from the list
いい加減にしてください""".splitlines()

UNCLEAR = """Your mails go straight to the bin here
Vos mails partent directement à la corbeille
La pazienza ha un limite
¿De dónde ha sacado mi correo?
onde foi tirar o meu e-mail
stop, let me think
Enough is enough.
Nu is het genoeg.
Where did you get my address?
Ist das hier spam?
You keep writing and I never asked for it. This is spam.
How did you get my email?
Skąd macie mój adres?
Can I unsubscribe with your tool?
If you no longer wish to receive these emails, click here""".splitlines()

NONE = """Zajmuję się u nas księgowością, nie wysyłką, więc to nie do mnie.
Sorry, your mail went to my spam folder
Your message landed in junk, I only saw it now
Please don't ship the samples yet
Die Muster bitte noch nicht rausschicken
Schicken Sie mir keine Unterlagen per Post
Nie wysyłajcie jeszcze towaru
Não precisa mandar mais amostras
Inga fler ändringar från vår sida
Stuur die factuur niet meer naar Brussel maar naar Gent
Our IT blocked your attachment
Onze IT heeft uw bijlage geblokkeerd
I had to cancel my seat for the webinar
Moest me voor het webinar afmelden, is er een opname?
Please remove the setup fee
Schrap de installatiekosten en we hebben een deal
Da się usunąć z umowy punkt o karach?
Could you clean up and delete duplicate contacts for us?
Wir haben die Maschine letzte Woche abgemeldet
Vamos a dar de baja dos camiones de la flota
Mi compañera está de baja hasta febrero
Ich habe Ihre Mail aus Versehen gelöscht
Arrêtez tout, il y a une erreur dans le plan
Basta una mail con l'ok?
Smettiamo di produrre quel modello a marzo
No me mandes más fotos, ya me convenciste
The previous vendor bombarded us with spam every day
もうやめてしまわれたのかと思っていました
¿Por qué no me manda más información?
Pourquoi ne pas nous envoyer une offre ?
Perché non mi manda un'offerta?
Dlaczego nie dostałem oferty?
Nous ne souhaitons pas y donner suite.
Wir möchten das nicht weiterverfolgen
I can stop by on Tuesday
Happy to talk next week
Don't hesitate to contact me
Sure, send me more info
If you don't send me the contract by Friday we will go with somebody else
We are a one-stop shop
Not interested, thanks
I will take my team off-site next week
Delete our meeting on Friday, Monday is better
Could you remove the logo from the slide?
Wir haben keine Zeit. Vielleicht im Mai?
Sind Sie am Mittwoch da? Dann melde ich mich
Nous avons déjà un outil
No me interesa por ahora, gracias
Non ci serve al momento
Bel me morgen even
Ring mig på måndag
Can recipients unsubscribe in your tool?
Est-ce que vos clients peuvent se désabonner ?
Does it stop the sequence when someone says "remove me"?
Unsubscribe rates are high in our industry: can your tool help with that?
Is this GDPR compliant?
Let us remove the blocker first
I did not write this
No time to write more today
Dejamos de usar correo frío
Danke, ich melde mich im Januar
ご遠慮なくご連絡ください
興味があります。詳細を送ってください
Lassen Sie mich das intern klären
Lassen Sie uns das am Montag besprechen
Lassen Sie mich das in Ruhe anschauen
Wir lassen das gerade prüfen
Bitte stellen Sie mir ein Angebot zusammen
Schicken Sie mir das Angebot ohne Montage
Please drop me a line next week
Could you drop me an email with the details?
I'm retiring at the end of the month, talk to Tom
Voy a retirarme a fin de mes, hable con mi sucesora
Déjeme ver esto con mi jefe
Deixe-me ver isto com a minha equipa
Mettez-moi vos offres par mail svp
Toglietemi una curiosità
Ik meld me volgende week bij u
Ta mig igenom priserna
Me quita mucho tiempo, pero me interesa
Let me drop you a line when I am back
We have had enough of our current vendor. Can we talk Friday?
No más de 20 usuarios por ahora
Inte mer än 20 användare just nu
Nous avons supprimé cette exigence
Abbiamo eliminato quel requisito dalla lista
Proszę wykreślić moduł telefonii z oferty
見積書から電話オプションを削除していただけますか
Ich hoffe, meine letzte Mail ist angekommen""".splitlines()

NEGATED = """We stopped sending newsletters in May
Please do not write before February
please do not stop sending
Don't unsubscribe me, I like these
I don't want to be removed from your list
We don't want to stop receiving your tips
Ich möchte nicht aus dem Verteiler gelöscht werden
Non voglio essere rimosso dalla lista
Please don't remove me
Bitte nehmen Sie mich nicht aus dem Verteiler
Hören Sie bitte nicht auf
N'arrêtez pas de m'envoyer vos mails
no dejes de enviarme correos
non smettete di scrivermi
não pare de me enviar
stop niet met mailen
Nie przestawajcie pisać
Sluta inte skicka mejl
Jag vill inte tas bort från listan
送信を止めないでください""".splitlines()


@pytest.mark.parametrize("text", CLEAR)
def test_a_wish_to_be_left_alone_is_heard(text: str) -> None:
    assert find_wish(text).wish is Wish.CLEAR


@pytest.mark.parametrize("text", UNCLEAR)
def test_a_stop_word_in_other_use_is_a_question_for_a_person(text: str) -> None:
    assert find_wish(text).wish is Wish.POSSIBLE


@pytest.mark.parametrize("text", NONE)
def test_ordinary_answers_hold_no_wish(text: str) -> None:
    assert find_wish(text).wish is Wish.NONE


@pytest.mark.parametrize("text", NEGATED)
def test_do_not_stop_is_no_opt_out(text: str) -> None:
    assert find_wish(text).wish is Wish.NEGATED


@pytest.mark.parametrize("text", CLEAR)
def test_a_wish_is_heard_in_any_company(text: str) -> None:
    around = f"Hello Tom,\n\nthanks for writing.\n\n{text.upper()}\n\nWe are fine here."
    assert find_wish(around).wish is Wish.CLEAR


def test_a_wish_below_the_signature_is_only_possible() -> None:
    assert find_wish("See you.", tail="remove me from the list").wish is Wish.POSSIBLE


def test_a_bare_subject_counts_when_there_is_no_text() -> None:
    assert find_wish("", subject="Re: Unsubscribe").wish is Wish.CLEAR
    assert find_wish("Yes, let us talk.\nAnna", subject="Unsubscribe").wish is Wish.NONE


@given(st.text(max_size=400))
def test_any_text_is_judged(text: str) -> None:
    assert find_wish(text, text, text).wish in Wish


@pytest.mark.parametrize(
    "text",
    [
        "Danke, wir melden uns nächste Woche.",
        "Wir melden uns ab Montag.",
        "Ich melde mich aus dem Urlaub zurück.",
        "Das klingt gut, wir tragen uns das ein.",
        "Wir nehmen uns gerne eine halbe Stunde Zeit.",
    ],
)
def test_who_will_be_in_touch_does_not_want_to_be_left_alone(text: str) -> None:
    assert find_wish(text, "", "Re: Termin").wish is Wish.NONE
