# `make` shows what there is. Nothing here needs a network once it is installed.
.DEFAULT_GOAL := help
SHELL := /bin/sh
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SCALE ?= 0.1
PORT ?= 8000

.PHONY: help demo test check journeys bench law lock clean

help:  ## Show what there is
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

demo: $(VENV)/.base  ## Make the synthetic area and serve it (SCALE=1 for a full-size Essex, PORT=8000)
	$(BIN)/goldenthread demo --scale $(SCALE) --port $(PORT)

test: check journeys-browser  ## Check the code and pass all tests, a real browser's included
	@# A file's scenes are set once, by one worker. Many tests start Python: it keeps what it compiled, though the shell may say not to.
	env -u PYTHONDONTWRITEBYTECODE $(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder tests

check: $(VENV)/.dev  ## Lint, types and the rules of the layers
	$(BIN)/ruff check src tests
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

journeys: journeys-browser  ## Only the journeys in a real browser
	$(BIN)/python -m pytest tests/journeys

bench: $(VENV)/.dev journeys-browser  ## Measure, and print one table with ratios
	$(BIN)/python -m tests.benchmarks

law: $(VENV)/.base  ## Write docs/law again from the pathway definitions
	$(BIN)/python -m goldenthread.law_pages docs/law

lock: $(VENV)/.dev  ## Pin every dependency again, with hashes
	$(BIN)/pip install --quiet uv
	for set in base dev browser simulation; do $(BIN)/uv pip compile requirements/$$set.in --universal --python-version 3.11 \
	  --generate-hashes --no-emit-index-url --no-emit-find-links --no-header -o requirements/$$set.txt || exit 1; done

clean:  ## Remove the environment; the demo area stays
	rm -rf $(VENV)

.PHONY: journeys-browser
journeys-browser: $(VENV)/.dev
	@sh scripts/browser.sh

# The stamps hold the hash of what was installed, so that an unchanged file installs nothing again.
$(VENV)/.base: requirements/base.txt pyproject.toml
	@sh scripts/install.sh $(PYTHON) $(VENV) base

$(VENV)/.dev: requirements/base.txt requirements/dev.txt requirements/browser.txt requirements/simulation.txt pyproject.toml
	@sh scripts/install.sh $(PYTHON) $(VENV) base dev browser simulation
	@touch $(VENV)/.base $(VENV)/.dev
