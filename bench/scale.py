"""How do frames and figures grow? Time and memory of 100, 1,000 and 11,000 municipalities.

    python bench/scale.py [--at-once 500]

Made-up tables (80 measures, 58 goals and 8 years each, findings and extras) go the whole way: they are checked
against their schemas, written as parquet and read back, and counted: the figures of every year and what
changed against the year before. Each size runs in a process of its own. Only so many municipalities as
`--at-once` says are in memory together: that bounds it, however many there are. What is done for one at a
time (a folder for each as in data/processed, the mid-term tables) is measured on a few and told for each.
Seconds of processor time, because a busy machine says nothing about the code; on the clock beside them.
The aim: under 2 GiB at 11,000, and per municipality no more than at the size before: linear.
"""

import argparse
import datetime as dt
import json
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd

from analysis import frames
from analysis.figures.breakdown import figures
from analysis.figures.change import changes
from analysis.figures.midterm import midterm, midterm_summary
from analysis.strategy import Field, Strategy
from analysis.vocabulary import GOAL_STATUS, HORIZON, MEASURE_STATUS, SCHEDULE

SIZES: Final = (100, 1_000, 11_000)
YEARS: Final = tuple(range(2023, 2031))
MEASURES, GOALS, FINDINGS, EXTRAS, FIELDS = 80, 58, 10, 40, 6  # a year; fields as in Heinsberg
ONE_BY_ONE: Final = 10
LIMIT: Final = 2 * 1024  # MiB
MADE_UP: Final = "Zeilen ausdenken"

WHAT: Final = ("Radweg", "Ladepunkte", "Sporthalle", "Klimafonds", "Streuobstwiese", "Beratung", "Leitfaden", "Portal")
DOES: Final = ("bauen", "ausweisen", "energetisch sanieren", "einrichten", "gemeinsam mit den Schulen planen", "prüfen")
WHERE: Final = ("an der Rur", "in allen Ortsteilen", "im Kreishaus", "für die Verwaltung", "am Bahnhof", "im Bestand")
OFFICES: Final = ("Amt 61", "Stabsstelle Nachhaltigkeit", "Bauamt", "Schulverwaltungsamt", "Wirtschaftsförderung")
REASONS: Final = ("", "", "", "Personal fehlt", "Förderbescheid steht aus", "Abstimmung mit dem Land läuft noch")

STRATEGY: Final = Strategy(
    name="Musterkommune",
    adopted=dt.date(2023, 3, 28),
    target_date=dt.date(2030, 12, 31),
    fields=tuple(Field(number, f"Handlungsfeld {number}") for number in range(1, FIELDS + 1)),
)

Tables = dict[str, pd.DataFrame]


def texts(choices: tuple[str, ...] | list[str], places: np.ndarray) -> pd.Series:
    return pd.Series(choices, dtype="str").take(places).reset_index(drop=True)


def head(municipalities: list[str], rows: int) -> pd.DataFrame:
    """Municipality, year and number of the row within its year, for so many rows a year."""
    n = len(municipalities) * len(YEARS) * rows
    of_municipality, of_year, row = np.unravel_index(np.arange(n), (len(municipalities), len(YEARS), rows))
    return pd.DataFrame(
        {
            "municipality": texts(municipalities, of_municipality),
            "year": np.array(YEARS)[of_year],
            "source_file": texts([f"Monitoring_Nachhaltigkeit_{year}.xlsx" for year in YEARS], of_year),
            "source_sheet": "Maßnahmen",
            "source_row": row + 4,
            "row": row,
        }
    )


def progress(chance: np.random.Generator, municipalities: int, rows: int, last: int, start: int) -> np.ndarray:
    """The place of every row's status in its vocabulary, never before last year's; up to `last`."""
    steps = chance.random((municipalities, len(YEARS), rows)) < 0.15
    first = chance.integers(0, start, (municipalities, 1, rows))
    return np.minimum(first + steps.cumsum(axis=1), last).ravel()


def goal_ids() -> list[str]:
    return [f"{n % FIELDS + 1}.{n // FIELDS % 4 + 1}.{n // (4 * FIELDS) + 1}" for n in range(GOALS)]


