PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: install run demo test lint bench

install: $(VENV)/.installed          ## install everything into .venv

$(VENV)/.installed: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --upgrade pip
	$(BIN)/pip install --quiet -e '.[dev,train]'
	$(BIN)/python -m sentiment.compile
	@touch $@

run: install                         ## run on ./fenghuo.yaml, or the demo where there is none
	@if [ -f fenghuo.yaml ]; then $(BIN)/fenghuo run; else $(BIN)/fenghuo demo; fi

demo: install                        ## a scripted crisis of an invented brand, in a temporary store
	$(BIN)/fenghuo demo

lint: install                        ## style, types, layers
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

test: install lint                   ## everything CI runs
	$(BIN)/python -m pytest

bench: install                       ## print the speed and quality figures
	@for each in bench/*.py; do echo "== $$each"; $(BIN)/python $$each || exit 1; done
