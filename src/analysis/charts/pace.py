"""Pace against need: completed a year lately, needed a year to reach the target; where named paces would lead."""

from typing import Final

import altair as alt
import pandas as pd

from analysis import german
from analysis.charts import bars, bases, headings, paths, way
from analysis.dataset import UNPUBLISHED, Occasion
from analysis.figures.midterm.evidence import may_say
from analysis.figures.midterm.paths import paces
from analysis.german import NBSP, Noun
from analysis.strategy import Strategy
from analysis.vocabulary import MEASURE_STATUS

_REQUIRED_COLOUR: Final = "#2467AE"
_OTHER_COLOUR: Final = "#7A7A7A"
SCENARIOS: Final = {
    "half_pace": "halb so viele im Jahr",
    "present_pace": "gleich viele im Jahr",
    "required_pace": "so viele im Jahr wie nötig",
    "slowest_pace": "wie im langsamsten Jahr",
    "best_pace": "wie im schnellsten Jahr",
    "overdue_next_year": "Überfälliges im nächsten Jahr, dann gleich viele im Jahr",
    "final_rush": "gleich viele im Jahr, in den letzten zwei Jahren doppelt so viele",
}
_SCENARIO_COLOURS: Final = {"present_pace": MEASURE_STATUS.colours["completed"], "required_pace": _REQUIRED_COLOUR}


def pace(
    midterm: pd.DataFrame,
    summary: pd.DataFrame,
    outlook: pd.DataFrame,
    strategy: Strategy,
    *,
    base: str,
    level: str = "measure",
    occasion: Occasion = UNPUBLISHED,
) -> alt.LayerChart:
    """One bar a pace: last year's, with three years the mean, slowest and fastest too, and the one required.

    Takes the contract's tables midterm and midterm_summary and `figures.midterm.outlook` of one
    municipality and year. The operative goals' pace is said beside that of the measures.
    """
    rows, summed, now = (bases.chosen(table, level, base) for table in (midterm, summary, outlook))
    known = rows[rows["observed"].notna()]
    observed = dict(zip(known["at"].astype(int), known["observed"].astype(int), strict=True))
    observed[int(now["year"].iloc[0])] = int(now["completed"].iloc[0])
    row = now.iloc[0]
    shown = pd.DataFrame(_bars(observed, summed.iloc[0], row, strategy))
    heading = headings.heading(
        _finding(row, bases.noun(level, base), strategy),
        bases.named(int(row["total"]), level, base),
        strategy,
        year=int(row["year"]),
        kind="Balkendiagramm: abgeschlossen im Jahr",
        numbers=[f"{bar} {text}" for bar, text in zip(shown["bar"], shown["text"], strict=True)],
        notes=[
            *paths.corrected(occasion, level, base, int(row["year"])),
            *_assumed(row, strategy),
            *(headings.counting_rule(strategy) if (level, base) == ("measure", headings.ALL) else []),
        ],
        remarks=[*_flows(row), *way.arrival(row, strategy), *_with_discarded(row), *_goals_beside(outlook, level)],
        occasion=occasion,
    )
    return bars.bars(shown, list(shown["bar"]), heading, longest=float(shown["length"].max()))


def scenarios(
    scenarios: pd.DataFrame,
    outlook: pd.DataFrame,
    strategy: Strategy,
    *,
    level: str = "measure",
    occasion: Occasion = UNPUBLISHED,
) -> alt.LayerChart:
    """One bar a scenario by name: how many would be completed at the end of the target year.

    Takes the tables of `analysis.figures.midterm.scenarios` and `.outlook`; there are none without a year before.
    """
    last = scenarios[scenarios["at"] == scenarios["at"].max()]
    year, base, total = int(last["year"].iloc[0]), str(last["base"].iloc[0]), int(last["total"].iloc[0])
    now = bases.chosen(outlook, level, base).iloc[0]
    shown = pd.DataFrame(
        {
            "bar": last["scenario"].map(SCENARIOS),
            "length": last["completed"],
            "text": [f"{_whole(n)} von {german.integer(total)}" for n in last["completed"]],
            "colour": [_SCENARIO_COLOURS.get(name, _OTHER_COLOUR) for name in last["scenario"]],
        }
    )
    heading = headings.heading(
        _scenario_finding(now, bases.noun(level, base), strategy),
        bases.named(total, level, base),
        strategy,
        year=year,
        kind=f"Balkendiagramm: abgeschlossen Ende {last['at'].iloc[0]} nach Annahme",
        numbers=[f"{bar} {text}" for bar, text in zip(shown["bar"], shown["text"], strict=True)],
        notes=["Rechenbeispiele zu benannten Annahmen, keine Prognose", *way.assumed(now, "completed", "total")],
        occasion=occasion,
    )
    return bars.bars(shown, list(shown["bar"]), heading, longest=float(total), track=True)


