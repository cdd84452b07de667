"""Is the projection's range as wide as it has to be? Coverage and interval score by scenario.

    python bench/calibration.py [--histories 100] [--paths 2000]

Draws histories from known rates, shows the first years to `project`, and compares its central 80 %
range with what then came. Printed for each scenario and number of snapshots, and for each setting
(pace × how far the strategy is at the start), because an average hides where a model fails. The
interval score (Gneiting and Raftery 2007) is width plus 10 times the distance by which a result
lies outside: smaller is better. Beside it stands an oracle that knows the rates, the fields and the
spread of the years, and not what comes: since ends are whole numbers, its „80 %" hold more than 80 %.
"""

import argparse
import time
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np
import pandas as pd

from analysis.figures.midterm.projection import COMPLETED, OPEN, STATES, project

FIRST_YEAR: Final = 2024
TARGET_YEAR: Final = 2030
FIELDS: Final = 6
INTERVAL: Final = 0.8
SNAPSHOTS: Final = (2, 3, 4)
ORACLE_PATHS: Final = 400
# Year of the deadline (0: none) and its share of the measures, as horizons of 2, 5 and 7 years make them.
DEADLINES: Final = {2025: 0.25, 2028: 0.40, 2030: 0.15, 0: 0.20}

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
    deadline: float = 0.0  # log factor on the odds of completion in the deadline's year and the year after
    rush: dict[int, float] = field(default_factory=dict)


SCENARIOS: Final = (
    Scenario("gleichbleibend"),
    Scenario("Jahre verschieden", year_spread=0.4),
    Scenario("Felder verschieden", field_spread=0.8),
    Scenario("Rückschritte", steps_back=True),
    Scenario("Fristen zählen", deadline=1.2),
    Scenario("Endspurt", rush={2029: 0.7, 2030: 1.4}),
)


@dataclass(frozen=True)
class History:
    """A made-up municipality: what its table says from 2024 to 2030, and what only an oracle knows."""

    measures: pd.DataFrame
    states: np.ndarray  # year × measure
    of_field: np.ndarray
    by_field: np.ndarray
    due: np.ndarray


def after_a_year(
    state: np.ndarray,
    year: int,
    known: History,
    scenario: Scenario,
    pace: float,
    shock: float | np.ndarray,
    rng: np.random.Generator,
) -> np.ndarray:
    """The states a year later, of one run of the measures or of many (run × measure); `shock` one for each run."""
    rates = MODERATE * pace + (STEPS_BACK if scenario.steps_back else 0)
    stay = 1 - rates.sum(axis=1)
    shift = known.by_field[known.of_field] + shock + scenario.rush.get(year, 0.0)
    weights = rates[state] * np.where(np.isin(state, OPEN), np.exp(shift), 1)[..., None]
    weights[..., COMPLETED] *= np.exp(scenario.deadline * np.isin(year - known.due, (0, 1)))
    np.put_along_axis(weights, state[..., None], stay[state][..., None], axis=-1)
    cumulated = weights.cumsum(axis=-1) / weights.sum(axis=-1, keepdims=True)
    return (rng.random(state.shape)[..., None] > cumulated).sum(axis=-1)


def history(scenario: Scenario, pace: float, start: tuple[int, ...], rng: np.random.Generator) -> History:
    """One municipality from 2024 to 2030."""
    state = rng.permutation(np.repeat(np.arange(len(STATES)), start))
    number = len(state)
    due = rng.permutation(np.repeat(list(DEADLINES), [round(number * share) for share in DEADLINES.values()]))
    known = History(
        pd.DataFrame(), state[None], np.arange(number) % FIELDS, rng.normal(0, scenario.field_spread, FIELDS), due
    )
    years = [state]
    for year in range(FIRST_YEAR + 1, TARGET_YEAR + 1):
        state = after_a_year(state, year, known, scenario, pace, rng.normal(0, scenario.year_spread), rng)
        years.append(state)
    measures = pd.DataFrame(
        {
            "municipality": "muster",
            "year": np.repeat(np.arange(FIRST_YEAR, TARGET_YEAR + 1), number),
            "measure_id": np.tile([f"M{n}" for n in range(number)], len(years)),
            "field": np.tile(known.of_field + 1, len(years)),
            "status": [STATES[code] for code in np.concatenate(years)],
            "due": np.tile([pd.Timestamp(year, 6, 30) if year else pd.NaT for year in due], len(years)),
        }
    )
    return replace(known, measures=measures, states=np.array(years))


