"""Layouts that offices use: found, not configured. Each is drawn as the office would see it."""

import pytest

from analysis.errors import DataError
from analysis.intake import check

MEASURE = ("measure_id", "field", "status", "horizon", "schedule")


def test_goal_headings_with_their_measures_below(office, rows) -> None:
    office.export(
        Tabelle="""
Stand: 31.12.2025
Nr. | Bezeichnung | Bearbeitungsstand | Verantwortlich | Fristigkeit | Liegt im Zeitplan
Handlungsfeld 1: Nachhaltige Verwaltung
1.1 | Strategisches Ziel Verwaltung
1.1.1 | Klimaneutrale Verwaltung | begonnen
1.1.1.1 | Dienstfahrräder | in Umsetzung | Hauptamt | langfristig | ja
Handlungsfeld 2: Mobilität
2.1.1 | Mehr Bus | noch nicht begonnen
2.1.1.1 | Taktverdichtung | verworfen | VHS | langfristig | –
Summe | #2
"""
    )
    dataset = office.load()
    assert rows(dataset.goals, "goal_id", "title", "field", "status") == [
        ("1.1.1", "Klimaneutrale Verwaltung", 1, "started"),
        ("2.1.1", "Mehr Bus", 2, "not_started"),
    ]
    assert rows(dataset.measures, *MEASURE) == [
        ("1.1.1.1", 1, "in_progress", "long", "on_schedule"),
        ("2.1.1.1", 2, "discarded", "long", "discarded"),
    ]
    assert office.told() == [("row-ignored", "A10", "")]


def test_three_header_lines_and_merged_goal_cells(office, rows) -> None:
    office.export(
        HF_2="""
Monitoring | < | < | < | < | < | <
Stand: 31.12.2025
Strategisches Ziel | Operatives Ziel | < | Maßnahme | < | < | < | Zeitplan
^ | Nummer | Umsetzung | Nummer | Angaben zur | < | Horizont | ^
^ | ^ | Stand | ^ | Bezeichnung | Umsetzungs-\\nstand | ^ | ^
2.1 | 2.1.1 Mehr Bus | begonnen | 2.1.1.1 | Takt | in Umsetzung | langfristig | ja
^ | ^ | ^ | 2.1.1.2 | Linie | Idee | langfristig | nein
^ | 2.1.2 Mehr Rad | noch nicht begonnen | 2.1.2.1 | Wege | Idee | langfristig | k. A.
"""
    )
    dataset = office.load()
    assert rows(dataset.goals, "goal_id", "title", "status", "strategic_goal_id") == [
        ("2.1.1", "Mehr Bus", "started", "2.1"),
        ("2.1.2", "Mehr Rad", "not_started", "2.1"),
    ]
    assert rows(dataset.measures, "measure_id", "goal_id", "title", "status", "schedule") == [
        ("2.1.1.1", "2.1.1", "Takt", "in_progress", "on_schedule"),
        ("2.1.1.2", "2.1.1", "Linie", "idea", "delayed"),
        ("2.1.2.1", "2.1.2", "Wege", "idea", "not_assessed"),
    ]
    assert office.told() == []


def test_one_column_for_each_status_marked_with_x(office, rows) -> None:
    office.export(
        Maßnahmen="""
Berichtsjahr | #2025
Nr. | Maßnahme | Status | < | < | < | < | Zeithorizont | < | < | < | Im Zeitplan | < | <
^ | ^ | Idee | Planung | Umsetzung | abgeschlossen | verworfen | kurz | mittel | lang | laufend | ja | nein | k. A.
1.1.1.1 | Dienstrad | | | x | | | | x | | | x | |
1.1.1.2 | Papierlos | ✓ | | | | | | ✓ | | | | ✓ |
1.1.1.3 | Bäume | | | x | x | | | x | | | | | x
1.1.1.4 | Sträucher | | | | | | | x | | | | | x
"""
    )
    assert rows(office.load().measures, *MEASURE) == [
        ("1.1.1.1", 1, "in_progress", "medium", "on_schedule"),
        ("1.1.1.2", 1, "idea", "medium", "delayed"),
        ("1.1.1.3", 1, "unknown", "medium", "not_assessed"),
        ("1.1.1.4", 1, "unknown", "medium", "not_assessed"),
    ]
    assert office.told() == [("value-unknown", "E6", "1.1.1.3"), ("value-missing", "C7", "1.1.1.4")]


