"""The public addresses of signals: they carry their own proof, a token or a signature."""

from django.urls import path

from signals import hooks

urlpatterns = [
    path("u/<str:token>/one-click", hooks.one_click, name="one_click"),
    path("hooks/<uuid:workspace_id>/signals", hooks.receive, name="hook_signals"),
]
