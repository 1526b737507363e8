# Two commands for a newcomer: `make run` and `make test`. The rest is for who works on the code.

PYTHON ?= $(shell for p in python3.11 python3.12 python3.13 python3.14 python3 python; do \
	"$$p" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { command -v "$$p"; break; }; done)
VENV := .venv
BIN := $(VENV)/bin
LIMIT := 400

export PYTHONUTF8 := 1
# The environment that make was called from must not reach into ours.
unexport PYTHONPATH PYTHONHOME VIRTUAL_ENV PIP_TARGET PIP_PREFIX
export PIP_USER := 0

.PHONY: run test check format bench-imap bench-reading bench-report check-site clean
.DEFAULT_GOAL := run

# On a terminal this opens the UI on a scratch copy of the real questions; without one it does the same job as text.
run: $(VENV)/.run
	@$(BIN)/python -m tracker demo

test: $(VENV)/.dev
	@$(BIN)/python -m pytest

check: $(VENV)/.dev
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@find tracker tests bench -name __pycache__ -prune -o -type f \( -name '*.py' -o -name '*.tcss' -o -name '*.j2' \) \
		-exec awk 'END { if (NR > $(LIMIT)) print FILENAME ": " NR " lines, the limit is $(LIMIT)" }' {} \; 2>/dev/null \
		| awk '{ print; long = 1 } END { exit long }'

format: $(VENV)/.dev
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

# Some twenty minutes with mbsync and notmuch; OPTIONS='--messages 20000' for less. Needs Dovecot.
bench-imap: $(VENV)/.dev
	@$(BIN)/python -m bench.imap $(OPTIONS)

# A minute: the tracker and other libraries on the labelled mails. OPTIONS=--failures shows what to mend in the tuned ones.
bench-reading: $(VENV)/.bench
	@$(BIN)/python -m bench.reading $(OPTIONS)

# Two minutes: the report's pages in a real browser, with an accessibility checker and a validator. Needs Chromium,
# Java and npm; OPTIONS='--pictures FOLDER' keeps pictures and prints to look at.
check-site: $(VENV)/.site
	@$(BIN)/python -m tests.browser $(OPTIONS)

# Some five minutes, two of them for writing the record; OPTIONS='--keep DIR' keeps that for the next run.
bench-report: $(VENV)/.dev
	@$(BIN)/python -m bench.report $(OPTIONS)

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "No Python 3.11 or newer with venv was found; install python3.11 and python3.11-venv, or say make PYTHON=…" >&2; exit 2; }
	@rm -rf $(VENV)
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.run: pyproject.toml constraints.txt | $(VENV)/bin/python
	@echo "Setting up $(VENV) (once) …" >&2
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e . >&2
	@touch $@

$(VENV)/.dev: pyproject.toml constraints.txt | $(VENV)/bin/python
	@echo "Setting up $(VENV) for development (once) …" >&2
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]' >&2
	@touch $@ $(VENV)/.run

# Talon comes without what it requires for signatures (see bench/reading/peers.py); where it does not build it is left out.
$(VENV)/.bench: pyproject.toml constraints.txt | $(VENV)/bin/python
	@echo "Setting up $(VENV) for the reading bench (once) …" >&2
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[bench]' >&2
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt --no-deps talon >&2 \
		|| echo "talon could not be installed; it is left out." >&2
	@touch $@ $(VENV)/.run

# The two tools are programs of their own, fetched from npm and kept out of the repository.
$(VENV)/.site: pyproject.toml constraints.txt | $(VENV)/.dev
	@echo "Setting up $(VENV) for the check of the site (once) …" >&2
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[site]' >&2
	@mkdir -p $(VENV)/site/axe-core $(VENV)/site/vnu-jar
	@npm pack --silent --pack-destination $(VENV)/site axe-core@4.14.1 vnu-jar@26.9.27 >/dev/null
	@for tool in axe-core vnu-jar; do tar -xzf $(VENV)/site/$$tool-*.tgz -C $(VENV)/site/$$tool; done
	@touch $@

clean:
	@rm -rf $(VENV) build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	@find tracker tests bench -name __pycache__ -type d -prune -exec rm -rf {} +