def test_goals_and_measures_as_two_tables_on_one_sheet(office, rows) -> None:
    office.export(
        Tabelle="""
Berichtsjahr | #2025
Nr. | Operatives Ziel | Status
1.1.1 | Verwaltung | begonnen
1.1.2 | Beschaffung | abgeschlossen

Nr. | Maßnahme | Status | Horizont | Im Zeitplan
1.1.1.1 | Dienstrad | in Umsetzung | lang | ja
Nr. | Maßnahme | Status | Horizont | Im Zeitplan
1.1.2.1 | Papier | Idee | lang | nein
* Hinweis: vorläufig
"""
    )
    dataset = office.load()
    assert rows(dataset.goals, "goal_id", "status") == [("1.1.1", "started"), ("1.1.2", "completed")]
    assert rows(dataset.measures, "measure_id", "status") == [("1.1.1.1", "in_progress"), ("1.1.2.1", "idea")]
    assert office.told() == [("row-ignored", "A8", ""), ("row-ignored", "A10", "")]


def test_goals_and_measures_side_by_side(office, rows) -> None:
    office.export(
        Tabelle="""
Berichtsjahr | #2025
Ziel-Nr. | Operatives Ziel | Status | | Maßn.-Nr. | Titel | Status | Laufzeit | Im Zeitplan
1.1.1 | Verwaltung | begonnen | | 1.1.1.1 | Dienstrad | in Umsetzung | lang | ja
1.1.2 | Beschaffung | abgeschlossen | | 1.1.1.2 | Papier | Idee | lang | nein
 | | | | 1.1.2.1 | Holz | Idee | lang | nein
"""
    )
    dataset = office.load()
    assert rows(dataset.goals, "goal_id", "status") == [("1.1.1", "started"), ("1.1.2", "completed")]
    assert rows(dataset.measures, "measure_id", "status") == [
        ("1.1.1.1", "in_progress"),
        ("1.1.1.2", "idea"),
        ("1.1.2.1", "idea"),
    ]
    assert office.told() == []


def test_of_two_status_columns_the_one_before_the_measure_is_the_goals(office, rows) -> None:
    office.export(
        Tabelle="""
Berichtsjahr | #2025
Ziel-Nr. | Ziel | Status | Nr. | Maßnahme | Status | Horizont | Im Zeitplan
1.1.1 | Verwaltung | abgeschlossen | 1.1.1.1 | A | in Umsetzung | lang | ja
 | | | 1.1.1.2 | B | abgeschlossen | lang | ja
"""
    )
    dataset = office.load()
    assert rows(dataset.goals, "goal_id", "title", "status") == [("1.1.1", "Verwaltung", "completed")]
    assert rows(dataset.measures, "measure_id", "status") == [("1.1.1.1", "in_progress"), ("1.1.1.2", "completed")]


def test_an_office_with_its_own_numbers_and_no_operative_goals(office, rows) -> None:
    office.export(
        Liste="""
Berichtsjahr 2025

Kennung | Handlungsfeld | Vorhaben | Stand der Umsetzung | Zeitschiene | Termin | Im Plan? | Verantwortlich
VW-01 | Nachhaltige Verwaltung | Dienstrad | läuft | kurzfristig | 31.12.2026 | j | Hauptamt
MO-02 | Mobilität | Bus | geplant | lang | demnächst | n | Amt 60
Ü1 | Klima | Beratung | fertig | laufend | | ja | VHS
"""
    )
    dataset = office.load()
    assert len(dataset.goals) == 0
    assert rows(dataset.measures, *MEASURE, "goal_id") == [
        ("MO-02", 2, "planned", "long", "delayed", ""),
        ("VW-01", 1, "in_progress", "short", "on_schedule", ""),
        ("Ü1", 3, "completed", "ongoing", "on_schedule", ""),
    ]
    assert rows(dataset.extras, "id", "column", "value", "cell") == [("MO-02", "Termin", "demnächst", "F5")]
    assert office.told() == [("value-unknown", "F5", "MO-02"), ("ongoing-completed", "D6", "Ü1")]


def test_a_status_told_by_colour_as_a_legend_on_the_sheet_explains_it(office, rows) -> None:
    office.export(
        Tabelle="""
Berichtsjahr | #2025
Nr. | Maßnahme | Ampel | Horizont | Im Zeitplan
1.1.1.1 | A | {01873B} | langfristig | nein
1.1.1.2 | B | {FFCC00} | langfristig | nein
1.1.1.3 | C | {123456} | langfristig | nein

{01873B} | abgeschlossen
{FFCC00} | in Umsetzung
"""
    )
    assert rows(office.load().measures, "measure_id", "status") == [
        ("1.1.1.1", "completed"),
        ("1.1.1.2", "in_progress"),
        ("1.1.1.3", "unknown"),
    ]
    assert ("value-missing", "C5", "1.1.1.3") in office.told()


