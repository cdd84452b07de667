"""One variant of the scoring grid: what is missing, what excludes it, and where its points come from."""

from typing import Final

import altair as alt
import pandas as pd

from analysis import german
from analysis.charts import headings
from analysis.charts.look.axes import GAP, fitted_labels, thickness
from analysis.charts.look.canvas import Canvas
from analysis.charts.look.theme import INK, PALE, page, plot_height, slide
from analysis.charts.look.typesetting import clean, text_width
from analysis.charts.scoring import words as said
from analysis.dataset import UNPUBLISHED, Occasion
from analysis.german import NBSP
from analysis.strategy import Strategy

MOST_ROWS: Final = 16  # criteria that a slide bears; with more the bars are those of the groups
_GIVEN: Final = "#2467AE"
_MISSED: Final = "#B3470F"
_OPEN: Final = "#8090DB"
_ROW: Final = 58


def pages_of(variants: pd.DataFrame) -> dict[str, tuple[str, str]]:
    """Name of each variant's chart → project and variant: „project_kita-holz"; takes `frames.VARIANTS`."""
    pages: dict[str, tuple[str, str]] = {}
    for project, variant in variants[["project_id", "variant"]].itertuples(index=False):
        name = f"project_{german.slug(f'{project} {variant}') or 'x'}"
        while name in pages:
            name += "-2"
        pages[name] = (project, variant)
    return pages


def project_page(
    scores: pd.DataFrame,
    project: pd.Series,
    criteria: pd.DataFrame,
    groups: pd.DataFrame,
    strategy: Strategy,
    *,
    occasion: Occasion = UNPUBLISHED,
) -> alt.LayerChart:
    """One bar a criterion: what it gives to the total of this variant, of what it could give.

    Takes the grid's `frames.SCORES`, one row of `frames.PROJECTS`, `frames.CRITERIA` and
    `frames.SCORING_GROUPS`. What is missing and what excludes the variant stand above.
    """
    mine = scores[(scores["project_id"] == project["project_id"]) & (scores["variant"] == project["variant"])]
    titles = dict(zip(criteria["criterion_id"], criteria["title"], strict=True))
    rows = _contributions(mine, criteria, groups)
    if len(rows) > MOST_ROWS:
        rows = _by_group(rows)
    texts = [_in_words(row) for row in rows.to_dict("records")]
    heading = headings.heading(
        _finding(project, mine, titles),
        "Beitrag zur Gesamterfüllung in Prozentpunkten; hell: was höchstens möglich ist",
        strategy,
        year=int(project["year"]),
        kind="Balkendiagramm: je Kriterium der Beitrag zur Gesamterfüllung",
        numbers=[f"{name}: {text}" for name, text in zip(rows["name"], texts, strict=True)],
        notes=[*_musts(mine, titles), *_missing(mine, titles)],
        occasion=occasion,
    )
    height = plot_height(heading)
    step = min(height / max(len(rows), 1), _ROW)
    left, labels, size = fitted_labels(dict(zip(map(str, rows.index), rows["name"], strict=True)), step)
    room = max([text_width(text, page().small) for text in texts], default=0.0) + GAP
    canvas = Canvas(page().width - left - page().margin, height)
    unit = (canvas.width - room) / max(rows["possible"].max(), 1e-9)
    middles = [(n + 0.5) * step for n in range(len(rows))]
    bars = pd.DataFrame(
        {
            "x": 0.0,
            "full": rows["possible"].to_numpy() * unit,
            "end": rows["given"].to_numpy() * unit,
            "y": [middle - thickness(step) / 2 for middle in middles],
            "y2": [middle + thickness(step) / 2 for middle in middles],
            "colour": _GIVEN,
        }
    )
    track = bars.assign(x2=bars["full"], colour=[_OPEN if is_open else PALE for is_open in rows["is_open"]])
    behind = pd.DataFrame(
        {
            "x": bars["full"] + GAP,
            "y": middles,
            "text": texts,
            "ink": [_MISSED if outcome == "limit_missed" else INK for outcome in rows["outcome"]],
        }
    )
    columns = ["x", "x2", "y", "y2", "colour"]
    layers = [
        canvas.names(labels.values(), middles, left=page().margin - left, size=size),
        canvas.bars(track[columns], strokeWidth=0),
        canvas.bars(bars.assign(x2=bars["end"])[columns], strokeWidth=0),
        canvas.texts(behind, fontSize=page().small),
    ]
    return slide(layers, heading, left=left)


