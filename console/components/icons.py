"""The icon set: names to SVG path data, drawn on a 16 by 16 grid with a 1.5 px round stroke.

Decorative unless a label is given. `MARKS` are the small shapes of badges, one per tone on a
10 by 10 grid, so that a state is never told by colour alone.
"""

from collections.abc import Mapping

from django.utils.safestring import SafeString

ICONS: Mapping[str, str] = {
    # Places
    "today": (
        "M2.5 4.5a2 2 0 0 1 2-2h7a2 2 0 0 1 2 2v7a2 2 0 0 1-2 2h-7a2 2 0 0 1-2-2zM5.2 8.2l2 2 3.6-4"
    ),
    "contacts": "M8 7.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5zM3 13.5c.3-2.6 2.3-4 5-4s4.7 1.4 5 4",
    "enrollments": "M2.5 4h7M2.5 8h4.5M2.5 12h4.5M10 9.2v4.3l3.5-2.15z",
    "review": (
        "M1.5 8S4 3.5 8 3.5 14.5 8 14.5 8 12 12.5 8 12.5 1.5 8 1.5 8z"
        "M8 10a2 2 0 1 0 0-4 2 2 0 0 0 0 4z"
    ),
    "sequences": "M4 2.5v11M4 4h8.5M4 8h6M4 12h8.5",
    "compliance": "M8 1.8l5 1.9v4c0 3-2 5.3-5 6.5-3-1.2-5-3.5-5-6.5v-4zM5.8 8l1.6 1.6 2.9-3.2",
    "audit": "M4 1.8h5.5L12.5 5v9.2H4zM9.3 2v3.2h3M6 8h4.5M6 10.8h4.5",
    "operations": "M1.5 8.5h3l1.8-5 3.2 9 1.8-4h3.2",
    "reports": "M2.5 13.5h11M4.5 11V7.5M8 11V3M11.5 11V5.5",
    "outbox": "M2 9.5h3.5l1 1.8h3l1-1.8H14v4H2zM8 7.5V2M5.5 4.3 8 1.9l2.5 2.4",
    "settings": "M2 4.5h6.5M11.5 4.5H14M10 6V3M2 11.5h2.5M7.5 11.5H14M6 13v-3",
    # Verbs and signs
    "search": "M7 11.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9zM10.3 10.3l3.2 3.2",
    "check": "M3 8.5l3.3 3.3L13 4.8",
    "cross": "M4 4l8 8M12 4l-8 8",
    "clock": "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM8 4.8V8l2.2 1.5",
    "pause": "M5.5 3.5v9M10.5 3.5v9",
    "play": "M4.5 3v10l8-5z",
    "stop": "M5.5 2h5L14 5.5v5L10.5 14h-5L2 10.5v-5zM5.5 8h5",
    "undo": "M6 3 2.5 6.5 6 10M3 6.5h6.5a3.5 3.5 0 0 1 0 7H7",
    "edit": "M10.5 2.8l2.7 2.7L5.7 13H3v-2.7zM9 4.3 11.7 7",
    "plus": "M8 3v10M3 8h10",
    "copy": "M6 6h7.5v7.5H6zM10 6V2.5H2.5V10H6",
    "download": "M8 2v8M4.8 7 8 10.2 11.2 7M2.5 13.5h11",
    "upload": "M8 10.5V2.5M4.8 5.5 8 2.3l3.2 3.2M2.5 13.5h11",
    "filter": "M2 3.5h12M4.5 8h7M6.5 12.5h3",
    "menu": "M2.5 4h11M2.5 8h11M2.5 12h11",
    "more": "M3.5 8h.01M8 8h.01M12.5 8h.01",
    "external": "M9.5 2.5h4v4M13.5 2.5 7.5 8.5M11.5 9v4.5h-9v-9H7",
    "chevron-down": "M4 6l4 4 4-4",
    "chevron-right": "M6 4l4 4-4 4",
    "up": "M8 13V3.5M4 7.2 8 3.2l4 4",
    "down": "M8 3v9.5M4 8.8l4 4 4-4",
    "chevron-left": "M10 4 6 8l4 4",
    "sort": "M5 6.2 8 3.2l3 3M5 9.8l3 3 3-3",
    "warning": "M8 2.2l6.3 11.3H1.7zM8 6.5v3.2M8 11.7h.01",
    "info": "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM8 7.5v3.5M8 5.1h.01",
    "lock": "M3.5 7.5h9v6h-9zM5.5 7.5V5a2.5 2.5 0 0 1 5 0v2.5",
    "keyboard": "M1.5 4h13v8.5h-13zM4.5 7h.01M8 7h.01M11.5 7h.01M5 10h6",
    "user": "M8 7.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5zM3 13.5c.3-2.6 2.3-4 5-4s4.7 1.4 5 4",
    "logout": "M6 2.5H3v11h3M7 8h7M11.2 5.2 14 8l-2.8 2.8",
    "flag": "M4 14V2.5h8.5L10.5 6l2 3.5H4",
    "calendar": "M2.5 4h11v9.5h-11zM2.5 7h11M5.5 2v3M10.5 2v3",
    # Channels and what comes back
    "email": "M2 3.5h12v9H2zM2.3 4.2 8 8.8l5.7-4.6",
    "call": "M3 2.5h2.8l1.2 3-1.6 1.2a8 8 0 0 0 3.9 3.9L10.5 9l3 1.2V13c-6 .7-11.2-4.5-10.5-10.5z",
    "linkedin": "M2.5 2.5h11v11h-11zM5.2 7v4M5.2 5v.01M7.7 11V7M7.7 8.8c0-2.3 3.2-2.4 3.2 0V11",
    "sms": "M2 3h12v8H7.5L4.5 13.5V11H2zM5 7h.01M8 7h.01M11 7h.01",
    "task": "M3 3h10v10H3zM5.5 8.2l1.8 1.8L10.7 6",
    "wait": (
        "M4.5 2.5h7M4.5 13.5h7M5 2.5c0 3 2 3.5 3 5.5 1-2 3-2.5 3-5.5"
        "M5 13.5c0-3 2-3.5 3-5.5 1 2 3 2.5 3 5.5"
    ),
    "reply": "M6.5 3.5 2.5 7.5l4 4M3 7.5h6c3 0 4.5 2 4.5 5",
    "bounce": "M2 4.5l4.5 5 3-3L14 11.5M14 8v3.5h-3.5",
}

MARKS: Mapping[str, SafeString] = {
    "neutral": SafeString('<circle cx="5" cy="5" r="3.25" fill="none" stroke-width="1.5"/>'),
    "info": SafeString('<circle cx="5" cy="5" r="4"/>'),
    "good": SafeString('<path d="M1.5 5.3l2.4 2.4 4.6-5" fill="none" stroke-width="1.8"/>'),
    "warn": SafeString('<path d="M5 1l4.3 7.7H.7z"/>'),
    "bad": SafeString('<path d="M2 2l6 6M8 2l-6 6" fill="none" stroke-width="1.9"/>'),
    "muted": SafeString('<path d="M1.5 5h7" fill="none" stroke-width="1.8"/>'),
}
