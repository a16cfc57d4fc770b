"""Who may open and do what on the work pages: route, method, capability (None: every seat)."""

from collections.abc import Mapping

from tenancy.roles import Capability as C

LINES: Mapping[str, Mapping[str, C | None]] = {
    "console:home": {"GET": None},
    "console:switch": {"POST": None},
    # Today
    "console:today": {"GET": C.SEE},
    "console:run": {"GET": C.DO_TASKS},
    "console:task_done": {"POST": C.DO_TASKS},
    "console:task_skip": {"POST": C.DO_TASKS},
    "console:task_snooze": {"POST": C.DO_TASKS},
    "console:reply": {"GET": C.DO_TASKS, "POST": C.DO_TASKS},
    # Contacts
    "console:contacts": {"GET": C.SEE},
    "console:contact": {"GET": C.SEE},
    "console:contact_why": {"GET": C.SEE},
    "console:contact_edit": {"GET": C.EDIT_CONTACTS, "POST": C.EDIT_CONTACTS},
    "console:contact_basis": {"POST": C.EDIT_CONTACTS},
    "console:contact_stop": {"POST": C.ENROL},
    "console:decision": {"GET": C.SEE},
    # Imports
    "console:imports": {"GET": C.IMPORT, "POST": C.IMPORT},
    "console:import": {"GET": C.IMPORT},
    "console:import_start": {"POST": C.IMPORT},
    "console:import_progress": {"GET": C.IMPORT},
    "console:import_rejects": {"GET": C.IMPORT},
    # Bulk enrolment
    "console:enrol": {"GET": C.ENROL, "POST": C.ENROL},
    "console:preflight": {"GET": C.ENROL},
    "console:preflight_progress": {"GET": C.ENROL},
    "console:preflight_people": {"GET": C.ENROL},
    "console:preflight_rejects": {"GET": C.ENROL},
    "console:preflight_recheck": {"POST": C.ENROL},
    "console:preflight_schedule": {"GET": C.ENROL},
    "console:preflight_confirm": {"GET": C.ENROL, "POST": C.ENROL},
    "console:preflight_undo": {"POST": C.ENROL},
    # Enrollments
    "console:enrollments": {"GET": C.SEE},
    "console:enrollment": {"GET": C.SEE},
    "console:enrollment_pause": {"POST": C.ENROL},
    "console:enrollment_resume": {"POST": C.ENROL},
    "console:enrollment_stop": {"POST": C.ENROL},
    "console:enrollment_resubmit": {"GET": C.ENROL, "POST": C.ENROL},
}