def _contributions(scores: pd.DataFrame, criteria: pd.DataFrame, groups: pd.DataFrame) -> pd.DataFrame:
    """One row a criterion that bears points: name, group, points, and in percentage points possible and given."""
    rows = scores.loc[scores["kind"] == "points", ["criterion_id", "group_id", "points", "outcome"]].merge(
        criteria[["criterion_id", "title", "factor"]], on="criterion_id"
    )
    counted = groups[groups["group_id"].isin(rows["group_id"])]
    weights = dict(zip(counted["group_id"], 100 * counted["weight"] / counted["weight"].sum(), strict=True))
    names = dict(zip(groups["group_id"], groups["title"], strict=True))
    place = {group: n for n, group in enumerate(groups["group_id"])}
    possible = rows["group_id"].map(weights) * rows["factor"] / rows.groupby("group_id")["factor"].transform("sum")
    table = rows.assign(
        name=[
            f"{number}{NBSP}{clean(title)}" for number, title in zip(rows["criterion_id"], rows["title"], strict=True)
        ],
        group=[clean(names.get(group, "")) or group for group in rows["group_id"]],
        possible=possible.astype(float),
        given=(possible * rows["points"].fillna(0.0) / 100).astype(float),
        is_open=rows["outcome"] == "missing",
        place=rows["group_id"].map(place),
    )
    return table.sort_values("place", kind="stable", ignore_index=True)


def _by_group(rows: pd.DataFrame) -> pd.DataFrame:
    table = rows.groupby("place", as_index=False).agg(
        name=("group", "first"), possible=("possible", "sum"), given=("given", "sum"), is_open=("is_open", "any")
    )
    return table.assign(points=(100 * table["given"] / table["possible"]).mask(table["is_open"]), outcome="rated")


def _in_words(row: dict) -> str:
    possible = german.decimal(row["possible"])
    if row["is_open"]:
        return f"{german.decimal(row['given'])} von {possible}, noch offen"
    text = f"{german.decimal(row['given'])} von {possible} ({german.decimal(row['points'], 0)} Punkte)"
    return f"{text}, Grenzwert verfehlt" if row["outcome"] == "limit_missed" else text


def _finding(project: pd.Series, scores: pd.DataFrame, titles: dict[str, str]) -> str:
    name = said.names(pd.DataFrame([project]))[0]
    if project["excluded_by"]:
        failed = _named(scores[scores["outcome"] == "failed"], titles)
        missed = _named(scores[scores["outcome"] == "limit_missed"], titles)
        reasons = [f"nicht erfüllt: {said.in_words(failed)}"] if failed else []
        reasons += [f"Grenzwert verfehlt: {said.in_words(missed)}"] if missed else []
        return f"{name} ist ausgeschlossen; {'; '.join(reasons)}"
    if project["missing"]:
        return f"{name}: {said.standing(project)}; möglich sind {said.total(project)}"
    if pd.isna(project["rank"]):
        return f"{name}: ohne Kriterien mit Punkten gibt es keine Gesamterfüllung"
    return f"{name} erreicht {said.total(project)}: {said.standing(project)}"


def _named(rows: pd.DataFrame, titles: dict[str, str]) -> list[str]:
    return [f"{number}{NBSP}{clean(titles.get(number, ''))}".strip() for number in rows["criterion_id"]]


def _musts(scores: pd.DataFrame, titles: dict[str, str]) -> list[str]:
    must = scores[scores["kind"] == "must"]
    if must.empty:
        return []
    met = int((must["outcome"] == "met").sum())
    text = f"Muss-Kriterien: {german.number_word(met, 'eines')} von {german.number_word(len(must), 'einem')} erfüllt"
    failed = _named(must[must["outcome"] == "failed"], titles)
    return [f"{text}, nicht: {said.in_words(failed)}" if failed else text]


def _missing(scores: pd.DataFrame, titles: dict[str, str]) -> list[str]:
    missing = _named(scores[scores["outcome"] == "missing"], titles)
    return [f"nicht bewertet: {said.in_words(missing)}"] if missing else []
