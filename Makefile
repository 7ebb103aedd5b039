# The words a stranger guesses. Each sets up what it needs first: Python 3.11 or newer and make are enough.
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/ready
PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$python && break; done)

# Nothing is kept in the home folder, which may be read-only.
export UV_NO_CACHE := 1
export PIP_NO_CACHE_DIR := 1
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help setup run demo test check docs bench soak pictures lock

help:  ## list these words
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## */\t/' | expand -t 10

run: $(READY)  ## open the playground in a browser
	@$(BIN)/python run.py playground

demo: $(READY)  ## play the story in the terminal
	@$(BIN)/python run.py playground --script demos/story.txt --no-browser

test: $(READY)  ## run the tests, on SQLite and on a PostgreSQL of their own
	@$(BIN)/python -m pytest -n auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder

check: $(READY)  ## format, lint, types, imports, docs fresh
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/python run.py docs --check

docs: $(READY)  ## write the generated pages
	@$(BIN)/python run.py docs

bench: $(READY)  ## measure the hot paths
	@$(BIN)/python -m bench

soak: $(READY)  ## run under load for a while and check the books
	@$(BIN)/python -m bench.soak

pictures: $(READY)  ## take the pictures of the README and the docs
	@$(BIN)/python docs/pictures/take.py

setup: $(READY)  ## make the virtual environment

# Two locks: requirements.lock is what a server installs, requirements-dev.lock adds the tools and is what .venv holds.
COMPILE = $(BIN)/uv pip compile pyproject.toml --universal --generate-hashes --quiet \
	--annotation-style line --custom-compile-command 'make lock' $(if $(UPGRADE),--upgrade)

lock: $(READY)  ## resolve pyproject.toml into the locks (UPGRADE=1 takes newer versions)
	$(COMPILE) --output-file requirements.lock
	$(COMPILE) --group dev --constraints requirements.lock --output-file requirements-dev.lock

$(READY): requirements-dev.lock
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
		|| { echo 'Parley needs Python 3.11 or newer. Name one: make PYTHON=/path/to/python3'; exit 1; }
	"$(PYTHON)" -m venv --clear $(VENV)
	@sed -n '/^uv==/,/[^\]$$/p' $< > $(VENV)/uv.lock
	$(BIN)/pip install --quiet --require-hashes -r $(VENV)/uv.lock
	$(BIN)/uv pip install --quiet --require-hashes --python $(BIN)/python -r $<
	@touch $@
