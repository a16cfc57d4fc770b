"""The public addresses of signals: they carry their own proof, a token or a signature."""

from django.urls import path

from signals import hooks, unsubscribe

urlpatterns = [
    path("u/<str:token>/one-click", unsubscribe.one_click, name="one_click"),
    path("hooks/<uuid:workspace_id>/signals", hooks.receive, name="hook_signals"),
]
