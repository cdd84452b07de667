"""The way to the target year: completed so far, due by horizon, evenly spread, and the range of a projection."""

from typing import Any, Final

import altair as alt
import pandas as pd

from analysis import german
from analysis.charts import bases, headings, way
from analysis.charts.headings import ALL
from analysis.charts.look.theme import (
    INK,
    LINE_HEIGHT,
    MUTED,
    Heading,
    haloed,
    legend_columns,
    legend_height,
    page,
    plot_height,
    slide,
)
from analysis.dataset import UNPUBLISHED, Occasion
from analysis.errors import DataError
from analysis.figures.midterm.evidence import may_say
from analysis.german import NBSP
from analysis.strategy import Strategy
from analysis.vocabulary import MEASURE_STATUS

_OBSERVED, _PLAN, _LINEAR = "abgeschlossen", "nach Fristen fällig", "gleichmäßiger Pfad"
NAMES: Final = {"observed": _OBSERVED, "plan": _PLAN, "linear": _LINEAR}
COLOURS: Final = {_OBSERVED: MEASURE_STATUS.colours["completed"], _PLAN: "#2467AE", _LINEAR: "#626262"}
_DASHES: Final = {_OBSERVED: [1, 0], _PLAN: [1, 0], _LINEAR: [8, 6]}
RANGE_COLOUR: Final = "#5297D2"
_AXIS_HEIGHT: Final = 62
_NUMBER_SIZE: Final = 19
_LEGEND_SIGN: Final = 46
_LEFT: Final = 40
_RIGHT: Final = 60
_RIGHT_OF_RANGE: Final = 120


def paths(
    midterm: pd.DataFrame,
    summary: pd.DataFrame,
    outlook: pd.DataFrame,
    strategy: Strategy,
    *,
    base: str,
    level: str = "measure",
    occasion: Occasion = UNPUBLISHED,
) -> alt.LayerChart:
    """One line a path, one point a year: completed, due by horizon (base terminable only), evenly spread.

    Takes the contract's tables midterm and midterm_summary and `figures.midterm.outlook` of one
    municipality and year. The range of the projection is drawn only where `evidence` puts it into the
    main chart (three years or more); then both answers for the target year stand beside it.
    """
    rows, now = (bases.chosen(table, level, base) for table in (midterm, outlook))
    with_range = has_range(rows, bases.chosen(summary, level, base).iloc[0])
    return _chart(way.standing(now.iloc[0], strategy), rows, now.iloc[0], strategy, occasion, with_range)


def has_range(rows: pd.DataFrame, now: pd.Series) -> bool:
    """Whether the main chart shows the range: takes the rows of midterm and the row of its summary."""
    return "projection_in_main_chart" in may_say(now["evidence"]) and bool(rows["median"].notna().any())


def projection(
    midterm: pd.DataFrame,
    outlook: pd.DataFrame,
    strategy: Strategy,
    *,
    base: str,
    occasion: Occasion = UNPUBLISHED,
) -> alt.LayerChart:
    """The paths with the range of the projection, for the annex: what it says at a constant share of the open.

    Takes the tables midterm and outlook as `paths`, in which there is a projection; DataError where there is none.
    """
    rows, now = bases.chosen(midterm, "measure", base), bases.chosen(outlook, "measure", base).iloc[0]
    if rows["median"].isna().all():
        raise DataError("Fortschreibung: mindestens zwei aufeinanderfolgende Berichtsjahre vor dem Zieljahr nötig.")
    total, noun = int(now["total"]), bases.noun("measure", base)
    of = f"{german.number_word(total, noun.dative_one)} {noun.dative if total > 1 else noun.singular}"
    title = (
        f"Rechnerisch wären bei gleichem Anteil der offenen Ende{NBSP}{strategy.target_date.year} "
        f"{way.at_constant_share(now)} von {of} abgeschlossen"
    )
    return _chart(title, rows, now, strategy, occasion, True)


def _chart(
    title: str,
    rows: pd.DataFrame,
    now: pd.Series,
    strategy: Strategy,
    occasion: Occasion,
    with_range: bool,
) -> alt.LayerChart:
    year, level, base = int(now["year"]), str(now["level"]), str(now["base"])
    rule = headings.counting_rule(strategy) if (level, base) == ("measure", ALL) else []
    projected = [way.NOT_A_FORECAST, *way.both_answers(now, strategy)] if with_range else []
    behind_the_range = [_range_in_words(rows, now), *way.CAVEATS] if with_range else []
    heading = headings.heading(
        title,
        bases.named(int(now["total"]), level, base),
        strategy,
        year=year,
        kind="Liniendiagramm: Anzahl je Jahr, jeweils am 31. Dezember",
        numbers=[f"{row['at']}: {_year_in_words(row, with_range)}" for row in rows.to_dict("records")],
        notes=[
            *corrected(occasion, level, base, year),
            *way.assumed(now, "completed", "due_open", "total"),
            *projected,
            *rule,
        ],
        remarks=[*way.behind(now, strategy), *way.early(now), *behind_the_range],
        occasion=occasion,
    )
    return _drawn(rows, year, heading, with_range)


