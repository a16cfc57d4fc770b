"""Who may call saved views and audiences: route name to method to capability."""

from collections.abc import Mapping

from tenancy.roles import Capability

C = Capability
Line = Mapping[str, C | None]

_FORM: Line = {"GET": C.ENROL, "POST": C.ENROL}

LINES: Mapping[str, Line] = {
    "console:views": {"GET": C.SEE},
    "console:view_new": {"GET": C.EDIT_CONTACTS, "POST": C.EDIT_CONTACTS},
    "console:view": {"GET": C.EDIT_CONTACTS, "POST": C.EDIT_CONTACTS},
    "console:view_delete": {"POST": C.EDIT_CONTACTS},
    "console:audiences": {"GET": C.SEE},
    "console:audiences_new": _FORM,
    "console:audience": {"GET": C.SEE},
    "console:audience_edit": _FORM,
    "console:audience_run": {"POST": C.ENROL},
    "console:audience_end": {"POST": C.ENROL},
}
