PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: install run demo test test-cluster elasticsearch browser lint bench

install: $(VENV)/.installed          ## install everything into .venv

$(VENV)/.installed: pyproject.toml sentiment/compile.py
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

test: install lint elasticsearch browser ## everything CI runs
	$(BIN)/python -m pytest

elasticsearch: install               ## the real server that tests of the library run on, from the Maven registry
	@command -v mvn >/dev/null || { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && \
	  apt-get update -qq && apt-get install -y -qq --no-install-recommends maven default-jre-headless; } || true
	@$(BIN)/python -m tests.cluster.distribution

browser:                             ## what the pages are tested in, and a font with Simplified forms
	@{ command -v chromium || command -v google-chrome; } >/dev/null && fc-list 2>/dev/null | grep -qi cjk || \
	  { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && apt-get update -qq && \
	  apt-get install -y -qq --no-install-recommends chromium fontconfig fonts-noto-cjk; } || true

test-cluster: elasticsearch          ## three nodes with one killed, and the oldest server supported
	@$(BIN)/python -m tests.cluster.distribution 8.19.3
	FENGHUO_CLUSTER=1 $(BIN)/python -m pytest tests/integration/library -m cluster

bench: install                       ## print the speed and quality figures
	@for each in bench/*.py; do echo "== $$each"; $(BIN)/python $$each || exit 1; done
