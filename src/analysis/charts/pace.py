"""Pace against need: completed a year lately, needed a year to reach the target; where named paces would lead."""

from typing import Final

import altair as alt
import pandas as pd

from analysis import german
from analysis.charts import bars, bases, headings
from analysis.dataset import UNPUBLISHED, Occasion
from analysis.figures.midterm.evidence import may_say
from analysis.figures.midterm.paths import paces
from analysis.german import NBSP, Noun, Part
from analysis.strategy import Strategy
from analysis.vocabulary import MEASURE_STATUS

_REQUIRED_COLOUR: Final = "#2467AE"
_OTHER_COLOUR: Final = "#7A7A7A"
_SCENARIOS: Final = {
    "half_pace": "halb so schnell wie zuletzt",
    "last_pace": "so schnell wie zuletzt",
    "required_pace": "so schnell wie nötig",
    "slowest_pace": "wie im langsamsten Jahr",
    "best_pace": "wie im schnellsten Jahr",
    "overdue_next_year": "Überfälliges im nächsten Jahr, dann so schnell wie zuletzt",
    "final_rush": "so schnell wie zuletzt, in den letzten zwei Jahren doppelt so schnell",
}
_SCENARIO_COLOURS: Final = {"last_pace": MEASURE_STATUS.colours["completed"], "required_pace": _REQUIRED_COLOUR}


def pace(
    midterm: pd.DataFrame,
    summary: pd.DataFrame,
    strategy: Strategy,
    *,
    base: str,
    level: str = "measure",
    occasion: Occasion = UNPUBLISHED,
) -> alt.LayerChart:
    """One bar a pace: last year's and half of it, the one required, with three years the slowest and fastest too.

    Takes the contract's tables midterm and midterm_summary of one municipality and year.
    """
    rows, now = bases.chosen(midterm, level, base), bases.chosen(summary, level, base).iloc[0]
    year, target = int(now["year"]), strategy.target_date.year
    known = rows[rows["observed"].notna()]
    observed = dict(zip(known["at"].astype(int), known["observed"].astype(int), strict=True))
    shown = pd.DataFrame(_bars(observed, now, year, target))
    last, required = now["pace_last_year"], now["pace_required"]
    need = [f"nötig: alle bis Ende {target} abgeschlossen"] if pd.notna(required) and pd.notna(last) else []
    need += _with_discarded(now, target)
    heading = headings.heading(
        _finding(now, bases.noun(level, base), target),
        bases.named(int(now["total"]), level, base),
        strategy,
        year=year,
        kind="Balkendiagramm: abgeschlossen im Jahr",
        numbers=[f"{bar} {text}" for bar, text in zip(shown["bar"], shown["text"], strict=True)],
        notes=[*need, *(headings.counting_rule(strategy) if (level, base) == ("measure", headings.ALL) else [])],
        occasion=occasion,
    )
    return bars.bars(shown, list(shown["bar"]), heading, longest=float(shown["length"].max()))


def scenarios(
    scenarios: pd.DataFrame, strategy: Strategy, *, level: str = "measure", occasion: Occasion = UNPUBLISHED
) -> alt.LayerChart:
    """One bar a scenario by name: how many would be completed at the end of the target year.

    Takes the table of `analysis.figures.midterm.scenarios.scenarios`; there are none without a year before.
    """
    last = scenarios[scenarios["at"] == scenarios["at"].max()]
    year, base, total = int(last["year"].iloc[0]), str(last["base"].iloc[0]), int(last["total"].iloc[0])
    shown = pd.DataFrame(
        {
            "bar": last["scenario"].map(_SCENARIOS),
            "length": last["completed"],
            "text": [f"{_number(n)} von {german.integer(total)}" for n in last["completed"]],
            "colour": [_SCENARIO_COLOURS.get(name, _OTHER_COLOUR) for name in last["scenario"]],
        }
    )
    heading = headings.heading(
        _scenario_finding(last, bases.noun(level, base), int(last["at"].iloc[0])),
        bases.named(total, level, base),
        strategy,
        year=year,
        kind=f"Balkendiagramm: abgeschlossen Ende {last['at'].iloc[0]} nach Annahme",
        numbers=[f"{bar} {text}" for bar, text in zip(shown["bar"], shown["text"], strict=True)],
        notes=["Rechenbeispiele zu benannten Annahmen, keine Prognose"],
        occasion=occasion,
    )
    return bars.bars(shown, list(shown["bar"]), heading, longest=float(total), track=True)


