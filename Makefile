# Everything runs in an environment that this file makes: .venv, with the versions in
# constraints.txt. `make` alone lists what there is to do.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
DEMO := demo-out

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help env demo test kill lint format wheel clean

help: ## list what there is to do
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/make \1\t\2/p' Makefile | expand -t 16

env: $(READY) ## make the environment, or bring it up to date

demo: $(READY) ## run one whole round with a fictitious council, and print its digest
	$(BIN)/staff-pulse demo --headless --scenario wolverhampton-2022 --rounds 1 --seed 1 --out $(DEMO)

test: lint ## check everything: style, types, import rules and tests
	$(BIN)/python -m pytest

kill: $(READY) ## kill the bot at every moment of a round, and see that nothing is lost
	$(BIN)/python -m pytest tests/faults/test_kill.py --kill-everywhere

lint: $(READY) ## check style, types and import rules
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

format: $(READY) ## lay the code out as the style wants it
	$(BIN)/ruff format
	$(BIN)/ruff check --fix

wheel: $(READY) ## build the wheel into dist
	@rm -rf dist
	$(BIN)/python -m build --wheel --no-isolation

clean: ## remove everything that make made; data and keys stay
	rm -rf $(VENV) $(DEMO) dist build .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis

$(READY): pyproject.toml constraints.txt | $(BIN)/python
	$(BIN)/python -m pip install --quiet --constraint constraints.txt hatchling
	$(BIN)/python -m pip install --quiet --constraint constraints.txt \
		--no-build-isolation --editable '.[dev]'
	@touch $@

# Debian's python3 comes without ensurepip, which is in a package of its own.
$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
		echo "Staff Pulse needs Python 3.11 or newer, and $(PYTHON) is not that here:" \
			"install it, or name yours, such as: make PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || { \
		venv=$$($(PYTHON) -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])'); \
		if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; \
		then apt-get update -qq && \
			DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$$venv"; \
		else echo "Python cannot make environments here: install the package $$venv" \
			"(sudo apt-get install $$venv), then run make again." >&2; exit 1; fi; }
	$(PYTHON) -m venv --clear $(VENV)
