"""Why somebody may or may not be contacted, and letting them pass a rule."""

from dataclasses import replace
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse

from compliance import gate
from compliance.exceptions import matched_keys, may_pass
from compliance.models import Decision, RuleException
from compliance.packs import Channel
from compliance.verdicts import Finding
from console import verdicts
from console.forms import gate as forms
from console.forms import refusals
from console.queries import contacts as contact_queries
from console.queries import exceptions as queries
from console.queries import keyset
from console.views.compliance import tabs
from contacts.models import Contact
from enrollment import excepting
from enrollment.models import Enrollment
from enrollment.why import Answer, place_of, why
from sequences.models import Version
from tenancy import clock
from tenancy.errors import Refused
from tenancy.requests import TenantRequest
from tenancy.roles import Capability


def person(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Whether a person may be contacted now; for a channel and a moment, what holds then. The
    newest verdict that was kept is a link away."""
    contact = _visible(request, pk)
    newest = contact_queries.latest_decision(contact)
    if "channel" not in request.GET:
        return _page(request, contact, _as_of_now(contact), forms.WhyForm(), newest)
    form = forms.WhyForm(request.GET)
    if not form.is_valid():
        return _page(request, contact, None, form, newest)
    asked = form.cleaned_data
    try:
        answer = why(contact, Channel(asked["channel"]), asked["at"])
    except Refused as refused:
        form.add_error(None, refused.message)
        answer = None
    return _page(request, contact, answer, form, newest)


def decision(request: TenantRequest, pk: UUID) -> HttpResponse:
    """One verdict, rule by rule, with the moment and the gate that asked."""
    found = get_object_or_404(Decision.objects.all(), pk=pk)
    # Whoever enrolled a person may read what was decided then, whoever owns the person now.
    mine = Enrollment.objects.visible_to(request.seat).filter(pk=found.enrollment_id)
    people = Contact.objects.visible_to(request.seat) | Contact.objects.filter(enrollments__in=mine)
    contact = get_object_or_404(people.distinct(), pk=found.contact_id)
    return _page(request, contact, _kept(found), forms.WhyForm())


def let_pass(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Let a person pass a rule that keeps them out now; the page says what the rule found."""
    with transaction.atomic():
        contact = _visible(request, pk)
        wish = _wish(request)
        version = place_of(contact, wish.sequence_id).version
        finding = excepting.finding_of(contact, wish, clock.now())
        form = forms.LetPassForm(
            request.POST or None, sequence=version.sequence.name, exclusions=_exclusions(finding)
        )
    sent = request.method == "POST" and form.is_valid()
    if sent and _granted(request, contact, wish, form, version):
        messages.success(request, f"{contact.full_name} may pass this rule from now on.")
        return redirect("console:contact_why", request.workspace.slug, pk)
    values = {
        "contact": contact,
        "label": gate.label_of(wish.rule),
        "finding": finding,
        "open": finding is not None and may_pass(finding),
        "form": form,
    }
    return TemplateResponse(request, "console/contacts/let_pass.html", values)


def exceptions(request: TenantRequest) -> HttpResponse:
    """Who may pass which rule, newest first; or the exceptions that are over."""
    ended = request.GET.get("show") == "ended"
    page = keyset.read(queries.visible(request.seat, ended=ended), request.GET.dict())
    values = {
        "page": page,
        "lines": queries.lines(page.rows),
        "ended": ended,
        "tabs": tabs(request, "exceptions"),
        "may_revoke": request.seat.may(Capability.EXCEPT),
    }
    return TemplateResponse(request, "console/compliance/exceptions.html", values)


def revoke(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Take an exception back."""
    with transaction.atomic():
        people = Contact.objects.visible_to(request.seat)
        rows = RuleException.objects.filter(contact__in=people)
        excepting.revoke(get_object_or_404(rows, pk=pk), seat=request.seat, actor=request.actor)
    messages.success(request, "Taken back. The rule holds again for everything that is to leave.")
    return redirect("console:exceptions", request.workspace.slug)


def _granted(
    request: TenantRequest,
    contact: Contact,
    wish: excepting.Wish,
    form: forms.LetPassForm,
    version: Version,
) -> bool:
    only = version.sequence_id if form.cleaned_data["reach"] == "sequence" else None
    try:
        excepting.grant(
            contact,
            replace(wish, sequence_id=only, exclusion_key=form.exclusion),
            reason=form.cleaned_data["reason"],
            expires_at=form.expires_at,
            seat=request.seat,
            actor=request.actor,
        )
    except Refused as refused:
        refusals.show(form, refused, names={"expires_at": "expires_on"})
        return False
    return True


def _wish(request: TenantRequest) -> excepting.Wish:
    """What the address names; 404 for what no page of ours links to."""
    given = request.GET
    try:
        sequence = UUID(given["sequence"]) if given.get("sequence") else None
        channel = Channel(given.get("channel") or Channel.EMAIL)
    except ValueError as error:
        raise Http404 from error
    return excepting.Wish(given.get("rule", ""), channel, sequence)


def _exclusions(finding: Finding | None) -> list[tuple[str, str]]:
    keys = matched_keys(finding) if finding else []
    return [(key, excepting.exclusion_named(UUID(key))) for key in keys]


def _kept(found: Decision | None) -> Answer | None:
    if found is None:
        return None
    row = Enrollment.objects.filter(pk=found.enrollment_id).select_related("version__sequence")
    version = row[0].version if row else None
    verdict = gate.verdict_of(found)
    return Answer(found.at, Channel(found.channel), verdict, found, version)


def _as_of_now(contact: Contact) -> Answer | None:
    try:
        return why(contact, Channel.EMAIL)
    except Refused:
        # No sequence takes people, so there is nothing to judge them for.
        return None


def _page(
    request: TenantRequest,
    contact: Contact,
    answer: Answer | None,
    form: forms.WhyForm,
    newest: Decision | None = None,
) -> HttpResponse:
    found = answer.decision if answer else None
    verdict = answer.verdict if answer else None
    values = {
        "contact": contact,
        "answer": answer,
        "decision": found,
        "newest": newest if newest and (found is None or newest.pk != found.pk) else None,
        "verdict": verdict,
        "findings": verdicts.shown(verdict, _links(request, contact, answer)) if verdict else [],
        "purpose": verdicts.PURPOSES.get(found.purpose, found.purpose) if found else "",
        "form": form,
    }
    return TemplateResponse(request, "console/contacts/decision.html", values)


def _links(request: TenantRequest, contact: Contact, answer: Answer | None) -> dict[str, str]:
    """Where each rule that keeps the person out can be let pass, for who may do that."""
    if answer is None or answer.verdict is None or not request.seat.may(Capability.EXCEPT):
        return {}
    page = reverse("console:contact_let_pass", args=[request.workspace.slug, contact.pk])
    sequence = {"sequence": str(answer.version.sequence_id)} if answer.version else {}
    channel = answer.channel.value
    return {
        each.rule: f"{page}?{urlencode({'rule': each.rule, 'channel': channel, **sequence})}"
        for each in answer.verdict.findings
        if may_pass(each)
    }


def _visible(request: TenantRequest, pk: UUID) -> Contact:
    rows = Contact.objects.visible_to(request.seat).select_related("account", "owner")
    return get_object_or_404(rows, pk=pk)
