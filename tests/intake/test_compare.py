"""Against the export of the year before: rows that moved, and a table that was rebuilt."""

HEAD = "Nr. | Maßnahme | Status | Horizont | Im Zeitplan\n"


def last_year(office, table: str) -> None:
    office.export("M_2024.xlsx", Tabelle=HEAD + table)


def this_year(office, table: str) -> None:
    office.export("M_2025.xlsx", Tabelle=HEAD + table)


def test_a_measure_that_is_gone_bears_last_years_cell(office, rows) -> None:
    last_year(office, "1.1.1.1 | A | Idee | lang | ja\n1.1.1.2 | B | Idee | lang | ja")
    this_year(office, "1.1.1.1 | A | Idee | lang | ja\n1.1.1.3 | C | Idee | lang | ja")
    assert rows(office.load().findings, "year", "code", "id", "source_file", "cell") == [
        (2025, "vanished", "1.1.1.2", "M_2024.xlsx", "A3"),
        (2025, "appeared", "1.1.1.3", "M_2025.xlsx", "A3"),
    ]


def test_a_renumbered_measure_neither_vanishes_nor_appears(office) -> None:
    office.correct('[[renumbered]]\nyear = 2025\nfrom = "1.1.1.2"\nto = "1.1.1.3"\n')
    last_year(office, "1.1.1.1 | A | Idee | lang | ja\n1.1.1.2 | B | in Umsetzung | lang | ja")
    this_year(office, "1.1.1.1 | A | Idee | lang | ja\n1.1.1.3 | B | Idee | lang | ja")
    assert office.told() == [("status-went-back", "C3", "1.1.1.3")]


def test_status_that_goes_back_and_what_returns(office) -> None:
    last_year(office, "1.1.1.1 | A | abgeschlossen | lang | ja\n1.1.1.2 | B | verworfen | lang | –")
    this_year(office, "1.1.1.1 | A | in Umsetzung | lang | ja\n1.1.1.2 | B | in Umsetzung | lang | ja")
    assert office.told("status-went-back", "returned") == [
        ("status-went-back", "C2", "1.1.1.1"),
        ("returned", "C3", "1.1.1.2"),
    ]


def test_a_goal_that_goes_back_is_told_too(office) -> None:
    table = "Ziel-Nr. | Operatives Ziel | Status\n1.1.1 | Z | {}"
    office.export("M_2024.xlsx", Tabelle=table.format("fortgeschritten"))
    office.export("M_2025.xlsx", Tabelle=table.format("begonnen"))
    assert office.told("status-went-back") == [("status-went-back", "C2", "1.1.1")]


def test_discarding_is_no_step_back(office) -> None:
    last_year(office, "1.1.1.1 | A | abgeschlossen | lang | ja")
    this_year(office, "1.1.1.1 | A | verworfen | lang | –")
    assert office.told("status-went-back", "returned") == []


def test_titles_and_horizons_that_changed(office) -> None:
    last_year(office, "1.1.1.1 | Dienstrad | Idee | mittel | ja")
    this_year(office, "1.1.1.1 | Dienstfahrrad | Idee | lang | ja")
    assert office.told("title-changed", "horizon-changed") == [
        ("title-changed", "B2", "1.1.1.1"),
        ("horizon-changed", "D2", "1.1.1.1"),
    ]


def test_last_years_column_that_disagrees_with_last_years_export(office) -> None:
    last_year(office, "1.1.1.1 | A | Idee | lang | ja\n1.1.1.2 | B | Idee | lang | ja")
    office.export(
        "M_2025.xlsx",
        Tabelle="""
Nr. | Maßnahme | Status Vorjahr | Status | Horizont | Im Zeitplan
1.1.1.1 | A | Idee | in Planung | lang | ja
1.1.1.2 | B | in Planung | in Planung | lang | ja
""",
    )
    assert office.told("previous-mismatch") == [("previous-mismatch", "C3", "1.1.1.2")]


