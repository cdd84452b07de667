"""Oddities of single cells and rows: what is read, and the finding with its cell."""

HEAD = "Berichtsjahr | #2025\nNr. | Maßnahme | Status | Horizont | Im Zeitplan\n"


def test_an_excel_error_is_told_instead_of_a_missing_value(office, rows) -> None:
    office.export(Tabelle=HEAD + "1.1.1.1 | A | !#REF! | lang | ja")
    assert rows(office.load().measures, "status") == [("unknown",)]
    assert office.told() == [("cell-error", "C3", "1.1.1.1")]


def test_a_formula_without_a_stored_result_is_told(office, rows) -> None:
    office.export(Tabelle=HEAD + "1.1.1.1 | A | Idee | lang | =D3")
    assert rows(office.load().measures, "schedule") == [("unknown",)]
    assert office.told() == [("formula-without-value", "E3", "1.1.1.1")]


def test_a_row_without_a_number_is_set_aside_with_no_further_finding(office) -> None:
    office.export(Tabelle=HEAD + "1.1.1.1 | A | Idee | lang | ja\n | Neue Maßnahme | bald | | vielleicht")
    assert len(office.load().measures) == 1
    assert office.told() == [("id-missing", "A4", "")]


def test_a_hidden_row_is_read_counted_and_told(office) -> None:
    office.export(Tabelle=HEAD + "(hidden) 1.1.1.1 | A | Idee | lang | ja")
    assert len(office.load().measures) == 1
    assert office.told() == [("row-hidden", "A3", "1.1.1.1")]


def test_struck_through_but_not_discarded_keeps_its_status(office, rows) -> None:
    office.export(Tabelle=HEAD + "1.1.1.1 | ~A~ | Idee | lang | ja\n1.1.1.2 | ~B~ | verworfen | lang | –")
    assert rows(office.load().measures, "status") == [("idea",), ("discarded",)]
    assert office.told() == [("struck-through", "B3", "1.1.1.1")]


def test_one_number_twice_with_different_status_counts_once_as_unknown(office, rows) -> None:
    office.export(
        Tabelle=HEAD
        + """1.1.1.1 | Dienstrad | Idee | lang | ja
1.1.1.1 | Dienstauto | abgeschlossen | lang | ja
1.1.1.1 | Dienstbus | Idee | lang | nein"""
    )
    assert rows(office.load().measures, "title", "status", "horizon", "schedule") == [
        ("Dienstrad", "unknown", "long", "unknown")
    ]
    findings = office.load().findings
    assert rows(findings, "code", "severity", "cell") == [
        ("id-duplicate", "error", "A4"),
        ("id-duplicate", "error", "A5"),
    ]


def test_one_row_twice_counts_once_and_is_only_a_hint(office, rows) -> None:
    office.export(Tabelle=HEAD + "1.1.1.1 | A | Idee | lang | ja\n1.1.1.1 | A | Idee | lang | ja")
    assert rows(office.load().findings, "code", "severity", "cell") == [("id-duplicate", "info", "A4")]


def test_a_discarded_measure_has_no_other_schedule(office, rows) -> None:
    office.export(
        Tabelle=HEAD
        + """1.1.1.1 | A | verworfen | lang | entfällt
1.1.1.2 | B | verworfen | lang | –
1.1.1.3 | C | verworfen | lang |
1.1.1.4 | D | verworfen | lang | ja"""
    )
    assert rows(office.load().measures, "schedule") == [("discarded",)] * 4
    assert office.told() == [("value-normalised", "E6", "1.1.1.4")]


def test_a_living_measure_whose_schedule_is_dropped_is_not_understood(office, rows) -> None:
    office.export(Tabelle=HEAD + "1.1.1.1 | A | Idee | lang | –\n1.1.1.2 | B | Idee | lang | entfällt")
    assert rows(office.load().measures, "schedule") == [("unknown",), ("unknown",)]
    assert office.told() == [("value-unknown", "E3", "1.1.1.1"), ("value-unknown", "E4", "1.1.1.2")]


def test_keine_angabe_is_an_answer_in_the_schedule_and_missing_elsewhere(office, rows) -> None:
    office.export(Tabelle=HEAD + "1.1.1.1 | A | k. A. | k. A. | k. A.")
    assert rows(office.load().measures, "status", "horizon", "schedule") == [("unknown", "unknown", "not_assessed")]
    assert sorted(office.told()) == [("value-missing", "C3", "1.1.1.1"), ("value-missing", "D3", "1.1.1.1")]


def test_numbers_typed_as_numbers_are_resolved_by_their_neighbours_and_told(office, rows) -> None:
    office.export(Tabelle=HEAD + "\n".join(f"#{n} | A | Idee | lang | ja" for n in ("1.8", "1.9", "1.1", "1.11")))
    assert rows(office.load().measures, "measure_id") == [("1.8",), ("1.9",), ("1.10",), ("1.11",)]
    assert office.told() == [
        ("id-ambiguous", "A3", "1.8"),
        ("id-ambiguous", "A4", "1.9"),
        ("id-ambiguous", "A5", "1.10"),
    ]


def test_a_goal_turned_into_a_date_is_resolved_and_told(office, rows) -> None:
    office.export(
        Ziele="""
Stand 31.12.2025
Ziel-Nr. | Operatives Ziel | Status
1.1.1 | A | begonnen
@2002-01-01 | B | begonnen
1.1.3 | C | begonnen
"""
    )
    assert rows(office.load().goals, "goal_id") == [("1.1.1",), ("1.1.2",), ("1.1.3",)]
    assert office.told() == [("id-ambiguous", "A4", "1.1.2")]