def corrected(occasion: Occasion, level: str, base: str, year: int) -> list[str]:
    """What the edition says of this base in other numbers."""
    place = {"level": level, "base": base, "field": ALL}
    labels = {"completed": "abgeschlossen", "total": "Maßnahmen" if level == "measure" else "Ziele"}
    labels |= {"pace_last_year": "zuletzt im Jahr", "pace_required": "nötig im Jahr"}
    return headings.corrected(occasion, "midterm_summary", labels, "value", **place) or headings.corrected(
        occasion, "midterm", {"observed": "abgeschlossen", "plan": "fällig"}, "value", **place, at=year
    )


def _range_in_words(rows: pd.DataFrame, now: pd.Series) -> str:
    last = rows.iloc[-1]
    low, median, high = (german.integer(int(last[name])) for name in ("low", "median", "high"))
    span = low if low == high else f"{low} bis {high}, in der Mitte {median}"
    return (
        f"bei gleichbleibenden Übergängen Ende {last['at']}: {span} "
        f"(mittlere 80{NBSP}% der Rechenläufe aus {way.transitions_seen(now)})"
    )


def _year_in_words(row: dict, with_range: bool) -> str:
    parts = [
        f"{name} {german.decimal(row[column]) if column == 'linear' else german.integer(int(row[column]))}"
        for column, name in NAMES.items()
        if pd.notna(row[column])
    ]
    if with_range and pd.notna(row["median"]):
        low, median, high = (german.integer(int(row[column])) for column in ("low", "median", "high"))
        parts.append(f"Spanne {low} bis {high}, Mitte {median}" if low != high else f"Spanne nur {low}")
    return ", ".join(parts)


def _drawn(rows: pd.DataFrame, year: int, heading: Heading, with_range: bool) -> alt.LayerChart:
    values = _long(rows)
    _, legend = legend_columns(_names(values), _LEGEND_SIGN)
    top = 1.08 * max(int(rows["total"].max()), rows["high"].max() if with_range else 0, 1)
    line_height = _NUMBER_SIZE * LINE_HEIGHT * top / plot_height(heading, axis=_AXIS_HEIGHT, legend=legend)
    x = alt.X(
        "at",
        type="quantitative",
        scale=alt.Scale(domain=[int(rows["at"].min()), int(rows["at"].max())], nice=False),
        axis=alt.Axis(
            values=sorted(rows["at"].astype(int)),
            format="d",
            title="jeweils am 31. Dezember",
            grid=False,
            labelFlush=False,
        ),
    )
    scale = alt.Scale(domain=[0, top], nice=False)
    y = alt.Y(
        "value", type="quantitative", scale=scale, axis=alt.Axis(title=None, tickMinStep=1, tickCount=6, format=",d")
    )
    lines = (
        alt.Chart(_steps(values))
        .mark_line(strokeWidth=4)
        .encode(
            x=x,
            y=y,
            order=alt.Order("step", type="quantitative"),
            color=_by_path(alt.Color, values, COLOURS),
            strokeDash=_by_path(alt.StrokeDash, values, _DASHES),
        )
    )
    points = (
        alt.Chart(values)
        .transform_filter(alt.datum.path == _OBSERVED)
        .mark_point(filled=True, opacity=1, size=200, color=COLOURS[_OBSERVED])
        .encode(x=x, y=y, tooltip=[alt.Tooltip("at", title="Jahr"), alt.Tooltip("value", title=_OBSERVED)])
    )
    said_now = _said_now(values, min(year, int(rows["at"].max())))
    # The even path rises to the right of its point, so its number stands to the left, above the line.
    aside = [label for label in said_now if label["path"] == _LINEAR and label["at"] > rows["at"].min()]
    labels = [label for label in said_now if label not in aside] + (_said_of_the_range(rows) if with_range else [])
    layers = [*_total(rows, x, y), *(_band(rows, x, scale) if with_range else []), lines, points]
    right = page().margin + (_RIGHT_OF_RANGE if with_range else _RIGHT)
    texts = _texts(_apart(labels, line_height), x, scale, align="left", dx=14)
    above = [{**label, "place": label["value"] + 0.6 * line_height} for label in aside]
    texts += _texts(above, x, scale, align="right", dx=-8) if above else []
    return slide([*layers, *texts], heading, left=page().margin + _LEFT, right=right, axis=_AXIS_HEIGHT, legend=legend)


