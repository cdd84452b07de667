"""How long does the year take? Medians of whole commands run in turn, and the ratios that count.

    python bench/batch.py [--rounds 3]

Each command runs in processes of its own on a copy of the Heinsberg data in a folder of its own, seconds on
the clock, so nothing else should be running.

    plain       papermill.execute_notebook over the ten notebooks, one after the other in one process
    commands    the same as ten commands `papermill notebook.ipynb out.ipynb -p …`
    floor       one process: imports once, the cells of the notebooks, the pictures drawn and saved
    year        monitoring run, everything included: intake, notebooks, pages, questions, all put in place
    spawned     the same without fork, as on Windows
    one status  monitoring run after one status was changed in the export
    unchanged   monitoring run once more
    help        monitoring --help

The aims: year at least 4 times faster than plain, spawned 2.5 times; year at most 1.5 times the floor; one
status at most half of the year; unchanged at most twice `import pandas`; help at most 5 times `pass`.
"""

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Final

import openpyxl

from analysis.intake import load
from analysis.runs.notebooks import runs

ROOT: Final = Path(__file__).resolve().parents[1]
RAW: Final = ROOT / "data" / "raw" / "heinsberg"
EXPORT: Final = "Monitoring_Nachhaltigkeit_2025.xlsx"
RUNS: Final = [(row.name, own) for row, own in runs(load("heinsberg", data=ROOT / "data")).values()]

PLAIN: Final = """
import sys
from pathlib import Path
import papermill
data, outputs, *runs = sys.argv[1:]
for number, run in enumerate(runs):
    name, _, field = run.partition(":")
    own = {"field": int(field)} if field else {}
    target = Path(outputs, f"{number}.ipynb")
    parameters = {"municipality": "heinsberg", "year": 2025, **own, "data": data, "outputs": outputs}
    papermill.execute_notebook(f"notebooks/{name}.ipynb", str(target), parameters, progress_bar=False)
"""
FLOOR: Final = """
import sys
import nbformat
from IPython.core.interactiveshell import InteractiveShell
data, outputs, *runs = sys.argv[1:]
shell = InteractiveShell.instance()
for run in runs:
    name, _, field = run.partition(":")
    shell.reset(new_session=False)
    for cell in nbformat.read(f"notebooks/{name}.ipynb", 4).cells:
        if cell.cell_type == "code":
            shell.run_cell(cell.source).raise_error()
            if "parameters" in cell.metadata.get("tags", ()):
                shell.user_ns.update(municipality="heinsberg", year=2025, data=data, outputs=outputs)
                shell.user_ns.update({"field": int(field)} if field else {})
"""


class Place:
    """A data and an outputs folder of their own; the export can be had with one status changed."""

    def __init__(self, folder: Path) -> None:
        self.data, self.outputs = folder / "data", folder / "outputs"
        shutil.copytree(RAW, self.data / "raw" / "heinsberg")
        self.outputs.mkdir()
        book = openpyxl.load_workbook(RAW / EXPORT)
        rows = book["Maßnahmen"].iter_rows(min_col=7, max_col=7)  # „Status 12/2025"
        cell = next(cell for (cell,) in rows if cell.value == "Planung")
        cell.value = "in Umsetzung"
        book.save(folder / EXPORT)
        self._variants = [RAW / EXPORT, folder / EXPORT]

    def clear(self) -> None:
        shutil.rmtree(self.outputs)
        shutil.rmtree(self.data / "processed", ignore_errors=True)
        self.outputs.mkdir()

    def change_one_status(self) -> None:
        """Change it, or the next time change it back."""
        self._variants.reverse()
        shutil.copy(self._variants[0], self.data / "raw" / "heinsberg" / EXPORT)


def commands(place: Place) -> list[list[str]]:
    """papermill's own command for each run."""
    program, every = str(Path(sys.executable).with_name("papermill")), []
    for number, (name, own) in enumerate(RUNS):
        parameters = {"municipality": "heinsberg", "year": 2025, **own, "data": place.data, "outputs": place.outputs}
        options = [text for key, value in parameters.items() for text in ("-p", key, str(value))]
        every.append([program, f"notebooks/{name}.ipynb", str(place.outputs / f"{number}.ipynb"), *options])
    return every


def seconds(*command: str, **environment: str) -> float:
    started = time.perf_counter()
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True, env={**os.environ, **environment})
    return time.perf_counter() - started


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    rounds = parser.parse_args().rounds
    program = str(Path(sys.executable).with_name("monitoring"))
    names = [f"{name}:{own['field']}" if own else name for name, own in RUNS]
    measured: dict[str, list[float]] = {}

    def note(name: str, *command: str, **environment: str) -> None:
        measured.setdefault(name, []).append(seconds(*command, **environment))

    with tempfile.TemporaryDirectory() as folder:
        place = Place(Path(folder))
        year = [program, "run", "heinsberg", "--data", str(place.data), "--outputs", str(place.outputs)]
        for _ in range(rounds):
            for name, script in (("plain", PLAIN), ("floor", FLOOR)):
                place.clear()
                note(name, sys.executable, "-c", script, str(place.data), str(place.outputs), *names)
            place.clear()
            measured.setdefault("commands", []).append(sum(seconds(*command) for command in commands(place)))
            place.clear()
            note("spawned", *year, MONITORING_KERNELS="spawn")
            place.clear()
            note("year", *year)
            place.change_one_status()
            note("one status", *year)
            note("unchanged", *year)
            note("import pandas", sys.executable, "-c", "import pandas")
            note("help", program, "--help")
            note("pass", sys.executable, "-c", "pass")
    median = {name: statistics.median(times) for name, times in measured.items()}
    for name, value in median.items():
        print(f"{name:<14}{value:>8.2f} s   ({', '.join(f'{one:.2f}' for one in measured[name])})")
    print()
    for text, part, whole, aim in (
        ("plain / year", "plain", "year", "at least 4"),
        ("commands / year", "commands", "year", "at least 4"),
        ("plain / spawned", "plain", "spawned", "at least 2.5"),
        ("year / floor", "year", "floor", "at most 1.5"),
        ("one status / year", "one status", "year", "at most 0.5"),
        ("unchanged / import pandas", "unchanged", "import pandas", "at most 2"),
        ("help / pass", "help", "pass", "at most 5"),
    ):
        print(f"{text:<28}{median[part] / median[whole]:>6.2f}   aim: {aim}")


if __name__ == "__main__":
    main()
