"""Which member has which minimum criterion of procurement in force: a matrix of signs."""

from collections.abc import Mapping
from typing import Final

import altair as alt
import pandas as pd

from analysis import german
from analysis.charts import headings
from analysis.charts.look.axes import LABEL_LINE, fitted_labels
from analysis.charts.look.canvas import Canvas
from analysis.charts.look.theme import FULL, MUTED, PALE, page, plot_height, slide
from analysis.charts.look.typesetting import clean, text_width, wrap
from analysis.dataset import UNPUBLISHED, Occasion
from analysis.strategy import Strategy
from analysis.vocabulary import ADOPTION_STATE

MOST_ROWS: Final = 14  # criteria that a slide bears; with more a row is a product group
_DISC: Final = "M0,-0.5A0.5,0.5,0,1,1,0,0.5A0.5,0.5,0,1,1,0,-0.5Z"
_HALF: Final = "M0,-0.5A0.5,0.5,0,1,0,0,0.5Z"
_FILLED: Final = {"adopted": _DISC, "planned": _HALF}  # a ring that is filled, half filled, or empty
_INKS: Final = {"adopted": "#0A4534", "planned": "#2467AE", "not_adopted": "#B3470F", "unknown": "#626262"}
_HEAD: Final = 74
_TALL_HEAD: Final = 168
_LEGEND: Final = 40
_SHARE: Final = 104
_ROW: Final = 60
_SIGN: Final = 19
_HEAD_SIZE: Final = 16


def adoption_matrix(
    adoption: pd.DataFrame,
    criteria: pd.DataFrame,
    buyers: pd.DataFrame,
    names: Mapping[str, str],
    strategy: Strategy,
    *,
    occasion: Occasion = UNPUBLISHED,
) -> alt.LayerChart:
    """One row a criterion, one column a member, a sign for the state; at the end how many of the buyers have it.

    Takes `frames.ADOPTION_STATES`, `frames.MINIMUM_CRITERIA` and the table of
    `analysis.figures.network.buyers`. With more criteria than a slide bears a row is a product group,
    and in its cells stands how many of its criteria are in force.
    """
    by_group = len(criteria) > MOST_ROWS
    rows = _groups(criteria) if by_group else _criteria(criteria)
    members = list(dict.fromkeys(adoption["member"]))
    cells = _counted(adoption) if by_group else _signs(adoption)
    if not by_group and _is_narrow():
        cells = cells.assign(text="")
    shares = _group_shares(buyers) if by_group else _shares(buyers)
    heading = headings.heading(
        _finding(buyers),
        "In Kraft bei … von … Mitgliedern, die die Produktgruppe beschaffen"
        + ("; in den Zellen: übernommene von allen Kriterien" if by_group else ""),
        strategy,
        year=headings.year_of(adoption),
        kind="Matrix: je Mindestkriterium eine Zeile, je Mitglied eine Spalte",
        numbers=_numbers(rows, cells, shares, members, names),
        occasion=occasion,
    )
    room = plot_height(heading) - _head() - _LEGEND
    step = min(room / max(len(rows), 1), _ROW)
    left, labels, size = fitted_labels(rows, step)
    canvas = Canvas(page().width - left - page().margin, plot_height(heading))
    width = (canvas.width - _SHARE) / max(len(members), 1)
    middles = {key: _LEGEND + _head() + (n + 0.5) * step for n, key in enumerate(rows)}
    placed = cells[cells["row"].isin(list(rows))]
    placed = placed.assign(
        x=placed["member"].map({member: (n + 0.5) * width for n, member in enumerate(members)}),
        y=placed["row"].map(middles),
    )
    ends = pd.DataFrame(
        {"x": canvas.width, "y": list(middles.values()), "text": [shares.get(key, "–") for key in rows]}
    )
    lines = pd.DataFrame({"x": page().margin - left, "x2": canvas.width, "y": [y - step / 2 for y in middles.values()]})
    return slide(
        [
            canvas.bars(lines.assign(y2=lines["y"] + 1, colour=PALE), strokeWidth=0),
            canvas.names(labels.values(), middles.values(), left=page().margin - left, size=size),
            *_heads([names.get(member, member) for member in members], canvas, width),
            *_cell_layers(placed, canvas, min(page().label, step * 0.7)),
            canvas.texts(ends, align="right", fontSize=page().small + 1, fontWeight="bold"),
            *([] if by_group else _legend(canvas, page().margin - left)),
        ],
        heading,
        left=left,
    )


