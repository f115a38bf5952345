# Every target sets up .venv by itself; PYTHON chooses the interpreter (3.11 or later).
PYTHON ?= python3
BIN := .venv/bin
.PHONY: serve test check bench lint format

.venv/.done: pyproject.toml .constraints.txt
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "realism needs Python 3.11 or later: make PYTHON=python3.12 ...")'
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --constraint .constraints.txt --editable '.[test]'
	touch $@

serve: .venv/.done
	$(BIN)/realism serve

test: .venv/.done lint
	$(BIN)/pytest -n auto

check: .venv/.done
	$(BIN)/realism check

# ONLY=checks runs one, ARGS passes options on, such as --quick or --sizes 20k,1M; ARGS=--help shows them.
bench: .venv/.done
	$(BIN)/pip install --quiet --disable-pip-version-check --constraint .constraints.txt --editable '.[bench]'
	PYTHONPATH=tests $(BIN)/python -m benchmarks --json build/bench.json $(if $(ONLY),--only $(ONLY)) $(ARGS)

lint: .venv/.done
	$(BIN)/ruff check service tests
	$(BIN)/ruff format --check service tests
	$(BIN)/mypy

format: .venv/.done
	$(BIN)/ruff check --fix service tests
	$(BIN)/ruff format service tests
	$(BIN)/realism fmt
