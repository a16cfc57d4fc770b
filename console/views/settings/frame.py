"""What the pages of the settings share: their tabs, and how they are answered."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.template.response import TemplateResponse

from tenancy.requests import TenantRequest

# Page, label, and the rest of its address under `settings/`.
TABS = (
    ("workspace", "Workspace", ""),
    ("fields", "Required fields", "fields/"),
    ("content", "Content", "content/"),
    ("words", "Words", "words/"),
    ("answer_limits", "Answers", "answers/"),
    ("examples", "Examples", "examples/"),
    ("laws", "Law", "law/"),
    ("tracking", "Tracking", "tracking/"),
    ("review_policy", "Review policy", "review-policy/"),
    ("reviewer_groups", "Reviewers", "reviewer-groups/"),
    ("reactions", "Reactions", "reactions/"),
    ("snippets", "Snippets", "snippets/"),
    ("closed_dates", "Closed dates", "closed-dates/"),
    ("members", "Members", "members/"),
    ("mailboxes", "Mailboxes", "mailboxes/"),
    ("pools", "Pools", "pools/"),
    ("keys", "API keys", "keys/"),
    ("hooks", "Webhooks", "webhooks/"),
)
# Pages that belong to the tab of another.
WITHIN: Mapping[str, str] = {
    "mailbox": "mailboxes",
    "mailbox_pace": "mailboxes",
    "mailbox_account": "mailboxes",
    "mailbox_consent": "mailboxes",
    "mailbox_dkim": "mailboxes",
    "mailbox_incoming": "mailboxes",
    "health_limits": "mailboxes",
    "inlet": "hooks",
    "pool": "pools",
    "mailbox_texting": "mailboxes",
    "hand_over": "members",
    "review_policy_form": "review_policy",
    "reviewer_group": "reviewer_groups",
    "reactions_form": "reactions",
    "snippet": "snippets",
    "word": "words",
    "law": "laws",
    "law_form": "laws",
    "closed_date": "closed_dates",
}


def page(
    request: TenantRequest, name: str, values: Mapping[str, Any], *, wrong: bool = False
) -> HttpResponse:
    """The page `name` with its tabs; 422 when something typed is wrong."""
    template = f"console/settings/{name}.html"
    known = {**values, "tabs": _tabs(request, WITHIN.get(name, name))}
    return TemplateResponse(request, template, known, status=422 if wrong else 200)


def secret(response: HttpResponse) -> HttpResponse:
    """What may show a secret is kept by no cache and no browser history."""
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _tabs(request: TenantRequest, active: str) -> list[dict[str, Any]]:
    home = f"/w/{request.workspace.slug}/settings/"
    return [
        {"label": label, "url": home + rest, "active": key == active} for key, label, rest in TABS
    ]
