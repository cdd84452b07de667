"""`index.html` (public) and `internal/index.html`: every chart of a year with its files and the table behind it."""

import base64
import datetime as dt
import io
import json
from collections.abc import Collection, Mapping
from functools import cache
from typing import Any, Final

import pandas as pd
import vl_convert
import xlsxwriter  # type: ignore[import-untyped]
from jinja2 import Environment, PackageLoader, StrictUndefined

from analysis import german
from analysis.charts.headings import DRAFT, field_label
from analysis.charts.linked import FIELD_CHOSEN, linked
from analysis.charts.look import theme
from analysis.figures.basis import in_year
from analysis.publish import figures_workbook, pictures
from analysis.publish.catalogue import Catalogue
from analysis.publish.figures_workbook import FIXED_DATE
from analysis.publish.privacy import mask_persons, persons_in
from analysis.storage.csv_files import one_line, safe_text
from analysis.vocabulary import HORIZON, MEASURE_STATUS, SCHEDULE

_THEMES: Final = {
    "Überblick": ("status_by_field", "on_schedule_by_field"),
    "Veränderung zum Vorjahr": (
        "measure_status_change",
        "schedule_change",
        "goal_status_change",
        "bridge",
        "flow",
    ),
    "Weg zum Zieljahr": ("paths", "pace", "deadlines_by_field", "scenarios", "projection"),
}
_OTHERS: Final = "Weitere Grafiken"
# What of a table its chart shows; the rest of it says more than the chart may.
_ROWS: Final[Mapping[str, Mapping[str, str]]] = {
    "bridge": {"level": "measure", "dimension": "status", "category": "completed", "field": "all"},
    "flow": {"level": "measure", "dimension": "status"},
}
_COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "deadlines_by_field": ("year", "field", "total", "completed", "overdue"),
}
_EXPOSED: Final = "window.vegaEmbed = vegaEmbed;"
_LEFT_OUT: Final = ("municipality", "ids")  # the same in every row; numbers of single measures


def make(catalogue: Catalogue) -> bytes:
    """The page for the council."""
    return _page(catalogue, {}, [])


def make_internal(catalogue: Catalogue, contents: Mapping[str, str]) -> bytes:
    """The page for the office: the measures behind the bars too, and the year's other pages (path → name)."""
    return _page(catalogue, contents, _measures(catalogue))


def _page(catalogue: Catalogue, contents: Mapping[str, str], measures: list[dict[str, str]]) -> bytes:
    dataset = catalogue.dataset
    persons = frozenset() if contents else persons_in(dataset)
    charts = {name: _chart(catalogue, name, persons) for name in catalogue}
    name = mask_persons(one_line(dataset.strategy.name), persons)
    numbers = map(str, dataset.strategy.field_names)
    fields = {number: mask_persons(field_label(number, dataset.strategy), persons) for number in numbers}
    marks = [mark for mark in (DRAFT if catalogue.occasion.draft else "", dataset.strategy.mark) if mark]
    page = _environment().get_template("index.html.j2")
    html = page.render(
        title=f"{name}: Monitoring zum {german.date(dt.date(dataset.year, 12, 31))}",
        marks=marks,
        themes=_themes(charts, fields),
        notes=figures_workbook.counting_notes(dataset),
        fields=fields,
        linked=_script(_linked(catalogue, persons)) if "status_by_field" in catalogue else "",
        chosen=FIELD_CHOSEN,
        vega=_vega() if "status_by_field" in catalogue else "",
        contents=contents,
        measures=measures,
        up="../" if contents else "",
    )
    return html.encode()


def _themes(charts: Mapping[str, Any], fields: Mapping[str, str]) -> dict[str, list[dict[str, Any]]]:
    """Theme → its charts in their order; each field (number → label) is a theme of its own."""
    themes = {name: [charts[chart] for chart in of_theme if chart in charts] for name, of_theme in _THEMES.items()}
    overview, *rest = themes.items()
    own = {
        f"Handlungsfeld {label}": [charts[name] for name in charts if name.startswith(f"field_{number}_")]
        for number, label in fields.items()
    }
    ordered = dict([overview]) | own | dict(rest)
    placed = {chart["name"] for of_theme in ordered.values() for chart in of_theme}
    ordered[_OTHERS] = [chart for name, chart in charts.items() if name not in placed]
    return {name: of_theme for name, of_theme in ordered.items() if of_theme}