def test_a_status_told_by_colour_as_the_strategy_explains_it(office, rows) -> None:
    strategy = office.folder.joinpath("strategy.toml").read_text(encoding="utf-8")
    office.say(strategy + '\n[colours.measure_status]\n"#01873b" = "completed"\n')
    office.export(Tabelle="Berichtsjahr | #2025\nNr. | Titel | Ampel\n1.1.1.1 | A | {01873B}\n1.1.1.2 | B | Idee")
    assert rows(office.load().measures, "status") == [("completed",), ("idea",)]


def test_columns_are_known_by_their_content_whatever_their_headings(office, rows) -> None:
    office.export(
        Tabelle="""
Berichtsjahr 2025
x | Was | Wie weit | Wann | Läuft's | Notiz
1.1.1.1 | Dienstfahrräder anschaffen | Idee | kurzfristig | nicht im Zeitplan | offen
1.1.1.2 | Papier sparen im Amt | abgeschlossen | kurzfristig | im Zeitplan | gut
"""
    )
    assert rows(office.load().measures, "measure_id", "title", "status", "horizon", "schedule", "note") == [
        ("1.1.1.1", "Dienstfahrräder anschaffen", "idea", "short", "delayed", "offen"),
        ("1.1.1.2", "Papier sparen im Amt", "completed", "short", "on_schedule", "gut"),
    ]


def test_tables_that_complete_each_other_are_joined(office, rows) -> None:
    office.export(
        Stammdaten="""
Berichtsjahr | #2025
Nr. | Maßnahme | Zuständig | Horizont
1.1.1.1 | Dienstrad | Hauptamt | langfristig
1.1.1.2 | Papier | VHS | langfristig
""",
        Stand="""
Nr. | Status | Im Zeitplan
1.1.1.1 | Idee | nein
1.1.1.2 | abgeschlossen | ja
""",
    )
    assert rows(office.load().measures, "measure_id", "title", "status", "horizon", "schedule") == [
        ("1.1.1.1", "Dienstrad", "idea", "long", "delayed"),
        ("1.1.1.2", "Papier", "completed", "long", "on_schedule"),
    ]
    assert office.told() == []


def test_cover_pivot_legend_and_contacts_are_no_data(office) -> None:
    office.export(
        Deckblatt="Monitoring\nStand: 31.12.2025",
        Daten="Nr. | Titel | Status | Horizont | Im Zeitplan\n1.1.1.1 | A | Idee | lang | ja",
        Pivot="Zeilenbeschriftungen | Anzahl von Nr.\nIdee | #1\nGesamtergebnis | #1",
        Legende="Status | Bedeutung\nIdee | noch nicht konkret\nin Planung | wird geplant",
        Kontakt="HF | Name | Telefon\n#1 | Frau Muster | 02452 13-0",
    )
    dataset = office.load()
    assert len(dataset.measures) == 1
    assert dataset.findings["source_sheet"].tolist() == ["Deckblatt", "Pivot", "Legende", "Kontakt"]
    assert office.told("sheet-ignored") == [("sheet-ignored", "", "")] * 4


def test_what_is_not_understood_survives_with_its_heading_and_cell(office, rows) -> None:
    office.export(
        Tabelle="""
Berichtsjahr | #2025
Nr. | Titel | Status | SDG | Kosten | | Horizont | Im Zeitplan
1.1.1.1 | Dienstrad | Idee | 11, 13 | #1200 | Rest | lang | ja
"""
    )
    assert rows(office.load().extras, "id", "column", "value", "cell") == [
        ("1.1.1.1", "SDG", "11, 13", "D3"),
        ("1.1.1.1", "Kosten", "1200", "E3"),
        ("1.1.1.1", "Spalte F", "Rest", "F3"),
    ]


def test_a_missing_column_is_told_once(office) -> None:
    office.export(Tabelle="Berichtsjahr | #2025\nNr. | Titel | Status\n1.1.1.1 | A | Idee\n1.1.1.2 | B | Idee")
    assert office.told() == [("value-missing", "A2", ""), ("value-missing", "A2", "")]


def test_a_table_with_headings_and_no_rows_yet_is_read_without_a_finding(office) -> None:
    path = office.export(Maßnahmen="Berichtsjahr | #2025\nHF | Nr. | Maßnahme | Status | Horizont | Im Zeitplan")
    assert len(check([path]).findings) == 0


def test_a_sheet_of_hundreds_of_tables_is_refused_in_one_line(office) -> None:
    path = office.export(
        Tabelle="\n".join(f"Nr. | Titel {n} | Status\n1.1.1.{n} | A | Idee" for n in range(301)), file="M_2025.xlsx"
    )
    with pytest.raises(DataError, match=r"M_2025\.xlsx: Blatt „Tabelle“ enthält mehr als 300 Tabellen"):
        check([path])
