"""`figures.xlsx`: the year's tables for German Excel, with native charts of the main ones.

Numbers are numbers, shown as the reader's Excel shows them (with a decimal comma in German); texts are
texts, never formulas. Equal content gives equal bytes.
"""

import datetime as dt
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from textwrap import shorten
from typing import Any, Final

import pandas as pd
import xlsxwriter  # type: ignore[import-untyped]
from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

from analysis import frames, german
from analysis.charts.bridges import CAUSES
from analysis.charts.headings import ALL, DRAFT, counting_rule, field_label, selected
from analysis.charts.look import theme
from analysis.charts.pace import SCENARIOS
from analysis.dataset import MONITORING, Dataset
from analysis.figures.change import changes
from analysis.frames.schema import Schema
from analysis.publish import indicator_charts
from analysis.publish.catalogue import Catalogue
from analysis.publish.council import public_changes
from analysis.publish.privacy import mask_persons, persons_in
from analysis.storage.csv_files import one_line
from analysis.strategy import Strategy
from analysis.vocabulary import (
    ADOPTION_STATE,
    ASSESSMENT,
    AWARDS,
    CRITERION_KIND,
    DIRECTION,
    GOAL_STATUS,
    HORIZON,
    MEASURE_STATUS,
    OBLIGATION,
    OUTCOME,
    ROUNDING_NOTE,
    SCHEDULE,
    TARGET_KIND,
    WEATHER,
    Vocabulary,
)

FIXED_DATE: Final = dt.datetime(1980, 1, 1)
HEADER_ROW: Final = 3  # counted from 0: title, subtitle, an empty row
WIDEST: Final = 60  # characters
LONGEST_NAME: Final = 31  # of a sheet, in Excel
CHART_ROWS: Final = 20
BASES: Final = {"all": "alle nicht verworfenen", "terminable": "alle nicht verworfenen, ohne fortlaufende"}
EVIDENCE: Final = {
    "counts": "Zahlen eines Jahres",
    "change": "Veränderung zum Vorjahr",
    "backtest": "drei Jahre, mit Rückschau",
    "symbol_few": "Symbol aus wenigen Werten",
    "symbol": "Symbol",
}
_HEADINGS: Final = {
    "municipality": "Kommune",
    "year": "Berichtsjahr",
    "level": "Ebene",
    "field": "Handlungsfeld",
    "horizon": "Zeithorizont",
    "dimension": "Angabe",
    "category": "Ausprägung",
    "count": "Anzahl",
    "total": "von insgesamt",
    "percent": "Anteil in %",
    "id": "Nummer",
    "title": "Titel",
    "before": "im Vorjahr",
    "after": "im Berichtsjahr",
    "base": "Grundlage",
    "at": "Ende des Jahres",
    "observed": "abgeschlossen",
    "linear": "gleichmäßiger Pfad",
    "plan": "fällig nach Zeithorizont",
    "low": "Fortschreibung, untere Grenze",
    "median": "Fortschreibung, Mitte",
    "high": "Fortschreibung, obere Grenze",
    "discarded": "verworfen",
    "completed": "abgeschlossen",
    "pace_last_year": "Tempo im letzten Jahr",
    "pace_required": "nötiges Tempo im Jahr",
    "pace_ratio": "Tempo zu nötigem Tempo",
    "years_behind": "Rückstand in Jahren",
    "snapshots": "Zahl der Berichtsjahre",
    "evidence": "Was sich sagen lässt",
    "overdue": "offen, Frist abgelaufen",
    "scenario": "Annahme",
    "term": "Glied der Rechnung",
    "cause": "Ursache",
    "target_kind": "Zielart",
    "base_year": "Basisjahr",
}
_OF_PROJECTS: Final = {
    "project_id": "Projekt",
    "variant": "Variante",
    "points": "Punkte",
    "outcome": "Ergebnis",
    "fulfilled": "Mindesterfüllung erreicht",
    "total": "Gesamterfüllung in %",
    "total_low": "mindestens in %",
    "total_high": "höchstens in %",
    "excluded_by": "ausgeschlossen durch",
    "efficient": "effizient",
    "rank": "Rang",
    "rank_stability": "Anteil der Gewichtungen mit Rang 1",
    "swap_group": "Gruppe, deren Gewicht entscheidet",
    "swap_weight": "ihr Gewicht dann in %",
}
_TERMS: Final = {"before": "im Vorjahr", "in": "Zugang", "out": "Abgang", "after": "im Berichtsjahr"}
_CAUSES: Final = {**CAUSES, "": "", "stayed": "unverändert"}
_OWN_HEADINGS: Final = {"project_id": _OF_PROJECTS, "indicator_id": {"observed": "Wert"}}
_LEVELS: Final = {"goal": "operatives Ziel", "measure": "Maßnahme"}
_DIMENSIONS: Final = {
    "status": "Umsetzungsstatus",
    "schedule": SCHEDULE.label,
    "horizon": HORIZON.label,
    "title": "Titel",
    "id": "Nummer",
    "existence": "Bestand",
}
_EXISTENCE: Final = {"absent": "nicht geführt", "present": "geführt"}
# What the codes of a column are called, where they are not those of a status.
_OF_CODES: Final[Mapping[str, Mapping[str, str]]] = {
    "level": _LEVELS,
    "dimension": _DIMENSIONS,
    "base": BASES,
    "evidence": EVIDENCE,
    "term": _TERMS,
    "cause": _CAUSES,
    "scenario": SCENARIOS,
    "horizon": {ALL: "alle"} | HORIZON.labels,
    "assessment": ASSESSMENT.labels,
    "destatis": WEATHER.labels,
    "direction": DIRECTION.labels,
    "target_kind": TARGET_KIND.labels,
    "kind": CRITERION_KIND.labels | OBLIGATION.labels,
    "outcome": OUTCOME.labels,
    "state": ADOPTION_STATE.labels,
    "award": AWARDS,
}
_PICTURED: Final = (("status_by_field", "measure", "status"), ("on_schedule_by_field", "measure", "schedule"))


