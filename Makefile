# The same few commands everywhere; they need Python 3.11 or newer, git and make. See docs/development.md.
#   make report   the year's figures, charts and notebooks of every municipality under data/raw
#   make test     all tests
#   make check    format, lint (notebooks included) and types

PYTHON := python3
UV_VERSION := 0.13.9
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: report test check bench docs lock clean

report: $(READY)
	$(BIN)/monitoring run

test: $(READY)
	$(BIN)/pytest --numprocesses auto --dist loadfile

check: $(READY)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

bench: $(READY)
	@set -e; for check in bench/*.py; do echo "== $$check"; $(BIN)/python $$check; done

docs: $(READY)
	$(BIN)/python -c "from pathlib import Path; from analysis import frames, vocabulary; \
	  write = lambda name, text: Path('docs', name).write_text(text, encoding='utf-8', newline='\n'); \
	  write('columns.md', frames.columns_markdown()); write('glossary.md', vocabulary.glossary_markdown())"
	$(BIN)/python tests/test_architecture.py

lock: $(BIN)/uv
	$(BIN)/uv pip compile --quiet --universal --upgrade --generate-hashes --all-extras \
	  --no-header --no-annotate --no-emit-index-url --no-emit-find-links \
	  --python-version 3.11 --output-file requirements.lock pyproject.toml

clean:
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(READY): requirements.lock pyproject.toml | $(BIN)/uv
	@echo "Umgebung in $(VENV) wird eingerichtet …"
	@$(BIN)/uv pip sync --quiet --python $(BIN)/python --require-hashes requirements.lock
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --editable .
	@touch $@

$(BIN)/uv:
	@$(PYTHON) -c "import sys; sys.exit(sys.version_info < (3, 11) and 'Python 3.11 oder neuer wird gebraucht; gefunden: ' + sys.version.split()[0] + '. Ein anderes nennen: make PYTHON=…')"
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)
