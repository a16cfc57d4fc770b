from datetime import UTC, date, datetime

import pytest

from signals.kinds import Kind
from signals.reading import Reading, Rule, read
from signals.reading.intent import Intent

RECEIVED = datetime(2026, 11, 23, 9, tzinfo=UTC)


def reply(text: str, *rules: Rule, subject: str = "Re: Hello") -> Reading:
    raw = (
        "From: Anna <anna@north.example>\nTo: tom@ours.example\nIn-Reply-To: <1@ours.example>\n"
        f"Subject: {subject}\nContent-Type: text/plain; charset=utf-8\n\n{text}\n"
    )
    ours = frozenset({"ours.example"})
    return read(raw.encode(), received_at=RECEIVED, own_domains=ours, rules=rules)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Please take me off whatever list this is", Kind.OPT_OUT),
        ("I have informed my lawyer and the data protection authority.", Kind.COMPLAINT),
        ("You have the wrong person, I work in the warehouse.", Kind.WRONG_PERSON),
        ("Please talk to Ben, ben@north.example", Kind.REFERRAL),
        ("Not right now, try again in Q3.", Kind.NOT_NOW),
        ("Mark left us in the summer. I've picked up his inbox.", Kind.WRONG_PERSON),
        ("Monsieur Perrin a quitté l'entreprise en septembre.", Kind.WRONG_PERSON),
        ("Frau Klein hat die Firma im März verlassen, schicken Sie mir ein Angebot.", Kind.REPLY),
        ("Wir haben im März gewechselt.", Kind.REPLY),
        ("Wij hebben in maart een ander pakket genomen.", Kind.REPLY),
        ("We are switching in March, ping me then.", Kind.NOT_NOW),
        ("Sorry, your mail went to spam. Yes, a demo would be good.", Kind.REPLY),
        ("Not interested, thanks.", Kind.OBJECTION),
        ("How about Thursday at 2pm?", Kind.REPLY),
        ("What does it cost?", Kind.REPLY),
        ("Ciao, martedì va bene.", Kind.REPLY),
        ("Cheers, send it over\nAnna", Kind.REPLY),
        ("Cheers, Anna", Kind.UNCLEAR),
        ("Sounds good, tell me more.", Kind.REPLY),
        ("How did you get my address?", Kind.UNCLEAR),
        ("This is quite annoying and unacceptable.", Kind.UNCLEAR),
    ],
)
def test_a_reply_has_the_effect_of_its_meaning(text: str, kind: Kind) -> None:
    assert reply(text).kind is kind


def test_not_now_carries_the_date_to_come_back() -> None:
    assert reply("Not right now, try again in Q3.").return_date == date(2027, 7, 1)


def test_a_reply_keeps_what_was_understood() -> None:
    understood = reply("Sounds good, what does it cost?").understood
    assert understood is not None
    assert (understood.intent, understood.others) == (Intent.QUESTION, (Intent.INTERESTED,))


def test_our_own_addresses_are_no_contacts() -> None:
    understood = reply("Talk to Ben: ben@north.example, not tom@ours.example").understood
    assert understood is not None
    assert [each.email for each in understood.contacts] == ["ben@north.example"]


def test_the_evidence_quotes_the_words() -> None:
    assert reply("That is over our budget.").evidence[0].what == "over our budget"


def test_a_rule_of_the_workspace_decides() -> None:
    example = "Please submit your offer through our supplier portal"
    rule = Rule("portal", Intent.WRONG_PERSON, (example,))
    assert reply(f"{example}.", rule).kind is Kind.WRONG_PERSON


def test_a_subject_alone_can_be_a_wish() -> None:
    assert reply("", subject="Unsubscribe").kind is Kind.OPT_OUT


def test_an_old_charset_hides_no_wish() -> None:
    text = "Bitte l\u00f6schen Sie meine Adresse aus Ihrem Verteiler."
    head = "From: anna@north.example\nSubject: Re: Hello\nContent-Type: text/plain; charset=utf-7"
    raw = f"{head}\n\n".encode() + text.encode("utf-7")
    assert read(raw, received_at=RECEIVED).kind is Kind.OPT_OUT