def _scenario_finding(now: pd.Series, noun: Noun, strategy: Strategy) -> str:
    """„Bei gleicher Zahl im Jahr wären Ende 2030 40 von 54 …, bei gleichem Anteil der offenen 22 bis 40"."""
    total, number, share = int(now["total"]), way.at_constant_number(now), way.at_constant_share(now)
    said = german.number_word(int(number), noun.one) if number.isdigit() and number != "0" else number
    said = german.pronoun(0, noun) if number == "0" else said
    of = f"{said} von {german.number_word(total, noun.dative_one)} {noun.dative if total > 1 else noun.singular}"
    verb = "wäre" if number in ("0", "1") else "wären"
    sentence = f"Bei gleicher Zahl im Jahr {verb} Ende{NBSP}{strategy.target_date.year} {of} abgeschlossen"
    if share:
        return f"{sentence}, bei gleichem Anteil der offenen {share}"
    return f"{sentence}; für eine Spanne fehlen aufeinanderfolgende Berichtsjahre"


def _bars(observed: dict[int, int], summed: pd.Series, now: pd.Series, strategy: Strategy) -> list[dict]:
    year, required, last = int(now["year"]), now["pace_required"], summed["pace_last_year"]
    found = paces(observed, year)
    several = len(found) > 1
    rows = []
    if "slowest_and_fastest_year" in may_say(summed["evidence"]) and several:
        for name, choose in (("langsamstes", min), ("schnellstes", max)):
            at = choose(found, key=lambda at: found[at])
            rows.append(_bar(f"{name} Jahr ({_years(at, observed)})", found[at], _OTHER_COLOUR))
    if pd.notna(last):
        if not several and last > 0:
            rows.append(_bar("halb so viele", last / 2, _OTHER_COLOUR))
        colour = _OTHER_COLOUR if several else MEASURE_STATUS.colours["completed"]
        rows.append(_bar(f"zuletzt ({_years(year, observed)})", last, colour))
    if several:
        since = f"{int(now['pace_since']) + 1}–{year}"
        rows.append(_bar(f"im Mittel ({since})", now["pace"], MEASURE_STATUS.colours["completed"]))
    if pd.notna(required):
        rows.append(_bar(f"nötig bis {strategy.target_date.year}", required, _REQUIRED_COLOUR))
    return rows


def _flows(now: pd.Series) -> list[str]:
    """What of the net change was done, and what came or went without any work; nothing where all of it was done."""
    if pd.isna(now["newly_completed"]) or not (now["gone_back"] or now["recoded"] or now["other"]):
        return []
    parts = [
        f"neu abgeschlossen {german.integer(int(now['newly_completed']))}",
        *([f"zurückgefallen {german.integer(-int(now['gone_back']))}"] if now["gone_back"] else []),
        *([f"durch anderen Zeithorizont {german.signed(int(now['recoded']))}"] if now["recoded"] else []),
        *([f"neu, entfallen oder verworfen {german.signed(int(now['other']))}"] if now["other"] else []),
    ]
    return [f"seit Ende{NBSP}{now['year_before']}: {', '.join(parts)}"]


def _with_discarded(now: pd.Series) -> list[str]:
    """What would be needed on all that was ever reported, so that a smaller base cannot pass for progress."""
    if pd.isna(now["required_ever"]) or now["total_ever"] == now["total"]:
        return []
    required = _number(now["required_ever"])
    return [f"gemessen an allen {german.integer(int(now['total_ever']))} je gemeldeten nötig: {required} im Jahr"]