def test_the_number_wins_over_a_field_that_disagrees(office, rows) -> None:
    office.export(
        Tabelle="""
Berichtsjahr | #2025
Handlungsfeld | Nr. | Maßnahme | Status | Horizont | Im Zeitplan
1 – Nachhaltige Verwaltung | 1.1.1.1 | A | Idee | lang | ja
1 – Nachhaltige Verantwortung | 1.1.1.2 | B | Idee | lang | ja
2 – Mobilität | 1.1.1.3 | C | Idee | lang | ja
Klimaschutz und Energie | 3.1.1.1 | D | Idee | lang | ja
"""
    )
    assert rows(office.load().measures, "measure_id", "field") == [
        ("1.1.1.1", 1),
        ("1.1.1.2", 1),
        ("1.1.1.3", 1),
        ("3.1.1.1", 3),
    ]
    assert office.told() == [("field-mismatch", "A4", "1.1.1.2"), ("field-mismatch", "A5", "1.1.1.3")]


def test_a_field_that_the_strategy_does_not_know_is_unknown_and_told(office, rows) -> None:
    office.export(Tabelle=HEAD + "9.1.1.1 | A | Idee | lang | ja")
    assert rows(office.load().measures, "field") == [(None,)]
    assert office.told() == [("field-mismatch", "A3", "9.1.1.1")]


def test_a_measure_whose_goal_is_in_no_list_is_told(office) -> None:
    office.export(
        Ziele="Berichtsjahr | #2025\nZiel-Nr. | Operatives Ziel | Status\n1.1.1 | Ziel | begonnen",
        Maßnahmen="Nr. | Maßnahme | Status | Horizont | Im Zeitplan\n1.1.2.1 | A | Idee | lang | ja",
    )
    assert office.told() == [("goal-missing", "A2", "1.1.2.1")]


def test_fewer_measures_than_the_strategy_expects_are_told_with_the_file(office, rows) -> None:
    office.say(office.folder.joinpath("strategy.toml").read_text(encoding="utf-8") + "\n[expected]\nmeasures = 2\n")
    office.export(Tabelle=HEAD + "1.1.1.1 | A | Idee | lang | ja")
    assert rows(office.load().findings, "code", "source_file", "cell") == [
        ("count-mismatch", "Monitoring_2025.xlsx", "")
    ]


def test_strategic_goals_are_counted_by_the_goals_and_measures_that_bear_them(office, rows) -> None:
    said = "\n[expected]\nstrategic_goals = 3\nmeasures = 2\n"
    office.say(office.folder.joinpath("strategy.toml").read_text(encoding="utf-8") + said)
    office.export(Tabelle=HEAD + "1.1.1.1 | A | Idee | lang | ja\n1.2.1.1 | B | Idee | lang | ja")
    assert rows(office.load().findings, "code", "raw", "cleaned") == [("count-mismatch", "2", "3")]


def test_past_its_horizon_and_still_on_schedule_is_overdue_and_a_due_date_beats_the_horizon(office) -> None:
    office.export(
        Tabelle="""
Berichtsjahr | #2025
Nr. | Maßnahme | Status | Horizont | Im Zeitplan | Termin
1.1.1.1 | A | Idee | kurz | ja |
1.1.1.2 | B | Idee | kurz | ja | 2026
1.1.1.3 | C | Idee | lang | ja | 06/2025
1.1.1.4 | D | abgeschlossen | kurz | ja |
1.1.1.5 | E | Idee | kurz | nein |
"""
    )
    assert office.told("overdue") == [("overdue", "E3", "1.1.1.1"), ("overdue", "E5", "1.1.1.3")]


def test_the_register_corrects_and_says_what_it_does_no_longer_need(office, rows) -> None:
    office.correct(
        """
[[correction]]
year = 2025
id = "1.1.1.1"
column = "status"
found = "bald"
use = "planned"
reason = "Rücksprache"

[[correction]]
year = 2025
id = "1.1.1.1"
column = "schedule"
found = "vielleicht"
use = "delayed"
"""
    )
    office.export(Tabelle=HEAD + "1.1.1.1 | A | bald | lang | ja")
    assert rows(office.load().measures, "status", "schedule") == [("planned", "on_schedule")]
    assert rows(office.load().findings, "code", "cell", "source_file") == [
        ("corrected", "C3", "Monitoring_2025.xlsx"),
        ("correction-unused", "", "corrections.toml"),
    ]


def test_the_register_corrects_a_field_a_goal_and_a_due_date_too(office, rows) -> None:
    entry = '[[correction]]\nyear = 2025\nid = "VW-1"\ncolumn = "{}"\nfound = "{}"\nuse = "{}"\n'
    office.correct(
        entry.format("field", "Verkehr", "2")
        + entry.format("due", "bald", "06/2027")
        + entry.format("title", "Dienstrat", "Dienstrad")
    )
    office.say(office.folder.joinpath("strategy.toml").read_text(encoding="utf-8").replace('"VW"', '"XX"'))
    office.export(
        Tabelle="""
Berichtsjahr | #2025
Handlungsfeld | Nr. | Maßnahme | Status | Horizont | Im Zeitplan | Termin
Verkehr | VW-1 | Dienstrat | Idee | lang | ja | bald
"""
    )
    measures = office.load().measures
    assert rows(measures, "field", "title") == [(2, "Dienstrad")]
    assert str(measures["due"][0].date()) == "2027-06-30"
    assert {code for code, _, _ in office.told()} == {"corrected"}
