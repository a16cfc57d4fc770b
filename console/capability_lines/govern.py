"""Who may call the pages that govern and run: route name to method to capability."""

from collections.abc import Mapping

from tenancy.roles import Capability

C = Capability
Line = Mapping[str, C | None]


def _reads(capability: C) -> Line:
    return {"GET": capability}


def _writes(capability: C) -> Line:
    return {"POST": capability}


def _form(capability: C) -> Line:
    return {"GET": capability, "POST": capability}


LINES: Mapping[str, Line] = {
    "console:review": _reads(C.REVIEW),
    "console:review_item": _reads(C.REVIEW),
    "console:review_message": _reads(C.REVIEW),
    "console:review_decide": _writes(C.REVIEW),
    "console:review_look": _writes(C.REVIEW),
    "console:review_accept": _writes(C.WAIVE),
    "console:review_groups": _reads(C.REVIEW),
    "console:review_group": _reads(C.REVIEW),
    "console:review_group_look": _writes(C.REVIEW),
    "console:review_group_decide": _writes(C.REVIEW),
    "console:review_report": _reads(C.REVIEW),
    "console:review_report_export": _writes(C.REVIEW),
    "console:accepted": _reads(C.REVIEW),
    "console:accepted_end": _writes(C.WAIVE),
    "console:suppressions": _reads(C.SEE),
    # Whoever may stop one person may stop a list of them; only lifting takes an admin.
    "console:stop_pasted": _form(C.ENROL),
    "console:stop_lists": {"GET": C.SEE, "POST": C.ENROL},
    "console:stop_list": _reads(C.SEE),
    "console:stop_list_start": _writes(C.ENROL),
    "console:stop_list_cancel": _writes(C.ENROL),
    "console:stop_list_progress": _reads(C.SEE),
    # The refused lines may hold addresses.
    "console:stop_list_rejects": _reads(C.ENROL),
    "console:suppression_lift": _form(C.EDIT_RULES),
    # One person brings new consent, another decides; what may be lifted, the service says.
    "console:suppression_ask": _form(C.ENROL),
    "console:lifts": _reads(C.SEE),
    "console:lift": _reads(C.SEE),
    "console:lift_decide": _writes(C.REVIEW),
    "console:lift_withdraw": _writes(C.ENROL),
    "console:exceptions": _reads(C.SEE),
    "console:exception_revoke": _writes(C.EXCEPT),
    "console:rules": _reads(C.SEE),
    "console:rule": _reads(C.SEE),
    "console:rule_new": _form(C.EDIT_RULES),
    "console:rule_edit": _form(C.EDIT_RULES),
    "console:rule_progress": _reads(C.SEE),
    "console:rule_backtest": _writes(C.EDIT_RULES),
    "console:rule_approve": _writes(C.EDIT_RULES),
    "console:rule_discard": _writes(C.EDIT_RULES),
    "console:rule_retire": _writes(C.EDIT_RULES),
    "console:audit": _reads(C.SEE_AUDIT),
    "console:audit_verify": _reads(C.SEE_AUDIT),
    "console:audit_export": _writes(C.SEE_AUDIT),
    "console:operations": _reads(C.SEE_OPERATIONS),
    "console:switch_close": _writes(C.OPERATE),
    "console:switch_open": _writes(C.OPERATE),
    "console:signals_retry": _writes(C.OPERATE),
    "console:breaker_close": _writes(C.ADMINISTER),
    "console:waiting": _reads(C.SEE_OPERATIONS),
    "console:releases": _reads(C.SEE_OPERATIONS),
    "console:release": _reads(C.SEE_OPERATIONS),
    "console:release_progress": _reads(C.SEE_OPERATIONS),
    "console:release_decide": _writes(C.OPERATE),
    "console:release_count": _writes(C.OPERATE),
    "console:release_discard": _writes(C.OPERATE),
    "console:doubts": _reads(C.SEE_OPERATIONS),
    "console:doubt": _reads(C.SEE_OPERATIONS),
    "console:doubt_settle": _writes(C.OPERATE),
    "console:restore": _reads(C.SEE_OPERATIONS),
    "console:outbox": _reads(C.DEMO),
    "console:outbox_item": _reads(C.DEMO),
    "console:outbox_message": _reads(C.DEMO),
    "console:outbox_answer": _writes(C.DEMO),
    "console:demo_next": _writes(C.DEMO),
    "console:demo_day": _writes(C.DEMO),
}
