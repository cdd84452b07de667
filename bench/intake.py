"""How long does the intake take? Medians of commands run in turn, and their ratio to calamine's bare reading.

    python bench/intake.py [--rounds 5]

An export of 80 and one of 10,000 rows (ten columns, coloured and struck-through cells, hidden rows) are read
by calamine alone and checked whole: guards, a process of its own, formatting, findings. Seconds of processor
time, child included, because a busy machine says nothing about the code; seconds on the clock beside them.
The aim: 80 rows well under a second, 10,000 rows within 25 times of calamine.
"""

import argparse
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

import openpyxl
from openpyxl.styles import Font, PatternFill
from python_calamine import CalamineWorkbook

from analysis import intake
from analysis.intake.workbook import read_workbook

ROWS: Final = (80, 10_000)
HEADINGS: Final = (
    "Handlungsfeld",
    "Nr. operatives Ziel",
    "Nr. der Maßnahme",
    "Maßnahme",
    "Zuständigkeit",
    "Zeithorizont",
    "Umsetzungsstatus",
    "Liegt im Zeitplan?",
    "Begründung",
    "Bemerkung",
)
STATUSES: Final = ("Idee", "in Planung", "in Umsetzung", "abgeschlossen", "in Umsetzung (seit 03/2024)")
HORIZONS: Final = ("kurzfristig", "mittelfristig", "langfristig", "fortlaufend")


def export(path: Path, rows: int) -> Path:
    """Write an export of one flat list, the same for the same number of rows."""
    chance = random.Random(rows)
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["Berichtsjahr 2025"])
    sheet.append(HEADINGS)
    for number in range(rows):
        goal = f"{number % 6 + 1}.{number // 6 % 8 + 1}.{number // 48 % 20 + 1}"
        sheet.append(
            [
                number % 6 + 1,
                goal,
                f"{goal}.{number // 960 + 1}",
                f"Eine Maßnahme mit einem Titel, der auf {number} endet",
                chance.choice(("Amt 61", "Bauamt", "Stabsstelle")),
                chance.choice(HORIZONS),
                chance.choice(STATUSES),
                chance.choice(("ja", "nein", "k. A.")),
                f"Begründung {number % 700}",
                f"Bemerkung zu {number}",
            ]
        )
        row = sheet.max_row
        if number % 7 == 0:
            sheet.cell(row, 7).fill = PatternFill("solid", fgColor="FFEEAA")
        if number % 300 == 0:
            sheet.cell(row, 4).font = Font(strike=True)
        sheet.row_dimensions[row].hidden = number % 500 == 499
    book.save(path)
    return path


def bare(path: Path) -> None:
    """Nothing but the values, in this process."""
    book = CalamineWorkbook.from_path(path)
    for name in book.sheet_names:
        book.get_sheet_by_name(name).to_python()


COMMANDS: Final[dict[str, Callable[[Path], object]]] = {
    "calamine allein": bare,
    "read_workbook": read_workbook,
    "check": lambda path: intake.check([path]),
}


def seconds(command: Callable[[Path], object], path: Path) -> tuple[float, float]:
    """Seconds of processor time, child processes included, and on the clock."""
    clock, before = time.perf_counter(), processor_seconds()
    command(path)
    return processor_seconds() - before, time.perf_counter() - clock


def processor_seconds() -> float:
    try:
        import resource
    except ImportError:  # Windows counts no child processes
        return time.process_time()
    used = (resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in used)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args().rounds
    with tempfile.TemporaryDirectory() as folder:
        for rows in ROWS:
            path = export(Path(folder) / f"Monitoring_{rows}_Zeilen_Berichtsjahr_2025.xlsx", rows)
            intake.check([path])  # imports and first-time work are not the question
            taken: dict[str, list[tuple[float, float]]] = {name: [] for name in COMMANDS}
            for _ in range(rounds):
                for name, command in COMMANDS.items():
                    taken[name].append(seconds(command, path))
            print(f"{rows} rows, median of {rounds}")
            base = statistics.median(processor for processor, _ in taken["calamine allein"])
            for name, pairs in taken.items():
                processor = statistics.median(p for p, _ in pairs)
                clock = statistics.median(c for _, c in pairs)
                print(
                    f"  {name:16} {processor:6.3f} s processor {clock:6.3f} s clock {processor / base:6.1f} × calamine"
                )


if __name__ == "__main__":
    main()
