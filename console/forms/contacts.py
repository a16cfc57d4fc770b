"""What the contact pages ask: filters, fields of a person, a lawful basis, a stop."""

from datetime import datetime, time
from typing import Any
from urllib.parse import urlencode
from uuid import UUID
from zoneinfo import available_timezones

from django import forms
from django.db.models import Exists, OuterRef
from django.utils import timezone

from compliance.models import SuppressionReason
from compliance.packs import Basis, Channel
from console.forms.days import DayField
from contacts.filtering import matching
from contacts.models import Contact, SavedView
from contacts.querysets import ContactQuerySet
from contacts.saved_views import conditions_of
from enrollment.models import Enrollment, EnrollmentState
from tenancy import clock
from tenancy.models import Membership

EVERYONE = ("", "Any owner")
NOBODY = ("none", "No owner")
MINE = ("me", "Mine")
ENROLMENT = (
    ("", "Any enrolment"),
    ("none", "In no sequence"),
    (EnrollmentState.AWAITING_REVIEW.value, "Waits for review"),
    (EnrollmentState.ACTIVE.value, "Active"),
    (EnrollmentState.PAUSED.value, "Paused"),
    (EnrollmentState.ON_HOLD.value, "On hold"),
)
FILTERS = ("view", "import", "q", "owner", "segment", "country", "enrolment")
# What a person may correct by hand, in the words of `contacts.incoming.ACCEPTED`.
EDITABLE = {
    "first_name": "first_name",
    "last_name": "last_name",
    "title": "title",
    "phone": "phone",
    "mobile": "mobile",
    "linkedin_url": "linkedin_url",
    "country": "country",
    "zone": "timezone",
    "language": "language",
    "segment": "segment",
    "persona": "persona",
}


class ContactFilter(forms.Form):
    """The filter bar. A value that is none of the choices filters nothing."""

    owner = forms.ChoiceField(required=False)
    segment = forms.CharField(required=False, max_length=80)
    country = forms.CharField(required=False, max_length=2)
    enrolment = forms.ChoiceField(required=False, choices=ENROLMENT)

    def __init__(
        self, data: Any, owners: list[tuple[str, str]], view: SavedView | None = None
    ) -> None:
        super().__init__(data)
        self.view = view
        choices = [EVERYONE, MINE, NOBODY, *owners]
        self.fields["owner"] = forms.ChoiceField(required=False, choices=choices)
        for name, label in (("segment", "Segment"), ("country", "Country")):
            self.fields[name].widget.attrs |= {"placeholder": label, "aria-label": label}
        self.fields["segment"].widget.attrs["size"] = 12
        self.fields["country"].widget.attrs["size"] = 8
        self.fields["owner"].widget.attrs["aria-label"] = "Owner"
        self.fields["enrolment"].widget.attrs["aria-label"] = "Enrolment"

    @property
    def file(self) -> UUID | None:
        """The id of the import whose people are meant."""
        try:
            return UUID(str(self.data.get("import", "")))
        except ValueError:
            return None

    @property
    def given(self) -> list[tuple[str, str]]:
        """The filters in hand, for forms that carry them along."""
        return [(name, str(self.data[name])) for name in FILTERS if self.data.get(name)]

    @property
    def query(self) -> str:
        """The filters in hand as the query part of an address."""
        return urlencode(self.given)

    def apply(self, rows: ContactQuerySet, seat: Membership) -> ContactQuerySet:
        """Narrow the rows to the view and to what was asked for besides."""
        self.is_valid()
        if self.view:
            asked = conditions_of(self.view)
            rows = matching(self.view.kind, asked, now=clock.now(), among=rows)
        wanted = self.cleaned_data
        if self.file:
            rows = rows.filter(last_import=self.file)
        rows = rows.matching(str(self.data.get("q", "")))
        if wanted.get("segment"):
            rows = rows.filter(segment=wanted["segment"].strip())
        if wanted.get("country"):
            rows = rows.filter(country=wanted["country"].upper())
        return _by_enrolment(_by_owner(rows, wanted.get("owner", ""), seat), wanted)


def _by_owner(rows: ContactQuerySet, owner: str, seat: Membership) -> ContactQuerySet:
    if not owner:
        return rows
    if owner == "none":
        return rows.filter(owner=None)
    return rows.filter(owner_id=seat.pk if owner == "me" else UUID(owner))