def make(catalogue: Catalogue) -> bytes:
    """The workbook of a year: an overview with charts, a sheet for each table, and notes on counting.

    A column „Anzahl" holds the counts.
    """
    dataset = catalogue.dataset
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(buffer, options) as workbook:
        workbook.set_properties(
            {"author": "monitoring", "created": FIXED_DATE, "title": mask_persons(_title(dataset), persons_in(dataset))}
        )
        writer = _Writer(workbook, catalogue)
        if MONITORING in dataset.parts:
            writer.overview(catalogue)
        for name, table in _tables(catalogue).items():
            schema = frames.COUNTED[name]
            writer.table(schema.title, in_german(table, dataset.strategy, schema))
        writer.notes()
    return buffer.getvalue()


def _tables(catalogue: Catalogue) -> dict[str, pd.DataFrame]:
    """The counted tables of all parts that the municipality has, by their names in `frames.COUNTED`."""
    dataset = catalogue.dataset
    tables = _of_monitoring(catalogue) if MONITORING in dataset.parts else {}
    others = indicator_charts.tables(dataset) if "indicators" in dataset.tables else {}
    if "scoring" in dataset.tables:
        scored = catalogue.scored
        others |= {"scores": scored.scores, "group_scores": scored.group_scores, "projects": scored.projects}
    if dataset.members:
        others |= {"network": catalogue.roadmaps}
    if "procurement" in dataset.tables:
        others |= {"adoption": catalogue.bought.adoption, "tenders": catalogue.bought.tenders}
    return tables | {name: _masked(table, persons_in(dataset)) for name, table in others.items()}


def _masked(table: pd.DataFrame, persons: frozenset[str]) -> pd.DataFrame:
    texts = [name for name in table.columns if table[name].dtype == "str"]
    mask = partial(mask_persons, names=persons)
    return table.assign(**{name: table[name].map(mask).astype("str") for name in texts})


