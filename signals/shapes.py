"""What programs send and read: contacts and signals, field by field."""

from typing import Any

from rest_framework import serializers

from contacts.api.people import ContactOut
from contacts.models import AccountState, Contact
from signals.events import LINK, MAIL, MAX_EVENT_ID, MAX_SOURCE, MAX_TEXT
from signals.kinds import CHOICES
from signals.models import Signal
from signals.reading import Reason
from tenancy.api import StrictSerializer


class SignalIn(StrictSerializer):
    """One event. Name the person by one or more of message_id, external_id and email."""

    provider = serializers.CharField(
        max_length=MAX_SOURCE,
        required=False,
        default="",
        allow_blank=True,
        help_text="Who reports it; an event_id is unique for its provider.",
    )
    event_id = serializers.CharField(
        max_length=MAX_EVENT_ID, help_text="Sending the same id again has no second effect."
    )
    kind = serializers.ChoiceField(choices=CHOICES)
    occurred_at = serializers.DateTimeField(required=False, allow_null=True, default=None)
    email = serializers.CharField(max_length=320, required=False, default="", allow_blank=True)
    external_id = serializers.CharField(max_length=64, required=False, default="", allow_blank=True)
    message_id = serializers.CharField(
        max_length=250,
        required=False,
        default="",
        allow_blank=True,
        help_text="The Message-ID of our message, with its angle brackets.",
    )
    return_date = serializers.DateField(
        required=False, allow_null=True, help_text="For auto_reply: the day as it was named."
    )
    status = serializers.CharField(
        max_length=11, required=False, allow_blank=True, help_text="An RFC 3463 code."
    )
    reason = serializers.ChoiceField(
        choices=[(each.value, each.value) for each in Reason], required=False, allow_blank=True
    )
    permanent = serializers.BooleanField(required=False)
    account_state = serializers.ChoiceField(
        choices=AccountState.choices,
        required=False,
        allow_blank=True,
        help_text="For account_change: where the company stands now.",
    )
    text = serializers.CharField(
        max_length=MAX_TEXT,
        required=False,
        allow_blank=True,
        help_text="What the person wrote; kept sealed, and erased with them. Of a reply it is read"
        " as the words of a mail are: the answer says what it was taken for.",
    )

    def validate_provider(self, value: str) -> str:
        """Some names are our own."""
        if value in (MAIL, LINK) or ":" in value:
            raise serializers.ValidationError("This name is ours. Choose another one.")
        return value

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """The words of `intake.receive_event`."""
        names = ("event_id", "kind", "occurred_at", "email", "message_id")
        asked = {name: attrs.pop(name) for name in names}
        asked["source"] = attrs.pop("provider")
        asked["contact_external_id"] = attrs.pop("external_id")
        return {**asked, "data": attrs}


class SignalOut(serializers.ModelSerializer[Signal]):
    """A signal and what it did."""

    provider = serializers.CharField(source="source")
    kind_label = serializers.SerializerMethodField()
    state_label = serializers.CharField(source="get_state_display")
    contact = serializers.UUIDField(source="contact_id", allow_null=True)
    enrollment = serializers.UUIDField(source="enrollment_id", allow_null=True)

    class Meta:
        model = Signal
        fields = (
            "id",
            "provider",
            "event_id",
            "kind",
            "kind_label",
            "state",
            "state_label",
            "effect",
            "contact",
            "enrollment",
            "occurred_at",
            "received_at",
            "applied_at",
        )
        read_only_fields = fields

    def get_kind_label(self, signal: Signal) -> str:
        """The words for the kind."""
        return dict(CHOICES)[signal.kind]


def _text(longest: int, **more: Any) -> serializers.CharField:
    return serializers.CharField(
        max_length=longest, required=False, allow_blank=True, allow_null=True, **more
    )


class ContactSynced(ContactOut):
    """A contact after a record was taken. `notes` are sentences on what of the record was not."""

    notes = serializers.SerializerMethodField()

    class Meta:
        model = Contact
        fields = (*ContactOut.Meta.fields, "notes")
        read_only_fields = fields

    def get_notes(self, contact: Contact) -> list[str]:
        """Empty when everything was taken."""
        return list(self.context["notes"])


class ContactIn(StrictSerializer):
    """A person as the CRM knows them. Filled fields replace what is stored, empty and missing ones
    change nothing; an opt-out is never taken back."""

    external_id = _text(64, help_text="May be left out; it is in the address of the call.")
    email = _text(320)
    first_name = _text(100)
    last_name = _text(100)
    title = _text(150)
    phone = _text(40)
    mobile = _text(40)
    linkedin_url = _text(300)
    country = _text(80, help_text="A name or an ISO 3166 code.")
    state = _text(100)
    city = _text(100)
    timezone = _text(80)
    language = _text(40)
    segment = _text(80)
    persona = _text(80)
    lifecycle = _text(80)
    lead_source = _text(100)
    company = _text(200)
    company_external_id = _text(64)
    company_domain = _text(253)
    company_industry = _text(100)
    company_country = _text(80, help_text="A name or an ISO 3166 code.")
    company_region = _text(100)
    company_timezone = _text(64)
    company_subscriber = _text(
        60,
        help_text="corporate (a company or authority) or individual (a sole trader). Taken only of"
        " keys and members with the right to let people pass a rule of the gate.",
    )
    website = _text(500)
    owner_email = _text(254)
    opted_out = serializers.BooleanField(required=False, allow_null=True)
    do_not_call = serializers.BooleanField(required=False, allow_null=True)
    consent_basis = _text(200)
    consent_at = serializers.DateTimeField(required=False, allow_null=True)
    last_activity = serializers.DateTimeField(required=False, allow_null=True)
    custom = serializers.DictField(
        required=False, help_text="Further fields: text, numbers, true or false."
    )
