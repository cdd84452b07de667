"""Whether a printed number agrees with what follows from others: yes, no, or in doubt (None).

Every printed number stands for the interval that its last place leaves open, wider where „rund“, „knapp“ or
„mehr als“ goes before it. Rounding is half up.
"""

from fractions import Fraction
from typing import Final

from analysis.audit.quantities import PART, Quantity

Interval = tuple[Fraction, Fraction]
Verdict = bool | None

_NEARLY: Final = Fraction(1, 10)  # how far „knapp“ and „gut“ reach, as a part of the number
_ABOUT: Final = Fraction(1, 20)
# A share said as a fraction without „rund“ („drei Viertel“): right within, wrong beyond, in percentage points.
_FRACTION_RIGHT: Final = Fraction(5, 2)
_FRACTION_WRONG: Final = Fraction(4)


def interval(number: Quantity) -> Interval:
    """What a count or an amount may be."""
    low, high = number.low, number.high
    if number.bound == "about":
        return min(low, number.value * (1 - _ABOUT)), max(high, number.value * (1 + _ABOUT))
    if number.bound == "under":
        return number.value * (1 - _NEARLY), high
    if number.bound == "over":
        return low, number.value * (1 + _NEARLY)
    return low, high


def exact(number: Quantity) -> bool:
    return not number.half and not number.bound


def ratio(part: Quantity, base: Quantity) -> Interval | None:
    """The share of a part in a base, in per cent."""
    (low, high), (least, most) = interval(part), interval(base)
    if least <= 0:
        return None
    return 100 * low / most, 100 * high / least


def growth(before: Quantity, after: Quantity) -> Interval | None:
    """The change from one number to another, in per cent, without sign."""
    (low, high), (least, most) = interval(after), interval(before)
    if least <= 0:
        return None
    ends = [100 * (low - most) / most, 100 * (high - least) / least]
    if ends[0] < 0 < ends[1]:
        return Fraction(0), max(map(abs, ends))
    smallest, largest = sorted(map(abs, ends))
    return smallest, largest


def share_agrees(share: Quantity, actual: Interval) -> Verdict:
    """Whether a printed share is what the numbers beside it make."""
    low, high = actual
    printed, half = share.value, share.half
    if share.bound == "about":
        return _within(
            actual, printed, max(half, Fraction(3), printed / 20), max(2 * half, Fraction(6), printed * 3 / 20)
        )
    if share.bound == "under":
        if low >= printed + max(half, Fraction(1)) or high < min(printed - 12, printed * 7 / 10):
            return False
        return True if low < printed + half and high >= printed - max(Fraction(6), printed / 10) else None
    if share.bound == "over":
        if high < printed - max(half, Fraction(1)):
            return False
        return True if high >= printed - half and low <= printed + max(Fraction(8), printed / 5) else None
    if share.kind == PART:
        return _within(actual, printed, _FRACTION_RIGHT, _FRACTION_WRONG)
    if low == high:
        return printed - half <= low < printed + half
    return low <= printed + half and high >= printed - half


def _within(actual: Interval, printed: Fraction, right: Fraction, wrong: Fraction) -> Verdict:
    low, high = actual
    if low <= printed + right and high >= printed - right:
        return True
    return None if low <= printed + wrong and high >= printed - wrong else False


def number_agrees(printed: Quantity, actual: Interval) -> Verdict:
    """Whether a printed count or amount is what others make; in doubt where a bound leaves it open."""
    low, high = actual
    least, most = interval(printed)
    if low <= most and high >= least:
        return True
    if printed.bound:
        margin = printed.value * Fraction(1, 5)
        return None if low <= most + margin and high >= least - margin else False
    return False