def _of_monitoring(catalogue: Catalogue) -> dict[str, pd.DataFrame]:
    dataset = catalogue.dataset
    changed = changes(dataset.measures, dataset.goals, year=dataset.year, renumbered=dataset.renumbered)
    return {
        "figures": catalogue.breakdown,
        "changes": public_changes(changed, dataset),
        "midterm": catalogue.midterm,
        "midterm_summary": catalogue.summary,
    }


def has_words_for(columns: Iterable[str]) -> bool:
    """Whether each of these columns has a German heading."""
    return all(name in _HEADINGS for name in columns)


def in_german(table: pd.DataFrame, strategy: Strategy, schema: Schema | None = None) -> pd.DataFrame:
    """The rows of a counted table with German headings and labels instead of codes; numbers stay numbers."""
    labelled = {_heading(name, schema): _labelled(table, name, strategy) for name in table.columns}
    return pd.DataFrame(labelled, index=table.index, dtype=object)  # counts with gaps stay whole numbers


def _heading(name: str, schema: Schema | None) -> str:
    """The short heading of a column; where it has none, the beginning of what it means."""
    if schema is None:
        return _HEADINGS[name]
    meaning = re.split("[;:,(]", schema.columns[name].description)[0].strip()
    own = next((own for key, own in _OWN_HEADINGS.items() if key in schema.columns), {})
    return (_HEADINGS | own).get(name) or german.sentence_start(meaning)


def _labelled(table: pd.DataFrame, name: str, strategy: Strategy) -> list[Any]:
    values = [None if pd.isna(value) else value for value in table[name]]
    if name == "field":
        return ["" if value is None else _field(str(value), strategy) for value in values]
    if name in ("category", "before", "after"):
        about = zip(table["level"], table["dimension"], values, strict=True)
        return [_value(str(level), str(dimension), str(value)) for level, dimension, value in about]
    labels = _OF_CODES.get(name, {ALL: "alle"})
    return [_label(value, labels) for value in values]


def _label(value: Any, labels: Mapping[str, str]) -> Any:
    if isinstance(value, bool):
        return "ja" if value else "nein"
    return labels.get(value, value) if isinstance(value, str) else value


def _field(field: str, strategy: Strategy) -> str:
    known = field == ALL or (field.isdecimal() and int(field) in strategy.field_names)
    return field_label(field, strategy).replace(german.NBSP, " ", 1) if known else field


def _value(level: str, dimension: str, code: str) -> str:
    vocabularies = {"status": GOAL_STATUS if level == "goal" else MEASURE_STATUS, "schedule": SCHEDULE}
    vocabularies["horizon"] = HORIZON
    labels = vocabularies[dimension].labels if dimension in vocabularies else _EXISTENCE
    return labels.get(code, code)


def _title(dataset: Dataset) -> str:
    return f"{dataset.strategy.name}: Monitoring zum 31.12.{dataset.year}"


