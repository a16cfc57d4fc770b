"""Who may call the pages about sequences and versions: route name to method to capability."""

from collections.abc import Mapping

from tenancy.roles import Capability

C = Capability
Line = Mapping[str, C | None]

_PAGE: Line = {"GET": C.SEE}
_FORM: Line = {"GET": C.EDIT_SEQUENCES, "POST": C.EDIT_SEQUENCES}
_EDITS: Line = {"POST": C.EDIT_SEQUENCES}
_DECIDES: Line = {"POST": C.APPROVE_SEQUENCES}

LINES: Mapping[str, Line] = {
    "console:sequences": _PAGE,
    "console:sequence_new": _FORM,
    "console:sequence": _PAGE,
    "console:sequence_facts": _FORM,
    "console:sequence_pool": _FORM,
    "console:sequence_draft": _EDITS,
    "console:sequence_clone": _FORM,
    # Besides admins the owner may, whatever their role.
    "console:sequence_hand_over": {"GET": C.SEE, "POST": C.SEE},
    "console:sequence_archive": _DECIDES,
    "console:sequence_delete": _EDITS,
    "console:version": _PAGE,
    "console:version_difference": _PAGE,
    "console:version_preview": _PAGE,
    "console:version_preview_message": _PAGE,
    "console:version_test": _EDITS,
    "console:version_submit": _EDITS,
    # Who signs depends on the stage; legal may well be a seat that only reads.
    "console:version_sign": {"POST": C.SEE},
    "console:version_approve": _DECIDES,
    "console:version_reject": _DECIDES,
    "console:version_retire": _DECIDES,
    "console:version_waive": _DECIDES,
    "console:waiver_end": _EDITS,
    # Everybody reads their own.
    "console:notices_read": {"POST": C.SEE},
    "console:notice_read": {"POST": C.SEE},
}
