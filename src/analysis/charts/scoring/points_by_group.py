"""Where the variants of a scoring grid are strong and weak: one row each, one column a group."""

from typing import Final

import altair as alt
import pandas as pd

from analysis import german
from analysis.charts import headings
from analysis.charts.look.axes import LABEL_LINE, fitted_labels, thickness
from analysis.charts.look.canvas import Canvas
from analysis.charts.look.theme import GROUND, INK, MUTED, PALE, page, plot_height, slide
from analysis.charts.look.typesetting import clean, text_width, wrap
from analysis.charts.scoring import words as said
from analysis.dataset import UNPUBLISHED, Occasion
from analysis.german import NBSP
from analysis.strategy import Strategy

MOST_ROWS: Final = 14  # that a slide bears; all stand in projects.csv
_RANKED: Final = "#2467AE"
_APART: Final = "#8A8A8A"
_BELOW: Final = "#C9561B"
_HEAD: Final = 92  # pixels for the names of the columns
_HEAD_LINES: Final = 3
_HEAD_GAP: Final = 6
_HEAD_SIZE: Final = 16
_BETWEEN: Final = 20
_NARROWEST: Final = 94  # pixels of a group that its bar and number take
_NUMBER: Final = 50  # pixels for „100,0" behind a bar
_TOTAL: Final = 226
_ROW: Final = 78  # pixels of a row at most


def points_by_group(
    group_scores: pd.DataFrame,
    projects: pd.DataFrame,
    groups: pd.DataFrame,
    first: pd.DataFrame,
    strategy: Strategy,
    *,
    occasion: Occasion = UNPUBLISHED,
) -> alt.LayerChart:
    """One row a variant, one column a group: fulfilment in per cent and its minimum; at the end the total.

    Takes `frames.GROUP_SCORES`, `frames.PROJECTS`, `frames.SCORING_GROUPS` and the table of
    `analysis.figures.scoring.first_place`. In order of rank, below them what is not wholly rated and
    what is excluded, in grey.
    """
    shown = said.in_order(projects).head(MOST_ROWS).reset_index(drop=True)
    columns = groups[groups["group_id"].isin(group_scores["group_id"])].reset_index(drop=True)
    columns = columns.assign(share=100 * columns["weight"] / columns["weight"].sum())
    rest = len(projects) - len(shown)
    heading = headings.heading(
        said.robustness(projects, first),
        f"Erfüllung je Kriteriengruppe in Prozent, {german.counted(len(projects), said.VARIANT)}",
        strategy,
        year=headings.year_of(projects),
        kind="Balkendiagramm: je Variante ein Balken für jede Kriteriengruppe, am Ende die Gesamterfüllung",
        numbers=_numbers(shown, group_scores, columns),
        notes=[
            *(
                ["Gewichtungen: 10.000 zufällige um die gewählte"]
                if first["swap_group"].notna().any() or len(first) == 1
                else []
            ),
            *(["Strich: Mindesterfüllung, darunter keine Auszeichnung"] if columns["minimum"].notna().any() else []),
            *([f"gezeigt sind die ersten {len(shown)}"] if rest else []),
        ],
        occasion=occasion,
    )
    room = plot_height(heading) - _HEAD
    step = min(room / max(len(shown), 1), _ROW)
    left, labels, size = fitted_labels(dict(zip(map(str, shown.index), said.names(shown), strict=True)), step)
    canvas = Canvas(page().width - left - page().margin, room + _HEAD)
    column = (canvas.width - _TOTAL) / max(len(columns), 1)
    if column < _NARROWEST:  # half a slide bears the totals alone
        columns = pd.DataFrame([{"group_id": "", "title": "Gesamterfüllung", "share": 100.0}])
        nothing = {"group_id": "", "minimum": None, "fulfilled": None}
        group_scores = shown[["project_id", "variant"]].assign(points=shown["total"], **nothing)
        column = canvas.width - _TOTAL
    rows = shown.assign(row=shown.index, y=[_HEAD + (n + 0.5) * step for n in range(len(shown))])
    cells = _cells(rows, group_scores, columns, column, thickness(step))
    return slide(
        [
            canvas.names(labels.values(), rows["y"], left=page().margin - left, size=size),
            *_heads(columns, canvas, column),
            *_cell_layers(cells, canvas),
            *_totals(rows, canvas, step),
        ],
        heading,
        left=left,
    )


