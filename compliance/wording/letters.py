"""Letters that nobody sees, and signs that look like a Latin letter or a colon: data."""

# As in a class of a regular expression: what has no width, and controls that are no space.
UNSEEN = (
    "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5"
    "\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0"
    "\ufff0-\ufffb\U000e0000-\U000e0fff"
)

# Cyrillic, Greek, small capitals, Armenian, Cherokee; the last are colons.
_ALIKE = (
    ("\u0430\u0432\u0435\u0433\u043a\u043c\u043d\u043e\u043f\u0440\u0441\u0442", "aberkmhonpct"),
    ("\u0443\u0445\u0456\u0458\u0455\u0501\u04bb\u0475\u051b\u051d", "yxijsdhvqw"),
    ("\u0410\u0412\u0415\u041a\u041c\u041d\u041e\u0420\u0421\u0422\u0423\u0425", "abekmhopctyx"),
    ("\u0406\u0408\u0405\u0500\u04ba\u0474\u051a\u051c", "ijsdhvqw"),
    ("\u03bf\u03b1\u03bd\u03c1\u03c4\u03c5\u03ba\u03b9\u03b5\u03b2\u03b3\u03b6", "oavptukiebyz"),
    ("\u03b7\u03c7\u03c9\u03bc\u0391\u0392\u0395\u0396\u0397\u0399\u039a\u039c", "nxwmabezhikm"),
    ("\u039d\u039f\u03a1\u03a4\u03a5\u03a7\u0251\u0261\u0131\u0269", "noptyxagii"),
    ("\u1d00\u0299\u1d04\u1d05\u1d07\ua730\u0262\u029c\u026a\u1d0a\u1d0b\u029f", "abcdefghijkl"),
    ("\u1d0d\u0274\u1d0f\u1d18\u0280\ua731\u1d1b\u1d1c\u1d20\u1d21\u028f\u1d22", "mnoprstuvwyz"),
    ("\u0585\u057d\u0570\u0581\u0578\u0575", "ouhgnj"),
    ("\u13aa\u13f4\u13df\u13a0\u13ac\u13c0\u13bb\u13ab\u13e6\u13de", "abcdeghjkl"),
    ("\u13b7\u13e2\u13a1\u13da\u13a2\u13d9\u13b3\u13c3\u13a5", "mprstvwzi"),
    ("\ua789\u2236\u02d0\u05c3\u0589", ":::::"),
)
ALIKE: dict[str, str] = {
    sign: plain for signs, letters in _ALIKE for sign, plain in zip(signs, letters, strict=True)
}
