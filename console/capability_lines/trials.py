"""Who may plan, start and stop migrations, ask simulations and decide on what is tried."""

from collections.abc import Mapping

from tenancy.roles import Capability

C = Capability
Line = Mapping[str, Capability | None]

_READ: Line = {"GET": C.SEE}
_PLAN: Line = {"GET": C.EDIT_SEQUENCES, "POST": C.EDIT_SEQUENCES}
_DECIDE: Line = {"POST": C.APPROVE_SEQUENCES}

LINES: Mapping[str, Line] = {
    "console:sequence_migrations": _READ,
    "console:migration_new": _PLAN,
    "console:migration": _READ,
    "console:migration_progress": _READ,
    "console:migration_map": _PLAN,
    "console:migration_start": _DECIDE,
    "console:migration_go_on": _DECIDE,
    "console:migration_stop": _DECIDE,
    "console:migration_roll_back": _DECIDE,
    "console:migration_discard": {"POST": C.EDIT_SEQUENCES},
    "console:version_simulations": _READ,
    "console:version_simulate": {"GET": C.ENROL, "POST": C.ENROL},
    "console:simulation": _READ,
    "console:simulation_progress": _READ,
    # Names people, so the view looks whose simulation it is.
    "console:simulation_touches": _READ,
    "console:simulation_csv": _READ,
    "console:version_experiments": _READ,
    "console:experiment": _READ,
    "console:experiment_shares": _DECIDE,
    "console:experiment_winner": _DECIDE,
    "console:version_canary": _READ,
    "console:version_canary_go_on": _DECIDE,
}
