"""The tables of the scoring grid: what a workbook says, and what is calculated of it."""

from typing import Final

from analysis import vocabulary as v
from analysis.frames.schema import (
    MUNICIPALITY,
    SOURCE_CELL,
    WHERE_FROM,
    WHO_WHEN,
    Column,
    Schema,
    codes,
    maybe,
    number,
    text,
)

_VARIANT: Final = {
    "project_id": text("Kennung des Bauprojekts"),
    "variant": text("Kennung der Variante; leer, wenn das Projekt nur eine hat"),
}

SCORING_GROUPS: Final = Schema(
    title="Gruppen",
    description="Eine Zeile je Kriteriengruppe des Bewertungsrasters, in der Reihenfolge des Rasters.",
    columns={
        **MUNICIPALITY,
        "group_id": text("Kennung der Gruppe"),
        "title": text("Bezeichnung der Gruppe"),
        "weight": Column("float64", "Gewicht in Prozent, wie angegeben", least=0),
        "minimum": maybe("float64", "Mindesterfüllung in Prozent; leer, wenn keine verlangt ist"),
        **WHERE_FROM,
    },
    unique=("municipality", "group_id"),
)

CRITERIA: Final = Schema(
    title="Kriterien",
    description="Eine Zeile je Kriterium des Bewertungsrasters, das zählt.",
    columns={
        **MUNICIPALITY,
        "criterion_id": text("Nummer des Kriteriums"),
        "title": text("Kriterium"),
        "group_id": text("Gruppe; leer bei Muss-Kriterien ohne Gruppe"),
        "kind": codes(v.CRITERION_KIND.codes, "Muss oder Punkte"),
        "unit": text("Einheit des Werts"),
        "limit": maybe("float64", "Grenzwert: 10 Punkte"),
        "reference": maybe("float64", "Referenzwert: 50 Punkte; leer: linear von 10 bis 100"),
        "target": maybe("float64", "Zielwert: 100 Punkte"),
        "factor": Column("float64", "Bedeutungsfaktor in der Gruppe", least=0),
        "binding": Column("bool", "ob ein Wert schlechter als der Grenzwert ausschließt"),
        "evidence": text("verlangter Nachweis"),
        **WHERE_FROM,
    },
    unique=("municipality", "criterion_id"),
)

VARIANTS: Final = Schema(
    title="Varianten",
    description="Eine Zeile je Variante eines Bauprojekts.",
    columns={
        **MUNICIPALITY,
        **_VARIANT,
        "title": text("Titel"),
        "kind": text("new (Neubau) oder renovation (Sanierung); leer, wo es nicht angegeben ist"),
        "member": text("Kommune, die baut"),
        "lifecycle_cost": maybe("float64", "Lebenszykluskosten, wie angegeben"),
        "area": maybe("float64", "Fläche in m²"),
        **WHERE_FROM,
    },
    unique=("municipality", "project_id", "variant"),
)

RATINGS: Final = Schema(
    title="Bewertungen",
    description="Eine Zeile je Variante, Kriterium und Jahr, soweit bewertet.",
    columns={
        **MUNICIPALITY,
        "year": maybe("Int64", "Jahr der Bewertung; leer, wo keines angegeben ist"),
        **_VARIANT,
        "criterion_id": text("Nummer des Kriteriums"),
        "value": maybe("float64", "Wert eines Punkte-Kriteriums"),
        "met": maybe("boolean", "ob ein Muss-Kriterium erfüllt ist"),
        "evidence": text("Nachweis"),
        "rated_by": text("bewertet von"),
        **SOURCE_CELL,
    },
)

SCORES: Final = Schema(
    title="Bewertung: Kriterien",
    description="Eine Zeile je Variante und Kriterium.",
    columns={
        **WHO_WHEN,
        **_VARIANT,
        "criterion_id": text("Nummer des Kriteriums"),
        "group_id": text("Gruppe"),
        "kind": codes(v.CRITERION_KIND.codes, "Muss oder Punkte"),
        "value": maybe("float64", "Wert; leer bei Muss-Kriterien und wo er fehlt"),
        "points": maybe("float64", "Punkte 0 bis 100; leer bei Muss-Kriterien und wo der Wert fehlt"),
        "outcome": codes(v.OUTCOME.codes, "bewertet, erfüllt, nicht erfüllt, Grenzwert verfehlt, fehlt"),
    },
    unique=("municipality", "year", "project_id", "variant", "criterion_id"),
)

GROUP_SCORES: Final = Schema(
    title="Bewertung: Gruppen",
    description="Eine Zeile je Variante und Gruppe.",
    columns={
        **WHO_WHEN,
        **_VARIANT,
        "group_id": text("Gruppe"),
        "points": maybe("float64", "Erfüllung in Prozent; leer, solange eine Bewertung fehlt"),
        "minimum": maybe("float64", "Mindesterfüllung in Prozent"),
        "fulfilled": maybe(
            "boolean", "ob die Mindesterfüllung erreicht ist; leer, wo es keine gibt oder Bewertungen fehlen"
        ),
    },
    unique=("municipality", "year", "project_id", "variant", "group_id"),
)

PROJECTS: Final = Schema(
    title="Bewertung: Varianten",
    description="Eine Zeile je Variante eines Bauprojekts.",
    columns={
        **WHO_WHEN,
        **_VARIANT,
        "title": text("Titel"),
        "total": maybe("float64", "Gesamterfüllung in Prozent; leer, solange eine Bewertung fehlt"),
        "total_low": maybe("float64", "mit 0 Punkten, wo eine Bewertung fehlt"),
        "total_high": maybe("float64", "mit 100 Punkten, wo eine Bewertung fehlt"),
        "excluded_by": text("Kriterien, die die Variante ausschließen"),
        "missing": number("fehlende Bewertungen", least=0),
        "award": text("Auszeichnung; none: keine; leer: noch nicht bekannt"),
        "lifecycle_cost": maybe("float64", "Lebenszykluskosten, wie angegeben"),
        "efficient": maybe(
            "boolean", "keine andere gewertete ist mindestens so gut und höchstens so teuer, eines davon echt"
        ),
        "rank": maybe("Int64", "Rang unter den gewerteten Varianten"),
        "rank_stability": maybe("float64", "Anteil der Gewichtungen, in denen der erste Rang bleibt"),
        "swap_group": text("Gruppe, deren Gewicht sich dafür am wenigsten ändern muss, dass eine andere vorn liegt"),
        "swap_weight": maybe("float64", "ihr Gewicht dann, in Prozent; die anderen im gleichen Verhältnis"),
    },
    unique=("municipality", "year", "project_id", "variant"),
)
