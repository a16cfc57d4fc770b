"""The public addresses of signals: they carry their own proof, a token or a signature."""

from django.urls import path

from signals import hooks
from signals.inlets import hooks as inlets
from signals.streams import hooks as streams
from signals.tracking import hooks as tracking

INLET = "hooks/<uuid:workspace_id>/<uuid:inlet_id>/<str:token>/<str:way>"

urlpatterns = [
    path("u/<str:token>/one-click", hooks.one_click, name="one_click"),
    path("t/<str:token>", tracking.follow, name="tracked"),
    path("hooks/<uuid:workspace_id>/signals", hooks.receive, name="hook_signals"),
    path("hooks/<uuid:workspace_id>/gmail/<str:token>", streams.from_google, name="hook_google"),
    path(
        "hooks/<uuid:workspace_id>/graph/<uuid:account_id>/<str:token>",
        streams.from_microsoft,
        name="hook_microsoft",
    ),
    path(INLET, inlets.take, name="hook_inlet"),
]
