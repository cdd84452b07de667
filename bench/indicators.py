"""How do indicators grow? Processor seconds for the tables of 100 and 1,000 municipalities, on one core.

    python bench/indicators.py

Each municipality has 50 indicators with 15 years, half of them with a change of method. What is measured is what a
run does with the frames: last segment, pace, assessment and symbol, then the paths to the target year.
The aim: seconds at 1,000 municipalities, and per municipality no more than at 100.
"""

import time
from typing import Final

import numpy as np
import pandas as pd

from analysis import frames
from analysis.figures.indicators import indicator_paths, indicators

SIZES: Final = (100, 1_000)
INDICATORS, YEARS = 50, range(2010, 2025)


def tables(municipalities: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The frames indicators and observations of made-up municipalities."""
    draw = np.random.default_rng(0)
    number, years = municipalities * INDICATORS, len(YEARS)
    names = np.repeat([f"m{n:05d}" for n in range(municipalities)], INDICATORS)
    keys = np.tile([f"I{n:02d}" for n in range(INDICATORS)], municipalities)
    where = {"source_file": "indicators.xlsx", "source_sheet": "Indikatoren"}
    facts = {
        "municipality": names,
        "indicator_id": keys,
        "title": "Indikator",
        "direction": draw.choice(["rise", "fall"], number),
        "target_kind": draw.choice(["reach", "keep"], number),
        "target": draw.normal(100, 30, number),
        "target_year": 2030,
        "source_row": 2,
    }
    breaks = np.repeat(draw.random(number) < 0.5, years) & (np.tile(np.arange(years), number) > years // 2)
    values = {
        "municipality": np.repeat(names, years),
        "indicator_id": np.repeat(keys, years),
        "year": np.tile(list(YEARS), number),
        "value": draw.normal(100, 30, number * years),
        "method": np.where(breaks, "neu", "alt"),
        "cell": "B2",
    }
    return (
        frames.conform(frames.INDICATORS, pd.DataFrame(facts | where)),
        frames.conform(frames.OBSERVATIONS, pd.DataFrame(values | where)),
    )


def main() -> None:
    for size in SIZES:
        read = tables(size)
        start = time.process_time()
        figures = indicators(*read, year=YEARS[-1])
        between = time.process_time()
        paths = indicator_paths(figures, read[1])
        end = time.process_time()
        print(
            f"{size:6} Kommunen, {len(read[1]):8} Werte: Kennzahlen {between - start:5.2f} s, "
            f"Pfade ({len(paths)} Zeilen) {end - between:5.2f} s, je Kommune {1000 * (end - start) / size:5.2f} ms"
        )


if __name__ == "__main__":
    main()
