"""Executed notebooks: the same bytes for the same content, and a page to read."""

from copy import deepcopy
from functools import cache
from pathlib import Path

import nbformat
from nbconvert import HTMLExporter
from nbformat import NotebookNode

from analysis.publish.pictures import with_own_ids

TEMPLATES = Path(__file__).parent / "templates"
PARAMETERS_TAG = "injected-parameters"


def tidy(notebook: NotebookNode, parameters: dict[str, object]) -> NotebookNode:
    """A copy without times, random ids and addresses in memory; `parameters` are those it shows."""
    notebook = deepcopy(notebook)
    kept = ("kernelspec", "language_info")
    notebook.metadata = NotebookNode({key: notebook.metadata[key] for key in kept if key in notebook.metadata})
    pictures = 0
    for number, cell in enumerate(notebook.cells):
        tags = cell.metadata.get("tags", [])
        cell.id = f"{number:02d}"
        cell.metadata = NotebookNode({"tags": tags} if tags else {})
        if PARAMETERS_TAG in tags:
            cell.source = "\n".join(f"{name} = {value!r}" for name, value in parameters.items())
        for output in cell.get("outputs", ()):
            data = output.get("data", {})
            if len(data) > 1:
                data.pop("text/plain", None)
            if "image/svg+xml" in data:
                pictures += 1
                data["image/svg+xml"] = with_own_ids(data["image/svg+xml"], f"p{pictures}")
    return notebook


def write(notebook: NotebookNode, folder: Path, name: str, *, title: str) -> list[Path]:
    """Write a tidy notebook as <name>.ipynb, and as <name>.html with the code hidden."""
    folder.mkdir(parents=True, exist_ok=True)
    source, page = folder / f"{name}.ipynb", folder / f"{name}.html"
    source.write_text(nbformat.writes(notebook) + "\n", encoding="utf-8", newline="\n")
    page.write_text(to_html(notebook, title=title), encoding="utf-8", newline="\n")
    return [source, page]


def to_html(notebook: NotebookNode, *, title: str) -> str:
    """The notebook as one page that loads nothing from anywhere: text, tables and pictures, no code."""
    page, _ = _exporter().from_notebook_node(notebook, resources={"title": title})
    return page


@cache
def _exporter() -> HTMLExporter:
    """One for the process, so that its templates are compiled once."""
    return HTMLExporter(
        template_name="notebook",
        extra_template_basedirs=[str(TEMPLATES)],
        exclude_input=True,
        exclude_input_prompt=True,
        exclude_output_prompt=True,
        exclude_anchor_links=True,
    )
