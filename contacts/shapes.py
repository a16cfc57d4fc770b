"""The JSON that several parts of the API share."""

from rest_framework import serializers

from contacts.conditions import MAX_FIELD, MAX_VALUE, MAX_VALUES, Operator
from tenancy.api import StrictSerializer


class ConditionIn(StrictSerializer):
    """One comparison, such as `{"field": "contact.title", "operator": "contains", "value": "VP"}`.

    `values` serves the operator `in`. What is wrong with it is said by number and part, as for
    pages and files.
    """

    field = serializers.CharField(max_length=MAX_FIELD)
    operator = serializers.CharField(max_length=20, help_text=f"{', '.join(Operator)}.")
    value = serializers.CharField(max_length=MAX_VALUE, default="", allow_blank=True)
    values = serializers.ListField(
        child=serializers.CharField(max_length=MAX_VALUE), default=list, max_length=MAX_VALUES
    )
