"""Every address of the installation."""

from django.urls import include, path

from config import api_urls, health, metrics
from console import public_urls

handler404 = "config.faults.not_found"
handler500 = "config.faults.server_error"
urlpatterns = [
    path("healthz", health.process, name="healthz"),
    path("readyz", health.ready, name="readyz"),
    path("metrics", metrics.metrics, name="metrics"),
    path("accounts/", include("config.account_urls")),
    path("api/v1/", include(api_urls)),
    path("", include("signals.urls")),
    path("", include(public_urls.urlpatterns)),
    path("", include("console.urls")),
]
