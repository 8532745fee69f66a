# Two commands for a newcomer: `make ask` and `make test`. Needs Python 3.11 to 3.13 and make, nothing else.

Q ?= Which countries rejected sending troops?
PYTHON ?= $(shell for p in python3.12 python3.13 python3.11 python3 python; do \
	$$p -c 'import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null && { echo $$p; break; }; done)
BIN := .venv/bin
INDEX := .index

PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt
PYTEST := $(BIN)/python -m pytest --numprocesses 2 --dist loadfile --no-loadscope-reorder

# All that looks at the code without running it. The second deptry is about imports that nobody lists.
define READ
$(BIN)/ruff check .
$(BIN)/ruff format --check .
$(BIN)/mypy
$(BIN)/lint-imports
$(BIN)/deptry assistant
$(BIN)/deptry eval benchmarks docs tests --ignore DEP002,DEP004
endef

.PHONY: ask app test check coverage hooks lint eval eval-quick eval-judge clean

# Answers a question from the sample articles; the first call sets everything up.
ask: $(INDEX)/.seeds
	@$(BIN)/assistant ask --index $(INDEX) "$$Q"

# The chat page over the sample articles, on this machine only.
app: $(INDEX)/.seeds
	@$(BIN)/assistant serve --index $(INDEX)

# Everything the tests need, then all of them.
test: .venv/.dev
	$(BIN)/assistant models fetch all-MiniLM-L6-v2 en_core_web_sm qwen2.5-coder-1.5b qwen2.5-coder-0.5b
	$(READ)
	$(PYTEST)

# Which lines no test runs; a fifth slower.
coverage: .venv/.dev
	$(PYTEST) --cov --cov-report=term:skip-covered

# The daily round, in less than two minutes: what reads the code, and the tests that are quick.
check: .venv/.dev
	$(BIN)/assistant models fetch all-MiniLM-L6-v2 en_core_web_sm
	$(READ)
	$(PYTEST) -m "not slow and not models"

# The same before each commit (.pre-commit-config.yaml), without the tests.
hooks: .venv/.dev
	$(BIN)/pre-commit install

lint: .venv/.dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(READ)

# How grounded are the answers? The whole test half of our questions, with the judge (docs/evaluation.md).
eval: .venv/.eval
	$(BIN)/python -m eval run --split test --judge --baseline eval/data/baseline.json

# The same for 12 questions, one a kind: for CI.
eval-quick: .venv/.eval
	$(BIN)/python -m eval run --split test --sample 12 --judge --name quick --baseline eval/data/baseline.json

# How far can each judge be trusted?
eval-judge: .venv/.eval
	$(BIN)/python -m eval judge

$(INDEX)/.seeds: .venv/.ready $(wildcard seeds/*)
	$(BIN)/assistant ingest --index $(INDEX) --prune seeds
	@touch $@

.venv/.ready: pyproject.toml constraints.txt
	@test -n "$(PYTHON)" || { echo "make: Python 3.11, 3.12 or 3.13 with venv is needed; on Debian or Ubuntu: apt install python3-venv" >&2; exit 2; }
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(PIP) 'pip>=25.1'
	$(PIP) --editable .
	@touch $@

.venv/.dev: .venv/.ready
	$(PIP) --editable '.[anthropic]' --group dev
	@touch $@

.venv/.eval: .venv/.ready
	$(PIP) --group eval
	@touch $@

clean:
	rm -rf .venv $(INDEX)

export Q
