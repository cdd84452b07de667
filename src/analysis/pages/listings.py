"""Lists by name for reading in a notebook: files, findings, measures, changes. For the office only."""

import re

import pandas as pd
from IPython.display import Markdown
from pandas.io.formats.style import Styler

from analysis.dataset import Dataset
from analysis.figures.basis import in_year
from analysis.german import integer
from analysis.pages.tables import show
from analysis.vocabulary import FINDING_CODES, GOAL_STATUS, HORIZON, LEVELS, MEASURE_STATUS, SCHEDULE, SEVERITIES

DIMENSIONS = {
    "status": "Status",
    "schedule": "Zeitplan",
    "horizon": "Zeithorizont",
    "title": "Titel",
    "id": "Nummer",
    "existence": "Bestand",
}
EXISTENCE = {"absent": "nicht vorhanden", "present": "vorhanden"}


def sources(dataset: Dataset) -> Styler | Markdown:
    """One row per year and file: how many measures and goals were read, on which sheets."""
    places = ["year", "source_file", "source_sheet"]
    rows = []
    for year in dataset.years:
        measures, goals = in_year(dataset.measures[places], year), in_year(dataset.goals[places], year)
        read = pd.concat([measures, goals])
        rows.append(
            {
                "Berichtsjahr": year,
                "Datei": ", ".join(sorted(set(read["source_file"]))),
                "Blätter": ", ".join(dict.fromkeys(read["source_sheet"])),
                "Maßnahmen": len(measures),
                "operative Ziele": len(goals),
            }
        )
    return show(pd.DataFrame(rows), dataset.strategy, numbers=["Maßnahmen", "operative Ziele"])


def findings_by_code(dataset: Dataset) -> Styler | Markdown:
    """One row per severity and code, the gravest first: how often in each year."""
    findings = dataset.findings
    table = pd.crosstab([findings["severity"], findings["code"]], findings["year"])
    table = table.sort_index(level="severity", ascending=False, sort_remaining=False)
    years = [str(year) for year in table.columns]
    table = table.set_axis(years, axis="columns").reset_index()
    table = table.assign(
        severity=table["severity"].map(SEVERITIES), code=[FINDING_CODES[code][1] for code in table["code"]]
    )
    return show(table.set_axis(["Schwere", "Befund", *years], axis="columns"), dataset.strategy, numbers=years)


def findings_by_cell(dataset: Dataset) -> Styler | Markdown:
    """One row per finding of the year, the gravest first: where it is and what it says."""
    rows = in_year(dataset.findings, dataset.year).sort_values("severity", ascending=False, kind="stable")
    table = pd.DataFrame(
        {
            "Schwere": rows["severity"].map(SEVERITIES),
            "Blatt": rows["source_sheet"],
            "Zelle": rows["cell"],
            "Nr.": rows["id"],
            "Befund": rows["message"],
        }
    )
    return show(table, dataset.strategy)


def measures(dataset: Dataset) -> Styler | Markdown:
    """One row per measure of the year, as understood, with its place in the workbook."""
    rows = in_year(dataset.measures, dataset.year)
    table = pd.DataFrame(
        {
            "Nr.": rows["measure_id"],
            "Maßnahme": rows["title"],
            "Status": rows["status"].map(MEASURE_STATUS.labels),
            "Zeithorizont": rows["horizon"].map(HORIZON.labels),
            "Zeitplan": rows["schedule"].map(SCHEDULE.labels),
            "Zuständigkeit": rows["responsible"],
            "Blatt": rows["source_sheet"],
            "Zeile": rows["source_row"],
        }
    )
    return show(table, dataset.strategy, numbers=["Zeile"])


def goals(dataset: Dataset) -> Styler | Markdown:
    """One row per operative goal of the year, as understood, with its place in the workbook."""
    rows = in_year(dataset.goals, dataset.year)
    table = pd.DataFrame(
        {
            "Nr.": rows["goal_id"],
            "Operatives Ziel": rows["title"],
            "Status": rows["status"].map(GOAL_STATUS.labels),
            "Blatt": rows["source_sheet"],
            "Zeile": rows["source_row"],
        }
    )
    return show(table, dataset.strategy, numbers=["Zeile"])


