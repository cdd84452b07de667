"""The scoring grid for reading: what was read, the ranking, how firm it is, what is missing."""

import pandas as pd
from IPython.display import Markdown
from pandas.io.formats.style import Styler

from analysis import german
from analysis.charts.scoring import words
from analysis.dataset import Dataset
from analysis.figures.scoring.grid import Scored
from analysis.pages.tables import show
from analysis.vocabulary import CRITERION_KIND

PROJECT = "Projekt"


def read(dataset: Dataset) -> Styler | Markdown:
    """One row per table of the workbook: how many rows were read, on which sheets."""
    labels = {"score_groups": "Gruppen", "criteria": "Kriterien, die zählen", "variants": "Varianten"}
    tables = dataset.part("scoring")
    rows = [
        {
            "Tabelle": label,
            "Zeilen": len(tables[name]),
            "Datei": ", ".join(dict.fromkeys(tables[name]["source_file"])),
            "Blatt": ", ".join(sheet for sheet in dict.fromkeys(tables[name]["source_sheet"]) if sheet),
        }
        for name, label in {**labels, "ratings": "Bewertungen"}.items()
    ]
    return show(pd.DataFrame(rows), dataset.strategy, numbers=["Zeilen"])


def ranking(dataset: Dataset, scored: Scored) -> Styler | Markdown:
    """One row per variant, by rank; below what is not wholly rated and what is excluded, with the reason."""
    rows = words.in_order(scored.projects)
    members = dataset.part("scoring")["variants"].set_index(["project_id", "variant"])["member"]
    table = pd.DataFrame(
        {
            "Rang": ["–" if pd.isna(rank) else str(rank) for rank in rows["rank"]],
            PROJECT: words.names(rows),
            "Kommune": [members.get((p, v), "") for p, v in zip(rows["project_id"], rows["variant"], strict=True)],
            "Erfüllung": [words.total(row) for row in rows.to_dict("records")],
            "Ergebnis": [words.standing(row) for row in rows.to_dict("records")],
            "Lebenszykluskosten": [words.euro(cost) for cost in rows["lifecycle_cost"]],
            "effizient": ["–" if pd.isna(is_so) else "ja" if is_so else "nein" for is_so in rows["efficient"]],
        }
    )
    return show(table, dataset.strategy, numbers=["Rang", "Erfüllung", "Lebenszykluskosten"])


def robustness(scored: Scored) -> Markdown:
    """How firm the first place is, in words."""
    return Markdown(german.sentence_start(words.robustness(scored.projects, scored.first)) + ".")


def by_group(dataset: Dataset, scored: Scored) -> Styler | Markdown:
    """One row per variant, one column per group: fulfilment in per cent."""
    groups = dataset.part("scoring")["score_groups"]
    names = dict(zip(groups["group_id"], groups["title"], strict=True))
    variants = words.in_order(scored.projects)
    points = scored.group_scores.set_index(["project_id", "variant", "group_id"])["points"]
    there = [group for group in groups["group_id"] if group in set(scored.group_scores["group_id"])]
    table = pd.DataFrame({PROJECT: words.names(variants)})
    for group in there:
        keys = [(p, v, group) for p, v in zip(variants["project_id"], variants["variant"], strict=True)]
        table[names[group]] = [
            "offen" if pd.isna(value) else german.decimal(value) for value in points.reindex(keys).to_numpy(dtype=float)
        ]
    return show(table, dataset.strategy, numbers=[names[group] for group in there])


def missing(dataset: Dataset, scored: Scored) -> Styler | Markdown:
    """One row per rating that is missing: variant, criterion, kind, the proof that is asked for."""
    variants = dict(zip(_keys(scored.projects), words.names(scored.projects), strict=True))
    rows = scored.scores[scored.scores["outcome"] == "missing"].merge(
        dataset.part("scoring")["criteria"][["criterion_id", "title", "evidence"]], on="criterion_id"
    )
    table = pd.DataFrame(
        {
            PROJECT: [variants[key] for key in _keys(rows)],
            "Nr.": rows["criterion_id"],
            "Kriterium": rows["title"],
            "Art": rows["kind"].map(CRITERION_KIND.labels),
            "Nachweis": rows["evidence"],
        }
    )
    return show(table, dataset.strategy)


def _keys(rows: pd.DataFrame) -> list[tuple[str, str]]:
    return list(zip(rows["project_id"], rows["variant"], strict=True))
