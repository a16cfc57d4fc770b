"""Drafts at the console: saved with a plan, opened, changed and sent as a browser does."""

from typing import Any

from django.http import QueryDict
from django.test import Client

from sequences import services
from sequences.models import Version
from sequences.plans import Plan, StepInput
from tenancy.actors import member
from tests.console.submitting import sent
from tests.world import World, draft


def of(version: Version, part: str = "") -> str:
    return f"/w/acme/sequences/versions/{version.pk}/edit/{part}"


def fresh(version: Version) -> Version:
    row: Version = Version.objects.select_related("sequence", "workspace").get(pk=version.pk)
    return row


def plan_of(version: Version) -> Plan:
    return services.plan_of(fresh(version))


def keys(version: Version) -> list[str]:
    return [step.key for step in plan_of(version).steps]


def step_of(version: Version, key: str) -> StepInput:
    found = plan_of(version).step(key)
    assert found is not None
    return found


def saved(world: World, plan: Plan) -> Version:
    """A draft with this plan, last saved by the admin."""
    version = draft(world.admin)
    return services.save_draft(version, plan, seat=world.admin, actor=member(world.admin))


def form_on(me: Client, url: str) -> QueryDict:
    """What the browser sends for the page's form as it is."""
    return form_in(me.get(url).content.decode())


def form_in(page: str) -> QueryDict:
    """The same of a page that is there."""
    start = page.index('<form class="editor"')
    return sent(page[start : page.index("</form>", start)])


def posted(me: Client, url: str, **changes: Any) -> Any:
    """Open the page, change some fields, press a button."""
    data = {**form_on(me, url).dict(), "do": "save", **changes}
    return me.post(url, data)
