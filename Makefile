# The two commands of the README: `make demo` and `make test`. `make help` lists the rest.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
ENV_STAMP := $(VENV)/.stamp
FRONT_STAMP := frontend/node_modules/.stamp
BUILD := src/hustings/site/static/build
export UV_PYTHON_DOWNLOADS := never
export UV_NATIVE_TLS := 1
# What pytest has compiled is kept, even where the environment says otherwise: a dozen processes begin with it.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: help env package demo test test-long test-postgresql audit test-python test-browser test-frontend check messages pictures lock clean
.DEFAULT_GOAL := help

help:
	@echo "make env        the environment in .venv, and the built front end"
	@echo "make package    dist/hustings-VERSION.tar.gz: what a server needs, without Node and without what only developers need"
	@echo "make demo       a demonstration organisation on http://127.0.0.1:8000"
	@echo "make test       every test: Python, TypeScript, browser"
	@echo "make test-long  the long runs, their output kept in benchmarks/"
	@echo "make test-postgresql  the tests that work on a database, on PostgreSQL"
	@echo "make audit      known weaknesses of the dependencies (asks the network)"
	@echo "make check      lint, types, import arrows"
	@echo "make pictures   takes the pictures of docs/ from the demonstration"
	@echo "make messages   gathers the texts to translate, and compiles the translations"
	@echo "make lock       locks the dependencies again"

env: $(ENV_STAMP) $(BUILD)/manifest.json
	@test "$(MAKECMDGOALS)" != env || echo "Ready. Next: make demo, or .venv/bin/hustings init for an installation of your own."

$(ENV_STAMP): pyproject.toml requirements/dev.txt requirements/build.txt
	@PYTHON="$(PYTHON)" sh scripts/prerequisites.sh python
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/build.txt
	$(BIN)/uv pip sync --quiet --compile-bytecode --python $(BIN)/python --require-hashes requirements/dev.txt requirements/build.txt
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e .
	$(BIN)/python -m compileall -q -j 0 src
	$(BIN)/python -m hustings.counting.compiled
	$(BIN)/python -m hustings.departures.loops
	@touch $@

$(FRONT_STAMP): frontend/package.json frontend/package-lock.json
	@sh scripts/prerequisites.sh node
	cd frontend && npm ci --no-audit --no-fund --loglevel=error
	@touch $@

FRONT_SOURCES := $(shell find frontend/src frontend/styles frontend/build.mjs -type f 2>/dev/null)
$(BUILD)/manifest.json: $(FRONT_STAMP) $(FRONT_SOURCES)
	cd frontend && npm run --silent build

VERSION = $(shell sed -n 's/^version = "\(.*\)"/\1/p' pyproject.toml)
package: env
	rm -rf dist
	mkdir -p dist/hustings-$(VERSION)
	$(BIN)/uv build --quiet --wheel --no-build-isolation --python $(BIN)/python --out-dir dist/hustings-$(VERSION)
	rm -f dist/hustings-$(VERSION)/.gitignore
	cp -R deploy docs requirements/run.txt CHANGELOG.md LICENSE dist/hustings-$(VERSION)
	tar -C dist -czf dist/hustings-$(VERSION).tar.gz hustings-$(VERSION)
	@echo "dist/hustings-$(VERSION).tar.gz is ready; docs/operators/install.md says what to do with it."

demo: env
	@$(BIN)/hustings demo

test: env test-python test-frontend test-browser

test-python: env
	@sh scripts/prerequisites.sh tests
	$(BIN)/pytest -q -n 3 --dist worksteal --durations=40 --ignore=tests/browser

test-frontend: env
	cd frontend && npm test --silent

test-browser: env
	@sh scripts/prerequisites.sh tests
	$(BIN)/pytest -q -n 3 --dist worksteal --durations=15 tests/browser

test-long: env
	@sh scripts/prerequisites.sh tests
	HUSTINGS_LONG=1 $(BIN)/pytest -q -n 2 --dist worksteal > benchmarks/test-long.txt 2>&1; status=$$?; tail -n 20 benchmarks/test-long.txt; exit $$status

# Every Python test that works on a database, with PostgreSQL in the place of SQLite, and two stories in a browser; then what
# takes long there: a database of an earlier version, and a restore in mid-poll.
WITHOUT_DATABASE := browser counting departures scripts texts voting
STORIES_ON_POSTGRESQL := tests/browser/test_booth_on_server.py tests/browser/test_ranked_on_server.py
test-postgresql: env
	@sh scripts/prerequisites.sh tests
	$(BIN)/python -m tests.postgresql $(BIN)/pytest -q -n 3 --dist worksteal --durations=15 -m database \
		$(filter-out $(WITHOUT_DATABASE:%=tests/%/),$(wildcard tests/*/)) $(STORIES_ON_POSTGRESQL)
	HUSTINGS_LONG=1 $(BIN)/pytest -q -n 3 --dist loadfile -k "postgresql or upgrade" \
		tests/cli/test_upgrade.py tests/audit/test_empty_databases.py tests/cli/test_restore_in_mid_poll.py

# Asks advisory services on the network, so it is no part of `make test`. Fails, too, if they cannot be asked, unless
# AUDIT=--where-reachable.
audit: env
	$(BIN)/python scripts/audit.py $(AUDIT)

check: env
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	cd frontend && npm run --silent check

# After a change of texts: extract them, translate what is new in the .po, run again. Needs Debian's gettext.
messages: env
	cd src/hustings && HUSTINGS_DATA=$$(mktemp -d) ../../$(BIN)/django-admin makemessages --locale fr --no-obsolete --add-location file \
		--settings hustings.site.settings
	$(BIN)/pybabel --quiet compile --domain django --directory src/hustings/site/locale

pictures: env
	@sh scripts/prerequisites.sh tests
	$(BIN)/python scripts/make_pictures.py

lock: $(VENV)/bin/uv
	printf 'editables\nhatchling\nuv\n' | $(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --python-version 3.11 - -o requirements/build.txt
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --python-version 3.11 --group dev pyproject.toml -o requirements/dev.txt
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --python-version 3.11 pyproject.toml \
		--constraints requirements/dev.txt -o requirements/run.txt
	cd frontend && npm install --package-lock-only --no-audit --no-fund

$(VENV)/bin/uv:
	$(PYTHON) -m venv $(VENV) && $(BIN)/python -m pip install --quiet uv

clean:
	rm -rf $(VENV) frontend/node_modules $(BUILD)
