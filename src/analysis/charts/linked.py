"""Status and schedule of all fields beside each other: the field that is chosen stands out in both."""

import altair as alt
import pandas as pd

from analysis import german
from analysis.charts import headings
from analysis.charts.look.theme import LABEL_SIZE, SUBTITLE_SIZE, ink_on
from analysis.strategy import Strategy
from analysis.vocabulary import MEASURE_STATUS, SCHEDULE, Vocabulary

FIELD_CHOSEN = "field_chosen"  # the parameter that a page sets: a field's number as text, or "" for none
_WIDTH, _STEP = 560, 34


def linked(figures: pd.DataFrame, strategy: Strategy) -> alt.VConcatChart:
    """Two charts of stacked bars, one bar a field: its measures by status, and by schedule; counts.

    Takes the figures of one municipality and year (`frames.FIGURES`).
    """
    return alt.vconcat(
        *(
            _bars(headings.selected(figures, "measure", dimension), vocabulary, strategy)
            for dimension, vocabulary in (("status", MEASURE_STATUS), ("schedule", SCHEDULE))
        )
    ).add_params(alt.param(name=FIELD_CHOSEN, value=""))


def _bars(rows: pd.DataFrame, vocabulary: Vocabulary, strategy: Strategy) -> alt.LayerChart:
    shown = rows[(rows["field"] != headings.ALL) & (rows["count"] > 0)]
    order = [headings.field_label(field, strategy) for field in map(str, strategy.field_names)]
    terms = [term for term in vocabulary.terms if term.code in set(shown["category"])]
    end = shown.groupby("field")["count"].cumsum()
    table = pd.DataFrame(
        {
            "field": shown["field"],
            "of": shown["dimension"].astype("str"),
            "category": shown["category"].astype("str"),
            "bar": [headings.field_label(field, strategy) for field in shown["field"]],
            "label": shown["category"].astype(object).map(vocabulary.labels),
            "count": shown["count"],
            "share": [german.share(n, total) for n, total in zip(shown["count"], shown["total"], strict=True)],
            "start": end - shown["count"],
            "end": end,
            "middle": end - shown["count"] / 2,
            "ink": [ink_on(vocabulary.colours[code]) for code in shown["category"]],
        }
    )
    base = alt.Chart(table).encode(
        y=alt.Y("bar", type="nominal", sort=order, axis=alt.Axis(title=None, ticks=False, domain=False)),
        opacity=alt.condition(f"{FIELD_CHOSEN} == '' || {FIELD_CHOSEN} == datum.field", alt.value(1), alt.value(0.3)),
    )
    bars = base.mark_bar(height=_STEP * 0.7, cursor="pointer").encode(
        x=alt.X("start", type="quantitative", axis=None),
        x2=alt.X2("end"),
        color=alt.Color(
            "label",
            type="nominal",
            scale=alt.Scale(domain=[term.label for term in terms], range=[term.colour for term in terms]),
            legend=alt.Legend(orient="top", columns=3),
        ),
        tooltip=[
            alt.Tooltip("bar", type="nominal", title="Handlungsfeld"),
            alt.Tooltip("label", type="nominal", title=vocabulary.label),
            alt.Tooltip("count", type="quantitative", title="Anzahl", format=",d"),
            alt.Tooltip("share", type="nominal", title="Anteil"),
        ],
    )
    texts = base.mark_text(fontWeight="bold", fontSize=LABEL_SIZE - 4, cursor="pointer").encode(
        x=alt.X("middle", type="quantitative", axis=None),
        text=alt.Text("count", type="quantitative", format=",d"),
        color=alt.Color("ink", type="nominal", scale=None),
    )
    title = alt.TitleParams(vocabulary.label, fontSize=SUBTITLE_SIZE)
    both = alt.layer(bars, texts, title=title, width=_WIDTH, height=alt.Step(_STEP))
    return both.resolve_scale(color="independent")
