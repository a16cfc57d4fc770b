# `make` lists what there is to do. Nothing needs preparing first.

PYTHON ?= python3
ARGS ?=
VENV := .venv/bin
WORKERS ?= 4
EXAMPLES ?= 10000

# What production must give; checks need values, not secrets.
CHECK_ENV := DEMO=0 SECRET_KEY=only-for-checks-$$(printf '%050d' 7) VAULT_KEY=only-for-checks \
	CREDENTIAL_KEYS=only-for-checks \
	ALLOWED_HOSTS=console.example PUBLIC_URL=https://console.example \
	DEFAULT_FROM_EMAIL=console@console.example EMAIL_URL=smtp://127.0.0.1:1 \
	DATABASE_URL=postgresql://nobody@127.0.0.1:1/none REDIS_URL=redis://127.0.0.1:1/0

# Many processes are started, and compiled code is kept for the next.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help run manage test mutants bench fuzz chaos soak drill lint format check pictures lock clean \
	setup-run setup-dev signals-report lint-types lint-others

help: ## show this list
	@echo "Sequence ops console"
	@echo
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1|\2/p' $(MAKEFILE_LIST) | \
		while IFS='|' read -r name text; do printf '%-16s %s\n' "$$name" "$$text"; done

run: setup-run ## start the console with demo data; Ctrl-C stops it
	@exec $(VENV)/python -m config.run.supervisor

manage: setup-run ## one command on the running console (ARGS='sequences --help')
	@exec $(VENV)/python -m config.run.command $(ARGS)

test: setup-dev ## run all tests (ARGS='-k word' chooses some)
	@browser=$$($(VENV)/python -m config.run.browser) && \
		CHROMIUM="$$browser" exec $(VENV)/python -m pytest -n $(WORKERS) --dist worksteal $(ARGS)

mutants: setup-dev ## take each guard of the engine away and see that the tests notice (ARGS=name)
	@exec $(VENV)/python -m tests.mutants $(ARGS)

bench: setup-dev ## how fast mail leaves, beside others (ARGS='slow', 'growth', '--mails 200 --rounds 1')
	@exec $(VENV)/python -m tests.benchmarks.drain $(ARGS)

fuzz: setup-dev ## hostile inputs for every parser, ten minutes for each group of them (ARGS='mail', '--minutes 1')
	@exec $(VENV)/python -m tests.fuzz $(ARGS)

chaos: setup-dev ## kill what sends in every moment of a send, and compare (ARGS='K7', '--whole', 'stops')
	@exec $(VENV)/python -m tests.chaos $(ARGS)

soak: setup-dev ## the long form: 10,000 examples of the state machine, 1,000 kills at each point, 50 of whole workers, 100,000 races (ARGS='--minutes 60')
	@MACHINE_EXAMPLES=$(EXAMPLES) $(VENV)/python -m pytest tests/machine
	@$(VENV)/python -m tests.chaos --together --kills 25 --rounds 54 --kept var/soak-children.json $(ARGS)
	@$(VENV)/python -m tests.chaos random smtp broker database clock clocks --kills 5 --rounds 10 \
		--kept var/soak-outages.json $(ARGS)
	@$(VENV)/python -m tests.chaos --together --whole --kills 10 --rounds 9 --kept var/soak-workers.json $(ARGS)
	@exec $(VENV)/python -m tests.chaos stops --races 100000 --kept var/soak-stops.json $(ARGS)

signals-report: setup-dev ## how well mail is read: bounces, automatic answers, replies, on the corpora of the project
	@exec $(VENV)/python -m tests.signals.reading

drill: setup-dev ## restore a backup on a throw-away database and show that nothing is lost or doubled
	@exec $(VENV)/python -m tests.drill

lint: setup-dev ## style, types, layers, templates, migrations, deployment settings, imports of tests
	@$(MAKE) --no-print-directory --jobs=2 --output-sync=target lint-types lint-others

lint-types:
	$(CHECK_ENV) $(VENV)/mypy .

lint-others:
	$(VENV)/ruff check .
	$(VENV)/ruff format --check .
	PYTHONPATH=. $(VENV)/lint-imports
	$(VENV)/djlint templates --check --quiet
	$(VENV)/djlint templates --lint --quiet
	$(CHECK_ENV) $(VENV)/python -W ignore::RuntimeWarning manage.py makemigrations --check --dry-run
	$(CHECK_ENV) $(VENV)/python manage.py check --deploy --fail-level WARNING
	@# Compiles the tests as well, while types are still being checked on the other core.
	@found=$$($(VENV)/python -m pytest --collect-only -qqq 2>&1) || { echo "$$found"; exit 1; }

format: setup-dev ## rewrite code and templates in the house style
	$(VENV)/ruff check --fix .
	$(VENV)/ruff format .
	$(VENV)/djlint templates --reformat --quiet || true

check: lint test ## everything that must pass before a change is handed in

pictures: setup-dev ## take the pictures of the docs anew; `make run` must be running
	$(VENV)/python -m tests.end_to_end.pictures $(ADDRESS)

lock: setup-dev ## pin the newest allowed versions of all packages, with hashes
	@test -x var/lock/bin/uv || { $(PYTHON) -m venv var/lock && var/lock/bin/pip install --quiet uv; }
	var/lock/bin/uv pip compile --upgrade --universal --python-version 3.11 --generate-hashes \
		--extra embedded pyproject.toml --quiet -o requirements/run.txt
	var/lock/bin/uv pip compile --upgrade --universal --python-version 3.11 --generate-hashes \
		--extra embedded --extra dev -c requirements/run.txt pyproject.toml --quiet \
		-o requirements/dev.txt
	var/lock/bin/uv pip compile --upgrade --universal --python-version 3.11 --generate-hashes \
		-c requirements/run.txt requirements/bench.in --quiet -o requirements/bench.txt
	var/lock/bin/uv pip compile --upgrade --universal --python-version 3.11 --generate-hashes \
		-c requirements/run.txt requirements/fuzz.in --quiet -o requirements/fuzz.txt

clean: ## forget the demo data, logs, caches and the virtual environment
	@test ! -x $(VENV)/python || $(VENV)/python -m config.run.clean
	rm -rf .venv staticfiles

setup-run:
	@$(PYTHON) config/run/bootstrap.py run

setup-dev:
	@$(PYTHON) config/run/bootstrap.py dev
