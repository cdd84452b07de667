"""The house rules that a program can check: imports run one way, notebooks stay small."""

import ast
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from analysis.frames import columns_markdown
from analysis.vocabulary import glossary_markdown

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "src" / "analysis"
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))

# A module imports from its own room and from those before it.
ROOMS = [
    "errors",
    "german",
    "colours",
    "vocabulary",
    "numbers",
    "strategy",
    "network",
    "frames",
    "dataset",
    "storage",
    "ooxml",
    "intake",
    "figures",
    "charts",
    "editions",
    "publish",
    "pages",
    "office",
    "audit",
    "runs",
    "batch",
    "cli",
    "__main__",
]


def modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def dotted(path: Path) -> str:
    """analysis.figures.change for src/analysis/figures/change.py; a package for its __init__.py."""
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imported(path: Path) -> set[str]:
    """The modules of this package that a module imports anywhere in it, with what they are asked for."""
    names = set()
    package = dotted(path).split(".") if path.name == "__init__.py" else dotted(path).split(".")[:-1]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            module = ".".join([*base, *([node.module] if node.module else [])])
            names |= {f"{module}.{alias.name}" for alias in node.names}
    return {name for name in names if name.split(".")[0] == "analysis"}


def room(name: str) -> str:
    """The room of analysis.figures.change is figures; what lies in none (`analysis.__version__`) is ""."""
    parts = name.split(".")
    return parts[1] if len(parts) > 1 and parts[1] in ROOMS else ""


def test_every_module_lives_in_a_room_of_the_house():
    homes = {path.relative_to(PACKAGE).parts[0].removesuffix(".py") for path in modules()}
    assert homes - {"__init__"} <= set(ROOMS)


def test_imports_run_one_way():
    place = {name: n for n, name in enumerate(["", *ROOMS])}
    backwards = [
        f"{dotted(path)} imports {name}"
        for path in modules()
        if dotted(path) != "analysis"  # the way in from outside: `analysis.load`
        for name in sorted(imported(path))
        if place[room(name)] > place[room(dotted(path))]
    ]
    assert backwards == []


def test_only_the_intake_reads_foreign_workbooks():
    for path in modules():
        source = path.read_text(encoding="utf-8")
        assert "read_excel" not in source, dotted(path)
        assert room(dotted(path)) == "intake" or "python_calamine" not in source, dotted(path)


def test_the_command_line_starts_without_pandas_and_altair():
    code = "import sys, analysis.cli; print({'pandas', 'altair'} & set(sys.modules))"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "set()"


def test_the_printed_data_dictionary_is_up_to_date():
    assert (ROOT / "docs" / "columns.md").read_text(encoding="utf-8") == columns_markdown()


def test_the_printed_glossary_is_up_to_date():
    assert (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8") == glossary_markdown()


def test_there_are_notebooks():
    assert {"01_intake", "02_overview", "03_field", "04_change"} <= {path.stem for path in NOTEBOOKS}


@pytest.fixture(params=NOTEBOOKS, ids=lambda path: path.stem)
def notebook(request) -> nbformat.NotebookNode:
    return nbformat.read(request.param, as_version=nbformat.NO_CONVERT)


def code_cells(notebook: nbformat.NotebookNode) -> list[nbformat.NotebookNode]:
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def test_a_notebook_is_stored_without_outputs(notebook):
    assert all(cell.outputs == [] and cell.execution_count is None for cell in code_cells(notebook))


def test_a_notebook_is_thin(notebook):
    cells = code_cells(notebook)
    assert len(cells) <= 12
    assert all(len(cell.source.splitlines()) <= 10 for cell in cells)


def test_a_notebook_holds_no_logic(notebook):
    logic = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda, ast.For, ast.While, ast.Try, ast.With)
    for cell in code_cells(notebook):
        assert not any(isinstance(node, logic) for node in ast.walk(ast.parse(cell.source))), cell.source


def test_a_notebook_has_exactly_one_cell_of_parameters(notebook):
    tagged = [cell for cell in notebook.cells if "parameters" in cell.metadata.get("tags", [])]
    assert [cell.cell_type for cell in tagged] == ["code"]
    statements = ast.parse(tagged[0].source).body
    assert all(isinstance(statement, ast.Assign | ast.AnnAssign) for statement in statements)


def test_a_notebook_names_its_kernel(notebook):
    assert notebook.metadata.kernelspec.name == "python3"
    assert notebook.metadata.kernelspec.language == "python"


def test_a_notebook_opens_with_its_title(notebook):
    assert notebook.cells[0].cell_type == "markdown"
    assert notebook.cells[0].source.startswith("# ")
