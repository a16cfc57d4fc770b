"""What the pages of the settings share: the list of them, and how they are answered."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.template.response import TemplateResponse

from tenancy.requests import TenantRequest

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
# Pages that belong to another one.
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
    """The page `name` beside the list of all; 422 when something typed is wrong."""
    template = f"console/settings/{name}.html"
    known = {**values, "menu": _menu(request, WITHIN.get(name, name))}
    return TemplateResponse(request, template, known, status=422 if wrong else 200)


def secret(response: HttpResponse) -> HttpResponse:
    """What may show a secret is kept by no cache and no browser history."""
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _menu(request: TenantRequest, active: str) -> list[dict[str, Any]]:
    home = f"/w/{request.workspace.slug}/settings/"
    return [
        {
            "label": group,
            "url": home + pages[0][2],
            "active": next((label for key, label, _ in pages if key == active), ""),
            "pages": [{"label": label, "url": home + rest} for _, label, rest in pages],
        }
        for group, *pages in GROUPS
    ]
