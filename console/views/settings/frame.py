"""What the pages of the settings share: the list of them, and how they are answered."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse

from enrollment.models import Mailbox
from tenancy.requests import TenantRequest

# A page on the way back: its name and address.
Crumb = tuple[str, str]

# By group: page, label, and the rest of its address under `settings/`.
GROUPS = (
    (
        "Workspace",
        ("workspace", "General", ""),
        ("members", "Members", "members/"),
        ("closed_dates", "Closed dates", "closed-dates/"),
        ("keys", "API keys", "keys/"),
        ("hooks", "Webhooks", "webhooks/"),
    ),
    (
        "Sending",
        ("mailboxes", "Mailboxes", "mailboxes/"),
        ("pools", "Pools", "pools/"),
        ("tracking", "Tracking", "tracking/"),
    ),
    (
        "Writing",
        ("content", "Content", "content/"),
        ("words", "Words", "words/"),
        ("snippets", "Snippets", "snippets/"),
    ),
    (
        "Checks",
        ("fields", "Required fields", "fields/"),
        ("laws", "Law", "law/"),
        ("review_policy", "Review policy", "review-policy/"),
        ("reviewer_groups", "Reviewers", "reviewer-groups/"),
    ),
    (
        "Answers",
        ("reactions", "Reactions", "reactions/"),
        ("answer_limits", "Time limits", "answers/"),
        ("examples", "Examples", "examples/"),
    ),
)
# Pages that belong to another one: to which, and their heading unless what they show has a name.
WITHIN: Mapping[str, tuple[str, str]] = {
    "mailbox": ("mailboxes", "Mailbox"),
    "mailbox_pace": ("mailboxes", "Pace"),
    "mailbox_account": ("mailboxes", "How its messages leave"),
    "mailbox_consent": ("mailboxes", "Consent"),
    "mailbox_dkim": ("mailboxes", "DKIM keys"),
    "mailbox_incoming": ("mailboxes", "How its mail comes in"),
    "mailbox_texting": ("mailboxes", "Text messages"),
    "health_limits": ("mailboxes", "Health of mailboxes"),
    "inlet": ("hooks", "Webhook"),
    "pool": ("pools", "Pool"),
    "hand_over": ("members", "Hand over"),
    "review_policy_form": ("review_policy", "Draft of the review policy"),
    "reviewer_group": ("reviewer_groups", "Group"),
    "reactions_form": ("reactions", "Draft of the reactions"),
    "snippet": ("snippets", "New snippet"),
    "word": ("words", "Rule"),
    "law": ("laws", "Pack of law"),
    "law_form": ("laws", "Draft"),
    "closed_date": ("closed_dates", "Closed days"),
}


def page(
    request: TenantRequest,
    name: str,
    values: Mapping[str, Any],
    *,
    heading: str = "",
    under: Sequence[Crumb] = (),
    wrong: bool = False,
) -> HttpResponse:
    """The page `name` beside the list of all; 422 when something typed is wrong. `heading` names
    what it shows, `under` the pages between it and its page of the list, outermost first."""
    template = f"console/settings/{name}.html"
    listed, within = WITHIN.get(name, (name, ""))
    home = reverse("console:settings", args=[request.workspace.slug])
    places = {key: (label, home + rest) for _, *pages in GROUPS for key, label, rest in pages}
    label, url = places[listed]
    known = {
        **values,
        "menu": _menu(home, label),
        "above": [("Settings", home), *([(label, url), *under] if within else [])],
        "heading": heading or within or label,
    }
    return TemplateResponse(request, template, known, status=422 if wrong else 200)


def under_mailbox(request: TenantRequest, box: Mailbox) -> list[Crumb]:
    """What leads back from a page about a part of a mailbox."""
    return [(box.name, reverse("console:mailbox", args=[request.workspace.slug, box.pk]))]


def secret(response: HttpResponse) -> HttpResponse:
    """What may show a secret is kept by no cache and no browser history."""
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _menu(home: str, active: str) -> list[dict[str, Any]]:
    return [
        {
            "label": group,
            "url": home + pages[0][2],
            "active": active if any(label == active for _, label, _ in pages) else "",
            "pages": [{"label": label, "url": home + rest} for _, label, rest in pages],
        }
        for group, *pages in GROUPS
    ]