def _criteria(criteria: pd.DataFrame) -> dict[str, str]:
    return {
        row["criterion_id"]: f"{clean(row['product_group'])}: {clean(row['title']) or row['criterion_id']}"
        for row in criteria.to_dict("records")
    }


def _groups(criteria: pd.DataFrame) -> dict[str, str]:
    sizes = criteria.groupby("product_group", sort=False).size()
    return {str(group): f"{clean(str(group))} ({size})" for group, size in sizes.items()}


def _signs(adoption: pd.DataFrame) -> pd.DataFrame:
    """One row a criterion and member: row, member, state, text (the year of adoption), ink, said."""
    states = adoption["state"].astype("str")
    years = adoption["since"].where(states == "adopted")
    return pd.DataFrame(
        {
            "row": adoption["criterion_id"],
            "member": adoption["member"],
            "state": states,
            "text": ["" if pd.isna(year) else str(year) for year in years],
            "ink": states.map(_INKS),
            "said": [
                ADOPTION_STATE.labels[state] + ("" if pd.isna(year) else f" seit {year}")
                for state, year in zip(states, years, strict=True)
            ],
        }
    )


def _counted(adoption: pd.DataFrame) -> pd.DataFrame:
    """One row a product group and member: row, member, no state, text (adopted of all), ink, said."""
    flags = adoption.assign(adopted=adoption["state"] == "adopted", known=adoption["state"] != "unknown")
    sums = flags.groupby(["product_group", "member"], sort=False, as_index=False).agg(
        adopted=("adopted", "sum"), known=("known", "sum"), total=("adopted", "size")
    )
    texts = [f"{row.adopted} von {row.total}" if row.known else "–" for row in sums.itertuples()]
    inks = [_INKS["adopted" if row.adopted else "unknown"] for row in sums.itertuples()]
    return pd.DataFrame(
        {"row": sums["product_group"], "member": sums["member"], "state": "", "text": texts, "ink": inks, "said": texts}
    )


def _shares(buyers: pd.DataFrame) -> dict[str, str]:
    return {row["criterion_id"]: _of(row["adopted"], row["members"]) for row in buyers.to_dict("records")}


def _group_shares(buyers: pd.DataFrame) -> dict[str, str]:
    sums = buyers.groupby("product_group", sort=False)[["adopted", "members"]].sum()
    return {str(group): _of(row["adopted"], row["members"]) for group, row in sums.iterrows()}


def _of(adopted: int, members: int) -> str:
    return f"{adopted} von {members}" if members else "–"


def _finding(buyers: pd.DataFrame) -> str:
    """„Drei von neun Mindestkriterien gelten bei allen Mitgliedern, die beschaffen, zwei noch bei keinem"."""
    bought = buyers[buyers["members"] > 0]
    total = len(bought)
    if not total:
        return "Zu den Mindestkriterien liegen noch keine Angaben vor"
    everywhere = int((bought["adopted"] == bought["members"]).sum())
    nowhere = int((bought["adopted"] == 0).sum())
    number = german.sentence_start(german.number_word(everywhere, "eines") if everywhere else "keines")
    verb = "gilt" if everywhere <= 1 else "gelten"
    of = german.number_word(total, "einem")
    sentence = f"{number} von {of} Mindestkriterien {verb} bei allen, die die Produktgruppe beschaffen"
    return f"{sentence}; {german.number_word(nowhere, 'eines')} noch bei keinem" if nowhere else sentence


