"""Signing in, passwords and the second factor: what of allauth is open, and what is shut.

People are let in by an admin. Nobody signs up, and nobody changes the address by which they are
known, because a seat is given to an address.
"""

from typing import Never

from allauth.account import views
from django.http import Http404, HttpRequest
from django.urls import include, path, re_path


def shut(request: HttpRequest, **words: str) -> Never:
    """A page of allauth that this product does not have; its name must exist to be linked."""
    raise Http404


urlpatterns = [
    path("login/", views.login, name="account_login"),
    path("logout/", views.logout, name="account_logout"),
    path("inactive/", views.account_inactive, name="account_inactive"),
    path("reauthenticate/", views.reauthenticate, name="account_reauthenticate"),
    path("password/change/", views.password_change, name="account_change_password"),
    path("password/reset/", views.password_reset, name="account_reset_password"),
    path("password/reset/done/", views.password_reset_done, name="account_reset_password_done"),
    path(
        "password/reset/key/done/",
        views.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        views.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("2fa/", include("allauth.mfa.urls")),
    path("signup/", shut, name="account_signup"),
    path("email/", shut, name="account_email"),
    path("confirm-email/", shut, name="account_email_verification_sent"),
    re_path(r"^confirm-email/(?P<key>[-:\w]+)/$", shut, name="account_confirm_email"),
    path("password/set/", shut, name="account_set_password"),
]
