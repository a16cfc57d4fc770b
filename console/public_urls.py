"""The pages for people without an account; the link in the address is their proof."""

from django.urls import path

from console.views import recipient

urlpatterns = [path("u/<str:token>/", recipient.page, name="recipient")]
