# The whole interface of the repository. Every target prints the plain commands that it runs.
# PYTHON=python3.12 chooses the interpreter, DATABASE_URL the database of the demo, TEST_DB that of the tests.

PYTHON ?= $(firstword $(foreach name,python3.11 python3.12 python3.13 python3,$(shell $(name) -c 'import ensurepip, sys, venv; sys.version_info >= (3, 11) and print("$(name)")' 2>/dev/null)))
VENV ?= .venv
BIN = $(VENV)/bin
PORT ?= 8000
TEST_DB ?= auto
PYTEST_ARGS ?=
TEMPLATES = wagtail_privacy/templates example_site

.PHONY: install demo test test-deep lint bench matrix messages
.DEFAULT_GOAL := test

install: $(VENV)/.installed

$(VENV)/.installed: pyproject.toml
	$(if $(PYTHON),,$(error No Python 3.11 or newer with the venv module found: name one, as in make PYTHON=/path/to/python3.11))
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade 'pip>=25.1'
	$(BIN)/python -m pip install --quiet --editable '.[localize]' --group dev
	touch $@

demo: install
	$(BIN)/python example_site/manage.py migrate --verbosity 0
	$(BIN)/python example_site/manage.py load_demo
	$(BIN)/python example_site/manage.py send_review_reminders
	$(BIN)/python example_site/manage.py runserver 0.0.0.0:$(PORT)

test: install
	$(BIN)/python -m tests.chromium
	PRIVACY_TEST_DB=$(TEST_DB) $(BIN)/python -m pytest --numprocesses=2 --dist=loadgroup $(PYTEST_ARGS)

# Every example of the tests that otherwise try a sample only; some of them need PostgreSQL. They take half an hour
# each, and Python 3.11 may crash when it is made to say after five minutes where they are.
test-deep: install
	PRIVACY_DEEP=1 PRIVACY_TEST_DB=$(TEST_DB) $(BIN)/python -m pytest --numprocesses=2 --dist=loadgroup -m "deep or sampled" -o faulthandler_timeout=0 $(PYTEST_ARGS)

lint: install
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/mypy
	find $(TEMPLATES) -name '*.html' -print0 | xargs -0 $(BIN)/djhtml --check
	$(BIN)/djlint --lint --quiet $(TEMPLATES)

bench: install
	$(BIN)/python -m benchmarks

# Brings the catalogues of messages up to date and compiles them; needs GNU gettext.
messages: install
	$(BIN)/python scripts/messages.py

# pyenv offers a version on PATH only when it is asked to.
matrix: install
	PYENV_VERSION=$$(pyenv versions --bare 2>/dev/null | grep -E '^3\.1[1-3]\.' | paste -sd: -) $(BIN)/nox