def _scenario_finding(last: pd.DataFrame, noun: Noun, target: int) -> str:
    """„So schnell wie zuletzt wären 40 von 54 Maßnahmen mit Frist bis Ende 2030 abgeschlossen"."""
    row = last[last["scenario"] == "last_pace"].iloc[0]
    completed, total = float(row["completed"]), int(row["total"])
    if completed == total > 1:
        count = f"alle {german.after_article(total, noun)}"
    else:
        number = _in_words(completed, noun) if completed else german.pronoun(0, noun)
        count = f"{number} von {german.number_word(total, noun.dative_one)} {noun.dative}"
    verb = "wäre" if completed <= 1 else "wären"
    return f"So schnell wie zuletzt {verb} {count} bis Ende{NBSP}{target} abgeschlossen"


def _bars(observed: dict[int, int], now: pd.Series, year: int, target: int) -> list[dict]:
    said, last, required = may_say(now["evidence"]), now["pace_last_year"], now["pace_required"]
    found = paces(observed, year)
    rows = []
    if "slowest_and_fastest_year" in said and found:
        for name, choose in (("langsamstes", min), ("schnellstes", max)):
            at = choose(found, key=lambda at: found[at])
            rows.append(_bar(f"{name} Jahr ({_years(at, observed)})", found[at], _OTHER_COLOUR))
    if "paces_side_by_side" in said and pd.notna(last):
        rows.append(_bar("halbes Tempo", last / 2, _OTHER_COLOUR))
        rows.append(_bar(f"zuletzt ({_years(year, observed)})", last, MEASURE_STATUS.colours["completed"]))
    if pd.notna(required):
        rows.append(_bar(f"nötig bis {target}", required, _REQUIRED_COLOUR))
    if not rows:  # one year only, and the target year is reached
        reached = f"{german.integer(now['completed'])} von {german.integer(now['total'])}"
        done = {"length": float(now["completed"]), "text": reached, "colour": MEASURE_STATUS.colours["completed"]}
        rows.append({"bar": f"abgeschlossen bis {year}", **done})
    return rows


def _with_discarded(now: pd.Series, target: int) -> list[str]:
    """What would be needed with the discarded, so that a base that shrank cannot pass for progress."""
    discarded, left = int(now["discarded"]), target - int(now["year"])
    if pd.isna(now["pace_required"]) or not discarded:
        return []
    required = (int(now["total"]) + discarded - int(now["completed"])) / left
    who = "der verworfenen" if discarded == 1 else f"den {german.number_word(discarded)} verworfenen"
    return [f"mit {who} {'wäre' if required == 1 else 'wären'} {_number(required)} im Jahr nötig"]


def _years(at: int, observed: dict[int, int]) -> str:
    """The year that a pace is of; „2024–2025" where no export lies between."""
    before = max((year for year in observed if year < at), default=at - 1)
    return str(at) if at - before == 1 else f"{before + 1}–{at}"


def _bar(name: str, pace: float, colour: str) -> dict:
    return {"bar": name, "length": max(float(pace), 0.0), "text": f"{_number(pace)} im Jahr", "colour": colour}


def _number(pace: float) -> str:
    return german.integer(round(pace)) if _is_whole(pace) else german.decimal(pace)


def _is_whole(number: float) -> bool:
    return abs(number - round(number)) < 1e-9


def _finding(now: pd.Series, noun: Noun, target: int) -> str:
    """„Zuletzt wurden fünf Maßnahmen mit Frist im Jahr abgeschlossen, nötig sind 7,8 im Jahr"."""
    last, required = now["pace_last_year"], now["pace_required"]
    if now["completed"] == now["total"]:
        return german.finding(int(now["total"]), noun, [Part(int(now["completed"]), "abgeschlossen")])
    need = "" if pd.isna(required) else f"{'ist' if required == 1 else 'sind'} {_in_words(required, noun)} im Jahr"
    if pd.isna(last) and pd.isna(required):
        return german.finding(int(now["total"]), noun, [Part(int(now["completed"]), "abgeschlossen")])
    if pd.isna(last):
        return f"Um bis {target} alle {noun.weak} abzuschließen, {need} nötig"
    if last < 0:
        sentence = f"Zuletzt wurden {_in_words(-last, noun)} {noun.plural} im Jahr weniger als abgeschlossen geführt"
    elif _is_whole(last):
        sentence = (
            f"Zuletzt {'wurde' if last <= 1 else 'wurden'} {german.counted(int(last), noun)} im Jahr abgeschlossen"
        )
    else:
        sentence = f"Zuletzt wurden {_in_words(last, noun)} {noun.plural} im Jahr abgeschlossen"
    return f"{sentence}, nötig {need}" if need else f"{sentence}; das Zieljahr {target} ist erreicht"


def _in_words(pace: float, noun: Noun) -> str:
    return german.number_word(round(pace), noun.one) if _is_whole(pace) else german.decimal(pace)
