# Every recipe builds what it needs in .venv, from nothing. `make` lists them.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
READY_DEV := $(VENV)/.ready-dev
READY_BENCH := $(VENV)/.ready-bench
CASE ?=
SECTION ?=

INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check
OTHERS := 'import tomllib; print(*(d for d in tomllib.load(open("pyproject.toml", "rb"))["project"]["dependencies"] if "durable" not in d))'

# durable_rules 2.0.28 calls a function that Python 3.13 renamed.
export CPPFLAGS := $(CPPFLAGS) -DPyEval_CallObject=PyObject_CallObject

.DEFAULT_GOAL := help
.PHONY: help check test golden bench format lint types clean gitdiff

help:  ## Lister les recettes
	@echo "make RECETTE, au choix :"
	@sed -nE 's/^([a-z]+):.*## (.*)/  \1\t\2/p' $(MAKEFILE_LIST) | expand -t 12

check: $(READY)  ## Décider un cas : make check CASE=cas.json (sans CASE : vérifier les classeurs)
	@$(BIN)/check-eligibility $(if $(CASE),"$(CASE)",tables check)

test: lint types  ## Mise en forme, règles, types, couches, puis tous les tests
	$(BIN)/python -m pytest -n 2 --dist loadgroup

golden: $(READY)  ## Rejouer les cas de référence et montrer ce qui change
	@$(BIN)/check-eligibility golden

bench: $(READY_BENCH)  ## Mesurer les temps, à côté d'autres moteurs : make bench SECTION=rows (sans SECTION : toutes)
	$(BIN)/python -m benchmarks $(SECTION)

format: $(READY_DEV)  ## Remettre le code en forme
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

lint: $(READY_DEV)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports

types: $(READY_DEV)
	$(BIN)/mypy
	$(BIN)/pyright --pythonpath $(BIN)/python

gitdiff: $(READY)  ## Faire lire les classeurs à git diff, git show et git log -p, dans ce dépôt
	git config diff.xlsx.textconv '"$(CURDIR)/$(BIN)/check-eligibility" tables show --format markdown --disposition fiches'
	git config diff.xlsx.xfuncname '^##? .*$$'

clean:  ## Effacer .venv et les caches
	rm -rf $(VENV) dist build .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 ou plus récent est nécessaire : make PYTHON=python3.11" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV)

$(READY): pyproject.toml | $(VENV)/bin/python
	@echo "installation dans $(VENV)..." >&2
	@$(INSTALL) --editable . >&2 || { \
	  echo "durable_rules ne se compile pas ici : le sens de référence décidera à sa place" >&2; \
	  $(INSTALL) --no-deps --editable . >&2 && $(INSTALL) $$($(BIN)/python -c $(OTHERS)) >&2; }
	@touch $@

$(READY_DEV): pyproject.toml | $(VENV)/bin/python
	@echo "installation dans $(VENV)..." >&2
	@$(INSTALL) --editable '.[dev]' >&2
	@touch $(READY) $@

# pyDMNrules has its own environment: what it needs replaces a module of Python. What is not to be had is not measured.
$(READY_BENCH): pyproject.toml | $(READY_DEV)
	@echo "installation des autres moteurs dans $(VENV)..." >&2
	@$(INSTALL) --editable '.[bench]' >&2
	@{ $(PYTHON) -m venv $(VENV)/dmn && \
	  $(VENV)/dmn/bin/python -m pip install --quiet --disable-pip-version-check pyDMNrules==1.4.5; } >&2 || \
	  echo "pyDMNrules ne s’installe pas ici : il ne sera pas mesuré" >&2
	@mkdir -p $(VENV)/publicodes
	@npm install --prefix $(VENV)/publicodes --silent publicodes@1.10.3 >&2 || \
	  echo "publicodes ne s’installe pas ici : il ne sera pas mesuré" >&2
	@touch $@
