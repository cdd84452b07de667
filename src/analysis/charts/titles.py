"""The finding of a set of figures as one German sentence: the titles of the charts."""

import pandas as pd

from analysis import german
from analysis.charts.headings import count, total
from analysis.german import GOAL, MEASURE, NBSP, Noun, Part


def measure_status(rows: pd.DataFrame) -> str:
    """„Von 80 Maßnahmen sind 22 abgeschlossen, 46 in Umsetzung und sieben verworfen"."""
    number, discarded = total(rows), count(rows, "discarded")
    if number == 0 and discarded:
        return german.finding(discarded, MEASURE, [Part(discarded, "verworfen")])
    in_total = rows.loc[rows["category"] == "discarded", "percent"].notna().any()
    return german.finding(
        number,
        MEASURE,
        [
            Part(count(rows, "completed"), "abgeschlossen"),
            Part(count(rows, "in_progress"), "in Umsetzung"),
            Part(count(rows, "planned"), "in Planung") if count(rows, "planned") == number else Part(0, ""),
            Part(discarded if in_total else 0, "verworfen"),
            Part(count(rows, "unknown"), "ohne Angabe"),
        ],
    )


def goal_status(rows: pd.DataFrame) -> str:
    """„Von zwölf operativen Zielen sind vier abgeschlossen, zwei fortgeschritten und zwei noch nicht begonnen"."""
    number, started = total(rows), count(rows, "started")
    return german.finding(
        number,
        GOAL,
        [
            Part(count(rows, "completed"), "abgeschlossen"),
            Part(count(rows, "advanced"), "fortgeschritten"),
            Part(started if started == number else 0, "begonnen"),
            Part(count(rows, "not_started"), "noch nicht begonnen"),
            Part(count(rows, "unknown"), "ohne Angabe"),
        ],
    )


def schedule(rows: pd.DataFrame) -> str:
    """„Von 15 Maßnahmen liegen elf im Zeitplan und drei nicht; für eine ist keine Aussage möglich"."""
    number, discarded = total(rows), count(rows, "discarded")
    on_schedule, delayed = count(rows, "on_schedule"), count(rows, "delayed")
    if number == 0 and discarded:
        return german.finding(discarded, MEASURE, [Part(discarded, "verworfen")])
    in_total = rows.loc[rows["category"] == "discarded", "percent"].notna().any()
    unknown, dropped = count(rows, "unknown"), discarded if in_total else 0
    # „drei nicht und sieben sind verworfen" would read as one; the short „nicht" stands at the end only.
    may_be_short = german.verb("liegen", on_schedule) == german.verb("liegen", delayed) and not (unknown or dropped)
    sentence = german.finding(
        number,
        MEASURE,
        [
            Part(on_schedule, "im Zeitplan", "liegen"),
            Part(delayed if delayed < number else 0, "nicht" if may_be_short else "nicht im Zeitplan", "liegen"),
            Part(dropped, "verworfen"),
            Part(unknown, "ohne Angabe"),
        ],
    )
    open_questions = count(rows, "not_assessed")
    if open_questions == 0:
        return sentence
    return f"{sentence}; für {german.number_word(open_questions)} ist keine Aussage möglich"


def status_change(rows: pd.DataFrame, before: pd.DataFrame, noun: Noun, *, year_before: int) -> str:
    """„Abgeschlossen sind 22 Maßnahmen, sieben mehr als Ende 2024; verworfen sind sieben, drei mehr"."""
    sentence = _compared("Abgeschlossen", "sein", "completed", rows, before, noun, year_before)
    sentence += _and_now("verworfen", "sein", "discarded", rows, before, noun)
    return sentence + _and_now("ohne Angabe", "sein", "unknown", rows, before, noun)


def schedule_change(rows: pd.DataFrame, before: pd.DataFrame, *, year_before: int) -> str:
    """„Im Zeitplan liegen 69 Maßnahmen, eine mehr als Ende 2024; nicht im Zeitplan liegen drei, drei weniger"."""
    sentence = _compared("Im Zeitplan", "liegen", "on_schedule", rows, before, MEASURE, year_before)
    sentence += _and_now("nicht im Zeitplan", "liegen", "delayed", rows, before, MEASURE)
    return sentence + _and_now("verworfen", "sein", "discarded", rows, before, MEASURE)


def _compared(
    what: str, verb: str, category: str, rows: pd.DataFrame, before: pd.DataFrame, noun: Noun, year_before: int
) -> str:
    now, then = count(rows, category), count(before, category)
    if len(before) and category not in set(before["category"]):
        return f"{what} {german.verb(verb, now)} {german.counted(now, noun)}"
    if now == then == 0:
        return f"{what} {german.verb(verb, now)} wie Ende{NBSP}{year_before} {german.counted(now, noun)}"
    than = "wie" if now == then else "als"
    counted = german.counted(now, noun)
    return f"{what} {german.verb(verb, now)} {counted}, {_net(now - then, noun)} {than} Ende{NBSP}{year_before}"


def _and_now(what: str, verb: str, category: str, rows: pd.DataFrame, before: pd.DataFrame, noun: Noun) -> str:
    now, change = count(rows, category), count(rows, category) - count(before, category)
    if change == 0 or (category != "unknown" and category not in set(before["category"])):
        return ""
    return f"; {what} {german.verb(verb, now)} {german.pronoun(now, noun)}, {_net(change, noun)}"


def _net(change: int, noun: Noun) -> str:
    if change == 0:
        return "ebenso viele"
    return f"{german.number_word(abs(change), noun.one)} {'mehr' if change > 0 else 'weniger'}"
