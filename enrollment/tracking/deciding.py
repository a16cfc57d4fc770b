"""What is watched of each message, and why (not): asked when the message is written, and again when
it is armed, under the locks that a change of the terms and a person's no take as well."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID

from compliance import tracking_law, tracking_wishes
from compliance.content import Content, Fact
from contacts.models import Contact
from enrollment.facts import country_of
from enrollment.models import Enrollment, HitOf
from enrollment.tracking import facts, minting, rewriting, terms
from enrollment.tracking.rewriting import Place
from sequences import published
from sequences.models import Sequence as Campaign
from sequences.plans import StepInput, Tracking
from tenancy import clock
from tenancy.reading import read
from tenancy.statements import array


@dataclass(frozen=True, slots=True)
class Watch:
    """What is watched of one message, by whose domain, and why (not). `names` go into links to
    `sites`. `template` is what its step says."""

    opens: bool
    clicks: bool
    host: str
    why: str
    is_asked: bool
    names: Mapping[str, str] = field(default_factory=dict)
    sites: tuple[str, ...] = ()
    template: str = ""


@dataclass(slots=True)
class _Page:
    """A message on its way to being watched: the links that change, and the ids that it needs."""

    content: Content
    changed: list[tuple[Place, str]]
    tracked: list[tuple[Place, str]]
    asks: list[minting.Ask]


Asked = Sequence[tuple[Enrollment, StepInput]]


def watched(asked: Asked, contents: Mapping[UUID, Content]) -> dict[UUID, Content]:
    """Those of the messages that change, as they are to leave, by enrollment: their links by way of
    our ids where that is allowed, and what is (not) watched among their facts. No statement while
    no version asks for anything, else a fixed number."""
    watches = {pk: watch for pk, watch in watches_for(asked).items() if pk in contents}
    steps = {enrollment.pk: step for enrollment, step in asked}
    pages = {pk: _page(pk, steps[pk], watch, contents[pk]) for pk, watch in watches.items()}
    minted = iter(minting.mint_many([ask for page in pages.values() for ask in page.asks]))
    return {
        pk: _finished(page, watches[pk], [next(minted) for _ in page.asks])
        for pk, page in pages.items()
    }


def watches_for(asked: Asked) -> dict[UUID, Watch]:
    """What is watched of each message whose version asks for anything; the others are left out."""
    wanted = [
        (row, step, tracking)
        for row, step in asked
        if step.kind == "email" and (tracking := published.plan(row.version).tracking)
    ]
    if not wanted:
        return {}
    allowed = terms.current()
    people = [row.contact for row, _, tracking in wanted if tracking.opens or tracking.clicks]
    said = permissions(people) if people else {}
    campaigns = _campaigns(row.sequence_id for row, _, tracking in wanted if tracking.utm)
    return {
        row.pk: _watch(row, step, tracking, allowed, said, campaigns)
        for row, step, tracking in wanted
    }


def permissions(people: Sequence[Contact]) -> dict[UUID, tracking_law.Permission]:
    """Whether these people may be watched now, and why (not); one statement."""
    wishes, now = tracking_wishes.said_by(people), clock.now()
    return {
        each.pk: tracking_law.permission(country_of(each), wishes.get(each.pk), now)
        for each in people
    }


def _campaigns(ids: Iterable[UUID]) -> dict[UUID, Campaign]:
    wanted = set(ids)
    found = read(Campaign, "this.id = ANY(%s::uuid[])", array(wanted)) if wanted else []
    return {each.pk: each for each in found}


def _watch(
    row: Enrollment,
    step: StepInput,
    tracking: Tracking,
    allowed: terms.Terms,
    said: Mapping[UUID, tracking_law.Permission],
    campaigns: Mapping[UUID, Campaign],
) -> Watch:
    asks = tracking.opens or tracking.clicks
    permission = said.get(row.contact_id)
    may = bool(asks and allowed.host and permission and permission.allowed)
    campaign = campaigns.get(row.sequence_id)
    return Watch(
        opens=may and tracking.opens,
        clicks=may and tracking.clicks,
        host=allowed.host,
        why=allowed.why or (permission.says if permission else ""),
        is_asked=asks,
        names=_names(campaign, step) if campaign else {},
        sites=allowed.sites,
        template=_template(row, step),
    )


def _names(campaign: Campaign, step: StepInput) -> dict[str, str]:
    return rewriting.campaign(campaign.name, campaign.campaign_type, campaign.motion, step.key)


def _template(row: Enrollment, step: StepInput) -> str:
    snippets = (text for _, text in published.plan(row.version).snippets)
    return "\n".join([step.text, step.html, *(link.url for link in step.links), *snippets])


def _page(pk: UUID, step: StepInput, watch: Watch, content: Content) -> _Page:
    page = _Page(content, [], [], [])
    own = tuple({each.rpartition("@")[2] for each in (content.sender_address, content.reply_to)})
    for place in rewriting.places(content.html, watch.template, own):
        named = rewriting.with_names(place.target, watch.names, watch.sites)
        if watch.clicks:
            page.tracked.append((place, named))
        elif named != place.target:
            page.changed.append((place, named))
    page.asks = [
        minting.Ask(HitOf.LINK, pk, step.key, number, watch.host, target)
        for number, (_, target) in enumerate(page.tracked, 1)
    ]
    if watch.opens:
        page.asks.append(minting.Ask(HitOf.OPEN, pk, step.key, 0, watch.host))
    return page


def _finished(page: _Page, watch: Watch, addresses: Sequence[str]) -> Content:
    found: list[Fact] = []
    changed = list(page.changed)
    for number, ((place, target), address) in enumerate(
        zip(page.tracked, addresses, strict=False), 1
    ):
        changed.append((place, address))
        found.append(facts.link(number, address, target))
    html = rewriting.replaced(page.content.html, changed) if changed else page.content.html
    if watch.opens:
        html = rewriting.with_pixel(html, addresses[-1])
        found.append(facts.pixel(addresses[-1]))
    if watch.is_asked:
        found.append(facts.verdict(opens=watch.opens, clicks=watch.clicks, why=watch.why))
    return replace(page.content, html=html, facts=(*page.content.facts, *found))
