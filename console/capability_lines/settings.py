"""Who may call the settings: route name to method to capability."""

from collections.abc import Mapping

from tenancy.roles import Capability

C = Capability
Line = Mapping[str, C | None]

_FORM: Line = {"GET": C.ADMINISTER, "POST": C.ADMINISTER}
_WRITES: Line = {"POST": C.ADMINISTER}
_TEXT: Line = {"GET": C.EDIT_SEQUENCES, "POST": C.EDIT_SEQUENCES}
_EDITS: Line = {"POST": C.EDIT_SEQUENCES}

LINES: Mapping[str, Line] = {
    "console:settings": _FORM,
    "console:required_fields": _FORM,
    "console:settings_content": _FORM,
    "console:content_rules": {"GET": C.EDIT_RULES, "POST": C.EDIT_RULES},
    "console:content_packs": {"POST": C.EDIT_RULES},
    "console:content_rule": {"GET": C.EDIT_RULES, "POST": C.EDIT_RULES},
    "console:content_rule_retire": {"POST": C.EDIT_RULES},
    "console:laws": {"GET": C.EDIT_RULES},
    "console:law": {"GET": C.EDIT_RULES},
    "console:law_edit": {"GET": C.EDIT_RULES, "POST": C.EDIT_RULES},
    "console:law_approve": {"POST": C.EDIT_RULES},
    "console:law_discard": {"POST": C.EDIT_RULES},
    "console:law_retire": {"POST": C.EDIT_RULES},
    "console:review_policy": {"GET": C.EDIT_RULES},
    "console:review_policy_edit": {"GET": C.EDIT_RULES, "POST": C.EDIT_RULES},
    "console:review_policy_approve": {"POST": C.EDIT_RULES},
    "console:review_policy_discard": {"POST": C.EDIT_RULES},
    "console:reviewer_groups": {"GET": C.EDIT_RULES, "POST": C.EDIT_RULES},
    "console:reviewer_group": {"GET": C.EDIT_RULES, "POST": C.EDIT_RULES},
    "console:reviewer_group_archive": {"POST": C.EDIT_RULES},
    "console:snippets": {"GET": C.EDIT_SEQUENCES},
    "console:snippet_new": _TEXT,
    "console:snippet": _TEXT,
    "console:snippet_delete": _EDITS,
    "console:closed_dates": _TEXT,
    "console:closed_date": _TEXT,
    "console:closed_date_delete": _EDITS,
    "console:members": _FORM,
    "console:member_role": _WRITES,
    "console:member_disable": _WRITES,
    "console:member_enable": _WRITES,
    "console:member_hand_over": _FORM,
    "console:mailboxes": _FORM,
    "console:mailbox": _FORM,
    "console:mailbox_pace": _FORM,
    "console:health_limits": _FORM,
    "console:mailbox_check": _WRITES,
    "console:mailbox_account": _FORM,
    "console:mailbox_consent": {"GET": C.ADMINISTER},
    "console:consent": _FORM,
    "console:mailbox_account_test": _WRITES,
    "console:mailbox_account_remove": _WRITES,
    "console:mailbox_move": _WRITES,
    "console:mailbox_texting": _FORM,
    "console:mailbox_texting_test": _WRITES,
    "console:mailbox_texting_remove": _WRITES,
    "console:mailbox_dkim": _FORM,
    "console:mailbox_dkim_check": _WRITES,
    "console:mailbox_dkim_activate": _WRITES,
    "console:mailbox_dkim_retire": _WRITES,
    "console:pools": _FORM,
    "console:pool": _FORM,
    "console:pool_delete": _WRITES,
    "console:keys": _FORM,
    "console:key_revoke": _WRITES,
}