def _heads(names: list[str], canvas: Canvas, width: float) -> list[alt.Chart]:
    """The members' names above their columns, upright where these are narrow."""
    line = _HEAD_SIZE * LABEL_LINE
    bottom = _LEGEND + _head() - 12
    middles = [(n + 0.5) * width for n in range(len(names))]
    share = pd.DataFrame([{"x": canvas.width, "y": bottom - line, "text": "in Kraft bei"}])
    look = {"fontSize": _HEAD_SIZE, "baseline": "top", "color": MUTED, "lineHeight": line}
    shares = canvas.texts(share, align="right", **look)
    if _is_narrow():
        table = pd.DataFrame({"x": middles, "y": float(bottom), "text": names})
        return [canvas.texts(table, angle=270, fontSize=_HEAD_SIZE, color=MUTED), shares]
    texts = ["\n".join(wrap(name, width - 2, _HEAD_SIZE)[:3]) for name in names]
    tops = [bottom - (text.count("\n") + 1) * line for text in texts]
    return [canvas.texts(pd.DataFrame({"x": middles, "y": tops, "text": texts}), align="center", **look), shares]


def _is_narrow() -> bool:
    """True on half a slide: no room for years beside the signs, and for names across."""
    return page().width < FULL.width


def _head() -> int:
    return _TALL_HEAD if _is_narrow() else _HEAD


def _cell_layers(cells: pd.DataFrame, canvas: Canvas, size: float) -> list[alt.Chart]:
    """The sign of each cell with the year behind it; where there is no state the text alone."""
    plain = cells[cells["state"] == ""]
    texts = [canvas.texts(plain[["x", "y", "text", "ink"]], align="center", fontSize=size, fontWeight="bold")]
    room = text_width("0000", page().small) + 8
    signed = cells[cells["state"] != ""]
    signed = signed.assign(x=signed["x"] - (signed["text"] != "") * room / 2)
    years = signed[signed["text"] != ""]
    years = years.assign(x=years["x"] + _SIGN / 2 + 8)
    return [
        *_sign_layers(signed, canvas),
        canvas.texts(years[["x", "y", "text", "ink"]], fontSize=page().small),
        *texts,
    ]


def _sign_layers(places: pd.DataFrame, canvas: Canvas) -> list[alt.Chart]:
    """Rings, filled, half filled or empty, so that grey tells them too; a dash for what nobody says."""
    ringed = places[places["state"] != "unknown"]
    dashes = places[places["state"] == "unknown"].assign(text="–")
    ink = alt.Color("ink", type="nominal", scale=None)
    layers = [
        alt.Chart(ringed[["x", "y", "ink"]])
        .mark_point(shape=_DISC, filled=False, opacity=1, size=_SIGN**2, strokeWidth=2.5)
        .encode(x=canvas.x("x"), y=canvas.y("y"), color=ink)
    ]
    for state, shape in _FILLED.items():
        rows = ringed.loc[ringed["state"] == state, ["x", "y", "ink"]]
        filled = alt.Chart(rows).mark_point(shape=shape, filled=True, opacity=1, size=_SIGN**2)
        layers.append(filled.encode(x=canvas.x("x"), y=canvas.y("y"), color=ink))
    return [*layers, canvas.texts(dashes[["x", "y", "text", "ink"]], align="center")]


def _legend(canvas: Canvas, left: float) -> list[alt.Chart]:
    rows, x = [], left + _SIGN / 2
    for state in ADOPTION_STATE.codes:
        text = f"{ADOPTION_STATE.labels[state]}{' (seit)' if state == 'adopted' and not _is_narrow() else ''}"
        rows.append({"x": x, "y": _LEGEND / 2 - 6, "state": state, "text": text, "ink": _INKS[state]})
        x += _SIGN / 2 + 8 + text_width(text, page().small) + 40
    table = pd.DataFrame(rows)
    texts = table.assign(x=table["x"] + _SIGN / 2 + 8)
    return [*_sign_layers(table, canvas), canvas.texts(texts[["x", "y", "text", "ink"]], fontSize=page().small)]


def _numbers(
    rows: Mapping[str, str],
    cells: pd.DataFrame,
    shares: Mapping[str, str],
    members: list[str],
    names: Mapping[str, str],
) -> list[str]:
    said = {(cell["row"], cell["member"]): cell["said"] for cell in cells.to_dict("records")}
    return [
        f"{label} ({shares.get(key, '–')}): "
        + ", ".join(f"{names.get(member, member)} {said.get((key, member), 'ohne Angabe')}" for member in members)
        for key, label in rows.items()
    ]
