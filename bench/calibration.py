"""Is the projection's range as wide as it has to be? Coverage and interval score by scenario.

    python bench/calibration.py [--histories 100] [--paths 2000]

Draws histories from known rates, shows the first years to `project`, and compares its central 80 %
range with what then came. Printed for each scenario and number of snapshots, and for each setting
(pace × how far the strategy is at the start), because an average hides where a model fails. The
interval score (Gneiting and Raftery 2007) is width plus 10 times the distance by which a result
lies outside: smaller is better.
"""

import argparse
import time
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import pandas as pd

from analysis.figures.midterm.projection import OPEN, STATES, project

FIRST_YEAR: Final = 2024
TARGET_YEAR: Final = 2030
FIELDS: Final = 6
INTERVAL: Final = 0.8
SNAPSHOTS: Final = (2, 3, 4)

#                         idea planned in_progress completed discarded
STARTS: Final = {
    "fortgeschritten": (6, 5, 54, 15, 0),
    "jung": (25, 30, 22, 3, 0),
}
MODERATE: Final = np.array(
    [
        [0.00, 0.25, 0.10, 0.02, 0.05],
        [0.00, 0.00, 0.35, 0.05, 0.04],
        [0.00, 0.00, 0.00, 0.14, 0.03],
        [0.00, 0.00, 0.00, 0.00, 0.00],
        [0.00, 0.00, 0.00, 0.00, 0.00],
    ]
)
STEPS_BACK: Final = np.diag([0.05, 0.04, 0.05, 0.0], k=-1)
PACES: Final = {"langsam": 0.55, "mittel": 1.0, "rasch": 1.6}


@dataclass(frozen=True)
class Scenario:
    """How a made-up history departs from constant rates; spreads on the logit of leaving an open state."""

    name: str
    year_spread: float = 0.0
    field_spread: float = 0.0
    steps_back: bool = False
    rush: dict[int, float] = field(default_factory=dict)


SCENARIOS: Final = (
    Scenario("gleichbleibend"),
    Scenario("Jahre verschieden", year_spread=0.4),
    Scenario("Felder verschieden", field_spread=0.8),
    Scenario("Rückschritte", steps_back=True),
    Scenario("Endspurt", rush={2029: 0.7, 2030: 1.4}),
)


def history(scenario: Scenario, pace: float, start: tuple[int, ...], rng: np.random.Generator) -> pd.DataFrame:
    """Measures of one municipality from 2024 to 2030."""
    rates = MODERATE * pace + (STEPS_BACK if scenario.steps_back else 0)
    stay = 1 - rates.sum(axis=1)
    state = rng.permutation(np.repeat(np.arange(len(STATES)), start))
    of_field = np.arange(len(state)) % FIELDS
    by_field = rng.normal(0, scenario.field_spread, FIELDS)
    years = [state]
    for year in range(FIRST_YEAR + 1, TARGET_YEAR + 1):
        shift = by_field[of_field] + rng.normal(0, scenario.year_spread) + scenario.rush.get(year, 0.0)
        weights = rates[state] * np.where(np.isin(state, OPEN), np.exp(shift), 1)[:, None]
        weights[np.arange(len(state)), state] = stay[state]
        cumulated = weights.cumsum(axis=1) / weights.sum(axis=1, keepdims=True)
        state = (rng.random(len(state))[:, None] > cumulated).sum(axis=1)
        years.append(state)
    return pd.DataFrame(
        {
            "municipality": "muster",
            "year": np.repeat(np.arange(FIRST_YEAR, TARGET_YEAR + 1), len(state)),
            "measure_id": np.tile([f"M{number}" for number in range(len(state))], len(years)),
            "field": np.tile(of_field + 1, len(years)),
            "status": [STATES[code] for code in np.concatenate(years)],
        }
    )


def judge(measures: pd.DataFrame, snapshots: int, paths: int) -> pd.DataFrame:
    """One row per foretold year: ahead, covered, width, score."""
    last = FIRST_YEAR + snapshots - 1
    foretold = project(measures[measures["year"] <= last], until=TARGET_YEAR, interval=INTERVAL, paths=paths)
    completed = measures[measures["status"] == "completed"].groupby("year").size()
    came = completed.reindex(foretold["at"], fill_value=0).to_numpy()
    low, high = foretold["low"].to_numpy(), foretold["high"].to_numpy()
    outside = np.maximum(low - came, 0) + np.maximum(came - high, 0)
    width = high - low
    return pd.DataFrame(
        {
            "ahead": foretold["at"] - last,
            "covered": outside == 0,
            "width": width,
            "score": width + 2 / (1 - INTERVAL) * outside,
        }
    )


def calibrate(histories: int, paths: int) -> pd.DataFrame:
    """One row per scenario, pace, start, snapshots, history and foretold year."""
    judged = []
    for number, scenario in enumerate(SCENARIOS):
        for pace_number, (pace_name, pace) in enumerate(PACES.items()):
            for start_number, (start_name, start) in enumerate(STARTS.items()):
                rng = np.random.default_rng([number, pace_number, start_number])
                for _ in range(histories):
                    measures = history(scenario, pace, start, rng)
                    for snapshots in SNAPSHOTS:
                        setting = {
                            "scenario": scenario.name,
                            "snapshots": snapshots,
                            "setting": f"{pace_name}/{start_name}",
                        }
                        judged.append(judge(measures, snapshots, paths).assign(**setting))
    return pd.concat(judged, ignore_index=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--histories", type=int, default=100, help="Verläufe je Szenario, Tempo und Ausgangslage")
    parser.add_argument("--paths", type=int, default=2000, help="gerechnete Pfade je Fortschreibung")
    arguments = parser.parse_args()

    started = time.perf_counter()
    judged = calibrate(arguments.histories, arguments.paths)
    at_target = judged[judged["ahead"] == TARGET_YEAR - FIRST_YEAR + 1 - judged["snapshots"]]
    by = ["scenario", "snapshots"]
    order = [scenario.name for scenario in SCENARIOS]

    print(f"Spanne {INTERVAL:.0%} am Zieljahr {TARGET_YEAR}: Treffer, Breite, Intervallwert")
    print(at_target.groupby(by)[["covered", "width", "score"]].mean().round(3).loc[order].to_string(), end="\n\n")
    print("Treffer am Zieljahr je Tempo und Ausgangslage")
    print(
        at_target.pivot_table(index=by, columns="setting", values="covered").round(2).loc[order].to_string(), end="\n\n"
    )
    print("Treffer je Jahre voraus")
    print(judged.pivot_table(index=by, columns="ahead", values="covered").round(2).loc[order].to_string(na_rep=""))
    print(
        f"\n{len(judged.groupby(['scenario', 'setting'])) * arguments.histories * len(SNAPSHOTS)} Fortschreibungen",
        end="",
    )
    print(f" in {time.perf_counter() - started:.0f} s")


if __name__ == "__main__":
    main()
