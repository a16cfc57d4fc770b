"""What a program is told where no view answers: it cannot read the pages that people get."""

from django.http import HttpRequest, HttpResponseBase, HttpResponseServerError, JsonResponse
from django.views import defaults

from tenancy.middleware import API


def not_found(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    """Nothing is at this address, or nothing that the caller may see."""
    if not request.path.startswith(API):
        return defaults.page_not_found(request, exception)
    said = "There is nothing at this address. The addresses are in /api/v1/schema."
    return JsonResponse({"code": "not_found", "message": said, "fields": {}}, status=404)


def server_error(request: HttpRequest) -> HttpResponseBase:
    """Our own fault; the request id of the answer names it in the log."""
    if not request.path.startswith(API):
        page: HttpResponseServerError = defaults.server_error(request)
        return page
    said = "Something went wrong on our side. Nothing was changed by this call; try it again."
    return JsonResponse({"code": "error", "message": said, "fields": {}}, status=500)
