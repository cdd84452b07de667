"""The tables' schemas, and parquet in and out. `docs/columns.md` is printed from here.

Codes are ordered categoricals in the order of the vocabulary, `field` is a nullable Int64, text is
str and never null (what is not there is the empty string), so that totals always add up.

    schema      what a column is, and a frame that conforms
    monitoring  measures, goals, extras, findings; figures, changes, midterm
    indicators  indicators and their values; pace, assessment and path
    scoring     groups, criteria, variants, ratings; scores and totals
    network     minimum criteria, adoption, tenders; members side by side
    parquet     processed tables in and out
"""

from typing import Final

import pandas as pd

from analysis.frames.indicators import INDICATOR_FIGURES, INDICATOR_PATHS, INDICATORS, OBSERVATIONS
from analysis.frames.monitoring import (
    CHANGES,
    EVIDENCE,
    EXTRAS,
    FIGURES,
    FINDINGS,
    GOALS,
    MEASURES,
    MIDTERM,
    MIDTERM_SUMMARY,
    has_published_title,
)
from analysis.frames.network import ADOPTION, ADOPTION_STATES, MINIMUM_CRITERIA, NETWORK, TENDER_SUMS, TENDERS
from analysis.frames.parquet import read, write
from analysis.frames.schema import Column, Schema, conform
from analysis.frames.scoring import CRITERIA, GROUP_SCORES, PROJECTS, RATINGS, SCORES, SCORING_GROUPS, VARIANTS

__all__ = [
    "CHANGES",
    "COUNTED",
    "EVIDENCE",
    "EXTRAS",
    "FIGURES",
    "FINDINGS",
    "GOALS",
    "INDICATORS",
    "INDICATOR_FIGURES",
    "INDICATOR_PATHS",
    "MEASURES",
    "MIDTERM",
    "MIDTERM_SUMMARY",
    "OBSERVATIONS",
    "OF_PARTS",
    "PROCESSED",
    "Column",
    "Schema",
    "columns_markdown",
    "conform",
    "has_published_title",
    "read",
    "write",
]

PROCESSED: Final = {"measures": MEASURES, "goals": GOALS, "findings": FINDINGS, "extras": EXTRAS}
# The frames of the other parts of a municipality, by part; each is stored where the part is there.
OF_PARTS: Final = {
    "indicators": {"indicators": INDICATORS, "observations": OBSERVATIONS},
    "scoring": {
        "score_groups": SCORING_GROUPS,
        "criteria": CRITERIA,
        "variants": VARIANTS,
        "ratings": RATINGS,
    },
    "procurement": {"minimum_criteria": MINIMUM_CRITERIA, "adoption": ADOPTION, "tenders": TENDERS},
}
COUNTED: Final = {
    "figures": FIGURES,
    "changes": CHANGES,
    "midterm": MIDTERM,
    "midterm_summary": MIDTERM_SUMMARY,
    "indicators": INDICATOR_FIGURES,
    "indicator_paths": INDICATOR_PATHS,
    "scores": SCORES,
    "group_scores": GROUP_SCORES,
    "projects": PROJECTS,
    "network": NETWORK,
    "adoption": ADOPTION_STATES,
    "tenders": TENDER_SUMS,
}


def columns_markdown() -> str:
    """The data dictionary: one section a table, one row a column."""
    parts = ["# Spalten der Tabellen", "Erzeugt aus `analysis.frames`; nicht von Hand ändern (`make docs`)."]
    of_parts = [pair for part in OF_PARTS.values() for pair in part.items()]
    for name, schema in [*PROCESSED.items(), *of_parts, *COUNTED.items()]:
        rows = [
            f"## {schema.title} (`{name}`)",
            schema.description,
            "",
            "| Spalte | Typ | Bedeutung |",
            "|---|---|---|",
        ]
        for column_name, column in schema.columns.items():
            rows.append(f"| `{column_name}` | {_type_name(column)} | {column.description} |")
        parts.append("\n".join(rows))
    return "\n\n".join(parts) + "\n"


def _type_name(column: Column) -> str:
    if isinstance(column.dtype, pd.CategoricalDtype):
        return "Kategorie: " + " · ".join(f"`{code}`" for code in column.dtype.categories)
    return f"`{column.dtype}`"
