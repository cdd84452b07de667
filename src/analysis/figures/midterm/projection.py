"""How many measures may be completed by a later year: a range, calculated from past transitions.

Rechnerische Fortschreibung, keine Prognose. Model, priors and calibration:
docs/decisions/20-projection-model.md.
"""

from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
import pandas as pd

from analysis.errors import DataError
from analysis.figures.basis import municipality_of, years_of
from analysis.figures.midterm.sampling import (
    Counts,
    Floats,
    between,
    gammas,
    log_gamma,
    normal_cdf,
    normals,
    picked,
    points,
)
from analysis.vocabulary import MEASURE_STATUS, UNKNOWN

STATES: Final = [code for code in MEASURE_STATUS.codes if code != UNKNOWN]
OPEN: Final = [n for n, state in enumerate(STATES) if state in MEASURE_STATUS.open]
(COMPLETED,) = (STATES.index(state) for state in MEASURE_STATUS.done)

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
# Completion in a measure's deadline year and the year after has odds of its own: log factor, normal around 0.
DEADLINE_SCALE: Final = 0.75
DEADLINE_YEARS: Final = (0, 1)
_NO_STATE: Final = -1
_NEVER: Final = 0
_TINY: Final = 1e-12
_SPREADS: Final = SPREAD_SCALE * normals(0.5 + (np.arange(100) + 0.5) / 200)
_FIELD_SPREADS: Final = _SPREADS[2::5]
_DEADLINE_FACTORS: Final = DEADLINE_SCALE * np.linspace(-4, 4, 161)
_AT_A_TIME: Final = 2000


@dataclass(frozen=True)
class _History:
    """What the exports say, as counts, so that the order of rows cannot matter.

    `moves`: year × field × 1 in the years of its deadline, else 0 × state before × state after. `now`: the
    measures of the last year by `of_field`, `due` (year of the deadline, 0 without one), `state`, one entry
    for each of these that occurs.
    """

    moves: Counts
    now: Counts
    of_field: Counts
    due: Counts
    state: Counts


@dataclass(frozen=True)
class _Drawn:
    """What is not known, drawn once for each path: odds of a move against staying, and what multiplies them."""

    odds: Floats  # state before × state after × path
    speed_of_field: Floats  # field × path
    shocks: Floats  # year to come × path, on the logarithm of the odds
    deadline: Floats  # path


def project(
    measures: pd.DataFrame, *, until: int, interval: float = 0.8, seed: int = 0, paths: int = 20000
) -> pd.DataFrame:
    """One row per year after the last one, up to `until`: at, low, median, high (counts of completed).

    Takes the measures of one municipality with two or more consecutive years; low and high are the
    ends of the central range that holds `interval` of what the model draws. A year's moves between
    the five states are learned from the IDs of consecutive years; years and fields differ in speed,
    and so does completion in the year of a measure's deadline (column `due`, where there is one) and
    the year after. A measure without a readable status counts with its last known one, one that never
    had any as not completed. `paths` are well-spread draws of the model's unknowns, `seed` shifts
    them; for each the distribution of the count is calculated, so that the ends hardly depend on
    either. DataError where there are fewer than two years, or a year is missing between them.
    """
    history, last = _history(measures)
    years = np.arange(last + 1, until + 1)
    drawn = _drawn(history, len(years), paths, seed)
    parts = [_moments(history, drawn, years, slice(at, at + _AT_A_TIME)) for at in range(0, paths, _AT_A_TIME)]
    moments = np.concatenate(parts, axis=2)
    most = int(history.now.sum())
    shares = (1 - interval) / 2, 0.5, (1 + interval) / 2
    ends = [[_quantile(of_year, share, most) for share in shares] for of_year in moments]
    low, median, high = np.array(ends, dtype="int64").reshape(-1, 3).T
    return pd.DataFrame({"at": years, "low": low, "median": median, "high": high}).astype("int64")


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
    due = np.full((len(ids), len(years)), _NEVER)
    if "due" in in_order:
        due[row, column] = in_order["due"].dt.year.fillna(_NEVER)
    field = np.zeros(len(ids), dtype=int)  # the field of its last year, for the whole history
    field[row] = pd.factorize(in_order["field"], sort=True, use_na_sentinel=False)[0]
    there = np.isin(np.arange(len(ids)), row[column == len(years) - 1])

    moves = np.zeros((len(years) - 1, field.max() + 1, 2, len(STATES), len(STATES)), dtype=np.int64)
    last_known = state[:, 0]
    for step, (before, after) in enumerate(pairwise(state.T)):
        known = (before != _NO_STATE) & (after != _NO_STATE)
        # The deadline that held before the move: one that was missed and put off afterwards counts as missed.
        now_due = _is_due(due[:, step], years[0] + step + 1)
        np.add.at(moves[step], (field[known], now_due[known], before[known], after[known]), 1)
        last_known = np.where(after != _NO_STATE, after, last_known)
    known = there & (last_known != _NO_STATE)
    entries, now = np.unique(np.array([field, due[:, -1], last_known])[:, known], axis=1, return_counts=True)
    return _History(moves, now, *entries), years[-1]


