"""What is said of an indicator: amounts in its unit, and the finding, conditional where it looks ahead."""

import math
from collections.abc import Mapping, Sequence
from typing import Any, Final

import pandas as pd

from analysis import german
from analysis.charts.look.typesetting import clean
from analysis.german import NBSP
from analysis.vocabulary import ASSESSMENT, TARGET_KIND

_TOLERANCE: Final = 1e-9
_PERCENT: Final = ("%", "Prozent", "v. H.")

ON_THE_WAY: Final = ("reached", "on_pace", "kept", "regained", "right_way")
NOT_ON_THE_WAY: Final = ("missed", "too_slow", "standstill", "away", "not_kept", "wrong_way")
_WHERE_THEY_SHOULD_BE: Final = "am Ziel oder auf gutem Weg"

Row = Mapping[Any, Any]  # a row of the table of indicators


def has(row: Row, name: str) -> bool:
    """Whether a cell of the row holds something."""
    return bool(pd.notna(row[name]))


def cut(lines: Sequence[str], most: int) -> list[str]:
    """At most so many lines; „…" takes the place of a word where some are left out."""
    if len(lines) <= most:
        return list(lines)
    kept = lines[most - 1].split(" ")
    return [*lines[: most - 1], f"{' '.join(kept[:-1] if len(kept) > 1 else kept)} …"]


def number(value: float) -> str:
    """A value as it was given: „3.942", „12,5", two decimals at most."""
    return german.exact(value, 2)


def rounded(value: float) -> str:
    """A value that was calculated: „563", „74,3", „1,75": three figures, whole numbers from 100 on."""
    return german.exact(value, 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2)


def amount(value: float, unit: str) -> str:
    """„3.942 Wohnungen", „12,5 %"."""
    return with_unit(number(value), unit)


def with_unit(said: str, unit: str) -> str:
    return f"{said}{NBSP}{clean(unit)}" if unit else said


def rate(change: float, unit: str) -> str:
    """A change a year without its sign: „563 Wohnungen", „2,5 Prozentpunkte"."""
    said = rounded(abs(change))
    points = "Prozentpunkt" if said == "1" else "Prozentpunkte"
    return with_unit(said, points if unit in _PERCENT else unit)


def signed_rate(change: float, unit: str) -> str:
    """„+2,5 Prozentpunkte", „−563 Wohnungen"."""
    sign = german.MINUS if change < 0 else "+" if change > 0 else "±"
    return f"{sign}{rate(change, unit)}"


def assessment(row: Row) -> str:
    """The assessment in words; where a direction is missing, that."""
    code = row["assessment"]
    return "Richtung offen" if not has(row, "assessment") else ASSESSMENT.labels[code]


def target(row: Row) -> str:
    """„0 Wohnungen bis 2028", „mindestens 30 %", „soll sinken"."""
    if not has(row, "target"):
        return {"rise": "soll steigen", "fall": "soll sinken"}.get(row["direction"], "ohne Ziel")
    wanted = amount(row["target"], row["unit"])
    if row["target_kind"] == "keep":
        return f"{_bound(row)} {wanted}".strip()
    return f"{wanted} bis {int(row['target_year'])}"


def ahead(row: Row) -> float:
    """The value to which the observed pace would lead in the target year."""
    return row["value"] + row["pace_observed"] * (row["target_year"] - row["value_year"])