class _Writer:
    """Sheets of one workbook, all with the same head, look and print layout."""

    def __init__(self, workbook: Any, catalogue: Catalogue) -> None:
        self.workbook, self.dataset = workbook, catalogue.dataset
        self.persons = persons_in(self.dataset)
        marks = [DRAFT if catalogue.occasion.draft else "", self.dataset.strategy.mark]
        self.subtitle = " · ".join(mark for mark in marks if mark)
        plain = {"font_name": "Calibri", "font_size": 11, "valign": "top"}
        self.text = workbook.add_format(plain | {"text_wrap": True})
        self.number = workbook.add_format(plain | {"num_format": "#,##0"})
        self.year = workbook.add_format(plain | {"num_format": "0"})
        self.decimal = workbook.add_format(plain | {"num_format": "#,##0.00"})
        head = plain | {"bold": True, "text_wrap": True, "font_color": "#FFFFFF", "bg_color": "#1F5A96"}
        self.head, self.head_of_numbers = workbook.add_format(head), workbook.add_format(head | {"align": "right"})
        self.heading = workbook.add_format(plain | {"bold": True, "font_size": 14})
        self.quiet = workbook.add_format(plain | {"font_color": "#5A5A5A"})

    def _shown(self, text: str) -> str:
        """The text in one line, persons masked."""
        return mask_persons(one_line(text), self.persons)

    def _sheet(self, name: str, title: str) -> Worksheet:
        sheet = self.workbook.add_worksheet(name)
        sheet.write_string(0, 0, self._shown(title), self.heading)
        sheet.write_string(1, 0, self._shown(self.subtitle), self.quiet)
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.4, right=0.4, top=0.75, bottom=0.75)
        sheet.set_footer(f"&L{self._shown(_title(self.dataset)).replace('&', '&&')}&RSeite &P von &N")
        return sheet

    def table(self, name: str, table: pd.DataFrame) -> None:
        """A sheet with one native Excel table, or a sentence where there is no row."""
        title = name.replace(": ", " – ")
        sheet = self._sheet(shorten(title, LONGEST_NAME, placeholder=" …"), f"{title}, {_title(self.dataset)}")
        self._rows(sheet, HEADER_ROW, table)
        sheet.repeat_rows(HEADER_ROW)
        sheet.freeze_panes(HEADER_ROW + 1, 0)

    def _rows(self, sheet: Worksheet, top: int, table: pd.DataFrame) -> None:
        for column, name in enumerate(table.columns):
            sheet.set_column(column, column, _width(name, table[name]))
            for row, value in enumerate(table[name], start=top + 1):
                self._cell(sheet, row, column, value, name)
        if table.empty:
            for column, name in enumerate(table.columns):
                sheet.write_string(top, column, name, self.head)
            sheet.write_string(top + 1, 0, "Keine.", self.text)
            return
        heads = [self.head if pd.api.types.is_string_dtype(table[name]) else self.head_of_numbers for name in table]
        headings = [{"header": name, "header_format": head} for name, head in zip(table, heads, strict=True)]
        last = top + len(table), len(table.columns) - 1
        sheet.add_table(top, 0, *last, {"columns": headings, "style": "Table Style Light 1"})

    def _cell(self, sheet: Worksheet, row: int, column: int, value: Any, name: str) -> None:
        if isinstance(value, str):
            sheet.write_string(row, column, self._shown(value), self.text)
        elif pd.isna(value):
            sheet.write_blank(row, column, None, self.text)
        elif isinstance(value, float):
            sheet.write_number(row, column, round(value, 4), self.decimal)
        else:
            is_year = name in (_HEADINGS["year"], _HEADINGS["at"])
            sheet.write_number(row, column, int(value), self.year if is_year else self.number)

    def overview(self, catalogue: Catalogue) -> None:
        """The first sheet: for each main chart its table of counts by field, and the chart below it."""
        sheet = self._sheet("Übersicht", _title(self.dataset))
        row, breaks = HEADER_ROW, []
        for name, level, dimension in _PICTURED:
            vocabulary = MEASURE_STATUS if dimension == "status" else SCHEDULE
            counts = _counts_by_field(selected(catalogue.breakdown, level, dimension), vocabulary, self.dataset)
            chart = catalogue.drawn(name)
            said = chart.to_dict()["title"]["text"]
            finding = said if isinstance(said, str) else " ".join(said)
            sheet.write_string(row, 0, self._shown(finding), self.heading)
            self._rows(sheet, row + 1, counts)
            self._chart(sheet, row + 1, counts, vocabulary, finding)
            row += len(counts) + CHART_ROWS + 4
            breaks.append(row)
        sheet.set_h_pagebreaks(breaks[:-1])
        sheet.set_column(0, 0, 44)
        sheet.set_column(1, len(MEASURE_STATUS.terms) + 1, 16)

    def _chart(self, sheet: Worksheet, top: int, counts: pd.DataFrame, vocabulary: Vocabulary, finding: str) -> None:
        chart = self.workbook.add_chart({"type": "bar", "subtype": "stacked"})
        colours = {term.label: term.colour for term in vocabulary.terms}
        rows = top + 1, top + len(counts) - 1  # without the last, the sum
        for column, label in enumerate(counts.columns[1:-1], start=1):
            chart.add_series(
                {
                    "name": [sheet.get_name(), top, column],
                    "categories": [sheet.get_name(), rows[0], 0, rows[1], 0],
                    "values": [sheet.get_name(), rows[0], column, rows[1], column],
                    "fill": {"color": colours[label]},
                    "border": {"color": "#FFFFFF"},
                    "gap": 40,
                    "data_labels": {
                        "value": True,
                        "num_format": "0;;",  # no label where there is none
                        "font": {"color": theme.ink_on(colours[label]), "size": 11},
                    },
                }
            )
        chart.set_title({"name": self._shown(finding), "name_font": {"size": 13}, "overlay": False})
        chart.set_y_axis(
            {
                "reverse": True,
                "label_position": "low",
                "line": {"none": True},
                "major_tick_mark": "none",
                "num_font": {"size": 11},
                "major_gridlines": {"visible": False},
            }
        )
        chart.set_x_axis(
            {"num_format": "0", "crossing": "max", "major_gridlines": {"visible": False}, "visible": False}
        )
        chart.set_legend({"position": "top", "font": {"size": 11}})
        chart.set_size({"width": 1000, "height": 20 * CHART_ROWS})
        description = f"{self._shown(finding)}. Balken: Anzahl je Handlungsfeld, zum 31.12.{self.dataset.year}."
        place = {"description": description[:250], "object_position": 1}
        sheet.insert_chart(top + len(counts) + 2, 0, chart, place)

    def notes(self) -> None:
        """The last sheet: from what, and by which rules it was counted."""
        sheet = self._sheet("Hinweise", "Wie gezählt wurde")
        sheet.set_column(0, 0, 110)
        for row, note in enumerate(counting_notes(self.dataset), start=HEADER_ROW):
            sheet.write_string(row, 0, self._shown(note), self.text)