def _chart(catalogue: Catalogue, name: str, persons: Collection[str]) -> dict[str, Any]:
    specification = pictures.specify(catalogue.drawn(name), persons)
    svg = pictures.vector(specification, name, source=catalogue.source(name), form=pictures.FULL)
    table = _table(catalogue, name, persons)
    return {
        "name": name,
        "title": pictures.title_of(specification),
        "alt": pictures.alt_text(specification["description"]),
        "description": specification["description"],
        "svg": svg.decode(),
        "headings": list(table.columns),
        "rows": _rows(table),
        "csv": _address(_csv(table), "text/csv;charset=utf-8"),
        "xlsx": _address(_workbook(table), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    }


def _table(catalogue: Catalogue, name: str, persons: Collection[str]) -> pd.DataFrame:
    """The table behind a chart, in German: what the chart shows of it; empty where its columns have no German name."""
    rows = catalogue[name].figures()
    for column, value in _ROWS.get(name, {}).items():
        rows = rows[rows[column] == value]
    columns = _COLUMNS.get(name, tuple(column for column in rows.columns if column not in _LEFT_OUT))
    if not figures_workbook.has_words_for(columns):
        return pd.DataFrame()
    table = figures_workbook.in_german(rows[list(columns)], catalogue.dataset.strategy)
    shown = {
        heading: [
            mask_persons(one_line(value), persons) if isinstance(value, str) else value for value in table[heading]
        ]
        for heading in table
    }
    return pd.DataFrame(shown, dtype=object)  # counts with gaps stay whole numbers


def _rows(table: pd.DataFrame) -> list[list[str]]:
    return [[_shown(value) for value in row] for row in table.to_numpy(dtype=object)]


def _shown(value: Any) -> str:
    if isinstance(value, str):
        return value
    if pd.isna(value):
        return ""
    return german.decimal(value) if isinstance(value, float) else str(value)


def _csv(table: pd.DataFrame) -> bytes:
    """As German Excel opens it by a double click: semicolons, decimal comma, with a byte order mark."""
    lines = [list(table.columns), *_rows(table)]
    quoted = (";".join(f'"{safe_text(cell).replace(chr(34), chr(34) * 2)}"' for cell in line) for line in lines)
    return "\r\n".join(["\ufeff" + next(quoted), *quoted, ""]).encode()


def _workbook(table: pd.DataFrame) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False}) as workbook:
        workbook.set_properties({"created": FIXED_DATE})
        sheet = workbook.add_worksheet("Tabelle")
        bold = workbook.add_format({"bold": True})
        for column, name in enumerate(table.columns):
            sheet.write_string(0, column, name, bold)
            for row, value in enumerate(table[name], start=1):
                if isinstance(value, str):
                    sheet.write_string(row, column, value)
                elif pd.notna(value):
                    sheet.write_number(row, column, float(value))
        sheet.autofit()
    return buffer.getvalue()


def _address(content: bytes, kind: str) -> str:
    return f"data:{kind};base64,{base64.b64encode(content).decode()}"


def _measures(catalogue: Catalogue) -> list[dict[str, str]]:
    """One row a measure of the year: what it is, and where in the export it stands."""
    dataset = catalogue.dataset
    rows = in_year(dataset.measures, dataset.year)
    asked = dataset.findings[dataset.findings["year"] == dataset.year].groupby("id")["cell"].agg(list).to_dict()
    return [
        {
            "id": row["measure_id"],
            "title": one_line(row["title"]),
            "field": "" if pd.isna(row["field"]) else str(row["field"]),
            "status": row["status"],
            "schedule": row["schedule"],
            "status_label": MEASURE_STATUS.labels[row["status"]],
            "schedule_label": SCHEDULE.labels[row["schedule"]],
            "horizon_label": HORIZON.labels[row["horizon"]],
            "file": row["source_file"],
            "sheet": row["source_sheet"],
            "row": str(row["source_row"]),
            "cells": ", ".join(dict.fromkeys(cell for cell in asked.get(row["measure_id"], []) if cell)),
        }
        for row in rows.to_dict("records")
    ]


def _linked(catalogue: Catalogue, persons: Collection[str]) -> dict[str, Any]:
    return pictures.specify(linked(catalogue.breakdown, catalogue.dataset.strategy), persons)


def _script(value: Any) -> str:
    """JSON that cannot end the script it stands in."""
    return json.dumps(value, ensure_ascii=True, sort_keys=True).replace("<", "\\u003c")


@cache
def _vega() -> str:
    return vl_convert.javascript_bundle(_EXPOSED, theme.VEGA_LITE).replace("</script", "<\\/script")


@cache
def _environment() -> Environment:
    loader = PackageLoader("analysis.publish.gallery", ".")
    return Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
