"""Every page of the console. `/` and the switch of workspaces are the only ones without a slug."""

from django.urls import include, path

from console import (
    editing_urls,
    govern_urls,
    people_urls,
    sequence_urls,
    settings_urls,
    trial_urls,
    work_urls,
)
from console.views import home

app_name = "console"

urlpatterns = [
    path("", home.home, name="home"),
    path("switch/", home.switch, name="switch"),
    path("w/<slug:slug>/", include(work_urls.urlpatterns)),
    path("w/<slug:slug>/", include(govern_urls.urlpatterns)),
    path("w/<slug:slug>/", include(editing_urls.urlpatterns)),
    path("w/<slug:slug>/", include(sequence_urls.urlpatterns)),
    path("w/<slug:slug>/", include(settings_urls.urlpatterns)),
    path("w/<slug:slug>/", include(people_urls.urlpatterns)),
    path("w/<slug:slug>/", include(trial_urls.urlpatterns)),
]
