"""The recipient's page in English."""

from console.recipient_words.words import Words

WORDS = Words(
    name="English",
    months="January February March April May June July August September October November December",
    day_form="{d} {month} {y}",
    switch_label="Language of this page",
    title="Messages from {sender}",
    intro="Here you decide what {sender} may send to {hint}.",
    harmless="You need no account, and nothing happens until you press a button.",
    chosen_title="What you have chosen",
    chosen_all="Messages are stopped. {sender} will not write to {hint} any more.",
    chosen_email="E-mails are stopped.",
    chosen_sms="Text messages are stopped.",
    chosen_until="Nothing comes before {day}.",
    chosen_wrong="You are not the right person. What was running has ended.",
    chosen_language="You would like to be written to in {language}.",
    chosen_untracked="Your opens and clicks are not watched.",
    in_flight="A message that was already on its way may still arrive.",
    stricter="Here you can stop more or wait longer. For anything else, answer one of the"
    " messages.",
    all_title="Stop everything",
    all_help="No more e-mails, text messages or calls from {sender}, now and in the future.",
    all_button="Stop all messages",
    channel_title="Stop one way only",
    channel_help="What you do not stop here may go on.",
    email_button="Stop e-mails",
    sms_button="Stop text messages",
    later_title="Not before a day",
    later_help="Nothing comes before the morning of that day. Afterwards you can only choose a"
    " later one.",
    later_label="Nothing before",
    later_button="Wait until then",
    wrong_title="I am not the right person",
    wrong_help="What is running ends, this series is not sent to this address again, and somebody"
    " at {sender} is told.",
    wrong_button="I am not the right person",
    untracked_title="Do not watch what I open",
    untracked_help="{sender} notes no more whether you open its messages or follow their"
    " links. What was noted goes. This stops no messages.",
    untracked_button="Do not watch me",
    language_title="My language",
    language_help="{sender} is told which language you prefer. This stops nothing.",
    language_label="Language",
    language_button="Keep this language",
    done_title="Your choice is kept",
    stored_title="Your wish is stored",
    stored_text="It takes effect within a few minutes. You need not do anything else.",
    problem_title="Please look at this once more",
    nothing_chosen="Choose one of the points below.",
    bad_day="Choose a day that is still to come, at most ten years ahead.",
    bad_language="Choose one of the languages in the list.",
    only_later="You have chosen {day}, and only a later day can be chosen here. To hear from us"
    " sooner, answer one of the messages.",
    too_often="This was changed very often, so it stays as it is. Answer one of the messages"
    " instead.",
    unknown_title="This link is not complete",
    unknown_text="It does not belong to any message of ours. Links are sometimes cut in two: copy"
    " the whole link from the message, or answer the message to stop it.",
    expired_title="This link has expired",
    expired_text="Links work for three years. Answer any of our messages to stop them.",
    away_title="Please try again in a minute",
    away_text="We could not reach our records just now, so nothing was changed. Try again in a"
    " minute, or answer any of our messages to stop them.",
    imprint="Sender: {sender}, {address}",
)
