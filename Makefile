# Lightloom's commands. `make run` needs Python 3.11 or newer and nothing else; `make help` lists them all.
# Settings come from the environment (docs/configuration.md): PORT=9000 make run, or make run PORT=9000.

.DEFAULT_GOAL := help
.PHONY: help run dev check quick test bench format lock

PY := .venv/bin/python
MANAGE := $(PY) manage.py

# The first Python that is new enough and can make virtual environments; 3.11 is the one the tests run on.
INSTALL = python=; for name in python3.11 python3.12 python3.13 python3.14 python3; do \
	  if $$name -c 'import sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then python=$$name; break; fi; \
	done; \
	if [ -z "$$python" ]; then \
	  echo "Lightloom needs Python 3.11 or newer with its venv module: install it (on Debian and Ubuntu: apt install python3-venv)." >&2; \
	  exit 1; \
	fi; \
	PYTHONDONTWRITEBYTECODE=1 $$python -m lightloom_site.install

help:  ## list these commands
	@sed -n 's/^\([a-z]*\):  ## \(.*\)/  make \1	\2/p' Makefile

run:  ## start Lightloom here and print its address; Ctrl-C stops it
	@$(INSTALL) service
	@exec $(PY) manage.py up

# A data folder of its own, so that a schema that is being worked on never meets the worlds of `make run`.
dev: export LIGHTLOOM_DATA ?= $(CURDIR)/var/dev
dev: export LIGHTLOOM_MODELS ?= $(CURDIR)/var/models

dev:  ## like run, on the data folder var/dev, and what is edited shows: Python starts again, pages and static files at the next load
	@$(INSTALL) dev
	@exec $(PY) manage.py up --reload

check:  ## style, types, import rules, Django's deployment checks, generated pages
	@$(INSTALL) dev
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy lightloom_site worlds inference manage.py tests
	.venv/bin/node node_modules/typescript/bin/tsc --project tsconfig.json
	.venv/bin/lint-imports
	LIGHTLOOM_PUBLIC_URL=https://lightloom.example $(MANAGE) check --deploy --fail-level WARNING
	$(MANAGE) protocol_docs --check
	$(PY) -m lightloom_site.config_docs | diff docs/configuration.md -
	$(PY) -W "ignore:Got an error checking" manage.py makemigrations --check --dry-run

quick:  ## the tests that need no server, no browser and no torch: a minute
	@$(INSTALL) quick
	$(PY) -m pytest --quick --numprocesses 2 --dist loadfile

# One process drives the whole service, the other does all the rest meanwhile (tests/scheduling.py).
test:  ## everything, on a real database, broker and browser; ONLY=tests/story/test_turns.py for a file, a folder or a test
	@$(INSTALL) test
	$(PY) -m pytest $(or $(ONLY),--numprocesses 2 --dist loadfile)

bench:  ## how fast and how large, as a table and as JSON
	@$(INSTALL) test
	$(PY) -m tests.load

format:  ## put the code into its form
	@$(INSTALL) dev
	$(PY) -m ruff check --fix .
	$(PY) -m ruff format .

lock:  ## pin every Python package, those that others bring along too (requirements/constraints.txt)
	@$(INSTALL) lock
	$(PY) -m lightloom_site.lock

# The tests start some hundred processes, and where nothing is compiled for the next one each compiles all of it again.
quick test: export PYTHONDONTWRITEBYTECODE =

# The checks read settings but start nothing: a key of their own keeps them from writing one into the data folder.
check: export SECRET_KEY = for the checks only, and long enough that Django does not call it a weak one