def _long(rows: pd.DataFrame) -> pd.DataFrame:
    """One row per path and year: path, at, value; only what is known."""
    columns = NAMES
    long = rows.rename(columns=columns).melt("at", list(columns.values()), var_name="path", value_name="value")
    return long.dropna(subset="value").astype({"value": float})


def _steps(values: pd.DataFrame) -> pd.DataFrame:
    """The points of the lines; what is due by horizon stays until the end of the year in which more is due."""
    plan = values[values["path"] == _PLAN]
    corners = plan.assign(value=plan["value"].shift()).dropna()
    both = pd.concat([corners.assign(step=corners["at"] - 0.5), values.assign(step=values["at"])])
    return both.sort_values(["path", "step"], ignore_index=True)


def _names(values: pd.DataFrame) -> list[str]:
    """The paths that there are, in the order of the legend."""
    return [name for name in COLOURS if (values["path"] == name).any()]


def _by_path(channel: type, values: pd.DataFrame, of_path: dict) -> Any:
    names = _names(values)
    columns, lines = legend_columns(names, _LEGEND_SIGN)
    legend = alt.Legend(
        orient="none",
        columns=columns,
        legendX=-_LEFT,
        legendY=-legend_height(lines),
        symbolType="stroke",
        symbolSize=1200,
        symbolStrokeWidth=4,
    )
    scale = alt.Scale(domain=names, range=[of_path[name] for name in names])
    return channel("path", type="nominal", scale=scale, legend=legend)


def _total(rows: pd.DataFrame, x: alt.X, y: alt.Y) -> list[alt.Chart]:
    total = int(rows["total"].max())
    base = alt.Chart(
        pd.DataFrame([{"at": int(rows["at"].min()), "value": total, "text": f"alle {german.integer(total)}"}])
    )
    return [
        base.mark_rule(color=MUTED, strokeWidth=1.5).encode(y=y),
        base.mark_text(align="left", baseline="bottom", dx=6, dy=-4, fontSize=page().small).encode(
            x=x, y=y, text=alt.Text("text", type="nominal")
        ),
    ]


def _band(rows: pd.DataFrame, x: alt.X, scale: alt.Scale) -> list[alt.Chart]:
    """The range, opened from the last count on."""
    start = rows[rows["observed"].notna()].tail(1)
    start = start.assign(**dict.fromkeys(("low", "median", "high"), start["observed"]))
    band = alt.Chart(pd.concat([start, rows[rows["median"].notna()]])[["at", "low", "median", "high"]].astype(float))
    median = alt.Y("median", type="quantitative", scale=scale)
    return [
        band.mark_area(color=RANGE_COLOUR, opacity=0.35).encode(
            x=x, y=alt.Y("low", type="quantitative", scale=scale), y2=alt.Y2("high")
        ),
        band.mark_line(color=RANGE_COLOUR, strokeWidth=3, strokeDash=[2, 4]).encode(x=x, y=median),
    ]


def _said_now(values: pd.DataFrame, year: int) -> list[dict]:
    """The numbers of the report's year, written beside its points."""
    now = values[values["at"] == year]
    return [
        {
            "at": year,
            "path": path,
            "value": value,
            "text": german.decimal(value) if path == _LINEAR else german.integer(int(value)),
            "ink": COLOURS[path],
        }
        for path, value in zip(now["path"], now["value"], strict=True)
    ]


def _said_of_the_range(rows: pd.DataFrame) -> list[dict]:
    last = rows.iloc[-1]
    words = {"high": "{}", "median": "Mitte {}", "low": "{}"}
    return [
        {"at": last["at"], "value": float(last[name]), "text": text.format(german.integer(int(last[name]))), "ink": INK}
        for name, text in words.items()
    ]


def _apart(labels: list[dict], line_height: float) -> list[dict]:
    """The labels with a `place` on the value axis at which those of one year do not overlap."""
    placed: list[dict] = []
    for label in sorted(labels, key=lambda label: (label["at"], label["value"])):
        below = [other["place"] for other in placed if other["at"] == label["at"]]
        placed.append({**label, "place": max([label["value"], *(place + line_height for place in below)])})
    return placed


def _texts(labels: list[dict], x: alt.X, scale: alt.Scale, **look: Any) -> list[alt.Chart]:
    place = alt.Y("place", type="quantitative", scale=scale)
    text = alt.Chart(pd.DataFrame(labels)).encode(x=x, y=place, text=alt.Text("text", type="nominal"))
    return haloed(text, colour="ink", fontSize=_NUMBER_SIZE, fontWeight="bold", **look)
