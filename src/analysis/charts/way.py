"""What is said of the way to the target year, in German: clauses that several charts and pages share."""

from math import ceil
from typing import Final

import pandas as pd

from analysis import german
from analysis.charts import bases
from analysis.german import NBSP, Noun, Part
from analysis.strategy import Strategy

NOT_A_FORECAST: Final = "Rechnerische Fortschreibung, keine Prognose"
CAVEATS: Final = (
    "ein Status ist die Einschätzung der zuständigen Stelle",
    "Maßnahmen sind unterschiedlich gewichtig",
    "Fristen können beschleunigen",
)
_DUE: Final = Noun("fällige", "fällige", "fälligen", "fälligen", "die einzige fällige", "eine", "eine", "einer")
_BOUNDED: Final = {
    "completed": "abgeschlossen",
    "due_open": "fällig und offen",
    "overdue": "Frist abgelaufen",
    "total": "mit Frist",
}


def standing(now: pd.Series, strategy: Strategy) -> str:
    """„Von 54 Maßnahmen mit Frist sind 15 abgeschlossen; von 17 fälligen sind sieben abgeschlossen und zehn offen".

    `now` is a row of `analysis.figures.midterm.outlook.outlook`.
    """
    noun, target, year = bases.noun(now["level"], now["base"]), strategy.target_date.year, int(now["year"])
    total, completed, left = (int(now[name]) for name in ("total", "completed", "open"))
    parts = [Part(completed, "abgeschlossen"), Part(left if completed else 0, "offen")]
    if total and year >= target:
        when = f"Das Zieljahr {target} ist {'erreicht' if year == target else 'vorbei'}"
        return f"{when}: {german.finding(total, noun, parts if total > 1 else parts[:1])}"
    sentence = german.finding(total, noun, parts[:1])
    if completed == total or pd.isna(now["due"]):
        return sentence
    return f"{sentence}; {_of_the_due(now)}"


def _of_the_due(now: pd.Series) -> str:
    due, done, left = (int(now[name]) for name in ("due", "due_completed", "due_open"))
    if due == 0:
        return "fällig war noch keine"
    if now["total"] == 1:
        return "sie war fällig"
    if due == 1:
        return f"die einzige fällige ist {'abgeschlossen' if done else 'offen'}"
    parts = [Part(done, "abgeschlossen"), Part(left, "offen")]
    said = german.finding(due, _DUE, parts if done else parts[::-1])
    return said[:1].lower() + said[1:]


def early(now: pd.Series) -> list[str]:
    """How many are completed before their time, where that is known."""
    if pd.isna(now["early"]) or not now["early"]:
        return []
    return [f"vor ihrer Frist abgeschlossen: {german.number_word(int(now['early']))}"]


def behind(now: pd.Series, strategy: Strategy) -> list[str]:
    """The lag behind the even path, on today's base and on all ever reported; nothing from the target year on."""
    if pd.isna(now["years_behind"]) or now["year"] >= strategy.target_date.year or not now["open"]:
        return []
    said = _lag(now["years_behind"])
    if now["total_ever"] == now["total"]:
        return [f"{said} dem gleichmäßigen Pfad"]
    what = noun_of_all(now)
    return [
        f"{said} dem gleichmäßigen Pfad, gemessen an allen {what} je gemeldeten {_lag(now['years_behind_ever'])} ihm"
    ]


def noun_of_all(now: pd.Series) -> str:
    return german.integer(int(now["total_ever"]))


def _lag(years: float) -> str:
    text = german.decimal(abs(years))
    if text == "0,0":
        return "gleichauf mit"
    return f"{text}{NBSP}{'Jahr' if text == '1,0' else 'Jahre'} {'hinter' if years > 0 else 'vor'}"


def assumed(now: pd.Series, *names: str) -> list[str]:
    """„angenommen; möglich: abgeschlossen 6 bis 22", for what rests on more than sums."""
    said = [
        f"{_BOUNDED[name]} {german.integer(int(low))} bis {german.integer(int(high))}"
        for name in names
        if pd.notna(low := now[f"{name}_low"]) and low != (high := now[f"{name}_high"])
    ]
    return [f"angenommen; möglich: {', '.join(said)}"] if said else []


def at_constant_share(now: pd.Series) -> str:
    """„22 bis 40" of the range, „alle" where nothing else is possible; "" without one."""
    if pd.isna(now["median"]):
        return ""
    low, high = int(now["low"]), int(now["high"])
    return german.integer(low) if low == high else f"{german.integer(low)} bis {german.integer(high)}"


def at_constant_number(now: pd.Series) -> str:
    """„40", „rund 28" where the pace is no whole number; "" without a pace or years to come."""
    if pd.isna(now["constant_number"]):
        return ""
    number = float(now["constant_number"])
    whole = int(german.decimal(number, 0).replace(".", ""))
    return f"{'' if abs(number - whole) < 1e-9 else 'rund '}{german.integer(whole)}"


def both_answers(now: pd.Series, strategy: Strategy) -> list[str]:
    """Neither number for the target year stands without the other."""
    number, share = at_constant_number(now), at_constant_share(now)
    end = f"Ende{NBSP}{strategy.target_date.year}"
    said = [
        *([f"bei gleichem Anteil der offenen {share}"] if share else []),
        *([f"bei gleicher Zahl im Jahr {number}"] if number else []),
    ]
    return [f"{end} abgeschlossen: {', '.join(said)}"] if said else []


def arrival(now: pd.Series, strategy: Strategy) -> list[str]:
    """When the present pace would have all completed; that it never would, where it is 0 or less."""
    if not now["open"] or pd.isna(now["pace"]):
        return []
    if now["pace"] <= 0:
        return ["bei diesem Tempo würden nie alle abgeschlossen"]
    year = ceil(now["arrives"] - 1e-9) - 1
    if year <= strategy.target_date.year:
        return [f"bei gleicher Zahl im Jahr wären alle {year} abgeschlossen"]
    return [f"bei gleicher Zahl im Jahr wären alle erst {year} abgeschlossen"]


def transitions_seen(now: pd.Series) -> str:
    """„einem Übergangsjahr (2024–2025)": on which years' moves the range rests."""
    first, last = int(now["transitions_from"]), int(now["year"])
    number = last - first
    seen = "einem Übergangsjahr" if number == 1 else f"{german.number_word(number)} Übergangsjahren"
    return f"{seen} ({first}–{last})"
