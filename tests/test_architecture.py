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

# What each room is for and what may not happen in it. A module imports from its own room and from those before it.
ROOMS = {
    "errors": "knows no room",
    "german": "holds words and numbers as they are written; knows no list, no frame",
    "colours": "knows no list and no chart",
    "vocabulary": "reads nothing; no code, label or colour stands anywhere else",
    "numbers": "knows no frame",
    "strategy": "reads a municipality's own files; judges no export",
    "network": "reads network.toml; opens no export",
    "frames": "schemas and parquet; counts nothing",
    "dataset": "holds what was read; computes nothing",
    "storage": "moves files; knows no figure and no chart",
    "ooxml": "parts of Office packages; knows nothing of the domain",
    "intake": "the only room that opens exports; judges the source, counts nothing, guesses nothing",
    "figures": "frames to tables; no labels, no charts, no files",
    "charts": "tables to charts; counts nothing, saves nothing",
    "editions": "freezes and compares; changes no figure",
    "publish": "what the council may see, as files; computes no figure",
    "pages": "what a notebook shows; saves nothing",
    "office": "what goes back to the table's keeper; nothing of it reaches the council",
    "audit": "reads a finished report; writes none of our outputs",
    "runs": "plans, executes, puts in place; no figure is computed here",
    "batch": "who makes the runs, where; knows no notebook",
    "cli": "arguments in, messages out; nothing heavy is imported before it is needed",
    "__main__": "calls the command line",
}


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


def house() -> str:
    """The rooms for docs/development.md: a drawing of who imports whom, and what may not happen where.

    An arrow that follows from others is left out.
    """
    used: dict[str, set[str]] = {name: set() for name in ROOMS}
    for path in modules():
        if here := room(dotted(path)):
            used[here] |= {room(name) for name in imported(path)} - {"", here}
    reached: dict[str, set[str]] = {}
    for name in ROOMS:
        reached[name] = used[name].union(*(reached[other] for other in used[name]))
    lines = ["```mermaid", "flowchart BT"]
    for name in ROOMS:
        direct = used[name] - set().union(*(reached[other] for other in used[name]))
        lines += [f"    {name} --> {other}" for other in ROOMS if other in direct]
    rows = [f"| `{name}` | {sentence} |" for name, sentence in ROOMS.items() if name != "__main__"]
    return "\n".join([*lines, "```", "", "| room | what may not happen in it |", "|---|---|", *rows])


def test_the_drawing_of_the_house_is_up_to_date():
    assert house() in (ROOT / "docs" / "development.md").read_text(encoding="utf-8"), "make docs"


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


if __name__ == "__main__":  # make docs
    document = ROOT / "docs" / "development.md"
    start, rest = document.read_text(encoding="utf-8").split("```mermaid", 1)
    after = rest[rest.index("\n\n", rest.index("| room |")) :]
    document.write_text(start + house() + after, encoding="utf-8", newline="\n")
