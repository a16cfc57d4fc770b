"""The contacts app."""

from django.apps import AppConfig


class ContactsConfig(AppConfig):
    """See the package's docstring."""

    name = "contacts"
