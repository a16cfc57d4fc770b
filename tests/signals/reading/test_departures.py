"""Departures and what only sounds like them, in many languages."""

from datetime import UTC, datetime

import pytest

from signals.kinds import Kind
from signals.reading import read

RECEIVED = datetime(2026, 6, 10, 9, tzinfo=UTC)
LEFT = [
    "Jane has moved to a different company.",
    "Effective 1 June I am no longer in this position.",
    "I am no longer a part of the Acme team.",
    "This employee is no longer with our organization.",
    "Please note that Tom Hill has left the organisation and this mailbox is not monitored.",
    "I have resigned from Acme.",
    "Today was my last day at Acme. It has been a pleasure.",
    "As of May 29, I'm no longer working for Acme Corp.",
    "Jane Doe doesn't work here anymore.",
    "I have finished my contract with Acme.",
    "Ms Doe is no longer available at this address as she has left our firm.",
    "You've reached a deactivated mailbox. Jane Doe left Acme in March.",
    "I have left Acme to join Initech.",
    "Ich arbeite seit 1. Juni nicht mehr bei der Firma.",
    "Herr Huber hat uns verlassen.",
    "Frau Klein gehört nicht mehr zu unserem Team.",
    "Ich habe die Firma zum 31.5. verlassen.",
    "Der Mitarbeiter ist nicht mehr im Unternehmen beschäftigt.",
    "Ich bin in Rente gegangen.",
    "Je ne travaille plus chez Societe.",
    "Madame Morel a quitté notre société.",
    "Cette personne ne fait plus partie de nos effectifs.",
    "Je suis partie à la retraite.",
    "Claire Morel n'est plus salariée de l'entreprise.",
    "Ya no laboro en Empresa.",
    "Ana García ha dejado de trabajar en Empresa.",
    "He dejado de formar parte de Empresa.",
    "La persona que busca ya no se encuentra en la empresa.",
    "Me he jubilado.",
    "Non faccio più parte di Azienda.",
    "Il dipendente non è più in forza presso la nostra azienda.",
    "Sono andato in pensione.",
    "Já não trabalho na Empresa.",
    "Não estou mais na Empresa.",
    "Desliguei-me da Empresa.",
    "Me aposentei.",
    "Ik werk niet meer bij Bedrijf.",
    "Jan is niet meer in dienst.",
    "Ik ben met pensioen.",
    "Nie jestem już pracownikiem firmy.",
    "Odszedłem z firmy.",
    "Pani Nowak zakończyła pracę w naszej firmie.",
    "Jag arbetar inte längre på Bolaget.",
    "Jag har lämnat Bolaget.",
    "Jag har gått i pension.",
    "退職しました。",
    "田中は既に退社しております。",
    "Jeg er stoppet hos Firma.",
    "Jeg jobber ikke lenger i Firma.",
    "En ole enää Firman palveluksessa.",
    "Ve firmě již nepracuji.",
    "Я уволился из компании.",
    "本人已从公司离职。",
    "저는 회사를 퇴사했습니다.",
]
STILL_THERE = [
    "I am out of the office and no longer checking mail today.",
    "We no longer use this ticket system; your request has been received.",
    "We no longer accept fax. Thank you for your message.",
    "I have left for vacation.",
    "I left the country for a week.",
    "My mailbox is no longer monitored over the weekend.",
    "I will no longer be reading mail after 5 pm.",
    "I've left early today.",
    "Ich bin heute leider nicht mehr erreichbar.",
    "Dieses Postfach wird nicht mehr überwacht.",
    "Ich bin nicht mehr am Platz.",
    "Je ne suis plus joignable aujourd'hui.",
    "Je ne lis plus mes mails après 18h.",
    "Ya no leo el correo hoy.",
    "Non leggo più la posta oggi.",
    "Jag läser inte längre mejl idag.",
    "I am away. The position of our booth has changed: hall 5.",
    "I'm on leave. The contract with your company has not ended, do not worry.",
    "本日は終日外出しております。",
    "Our shop is closed. Your role in this is important.",
    "I am transitioning to a new laptop, answers take a while.",
    "I'm out of the office for a medical appointment.",
    "Ich bin im Haus unterwegs und lese Mails erst am Abend.",
    "I no longer check email on Fridays.",
    "Nous ne traitons plus les demandes par mail le week-end.",
]


def kind_of(said: str) -> Kind:
    head = ["Auto-Submitted: auto-replied", "From: a@acme.example", "Subject: Automatic reply: x"]
    raw = "\r\n".join([*head, "Content-Type: text/plain; charset=utf-8", "", said])
    return read(raw.encode(), received_at=RECEIVED).kind


@pytest.mark.parametrize("said", LEFT)
def test_who_has_left_for_good_is_known_by_the_words(said: str) -> None:
    assert kind_of(said) is Kind.LEFT_COMPANY


@pytest.mark.parametrize("said", STILL_THERE)
def test_what_only_sounds_like_a_departure_ends_nothing(said: str) -> None:
    assert kind_of(said) in (Kind.AUTO_REPLY, Kind.UNCLEAR)
