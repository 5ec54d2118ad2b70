# Everything runs in an environment that this file makes: .venv, with the versions in
# constraints.txt. `make` alone lists what there is to do.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
DEMOS := demo-data demo-out

# Hundreds of processes begin in a run; without it each would compile all that it imports.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help env demo test collected tour browser tracer shares kill soak fuzz thorough guards attack alarms audit bench lint format wheel clean

help: ## list what there is to do
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/make \1\t\2/p' Makefile | expand -t 16

env: $(READY) ## make the environment, or bring it up to date

demo: $(READY) ## try Staff Pulse in the browser, with a council that never was
	@$(BIN)/staff-pulse demo $(ARGS)

test: browser tracer ## check style, types, import rules, and all tests but long searches
	@$(MAKE) --no-print-directory --jobs 2 lint collected
	$(BIN)/python -m pytest --numprocesses $$(($$(nproc) + 1)) --dist loadfile --no-loadscope-reorder

# Rewriting what tests assert is done once, while mypy has the other core; else each worker would.
# What is wrong in a file is told when it is run.
collected: $(READY)
	@$(BIN)/python -m pytest --collect-only --quiet >/dev/null 2>&1 || true

tour: $(READY) browser ## make the pictures of the tour again
	PYTHONPATH=tests $(BIN)/python -m support.tour docs/tour

shares: $(READY) ## take a seeded share of each long search: kill, soak, fuzz, attack, alarms, bench
	$(BIN)/python -m pytest -m share --numprocesses $$(($$(nproc) + 1)) --dist loadfile

kill: $(READY) ## kill the bot at every moment of a round, and see that nothing is lost
	$(BIN)/python -m pytest -m share tests/faults/test_kill.py --kill-everywhere

soak: $(READY) ## invite 10,000 at once, then live simulated years full of trouble; the books must balance
	PYTHONPATH=tests $(BIN)/python -m soak $(ARGS)

fuzz: $(READY) ## throw mutated payloads by the thousand at every listener
	PYTHONPATH=tests $(BIN)/python -m fuzz $(ARGS)

thorough: $(READY) ## try for more groups what disclosure gives away and what it withholds
	$(BIN)/python -m pytest tests/unit/survey --thorough

guards: $(READY) ## take out guard by guard of the promise, and see that a test notices
	PYTHONPATH=tests $(BIN)/python -m guards $(ARGS)

attack: $(READY) ## attack the digests of 500 made-up organisations; takes 3.5 hours of processor, 150 minutes at most
	PYTHONPATH=tests $(BIN)/python -m attack $(ARGS)

alarms: $(READY) ## count false alarms and falls that are found, in made-up weeks; takes minutes
	PYTHONPATH=tests $(BIN)/python -m alarms $(ARGS)

bench: $(READY) ## measure how fast it is, all of it or ARGS="answers casts"; writes docs/performance.md
	PYTHONPATH=tests $(BIN)/python -m benchmarks $(ARGS)

# An audit that could not ask about a package would call it well, but for --strict.
audit: $(BIN)/python ## ask a service about known faults of every pinned version; needs the network
	@$(PYTHON) -m venv $(VENV)-audit
	@$(VENV)-audit/bin/pip install --quiet pip-audit==2.10.1
	@$(VENV)-audit/bin/pip-audit --strict --no-deps --disable-pip --progress-spinner off \
		--requirement constraints.txt $(ARGS) || { \
		echo "The audit found a fault, or could not ask about every package: above stands which." \
			"Where its service cannot be reached from here, run it on a machine from which it can," \
			"or name another: make audit ARGS='--vulnerability-service osv'." >&2; exit 1; }

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

clean: ## remove what make made: environment, demos, builds, caches; data and keys stay
	rm -rf $(VENV) $(VENV)-audit $(DEMOS) dist build .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis

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

# Without strace, or leave to use it, the test of what is synced when is left out, but not in CI.
tracer:
	@if ! command -v strace >/dev/null && [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; \
	then apt-get update -qq && DEBIAN_FRONTEND=noninteractive \
		apt-get install -y -qq --no-install-recommends strace; fi

# The tests and the tour drive Debian's Chromium, never one that Playwright brings.
browser:
	@for name in "$$STAFF_PULSE_BROWSER" chromium chromium-browser google-chrome; do \
		if command -v "$$name" >/dev/null; then exit 0; fi; done; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; \
	then apt-get update -qq && DEBIAN_FRONTEND=noninteractive \
		apt-get install -y -qq --no-install-recommends \
		chromium chromium-l10n fonts-noto-core; \
	else echo "The tests use a browser, and Chromium is not here: install the packages chromium" \
		"and fonts-noto-core (sudo apt-get install chromium fonts-noto-core), or give the path of" \
		"a browser in STAFF_PULSE_BROWSER, then run make again." >&2; exit 1; fi
