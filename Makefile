# `make` alone lists the targets. Each sets up what it needs, in environments inside this folder.
# The only things that must be there: a python3 (3.8 or later), make, and a package index.

PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
DEV := .venv-dev
DEVPY := $(DEV)/bin/python
TESTS ?= tests
PYTEST_ARGS ?=
# Four processes, also on two cores, since tests wait more than they work; each takes whole files. One that dies ends
# the run and names its test: pytest-xdist would start another one in its place, and with whole files wait for ever.
PARALLEL ?= -n 4 --max-worker-restart 0 --dist loadfile
MATRIX := 3.8 3.9 3.10 3.11 3.12 3.13

.DEFAULT_GOAL := help
.PHONY: help setup setup-dev demo test check lint types spec generate generate-check sync sync-check matrix wheel-check budget bench bench-plots format clean

help:  ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | awk -F'\t' '{printf "  make %-16s %s\n", $$1, $$2}'

setup: $(VENV)/.ready
setup-dev: $(DEV)/.ready

$(VENV)/.ready: pyproject.toml requirements/test.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 8))' || { echo "python3 is too old: 3.8 or later is needed"; exit 1; }
	@echo "setting up $(VENV)"
	@test -x $(PY) || $(PYTHON) -m venv $(VENV)
	@$(PY) -m pip install --quiet --disable-pip-version-check --upgrade 'pip>=22'
	@$(PY) -m pip install --quiet --disable-pip-version-check -e '.[local,tools]' -r requirements/test.txt
	@touch $@

# The generator and the type checkers need Python 3.11 or later.
$(DEV)/.ready: pyproject.toml requirements/test.txt requirements/dev.txt
	@found=$$($(PYTHON) scripts/find_python.py 3.11) || { echo "no Python 3.11 or later was found: the generator and the type checkers need one"; exit 1; }; \
	echo "setting up $(DEV) with $$found"; test -x $(DEVPY) || $$found -m venv $(DEV)
	@$(DEVPY) -m pip install --quiet --disable-pip-version-check --upgrade 'pip>=22'
	@$(DEVPY) -m pip install --quiet --disable-pip-version-check -e '.[local,tools]' -r requirements/dev.txt
	@touch $@

demo: setup  ## see the SDK at work against the local platform, without a key
	@$(PY) examples/demo.py

test: setup  ## all tests
	@$(PY) -m pytest $(PARALLEL) $(TESTS) $(PYTEST_ARGS)
	@if $(PYTHON) scripts/find_python.py 3.11 >/dev/null; then $(MAKE) --no-print-directory test-dev; \
	else echo "skipped: the tests of the generator, of the contract by schemathesis and of MCP servers, which need Python 3.11 or later"; fi

# Only this environment has the mcp package; the rest of the second file needs none.
MCP_TESTS := tests/local/agents/test_mcp.py tests/local/test_serve_agents.py::test_an_mcp_server

.PHONY: test-dev
test-dev: setup-dev
	@$(DEVPY) -m pytest $(PARALLEL) tests/contract tests/schemathesis tests/typing $(MCP_TESTS) $(PYTEST_ARGS)

check: test lint types verify-types generate-check sync-check  ## what CI runs: tests, lint, types, freshness of what is generated

lint: setup-dev  ## style, and who imports whom
	@$(DEVPY) -m ruff check .
	@$(DEVPY) -m ruff format --check .
	@$(DEVPY) scripts/check_arrows.py
	@$(DEVPY) scripts/check_circles.py

types: setup-dev  ## mypy --strict and pyright strict
	@$(DEVPY) -m mypy
	@$(DEVPY) -m pyright --pythonpath $(DEVPY)

.PHONY: verify-types
verify-types: setup-dev  ## does all that users can reach have types that are known, and docstrings?
	@$(DEVPY) scripts/verify_types.py

spec: setup-dev  ## openapi/ -> openapi.yaml
	@$(DEVPY) scripts/bundle.py

generate: spec  ## openapi.yaml -> generated/, and what the package takes from it; its face
	@$(DEVPY) scripts/generate.py
	@$(DEVPY) scripts/generate_package.py
	@$(DEVPY) scripts/generate_face.py
	@$(DEVPY) scripts/check_complete.py

generate-check: setup-dev  ## is openapi.yaml what openapi/ gives, is generated/ what that gives, and is it complete?
	@$(DEVPY) scripts/bundle.py --check
	@$(DEVPY) scripts/generate.py --check
	@$(DEVPY) scripts/generate_package.py --check
	@$(DEVPY) scripts/generate_face.py --check
	@$(DEVPY) scripts/check_complete.py

sync: setup-dev  ## the sync twins of the async sources
	@$(DEVPY) scripts/unasync.py

sync-check: setup-dev  ## are the sync twins what their sources give?
	@$(DEVPY) scripts/unasync.py --check

format: setup-dev  ## format, and fix what can be fixed
	@$(DEVPY) -m ruff check --fix-only --quiet .
	@$(DEVPY) -m ruff format --quiet .

matrix:  ## the test-suite on Python 3.8 to 3.13
	@$(PYTHON) scripts/matrix.py --pytest='$(PARALLEL)' $(MATRIX)

wheel-check:  ## the wheel alone, in empty environments on the oldest and newest Python
	@$(PYTHON) scripts/wheel_check.py 3.8 3.13

budget: setup  ## import time, modules, and the memory of a 1 GiB upload
	@$(PY) benchmarks/budget.py

bench:  ## speed beside the official SDK, httpx, aiohttp and the standard library: benchmarks/results.md (minutes)
	@$(PYTHON) benchmarks/compare.py

.PHONY: faults
faults: setup  ## every operation x every fault, sync and async: docs/reliability.md (minutes)
	@$(PY) scripts/fault_matrix.py

.PHONY: fuzz soak
fuzz:  ## atheris on what reads streams, for FUZZ_SECONDS (60)
	@found=$$($(PYTHON) scripts/find_python.py =3.11 || $(PYTHON) scripts/find_python.py =3.12 || $(PYTHON) scripts/find_python.py =3.13) \
	|| { echo "atheris has wheels for Python 3.11 to 3.13, and none of these was found"; exit 1; }; \
	test -x .venv-fuzz/bin/python || $$found -m venv .venv-fuzz; \
	.venv-fuzz/bin/python -m pip install --quiet --disable-pip-version-check -r requirements/fuzz.txt
	@mkdir -p fuzz/found; .venv-fuzz/bin/python fuzz/run.py -max_total_time=$${FUZZ_SECONDS:-60} -max_len=2000 \
		-artifact_prefix=fuzz/ fuzz/found fuzz/corpus > fuzz/found.log 2>&1; status=$$?; \
	grep -v -e Instrumenting -e sanitizer -e '# Uses' fuzz/found.log | tail -25; exit $$status

SOAK_MINUTES ?= 10
soak: setup  ## 200 runs and 20 agents at once through a proxy that misbehaves, for SOAK_MINUTES (10); 1 after the main thread
	@$(PY) scripts/soak.py --minutes $(SOAK_MINUTES)
	@$(PY) scripts/soak.py --minutes 1 --after-main

bench-plots:  ## how cost grows: docs/performance.md and its charts (minutes)
	@$(PYTHON) benchmarks/plots.py

clean:  ## remove environments and caches
	rm -rf .venv .venv-* .mypy_cache .ruff_cache .hypothesis dist build demo-output
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
