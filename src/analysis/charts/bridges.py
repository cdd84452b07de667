"""The bridge of one status as a waterfall: last year, what came in and went out by cause, this year."""

from typing import Final

import altair as alt
import pandas as pd

from analysis import german
from analysis.charts import headings
from analysis.charts.headings import ALL
from analysis.charts.look.axes import GAP, fitted_labels, row_axis, thickness
from analysis.charts.look.theme import Heading, page, plot_height, slide
from analysis.charts.look.typesetting import text_width
from analysis.dataset import Occasion
from analysis.german import NBSP, Noun
from analysis.strategy import Strategy
from analysis.vocabulary import LEVELS, Vocabulary

# Causes of the bridge (`analysis.figures.bridge.CAUSES`) in words.
CAUSES: Final = {
    "appeared": "neu in der Tabelle",
    "vanished": "nicht mehr in der Tabelle",
    "renumbered": "umnummeriert",
    "field_moved": "anderes Handlungsfeld",
    "became_readable": "Angabe jetzt lesbar",
    "became_unreadable": "Angabe nicht mehr lesbar",
    "moved_on": "vorangekommen",
    "moved_back": "zurückgefallen",
    "completed": "abgeschlossen",
    "newly_on_schedule": "neu im Zeitplan",
    "fallen_behind": "in Verzug geraten",
    "newly_assessed": "erstmals eingeschätzt",
    "no_longer_assessed": "nicht mehr einschätzbar",
    "discarded": "verworfen",
    "returned": "wieder aufgenommen",
}
_IN_COLOUR: Final = "#2467AE"
_OUT_COLOUR: Final = "#855512"
_PREDICATES: Final = {"idea": "im Ideenstadium", "not_assessed": "nicht einschätzbar"}


def bridge(
    bridges: pd.DataFrame,
    strategy: Strategy,
    *,
    category: str,
    level: str = "measure",
    dimension: str = "status",
    field: str = ALL,
    occasion: Occasion,
) -> alt.LayerChart:
    """One bar a term: the count of last year, what came in and went out by cause, the count of this year.

    Takes the table of `analysis.figures.bridge.bridge`; one category of one level and dimension.
    `occasion` has a year before.
    """
    of_category = (bridges["dimension"] == dimension) & (bridges["category"] == category)
    rows = bridges[(bridges["level"] == level) & (bridges["field"] == field) & of_category]
    vocabulary, year = LEVELS[level].dimensions[dimension], headings.year_of(rows)
    terms = _terms(rows, year, occasion.year_before, vocabulary.colours[category])
    label, noun = vocabulary.labels[category], LEVELS[level].noun
    rule = headings.counting_rule(strategy) if (level, dimension) == ("measure", "status") else []
    heading = headings.heading(
        _bridge_finding(rows, noun, _PREDICATES.get(category, label), year, occasion.year_before),
        f"Anzahl der {noun.weak} {german.quote(label)}, Zugänge und Abgänge nach Ursache",
        strategy,
        year=year,
        field=field,
        kind="Wasserfalldiagramm",
        numbers=[f"{row['name']} {row['text']}" for row in terms.to_dict("records")],
        notes=[
            *_assumed(rows, strategy, vocabulary, year, occasion.year_before),
            *headings.state_before(occasion),
            *rule,
        ],
        occasion=occasion,
    )
    return _waterfall(terms, heading)


def _assumed(
    rows: pd.DataFrame, strategy: Strategy, vocabulary: Vocabulary, year: int, year_before: int | None
) -> list[str]:
    """That the parts are assumed, where not all sums of the category and of the discarded are published."""
    first = rows.iloc[0]
    known = all(
        strategy.publishes(at, first["level"], first["dimension"], code, first["field"])
        for at in (year, year_before)
        if at is not None
        for code in (first["category"], *(code for code in vocabulary.dropped))
    )
    return [] if known or not strategy.is_reconstruction else ["Zugänge und Abgänge angenommen"]


def _bridge_finding(rows: pd.DataFrame, noun: Noun, predicate: str, year: int, year_before: int | None) -> str:
    """„Ende 2024 waren 15 Maßnahmen abgeschlossen; acht kamen hinzu, eine fiel weg: Ende 2025 sind es 22"."""
    terms = ("before", "in", "out", "after")
    before, came, went, after = (int(rows.loc[rows["term"] == term, "count"].sum()) for term in terms)
    causes = {
        term: [CAUSES[cause] for cause in rows.loc[rows["term"] == term, "cause"] if cause != "completed"]
        for term in ("in", "out")
    }
    start, end = f"Ende{NBSP}{year_before}", f"Ende{NBSP}{year}"
    sentence = f"{start} {'waren' if before > 1 else 'war'} {german.counted(before, noun)} {predicate}"
    moved = [
        f"{german.pronoun(abs(n), noun)} {verbs[abs(n) > 1]} {particle}{_why(causes[term])}"
        for term, n, verbs, particle in (
            ("in", came, ("kam", "kamen"), "hinzu"),
            ("out", went, ("fiel", "fielen"), "weg"),
        )
        if n
    ]
    if not moved:
        return f"{sentence}; daran hat sich bis {end} nichts geändert"
    result = f"{german.verb('sein', after)} es {german.pronoun(after, noun)}"
    return f"{sentence}; {', '.join(moved)}: {end} {result}"


def _why(causes: list[str]) -> str:
    """What else than completion was the cause, in brackets."""
    return f" ({german.join(causes)})" if causes else ""


def _terms(rows: pd.DataFrame, year: int, year_before: int | None, colour: str) -> pd.DataFrame:
    """One row per bar from top to bottom: name, start, end, text, colour."""
    terms, level = [], 0
    for term, cause, count in zip(rows["term"], rows["cause"], rows["count"], strict=True):
        if term in ("before", "after"):
            name = f"Ende{NBSP}{year_before if term == 'before' else year}"
            terms.append({"name": name, "start": 0, "end": count, "text": german.integer(count), "colour": colour})
            level = count
        else:
            name = f"{'Zugang' if count > 0 else 'Abgang'}: {CAUSES[cause]}"
            fill = _IN_COLOUR if count > 0 else _OUT_COLOUR
            terms.append(
                {"name": name, "start": level, "end": level + count, "text": german.signed(count), "colour": fill}
            )
            level += count
    return pd.DataFrame(terms)


def _waterfall(terms: pd.DataFrame, heading: Heading) -> alt.LayerChart:
    step = plot_height(heading) / len(terms)
    left, labels, size = fitted_labels({name: name for name in terms["name"]}, step)
    right = page().margin + GAP + round(max(text_width(text, page().label, bold=True) for text in terms["text"]))
    reach = terms[["start", "end"]].max(axis=1)
    placed = terms.assign(row=terms["name"].map(labels), low=terms[["start", "end"]].min(axis=1), high=reach)
    scale = alt.Scale(domain=[0, int(reach.max()) or 1], nice=False)
    base = alt.Chart().encode(y=row_axis(labels, left, size))
    layers = [
        base.mark_bar(height=thickness(step), strokeWidth=0).encode(
            x=alt.X("low", type="quantitative", scale=scale, axis=None),
            x2=alt.X2("high"),
            color=alt.Color("colour", type="nominal", scale=None),
        ),
        base.mark_text(align="left", baseline="middle", dx=GAP // 2, fontWeight="bold").encode(
            x=alt.X("high", type="quantitative", scale=scale, axis=None), text=alt.Text("text", type="nominal")
        ),
    ]
    return slide(layers, heading, left=left, right=right, data=placed)
