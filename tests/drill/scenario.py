"""The drill itself: what happens, and what has to be true at each step."""

import re
from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

from django.core.management import CommandError, call_command
from django.db import transaction

from audit import sealing
from compliance import services as compliance
from compliance.models import SuppressionKind, SuppressionReason
from contacts.models import Contact
from enrollment import backlog, stops
from enrollment.models import (
    Enrollment,
    ExitReason,
    Mailbox,
    Release,
    ReleaseCause,
    SendIntent,
    Touch,
)
from enrollment.restoring import detecting, writing
from sequences.models import Version
from signals.erasing import erase
from tenancy import clock
from tenancy.actors import member, system
from tenancy.models import Installation
from tenancy.scope import scope
from tests.drill.backups import Backups
from tests.enrollment.stage import always_open, email, live, started, work
from tests.relay import accepted
from tests.world import World, build_world, contact

NAMES = ("ann", "ben", "cleo", "dan", "eve", "finn", "gus", "hana", "ida", "jon")
BEFORE, AFTER = NAMES[:3], NAMES[3:7]
OPTED_OUT, ERASED, REPLIED = "ann", "ben", "cleo"
STRANGER = "zoe"
TEST = system("drill")


class NotProven(AssertionError):
    """Something that the drill was to show did not hold."""


