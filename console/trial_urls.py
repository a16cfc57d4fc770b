"""The pages about what is tried before everybody gets it: migrations, simulations, variants and
canary sends, under `/w/<slug>/`."""

from console.routing import page
from console.views import moving, simulations, trials

MIGRATION = "migrations/<uuid:pk>/"
SIMULATION = "sequences/simulations/<uuid:pk>/"
EXPERIMENT = "sequences/experiments/<uuid:pk>/"
VERSION = "sequences/versions/<uuid:pk>/"

urlpatterns = [
    page("sequences/<uuid:pk>/migrations/", moving.of_sequence, "sequence_migrations"),
    page("migrations/new/", moving.new, "migration_new"),
    page(MIGRATION, moving.one, "migration"),
    page(f"{MIGRATION}progress/", moving.progress, "migration_progress"),
    page(f"{MIGRATION}map/", moving.step_map, "migration_map"),
    page(f"{MIGRATION}start/", moving.start, "migration_start"),
    page(f"{MIGRATION}go-on/", moving.go_on, "migration_go_on"),
    page(f"{MIGRATION}stop/", moving.stop, "migration_stop"),
    page(f"{MIGRATION}roll-back/", moving.roll_back, "migration_roll_back"),
    page(f"{MIGRATION}discard/", moving.discard, "migration_discard"),
    page(f"{VERSION}simulations/", simulations.of_version, "version_simulations"),
    page(f"{VERSION}simulate/", simulations.new, "version_simulate"),
    page(SIMULATION, simulations.one, "simulation"),
    page(f"{SIMULATION}progress/", simulations.progress, "simulation_progress"),
    page(f"{SIMULATION}touches/", simulations.touches, "simulation_touches"),
    page(f"{SIMULATION}touches.csv", simulations.touches_csv, "simulation_csv"),
    page(f"{VERSION}experiments/", trials.of_version, "version_experiments"),
    page(EXPERIMENT, trials.one, "experiment"),
    page(f"{EXPERIMENT}shares/", trials.shares, "experiment_shares"),
    page(f"{EXPERIMENT}winner/", trials.winner, "experiment_winner"),
    page(f"{VERSION}canary/", trials.canary, "version_canary"),
    page(f"{VERSION}canary/go-on/", trials.go_on, "version_canary_go_on"),
]
