"""An executed notebook is stored without what changes from run to run, and read as a page of its own."""

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from analysis.pages import executed

SVG = '<svg xmlns="http://www.w3.org/2000/svg"><g clip-path="url(#clip7)"/><clipPath id="clip7"/></svg>'


def finished(*, address: str = "0x7f01", clip: str = "clip7") -> nbformat.NotebookNode:
    """A notebook as papermill leaves it; `address` and `clip` are what differs between two runs."""
    show = {"image/svg+xml": SVG.replace("clip7", clip), "text/plain": f"<Chart at {address}>"}
    table = {"text/html": "<table><tr><td>Maßnahme</td></tr></table>", "text/plain": f"<Styler at {address}>"}
    notebook = new_notebook(
        cells=[
            new_markdown_cell("# Überblick"),
            new_code_cell("year = 2025\noutputs = '/tmp/x'", metadata={"tags": ["injected-parameters"]}),
            new_code_cell("secret_call()", outputs=[new_output("execute_result", show, execution_count=2)]),
            new_code_cell("other()", outputs=[new_output("display_data", show)]),
            new_code_cell("table", outputs=[new_output("display_data", table)]),
            new_code_cell("warn()", outputs=[new_output("stream", name="stderr", text="DeprecationWarning")]),
        ],
        metadata={
            "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"},
            "papermill": {"start_time": address, "duration": 1.5},
        },
    )
    notebook.cells[2].metadata["papermill"] = {"start_time": address}
    return notebook


@pytest.fixture(scope="module")
def page() -> str:
    return executed.to_html(executed.tidy(finished(), {"year": 2025}), title="Überblick <2025>")


def test_two_runs_leave_the_same_notebook() -> None:
    first = executed.tidy(finished(address="0x1", clip="clip3"), {"year": 2025})
    second = executed.tidy(finished(address="0x2", clip="clip9"), {"year": 2025})
    assert nbformat.writes(first) == nbformat.writes(second)


def test_the_parameters_shown_are_those_to_run_it_again_with() -> None:
    tidied = executed.tidy(finished(), {"year": 2025, "outputs": ""})
    assert tidied.cells[1].source == "year = 2025\noutputs = ''"


def test_the_kernel_stays_named_and_the_argument_unchanged() -> None:
    notebook = finished()
    tidied = executed.tidy(notebook, {})
    assert tidied.metadata.kernelspec.name == "python3"
    assert notebook.cells[1].source == "year = 2025\noutputs = '/tmp/x'"
    nbformat.validate(tidied)


def test_the_page_is_german_shows_no_code_and_loads_nothing(page: str) -> None:
    assert page.startswith("<!DOCTYPE html>")
    assert '<html lang="de">' in page
    assert "<title>Überblick &lt;2025&gt;</title>" in page
    for unwanted in ("secret_call", "year = 2025", "<script", "<link", "http-equiv", "@import", "DeprecationWarning"):
        assert unwanted not in page
    assert page.count("http") == page.count('xmlns="http://www.w3.org/')


def test_two_pictures_of_a_page_share_no_id(page: str) -> None:
    assert page.count("<svg") == 2
    for own in ("p1-1", "p2-1"):
        assert page.count(f'id="{own}"') == page.count(f"url(#{own})") == 1