def test_the_same_layout_tells_no_drift(office) -> None:
    last_year(office, "1.1.1.1 | A | Idee | lang | ja")
    this_year(office, "1.1.1.1 | A | Idee | lang | ja")
    assert office.told() == []


def test_columns_renamed_added_dropped_and_moved_and_a_new_word(office, rows) -> None:
    last_year(office, "1.1.1.1 | A | Idee | lang | ja")
    office.export(
        "M_2025.xlsx",
        Liste="""
Nr. | Maßnahme | Horizont | Umsetzungsstand | Bemerkung
1.1.1.1 | A | lang | Ideenstatus | neu
""",
    )
    changed = office.load().findings.query("code == 'layout-changed'")
    assert rows(changed, "cell", "raw", "cleaned") == [
        ("", "", "Liste"),
        ("", "Tabelle", ""),
        ("", "Im Zeitplan", ""),
        ("C1", "Horizont", "Horizont"),
        ("D1", "Status", "Umsetzungsstand"),
        ("E1", "", "Bemerkung"),
        ("D2", "", "Ideenstatus"),
    ]


def test_a_sheet_that_bears_the_new_year_is_renamed_not_new(office, rows) -> None:
    office.export("M_2024.xlsx", Stand_2024=HEAD + "1.1.1.1 | A | Idee | lang | ja")
    office.export("M_2025.xlsx", Stand_2025=HEAD + "1.1.1.1 | A | Idee | lang | ja")
    assert rows(office.load().findings, "code", "raw", "cleaned") == [("layout-changed", "Stand 2024", "Stand 2025")]


def test_a_chain_of_renumberings_over_a_year_without_export_is_followed(office) -> None:
    office.correct(
        """
[[renumbered]]
year = 2024
from = "1.1.1.1"
to = "1.1.1.2"

[[renumbered]]
year = 2025
from = "1.1.1.2"
to = "1.1.1.3"
"""
    )
    office.export("M_2023.xlsx", Tabelle=HEAD + "1.1.1.1 | A | Idee | lang | ja")
    office.export("M_2025.xlsx", Tabelle=HEAD + "1.1.1.3 | A | Idee | lang | ja")
    assert office.told() == []


def test_a_column_renamed_on_the_second_of_two_sheets_is_told(office, rows) -> None:
    table = "Nr. | Maßnahme | {} | Horizont | Im Zeitplan\n{}.1.1.1 | A | Idee | lang | ja"
    office.export("M_2024.xlsx", HF_1=table.format("Status", 1), HF_2=table.format("Status", 2))
    office.export("M_2025.xlsx", HF_1=table.format("Status", 1), HF_2=table.format("Stand", 2))
    changed = office.load().findings
    assert rows(changed, "source_sheet", "cell", "raw", "cleaned") == [("HF 2", "C1", "Status", "Stand")]


def test_two_numbers_that_changed_places_are_one_question_each(office, rows) -> None:
    last_year(office, "1.1.1.1 | Dienstrad | Idee | lang | ja\n1.1.1.2 | Solardach | abgeschlossen | lang | ja")
    this_year(office, "1.1.1.1 | Solardach | abgeschlossen | lang | ja\n1.1.1.2 | Dienstrad | Idee | lang | ja")
    assert rows(office.load().findings, "code", "cell", "id", "cleaned") == [
        ("id-shifted", "A2", "1.1.1.1", "1.1.1.2"),
        ("id-shifted", "A3", "1.1.1.2", "1.1.1.1"),
    ]


def test_a_mistyped_number_neither_vanishes_nor_appears(office, rows) -> None:
    last_year(office, "1.1.1.1 | A | Idee | lang | ja\n1.1.1.2 | Solardach | Idee | lang | ja")
    this_year(office, "1.1.1.1 | A | Idee | lang | ja\n1.1.1.22 | Solardach | Idee | lang | ja")
    assert rows(office.load().findings, "code", "id", "cleaned") == [("id-shifted", "1.1.1.22", "1.1.1.2")]
