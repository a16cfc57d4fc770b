"""People, companies and the files they came from."""

from typing import ClassVar

from django.db import models
from django_fsm import FSMField, transition

from contacts.querysets import ContactQuerySet
from tenancy.models import Membership
from tenancy.rows import StateRow, TenantManager, TenantModel


class AccountState(models.TextChoices):
    """Where a company stands; most motions may contact prospects only."""

    PROSPECT = "prospect", "Prospect"
    OPEN_OPPORTUNITY = "open_opportunity", "Open opportunity"
    CUSTOMER = "customer", "Customer"
    COMPETITOR = "competitor", "Competitor"
    DO_NOT_CONTACT = "do_not_contact", "Do not contact"


class SubscriberKind(models.TextChoices):
    """Whose lines and mailboxes a company's are; some laws ask a natural person's consent only."""

    UNKNOWN = "unknown", "Not known"
    CORPORATE = "corporate", "A company or authority"
    INDIVIDUAL = "individual", "A sole trader or partnership"


class Account(TenantModel):
    """A company. `name_normal` and `domain` are what imports match on."""

    external_id = models.CharField(max_length=64, default="", blank=True)
    name = models.CharField(max_length=200)
    name_normal = models.CharField(max_length=200)
    domain = models.CharField(max_length=253, default="", blank=True)
    state = models.CharField(
        max_length=20, choices=AccountState.choices, default=AccountState.PROSPECT
    )
    subscriber = models.CharField(
        max_length=10, choices=SubscriberKind.choices, default=SubscriberKind.UNKNOWN
    )
    industry = models.CharField(max_length=100, default="", blank=True)
    country = models.CharField(max_length=2, default="", blank=True)
    region = models.CharField(max_length=100, default="", blank=True)
    zone = models.CharField(max_length=64, default="", blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = TenantManager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["workspace", "external_id"],
                condition=~models.Q(external_id=""),
                name="one_account_per_external_id",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["workspace", "name_normal"], name="account_by_name"),
            models.Index(fields=["workspace", "domain"], name="account_by_domain"),
        ]

    def __str__(self) -> str:
        return self.name