def oracle(known: History, last: int, scenario: Scenario, pace: float, rng: np.random.Generator) -> tuple[float, float]:
    """The central range at the target year, drawn from the true rates onwards from the last year seen."""
    state = np.tile(known.states[last - FIRST_YEAR], (ORACLE_PATHS, 1))
    for year in range(last + 1, TARGET_YEAR + 1):
        shock = rng.normal(0, scenario.year_spread, (ORACLE_PATHS, 1))
        state = after_a_year(state, year, known, scenario, pace, shock, rng)
    share = (1 - INTERVAL) / 2
    low, high = np.quantile((state == COMPLETED).sum(axis=1), [share, 1 - share], method="inverted_cdf")
    return low, high


def judge(measures: pd.DataFrame, snapshots: int, paths: int) -> pd.DataFrame:
    """One row per foretold year: ahead, covered, width, score."""
    last = FIRST_YEAR + snapshots - 1
    foretold = project(measures[measures["year"] <= last], until=TARGET_YEAR, interval=INTERVAL, paths=paths)
    completed = measures[measures["status"] == "completed"].groupby("year").size()
    came = completed.reindex(foretold["at"], fill_value=0).to_numpy()
    judged = judged_range(foretold["low"].to_numpy(), foretold["high"].to_numpy(), came)
    return pd.DataFrame({"ahead": foretold["at"] - last, **judged})


def judged_range(low: np.ndarray, high: np.ndarray, came: np.ndarray) -> dict[str, np.ndarray]:
    outside = np.maximum(low - came, 0) + np.maximum(came - high, 0)
    return {"covered": outside == 0, "width": high - low, "score": high - low + 2 / (1 - INTERVAL) * outside}


def calibrate(histories: int, paths: int) -> pd.DataFrame:
    """One row per scenario, pace, start, snapshots, history and foretold year; the oracle's at the target year."""
    judged = []
    for number, scenario in enumerate(SCENARIOS):
        for pace_number, (pace_name, pace) in enumerate(PACES.items()):
            for start_number, (start_name, start) in enumerate(STARTS.items()):
                rng = np.random.default_rng([number, pace_number, start_number])
                for _ in range(histories):
                    known = history(scenario, pace, start, rng)
                    came = (known.states[-1] == COMPLETED).sum()
                    for snapshots in SNAPSHOTS:
                        setting = {
                            "scenario": scenario.name,
                            "snapshots": snapshots,
                            "setting": f"{pace_name}/{start_name}",
                        }
                        of_model = judge(known.measures, snapshots, paths)
                        best = judged_range(*oracle(known, FIRST_YEAR + snapshots - 1, scenario, pace, rng), came)
                        of_oracle = {f"oracle_{name}": float(value) for name, value in best.items()}
                        judged.append(of_model.assign(**setting, **of_oracle))
    return pd.concat(judged, ignore_index=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--histories", type=int, default=100, help="Verläufe je Szenario, Tempo und Ausgangslage")
    parser.add_argument("--paths", type=int, default=1000, help="gerechnete Pfade je Fortschreibung")
    arguments = parser.parse_args()

    started = time.perf_counter()
    judged = calibrate(arguments.histories, arguments.paths)
    at_target = judged[judged["ahead"] == TARGET_YEAR - FIRST_YEAR + 1 - judged["snapshots"]]
    by = ["scenario", "snapshots"]
    order = [scenario.name for scenario in SCENARIOS]

    print(f"Spanne {INTERVAL:.0%} am Zieljahr {TARGET_YEAR}: Treffer, Breite, Intervallwert")
    told = [f"{of}{name}" for of in ("", "oracle_") for name in ("covered", "width", "score")]
    print(at_target.groupby(by)[told].mean().round(3).loc[order].to_string(), end="\n\n")
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