def _goals_beside(outlook: pd.DataFrame, level: str) -> list[str]:
    """„operative Ziele: zuletzt zwei im Jahr, nötig 8,6"."""
    goals = outlook[(outlook["level"] == "goal") & outlook["pace_required"].notna() & (outlook["open"] > 0)]
    if level == "goal" or goals.empty or pd.isna(goals["pace"].iloc[0]):
        return []
    goal = goals.iloc[0]
    since = "zuletzt" if goal["pace_since"] == goal["year_before"] else "im Mittel"
    return [f"operative Ziele: {since} {_number(goal['pace'])} im Jahr, nötig {_number(goal['pace_required'])}"]


def _assumed(now: pd.Series, strategy: Strategy) -> list[str]:
    """What the published sums allow for the pace required: a year, not in all."""
    if pd.isna(now["open_low"]) or now["open_low"] == now["open_high"] or pd.isna(now["pace_required"]):
        return way.assumed(now, "completed", "total")
    left = strategy.target_date.year - int(now["year"])
    low, high = (german.decimal(int(now[f"open_{end}"]) / left) for end in ("low", "high"))
    completed = way.assumed(now, "completed")
    return [
        f"{completed[0]}, nötig {low} bis {high} im Jahr"
        if completed
        else f"angenommen; nötig {low} bis {high} im Jahr"
    ]


def _years(at: int, observed: dict[int, int]) -> str:
    """The year that a pace is of; „2024–2025" where no export lies between."""
    before = max((year for year in observed if year < at), default=at - 1)
    return str(at) if at - before == 1 else f"{before + 1}–{at}"


def _bar(name: str, pace: float, colour: str) -> dict:
    return {"bar": name, "length": max(float(pace), 0.0), "text": f"{_number(pace)} im Jahr", "colour": colour}


def _finding(now: pd.Series, noun: Noun, strategy: Strategy) -> str:
    """„Zuletzt wurden fünf Maßnahmen mit Frist im Jahr abgeschlossen, nötig sind 7,8 im Jahr"."""
    target, last, required = strategy.target_date.year, now["pace"], now["pace_required"]
    if not now["open"] or (pd.isna(last) and pd.isna(required)):
        return way.standing(now, strategy)
    need = "" if pd.isna(required) else f"{'ist' if required == 1 else 'sind'} {_in_words(required, noun)} im Jahr"
    if pd.isna(last):
        return f"Um bis {target} alle {noun.weak} abzuschließen, {need} nötig"
    mean = now["pace_since"] != now["year_before"]
    when = f"Seit Ende{NBSP}{now['pace_since']}" if mean else "Zuletzt"
    average = "im Mittel " if mean else ""
    net = "" if _all_was_done(now) else "unter dem Strich "
    if last < 0:
        fewer = _in_words(-last, noun)
        sentence = f"{when} ging die Zahl der abgeschlossenen {noun.plural} {average}um {fewer} im Jahr zurück"
    elif _is_whole(last):
        counted = german.counted(round(last), noun)
        sentence = f"{when} {'wurde' if last <= 1 else 'wurden'} {average}{net}{counted} im Jahr abgeschlossen"
    else:
        sentence = f"{when} wurden {average}{net}{_in_words(last, noun)} {noun.plural} im Jahr abgeschlossen"
    if need:
        return f"{sentence}, nötig {need}"
    return f"{sentence}; das Zieljahr {target} ist {'erreicht' if now['year'] == target else 'vorbei'}"


def _all_was_done(now: pd.Series) -> bool:
    """Whether the net change is what was newly completed, and nothing else."""
    return not (now["gone_back"] or now["recoded"] or now["other"])


def _in_words(pace: float, noun: Noun) -> str:
    return german.number_word(round(pace), noun.one) if _is_whole(pace) else german.decimal(pace)


def _number(pace: float) -> str:
    return german.integer(round(pace)) if _is_whole(pace) else german.decimal(pace)


def _whole(number: float) -> str:
    return german.integer(round(number)) if _is_whole(number) else f"rund {german.decimal(number, 0)}"


def _is_whole(number: float) -> bool:
    return abs(number - round(number)) < 1e-9