def _is_due(due: Counts, year: int) -> Counts:
    """1 where a year is that of the deadline or the one after, else 0."""
    return np.isin(year - due, DEADLINE_YEARS).astype(int)


def _state(status: str | None) -> int:
    if status is None or pd.isna(status) or status == UNKNOWN:
        return _NO_STATE
    if status not in STATES:
        raise DataError(f"Fortschreibung: {status!r} ist kein Umsetzungsstatus; bekannt sind {', '.join(STATES)}.")
    return STATES.index(status)


def _drawn(history: _History, years: int, paths: int, seed: int) -> _Drawn:
    fields = history.moves.shape[1]
    pooled = history.moves.sum(axis=(0, 1, 2))
    weights = PRIOR + pooled
    possible = np.argwhere(weights > 0)
    spread_at, field_spread_at, deadline_at, seen_at = range(4)
    first_shock = 4
    first_field = first_shock + years
    first_rate = first_field + fields
    unit = points(paths, first_rate + len(possible), seed)

    factors = _weights(_deadline_likelihood(history) - 0.5 * (_DEADLINE_FACTORS / DEADLINE_SCALE) ** 2)
    deadline = np.exp(between(_DEADLINE_FACTORS, factors, unit[deadline_at]))
    mean_factor = float(np.exp(factors @ _DEADLINE_FACTORS))
    expected, variance = _expected(history, mean_factor)

    spread = between(_SPREADS, _weights(_year_likelihood(history, expected, variance)), unit[spread_at])
    # The rates were seen in years that had shocks of their own, whose mean is not known.
    seen = normals(unit[seen_at]) * spread / np.sqrt(len(history.moves))
    shocks = normals(unit[first_shock:first_field]) * spread - seen

    rates = np.zeros((*weights.shape, paths))
    for at, (before, after) in enumerate(possible):
        rates[before, after] = gammas(weights[before, after], unit[first_rate + at])
    stay = np.diagonal(rates).T
    odds = rates / np.maximum(stay, _TINY)[:, None] * ~np.eye(len(STATES), dtype=bool)[:, :, None]
    odds[:, COMPLETED] /= _mean_factor(history, deadline).T
    return _Drawn(
        odds=odds,
        speed_of_field=_field_speeds(history, expected, unit[field_spread_at], unit[first_field:first_rate]),
        shocks=shocks,
        deadline=deadline,
    )


def _moments(history: _History, drawn: _Drawn, years: Counts, chosen: slice) -> Floats:
    """Year × (mean, variance, third central moment) × path of the completed, for the chosen paths."""
    odds, deadline = drawn.odds[..., chosen], drawn.deadline[chosen]
    possible = np.argwhere(odds.any(axis=2) | np.eye(len(STATES), dtype=bool))
    at = np.zeros((len(STATES), len(history.now), len(deadline)))  # state × entry × path
    at[history.state, np.arange(len(history.now))] = 1
    found = np.zeros((len(years), 3, len(deadline)))
    for step, year in enumerate(years):
        pace = drawn.speed_of_field[:, chosen] * np.exp(drawn.shocks[step, chosen])
        chances = np.array([_chances(odds, pace, factor) for factor in (np.ones_like(deadline), deadline)])
        is_due = _is_due(history.due, int(year))
        before, at = at, np.zeros_like(at)
        for old, new in possible:
            at[new] += before[old] * chances[is_due, old, new, history.of_field]
        done = at[COMPLETED]
        variance = done * (1 - done)
        found[step] = [history.now @ part for part in (done, variance, variance * (1 - 2 * done))]
    return found


def _chances(odds: Floats, pace: Floats, factor: Floats) -> Floats:
    """State before × state after × field × path: the chances of one year's moves."""
    moves = np.repeat(odds[:, :, None], len(pace), axis=2)
    moves[OPEN] *= pace
    moves[OPEN, COMPLETED] *= factor
    stay = 1 / (1 + moves.sum(axis=1))
    moves *= stay[:, None]
    moves[np.arange(len(STATES)), np.arange(len(STATES))] = stay
    return moves


def _quantile(moments: Floats, share: float, most: int) -> int:
    """The smallest count that holds at least this share of what was drawn, or less.

    Given a path's rates, the count is a sum of independent yes and no: its distribution by the refined
    normal approximation (Hong 2013, Computational Statistics & Data Analysis 59, 41-51).
    """
    mean, variance, third = moments
    deviation = np.sqrt(np.maximum(variance, _TINY))
    skew = third / deviation**3

    def up_to(count: int) -> float:
        x = (count + 0.5 - mean) / deviation
        correction = skew * (1 - x**2) * np.exp(-0.5 * x**2) / (6 * np.sqrt(2 * np.pi))
        return float(np.clip(normal_cdf(x) + correction, 0, 1).mean())

    low, high = 0, most
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if up_to(middle) >= share else (middle + 1, high)
    return low


