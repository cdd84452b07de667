"""Well-spread draws: points of the unit cube, and the distributions that they are mapped to."""

from math import erf, lgamma
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]

_Z: Final = np.linspace(-8, 8, 6401)
_BELOW: Final = np.array([0.5 * (1 + erf(z / 2**0.5)) for z in _Z])
_GRID: Final = 1500
_LEAST: Final = 1e-9

log_gamma = np.vectorize(lgamma, otypes=[float])


def points(number: int, dimensions: int, seed: int) -> Floats:
    """Dimension × point, between 0 and 1: a Richtmyer lattice, shifted by the seed, with its mirror image.

    Its points lie more evenly than random ones, so that an average over them hardly depends on the seed
    (Genz and Bretz 2009, Computation of Multivariate Normal and t Probabilities, section 4.2.2).
    """
    shift = np.random.default_rng(seed).random(dimensions)
    steps = np.sqrt(_primes(dimensions))
    lattice = (np.outer(steps, np.arange(1, number // 2 + 1)) + shift[:, None]) % 1
    return np.clip(np.concatenate([lattice, 1 - lattice], axis=1), _LEAST, 1 - _LEAST)


def normals(unit: Floats) -> Floats:
    """The standard normal's quantiles."""
    return np.interp(unit, _BELOW, _Z)


def normal_cdf(x: Floats) -> Floats:
    return np.interp(x, _Z, _BELOW)


def gammas(shape: float, unit: Floats) -> Floats:
    """The quantiles of a gamma distribution with this shape and scale 1, by its density on a logarithmic grid."""
    lowest = (np.log(_LEAST) + lgamma(shape + 1)) / shape
    log_x = np.linspace(lowest, np.log(shape + 8 * np.sqrt(shape) + 25), _GRID)
    density = np.exp(shape * log_x - np.exp(log_x) - lgamma(shape))
    below = np.concatenate([[0], np.cumsum((density[1:] + density[:-1]) / 2)])
    return np.exp(np.interp(unit, below / below[-1], log_x))


def between(values: Floats, weights: Floats, unit: Floats) -> Floats:
    """The quantiles of a distribution that has these weights (sum 1) around these ascending values."""
    return np.interp(unit, weights.cumsum() - weights / 2, values)


def picked(unit: Floats, weights: Floats) -> Counts:
    """The number of the alternative that each point picks, by their weights (sum 1)."""
    return np.minimum(np.searchsorted(weights.cumsum(), unit), len(weights) - 1)


def _primes(number: int) -> Counts:
    found: list[int] = []
    candidate = 2
    while len(found) < number:
        if all(candidate % prime for prime in found):
            found.append(candidate)
        candidate += 1
    return np.array(found)
