"""What a view may rely on: a request that the middleware has bound to a workspace."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from tenancy.actors import Actor
from tenancy.models import ApiKey, Membership, Workspace


class TenantRequest(HttpRequest):
    """A request inside a scope. `seat` is set on console pages, `api_key` on API calls."""

    workspace: Workspace
    role: str
    actor: Actor
    seat: Membership
    api_key: ApiKey
    htmx: HtmxDetails