def _mean_factor(history: _History, factor: Floats | float) -> Floats:
    """Path × state: by what the deadlines multiplied the odds of completion over all that was seen."""
    stays = np.diagonal(history.moves.sum(axis=(0, 1)), axis1=1, axis2=2)
    plain, due = stays + np.array([[0.5], [0.0]])
    return (plain + due * np.asarray(factor, dtype=float)[..., None]) / (plain + due)


def _expected(history: _History, factor: float) -> tuple[Floats, Floats]:
    """By year and field: departures from open states at the pooled rates, and their variance."""
    pooled = history.moves.sum(axis=(0, 1, 2)) + PRIOR
    odds = pooled / np.diag(pooled)[:, None] * ~np.eye(len(STATES), dtype=bool)
    odds[:, COMPLETED] /= _mean_factor(history, factor)
    leave = []
    for times in (1.0, factor):
        total = odds.sum(axis=1) + (times - 1) * odds[:, COMPLETED]
        leave.append((total / (1 + total))[OPEN])
    chance = np.array(leave)
    at_risk = history.moves.sum(axis=4)[..., OPEN]
    return (at_risk * chance).sum(axis=(2, 3)), (at_risk * chance * (1 - chance)).sum(axis=(2, 3))


def _departures(history: _History) -> Counts:
    staying = np.diagonal(history.moves, axis1=3, axis2=4)
    return (history.moves.sum(axis=4) - staying)[..., OPEN].sum(axis=(2, 3))


def _deadline_likelihood(history: _History) -> Floats:
    """Log likelihood of each deadline factor: how many of a year's completions were due.

    Given how many were completed from a state in a year, the number of due ones among them is
    noncentral hypergeometric: neither the rates nor the year's shock matter.
    """
    found = np.zeros(len(_DEADLINE_FACTORS))
    moves = history.moves.sum(axis=1)
    for of_year in moves:
        for state in OPEN:
            at_risk, completed = of_year[:, state].sum(axis=1), of_year[:, state, COMPLETED]
            total = completed.sum()
            due = np.arange(max(0, total - at_risk[0]), min(at_risk[1], total) + 1)
            ways = _log_ways(at_risk[1], due) + _log_ways(at_risk[0], total - due)
            terms = ways + _DEADLINE_FACTORS[:, None] * due
            most = terms.max(axis=1)
            found += _DEADLINE_FACTORS * completed[1] - most - np.log(np.exp(terms - most[:, None]).sum(axis=1))
    return found


def _log_ways(number: int, chosen: Counts) -> Floats:
    return log_gamma(number + 1.0) - log_gamma(chosen + 1.0) - log_gamma(number - chosen + 1.0)


def _year_likelihood(history: _History, expected: Floats, variance: Floats) -> Floats:
    """Log likelihood of each spread of the years' shocks: how much the years seen differ.

    A year's shock is estimated by one scoring step from the pooled rates; its error variance is the
    inverse information. The common level is integrated out.
    """
    expected, variance = expected.sum(axis=1), variance.sum(axis=1)
    seen = variance > 0
    shocks = (_departures(history).sum(axis=1)[seen] - expected[seen]) / variance[seen]
    if len(shocks) < 2:
        return np.zeros(len(_SPREADS))
    total = _SPREADS[:, None] ** 2 + 1 / variance[seen]
    level = (shocks / total).sum(axis=1) / (1 / total).sum(axis=1)
    return -0.5 * (
        np.log(total).sum(axis=1)
        + np.log((1 / total).sum(axis=1))
        + ((shocks - level[:, None]) ** 2 / total).sum(axis=1)
    )


def _field_speeds(history: _History, expected: Floats, of_spread: Floats, of_field: Floats) -> Floats:
    """Each field's factor on the odds of leaving an open state, by field and path.

    Gamma with mean 1, learned from the field's departures as a Poisson count; the spread between
    fields is weighted by how much they differ (negative binomial likelihood).
    """
    by_field, departures = expected.sum(axis=0), _departures(history).sum(axis=0)
    by_field = by_field * departures.sum() / max(by_field.sum(), _TINY)
    shape = 1 / _FIELD_SPREADS[:, None] ** 2
    log_likelihood = (
        log_gamma(shape + departures)
        - log_gamma(shape)
        + shape * np.log(shape)
        - (shape + departures) * np.log(shape + by_field)
    ).sum(axis=1)
    spread = picked(of_spread, _weights(log_likelihood))
    speeds = np.empty_like(of_field)
    for number, here in enumerate(shape[:, 0]):
        mine = spread == number
        for field in range(len(speeds)):
            speeds[field, mine] = gammas(here + departures[field], of_field[field, mine]) / (here + by_field[field])
    return speeds


def _weights(log_likelihood: Floats) -> Floats:
    weights = np.exp(log_likelihood - log_likelihood.max())
    return weights / weights.sum()
