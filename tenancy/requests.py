"""What a view may rely on: a request that the middleware has bound to a workspace."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from tenancy.actors import Actor
from tenancy.models import ApiKey, Membership, Workspace


class TenantRequest(HttpRequest):
    """A request inside a scope. `seat` is set on console pages, `api_key` on API calls; `seats`
    are all that the signed-in person has, by the name of the workspace."""

    workspace: Workspace
    role: str
    actor: Actor
    seat: Membership
    seats: list[Membership]
    api_key: ApiKey
    htmx: HtmxDetails
