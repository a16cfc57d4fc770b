"""Who may open and do what on the work pages: route, method, capability (None: every seat)."""

from collections.abc import Mapping

from tenancy.roles import Capability

LINES: Mapping[str, Mapping[str, Capability | None]] = {
    "console:home": {"GET": None},
    "console:switch": {"POST": None},
    # Today
    "console:today": {"GET": Capability.SEE},
    "console:run": {"GET": Capability.DO_TASKS},
    "console:task_done": {"POST": Capability.DO_TASKS},
    "console:task_skip": {"POST": Capability.DO_TASKS},
    "console:task_snooze": {"POST": Capability.DO_TASKS},
    "console:inbox": {"GET": Capability.DO_TASKS},
    "console:inbox_item": {"GET": Capability.DO_TASKS},
    "console:inbox_message": {"GET": Capability.DO_TASKS},
    "console:inbox_decide": {"POST": Capability.DO_TASKS},
    "console:inbox_done": {"POST": Capability.DO_TASKS},
    "console:inbox_not_done": {"POST": Capability.DO_TASKS},
    "console:inbox_undo": {"POST": Capability.DO_TASKS},
    "console:inbox_example": {"POST": Capability.DO_TASKS},
    "console:inbox_contact": {"GET": Capability.EDIT_CONTACTS, "POST": Capability.EDIT_CONTACTS},
    # Whose mail somebody may see, the service says by the mailbox.
    "console:inbox_unknown": {"GET": Capability.DO_TASKS},
    "console:inbox_unknown_item": {"GET": Capability.DO_TASKS},
    "console:inbox_unknown_message": {"GET": Capability.DO_TASKS},
    "console:inbox_unknown_assign": {"POST": Capability.DO_TASKS},
    "console:inbox_unknown_pass": {"POST": Capability.DO_TASKS},
    "console:inbox_unknown_back": {"POST": Capability.DO_TASKS},
    # Whose absence somebody may see to, the service says by their role.
    "console:absences": {"GET": Capability.SEE, "POST": Capability.SEE},
    "console:absence": {"GET": Capability.SEE, "POST": Capability.SEE},
    "console:absence_cancel": {"POST": Capability.SEE},
    "console:absence_back": {"POST": Capability.SEE},
    # Contacts
    "console:contacts": {"GET": Capability.SEE},
    "console:contact": {"GET": Capability.SEE},
    "console:contact_why": {"GET": Capability.SEE},
    "console:contact_let_pass": {"GET": Capability.EXCEPT, "POST": Capability.EXCEPT},
    "console:contact_edit": {"GET": Capability.EDIT_CONTACTS, "POST": Capability.EDIT_CONTACTS},
    "console:contact_company": {"GET": Capability.EDIT_CONTACTS, "POST": Capability.EDIT_CONTACTS},
    "console:contact_tracking": {"POST": Capability.EDIT_CONTACTS},
    "console:contact_basis": {"POST": Capability.EDIT_CONTACTS},
    "console:contact_accept": {"POST": Capability.EDIT_CONTACTS},
    "console:contact_stop": {"POST": Capability.ENROL},
    "console:contact_erase": {"GET": Capability.ADMINISTER, "POST": Capability.ADMINISTER},
    "console:decision": {"GET": Capability.SEE},
    # Imports
    "console:imports": {"GET": Capability.IMPORT, "POST": Capability.IMPORT},
    "console:import": {"GET": Capability.IMPORT},
    "console:import_start": {"POST": Capability.IMPORT},
    "console:import_progress": {"GET": Capability.IMPORT},
    "console:import_rejects": {"GET": Capability.IMPORT},
    # Bulk enrolment
    "console:enrol": {"GET": Capability.ENROL, "POST": Capability.ENROL},
    "console:preflight": {"GET": Capability.ENROL},
    "console:preflight_progress": {"GET": Capability.ENROL},
    "console:preflight_people": {"GET": Capability.ENROL},
    "console:preflight_rejects": {"GET": Capability.ENROL},
    "console:preflight_mend": {"POST": Capability.EDIT_CONTACTS},
    "console:preflight_recheck": {"POST": Capability.ENROL},
    "console:preflight_schedule": {"GET": Capability.ENROL},
    "console:preflight_confirm": {"GET": Capability.ENROL, "POST": Capability.ENROL},
    "console:preflight_undo": {"POST": Capability.ENROL},
    # Enrollments
    "console:enrollments": {"GET": Capability.SEE},
    "console:enrollment": {"GET": Capability.SEE},
    "console:enrollment_pause": {"POST": Capability.ENROL},
    "console:enrollment_resume": {"POST": Capability.ENROL},
    "console:enrollment_stop": {"POST": Capability.ENROL},
    "console:enrollment_resubmit": {"GET": Capability.ENROL, "POST": Capability.ENROL},
    "console:enrollment_withdraw": {"POST": Capability.ENROL},
}
