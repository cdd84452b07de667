"""The charts that PowerPoint can draw itself: from the figures behind the picture, in the picture's words."""

from collections.abc import Callable, Sequence
from typing import Any, Final

import pandas as pd

from analysis.charts import deadlines, headings, paths, stacks
from analysis.charts.headings import ALL
from analysis.charts.look.theme import ink_on
from analysis.figures.punctuality import told_apart
from analysis.ooxml.charts import BARS, LINES, ONE_PLACE, SHARES, STACKED, WHOLE, Chart, Series
from analysis.publish.catalogue import Catalogue
from analysis.publish.privacy import mask_persons
from analysis.vocabulary import GOAL_STATUS, HORIZON, MEASURE_STATUS, SCHEDULE, Vocabulary

COUNT: Final = "Anzahl"
_RANGE: Final = {"high": "Spanne: oberer Rand", "median": "Spanne: Mitte", "low": "Spanne: unterer Rand"}
_DASHES: Final = {"linear": "dash", "median": "sysDot", "low": "sysDash", "high": "sysDash"}
_PALER: Final = 0.55  # so much white is mixed into the colour of the year before


def of(catalogue: Catalogue, name: str) -> Chart | None:
    """The chart as PowerPoint draws it; None where it has no such form, or nothing to draw."""
    draw = _FORMS.get(_kind(name))
    chart = draw(catalogue, name) if draw else None
    return chart if chart and chart.categories and chart.series else None


def _kind(name: str) -> str:
    """„measure_status" of field_4_measure_status: one form for all fields."""
    prefix, _, rest = name.partition("_")
    number, _, kind = rest.partition("_")
    return kind if prefix == "field" and number.isdecimal() else name


def _by_field(catalogue: Catalogue, name: str) -> Chart:
    rows = told_apart(catalogue[name].figures())
    vocabulary = MEASURE_STATUS if name == "status_by_field" else stacks.schedule(rows)
    strategy = catalogue.dataset.strategy
    fields = [ALL, *map(str, strategy.field_names)]
    names = {field: label(headings.field_label(field, strategy)) for field in fields}
    rows = rows[rows["percent"].notna() | (rows["count"] == 0)]
    return _stacked(rows.assign(row=rows["field"].astype(object).map(names)), [*names.values()], vocabulary, SHARES)


def _schedule_by_horizon(catalogue: Catalogue, name: str) -> Chart:
    rows = told_apart(catalogue[name].figures())
    names = {code: text for code, text in HORIZON.labels.items() if (rows["horizon"] == code).any()}
    rows = rows[rows["horizon"].isin(names) & (rows["percent"].notna() | (rows["count"] == 0))]
    vocabulary = stacks.schedule(rows)
    return _stacked(rows.assign(row=rows["horizon"].astype(object).map(names)), [*names.values()], vocabulary, STACKED)


def _deadlines(catalogue: Catalogue, name: str) -> Chart:
    strategy = catalogue.dataset.strategy
    counts = catalogue[name].figures()
    counts = counts.assign(open=counts["total"] - counts["completed"] - counts["overdue"])
    order = [ALL, *map(str, strategy.field_names)]
    names = {field: label(headings.field_label(field, strategy)) for field in order}
    rows = counts.melt(id_vars="field", value_vars=deadlines.STATES.codes, var_name="category", value_name="count")
    return _stacked(rows.assign(row=rows["field"].map(names)), [*names.values()], deadlines.STATES, SHARES)


def _stacked(rows: pd.DataFrame, names: Sequence[str], vocabulary: Vocabulary, form: str) -> Chart:
    """One series a term of the vocabulary, named and coloured by it; counts by row."""
    there = {*rows["category"]}
    series = []
    for term in vocabulary.terms:
        if term.code in there:
            counts = rows[rows["category"] == term.code].groupby("row", observed=True)["count"].sum()
            values = tuple(float(counts.get(name, 0)) for name in names)
            series.append(Series(term.label, values, term.colour, ink_on(term.colour)))
    return Chart(form, tuple(names), tuple(series))


