# Everything lives in this folder: the virtual environment in .venv, Prefect's home in .prefect, the lake in warehouse.
PYTHON ?= python3
BIN := .venv/bin
export PREFECT_HOME := $(CURDIR)/.prefect
export PREFECT_SERVER_ANALYTICS_ENABLED ?= false
export DO_NOT_TRACK ?= 1
export PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS ?= 120
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export GOLD ?= ../shared
PORT ?= 4200

.DEFAULT_GOAL := help
.PHONY: help setup run test test-all test-matrix lint test-browser quality hostile bench serve serve-prefect deploy automations worker lock clean

help:  ## Show this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

setup: .venv/ready  ## Set everything up (the other targets do it themselves)

.venv/ready: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed: make PYTHON=python3.11 …"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "installing the pinned packages (a minute or two) …"
	@$(BIN)/python -m pip install --quiet --require-hashes --requirement requirements.lock
	@$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

run: export PREFECT_LOGGING_LEVEL ?= WARNING
run: .venv/ready  ## Read seeds/ through the Prefect flow into warehouse/
	@$(BIN)/python -m flows.ingest "seeds/[0-9]*"

serve: .venv/ready  ## Read warehouse/ in a browser on http://127.0.0.1:8765 (reads seeds/ first, if it is empty)
	@test -e warehouse/catalog.sqlite || $(MAKE) run
	@exec $(BIN)/dossier serve

test: .venv/ready  ## The test suite (under five minutes on two cores)
	@$(BIN)/python -m pytest -n 2 --dist loadgroup

test-all: .venv/ready  ## Also the slow tests: fifty kills, large corpora
	@$(BIN)/python -m pytest -n 2 --dist loadgroup -m 'slow or not slow'

test-browser: .venv/ready  ## The reading room in a real browser (installs Debian's chromium where it is missing)
	@test -x /usr/bin/chromium || apt-get install -y chromium
	@$(BIN)/python -m pytest tests/serve/test_in_browser.py

test-matrix: .venv/ready  ## The oldest and newest allowed Prefect, GX and DuckDB (installs two environments; not in CI)
	@$(BIN)/python tools/matrix.py

lint: .venv/ready  ## Style and types
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy && $(BIN)/vulture

quality: .venv/ready  ## Score the project on gold (GOLD=folder, default ../shared) against tests/floors.json
	@$(BIN)/python tools/quality.py $(GOLD)

hostile: .venv/ready  ## Feed the hostile collection (HOSTILE=folder with manifest.json) to the readers and the whole pipeline
	@DOSSIER_HOSTILE=$(HOSTILE) $(BIN)/python -m pytest -m "slow or not slow" tests/extract/test_hostile_set.py tests/pipeline/test_hostile_run.py

bench: .venv/ready  ## Throughput, memory, incremental, entity views, lookup (PAGES=folder with gold.jsonl and pages/)
	@$(BIN)/python tests/benchmarks/throughput.py $(or $(PAGES),$(error bench needs PAGES=folder with gold.jsonl and pages/)) --peers
	@$(BIN)/python tests/benchmarks/entity_views.py
	@$(BIN)/python tests/benchmarks/dedup_lookup.py

# Not as an option: the pages would look for the server on the default port.
serve-prefect: export PREFECT_SERVER_API_PORT := $(PORT)
serve-prefect: .venv/ready  ## Start a Prefect server with its pages on http://127.0.0.1:4200 (PORT=…)
	@$(BIN)/prefect server start --host 127.0.0.1

deploy automations worker: export PREFECT_API_URL ?= http://127.0.0.1:$(PORT)/api

deploy: .venv/ready  ## Create the work pool dossier and the deployments of prefect.yaml on the server
	@$(BIN)/prefect work-pool create dossier --type process --overwrite >/dev/null
	@$(BIN)/prefect --no-prompt deploy --all

automations: .venv/ready  ## Put the automations of flows/automations.yaml on the server (WEBHOOK=address to call when a run fails)
	@$(BIN)/python -m flows.automations $(WEBHOOK)

# A run that dies with its machine is recognised by its missing heartbeats.
worker: export PREFECT_FLOWS_HEARTBEAT_FREQUENCY ?= 30
worker: .venv/ready  ## Run what is due, until it is stopped
	@mkdir -p inbox
	@exec $(BIN)/prefect worker start --pool dossier

# Packages are pinned with their extras and without: of a form that is not, pip looks at the newest release and fails for want of a hash.
lock: .venv/ready  ## Resolve requirements.lock anew (needs uv)
	@uv pip compile --quiet --all-extras --python-version 3.11 --generate-hashes --no-header --no-annotate --no-strip-extras \
		--no-emit-index-url --no-emit-find-links pyproject.toml --output-file requirements.lock
	@$(BIN)/python tools/lock_plain.py requirements.lock

clean:  ## Remove the virtual environment, Prefect's home and the warehouse's data
	@rm -rf .venv .prefect && find warehouse -mindepth 1 ! -name README.md -delete
