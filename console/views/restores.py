"""After a restore: what the database was found to lack, and who waits because of it."""

from django.http import HttpResponse
from django.template.response import TemplateResponse

from console.queries import restores as queries
from tenancy.requests import TenantRequest


def restore(request: TenantRequest) -> HttpResponse:
    """The report of the last restore. An operator releases it: it is about the installation."""
    values = {"restore": queries.restore()}
    return TemplateResponse(request, "console/doubts/restore.html", values)
