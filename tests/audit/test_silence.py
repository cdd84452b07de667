"""What must not be reported: right statements that look like contradictions to whoever reads too fast."""

from pathlib import Path

import pytest

from analysis.audit import audit
from analysis.audit.results import counts

from .conftest import Judged, expectations

TEXTS = sorted((Path(__file__).parent / "texts").iterdir())

RIGHT = {
    "other dates": "2023 waren 31 der 44 Wagen (70 %) umgestellt, 2022 erst zwölf von 41 (29 %).",
    "other bases": "Von den 45 Orten ohne Karte hatten 27 (60 %) eine bestellt. Bei den Kreisen waren es vier (57 %).",
    "difference in brackets": "395 000 Personen machten Abitur. Das waren 3,5 % mehr als im Vorjahr (13 200).",
    "value in brackets": "Erzeugt wurden 126 500 t, 4,0 % mehr als 2023 mit 121 600 t.",
    "rounded inputs": "Von 1,5 Mio. € wurden 1,0 Mio. € (68 %) abgerufen.",
    "rounded counts": "Rund 252 000 der knapp 3,2 Millionen Firmen (8,0 %) sind neu.",
    "multiple answers": "Von 24 Kommunen hatten 18 ein Konzept, 12 ein Budget und 9 beides.",
    "shares of answers": "Genannt wurden Kosten (71 %), Aufwand (54 %) und Personal (38 %).",
    "thresholds": "In 45 % der Fälle dauerte es über zwölf, in 20 % über 24 und in 5 % über 36 Monate.",
    "targets": "Bis 2030 sollen es 80 % sein; 2023 waren es 51,8 %, 2022 46,3 %. Er nahm um 5,5 Prozentpunkte zu.",
    "rates": "Die Quote stieg von 3,2 % auf 4,4 %, also um 37,5 %. Der Zinssatz beträgt 2,1 %.",
    "points called per cent": "Der Anteil stieg von 20 % auf 25 % und damit um 5 %.",
    "per cent of per cent": "78 % heizen mit Gas, 11 % mit Öl. Von diesen planen 45 % einen Wechsel, also 5 % aller.",
    "complement": "Nur vier der 24 Kommunen (17 %) antworteten, 83 % schwiegen.",
    "partial list": "Es starben 2 839 Menschen, darunter 1 184 im Pkw (41,7 %) und 446 auf dem Rad (15,7 %).",
    "partial breakdown": "Für Schulen waren es 105,8 Mrd. € (57,0 %), für Hochschulen 42,5 Mrd. € (22,9 %).",
    "yearly rate": "Die Mittel stiegen von 4,3 Mio. € auf 6,9 Mio. €, im Durchschnitt jährlich um 26,7 %.",
    "adjusted": "Die Kosten stiegen von 12,5 Mio. € auf 18,9 Mio. €, preisbereinigt um 28 %.",
    "in three steps": "Der Bestand sank von 1.245 Stellen (2015) über 1.180 auf 1.102.",
    "idiom": "Acht von zehn Befragten (79 %) sind zufrieden, jeder Vierte (26 %) nicht immer.",
    "fraction beside share": "Rund ein Drittel (31 %) nutzt es täglich, knapp die Hälfte (48 %) wöchentlich.",
    "vote": "Der Rat beschloss mit 14 zu drei Stimmen bei zwei Enthaltungen; 19 der 21 Mitglieder waren da.",
    "footnote marks": "63 der 79 Kommunen5 (79,75 %)4 haben ein Konzept.",
    "file numbers": "Nach § 5 Abs. 2 und Vorlage 2020/088 (Nr. 12, S. 7) sind 20 von 50 Vorhaben (40 %) fertig.",
    "number formats": "Von 67 416 Haushalten bezogen 33 708 (50 %) Geld; das kostete 139.000,- € und 1.074 Stunden.",
    "rest among others": "Acht Städte liegen im Süden. Die anderen drei Kreise melden nichts, fünf Orte auch nicht.",
    "list of more": "In drei Ämtern (unter anderem Bauamt und Schulamt) fehlt Personal.",
    "names with und": "Drei Fachbereiche (Bauen und Umwelt, Schule und Sport sowie Ordnung) wirken mit.",
    "other items": "Die drei Felder haben folgende Themen:\n\n- Verkehr\n- Bildung\n- Bauen\n- Wald",
    "another year's base": "Von 10 000 Leuten sind 1 200 (12 %) alt, bis 2035 werden es 1 700 (16 %) sein.",
    "shares that rise": "Die Beteiligung stieg von 1 von 5 auf 2 von 5 Kommunen.",
    "fuller name": "# Handlungsfeld Mobilität\n\n# Handlungsfeld Wohnen\n\nHandlungsfeld Nachhaltige Mobilität läuft.",
    "opposite nouns": "Der Anstieg schwächte sich von 5 % auf 3 % ab.",
    "subtotals": "| Amt | Zahl |\n|---|---|\n| A | 10 |\n| davon B | 4 |\n| C | 20 |\n| Summe | 30 |",
    "years as columns": "| Jahr | 2022 | 2023 |\n|---|---|---|\n| Stand | 7 | 9 |\n| Ziel | 8 | 8 |",
}


@pytest.mark.parametrize("text", RIGHT.values(), ids=RIGHT)
def test_a_right_statement_is_not_reported(text: str, judged: Judged) -> None:
    assert expectations(judged(text)) == []


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_nothing_is_reported_of_a_right_text_and_most_of_it_is_checked(path: Path) -> None:
    audited = audit(path)
    assert expectations(audited) == []
    of = counts(list(audited.statements))
    assert of["right"] >= 45
    assert of["right"] > 2 * of["not_checked"]


def test_the_texts_hold_more_than_four_hundred_right_statements_in_eight_styles() -> None:
    assert len(TEXTS) >= 8
    assert sum(counts(list(audit(path).statements))["right"] for path in TEXTS) > 400
