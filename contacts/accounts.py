"""The company of a person: found by record ID, web domain or name, added when it is missing.

A record fills the gaps of a company and may raise its state (prospect, open opportunity, customer);
it never lowers the state and never touches competitors and companies that nobody may contact:
that is for a person to do. Whose its mailboxes are decides what the law asks for, so a record says
that only where whoever brings it might also let people pass the gate.
"""

from collections.abc import Iterable, Iterator, Mapping

from django.db.models import Q

from audit.actions import Action
from audit.recording import Fact
from contacts.companies import Company, normal_name, own_domain
from contacts.incoming import Incoming
from contacts.models import Account, AccountState, SubscriberKind

# Columns that a record may fill, and never replaces.
FILLED = ("external_id", "domain", "industry", "country", "region", "zone", "subscriber")
_NOT_SAID = ("", SubscriberKind.UNKNOWN)
NOT_TAKEN = (
    "Whether it is a company or a sole trader was not taken: a manager or an admin says that, on"
    " the company's page or with a record."
)
_STAGES = {
    AccountState.OPEN_OPPORTUNITY: "opportunity; open opportunity; opportunität; verkaufschance",
    AccountState.CUSTOMER: "customer; existing customer; evangelist; client; kunde; bestandskunde",
}
_STATE_OF = {stage: state for state, words in _STAGES.items() for stage in words.split("; ")}
# The states that a record may raise; the others are out of its reach.
_HEIGHT: dict[str, int] = {
    AccountState.PROSPECT: 0,
    AccountState.OPEN_OPPORTUNITY: 1,
    AccountState.CUSTOMER: 2,
}


def state_of(stage: str) -> AccountState:
    """What the stage of a person in the CRM says about the company."""
    return _STATE_OF.get(stage.strip().casefold(), AccountState.PROSPECT)


def opens(account: Account, said: Mapping[str, str]) -> bool:
    """Whether a change by hand might let pass whom the gate blocks now: a state that keeps fewer
    people out, or mailboxes that some laws protect less."""
    states = list(AccountState)
    lower = states.index(AccountState(said.get("state", account.state)))
    corporate = said.get("subscriber") == SubscriberKind.CORPORATE
    return lower < states.index(AccountState(account.state)) or (
        corporate and account.subscriber != SubscriberKind.CORPORATE
    )


class AccountBook:
    """The companies that a batch of records may concern, and what becomes of them.

    `may_except`: whoever brings the records may let people pass a rule of the gate.
    """

    def __init__(self, *, lock: bool, may_except: bool) -> None:
        self.lock = lock
        self._filled = tuple(n for n in FILLED if may_except or n != "subscriber")
        self.added: list[Account] = []
        self.changed: dict[Account, set[str]] = {}
        self._known: dict[object, Account] = {}
        self._found: dict[tuple[str, str], Account] = {}

    def load(self, batch: Iterable[Incoming]) -> None:
        """Read the companies of these records with one query."""
        keys = {key for record in batch for key in (*_keys(record.company), _mail_key(record))}
        wanted = Q(pk__in=[])
        for column in ("external_id", "domain", "name_normal"):
            values = [value for kind, value in keys if kind == column and value]
            if values:
                # The partial index on record IDs is used only when the query excludes "".
                wanted |= Q(**{f"{column}__in": values}) & ~Q(**{column: ""})
        found = Account.objects.filter(wanted).order_by("pk")
        for account in found.select_for_update(no_key=True) if self.lock else found:
            if account.pk not in self._known:
                self._enter(account)

    def find(self, record: Incoming) -> Account | None:
        """The stored company of a record; with no company named, the one of the mail domain."""
        if not record.company:
            return self._found.get(_mail_key(record))
        for key in _keys(record.company):
            account = self._found.get(key)
            if account and not (key[0] == "name_normal" and _differ(account, record.company)):
                return account
        return None

    def place(self, record: Incoming) -> Account | None:
        """The company of a record, brought up to date or added; None when it names none."""
        account = self.find(record)
        if account is None and (record.company.name or record.company.domain):
            account = self._add(record.company)
        if account is not None and record.company:
            self._update(account, record)
        return account

    def notes(self, record: Incoming) -> tuple[str, ...]:
        """What a record that was placed says about its company and was not taken, as sentences."""
        account = self.find(record) if record.company else None
        said = record.company.subscriber
        if account is None or said in _NOT_SAID or account.subscriber not in _NOT_SAID:
            return ()
        return (NOT_TAKEN,)

    def facts(self) -> Iterator[Fact]:
        """The audit entries of what became of them."""
        for account in self.added:
            yield Fact(Action.ACCOUNT_CREATED, account, label=account.name)
        for account, names in self.changed.items():
            data = {"fields": sorted(names), "state": account.state}
            yield Fact(Action.ACCOUNT_CHANGED, account, label=account.name, data=data)

    def _add(self, company: Company) -> Account:
        name = company.name or company.domain
        account = Account(name=name, name_normal=normal_name(name))
        self._fill(account, company)
        self.added.append(account)
        self._enter(account)
        return account

    def _update(self, account: Account, record: Incoming) -> None:
        changed = self._fill(account, record.company)
        state = state_of(record.columns.get("stage", ""))
        if _HEIGHT[state] > _HEIGHT.get(account.state, len(_HEIGHT)):
            account.state = state
            changed.add("state")
        if changed:
            self._enter(account)
            if not account._state.adding:
                self.changed.setdefault(account, set()).update(changed)

    def _enter(self, account: Account) -> None:
        self._known[account.pk] = account
        stored = Company(account.name_normal, account.domain, account.external_id)
        for key in _keys(stored):
            self._found.setdefault(key, account)

    def _fill(self, account: Account, company: Company) -> set[str]:
        said = {name: getattr(company, name) for name in self._filled}
        changed = {
            name for name, value in said.items() if value and getattr(account, name) in _NOT_SAID
        }
        for name in changed:
            setattr(account, name, said[name])
        return changed


def _keys(company: Company) -> list[tuple[str, str]]:
    keys = [
        ("external_id", company.external_id),
        ("domain", company.domain),
        ("name_normal", normal_name(company.name)),
    ]
    return [key for key in keys if key[1]]


def _mail_key(record: Incoming) -> tuple[str, str]:
    return "domain", own_domain(record.address.domain) if record.address else ""


def _differ(account: Account, company: Company) -> bool:
    """Two companies of one name: both say who they are, and say different things."""
    pairs = ((account.external_id, company.external_id), (account.domain, company.domain))
    return any(ours and theirs and ours != theirs for ours, theirs in pairs)
