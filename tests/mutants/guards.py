"""The guards of the engine, how each is taken away, and the tests that have to notice.

A mutant is a change of the source: `find` stands in `file` exactly once. When code moves on and it
no longer does, the run says so instead of counting the guard as watched.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Edit:
    """One text in one file, and what stands there without the guard."""

    file: str
    find: str
    replace: str


@dataclass(frozen=True)
class Mutant:
    """A guard by its name, what is lost without it, and who has to notice."""

    name: str
    lost: str
    edits: tuple[Edit, ...]
    tests: tuple[str, ...]


TEXTS = "tests/enrollment/test_text_messages.py"
RACES = "tests/enrollment/test_races.py"
WRONG = "tests/enrollment/test_what_can_go_wrong.py"
ARM, RECORD = "enrollment/dispatch/arm.py", "enrollment/dispatch/record.py"
MENDING = "enrollment/dispatch/mending.py"

MUTANTS = (
    Mutant(
        "gate-lock",
        "arms and stops of one person no longer queue at one row",
        (
            Edit(
                "enrollment/gates.py",
                "ORDER BY this.address_key FOR NO KEY UPDATE",
                "ORDER BY this.address_key",
            ),
        ),
        (RACES,),
    ),
    Mutant(
        "look-before-lock",
        "everything is read and judged before the locks alone",
        (
            Edit(
                ARM,
                "    gates.share(_keys_above(touches))\n"
                "    locked = gates.lock(key for touch in touches for key in _gate_keys(touch))\n"
                "    around = Around(load(claim.held(touches)), clock.now())\n"
                "    standing = _standing(around, locked, batch)\n"
                "    letters = _allowed(_written(standing, batch), locked, batch)\n",
                "    early = {row.address_key: row for row in RecipientGate.objects.all()}\n"
                "    around = Around(load(touch.pk for touch in touches), clock.now())\n"
                "    standing = _standing(around, early, batch)\n"
                "    letters = _allowed(_written(standing, batch), early, batch)\n"
                "    gates.share(_keys_above(touches))\n"
                "    gates.lock(key for touch in touches for key in _gate_keys(touch))\n"
                "    claim.held(touches)\n",
            ),
        ),
        (RACES, WRONG),
    ),
    Mutant(
        "record-guard",
        "a late worker overwrites what somebody else has settled",
        (
            Edit(
                RECORD,
                "AND this.outcome IN ('armed', 'unknown') ",
                "",
            ),
        ),
        (WRONG,),
    ),
    Mutant(
        "armed-is-retried",
        "an armed touch whose worker died is planned again",
        (
            Edit(
                MENDING,
                "        record.doubt(fresh)\n",
                "        said = {'cause': 'late', 'resolution': 'late'}\n"
                "        record.give_back(fresh, wait=timedelta(), actor=REAPER, **said)\n",
            ),
        ),
        (WRONG,),
    ),
    Mutant(
        "resolver-without-age",
        "“not sent” is concluded while the server may still be taking it",
        (
            Edit(
                "enrollment/evidence/sandbox.py",
                "now > wanted.gave_up_at and self.covers(wanted.armed_at)",
                "self.covers(wanted.armed_at)",
            ),
        ),
        (WRONG,),
    ),
    Mutant(
        "one-live-intent",
        "the database takes two live intents of one touch",
        (
            Edit(
                "enrollment/migrations/0002_initial.py",
                "models.When(outcome__in=['refused', 'returned'], then='id'), default='touch'",
                "models.When(outcome__in=['refused', 'returned'], then='id'), default='id'",
            ),
        ),
        (WRONG,),
    ),
    Mutant(
        "last-look",
        "the dot is written without looking once more",
        (
            Edit(
                "enrollment/channels/post.py",
                "        seen = look([line.parcel for line in asking if line.parcel])\n",
                "        now = datetime.now(UTC)\n"
                "        seen = {each.parcel: now for each in asking if each.parcel}\n",
            ),
            Edit(
                "enrollment/channels/post.py",
                "from datetime import datetime, timedelta\n",
                "from datetime import UTC, datetime, timedelta\n",
            ),
        ),
        (WRONG, "tests/enrollment/test_post.py"),
    ),
    Mutant(
        "claim-across-tables",
        "the claim asks another table, which a locked and released row is not checked against",
        (
            Edit(
                "enrollment/dispatch/claim.py",
                "        AND (lease_until IS NULL OR lease_until < clock_timestamp())\n",
                "        AND NOT EXISTS (SELECT 1 FROM enrollment_touch AS other\n"
                "            WHERE other.id = enrollment_touch.id\n"
                "                AND other.lease_until > clock_timestamp())\n",
            ),
        ),
        (RACES,),
    ),
    Mutant(
        "get-unsubscribes",
        "a scanner that follows a link stops its recipient",
        (
            Edit(
                "console/views/recipient.py",
                'if request.method == "POST":',
                "if request.method:",
            ),
        ),
        ("tests/signals/test_unsubscribe.py", "tests/console/test_recipient_pages.py"),
    ),
    Mutant(
        "set-without-local",
        "a scope outlives its transaction on the connection",
        (
            Edit(
                "tenancy/scope.py",
                "set_config('app.workspace', '{}', true), set_config('app.user', '{}', true)",
                "set_config('app.workspace', '{}', false), set_config('app.user', '{}', false)",
            ),
        ),
        ("tests/tenancy/test_scope.py", "tests/isolation/test_catalogue.py"),
    ),
    Mutant(
        "superuser",
        "the application's role passes by row level security",
        (
            Edit(
                "config/run/postgres.py",
                '("seqops_app", "LOGIN NOCREATEDB NOCREATEROLE NOSUPERUSER NOBYPASSRLS")',
                '("seqops_app", "LOGIN NOCREATEDB NOCREATEROLE SUPERUSER BYPASSRLS")',
            ),
        ),
        ("tests/isolation/test_catalogue.py",),
    ),
    Mutant(
        "limit-is-counted",
        "a limit is counted before it is taken, so that two at the cap both pass",
        (Edit("enrollment/limits.py", "ORDER BY key FOR UPDATE\n", "ORDER BY key\n"),),
        (RACES,),
    ),
    Mutant(
        "number-look",
        "the last look before a text message does not ask for stops of its number",
        (
            Edit(
                "enrollment/dispatch/wire.py",
                "_LOOK + texts.STOPS if to_numbers else _LOOK",
                "_LOOK",
            ),
        ),
        (TEXTS,),
    ),
    Mutant(
        "one-review-for-both",
        "the approved first e-mail counts as the approval of the first text message",
        (
            Edit(
                "enrollment/first_touch.py",
                "return review is not None and review.channel == channel\n",
                "return review is not None\n",
            ),
        ),
        (TEXTS,),
    ),
    Mutant(
        "person-by-the-wall-clock",
        "a person may say “not sent” because somebody has set a clock forward",
        (
            Edit(
                "enrollment/evidence/looking.py",
                "[pk for pk in over if not patience.left(pk, relay_gave_up())]",
                "list(over)",
            ),
        ),
        (WRONG,),
    ),
    Mutant(
        "no-label-without-a-dot",
        "what a reply proves to have left after a stop is not labelled",
        (Edit(RECORD, "    labels.presume(intent)\n", ""),),
        ("tests/enrollment/test_labels.py",),
    ),
    Mutant(
        "epoch-of-a-closed-channel",
        "what was armed before a person closed its channel still has its dot",
        (
            Edit(
                "enrollment/stops.py",
                "stop = _note(gate, (),",
                "gate.epoch -= 1; stop = _note(gate, (),",
            ),
        ),
        ("tests/enrollment/test_closed_channels.py",),
    ),
)
