# Two commands matter: `make up` starts the desk, `make test` proves it. Only python3 (3.11 or newer) and pip are needed.
PYTHON ?= python3
ARGS ?=
export UV_PYTHON_DOWNLOADS := never
# Every process of the desk and of its tests would compile Django anew: three seconds each.
unexport PYTHONDONTWRITEBYTECODE

PY := .venv/bin/python
# What docker-compose.yml sets, with a key for this one command.
PRODUCTION = SITE_URL=https://desk.example.org BEHIND_PROXY=1 COLLECTED_STATIC=1 DEBUG=0 \
	SECRET_KEY="$$($(PY) -c 'import secrets; print(secrets.token_urlsafe(50))')" \
	METRICS_TOKEN=unused-but-long-enough SITE_NAME="A desk" PUBLISHER_NAME="A newsroom" DATABASE_URL=postgres://factcheck:unused@db/factcheck REDIS_URL=redis://redis:6379/0
WITH_SERVICES := $(PY) -m factcheck.local.run --

.PHONY: help front-end up env dev-env shell test check bench screenshots lock format

help:  ## this list
	@grep -hE '^[a-z-]+:.*  ## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*  ## /\1\t/' | expand -t 10

up: env  ## start the desk here: PORT (8000) and FACTCHECK_HOME (.factcheck) choose where
	@$(PY) -m factcheck.local.up

env:  ## only make or update the environment in .venv
	@$(PYTHON) factcheck/local/environment.py local

dev-env:
	@$(PYTHON) factcheck/local/environment.py dev

shell: env  ## a Python shell on the running desk
	@$(PY) manage.py shell

test: dev-env  ## all tests, on services of their own: make test ARGS="tests/services -k race"
	@$(WITH_SERVICES) $(PY) -m pytest $(ARGS)

check: dev-env  ## style, types, imports, migrations, settings, schema, templates
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	.venv/bin/lint-imports
	$(WITH_SERVICES) $(PY) manage.py makemigrations --check --dry-run
	$(PRODUCTION) $(PY) manage.py check --deploy --fail-level WARNING
	$(PRODUCTION) $(PY) manage.py spectacular --validate --fail-on-warn --file /dev/null
	$(PY) -m djlint templates --lint --quiet

format: dev-env  ## put code into the house style
	$(PY) -m ruff check --fix .
	$(PY) -m ruff format .

bench: dev-env  ## speed and quality measurements
	@$(PY) -m benchmarks $(ARGS)

screenshots: dev-env  ## pictures of every page and state, in build/screenshots/
	@$(WITH_SERVICES) $(PY) scripts/screenshots.py $(ARGS)

front-end: env  ## fetch the vendored scripts and fonts anew, as scripts/front_end/package.json pins them; needs npm
	@$(PY) scripts/front_end/copy.py

lock: dev-env  ## renew the three locks from pyproject.toml
	$(PY) -m uv pip compile $(LOCK_FLAGS) pyproject.toml -o requirements/runtime.lock
	$(PY) -m uv pip compile $(LOCK_FLAGS) pyproject.toml --extra local -c requirements/runtime.lock -o requirements/local.lock
	$(PY) -m uv pip compile $(LOCK_FLAGS) pyproject.toml --extra local --extra dev -c requirements/runtime.lock -o requirements/dev.lock

LOCK_FLAGS := --universal --generate-hashes --no-header --python-version 3.11 --no-emit-index-url --no-emit-find-links --quiet $(ARGS)
