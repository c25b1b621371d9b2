# Thin wrappers: everything is installed into .venv and tests/e2e/node, nothing system-wide.
# `uv run pytest` and `uv run protocols demo` do the same without make.

PYTHON ?= $(shell for name in python3 python3.13 python3.12 python3.11; do \
	$$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$name && break; done)
VENV := .venv
INSTALLED := $(VENV)/.installed
NODE_FOLDER := tests/e2e/node
NODE_INSTALLED := $(NODE_FOLDER)/node_modules/.installed
PYTEST_ARGS ?=

.PHONY: demo test bench node-packages
.DELETE_ON_ERROR:

demo: $(INSTALLED)
	$(VENV)/bin/protocols demo

# The stock Node and browser SDKs are wanted, not needed: without npm their tests are skipped and named.
test: $(INSTALLED)
	@! command -v npm >/dev/null || $(MAKE) --no-print-directory node-packages || echo "The npm packages could not be installed; tests that need them are skipped."
	$(VENV)/bin/pytest --numprocesses auto --dist loadgroup $(PYTEST_ARGS)

# Ajv and a Node server are measured beside ours where npm is there; without it their rows are named as absent.
bench: $(INSTALLED)
	@! command -v npm >/dev/null || npm ci --prefix bench/node --ignore-scripts --no-audit --no-fund --silent || true
	$(VENV)/bin/python -m bench

node-packages: $(NODE_INSTALLED)

$(INSTALLED): pyproject.toml
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed, and none was found." >&2; exit 1; }
	test -x $(VENV)/bin/pip || $(PYTHON) -m venv $(VENV)
	$(VENV)/bin/python -m pip install --quiet --editable '.[dev]'
	touch $@

$(NODE_INSTALLED): $(NODE_FOLDER)/package.json $(NODE_FOLDER)/package-lock.json
	npm ci --prefix $(NODE_FOLDER) --ignore-scripts --no-audit --no-fund
	touch $@
