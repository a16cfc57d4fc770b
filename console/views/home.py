"""The two pages without a workspace in their address: choosing one, and changing over."""

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from console.context import workspaces_of


@require_GET
@login_required
def home(request: HttpRequest) -> HttpResponse:
    """The only workspace of the person, or a list to choose from."""
    with transaction.atomic():
        found = workspaces_of(request)
    if len(found) == 1:
        return redirect("console:today", found[0].slug)
    return render(request, "console/home.html", {"found": found})


@require_POST
@login_required
def switch(request: HttpRequest) -> HttpResponseRedirect:
    """To the workspace that was chosen; one without a seat leads back to the list."""
    with transaction.atomic():
        slugs = {workspace.slug for workspace in workspaces_of(request)}
    chosen = request.POST.get("workspace", "")
    return redirect("console:today", chosen) if chosen in slugs else redirect("console:home")
