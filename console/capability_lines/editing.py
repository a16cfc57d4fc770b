"""Who may edit a draft: route name to method to capability."""

from collections.abc import Mapping

from tenancy.roles import Capability

Line = Mapping[str, Capability | None]

_FORM: Line = {"GET": Capability.EDIT_SEQUENCES, "POST": Capability.EDIT_SEQUENCES}
_PAGE: Line = {"GET": Capability.EDIT_SEQUENCES}

LINES: Mapping[str, Line] = {
    "console:version_edit": _FORM,
    "console:version_step": _FORM,
    "console:version_step_message": _PAGE,
    "console:version_timing": _FORM,
    "console:version_exits": _FORM,
    "console:version_cases": _FORM,
    "console:version_case": _FORM,
    "console:version_text": _FORM,
    "console:version_text_file": _PAGE,
}
