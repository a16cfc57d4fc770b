"""What changes under people who are on their way: facts, words, versions, and who is there."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import rule

from compliance import reviews
from contacts.models import Contact
from enrollment import absences, moving, rewording
from enrollment.models import Absence, AbsenceState, Handling, Migration
from sequences import services as sequences
from sequences.models import Version, VersionState
from tenancy import clock
from tenancy.actors import member
from tenancy.models import Membership
from tests.enrollment.stage import email, step
from tests.machine.base import ANY, DEATHS, Base, Death

# Each next version has these steps after its first one; keys that stay are the same step.
REST = st.sampled_from(["nudge", "call", "call nudge", "more nudge", ""])
CHANGES = st.sampled_from(["fact", "words", "version", "migration", "absence", "return"])
HANDLINGS = st.sampled_from(Handling)


class Changes(Base):
    """One rule for all that changes: what processes do has to happen more often."""

    @rule(
        what=CHANGES,
        number=ANY,
        mixed=st.booleans(),
        keys=REST,
        new=HANDLINGS,
        running=HANDLINGS,
        death=DEATHS,
    )
    def change(
        self,
        what: str,
        number: int,
        mixed: bool,
        keys: str,
        new: Handling,
        running: Handling,
        death: Death,
    ) -> None:
        """Something changes."""
        if what == "fact":
            self._rename(number)
        elif what == "words":
            self._reword(number, death)
        elif what == "version":
            self._next_version(mixed, keys, death)
        elif what == "migration":
            self._migrate(mixed, 100 if number % 2 else 1, death)
        elif what == "absence":
            self._away(1 + number % 3, new, running, death)
        else:
            self._back(death)

    def _rename(self, number: int) -> None:
        """A fact changes that messages are made of, as a sync does it."""
        key, name = self.pick(number, self.place.small.people).pk, f"Name {number}"
        with transaction.atomic():
            Contact.objects.filter(pk=key).update(first_name=name, updated_at=clock.now())

    def _reword(self, number: int, death: Death) -> None:
        """A reviewer writes other words for one person; somebody else approves them."""
        review, seat = self.review(number), self.acme.reviewer
        if review is None:
            return
        with transaction.atomic():
            former = reviews.content_of(review)
        said: dict[str, Any] = {"seat": seat, "actor": member(seat)}
        said |= {"seen_hash": review.content_hash, "subject": former.subject}
        words = f"Dear friend,\n\n{former.text}"
        self.work(lambda: rewording.pass_on(review, text=words, **said), death)

    def _next_version(self, mixed: bool, keys: str, death: Death) -> None:
        """The next version of a sequence is approved; whoever is in the former stays in it."""
        small = self.place.small
        former = small.mixed if mixed else small.letters
        self.work(lambda: self._publish(former, keys.split()), death)

    def _publish(self, former: Version, keys: list[str]) -> None:
        with transaction.atomic():
            draft = sequences.new_draft(former.sequence, **_by(self.acme.admin))
            plan = sequences.plan_of(draft)
            rest = [step("call", key) if key == "call" else email(key, days=1) for key in keys]
            plan = replace(plan, steps=(plan.steps[0], *rest))
            draft = sequences.save_draft(draft, plan, **_by(self.acme.admin))
            draft = sequences.submit(draft, **_by(self.acme.admin))
            sequences.approve(draft, **_by(self.acme.other_admin))

    def _migrate(self, mixed: bool, share: int, death: Death) -> None:
        """The people of an older version are moved to the newest, some of them first."""
        small = self.place.small
        self.work(self._moving(small.mixed if mixed else small.letters, share), death)

    def _moving(self, any_version: Version, share: int) -> Callable[[], None]:
        def work() -> None:
            with transaction.atomic():
                rows = Version.objects.filter(sequence=any_version.sequence_id).order_by("number")
                known = list(rows.filter(state__in=(VersionState.APPROVED, VersionState.RETIRED)))
            if len(known) > 1:
                said: dict[str, Any] = {"share": share, **_by(self.acme.admin)}
                moved: Migration = moving.create(known[-2], known[-1], **said)
                moving.run(moved.pk)
                moving.start(moved, **_by(self.acme.other_admin))
                moving.run(moved.pk)

        return work

    def _away(self, days: int, new: Handling, running: Handling, death: Death) -> None:
        """The rep is away from now on; a colleague covers."""
        now = clock.now()
        wish = absences.Wish(
            starts_at=now,
            ends_at=now + timedelta(days=days),
            cover=self.acme.other_rep,
            new=new,
            running=running,
        )
        self.work(lambda: absences.enter(self.acme.rep, wish, **_by(self.acme.admin)), death)

    def _back(self, death: Death) -> None:
        """The rep is back early."""
        with transaction.atomic():
            row = Absence.objects.filter(state=AbsenceState.RUNNING).first()
        if row is not None:
            self.work(lambda: absences.come_back(row, **_by(self.acme.admin)), death)


def _by(seat: Membership) -> dict[str, Any]:
    return {"seat": seat, "actor": member(seat)}
