# What one does with this project. Each target makes its environment first; nothing has to be done by hand before.
SHELL := /bin/bash
.DEFAULT_GOAL := help
PY := .venv/bin/python
PYTEST_ARGS ?=
BUSY ?=
WORKERS ?= 3
COMMITS ?=
UPGRADE ?=
LOCK := $(PY) -m uv pip compile --quiet --universal --python-version 3.10 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" $(if $(UPGRADE),--upgrade)

DASHBOARD_ARGS ?=

.PHONY: wheels check-userlands check-arm64 help setup setup-demo run page dashboard test lint docs format build bench soak coverage mutants house lock clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-15s %s\n", $$1, $$2 }' Makefile

setup: ## make or repair the environment (.venv)
	@./setup.sh --dev

setup-demo:
	@./setup.sh --demo

run: setup-demo ## watch a model find faces on a real Viam machine (RUN_SECONDS=20: end by itself)
	@$(PY) -m examples.demo

page: ## build the page (needs Node 20 or later)
	@web/build.sh

dashboard: setup-demo page ## the page of the demo's machine in your browser (DASHBOARD_ARGS="--machine gate-3.local:8080" for another's)
	@$(PY) -m driftwatch dashboard $(DASHBOARD_ARGS)

loop: setup ## from a scene that changes to a better model on every machine, and a worse one held; an HTML report
	@$(PY) -m examples.loop

# A module that is started a hundred times compiles its files once, also where the environment says otherwise.
test: export PYTHONDONTWRITEBYTECODE =
test: setup ## unit, module and machine tests (PYTEST_ARGS="-k yolo" for some; WORKERS=6 processes; BUSY=2 beside two busy processes)
	@$(PY) -m tests.machine.build >/dev/null || true
	@$(if $(BUSY),$(PY) -m tooling.busy $(BUSY)) $(PY) -m pytest -m "not slow" -n $(WORKERS) --dist loadfile --no-loadscope-reorder $(PYTEST_ARGS)

lint: setup ## ruff, pyright, import-linter, the page's types, shell syntax
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m pyright
	.venv/bin/lint-imports
	@web/build.sh --packages && cd web && npm run --silent check
	@for script in *.sh web/*.sh .ci/*; do bash -n "$$script" || exit 1; done

docs: setup ## the pages as a site in build/site; a broken link or anchor, or a page that is not listed, fails
	@NO_MKDOCS_2_WARNING=1 $(PY) -m mkdocs build --strict

format: setup ## let ruff put the code in order
	$(PY) -m ruff check --fix .
	$(PY) -m ruff format .

build: setup ## module.tar.gz, the archive that the registry takes
	@./build.sh

bench: setup ## compare with the stock modules
	@$(PY) -m benchmarks $(BENCH_ARGS)

soak: setup ## the slow tests: fuzzing, soak, long simulations; and the others with fifteen times the random examples
	@$(PY) -m pytest -m slow --timeout=3600 $(PYTEST_ARGS)
	@DRIFTWATCH_TEST_EXAMPLES=300 $(PY) -m pytest -m "not slow and not machine" --timeout=3600 $(PYTEST_ARGS)

coverage: setup ## the lines that each room's own tests run, with a floor for each
	@$(PY) -m tooling.coverage_floors

mutants: setup ## the share of small faults that the tests of each room find (ROOMS="storage watch" SAMPLE=30 SEED=1)
	@$(PY) -m tooling.mutation_testing $(ROOMS) --sample $(or $(SAMPLE),30) --seed $(or $(SEED),1)

house: setup ## how tidy the code is, in figures (COMMITS="0.1.0 HEAD" to compare)
	@$(PY) -m tooling.house $(COMMITS)

wheels: setup ## ask the package index whether every locked package has a wheel for each Python and platform
	@$(PY) -m pytest -q -m slow tests/packaging/test_wheels.py $(PYTEST_ARGS)

check-userlands: ## start module.tar.gz in Debian 11, 12 and 13 (as root, on Linux; needs debootstrap)
	@.ci/check_userlands module.tar.gz

check-arm64: ## set up, self-test, doctor, a machine and unit tests in an emulated aarch64 userland (as root; STEPS="self-test doctor")
	@.ci/check_arm64 $(STEPS)

lock: setup ## write requirements*.txt from pyproject.toml (UPGRADE=1: with the newest versions)
	$(LOCK) pyproject.toml --extra viam --output-file requirements.txt
	$(LOCK) pyproject.toml --extra viam --extra demo --constraint requirements.txt --output-file requirements-demo.txt
	$(LOCK) pyproject.toml --extra viam --extra demo --extra dev --constraint requirements-demo.txt --output-file requirements-dev.txt

clean: ## remove what build, tests and linters left (not .venv)
	rm -rf build dist web/dist module.tar.gz .coverage .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	find src tests examples benchmarks tooling -name __pycache__ -type d -prune -exec rm -rf {} +
