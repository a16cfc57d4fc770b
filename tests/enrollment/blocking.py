"""A small company, everything that may happen to its people, and a plain record of who is blocked.

What is known to block is written down by the story itself, in the simplest words, and never asked
of the gate. After each act of the engine nobody who was blocked before it may have been armed.
"""

from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from compliance import ruling, services
from compliance.models import ExclusionRule, Review, Suppression
from contacts import imports
from contacts.models import Account, AccountState, Contact
from enrollment import composing, first_touch
from enrollment.dispatch import arm
from enrollment.models import Enrollment, SendIntent, Touch
from enrollment.suppressing import suppress_and_stop
from sequences.models import Version
from signals import crm, unsubscribe
from tenancy import clock
from tenancy.actors import member, system
from tenancy.errors import Refused
from tenancy.ids import uuid7
from tests.enrollment.stage import enrol, hear, in_hand, reload, work
from tests.world import World, contact

CRM = system("crm")
LASTS = timedelta(days=3)
FIGURES = {name: {"people": 0} for name in ("blocked", "admitted", "in_flight")}
MOST_TURNS = 4


@dataclass
class Story:
    """One run: two people of one company, and what has happened to them so far.

    `causes` holds why each person is blocked, `company` why both are. Ben lives in Germany, so his
    consent decides; Ann in the United States, where none is needed until she moves.
    """

    world: World
    version: Version
    tag: str = field(default_factory=lambda: uuid7().hex[-12:])
    causes: dict[str, set[str]] = field(default_factory=lambda: {"ann": set(), "ben": set()})
    company: set[str] = field(default_factory=set)
    consent_ends: datetime | None = None
    rule: ExclusionRule | None = None
    in_hand: list[Touch] = field(default_factory=list)
    seen: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        with transaction.atomic():
            name = f"Company {self.tag}"
            self.account = Account.objects.create(
                name=name, name_normal=name.lower(), domain=self.domain, industry=self.tag
            )
            rival = f"Rival {self.tag}"
            Account.objects.create(
                name=rival, name_normal=rival.lower(), state=AccountState.COMPETITOR
            )
            self.people = {who: self._person(who) for who in self.causes}
        self.consent("ben")

    @property
    def domain(self) -> str:
        """The company's own."""
        return f"c{self.tag}.example"

    def _person(self, who: str) -> Contact:
        return contact(
            f"{who}@{self.domain}",
            external_id=f"{who}-{self.tag}",
            account=self.account,
            owner=self.world.rep,
            country="DE" if who == "ben" else "US",
        )

    # What is known

    def blocked(self, who: str) -> set[str]:
        """Why this person must not be armed now."""
        found = self.causes[who] | self.company
        in_germany = who == "ben" or "moved" in self.seen_of(who)
        if in_germany and not (who == "ben" and self._has_consent()):
            found = found | {"no consent"}
        return found

    def seen_of(self, who: str) -> set[str]:
        """What is so about a person without being a block by itself."""
        return {fact for fact, count in self.seen.items() if count and fact in FACTS[who]}

    def _has_consent(self) -> bool:
        return self.consent_ends is not None and clock.now() < self.consent_ends

    def armed(self, who: str) -> int:
        """How often a message to this person was armed; whoever else has the address counts."""
        with transaction.atomic():
            person = self.people[who]
            same = Q(pk=person.pk) | Q(email_base=person.email_base)
            found = Contact.objects.filter(same)
            return SendIntent.objects.filter(touch__enrollment__contact__in=found).count()

    def watched(self, act: Callable[[], object]) -> None:
        """Let the engine act; nobody who is blocked by now is armed by it."""
        before = {who: (self.blocked(who), self.armed(who)) for who in self.people}
        act()
        for who, (causes, count) in before.items():
            more = self.armed(who) - count
            assert not (causes and more), f"{who} was armed although blocked: {sorted(causes)}"
            self.seen["blocked turns" if causes else "arms"] += 1 if causes else more

    # What the engine and colleagues do

    def enrol(self, who: str) -> None:
        """The rep enrols the person, who may be refused."""
        with suppress(Refused):
            enrol(self.world, self.version, self.people[who])

    def approve(self, who: str) -> None:
        """The reviewer approves whatever waits."""
        with transaction.atomic():
            ours = Review.objects.filter(contact__account=self.account, state="pending")
            waiting = list(ours)
        by = self.world.reviewer
        for review in waiting:
            with suppress(Refused):
                first_touch.approve(
                    review, seat=by, actor=member(by), seen_hash=review.content_hash
                )

    def turn(self, who: str) -> None:
        """An hour goes by and a worker does what is due."""
        clock.advance(timedelta(hours=1))
        hear(self.world)
        self.watched(work)

    def day(self, who: str) -> None:
        """A day goes by, and another worker's turn with it."""
        clock.advance(timedelta(days=1))
        hear(self.world)
        self.watched(work)

    def take_in_hand(self, who: str) -> None:
        """A day goes by, a worker claims and checks what is due, and arms it only later."""
        clock.advance(timedelta(days=1))
        hear(self.world)
        self.in_hand += in_hand()

    def arm_in_hand(self, who: str) -> None:
        """That worker goes on, whatever has happened meanwhile."""
        taken, self.in_hand = self.in_hand, []
        self.watched(lambda: arm.arm(taken))

    # What blocks

    def opts_out(self, who: str) -> None:
        """The person uses the link of a message that was sent to them."""
        with transaction.atomic():
            ours = Enrollment.objects.filter(
                contact=self.people[who], touches__intents__isnull=False
            )
            row = ours.order_by("-pk").first()
            link = composing.unsubscribe_url(row) if row else ""
        if link:
            unsubscribe.stop(link.rstrip("/").rpartition("/")[2])
            self.causes[who].add("opted out")

    def complains(self, who: str) -> None:
        """Somebody who was written to complains, under another spelling of the address; nothing is
        stopped by it but through the gate."""
        if not self.armed(who):
            return
        spelling = self.people[who].email.upper().replace("@", "+list@")
        with transaction.atomic():
            services.suppress(
                kind="address", value=spelling, reason="complaint", source="test", actor=CRM
            )
        self.causes[who].add("complained")

    def says_no_to_the_crm(self, who: str) -> None:
        """The CRM brings an opt-out."""
        self._sync(who, opted_out=True)
        self.causes[who].add("opted out in the CRM")

    def is_imported_as_opted_out(self, who: str) -> None:
        """A file names the person as opted out."""
        self._import(who, "Email Opt Out", "yes")
        self.causes[who].add("opted out in the CRM")

    def is_stopped_by_a_colleague(self, who: str) -> None:
        """A stop that a colleague may lift again."""
        self._stop("address", self.people[who].email)
        self.causes[who].add("stopped by a colleague")

    def is_let_go_by_a_colleague(self, who: str) -> None:
        """Colleagues lift what colleagues have stopped."""
        with transaction.atomic():
            for row in Suppression.objects.filter(reason="manual", lifted_at=None):
                services.lift(row, evidence="Asked for", actor=CRM)
        self.company.discard("domain stopped")
        for causes in self.causes.values():
            causes.discard("stopped by a colleague")

    def domain_is_stopped(self, who: str) -> None:
        """The whole domain is stopped."""
        self._stop("domain", self.domain)
        self.company.add("domain stopped")

    def rule_is_published(self, who: str) -> None:
        """An exclusion rule about the company comes into force."""
        if self.rule is None:
            with transaction.atomic():
                self.rule = self._published()
            self.company.add("rule")

    def rule_is_retired(self, who: str) -> None:
        """The rule goes out of force."""
        if self.rule is not None:
            seat = self.world.admin
            with transaction.atomic():
                ruling.retire(self.rule, seat=seat, actor=member(seat))
            self.rule = None
            self.company.discard("rule")

    def company_changes(self, who: str) -> None:
        """Sales marks the company, or takes the mark back."""
        barred = "company" not in self.company
        state = AccountState.DO_NOT_CONTACT if barred else AccountState.PROSPECT
        with transaction.atomic():
            Account.objects.filter(pk=self.account.pk).update(state=state)
        self.company ^= {"company"}

    def company_is_marked_by_hand(self, who: str) -> None:
        """As above, on the page of the company: whoever is in flight is judged at once."""
        barred = "company" not in self.company
        state = AccountState.COMPETITOR if barred else AccountState.PROSPECT
        by = self.world.admin
        crm.change_company(self.account, {"state": state}, seat=by, actor=member(by))
        self.company ^= {"company"}
        self._judged_at_once(*(self.people if barred else ()))

    def company_is_imported_as_customer(self, who: str) -> None:
        """A file says that the person is a customer, and so their company."""
        self._import(who, "Lifecycle Stage,Company Name", f"customer,Company {self.tag}")
        self.company.add("company")
        self._judged_at_once(*(each for each in self.people if each not in self.away))

    def loses_their_owner(self, who: str) -> None:
        """The CRM names an owner who has no seat here; or the rep again."""
        lost = "no owner" not in self.causes[who]
        owner = "gone@elsewhere.example" if lost else self.world.rep.user.email
        self.causes[who] ^= {"no owner"}
        self._sync(who, owner_email=owner)

    def goes_to_a_competitor(self, who: str) -> None:
        """The CRM says that the person works for a competitor; or for their own company again."""
        gone = "at a competitor" not in self.causes[who]
        self.causes[who] ^= {"at a competitor"}
        name = f"Rival {self.tag}" if gone else f"Company {self.tag}"
        self._sync(who, company=name)

    @property
    def away(self) -> set[str]:
        """Who works for the competitor now."""
        return {who for who, causes in self.causes.items() if "at a competitor" in causes}

    def consent(self, who: str) -> None:
        """Ben agrees anew, for three days."""
        now = clock.now()
        with transaction.atomic():
            services.record_consent(
                self.people["ben"],
                basis="express",
                channel="email",
                given_at=now,
                expires_at=now + LASTS,
                evidence="form 7",
                actor=CRM,
            )
        self.consent_ends = now + LASTS

    def ann_moves(self, who: str) -> None:
        """Ann's country changes in the CRM, where her consent would be needed; or back."""
        self.seen["moved"] = 0 if self.seen["moved"] else 1
        self._sync("ann", country="DE" if self.seen["moved"] else "US")

    # What must not help anybody through

    def is_edited(self, who: str) -> None:
        """A fact of the message changes, so that the approval falls."""
        self._sync(who, first_name=f"Name {uuid7().hex[-4:]}")

    def is_spelt_otherwise(self, who: str) -> None:
        """The CRM says that there is no opt-out, under another spelling of the address: merged."""
        self._sync(who, email=f"{who}+{uuid7().hex[-4:]}@{self.domain.upper()}", opted_out=False)

    def moves_to_another_address(self, who: str) -> None:
        """The person gets another mailbox; what they have said goes with them, while a colleague
        stopped an address."""
        self.causes[who].discard("stopped by a colleague")
        self._sync(who, email=f"{who}.{uuid7().hex[-6:]}@{self.domain}")

    def is_created_again(self, who: str) -> None:
        """The CRM creates the person anew under another record, which merges; it is enrolled."""
        with transaction.atomic():
            known = Contact.objects.filter(pk=self.people[who].pk)
            known.update(external_id="")
            crm.sync_contact(
                {"external_id": f"new-{uuid7().hex[-8:]}", "email": f"{who}+x@{self.domain}"},
                actor=CRM,
            )
            known.update(external_id=f"{who}-{self.tag}")
        self.enrol(who)

    def _sync(self, who: str, **said: Any) -> None:
        with suppress(Refused):
            done = crm.sync_contact({"external_id": f"{who}-{self.tag}", **said}, actor=CRM)
            if done.changed:
                self._judged_at_once(who)
        self.people[who] = reload(self.people[who])

    def _judged_at_once(self, *people: str) -> None:
        """Whose record has changed goes on only where nothing is in the way."""
        for who in people:
            with transaction.atomic():
                going = Enrollment.objects.filter(contact=self.people[who], state="active").exists()
            causes = self.blocked(who)
            assert not (going and causes), f"{who} goes on although blocked: {sorted(causes)}"

    def _import(self, who: str, columns: str, values: str) -> None:
        text = f"Record ID,Email,{columns}\n{who}-{self.tag},{self.people[who].email},{values}\n"
        by = self.world.admin
        with transaction.atomic():
            file = imports.upload("crm.csv", text.encode(), actor=member(by), seat=by)
            imports.start(file, file.mapping, actor=member(by))
        crm.run_import(file.pk)

    def _stop(self, kind: str, value: str) -> None:
        with transaction.atomic():
            suppress_and_stop(kind=kind, value=value, reason="manual", source="test", actor=CRM)

    def _published(self) -> ExclusionRule:
        writer, by = self.world.admin, self.world.other_admin
        asked = [{"field": "account.industry", "operator": "is", "value": self.tag}]
        draft = ruling.write_draft(
            {"name": f"Rule {self.tag}", "conditions": asked}, seat=writer, actor=member(writer)
        )
        report = {"people": 0, "against": None, **FIGURES}
        assert ruling.keep_report(draft, report, actor=CRM)
        return ruling.approve(draft, seat=by, actor=member(by))

    def tried_hard(self) -> None:
        """Everything is done that could get either of them a message."""
        for who in self.people:
            self.enrol(who)
        self.approve("ann")
        self.arm_in_hand("ann")
        for _ in range(MOST_TURNS):
            self.day("ann")


FACTS = {"ann": {"moved"}, "ben": set()}
ACTS = (
    *("enrol", "enrol", "approve", "approve", "turn", "turn", "day", "take_in_hand"),
    *("take_in_hand", "arm_in_hand", "opts_out", "complains", "says_no_to_the_crm"),
    *("is_imported_as_opted_out", "is_stopped_by_a_colleague", "is_let_go_by_a_colleague"),
    *("domain_is_stopped", "rule_is_published", "rule_is_retired", "company_changes", "consent"),
    *("company_is_marked_by_hand", "company_is_imported_as_customer", "loses_their_owner"),
    "goes_to_a_competitor",
    *(
        "ann_moves",
        "is_edited",
        "is_spelt_otherwise",
        "is_created_again",
        "moves_to_another_address",
    ),
)