def counting_notes(dataset: Dataset) -> list[str]:
    """The rules by which the tables of a year were counted, a sentence each."""
    strategy = dataset.strategy
    discarded = (
        "Verworfene Maßnahmen zählen in der Gesamtzahl mit."
        if strategy.discarded_in_total
        else "Verworfene Maßnahmen zählen in keiner Gesamtzahl; ihre Anzahl steht ohne Anteil daneben."
    )
    rules = [german.sentence_start(rule) + "." for rule in counting_rule(strategy)]
    return [
        f"Stand: {german.date(dt.date(dataset.year, 12, 31))}.",
        *([f"{strategy.mark}."] if strategy.mark else []),
        discarded,
        *rules,
        "Anteile sind kaufmännisch gerundet, jeder für sich aus seiner Anzahl; wo sie zusammen nicht 100 ergeben: "
        f"{ROUNDING_NOTE}.",
        "„ohne Angabe“ steht, wo die Tabelle nichts oder nichts Verständliches enthält.",
        "Halbzeitbilanz: Grundlage sind die nicht verworfenen Maßnahmen; fortlaufende enden nie und stehen nur in "
        "der Grundlage aller Maßnahmen. Die Fortschreibung ist rechnerisch und keine Prognose.",
    ]


def _counts_by_field(rows: pd.DataFrame, vocabulary: Vocabulary, dataset: Dataset) -> pd.DataFrame:
    """One row a field, the last one all: field, a column of counts for each category that occurs, total."""
    occurring = [term for term in vocabulary.terms if rows.loc[rows["category"] == term.code, "count"].sum()]
    lines = []
    for field in [*map(str, dataset.strategy.field_names), ALL]:
        own = rows[rows["field"] == field].set_index("category")
        counts = {term.label: int(own["count"].get(term.code, 0)) for term in occurring}
        total = int(own["total"].max()) if len(own) else 0
        lines.append({"Handlungsfeld": field_label(field, dataset.strategy), **counts, "insgesamt": total})
    return pd.DataFrame(lines)


def _width(heading: str, values: Sequence[Any] | pd.Series) -> float:
    longest = max((len(str(value)) for value in values if isinstance(value, str)), default=0)
    return min(max(longest, min(len(heading), 16), 8) + 2, WIDEST)
