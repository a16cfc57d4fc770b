"""The recipient's page in Portuguese."""

from console.recipient_words.words import Words

WORDS = Words(
    name="Português",
    months="janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro"
    " dezembro",
    day_form="{d} de {month} de {y}",
    switch_label="Idioma desta página",
    title="Mensagens de {sender}",
    intro="Aqui decide o que {sender} pode enviar para {hint}.",
    harmless="Não precisa de conta, e nada acontece até carregar num botão.",
    chosen_title="O que escolheu",
    chosen_all="As mensagens estão paradas. {sender} não voltará a escrever para {hint}.",
    chosen_email="Os e-mails estão parados.",
    chosen_sms="Os SMS estão parados.",
    chosen_until="Nada chegará antes de {day}.",
    chosen_wrong="Não é a pessoa certa. O que estava em curso terminou.",
    chosen_language="Prefere que lhe escrevam em {language}.",
    chosen_untracked="Não se observa o que abre nem em que ligações clica.",
    in_flight="Uma mensagem que já ia a caminho ainda pode chegar.",
    stricter="Aqui pode parar mais ou esperar mais tempo. Para tudo o resto, responda a uma das"
    " mensagens.",
    all_title="Parar tudo",
    all_help="Nem mais e-mails, SMS ou chamadas de {sender}, agora e no futuro.",
    all_button="Parar todas as mensagens",
    channel_title="Parar só uma via",
    channel_help="O que não parar aqui pode continuar.",
    email_button="Parar os e-mails",
    sms_button="Parar os SMS",
    later_title="Não antes de um dia",
    later_help="Nada chega antes da manhã desse dia. Depois só pode escolher um dia posterior.",
    later_label="Nada antes de",
    later_button="Esperar até lá",
    wrong_title="Não sou a pessoa certa",
    wrong_help="O que está em curso termina, esta série não volta a ser enviada para este endereço"
    " e alguém em {sender} é avisado.",
    wrong_button="Não sou a pessoa certa",
    untracked_title="Não observar o que abro",
    untracked_help="{sender} deixa de anotar se abre as suas mensagens ou segue as"
    " ligações. O que foi anotado é apagado. Isto não para nenhuma mensagem.",
    untracked_button="Não me observar",
    language_title="O meu idioma",
    language_help="{sender} fica a saber que idioma prefere. Isto não para nada.",
    language_label="Idioma",
    language_button="Guardar este idioma",
    done_title="A sua escolha está guardada",
    stored_title="O seu pedido está guardado",
    stored_text="Tem efeito dentro de poucos minutos. Não precisa de fazer mais nada.",
    problem_title="Veja isto mais uma vez, por favor",
    nothing_chosen="Escolha um dos pontos abaixo.",
    bad_day="Escolha um dia futuro, no máximo daqui a dez anos.",
    bad_language="Escolha um dos idiomas da lista.",
    only_later="Escolheu {day}, e aqui só se pode escolher um dia posterior. Para ter notícias"
    " nossas mais cedo, responda a uma das mensagens.",
    too_often="Isto foi mudado muitas vezes, por isso fica como está. Responda antes a uma das"
    " mensagens.",
    unknown_title="Esta ligação não está completa",
    unknown_text="Não pertence a nenhuma das nossas mensagens. Às vezes as ligações são cortadas:"
    " copie a ligação inteira da mensagem, ou responda à mensagem para a parar.",
    expired_title="Esta ligação expirou",
    expired_text="As ligações valem três anos. Responda a qualquer das nossas mensagens para as"
    " parar.",
    away_title="Tente de novo dentro de um minuto",
    away_text="Neste momento não conseguimos aceder aos nossos dados, por isso nada foi mudado."
    " Tente de novo dentro de um minuto, ou responda a qualquer das nossas mensagens para as"
    " parar.",
    imprint="Remetente: {sender}, {address}",
)