def finding(row: Row) -> str:
    """The title of an indicator's chart: one sentence, without full stop, that looks ahead only conditionally."""
    unit: str = row["unit"]
    code: str = row["assessment"]
    if code == "no_value":
        return f"Noch kein Wert; Ziel: {target(row)}"
    now = f"{amount(row['value'], unit)} ({int(row['value_year'])})"
    if not has(row, "assessment"):
        return f"{now}; ohne Richtung gibt es keine Bewertung"
    since, pace = int(row["base_year"]), row["pace_observed"]
    going_on = f"Bei Fortsetzung der Entwicklung seit {since}"
    match code:
        case "reached":
            return f"Das Ziel von {target(row)} ist erreicht: {now}"
        case "missed":
            return f"Das Ziel von {target(row)} ist nicht erreicht: {now}"
        case "on_pace":
            return f"{going_on} wäre das Ziel von {amount(row['target'], unit)} {_when(row)} erreicht"
        case "too_slow":
            still = "noch" if row["direction"] == "fall" else "erst"
            then = with_unit(rounded(ahead(row)), unit)
            verb = "wäre" if rounded(ahead(row)) == "1" else "wären"
            return f"{going_on} {verb} es Ende{NBSP}{int(row['target_year'])} {still} {then} statt {_bare(row)}"
        case "away":
            return (
                f"{going_on} würde das Ziel von {target(row)} verfehlt: "
                f"im Mittel {rate(pace, unit)} {_more(pace)} im Jahr"
            )
        case "kept":
            return f"Die Vorgabe ({target(row)}) ist seit {int(row['segment_start'])} eingehalten: {now}"
        case "regained":
            return f"Die Vorgabe ({target(row)}) ist wieder eingehalten: {now}"
        case "not_kept":
            return f"Die Vorgabe ({target(row)}) ist nicht eingehalten: {now}"
        case "right_way":
            return f"Seit {since} wie gewünscht im Mittel {rate(pace, unit)} {_more(pace)} im Jahr: {now}"
        case "wrong_way":
            return (
                f"Seit {since} im Mittel {rate(pace, unit)} {_more(pace)} im Jahr, gewünscht ist das Gegenteil: {now}"
            )
        case "standstill":
            need = f"; nötig wären {needed(row)}" if has(row, "pace_required") else ""
            return f"Seit {since} unverändert bei {amount(row['value'], unit)}{need}"
    need = f"Nötig wären {needed(row)}" if has(row, "pace_required") else now
    return f"{need}; für einen Trend fehlt ein zweiter Wert{' derselben Methode' if row['method'] else ''}"


def stand(row: Row) -> str:
    """How an indicator stands: good (at its target or fast enough), bad, or open."""
    if not has(row, "assessment"):
        return "open"
    code = row["assessment"]
    return "good" if code in ON_THE_WAY else "bad" if code in NOT_ON_THE_WAY else "open"


def summary(rows: Sequence[Row]) -> str:
    """The title of several indicators: how many are where they should be, how many not, how many open."""
    stands = [stand(row) for row in rows]
    good, bad, still_open, total = *(stands.count(name) for name in ("good", "bad", "open")), len(rows)
    if total == 1:
        return finding(rows[0])
    of = f"{german.number_word(total)} Indikatoren"
    without_trend = f"bei {german.number_word(still_open, 'einem')} lässt sich noch nichts sagen"
    if still_open == total:
        return f"Bei {'beiden' if total == 2 else 'allen'} Indikatoren lässt sich noch nichts sagen"
    if good == total or bad == total:
        everyone = "Beide Indikatoren" if total == 2 else f"Alle {of}"
        return f"{everyone} sind {'' if good else 'nicht '}{_WHERE_THEY_SHOULD_BE}"
    said = f"{german.number_word(good, 'einer') if good else 'keiner'} von {of} {'ist' if good <= 1 else 'sind'}"
    sentence = f"{german.sentence_start(said)} {_WHERE_THEY_SHOULD_BE}"
    if bad:
        sentence += f", {german.number_word(bad, 'einer')} nicht" if good else ""
    return f"{sentence}; {without_trend}" if still_open else sentence


def needed(row: Row) -> str:
    """„563 Wohnungen weniger im Jahr bis 2028"."""
    need = row["pace_required"]
    return f"{rate(need, row['unit'])} {_more(need)} im Jahr bis {int(row['target_year'])}"


def pace(row: Row) -> str:
    """The pace against the one needed: „−4 t im Jahr, nötig −8 t"; "" where there is neither."""
    unit, observed, required = row["unit"], row["pace_observed"], row["pace_required"]
    said = [] if not has(row, "pace_observed") else [f"{signed_rate(observed, unit)} im Jahr"]
    said += (
        [] if not has(row, "pace_required") else [f"nötig {signed_rate(required, unit)}{'' if said else ' im Jahr'}"]
    )
    return ", ".join(said)


def year_reached(row: Row) -> float:
    """The year in which the observed pace, which is fast enough, would lead to the target; 2024.5 in mid-2025."""
    return row["value_year"] + (row["target"] - row["value"]) / row["pace_observed"]


def _when(row: Row) -> str:
    year = math.ceil(year_reached(row) - _TOLERANCE)
    return f"schon {year}" if year < row["target_year"] else f"{year}"


def _bare(row: Row) -> str:
    """The target beside an amount that bears the unit already."""
    return amount(row["target"], row["unit"]) if row["unit"] in _PERCENT else number(row["target"])


def _bound(row: Row) -> str:
    return {"rise": TARGET_KIND.labels["least"], "fall": TARGET_KIND.labels["most"]}.get(row["direction"], "")


def _more(change: float) -> str:
    return "weniger" if change < 0 else "mehr"
