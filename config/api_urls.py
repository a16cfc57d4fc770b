"""The REST API, version 1: each app brings its own routes."""

from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView

from audit import api as audit
from compliance import api as compliance
from contacts import api as contacts
from enrollment import api as enrollment
from sequences import api as sequences
from signals import api as signals
from signals.inbox import api as inbox

PARTS = (inbox, signals, enrollment, sequences, compliance, contacts, audit)

urlpatterns = [
    path("schema", SpectacularAPIView.as_view(), name="api_schema"),
    *(path("", include(part)) for part in PARTS),
]