class Contact(TenantModel):
    """A person. Look-ups compare `email_normal`; suppression and gates use `email_base`.

    `crm_opted_out` is a fact that the CRM told us; imports and syncs set it and never clear it.
    `revision` rises with every change, so that what was approved can be compared with what is.
    """

    external_id = models.CharField(max_length=64, default="", blank=True)
    email = models.CharField(max_length=254, default="", blank=True)
    email_normal = models.CharField(max_length=254, default="", blank=True)
    email_base = models.CharField(max_length=254, default="", blank=True)
    domain = models.CharField(max_length=253, default="", blank=True)
    first_name = models.CharField(max_length=100, default="", blank=True)
    last_name = models.CharField(max_length=100, default="", blank=True)
    title = models.CharField(max_length=150, default="", blank=True)
    phone = models.CharField(max_length=40, default="", blank=True)
    mobile = models.CharField(max_length=40, default="", blank=True)
    linkedin_url = models.CharField(max_length=300, default="", blank=True)
    country = models.CharField(max_length=2, default="", blank=True)
    region = models.CharField(max_length=100, default="", blank=True)
    city = models.CharField(max_length=100, default="", blank=True)
    zone = models.CharField(max_length=64, default="", blank=True)
    language = models.CharField(max_length=10, default="", blank=True)
    # The person has chosen it themselves: no record replaces it.
    language_chosen = models.BooleanField(default=False, db_default=False)
    segment = models.CharField(max_length=80, default="", blank=True)
    persona = models.CharField(max_length=80, default="", blank=True)
    stage = models.CharField(max_length=80, default="", blank=True)
    lead_source = models.CharField(max_length=100, default="", blank=True)
    account = models.ForeignKey(
        Account, null=True, blank=True, on_delete=models.PROTECT, related_name="contacts"
    )
    owner = models.ForeignKey(
        Membership, null=True, blank=True, on_delete=models.PROTECT, related_name="contacts"
    )
    # As the CRM wrote it; kept when it names nobody who has a seat here.
    owner_given = models.CharField(max_length=254, default="", blank=True)
    crm_opted_out = models.BooleanField(default=False)
    do_not_call = models.BooleanField(default=False)
    custom = models.JSONField(default=dict, blank=True)
    # Kept by touches (what we did) and by signals (what they did); never by imports.
    last_contacted_at = models.DateTimeField(null=True, blank=True)
    last_contacted_by = models.CharField(max_length=20, default="", blank=True)
    last_activity_at = models.DateTimeField(null=True, blank=True)
    last_activity = models.CharField(max_length=20, default="", blank=True)
    # The mark of the list or profile that brought them, as its approver wrote it.
    approval_tag = models.CharField(max_length=60, default="", blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(
        Membership, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    # When a file, the CRM or a person said last that this is how it is.
    confirmed_at = models.DateTimeField(null=True, blank=True)
    # The newest file that named them, so that its people can be looked at and enrolled together.
    last_import = models.ForeignKey(
        "Import", null=True, blank=True, on_delete=models.PROTECT, related_name="contacts"
    )
    revision = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    erased_at = models.DateTimeField(null=True, blank=True)

    objects = TenantManager.from_queryset(ContactQuerySet)()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["workspace", "email_normal"],
                condition=~models.Q(email_normal=""),
                name="one_contact_per_address",
            ),
            models.UniqueConstraint(
                fields=["workspace", "external_id"],
                condition=~models.Q(external_id=""),
                name="one_contact_per_external_id",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["workspace", "email_base"], name="contact_by_base"),
            models.Index(fields=["workspace", "owner"], name="contact_by_owner"),
            models.Index(fields=["workspace", "account"], name="contact_by_account"),
            # Who may have written from an address that nobody knows.
            models.Index(fields=["workspace", "domain"], name="contact_by_domain"),
            models.Index(fields=["workspace", "last_name", "first_name"], name="contact_by_name"),
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        """The name people read; falls back to the address, then to a plain word."""
        return f"{self.first_name} {self.last_name}".strip() or self.email or "Erased person"


class ViewKind(models.TextChoices):
    """What a selection is of; a company brings its people."""

    CONTACTS = "contacts", "Contacts"
    ACCOUNTS = "accounts", "Companies"


class SavedView(TenantModel):
    """A named selection of contacts or companies: up to 8 conditions, all or any of them."""

    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=10, choices=ViewKind.choices)
    match = models.CharField(max_length=3, choices=[("all", "all"), ("any", "any")], default="all")
    conditions = models.JSONField(default=list)
    owner = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    # Who has said last what it asks for.
    changed_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    objects = TenantManager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["workspace", "name"], name="one_view_per_name")
        ]

    def __str__(self) -> str:
        return self.name


class ImportState(models.TextChoices):
    """The life of an uploaded file."""

    UPLOADED = "uploaded", "Uploaded"
    RUNNING = "running", "Running"
    DONE = "done", "Done"
    FAILED = "failed", "Failed"


class Import(StateRow, TenantModel):
    """An uploaded CSV, its mapping, and what became of each row. All or nothing is written."""

    state = FSMField(default=ImportState.UPLOADED, choices=ImportState.choices, protected=True)
    filename = models.CharField(max_length=200)
    content = models.BinaryField()
    encoding = models.CharField(max_length=20)
    delimiter = models.CharField(max_length=2)
    headers = models.JSONField(default=list)
    mapping = models.JSONField(default=dict)
    uploaded_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    rows_total = models.PositiveIntegerField(default=0)
    rows_read = models.PositiveIntegerField(default=0)
    created = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    merged = models.PositiveIntegerField(default=0)
    rejected = models.PositiveIntegerField(default=0)
    opted_out = models.PositiveIntegerField(default=0)
    rejects = models.TextField(default="", blank=True)
    problem = models.TextField(default="", blank=True)

    objects = TenantManager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(state__in=ImportState.values), name="import_state_known"
            )
        ]

    @transition(field=state, source=ImportState.UPLOADED, target=ImportState.RUNNING)
    def start(self, *, mapping: dict[str, str | None]) -> None:
        """The mapping is fixed; a worker takes it from here."""
        self.mapping = mapping

    @transition(field=state, source=ImportState.RUNNING, target=ImportState.DONE)
    def finish(self, **counts: int | str) -> None:
        """Everything is written."""
        for name, value in counts.items():
            setattr(self, name, value)

    @transition(
        field=state,
        source=[ImportState.UPLOADED, ImportState.RUNNING],
        target=ImportState.FAILED,
    )
    def fail(self, *, problem: str) -> None:
        """Nothing was written; `problem` says why and what to do."""
        self.problem = problem
