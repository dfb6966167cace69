# make run      the whole platform on http://127.0.0.1:8000 (PORT moves it); the first time it installs itself
# make test     all tests; make test-fast leaves out those that start processes or compute for long
# make test-rabbitmq  those that cross the task queue, on a RabbitMQ of their own (Debian: rabbitmq-server)
# make check    style, types, migrations, API schema
# make format   rewrite in house style
# make lock     pin requirements.in and requirements-dev.in anew
# make web      build the web app; `make run` does it too when something in frontend/ changed
# make openapi  write docs/openapi.yaml, and the web app's types from it
# make blocks   write docs/blocks: a page a block, and the contracts they keep to
# make chaos    kills the platform's processes at random while executions run; ROUNDS=20 says for how long, SEED=… repeats
# make bench    how long executions take, on the platform that runs now or on one of its own
# make pictures  a picture of every page, and of what opens over them, in both themes and on a phone, and a look at each by axe: var/screenshots
# make bench-web  how fast the web app opens, in a browser on a platform of its own
# make rooms    the largest files and functions

.PHONY: run setup setup-dev web test test-fast test-rabbitmq chaos check format lock openapi blocks bench bench-web pictures rooms seed
.DEFAULT_GOAL := run

# The first Python that is new enough; PYTHON=… chooses another.
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' && echo $$p && break; done)
PY := .venv/bin/python
# Who chooses one gets it; else the venv is made with the fastest of that version.
SET_UP_WITH := $(if $(filter file,$(origin PYTHON)),,--this-python)
# npm as the set-up tools find it: the machine's own, or that of a Python package.
NPM = $(shell $(PYTHON) tools/node.py)
# Checks and tests have servers and data of their own.
TEST_VAR := VAR_DIR="$${VAR_DIR:-$(CURDIR)/var/test}"

setup:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed, and none is on the PATH." >&2; exit 1; }
	@$(PYTHON) tools/set_up.py run $(SET_UP_WITH)
	@$(PYTHON) tools/set_up_sandbox.py run
	@$(PYTHON) tools/set_up_web.py run

setup-dev:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed, and none is on the PATH." >&2; exit 1; }
	@$(PYTHON) tools/set_up.py dev $(SET_UP_WITH)
	@$(PYTHON) tools/set_up_sandbox.py dev
	@$(PYTHON) tools/set_up_web.py dev

# exec: signals reach the platform itself, not a shell before it.
run: setup
	@exec $(PY) manage.py up

web:
	@$(PYTHON) tools/set_up_web.py dev

seed: setup
	@$(PY) manage.py seed

# Tests of one file stay in one process: they share its worker.
PROCESSES ?= 2
# The order is our own (tests/order.py).
SIDE_BY_SIDE := --numprocesses "$(PROCESSES)" --dist loadfile --no-loadscope-reorder
test: setup-dev
	@exec $(PY) -m pytest $(SIDE_BY_SIDE)

test-fast: setup-dev
	@exec $(PY) -m pytest $(SIDE_BY_SIDE) -m "not slow"

test-rabbitmq: setup-dev
	@exec $(PY) tools/rabbitmq.py $(PY) -m pytest -m broker

ROUNDS ?= 20
chaos: setup-dev
	@exec env CHAOS_SEED="$(SEED)" CHAOS_ROUNDS="$(ROUNDS)" $(PY) -m pytest tests/chaos -s -q

check: setup-dev
	@echo "check    | style"
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check --quiet . || { echo "check    | not in house style: make format"; exit 1; }
	@echo "check    | types"
	@$(PY) -m mypy .
	@echo "check    | migrations"
	@$(TEST_VAR) $(PY) manage.py makemigrations --check --dry-run
	@echo "check    | API schema"
	@mkdir -p var
	@$(TEST_VAR) $(PY) manage.py spectacular --validate --fail-on-warn --file var/openapi.yaml
	@cmp -s docs/openapi.yaml var/openapi.yaml || { echo "check    | docs/openapi.yaml is stale: make openapi"; exit 1; }
	@echo "check    | block pages"
	@$(TEST_VAR) $(PY) manage.py block_docs --check
	@echo "check    | web app"
	@cd frontend && $(NPM) run --silent check
	@echo "check    | all well"

format: setup-dev
	@$(PY) -m ruff check --fix --quiet . ; $(PY) -m ruff format .
	@cd frontend && $(NPM) run --silent format

openapi: setup-dev
	@mkdir -p docs
	@$(TEST_VAR) $(PY) manage.py spectacular --validate --fail-on-warn --file docs/openapi.yaml
	@cd frontend && $(NPM) run --silent api

blocks: setup-dev
	@$(TEST_VAR) $(PY) manage.py block_docs

# pip-tools lives in a folder of its own: it is needed here alone.
COMPILE := var/lock/bin/python -m piptools compile --quiet --generate-hashes --allow-unsafe --strip-extras --no-header \
	--no-emit-index-url --no-emit-trusted-host --no-emit-find-links
lock:
	@test -x var/lock/bin/python || $(PYTHON) -m venv var/lock
	@var/lock/bin/python -m pip install --quiet --disable-pip-version-check pip-tools
	@$(COMPILE) --output-file requirements.txt requirements.in
	@$(COMPILE) --output-file requirements-dev.txt requirements-dev.in
	@$(COMPILE) --output-file requirements-node.txt requirements-node.in

bench: setup
	@$(PY) manage.py bench

pictures: setup-dev
	@exec $(PY) -m pytest tests/web/pictures.py tests/web/pictures_of_selling.py tests/web/pictures_of_dialogs.py

bench-web: setup-dev
	@$(PY) -m tests.web.bench

rooms:
	@$(PYTHON) tools/rooms.py