def further_columns(dataset: Dataset) -> Styler | Markdown:
    """One row per column of the year's export that is not understood: how many cells, the first of them."""
    rows = in_year(dataset.extras, dataset.year)
    table = (
        rows.groupby(["source_sheet", "column"], sort=False, as_index=False)
        .agg(cells=("value", "size"), first=("value", "first"))
        .set_axis(["Blatt", "Spalte", "Zellen", "zum Beispiel"], axis="columns")
    )
    return show(table, dataset.strategy, numbers=["Zellen"])


def field_heading(dataset: Dataset, field: int) -> Markdown:
    """The field's name, guideline and aim; DataError where there is no such field."""
    known = dataset.strategy.field(field)
    texts = [f"## {known.number} {_plain(known.name)}", _plain(known.guideline), _plain(known.aim)]
    return Markdown("\n\n".join(text for text in texts if text))


def discarded(dataset: Dataset, field: int) -> Styler | Markdown:
    """One row per discarded measure of the field in the year: number, title, reason."""
    rows = in_year(dataset.measures, dataset.year)
    rows = rows[(rows["field"] == field) & (rows["status"] == "discarded")]
    table = pd.DataFrame(
        {
            "Nr.": rows["measure_id"],
            "Maßnahme": rows["title"],
            "Begründung": rows["reason"].where(rows["reason"] != "", rows["note"]),
        }
    )
    return show(table, dataset.strategy)


def change_counts(changes: pd.DataFrame, dataset: Dataset) -> Styler | Markdown:
    """One row per level and dimension: how many measures or goals changed."""
    counts = changes.groupby(["level", "dimension"], observed=True, as_index=False).size()
    table = pd.DataFrame(
        {
            "Ebene": counts["level"].map(level_label),
            "Veränderung bei": counts["dimension"].map(DIMENSIONS),
            "Anzahl": counts["size"],
        }
    )
    return show(table, dataset.strategy, numbers=["Anzahl"])


def change_list(changes: pd.DataFrame, dataset: Dataset) -> Styler | Markdown:
    """One row per change: what it was in the year before, what it is now."""
    table = pd.DataFrame(
        {
            "Nr.": changes["id"],
            "Titel": changes["title"],
            "Veränderung bei": changes["dimension"].map(DIMENSIONS),
            "vorher": [
                in_german(*row) for row in zip(changes["level"], changes["dimension"], changes["before"], strict=True)
            ],
            "jetzt": [
                in_german(*row) for row in zip(changes["level"], changes["dimension"], changes["after"], strict=True)
            ],
        }
    )
    return show(table, dataset.strategy)


def in_german(level: str, dimension: str, value: str) -> str:
    """The German word for a code; text for titles and numbers."""
    if value in EXISTENCE and dimension != "title":
        return EXISTENCE[value]
    vocabulary = LEVELS[level].dimensions.get(dimension)
    return vocabulary.labels[value] if vocabulary else value


def level_label(level: str) -> str:
    """„Maßnahme", „operatives Ziel"."""
    return LEVELS[level].noun.singular


def withheld(changes: pd.DataFrame, public: pd.DataFrame) -> Markdown:
    """How many changes stay in the office, in one sentence."""
    number = len(changes) - len(public)
    if number == 0:
        return Markdown(f"Alle Veränderungen ({integer(len(changes))}) stehen in `changes.csv`.")
    return Markdown(
        f"Von {integer(len(changes))} Veränderungen bleiben {integer(number)} im Amt: "
        "Zu ihnen ist kein Titel veröffentlicht."
    )


def _plain(text: str) -> str:
    """The text as it is, in one paragraph: no sign of it is read as Markdown, a formula or HTML."""
    return re.sub(
        r"[^\w\s.,;:–„“()/-]", lambda sign: f"&#{ord(sign[0])};", " ".join(text.split()).replace("_", "&#95;")
    )
