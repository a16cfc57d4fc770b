"""What people do: enrol, review, pause, stop; and what they answer."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import rule

from compliance import reviews
from contacts.models import Contact
from enrollment import facts, first_touch, services, stops, suppressing
from enrollment.models import Enrollment, ExitReason, PauseReason
from sequences.models import Version
from signals import intake
from tenancy import clock
from tenancy.actors import member
from tests.machine.base import ANY, DEATHS, OUTSIDE, SOMEBODY, Base, Death
from tests.machine.promises import plain
from tests.signals.letters import letter

# These bind the address in the whole workspace, for good.
BARRING = st.sampled_from(["opt_out", "complaint", "bounce_hard", "by hand"])
SAID = st.sampled_from(["reply", "auto_reply", "bounce_soft", "unclear"])
WORDS = st.sampled_from(["Yes, call me.", "Please remove me from your list.", ""])
LEFT = ("active", "paused", "on_hold")


class People(Base):
    """Rules of people."""

    @rule(person=SOMEBODY, mixed=st.booleans(), death=DEATHS)
    def enrol(self, person: int, mixed: bool, death: Death) -> None:
        """A rep enrols somebody; whom the rules refuse becomes ineligible."""
        small, seat = self.place.small, self.acme.rep
        first = small.mixed if mixed else small.letters

        def work() -> None:
            with transaction.atomic():
                found = facts.with_companies([small.people[person].pk])
                version = Version.objects.taking_people().get(sequence=first.sequence_id)
            services.enrol(found, version, reason="Fair", seat=seat, actor=member(seat))

        self.work(work, death)

    @rule(number=ANY, other=st.booleans(), death=DEATHS)
    def approve(self, number: int, other: bool, death: Death) -> None:
        """A second person approves what they see, unless they have written it."""
        review = self.review(number)
        seat = self.acme.other_admin if other else self.acme.reviewer
        if review is None:
            return
        with transaction.atomic():
            words = plain(reviews.content_of(review).text)
        key, seen = str(review.enrollment_id), review.content_hash
        former = self.known.approved.pop(key, None)
        said: dict[str, Any] = {"seat": seat, "actor": member(seat), "seen_hash": seen}
        approved: list[object] = []
        lived = self.work(lambda: approved.append(first_touch.approve(review, **said)), death)
        if approved:
            self.known.approved[key] = words
        elif lived and former is not None:
            self.known.approved[key] = former

    @rule(
        what=st.sampled_from(["rest", "take back", "stop"]),
        number=ANY,
        is_so=st.booleans(),
        days=st.none() | st.integers(1, 3),
        why=BARRING | st.none(),
        death=DEATHS,
    )
    def interfere(
        self,
        what: str,
        number: int,
        is_so: bool,
        days: int | None,
        why: str | None,
        death: Death,
    ) -> None:
        """Somebody keeps a person back, or lets them go on."""
        if what == "rest":
            self._rest(number, is_so, days, death)
        elif what == "take back":
            self._take_back(number, is_so, death)
        else:
            self._stop(number, why, death)

    def _take_back(self, number: int, left: bool, death: Death) -> None:
        """A second person wants changes, or takes an approval back that has not left."""
        review, seat = self.review(number, *(LEFT if left else ())), self.acme.reviewer
        if review is not None:
            said: dict[str, Any] = {"seat": seat, "actor": member(seat), "reason": "No."}
            what = first_touch.withdraw if left else first_touch.request_changes
            self.work(lambda: what(review, **said), death)

    def _rest(self, number: int, goes_on: bool, days: int | None, death: Death) -> None:
        """A rep pauses somebody, until a day or until they let them go on."""
        row = self.enrollment(number, *(LEFT[1:] if goes_on else ("active", "awaiting_review")))
        if row is None:
            return
        until = clock.now() + timedelta(days=days) if days else None
        said: dict[str, Any] = {"actor": member(self.acme.rep)}
        if not goes_on:
            said |= {"reason": PauseReason.MANUAL, "until": until}
        what = services.resume if goes_on else services.pause
        self.work(lambda: what(row, **said), death)

    def _stop(self, number: int, why: str | None, death: Death) -> None:
        """Somebody is stopped: in one sequence, or their address for good."""
        row = self.enrollment(number, "active", "paused")
        if row is None:
            return
        base = row.contact.email_base
        if self.work(self._stopping(row, why), death) and why:
            self.has_stopped(base)

    def _stopping(self, row: Enrollment, why: str | None) -> Callable[[], object]:
        by = member(self.acme.admin)
        if why is None:
            how: dict[str, Any] = {"reason": ExitReason.MANUAL, "evidence": "by hand"}
            return lambda: stops.exit_enrollment(row, actor=by, **how)
        if why == "by hand":
            said = {"kind": "address", "value": row.contact.email, "reason": "opt_out"}
            return lambda: suppressing.suppress_and_stop(actor=by, source="letter", **said)
        return self._reporting(row.contact, why)

    @rule(person=SOMEBODY, said=SAID, death=DEATHS)
    def report(self, person: int, said: str, death: Death) -> None:
        """A program reports what somebody did, and repeats it when nobody answered."""
        report = self._reporting(self.place.small.people[person], said)
        if not self.work(report, death):
            self.work(report)

    def _reporting(self, about: Contact, said: str) -> Callable[[], object]:
        self.events += 1
        named: dict[str, Any] = {"source": "crm", "occurred_at": None, "email": about.email}
        named |= {"event_id": str(self.events), "kind": said, "actor": OUTSIDE}
        return lambda: intake.receive_event(**named)

    @rule(number=ANY, words=WORDS, death=DEATHS)
    def answer(self, number: int, words: str, death: Death) -> None:
        """Who got a message answers it, which is also proof that it had left."""
        if not self.place.relay.taken:
            return
        taken, box = self.pick(number, self.place.relay.taken), self.acme.mailbox
        raw = letter(words, sender=taken.recipient, In_Reply_To=taken.message_id)
        to: dict[str, Any] = {"recipients": (box.address,), "mailbox_id": box.pk}

        def work() -> None:
            intake.receive_mail(raw, received_at=datetime.now(UTC), sender=taken.recipient, **to)

        self.work(work, death)
