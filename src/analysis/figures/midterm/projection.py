"""How many measures may be completed by a later year: a range, calculated from past transitions.

Rechnerische Fortschreibung, keine Prognose. Model, priors and calibration:
docs/decisions/20-projection-model.md.
"""

from dataclasses import dataclass
from itertools import pairwise
from math import lgamma
from statistics import NormalDist
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.errors import DataError
from analysis.figures.basis import municipality_of, years_of
from analysis.vocabulary import MEASURE_STATUS, UNKNOWN

STATES: Final = [code for code in MEASURE_STATUS.codes if code != UNKNOWN]
OPEN: Final = [STATES.index(state) for state in ("idea", "planned", "in_progress")]
COMPLETED: Final = STATES.index("completed")

# Dirichlet prior of a year's moves from each state (row) to each state (column): ½ on staying and on
# every move forward, 1/20 on one step back. A move without a prior can only be learned from the data.
PRIOR: Final = np.array(
    [
        [0.50, 0.50, 0.50, 0.50, 0.50],
        [0.05, 0.50, 0.50, 0.50, 0.50],
        [0.00, 0.05, 0.50, 0.50, 0.50],
        [0.00, 0.00, 0.05, 0.50, 0.00],
        [0.00, 0.00, 0.00, 0.00, 0.50],
    ]
)
# Spreads on the logit of leaving an open state: half-normal with this scale, whose mean is 0.4.
SPREAD_SCALE: Final = 0.5
_NO_STATE: Final = -1
_TINY: Final = 1e-12
_SPREADS: Final = SPREAD_SCALE * np.array([NormalDist().inv_cdf(0.5 + (k + 0.5) / 200) for k in range(100)])

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]


@dataclass(frozen=True)
class _History:
    """What the exports say: counts by field, so that the order of rows cannot matter."""

    moves: Counts  # year × field × state before × state after
    now: Counts  # field × state in the last year


def project(
    measures: pd.DataFrame, *, until: int, interval: float = 0.8, seed: int = 0, paths: int = 20000
) -> pd.DataFrame:
    """One row per year after the last one, up to `until`: at, low, median, high (counts of completed).

    Takes the measures of one municipality with two or more consecutive years; low and high are the
    ends of the central range that holds `interval` of the simulated paths. A year's moves between
    the five states are learned from the IDs of consecutive years; years and fields differ in speed.
    A measure without a readable status counts with its last known one, one that never had any as not
    completed. The same seed gives the same range, whatever the order of rows. DataError where there
    are fewer than two years, or a year is missing between them.
    """
    history, last = _history(measures)
    rng = np.random.default_rng(seed)
    completed = _simulate(history, max(until - last, 0), paths, rng)
    low, median, high = np.quantile(
        completed, [(1 - interval) / 2, 0.5, (1 + interval) / 2], axis=1, method="inverted_cdf"
    )
    at = np.arange(last + 1, last + 1 + len(completed))
    return pd.DataFrame({"at": at, "low": low, "median": median, "high": high}).astype("int64")


def _history(measures: pd.DataFrame) -> tuple[_History, int]:
    municipality_of(measures)
    years = years_of(measures)
    if len(years) < 2:
        raise DataError("Fortschreibung: mindestens zwei aufeinanderfolgende Berichtsjahre nötig.")
    missing = sorted(set(range(years[0], years[-1])) - set(years))
    if missing:
        fail = "Berichtsjahr {} fehlt" if len(missing) == 1 else "Berichtsjahre {} fehlen"
        raise DataError(f"Fortschreibung: {fail.format(', '.join(map(str, missing)))} zwischen den Exporten.")

    in_order = measures.sort_values("year")
    row, ids = pd.factorize(in_order["measure_id"])
    column = in_order["year"].to_numpy(dtype=int) - years[0]
    state = np.full((len(ids), len(years)), _NO_STATE)
    state[row, column] = [_state(status) for status in in_order["status"]]
    field = np.zeros(len(ids), dtype=int)  # the field of its last year, for the whole history
    field[row] = pd.factorize(in_order["field"], sort=True, use_na_sentinel=False)[0]
    there = np.isin(np.arange(len(ids)), row[column == len(years) - 1])

    moves = np.zeros((len(years) - 1, field.max() + 1, len(STATES), len(STATES)), dtype=np.int64)
    last_known = state[:, 0]
    for step, (before, after) in enumerate(pairwise(state.T)):
        known = (before != _NO_STATE) & (after != _NO_STATE)
        np.add.at(moves[step], (field[known], before[known], after[known]), 1)
        last_known = np.where(after != _NO_STATE, after, last_known)
    now = np.zeros((field.max() + 1, len(STATES)), dtype=np.int64)
    known = there & (last_known != _NO_STATE)
    np.add.at(now, (field[known], last_known[known]), 1)
    return _History(moves, now), years[-1]


def _state(status: str | None) -> int:
    if status is None or pd.isna(status) or status == UNKNOWN:
        return _NO_STATE
    if status not in STATES:
        raise DataError(f"Fortschreibung: {status!r} ist kein Umsetzungsstatus; bekannt sind {', '.join(STATES)}.")
    return STATES.index(status)