def _status(catalogue: Catalogue, name: str) -> Chart:
    vocabulary = GOAL_STATUS if name.endswith("goal_status") else MEASURE_STATUS
    rows = catalogue[name].figures()
    labels = tuple(vocabulary.labels[code] for code in rows["category"])
    colours = tuple(vocabulary.colours[code] for code in rows["category"])
    counts = tuple(map(float, rows["count"]))
    return Chart(BARS, labels, (Series(COUNT, counts, colours[0], point_colours=colours),), "#,##0")


def _change(catalogue: Catalogue, name: str) -> Chart:
    vocabulary = {
        "measure_status_change": MEASURE_STATUS,
        "goal_status_change": GOAL_STATUS,
        "schedule_change": SCHEDULE,
    }[name]
    rows = catalogue[name].figures()
    codes = [code for code in vocabulary.codes if (rows["category"] == code).any()]
    series: list[Series] = []
    for year in sorted(set(rows["year"]), reverse=True):
        of_year = rows[rows["year"] == year]
        colours = [vocabulary.colours[code] for code in codes]
        if series:
            colours = [_paler(colour) for colour in colours]
        counts = tuple(float(headings.count(of_year, code)) for code in codes)
        series.append(Series(str(year), counts, colours[0], point_colours=tuple(colours)))
    return Chart(BARS, tuple(vocabulary.labels[code] for code in codes), tuple(series), "#,##0")


def _paths(catalogue: Catalogue, name: str) -> Chart:
    rows = catalogue[name].figures()
    lines = [(paths.NAMES[column], column, paths.COLOURS[paths.NAMES[column]]) for column in paths.NAMES]
    if name == "projection" or paths.has_range(rows, catalogue.now):
        lines += [(text, column, paths.RANGE_COLOUR) for column, text in _RANGE.items()]
    series = []
    for text, column, colour in lines:
        values = tuple(_number(value) for value in rows[column])
        if any(value is not None for value in values):
            dash = _DASHES.get(column, "solid")
            series.append(Series(text, values, colour, dash=dash, label_last=column != "observed"))
    return Chart(LINES, tuple(map(str, rows["at"])), tuple(series), WHOLE)


def _bars_of_picture(catalogue: Catalogue, name: str) -> Chart:
    """The bars under the names that the picture gives them: paces and scenarios are named by what they assume."""
    bars: Any = catalogue.drawn(name).data
    names = tuple(label(text) for text in bars["bar"])
    values = tuple(round(float(length), 4) for length in bars["length"])
    colours = tuple(bars["colour"])
    return Chart(BARS, names, (Series("Maßnahmen", values, colours[-1], point_colours=colours),), ONE_PLACE)


_FORMS: Final[dict[str, Callable[[Catalogue, str], Chart]]] = {
    "status_by_field": _by_field,
    "on_schedule_by_field": _by_field,
    "goal_status": _status,
    "measure_status": _status,
    "schedule_by_horizon": _schedule_by_horizon,
    "measure_status_change": _change,
    "schedule_change": _change,
    "goal_status_change": _change,
    "paths": _paths,
    "projection": _paths,
    "pace": _bars_of_picture,
    "scenarios": _bars_of_picture,
    "deadlines_by_field": _deadlines,
}


def label(text: str) -> str:
    """A name as it may stand on a slide: on one line, no person in it."""
    return mask_persons(" ".join(text.split()))


def _number(value: Any) -> float | None:
    return None if pd.isna(value) else round(float(value), 4)


def _paler(colour: str) -> str:
    channels = [int(colour[start : start + 2], 16) for start in (1, 3, 5)]
    return "#" + "".join(f"{round(c + (255 - c) * _PALER):02X}" for c in channels)
