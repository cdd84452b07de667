"""What a careful clerk would never let pass: each table once went wrong in silence."""

import pytest

from analysis.errors import DataError

YEAR = "Berichtsjahr | #2025\n"
HEAD = YEAR + "Nr. | Maßnahme | Status | Horizont | Im Zeitplan\n"
GOALS_TOO = YEAR + "Ziel-Nr. | Operatives Ziel | Status Ziel | Nr. | Maßnahme | Status | Horizont | Im Zeitplan\n"


@pytest.mark.parametrize("number", ["", "!#REF!", "neu", "=A1"])
def test_a_first_row_without_a_readable_number_is_no_second_header_line(office, number: str) -> None:
    office.export(Tabelle=HEAD + f"{number} | Neu | Idee | lang | ja\n1.1.1.1 | A | Idee | lang | ja")
    assert ("id-missing", "A3", "") in office.told()


def test_plain_whole_numbers_are_numbers_too(office, rows) -> None:
    office.export(
        Klima=YEAR
        + "Nr. | Maßnahme | Status | Horizont | Im Zeitplan\n#1 | A | Idee | lang | ja\n#2 | B | Idee | lang | ja"
    )
    assert rows(office.load().measures, "measure_id", "field") == [("1", 3), ("2", 3)]


@pytest.mark.parametrize("number", ["", "!#REF!"])
def test_a_measure_without_number_beside_its_goal_is_not_lost(office, rows, number: str) -> None:
    office.export(
        Tabelle=GOALS_TOO
        + "1.1.1 | Ziel | begonnen | 1.1.1.1 | A | Idee | lang | ja\n"
        + f"1.1.1 | Ziel | begonnen | {number} | B neu | Idee | lang | ja"
    )
    assert ("id-missing", "D4", "") in office.told()
    assert rows(office.load().goals, "goal_id", "status") == [("1.1.1", "started")]


def test_years_in_a_second_header_line_tell_the_columns_apart(office, rows) -> None:
    office.export(
        Tabelle=YEAR
        + "Nr. | Maßnahme | Status | < | Horizont | Im Zeitplan\n"
        + "^ | ^ | 2024 | 2025 | ^ | ^\n"
        + "1.1.1.1 | A | Idee | in Umsetzung | lang | ja"
    )
    assert rows(office.load(2025).measures.query("year == 2025"), "status") == [("in_progress",)]


def test_a_column_of_wishes_is_not_what_is(office, rows) -> None:
    office.export(
        Tabelle=YEAR
        + "Nr. alt | Nr. neu | Maßnahme | angestrebter Status | Status | Horizont | Im Zeitplan\n"
        + "9.9.9.9 | 1.1.1.1 | A | abgeschlossen | Idee | lang | ja"
    )
    assert rows(office.load().measures, "measure_id", "status") == [("1.1.1.1", "idea")]


def test_two_columns_that_both_say_status_and_disagree_leave_none_certain(office, rows) -> None:
    office.export(
        Tabelle=YEAR
        + "Nr. | Maßnahme | Status | Umsetzungsstand | Horizont | Im Zeitplan\n"
        + "1.1.1.1 | A | Idee | Idee | lang | ja\n1.1.1.2 | B | Idee | abgeschlossen | lang | ja"
    )
    assert rows(office.load().measures, "status") == [("idea",), ("unknown",)]
    assert office.told() == [("value-unknown", "C4", "1.1.1.2")]


def test_ja_nein_and_mittel_are_no_proof_of_what_a_column_is(office, rows) -> None:
    office.export(
        Tabelle=YEAR
        + "Nr. | Maßnahme | Status | Klimarelevant | Aufwand\n"
        + "1.1.1.1 | A | Idee | ja | mittel\n1.1.1.2 | B | Idee | nein | mittel"
    )
    assert rows(office.load().measures, "schedule", "horizon") == [("unknown", "unknown")] * 2
    assert len(office.load().extras) == 4


def test_an_empty_status_column_is_not_replaced_by_remarks(office, rows) -> None:
    office.export(
        Tabelle=YEAR
        + "Nr. | Maßnahme | Status | Horizont | Im Zeitplan | Bemerkung\n"
        + "1.1.1.1 | A | | lang | ja | abgeschlossen\n1.1.1.2 | B | | lang | ja | verworfen"
    )
    assert rows(office.load().measures, "status", "note") == [("unknown", "abgeschlossen"), ("unknown", "verworfen")]


def test_a_title_column_for_goals_and_measures_serves_both(office, rows) -> None:
    office.export(
        Tabelle=YEAR
        + "Nr. | Ziel / Maßnahme | Status | Horizont | Im Zeitplan\n"
        + "1.1.1 | Klimaneutral | begonnen\n1.1.1.1 | Dienstrad | Idee | lang | ja"
    )
    dataset = office.load()
    assert rows(dataset.goals, "title") == [("Klimaneutral",)]
    assert rows(dataset.measures, "title") == [("Dienstrad",)]


