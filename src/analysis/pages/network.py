"""A network for reading: whose tables there are, roadmaps side by side, minimum criteria, tenders."""

import pandas as pd
from IPython.display import Markdown
from pandas.io.formats.style import Styler

from analysis import german
from analysis.charts.headings import ALL
from analysis.charts.scoring.words import euro
from analysis.dataset import Dataset
from analysis.figures.network import Bought, counties_left_out
from analysis.pages.tables import show
from analysis.vocabulary import ADOPTION_STATE, OBLIGATION

MEMBER = "Mitglied"


def members(dataset: Dataset) -> Styler | Markdown:
    """One row per member: of which year its roadmap is, how many steps it has, whether „alle“ counts it."""
    joint = dataset.members
    if joint is None:
        return Markdown("Kein Netzwerk: Im Ordner liegt keine `network.toml`.")
    left_out = counties_left_out(joint.keys, joint.datasets)
    rows = []
    for member, name in joint.names.items():
        of = joint.datasets.get(member)
        counted = "nein: Mitglieder liegen in ihm" if member in left_out else "ja" if of else "–"
        rows.append(
            {
                MEMBER: name,
                "AGS": joint.keys[member] or "–",
                "Stand": f"31.12.{of.year}" if of else "keine Daten",
                "Maßnahmen": str((of.measures["year"] == of.year).sum()) if of else "–",
                "zählt in „Alle“": counted,
            }
        )
    return show(pd.DataFrame(rows), joint.network.as_strategy, numbers=["Maßnahmen"])


def completed(dataset: Dataset, roadmaps: pd.DataFrame) -> Styler | Markdown:
    """One row per member, one column per theme: completed measures, their base and share; no mean over themes."""
    joint = dataset.members
    if joint is None or roadmaps.empty:
        return Markdown("Keine Daten.")
    rows = roadmaps[(roadmaps["dimension"] == "status") & (roadmaps["category"] == "completed")]
    rows = rows[rows["level"] == "measure"]
    themes = {str(theme.number): theme.name for theme in joint.network.themes} | {ALL: "ganzer Fahrplan"}
    cells = {(row["member"], row["theme"]): _share(row) for row in rows.to_dict("records")}
    names = {**joint.names, ALL: "Alle mit Daten"}
    table = pd.DataFrame(
        [
            {MEMBER: name, **{title: cells.get((member, theme), "keine Daten") for theme, title in themes.items()}}
            for member, name in names.items()
        ]
    )
    return show(table, joint.network.as_strategy, numbers=list(themes.values()))


def _share(row: dict) -> str:
    if pd.isna(row["count"]) or not row["total"]:
        return "keine Daten"
    return f"{row['count']} von {row['total']} ({german.share(int(row['count']), int(row['total']))})"


def adoption(dataset: Dataset, bought: Bought) -> Styler | Markdown:
    """One row per minimum criterion, one column per member: the state; at the end how many buyers have it."""
    rows = bought.adoption
    if rows.empty:
        return Markdown("Keine Mindestkriterien angegeben.")
    criteria = dataset.part("procurement")["minimum_criteria"].set_index("criterion_id")
    said = {(row["criterion_id"], row["member"]): _state(row) for row in rows.to_dict("records")}
    shares = bought.buyers.set_index("criterion_id")
    table = pd.DataFrame(
        [
            {
                "Produktgruppe": criteria.loc[number, "product_group"],
                "Nr.": number,
                "Mindestkriterium": criteria.loc[number, "title"],
                "Art": OBLIGATION.labels[str(criteria.loc[number, "kind"])],
                "Nachweis": criteria.loc[number, "evidence"],
                **{bought.names.get(m, m): said[number, m] for m in dict.fromkeys(rows["member"])},
                "in Kraft bei": f"{shares.loc[number, 'adopted']} von {shares.loc[number, 'members']}",
            }
            for number in dict.fromkeys(rows["criterion_id"])
        ]
    )
    return show(table, bought.network.as_strategy)


def _state(row: dict) -> str:
    since = f" seit {row['since']}" if pd.notna(row["since"]) and row["state"] == "adopted" else ""
    return ADOPTION_STATE.labels[str(row["state"])] + since


def tenders(bought: Bought) -> Styler | Markdown:
    """One row per year and product group: tenders and value, and how much of them meets all minimum criteria."""
    rows = bought.tenders[bought.tenders["member"] == ALL]
    if rows.empty:
        return Markdown("Keine Vergaben angegeben.")
    table = pd.DataFrame(
        {
            "Jahr": rows["year"].astype(str),
            "Produktgruppe": rows["product_group"].replace({ALL: "alle"}),
            "Vergaben": rows["tenders"].astype(str),
            "erfüllt": [german.share(m, n) for m, n in zip(rows["tenders_met"], rows["tenders"], strict=True)],
            "Auftragswert": [euro(value) for value in rows["value_eur"]],
            "davon erfüllt": [euro(value) for value in rows["value_met_eur"]],
        }
    )
    counties = [bought.names.get(member, member) for member in bought.left_out]
    notes = [f"ohne {german.join(counties)} (Mitglieder liegen in ihm)"] if counties else []
    numbers = ["Vergaben", "erfüllt", "Auftragswert", "davon erfüllt"]
    return show(table, bought.network.as_strategy, numbers=numbers, notes=notes)
