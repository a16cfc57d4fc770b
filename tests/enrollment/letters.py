"""Contents by the thousand, for what writes, reads and signs messages."""

import string
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from compliance.content import Content, Unsubscribe

DATE = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
LINK = "https://console.example/u/0123456789abcdefghijklmnopqrstuvwxyzABCDEFG/"
SENDING: dict[str, Any] = {
    "message_id": "<0123456789abcdef0123456789abcdef01234567@mail.acme.example>",
    "date": DATE,
    "unsubscribe_url": LINK,
}
LETTER = Content(
    channel="email",
    sender_name="Rep",
    sender_address="rep@mail.acme.example",
    reply_to="",
    recipient="peter@initech.example",
    subject="Question for Initech",
    text="Hi Peter,\n\na question.\n",
    html="",
    unsubscribe=Unsubscribe.ONE_CLICK,
    version_id="v1",
    step_key="intro",
)

_ATOM = string.ascii_letters + string.digits + "!#$%&'*+-/=?^_`{|}~"
# What has broken mailers: other headers, encoded words that are none, ends of messages, boundaries.
PIECES = (
    *("=?utf-8?Q?a?=", "=?utf-8?B?", "=?", "?=", " ", "  ", "\t", "\u00a0", '"', "\\", "(", ")"),
    *("Bcc: evil@x.example", ",", ";", ":", "<", ">", "@", "=20", "_", "=\u2028", "\x0b", "\x0c"),
    *("ü", "ß", "e\u0301", "👩🏽‍🚀", "\u202eאבג", "日本語", "\x7f", "\x85", "\ufeff", "\U0010ffff"),
    *("x" * 80, "ü" * 50, "word " * 20, "--=_", "--=_6070c729ec040f115f7238a9", "From ", "."),
)
LINES = ("\n", "\r\n", "\r", "\n.\n", "\r\n.\r\n", "\nFrom ", " \n", "\t\n", "\n\n", "\n--=_x--\n")

_characters = st.characters(exclude_categories=["Cs"], exclude_characters="\r\n\0")
words: SearchStrategy[str] = st.lists(
    st.one_of(st.sampled_from(PIECES), st.text(_characters, max_size=12)), max_size=8
).map("".join)
texts: SearchStrategy[str] = st.lists(
    st.one_of(
        st.sampled_from(PIECES + LINES),
        st.text(st.characters(exclude_categories=["Cs"]), max_size=30),
        st.text(string.printable, max_size=120),
    ),
    max_size=12,
).map("".join)
locals_: SearchStrategy[str] = (
    st.lists(st.text(_ATOM, min_size=1, max_size=12), min_size=1, max_size=3)
    .map(".".join)
    .filter(lambda local: "=?" not in local)
)
domains: SearchStrategy[str] = st.sampled_from(
    ("acme.example", "MAIL.Acme.example", "x--y.example", f"{'d' * 63}.{'e' * 63}.example")
)
addresses: SearchStrategy[str] = st.builds("{}@{}".format, locals_, domains)
far_addresses: SearchStrategy[str] = st.sampled_from(
    ("peter@bücher.example", "jürgen@mail.example", "用户@例え.example", "Πέτρος@straße.example")
)
copies: SearchStrategy[tuple[str, ...]] = st.lists(addresses, max_size=6, unique=True).map(tuple)
ids: SearchStrategy[list[str]] = st.lists(
    st.builds("<{}@{}>".format, st.text(string.hexdigits, min_size=1, max_size=60), domains),
    max_size=8,
)
contents: SearchStrategy[Content] = st.builds(
    replace,
    st.just(LETTER),
    sender_name=words,
    sender_address=addresses,
    reply_to=st.one_of(st.just(""), addresses),
    recipient=addresses,
    cc=copies,
    subject=words,
    text=texts,
    html=st.one_of(st.just(""), texts),
    unsubscribe=st.sampled_from((Unsubscribe.ONE_CLICK, Unsubscribe.NONE)),
)
