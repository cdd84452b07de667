"""What is said of the variants of a scoring grid: their names, how firm the first place is, what is missing."""

from collections.abc import Iterable

import pandas as pd

from analysis import german
from analysis.charts.look.typesetting import clean
from analysis.german import NBSP, Noun
from analysis.vocabulary import AWARDS

VARIANT = Noun("Variante", "Varianten", "Varianten", "Varianten", "die einzige Variante", "eine", "eine", "einer")
RATING = Noun(
    "Bewertung", "Bewertungen", "Bewertungen", "Bewertungen", "die einzige Bewertung", "eine", "eine", "einer"
)


def names(rows: pd.DataFrame) -> list[str]:
    """What each variant is called: its title, and its variant where the title does not say it."""
    return [_name(row["title"], row["project_id"], row["variant"]) for row in rows.to_dict("records")]


def _name(title: str, project: str, variant: str) -> str:
    name, variant = clean(title) or clean(project), clean(variant)
    return f"{name}, {variant}" if variant and variant.casefold() not in name.casefold() else name


def in_order(projects: pd.DataFrame) -> pd.DataFrame:
    """By rank; then what is not wholly rated, the highest possible total first; then what is excluded."""
    keys = projects.assign(out=projects["excluded_by"] != "", best=-projects["total_high"])
    return projects.loc[keys.sort_values(["out", "rank", "best"], kind="stable", na_position="last").index]


def award(code: str) -> str:
    """„Silber", or the office's own name of an award."""
    return AWARDS.get(code, clean(code))


def total(row: pd.Series | dict) -> str:
    """„72,4 %", or „54,0 bis 81,0 %" while ratings are missing."""
    if pd.notna(row["total"]):
        return f"{german.decimal(row['total'])}{NBSP}%"
    if pd.isna(row["total_low"]):
        return "–"
    if row["total_low"] == row["total_high"]:
        return f"{german.decimal(row['total_low'])}{NBSP}%"
    return f"{german.decimal(row['total_low'])} bis {german.decimal(row['total_high'])}{NBSP}%"


def weight(percent: float) -> str:
    """„22,5", „31"."""
    return german.decimal(percent).removesuffix(",0")


def euro(value: float) -> str:
    """„5,2 Mio. €", „180.000 €"; „–" where there is none."""
    if pd.isna(value):
        return "–"
    if abs(value) >= 1e6:
        return f"{german.decimal(value / 1e6)}{NBSP}Mio.{NBSP}€"
    return f"{german.integer(round(value))}{NBSP}€"


def standing(row: pd.Series | dict) -> str:
    """What came of a variant in a few words: „Rang 1, Silber", „ausgeschlossen: K3", „zwei Bewertungen fehlen"."""
    if row["excluded_by"]:
        return f"ausgeschlossen: {clean(row['excluded_by'])}"
    if row["missing"]:
        return f"{german.counted(int(row['missing']), RATING)} {'fehlt' if row['missing'] == 1 else 'fehlen'}"
    if pd.isna(row["rank"]):
        return "ohne Rang"
    return f"Rang{NBSP}{row['rank']}, {award(row['award'])}"


def robustness(projects: pd.DataFrame, first: pd.DataFrame) -> str:
    """How firm the first place is, in one sentence without full stop.

    „Rang 1 (Kita Holzbau) bleibt in 94 % der Gewichtungen; erst wenn das Gewicht von „Technik" von 22,5
    auf 31 % steigt, liegt Kita Massivbau vorn". Takes `frames.PROJECTS` and the table of
    `analysis.figures.scoring.first_place`.
    """
    ranked = int(projects["rank"].notna().sum())
    if not ranked:
        return german.sentence_start(f"{german.counted(0, VARIANT)} lässt sich schon werten: {_why_none(projects)}")
    leaders = names(first)
    if len(first) > 1:
        return f"Rang{NBSP}1 teilen sich {german.join(leaders)}"
    if ranked == 1:
        return f"Als einzige Variante lässt sich {leaders[0]} werten: {total(first_row(projects))}"
    row = first.iloc[0]
    share = german.share(round(row["rank_stability"] * 10_000), 10_000).replace(">", "mehr als")
    stays = f"Rang{NBSP}1 ({leaders[0]}) bleibt in {share} der Gewichtungen"
    if pd.isna(row["swap_weight"]):
        return f"{stays}; kein einzelnes Gewicht setzt eine andere Variante nach vorn"
    group = german.quote(clean(row["swap_title"]) or clean(row["swap_group"]))
    moves = "steigt" if row["swap_weight"] > row["weight"] else "sinkt"
    return (
        f"{stays}; erst wenn das Gewicht von {group} von {weight(row['weight'])} auf "
        f"{weight(row['swap_weight'])}{NBSP}% {moves}, liegt "
        f"{_name(row['rival_title'], row['rival'], row['rival_variant'])} vorn"
    )


def first_row(projects: pd.DataFrame) -> pd.Series:
    return in_order(projects).iloc[0]


def _why_none(projects: pd.DataFrame) -> str:
    excluded = int((projects["excluded_by"] != "").sum())
    waiting = len(projects) - excluded
    parts = [
        f"{german.number_word(excluded)} {german.verb('sein', excluded)} ausgeschlossen" if excluded else "",
        f"bei {german.number_word(waiting, 'einer')} fehlen Bewertungen" if waiting else "",
    ]
    return german.join([part for part in parts if part] or ["es gibt keine"])


def in_words(items: Iterable[str], *, most: int = 4) -> str:
    """A list that does not run on: „K1, K2, K3 und drei weitere"."""
    texts = list(items)
    if len(texts) <= most:
        return german.join(texts)
    return f"{', '.join(texts[: most - 1])} und {german.number_word(len(texts) - most + 1)} weitere"