def test_goal_names_without_a_number_belong_to_the_measures_number(office, rows) -> None:
    office.export(
        Tabelle=YEAR
        + "Operatives Ziel | Nr. | Maßnahme | Status | Horizont | Im Zeitplan\n"
        + "Klimaneutrale Verwaltung | 1.1.1.1 | A | Idee | lang | ja"
    )
    assert rows(office.load().goals, "goal_id", "title") == [("1.1.1", "Klimaneutrale Verwaltung")]


def test_two_numbers_in_one_cell_are_told(office) -> None:
    office.export(Tabelle=HEAD + "1.1.1.2 / 1.1.1.3 | A | Idee | lang | ja\n1.1.1.4 | B | Idee | lang | ja")
    assert office.told() == [("id-ambiguous", "A3", "1.1.1.2")]


def test_what_stands_behind_a_number_is_kept(office, rows) -> None:
    office.export(Tabelle=HEAD + "1.1.1.2 entfällt | A | Idee | lang | ja\n1.1.1.4 | B | Idee | lang | ja")
    assert rows(office.load().extras, "id", "value") == [("1.1.1.2", "1.1.1.2 entfällt")]


def test_a_span_of_two_years_is_no_reporting_year(office) -> None:
    office.export("M.xlsx", Tabelle=HEAD.replace("Berichtsjahr | #2025", "Berichtszeitraum: 2024/2025"))
    with pytest.raises(DataError, match=r"2024.*2025"):
        office.load()


def test_an_error_among_columns_to_be_marked_leaves_the_status_unknown(office, rows) -> None:
    office.export(
        Tabelle=YEAR
        + "Nr. | Maßnahme | Idee | in Planung | in Umsetzung | Horizont | Im Zeitplan\n"
        + "1.1.1.1 | A | x | | | lang | ja\n1.1.1.2 | B | | !#REF! | x | lang | ja"
    )
    assert rows(office.load().measures, "status") == [("idea",), ("unknown",)]
    assert office.told("cell-error") == [("cell-error", "D4", "1.1.1.2")]


def test_a_remark_of_an_office_is_no_responsibility(office, rows) -> None:
    office.export(
        Tabelle=YEAR
        + "Nr. | Maßnahme | Status | Horizont | Im Zeitplan | Anmerkung Fachamt\n"
        + "1.1.1.1 | A | Idee | lang | ja | Herr Muster ruft an"
    )
    assert rows(office.load().measures, "responsible", "note") == [("", "Herr Muster ruft an")]


def test_last_years_dated_column_beside_an_undated_one_is_no_contradiction(office, rows) -> None:
    office.export(
        Tabelle=YEAR
        + "Nr. | Maßnahme | Status 2024 | aktueller Status | Horizont | Im Zeitplan\n"
        + "1.1.1.1 | A | Idee | in Umsetzung | lang | ja"
    )
    assert rows(office.load().measures, "year", "status") == [(2024, "idea"), (2025, "in_progress")]


def test_the_field_of_the_first_row_of_a_block_holds_for_the_rows_below(office, rows) -> None:
    office.export(
        Tabelle=YEAR
        + "Handlungsfeld | Nr. | Maßnahme | Status | Horizont | Im Zeitplan\n"
        + "Mobilität | A-1 | A | Idee | lang | ja\n | A-2 | B | Idee | lang | ja\nHF3 | A-3 | C | Idee | lang | ja"
    )
    assert rows(office.load().measures, "measure_id", "field") == [("A-1", 2), ("A-2", 2), ("A-3", 3)]
    assert office.told() == []


def test_contacts_below_the_table_are_notes(office) -> None:
    office.export(Tabelle=HEAD + "1.1.1.1 | A | Idee | lang | ja\n\nTelefon: | 02452 13-0\nAufgestellt: | Amt 61")
    assert [code for code, _, _ in office.told()] == ["row-ignored", "row-ignored"]


def test_a_correction_reaches_an_error_cell(office, rows) -> None:
    office.correct(
        '[[correction]]\nyear = 2025\nid = "1.1.1.1"\ncolumn = "status"\nfound = "#REF!"\nuse = "abgeschlossen"\n'
    )
    office.export(Tabelle=HEAD + "1.1.1.1 | A | !#REF! | lang | ja")
    assert rows(office.load().measures, "status") == [("completed",)]
    assert office.told() == [("corrected", "C3", "1.1.1.1")]


def test_a_correction_of_an_unknown_column_is_refused(office) -> None:
    office.correct('[[correction]]\nyear = 2025\nid = "1.1.1.1"\ncolumn = "stauts"\nfound = "x"\nuse = "idea"\n')
    office.export(Tabelle=HEAD + "1.1.1.1 | A | Idee | lang | ja")
    with pytest.raises(DataError, match="column"):
        office.load()