def draw(municipalities: list[str], chance: np.random.Generator) -> Tables:
    """The processed tables of these municipalities as they would come out of the intake, unchecked."""
    goals = head(municipalities, GOALS)
    ids = goal_ids()
    goals = goals.assign(
        goal_id=texts(ids, goals["row"].to_numpy()),
        title=titles(chance, len(municipalities), GOALS),
        field=goals["row"] % FIELDS + 1,
        strategic_goal_id=texts([number.rpartition(".")[0] for number in ids], goals["row"].to_numpy()),
        status=texts(GOAL_STATUS.codes, progress(chance, len(municipalities), GOALS, last=3, start=2)),
    )
    measures = head(municipalities, MEASURES)
    row, n = measures["row"].to_numpy(), len(measures)
    of_goal = row % GOALS
    status = progress(chance, len(municipalities), MEASURES, last=4, start=3)
    schedule = np.where(status == 4, SCHEDULE.codes.index("discarded"), chance.integers(0, 3, n))
    unknown = chance.random(n) < 0.001
    measures = measures.assign(
        measure_id=texts([f"{ids[m % GOALS]}.{m // GOALS + 1}" for m in range(MEASURES)], row),
        title=titles(chance, len(municipalities), MEASURES),
        field=of_goal % FIELDS + 1,
        strategic_goal_id=texts([number.rpartition(".")[0] for number in ids], of_goal),
        goal_id=texts(ids, of_goal),
        horizon=texts(HORIZON.codes, row % 4),
        status=texts(MEASURE_STATUS.codes, np.where(unknown, 5, status)),
        schedule=texts(SCHEDULE.codes, schedule),
        responsible=texts(OFFICES, chance.integers(0, len(OFFICES), n)),
        reason=texts(REASONS, chance.integers(0, len(REASONS), n)),
        next_step=texts(REASONS, chance.integers(0, len(REASONS), n)),
        note=texts(DOES, chance.integers(0, len(DOES), n)),
    )
    findings = head(municipalities, FINDINGS).assign(
        cell="G12", column="status", id="1.1.1.1", severity="warning", code="value-missing", raw="", cleaned="unknown",
        message="Umsetzungsstatus fehlt; bitte nachtragen.",
    )  # fmt: skip
    extras = head(municipalities, EXTRAS).assign(
        id=lambda rows: texts(ids, rows["row"].to_numpy()), column="Kosten", value="12.500 €", cell="K7"
    )
    return {"measures": measures, "goals": goals, "findings": findings, "extras": extras}


def titles(chance: np.random.Generator, municipalities: int, rows: int) -> pd.Series:
    """A title for every row, the same in all years but for a few."""
    every = [f"{what} {where} {does}" for what in WHAT for where in WHERE for does in DOES]
    places = np.repeat(chance.integers(0, len(every), (municipalities, 1, rows)), len(YEARS), axis=1)
    renamed = chance.random(places.shape) < 0.01
    return texts(every, np.where(renamed, (places + 1) % len(every), places).ravel())


@contextmanager
def timed(taken: dict[str, float], step: str) -> Iterator[None]:
    started = time.process_time()
    yield
    taken[step] += time.process_time() - started


def whole_way(municipalities: list[str], chance: np.random.Generator, folder: Path, taken: dict[str, float]) -> Tables:
    """Check, write, read and count the municipalities; the tables as read."""
    with timed(taken, MADE_UP):
        drawn = draw(municipalities, chance)
    with timed(taken, "frames: prüfen"):
        tables = {name: frames.conform(frames.PROCESSED[name], rows) for name, rows in drawn.items()}
    del drawn
    with timed(taken, "frames: schreiben"):
        frames.write(folder, tables, stamp="bench")
    with timed(taken, "frames: lesen"):
        read = frames.read(folder, frames.PROCESSED, stamp="bench")
    assert read is not None
    for year in YEARS:
        with timed(taken, "figures"):
            counted = figures(read["measures"], read["goals"], STRATEGY, year=year)
        with timed(taken, "changes"):
            changes(read["measures"], read["goals"], year=year)
        whole = counted[
            (counted["field"] == "all") & (counted["horizon"] == "all") & (counted["dimension"] == "status")
        ]
        assert whole["count"].sum() == len(municipalities) * (MEASURES + GOALS), year
    return read


