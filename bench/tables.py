"""Is anything read wrongly in silence? Thousands of made office tables, read and held against what is true.

    python bench/tables.py [--tables 5000] [--seed 1] [--jobs N] [--keep FOLDER] [--habit TEXT] [--alone]
    python bench/tables.py --show NUMBER [--seed 1] [--alone]

Each table is made by habits drawn at random (`office_tables.habits`), written as an office writes it, read
through the public `load`, and judged value by value (`office_tables.judging`): right, told, untold, silent.
Printed: the shares in all, by column, by habit (worst first, with the number of a table), and the ten pairs of
habits that are worst beyond what either is by itself. `--keep` leaves workbook, strategy, what is right and what
was said of every table with a value that is untold or silently wrong; `--habit` makes only tables with a habit
whose name has this text; `--alone` puts each habit in turn on an otherwise plain table; `--show` prints one table,
what is right and how it was read.
"""

import argparse
import os
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path
from typing import Final

from office_tables.judging import VERDICTS
from office_tables.outcomes import Outcome, Wanted, outcomes, told_in_full

CHUNK: Final = 50
FEWEST: Final = 5  # a pair of habits in fewer tables is not ranked
USUAL: Final = 0.15  # a habit in a larger share of tables is none that could explain a pair


@dataclass
class Tally:
    """Verdicts counted, the tables they are from, and one table with a silently wrong value."""

    verdicts: Counter[str] = field(default_factory=Counter)
    tables: int = 0
    example: str = ""

    def add(self, outcome: Outcome) -> None:
        self.verdicts.update(verdict.verdict for verdict in outcome.verdicts)
        self.tables += 1
        if not self.example:
            said = next((f"{v.id} {v.said}" for v in outcome.verdicts if v.verdict == "silent"), "")
            self.example = f"table {outcome.number}: {said}" if said else ""

    def share(self, verdict: str) -> float:
        return self.verdicts[verdict] / (self.verdicts.total() or 1)

    def __str__(self) -> str:
        shares = "".join(f"{100 * self.share(name):9.2f}" for name in VERDICTS)
        return f"{self.tables:7}{self.verdicts.total():9}{shares}"


HEAD: Final = f"{'tables':>7}{'values':>9}" + "".join(f"{f'{name} %':>9}" for name in VERDICTS)


def _some(numbers: range, wanted: Wanted, keep: Path | None) -> list[Outcome]:
    return list(outcomes(numbers, wanted, keep=keep))


def every_outcome(tables: int, wanted: Wanted, jobs: int, keep: Path | None) -> Iterator[Outcome]:
    with ProcessPoolExecutor(jobs) as pool:
        chunks = [range(start, min(start + CHUNK, tables)) for start in range(0, tables, CHUNK)]
        for future in [pool.submit(_some, chunk, wanted, keep) for chunk in chunks]:
            yield from future.result()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tables", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--habit", default="")
    parser.add_argument("--alone", action="store_true")
    parser.add_argument("--pairs", type=int, default=10, help="how many of the worst pairs of habits")
    parser.add_argument("--show", type=int)
    options = parser.parse_args()
    wanted = Wanted(options.seed, options.habit, options.alone)
    if options.show is not None:
        print(told_in_full(options.show, wanted))
        return
    started = time.perf_counter()
    every, worst, by_column = Tally(), Counter[str](), defaultdict[str, Counter[str]](Counter)
    by_habit, by_pair = defaultdict[str, Tally](Tally), defaultdict[tuple[str, ...], Tally](Tally)
    for outcome in every_outcome(options.tables, wanted, options.jobs, options.keep):
        every.add(outcome)
        worst[max((v.verdict for v in outcome.verdicts), key=VERDICTS.index, default="right")] += 1
        for verdict in outcome.verdicts:
            by_column[verdict.column][verdict.verdict] += 1
        for habit in outcome.habits:
            by_habit[habit].add(outcome)
        for pair in combinations(sorted(outcome.habits), 2):
            by_pair[pair].add(outcome)
    listed = ", ".join(f"{name} {worst[name]}" for name in VERDICTS)
    print(f"{every.tables} tables in {time.perf_counter() - started:.0f} s; by their worst value: {listed}\n\n{HEAD}")
    print(f"{every}  all values")
    for column, counts in by_column.items():
        print(f"{Tally(counts, every.tables)}  {column}")
    print(f"\n{HEAD}  by habit")
    for habit in sorted(by_habit, key=lambda habit: -by_habit[habit].share("silent")):
        print(f"{by_habit[habit]}  {habit}  {by_habit[habit].example}")
    print(f"\n{HEAD}  the worst pairs of habits, beyond what either is by itself")

    def beyond(pair: tuple[str, ...]) -> float:
        expected = sum(by_habit[habit].share("silent") for habit in pair) - every.share("silent")
        return by_pair[pair].verdicts["silent"] - max(expected, 0) * by_pair[pair].verdicts.total()

    def telling(pair: tuple[str, ...]) -> bool:
        common = max(by_habit[habit].tables for habit in pair) > USUAL * every.tables
        return by_pair[pair].tables >= FEWEST and not common

    ranked = sorted(filter(telling, by_pair), key=beyond, reverse=True)
    for pair in ranked[: options.pairs]:
        print(f"{by_pair[pair]}  {' + '.join(pair)}  {by_pair[pair].example}")


if __name__ == "__main__":
    main()
