"""Example catalogues of the templates, from public criteria; every limit is left to the office.

Sources: Bewertungssystem Nachhaltiges Bauen (BNB) and Qualitätssiegel Nachhaltiges Gebäude (QNG) for
building projects; Blauer Engel, the EU's criteria for green public procurement (EU GPP) and the AVV
Klima for procurement.
"""

from typing import Any, Final

SCORING_SOURCE: Final = (
    "Beispielkatalog: Gruppen, Gewichte und Themen nach BNB und QNG (Bund). Grenz-, Referenz- und Zielwerte legt das "
    "Amt fest.\n„BNB-Punkte“ sind die Punkte des jeweiligen Steckbriefs (10 Grenz-, 50 Referenz-, 100 Zielwert)."
)
PROCUREMENT_SOURCE: Final = (
    "Beispielkatalog aus öffentlichen Kriterien; maßgeblich ist die jeweils gültige Fassung der genannten Quelle."
)

SCORING_GROUPS: Final[list[dict[str, Any]]] = [
    {"group_id": "1", "title": "Ökologische Qualität", "weight": 22.5},
    {"group_id": "2", "title": "Ökonomische Qualität", "weight": 22.5},
    {"group_id": "3", "title": "Soziokulturelle und funktionale Qualität", "weight": 22.5},
    {"group_id": "4", "title": "Technische Qualität", "weight": 22.5},
    {"group_id": "5", "title": "Prozessqualität", "weight": 10},
]

_BNB_SCALE: Final = {"unit": "BNB-Punkte", "limit": 10, "reference": 50, "target": 100}


def _bnb(number: str, title: str, **scale: Any) -> dict[str, Any]:
    row = {"criterion_id": number, "title": title, "group_id": number[0], "kind": "Punkte", "factor": 1}
    return {**row, **(scale or _BNB_SCALE), "evidence": f"BNB-Steckbrief {number}"}


def _must(number: str, title: str, group: str, evidence: str) -> dict[str, Any]:
    return {"criterion_id": number, "title": title, "group_id": group, "kind": "Muss", "evidence": evidence}


SCORING_CRITERIA: Final = [
    _must("M1", "Holz zu mindestens 70 % aus zertifizierter Forstwirtschaft", "1", "QNG PLUS, FSC oder PEFC"),
    _must("M2", "Schadstoffvermeidung in Baumaterialien", "1", "QNG, besondere Anforderungen"),
    _must("M3", "Barrierefreiheit", "3", "QNG, besondere Anforderungen"),
    _bnb("1.1.1", "Treibhauspotenzial (GWP)", unit="kg CO₂-Äqu./(m²·a)"),
    _bnb("1.2.1", "Primärenergiebedarf", unit="kWh/(m²·a)"),
    _bnb("1.1.7", "Nachhaltige Materialgewinnung, Biodiversität"),
    _bnb("1.2.3", "Trinkwasserbedarf und Abwasseraufkommen"),
    _bnb("1.2.4", "Flächeninanspruchnahme"),
    _bnb("2.2.1", "Flächeneffizienz"),
    _bnb("2.2.2", "Anpassungsfähigkeit"),
    _bnb("3.1.1", "Thermischer Komfort"),
    _bnb("3.1.3", "Innenraumlufthygiene"),
    _bnb("3.1.5", "Visueller Komfort"),
    _bnb("4.1.2", "Wärme- und Tauwasserschutz"),
    _bnb("4.1.3", "Reinigungs- und Instandhaltungsfreundlichkeit"),
    _bnb("4.1.4", "Rückbau, Trennung und Verwertung"),
    _bnb("5.1.2", "Integrale Planung"),
    _bnb("5.1.4", "Ausschreibung und Vergabe"),
]


def _minimum(group: str, number: str, title: str, evidence: str, kind: str = "muss") -> dict[str, Any]:
    return {"product_group": group, "criterion_id": number, "title": title, "kind": kind, "evidence": evidence}


MINIMUM_CRITERIA: Final = [
    _minimum("Kopierpapier", "P1", "mindestens 95 % Recyclingpapier", "Blauer Engel"),
    _minimum("Möbel", "M1", "emissionsarme Holzwerkstoffe", "Blauer Engel"),
    _minimum("Möbel", "M2", "kein Tropenholz", "FSC oder PEFC"),
    _minimum("Computer und Bildschirme", "C1", "Kernkriterien", "EU GPP, core"),
    _minimum("Drucker", "D1", "Kernkriterien", "EU GPP, core"),
    _minimum("Rechenzentren", "R1", "Kernkriterien", "EU GPP, core"),
    _minimum("Reinigung", "G1", "Kernkriterien", "EU GPP, core"),
    _minimum("Verpflegung", "V1", "Kernkriterien", "EU GPP, core"),
    _minimum("Verpflegung", "V2", "kein Einweggeschirr in Kantinen", "AVV Klima, Negativliste"),
    _minimum("Textilien", "T1", "Kernkriterien", "EU GPP, core"),
    _minimum("Farben und Lacke", "F1", "Kernkriterien", "EU GPP, core"),
    _minimum("Straßenbeleuchtung", "S1", "umfassende Kriterien", "EU GPP, comprehensive", "soll"),
    _minimum("Kälteanlagen", "K1", "kein Kältemittel mit GWP von 150 oder mehr", "AVV Klima, Negativliste"),
    _minimum("Alle ab 10.000 € netto", "A1", "CO₂-Preis im Angebotsvergleich", "AVV Klima", "soll"),
    _minimum("Alle ab 10.000 € netto", "A2", "Lebenszykluskosten im Angebotsvergleich", "AVV Klima", "soll"),
]
