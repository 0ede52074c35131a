# Lerway: two commands for a stranger, `make demo` and `make test`; the rest is for
# those who stay. Needs Python 3.11 or later, git and make, and nothing else.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

DEMO_ARGS ?=
PYTEST_ARGS ?= -n auto --dist loadfile
BENCH_ARGS ?=

VENV := .venv
BIN := $(VENV)/bin
PY := $(BIN)/python
PIP := $(PY) -m pip --disable-pip-version-check install --quiet --no-input

# The first Python on this machine that is new enough; empty if there is none.
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	if "$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; \
	then echo "$$p"; break; fi; done)

.PHONY: help demo test check docs conformance torture bench-proofs bench-compass bench-skills format reference requirements clean \
	environment dev

help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-14s %s\n", $$1, $$2 }' Makefile

# ------------------------------------------------------------ what a person runs

demo: $(VENV)/.runtime ## issue, verify, revoke: the whole story on this machine (DEMO_ARGS=…)
	@$(BIN)/lerway demo $(DEMO_ARGS)

test: check docs ## everything that must hold before a change is taken
	$(PY) -m pytest $(PYTEST_ARGS)

torture: $(VENV)/.dev ## the long tests, with fresh examples; takes its time
	LERWAY_TORTURE=1 $(PY) -m pytest $(PYTEST_ARGS)

bench-proofs: $(VENV)/.dev ## how fast proofs are made and checked, beside those of others
	$(PY) -m benchmarks.proofs $(BENCH_ARGS)

bench-compass: $(VENV)/.dev ## how good and how fast the compass is (needs ../shared)
	$(PY) -m benchmarks.compass $(BENCH_ARGS)

bench-skills: $(VENV)/.dev ## how well and how fast text is linked and frameworks are translated
	$(PY) -m benchmarks.skills $(BENCH_ARGS)

# ------------------------------------------------------------------ single steps

check: $(VENV)/.dev ## style, layers and types
	$(BIN)/ruff check --quiet
	$(BIN)/ruff format --check --quiet
	$(BIN)/lint-imports
	$(BIN)/pyright --pythonpath $(PY)

docs: $(VENV)/.dev ## build the documentation; a warning is an error
	$(BIN)/sphinx-build --quiet --fail-on-warning --keep-going docs docs/_build/html

conformance: $(VENV)/.dev ## the W3C suites that stand, installed, in SUITES=DIR, against a test server
	$(PY) tests/conformance/run.py $(SUITES) --write docs/reference/conformance.md

format: $(VENV)/.dev ## put the code in its form, and mend what ruff can
	$(BIN)/ruff check --fix --quiet || true
	$(BIN)/ruff format --quiet

reference: $(VENV)/.dev ## write the pages of docs/reference that come from the source
	$(PY) tools/problem_codes.py
	$(PY) tools/cli_reference.py
	$(PY) tools/openapi.py

requirements: ## pin again what pyproject.toml and requirements/*.in ask for (needs uv)
	uv pip compile $(COMPILE) --extra all pyproject.toml requirements/dev.in -o requirements/dev.txt
	uv pip compile $(COMPILE) -c requirements/dev.txt --extra all pyproject.toml requirements/runtime.in \
		-o requirements/runtime.txt
	uv pip compile $(COMPILE) -c requirements/dev.txt requirements/docs.in \
		-o requirements/docs.txt

COMPILE := --quiet --universal --fork-strategy fewest --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --custom-compile-command "make requirements"

clean: ## take away what these commands made
	rm -rf $(VENV) build dist docs/_build .pytest_cache .ruff_cache .import_linter_cache

# ------------------------------------------------------------------- environment

environment: $(VENV)/.runtime ## make .venv with what `lerway` needs to run

dev: $(VENV)/.dev ## make .venv with everything `make test` needs

$(VENV)/.made:
	@test -n "$(PYTHON)" || { \
		echo "error: lerway needs Python 3.11 or later, and there is none on this machine" >&2; \
		echo "hint: install one, or name it: make PYTHON=/path/to/python3.12 $(MAKECMDGOALS)" >&2; \
		exit 2; }
	@$(PYTHON) -c 'import ensurepip, venv' >/dev/null 2>&1 || { \
		echo "error: this Python cannot make a virtual environment (no ensurepip)" >&2; \
		echo "hint: on Debian and Ubuntu: apt-get install python3-venv" >&2; \
		exit 2; }
	@echo "making $(VENV) with $$($(PYTHON) --version)" >&2
	@$(PYTHON) -m venv --clear $(VENV)
	@touch $@

$(VENV)/.runtime: $(VENV)/.made requirements/runtime.txt pyproject.toml
	@echo "installing what lerway needs to run" >&2
	@$(PIP) --require-hashes -r requirements/runtime.txt
	@$(PIP) --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: $(VENV)/.made requirements/dev.txt pyproject.toml
	@echo "installing what the tests and the documentation need" >&2
	@$(PIP) --require-hashes -r requirements/dev.txt
	@$(PIP) --no-deps --no-build-isolation -e .
	@touch $@ $(VENV)/.runtime
