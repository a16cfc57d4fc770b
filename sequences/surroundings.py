"""What the lint is told about a version besides its plan: settings, dates, senders, waivers."""

from sequences.cadence import zone_or_utc
from sequences.calendars import closures
from sequences.lint import Context, WaiverFact
from sequences.models import Version, Waiver
from sequences.plans import Plan
from sequences.senders import sender_addresses, sends_texts
from sequences.timetable import closed_dates, window_of
from tenancy import clock


def context_of(version: Version, plan: Plan) -> Context:
    """The context of a version at this moment; three queries, and one where text messages leave by
    themselves."""
    workspace, sequence = version.workspace, version.sequence
    mailboxes = sender_addresses()
    return Context(
        now=clock.now(),
        zone=zone_or_utc(workspace.zone),
        max_touches_a_week=workspace.max_touches_a_week,
        naming_rule=workspace.naming_rule,
        naming_required=workspace.naming_required,
        name=sequence.name,
        campaign_type=sequence.campaign_type,
        own_domains=frozenset(address.rpartition("@")[2] for address in mailboxes),
        copy_addresses=frozenset(workspace.copy_addresses),
        mailboxes=mailboxes,
        sends_texts=sends_texts() if any(step.automatic for step in plan.steps) else None,
        stages=frozenset(workspace.content_stages),
        starts_on=sequence.starts_on,
        ends_on=sequence.ends_on,
        blocks={"signature": workspace.signature, "disclosure": workspace.disclosure},
        window=window_of(version, workspace)[0],
        closures=closures(
            country=workspace.country, region="", observe=plan.holidays, own=closed_dates()
        ),
        required_fields=frozenset(workspace.required_for(version.motion)),
        waivers=_waivers(version),
    )


def _waivers(version: Version) -> tuple[WaiverFact, ...]:
    rows = Waiver.objects.filter(sequence=version.sequence_id)
    stored = rows.values_list("code", "step_key", "expires_at")
    return tuple(WaiverFact(*row) for row in stored)