def _simulate(history: _History, years: int, paths: int, rng: np.random.Generator) -> Counts:
    """Completed measures by year and path."""
    rates = _dirichlet(rng, PRIOR + history.moves.sum(axis=(0, 1)), paths)
    spread = _draw_year_spread(rng, history, paths)
    speed_of_field = _draw_field_speeds(rng, history, paths)
    # The rates were seen in years that had shocks of their own, whose mean is not known.
    seen = rng.normal(size=paths) * spread / np.sqrt(len(history.moves))

    stay = np.diagonal(rates, axis1=1, axis2=2)
    moves = rates * ~np.eye(len(STATES), dtype=bool)
    leave = moves.sum(axis=2)
    destinations = moves / np.maximum(leave, _TINY)[:, :, None]
    odds = np.repeat((leave / np.maximum(stay, _TINY))[:, None, :], len(history.now), axis=1)
    odds[:, :, OPEN] *= (speed_of_field * np.exp(-seen)[:, None])[:, :, None]

    counts = np.broadcast_to(history.now, (paths, *history.now.shape)).copy()
    completed = np.zeros((years, paths), dtype=np.int64)
    for year in range(years):
        this_year = odds.copy()
        this_year[:, :, OPEN] *= np.exp(rng.normal(size=paths) * spread)[:, None, None]
        leavers = rng.binomial(counts, this_year / (1 + this_year))
        counts -= leavers
        for state in np.flatnonzero(leavers.any(axis=(0, 1))):
            counts += rng.multinomial(leavers[:, :, state], destinations[:, None, state])
        completed[year] = counts[:, :, COMPLETED].sum(axis=1)
    return completed


def _dirichlet(rng: np.random.Generator, weights: Floats, paths: int) -> Floats:
    """Draws of the transition matrix, one for each path; a weight of 0 stays a rate of 0."""
    draws = rng.standard_gamma(np.broadcast_to(weights, (paths, *weights.shape)))
    return draws / draws.sum(axis=2, keepdims=True)


def _expected(history: _History) -> tuple[Floats, Floats]:
    """By year and field: departures from open states at the pooled rates, and their variance."""
    pooled = history.moves.sum(axis=(0, 1)) + PRIOR
    leave = (1 - np.diag(pooled) / pooled.sum(axis=1))[OPEN]
    at_risk = history.moves.sum(axis=3)[:, :, OPEN]
    return (at_risk * leave).sum(axis=2), (at_risk * leave * (1 - leave)).sum(axis=2)


def _departures(history: _History) -> Counts:
    staying = np.diagonal(history.moves, axis1=2, axis2=3)
    return (history.moves.sum(axis=3) - staying)[:, :, OPEN].sum(axis=2)


def _draw_year_spread(rng: np.random.Generator, history: _History, paths: int) -> Floats:
    """The spread of the years' shocks: its prior, weighted by how much the years seen differ.

    A year's shock is estimated by one scoring step from the pooled rates; its error variance is the
    inverse information. The common level is integrated out.
    """
    expected, variance = (part.sum(axis=1) for part in _expected(history))
    seen = variance > 0
    shocks = (_departures(history).sum(axis=1)[seen] - expected[seen]) / variance[seen]
    if len(shocks) < 2:
        return rng.choice(_SPREADS, paths)
    total = _SPREADS[:, None] ** 2 + 1 / variance[seen]
    level = (shocks / total).sum(axis=1) / (1 / total).sum(axis=1)
    log_likelihood = -0.5 * (
        np.log(total).sum(axis=1)
        + np.log((1 / total).sum(axis=1))
        + ((shocks - level[:, None]) ** 2 / total).sum(axis=1)
    )
    return rng.choice(_SPREADS, paths, p=_weights(log_likelihood))


def _draw_field_speeds(rng: np.random.Generator, history: _History, paths: int) -> Floats:
    """Each field's factor on the odds of leaving an open state, by path and field.

    Gamma with mean 1, learned from the field's departures as a Poisson count; the spread between
    fields is weighted by how much they differ (negative binomial likelihood).
    """
    expected = _expected(history)[0].sum(axis=0)
    departures = _departures(history).sum(axis=0)
    expected *= departures.sum() / max(expected.sum(), _TINY)
    shape = 1 / _SPREADS[:, None] ** 2
    log_likelihood = (
        _log_gamma(shape + departures)
        - _log_gamma(shape)
        + shape * np.log(shape)
        - (shape + departures) * np.log(shape + expected)
    ).sum(axis=1)
    drawn = rng.choice(shape[:, 0], paths, p=_weights(log_likelihood))[:, None]
    return rng.standard_gamma(drawn + departures) / (drawn + expected)


_log_gamma = np.vectorize(lgamma, otypes=[float])


def _weights(log_likelihood: Floats) -> Floats:
    weights = np.exp(log_likelihood - log_likelihood.max())
    return weights / weights.sum()
