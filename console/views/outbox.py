"""The outbox of the demo: what the sandbox relay caught, and what its recipients could do."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.dateparse import parse_date
from django.views.decorators.clickjacking import xframe_options_sameorigin

from console import answers
from console.frames import framed
from console.queries import outbox as queries
from tenancy.errors import Refused
from tenancy.requests import TenantRequest


def outbox(request: TenantRequest) -> HttpResponse:
    """The list with its newest message open."""
    _only_in_demo()
    found = queries.caught()
    return _page(request, found, queries.mail(found[0].queue_id) if found else None)


def item(request: TenantRequest, queue_id: str) -> HttpResponse:
    """One message beside the list."""
    _only_in_demo()
    return _page(request, queries.caught(), _mail(queue_id))


@xframe_options_sameorigin
def message(request: TenantRequest, queue_id: str) -> HttpResponse:
    """The HTML of a message for the frame of the page."""
    _only_in_demo()
    return framed(_mail(queue_id).html)


def answer(request: TenantRequest, queue_id: str) -> HttpResponse:
    """Do what the recipient would do: reply, be away, bounce or unsubscribe."""
    _only_in_demo()
    with transaction.atomic():
        mail = _mail(queue_id)
    kind = request.POST.get("kind", "")
    try:
        _answer(request, mail, kind)
    except Refused as refused:
        typed = {"kind": kind, "problem": refused.message, **_typed(request)}
        with transaction.atomic():
            return _page(request, queries.caught(), mail, typed)
    messages.success(request, f"{answers.SAID[kind]} Look at the enrolment to see what it does.")
    return redirect("console:outbox_item", request.workspace.slug, queue_id)


def _answer(request: TenantRequest, mail: queries.Mail, kind: str) -> None:
    """Outside any transaction: this is mail and HTTP."""
    match kind:
        case "reply":
            answers.reply(mail, request.POST.get("words", ""))
        case "out_of_office":
            answers.out_of_office(mail, _date(request.POST.get("until", "")))
        case "bounce":
            answers.bounce(mail)
        case "unsubscribe":
            answers.unsubscribe(mail)
        case _:
            raise Refused("Choose reply, out of office, bounce or unsubscribe.", code="invalid")


def _page(
    request: TenantRequest,
    found: list[queries.Caught],
    mail: queries.Mail | None,
    typed: dict[str, str] | None = None,
) -> HttpResponse:
    values: dict[str, Any] = {"found": found, "mail": mail, "typed": typed or {}}
    status = 422 if typed else 200
    return TemplateResponse(request, "console/outbox/outbox.html", values, status=status)


def _mail(queue_id: str) -> queries.Mail:
    found = queries.mail(queue_id)
    if found is None:
        raise Http404
    return found


def _typed(request: TenantRequest) -> dict[str, str]:
    return {name: request.POST.get(name, "") for name in ("words", "until")}


def _date(text: str) -> Any:
    try:
        return parse_date(text)
    except ValueError:
        return None


def _only_in_demo() -> None:
    if not settings.DEMO:
        raise Http404