def _by_enrolment(rows: ContactQuerySet, wanted: dict[str, Any]) -> ContactQuerySet:
    state = wanted.get("enrolment")
    if not state:
        return rows
    live = Enrollment.objects.live().filter(contact=OuterRef("pk"))
    if state == "none":
        return rows.filter(~Exists(live))
    return rows.filter(Exists(live.filter(state=state)))


class ContactForm(forms.Form):
    """The fields of a person. An empty field keeps what is stored, as everywhere else."""

    first_name = forms.CharField(required=False, max_length=100)
    last_name = forms.CharField(required=False, max_length=100)
    title = forms.CharField(required=False, max_length=150, label="Job title")
    phone = forms.CharField(required=False, max_length=40)
    mobile = forms.CharField(required=False, max_length=40)
    linkedin_url = forms.CharField(required=False, max_length=300, label="LinkedIn page")
    country = forms.CharField(
        required=False, max_length=80, help_text="A name or a code, such as Germany or DE."
    )
    zone = forms.ChoiceField(required=False, label="Time zone")
    language = forms.CharField(required=False, max_length=40)
    segment = forms.CharField(required=False, max_length=80)
    persona = forms.CharField(required=False, max_length=80)
    owner = forms.ChoiceField(required=False)

    def __init__(self, data: Any, contact: Contact, owners: list[tuple[str, str]]) -> None:
        initial = {name: getattr(contact, name) for name in EDITABLE}
        super().__init__(data, initial=initial | {"owner": str(contact.owner_id or "")})
        zones = [("", "Not known"), *((zone, zone) for zone in sorted(available_timezones()))]
        self.fields["zone"] = forms.ChoiceField(required=False, choices=zones, label="Time zone")
        choices = [("", "Nobody yet"), *owners]
        self.fields["owner"] = forms.ChoiceField(required=False, choices=choices)

    def record(self, contact: Contact) -> dict[str, Any]:
        """The changed fields as a record that `signals.crm.sync_contact` takes."""
        key = {"external_id": contact.external_id} if contact.external_id else {}
        changed = [name for name in EDITABLE if name in self.changed_data]
        values = {EDITABLE[name]: self.cleaned_data[name] for name in changed}
        return {**key, "email": contact.email, **values}


class BasisForm(forms.Form):
    """A lawful basis that somebody gave, and how we know."""

    basis = forms.ChoiceField(choices=[(each.value, each.label.capitalize()) for each in Basis])
    channel = forms.ChoiceField(
        required=False,
        choices=[("", "Every channel"), *((c.value, c.value.capitalize()) for c in Channel)],
    )
    given_on = DayField(widget=forms.DateInput(attrs={"type": "date"}))
    expires_on = DayField(
        required=False, widget=forms.DateInput(attrs={"type": "date"}), label="Ends on"
    )
    evidence = forms.CharField(
        max_length=300, help_text="Where it can be looked up: the form, the contract, the call."
    )

    def moments(self) -> tuple[datetime, datetime | None]:
        """Start and end at midnight where the person sits: a basis is dated by days."""
        zone = timezone.get_current_timezone()
        ends = self.cleaned_data["expires_on"]
        start = datetime.combine(self.cleaned_data["given_on"], time(), zone)
        return start, datetime.combine(ends, time(), zone) if ends else None


class TrackingForm(forms.Form):
    """What a person says about being tracked, and how we know."""

    wants = forms.ChoiceField(
        label="The person",
        choices=[("no", "does not want to be tracked"), ("yes", "agrees to be tracked")],
    )
    given_on = DayField(widget=forms.DateInput(attrs={"type": "date"}))
    evidence = forms.CharField(
        required=False, max_length=300, help_text="Consent needs it: the form, the call."
    )

    def wish(self) -> dict[str, Any]:
        """What was said, at midnight where the person sits; the form is valid."""
        zone = timezone.get_current_timezone()
        return {
            "wants": self.cleaned_data["wants"] == "yes",
            "given_at": datetime.combine(self.cleaned_data["given_on"], time(), zone),
            "evidence": self.cleaned_data["evidence"],
        }


class StopForm(forms.Form):
    """Stop one person in every sequence, now and later."""

    reason = forms.ChoiceField(
        choices=[
            (SuppressionReason.OPT_OUT.value, "They asked it (only new consent lifts it)"),
            (SuppressionReason.MANUAL.value, "We decided to stop (can be lifted)"),
        ],
        widget=forms.RadioSelect,
        initial=SuppressionReason.OPT_OUT.value,
    )
    evidence = forms.CharField(
        max_length=80,
        label="How we know",
        help_text="A ticket number or the kind of contact; no names or addresses.",
    )