def measure(size: int, at_once: int) -> dict[str, object]:
    taken: dict[str, float] = defaultdict(float)
    started = time.perf_counter()
    chance = np.random.default_rng(size)
    names = [f"gemeinde-{number:05d}" for number in range(size)]
    with tempfile.TemporaryDirectory() as folder:
        whole_way(names[:1], chance, Path(folder), defaultdict(float))  # first-time work is not the question
        for start in range(0, size, at_once):
            whole_way(names[start : start + at_once], chance, Path(folder), taken)
    return {"size": size, "taken": taken, "clock": time.perf_counter() - started, "memory": peak_memory()}


def one_by_one() -> dict[str, float]:
    """Seconds a municipality of what takes one at a time; the mid-term tables of the last year."""
    taken: dict[str, float] = defaultdict(float)
    names = [f"gemeinde-{number:05d}" for number in range(ONE_BY_ONE)]
    with tempfile.TemporaryDirectory() as folder:
        tables = whole_way(names, np.random.default_rng(0), Path(folder), defaultdict(float))
        for name in names:
            own = {table: rows[rows["municipality"] == name].reset_index(drop=True) for table, rows in tables.items()}
            with timed(taken, "eigener Ordner: schreiben"):
                frames.write(Path(folder) / name, own, stamp="bench")
            with timed(taken, "eigener Ordner: lesen"):
                frames.read(Path(folder) / name, frames.PROCESSED, stamp="bench")
            with timed(taken, "figures einer Kommune und eines Jahres"):
                figures(own["measures"], own["goals"], STRATEGY, year=YEARS[-1])
            for computed in (midterm, midterm_summary):
                with timed(taken, f"{computed.__name__} einer Kommune und eines Jahres"):
                    computed(own["measures"], own["goals"], STRATEGY, year=YEARS[-2])
    return {step: seconds / ONE_BY_ONE for step, seconds in taken.items()}


def peak_memory() -> float | None:
    """MiB that this process held at its peak; None where the system does not say (Windows)."""
    try:
        import resource
    except ImportError:
        return None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 2**20 if sys.platform == "darwin" else peak / 2**10


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--at-once", type=int, default=500, help="so viele Kommunen liegen zugleich im Speicher")
    parser.add_argument("--size", type=int, help=argparse.SUPPRESS)  # the measuring process itself
    arguments = parser.parse_args()
    if arguments.size:
        print(json.dumps(measure(arguments.size, arguments.at_once)))
        return

    before = None
    for size in SIZES:
        command = [sys.executable, __file__, "--size", str(size), "--at-once", str(arguments.at_once)]
        done = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout)
        taken, memory = done["taken"], done["memory"]
        taken.pop(MADE_UP)
        each = sum(taken.values()) / size
        print(f"{size} Kommunen × {MEASURES} Maßnahmen × {len(YEARS)} Jahre, {arguments.at_once} zugleich")
        print(
            f"  {sum(taken.values()):.1f} s Rechenzeit; {done['clock']:.1f} s auf der Uhr, mit dem Ausdenken der Zeilen"
        )
        ratio = (
            "" if before is None else f", das {each / before:.2f}-Fache der vorigen Größe (höchstens linear: bis 1.0)"
        )
        print(f"  {1000 * each:.1f} ms je Kommune{ratio}")
        print(f"  Speicher: {'nicht messbar' if memory is None else f'{memory:.0f} von {LIMIT} MiB'}")
        for step, seconds in taken.items():
            print(f"    {step:20} {seconds:6.1f} s {1000 * seconds / size:6.2f} ms je Kommune")
        before = each
    print("Was je Kommune einzeln geschieht (Rechenzeit)")
    for step, seconds in one_by_one().items():
        print(f"    {step:46} {1000 * seconds:6.1f} ms")


if __name__ == "__main__":
    main()