@dataclass
class Drill:
    """One run. `say` gets the protocol, line by line; `mail` is the relay's folder."""

    backups: Backups
    mail: Path
    say: Callable[[str], None]
    sent_before: int = 0
    proven: list[str] = field(default_factory=list)
    version: Version = field(init=False)
    stranger: Contact = field(init=False)

    def run(self) -> None:
        """Everything, in its order. Raises NotProven."""
        world = build_world("drill")
        with self._open(world):
            people = self._people(world)
            self._send_to(BEFORE, people)
            with self._step("A backup is taken"):
                detecting.watch()
                writing.tell()
                self.say(f"  {self.backups.take()}")
        with self._open(world):
            self._life_goes_on(world, people)
        with self._step("The disk is lost and the backup is put back"):
            self.say(f"  {self.backups.restore()}")
        with self._open(world):
            self._danger()
            self._held()
        self._recovered(world)
        with self._open(world):
            self._goes_on(world, people)
            self._checked()

    def _open(self, world: World) -> AbstractContextManager[None]:
        return scope(world.workspace.pk)

    def _step(self, title: str) -> "Step":
        return Step(title, self.say)

    def _people(self, world: World) -> dict[str, Enrollment]:
        with transaction.atomic():
            always_open(world.workspace)
            Mailbox.objects.update(unmonitored_by=world.admin)
            people = [contact(f"{name}@customer.example", first_name=name.title(), owner=world.rep)
                      for name in (*NAMES, STRANGER)]  # fmt: skip
        version = live(world, email("intro"), email("follow-up", 3))
        rows = [started(world, version, person) for person in people[: len(NAMES)]]
        self.version, self.stranger = version, people[-1]
        clock.advance(timedelta(hours=1))
        self.say(f"{len(NAMES)} people are enrolled and approved; their first message is due.")
        return dict(zip(NAMES, rows, strict=True))

    def _send_to(self, names: tuple[str, ...], people: dict[str, Enrollment]) -> None:
        """Let the engine send to these alone: the others are held for that long."""
        chosen = [people[name].pk for name in names]
        with transaction.atomic():
            Touch.objects.exclude(enrollment__in=chosen).update(held=True)
        while work():
            pass
        with transaction.atomic():
            Touch.objects.filter(state="planned").update(held=False)
        self.say(f"The engine sends to {', '.join(names)}.")

    def _life_goes_on(self, world: World, people: dict[str, Enrollment]) -> None:
        with self._step("After the backup"):
            self._send_to(AFTER, people)
            self._opts_out(people[OPTED_OUT])
            self._erased(world, people[ERASED])
            self._replies(people[REPLIED])
            enrolled = started(world, self.version, self.stranger)
            clock.advance(timedelta(hours=1))
            self._send_to((STRANGER,), {STRANGER: enrolled})
            for _ in range(3):
                detecting.watch()
            self.say(f"  {writing.tell()} stops are in the log outside the database.")
            self.sent_before = len(accepted(self.mail))

    def _opts_out(self, row: Enrollment) -> None:
        with transaction.atomic():
            person = Contact.objects.get(pk=row.contact_id)
            compliance.suppress(
                kind=SuppressionKind.ADDRESS,
                value=person.email_base,
                reason=SuppressionReason.OPT_OUT,
                source="drill",
                actor=TEST,
            )
            stops.stop_address(
                person.email_base, cause=ExitReason.OPTED_OUT, evidence="drill", actor=TEST
            )
        self.say(f"{OPTED_OUT} opts out.")

    def _erased(self, world: World, row: Enrollment) -> None:
        with transaction.atomic():
            person = Contact.objects.get(pk=row.contact_id)
        erase(person, reference="Drill 1", seat=world.admin, actor=member(world.admin))
        self.say(f"{ERASED} is erased.")

    def _replies(self, row: Enrollment) -> None:
        with transaction.atomic():
            fresh = Enrollment.objects.select_related("contact").get(pk=row.pk)
        stops.exit_enrollment(fresh, reason=ExitReason.REPLIED, evidence="drill", actor=TEST)
        self.say(f"{REPLIED} replies, so the sequence ends.")

    def _danger(self) -> None:
        """The drill must be about something: the restored database would send again."""
        ids = {line["message_id"] for line in accepted(self.mail)}
        with transaction.atomic():
            known = SendIntent.objects.filter(message_id__in=ids).count()
            planned = Touch.objects.filter(state="planned", due_at__lte=clock.now()).count()
        self._prove(
            known < len(ids) and planned >= len(AFTER),
            f"the database has forgotten {len(ids) - known} of {len(ids)} messages and would send"
            f" {planned} that are due",
        )

    def _held(self) -> None:
        with self._step("Workers start on it"):
            self._prove(detecting.watch(), "the restore is noticed: the pulse outside is ahead")
            self._prove(work() == 0, "nothing is claimed and nothing leaves")

    def _recovered(self, world: World) -> None:
        with self._step("The operator's commands"):
            self._command("after_restore")
            self._prove(self._is_refused(world), "a release before the comparison is refused")
            self._command("reconcile_restore")
            again = self._command("reconcile_restore")
            nothing = "0 stops, 0 ends of sequences and 0 erasures brought back"
            self._prove(nothing in again, "doing it again changes nothing")
            with self._open(world):
                self._prove(work() == 0, "until the release nothing leaves")
            self._command("release_restore", "drill", email="admin@drill.example")
        with self._open(world):
            self._planned(world)

    def _planned(self, world: World) -> None:
        with self._step("What is due waits for a release plan"):
            with transaction.atomic():
                plan = Release.objects.get(cause=ReleaseCause.RESTORE)
            self._prove(work() == 0, f"{plan.touches_total} touches wait for an admin to decide")
            backlog.start(plan, seat=world.admin, actor=member(world.admin))
            backlog.run(plan.pk)
            self.say("An admin lets a worker apply the plan.")

    def _is_refused(self, world: World) -> bool:
        try:
            call_command("release_restore", "drill", email="admin@drill.example")
        except CommandError:
            return True
        return False

    def _command(self, name: str, *words: str, **options: Any) -> str:
        out = StringIO()
        call_command(name, *words, stdout=out, **options)
        self.say(f"  $ manage.py {name}")
        for line in out.getvalue().splitlines():
            self.say(f"      {line}")
        return out.getvalue()

    def _goes_on(self, world: World, people: dict[str, Enrollment]) -> None:
        with self._step("Sending goes on for ten days"):
            for _ in range(10):
                while work():
                    pass
                clock.advance(timedelta(days=1))
            self.say(f"  {len(accepted(self.mail)) - self.sent_before} more messages left.")

    def _checked(self) -> None:
        with self._step("What the relay has taken, over all"):
            got = Counter((_name(line), _step(self.mail, line)) for line in accepted(self.mail))
            self._prove(max(got.values()) == 1, "nobody got a message twice")
            first = {name for name, step in got if step == "intro"}
            self._prove(first == {*NAMES, STRANGER}, "everybody got the first message")
            second = {name for name, step in got if step == "follow-up"}
            stopped = {OPTED_OUT, ERASED, REPLIED}
            self._prove(not second & stopped, "nobody who had stopped got another one")
            going = set(NAMES) - stopped
            self._prove(second == going, f"the other {len(going)} got their follow-up")
            with transaction.atomic():
                gone = Contact.objects.filter(email__startswith=f"{ERASED}@").exists()
                epoch = Installation.objects.get(pk=1).restore_epoch
            self._prove(not gone, "who was erased is erased again")
            self._prove(epoch == 2, "Message-IDs are of a new epoch")
            sealing.seal()
            with transaction.atomic():
                chain = sealing.verify()
            self._prove(chain.intact, f"the audit chain verifies over {chain.entries} entries")

    def _prove(self, holds: bool, words: str) -> None:
        if not holds:
            raise NotProven(words)
        self.proven.append(words)
        self.say(f"  proven: {words}")


@dataclass
class Step:
    """A heading of the protocol."""

    title: str
    say: Callable[[str], None]

    def __enter__(self) -> None:
        self.say(self.title)

    def __exit__(self, *args: object) -> None:
        """What went wrong goes on."""


def _name(line: dict[str, Any]) -> str:
    return str(line["to"][0]).partition("@")[0]


def _step(mail: Path, line: dict[str, Any]) -> str:
    """Every step says its own name in its text."""
    text = (mail / "messages" / f"{line['queue_id']}.eml").read_text()
    found = re.search(r"^Hi \w+, ([a-z-]+)\.", text, re.MULTILINE)
    return found[1] if found else ""