def _cells(
    rows: pd.DataFrame, group_scores: pd.DataFrame, columns: pd.DataFrame, width: float, bar: float
) -> pd.DataFrame:
    """One row per variant and group: where its bar lies, how long it is, what stands behind it."""
    places = columns.assign(x=[n * width for n in range(len(columns))])[["group_id", "x"]]
    cells = rows[["project_id", "variant", "rank", "y"]].merge(group_scores, on=["project_id", "variant"]).merge(places)
    full = width - _BETWEEN - _NUMBER
    known, points = cells["points"].notna(), cells["points"].astype(float).fillna(0.0)
    below = cells["fulfilled"].eq(False).fillna(False).astype(bool)
    return pd.DataFrame(
        {
            "x": cells["x"],
            "end": cells["x"] + full * points / 100,
            "full": cells["x"] + full,
            "at_minimum": cells["x"] + full * cells["minimum"].astype(float) / 100,
            "y": cells["y"] - bar / 2,
            "y2": cells["y"] + bar / 2,
            "middle": cells["y"],
            "colour": [
                _APART if pd.isna(rank) else _BELOW if low else _RANKED
                for rank, low in zip(cells["rank"], below, strict=True)
            ],
            "text": [
                (f"▼{NBSP}" if low else "") + german.decimal(value) if there else "offen"
                for there, value, low in zip(known, points, below, strict=True)
            ],
        }
    )


def _cell_layers(cells: pd.DataFrame, canvas: Canvas) -> list[alt.Chart]:
    track = cells.assign(x2=cells["full"], colour=PALE)
    ticks = cells.dropna(subset="at_minimum")
    ticks = ticks.assign(
        x=ticks["at_minimum"] - 1.5, x2=ticks["at_minimum"] + 1.5, y=ticks["y"] - 4, y2=ticks["y2"] + 4
    )
    numbers = cells.assign(x=cells["full"] + 6, y=cells["middle"])[["x", "y", "text"]]
    return [
        canvas.bars(track[["x", "x2", "y", "y2", "colour"]], strokeWidth=0),
        canvas.bars(cells.assign(x2=cells["end"])[["x", "x2", "y", "y2", "colour"]], strokeWidth=0),
        canvas.bars(ticks.assign(colour=INK)[["x", "x2", "y", "y2", "colour"]], stroke=GROUND, strokeWidth=1),
        canvas.texts(numbers, fontSize=page().small),
    ]


def _heads(columns: pd.DataFrame, canvas: Canvas, width: float) -> list[alt.Chart]:
    """The groups' names with their weights, on the lower edge of the room that they have."""
    heads = [
        [*wrap(clean(title) or group, width - _HEAD_GAP, _HEAD_SIZE)[:_HEAD_LINES], f"{said.weight(share)}{NBSP}%"]
        for title, group, share in columns[["title", "group_id", "share"]].itertuples(index=False)
    ]
    heads.append(["Gesamt"])
    places = [*(n * width for n in range(len(columns))), canvas.width - _TOTAL]
    line = _HEAD_SIZE * LABEL_LINE
    table = pd.DataFrame(
        {
            "x": places,
            "y": [_HEAD - 12 - len(lines) * line for lines in heads],
            "text": ["\n".join(lines) for lines in heads],
        }
    )
    return [canvas.texts(table, fontSize=_HEAD_SIZE, baseline="top", color=MUTED, lineHeight=line)]


def _totals(rows: pd.DataFrame, canvas: Canvas, step: float) -> list[alt.Chart]:
    """Total and standing, one above the other where there is room for two lines."""
    x = canvas.width - _TOTAL
    two = step >= 2.3 * page().small
    totals = pd.DataFrame(
        {
            "x": x,
            "y": rows["y"] - (page().small * 0.62 if two else 0),
            "text": [said.total(row) for row in rows.to_dict("records")],
            "ink": [INK if pd.notna(rank) else MUTED for rank in rows["rank"]],
        }
    )
    widest = max([text_width(text, page().small + 1, bold=True) for text in totals["text"]], default=0)
    standing = [said.standing(row) for row in rows.to_dict("records")]
    below = pd.DataFrame(
        {
            "x": x if two else x + widest + 12,
            "y": rows["y"] + (page().small * 0.62 if two else 0),
            "text": [_cut(text, _TOTAL if two else _TOTAL - widest - 12) for text in standing],
        }
    )
    return [
        canvas.texts(totals, fontWeight="bold", fontSize=page().small + 1),
        canvas.texts(below, fontSize=page().small, color=MUTED),
    ]


def _cut(text: str, room: float) -> str:
    """As much of a list as there is room for; the subtitle and the variant's own page say it whole."""
    while text_width(text, page().small) > room and ", " in text:
        text = f"{text.removesuffix(' …').rpartition(', ')[0]} …"
    return text


def _numbers(rows: pd.DataFrame, group_scores: pd.DataFrame, columns: pd.DataFrame) -> list[str]:
    titles = {row["group_id"]: clean(row["title"]) or row["group_id"] for row in columns.to_dict("records")}
    lines = []
    for name, row in zip(said.names(rows), rows.to_dict("records"), strict=True):
        mine = group_scores[
            (group_scores["project_id"] == row["project_id"]) & (group_scores["variant"] == row["variant"])
        ]
        of_groups = [
            f"{titles.get(group, group)} {german.decimal(value) if pd.notna(value) else 'offen'}"
            for group, value in zip(mine["group_id"], mine["points"], strict=True)
        ]
        lines.append(f"{name} ({said.standing(row)}, gesamt {said.total(row)}): {', '.join(of_groups)}")
    return lines
