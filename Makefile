# Two commands need nothing but Python 3.11 or newer and make:
#
#   make site    the siege edition, under site/
#   make test    the tests
#
# Each sets up what it needs under .venv/ from the pinned lists in requirements/. PYTHON=... names a Python of your own.

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
NODE := tests/node_modules
PYTHON ?=
ARGS ?=

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help site test check format lock clean

help: ## say what there is to make
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/make \1@\2/p' $(MAKEFILE_LIST) | \
	    while IFS=@ read -r command what; do printf '  %-12s %s\n' "$$command" "$$what"; done

site: $(VENV)/.site ## build the siege edition under site/
	$(BIN)/edition build -o site

test: $(VENV)/.dev $(NODE)/.installed ## run the tests; ARGS="-k links -x" goes to pytest
	$(BIN)/python -m pytest $(ARGS)

check: $(VENV)/.dev $(NODE)/.installed ## formatter, linter, types and tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python -m pytest $(ARGS)

format: $(VENV)/.dev ## lay out the code and mend what the linter can mend
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .

clean: ## remove everything that make has made
	rm -rf $(VENV) $(NODE) site build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The first Python that is new enough and can make virtual environments.
$(VENV)/.created:
	@for python in $(or $(PYTHON),python3 python3.14 python3.13 python3.12 python3.11 python); do \
	    if "$$python" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
	        echo "$$("$$python" --version), in $(VENV)"; \
	        "$$python" -m venv $(VENV) && touch $@ && exit 0 || exit 1; \
	    fi; \
	done; \
	echo "This needs Python 3.11 or newer with its venv module (on Debian: apt install python3-venv)." >&2; \
	echo "If you have one under another name: make PYTHON=/path/to/python3.12 ..." >&2; \
	exit 1

# The project itself comes last, without dependencies or build isolation: all it needs is pinned and already there.
$(VENV)/.site: requirements/site.txt pyproject.toml $(VENV)/.created
	$(PIP) install --require-hashes -r requirements/site.txt
	$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: requirements/dev.txt pyproject.toml $(VENV)/.created
	$(PIP) install --require-hashes -r requirements/dev.txt
	$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

# The checkers of the HTML and of its accessibility. Without npm the tests that need them are skipped and say so.
$(NODE)/.installed: tests/package.json tests/package-lock.json
	@if ! command -v npm >/dev/null; then \
	    echo "npm is not on this machine: the HTML and accessibility checkers are left out."; \
	elif (cd tests && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error); then \
	    touch $@; \
	else \
	    echo "npm could not install the HTML and accessibility checkers: they are left out."; \
	fi

# One resolution serves every Python from 3.11 on; site.txt is the part of dev.txt that building the edition needs.
# UPGRADE=--upgrade takes the newest of everything; without it, only what pyproject.toml no longer allows moves.
UPGRADE ?=
COMPILE = "$$tools/bin/uv" pip compile pyproject.toml --quiet $(UPGRADE) --universal --python-version 3.11 \
    --generate-hashes --no-emit-index-url --no-annotate --no-header
lock: $(VENV)/.created ## renew requirements/ and tests/package-lock.json after a change of dependencies
	tools=$$(mktemp -d) && trap 'rm -rf "$$tools"' EXIT && \
	$(BIN)/python -m venv "$$tools" && "$$tools/bin/pip" install --quiet uv && \
	$(COMPILE) --group dev -o requirements/dev.txt && \
	$(COMPILE) --group build -c requirements/dev.txt -o requirements/site.txt
	cd tests && npm install --package-lock-only --ignore-scripts --no-audit --no-fund
