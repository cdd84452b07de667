"""The reporting year that a table states, and when something is due."""

import datetime as dt

import pytest

from analysis.errors import DataError
from analysis.intake.dating import due_date, file_years, stated_years


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("Berichtsjahr 2025", 2025),
        ("Stand: 31.12.2025", 2025),
        ("Stand: 15. Januar 2026", 2025),
        ("Stand 03/2026", 2025),
        ("Stand 04/2026", 2026),
        ("Umsetzungsstatus der operativen Ziele, 31.12.2025", 2025),
        ("Datenstand: 2025-12-31", 2025),
    ],
)
def test_a_stand_until_march_means_the_year_before(text: str, year: int) -> None:
    assert stated_years(text) == {year}


@pytest.mark.parametrize("text", ["Exportiert am 14.01.2026", "Nachhaltigkeitsstrategie 2030", "Druckdatum 03.02.2026"])
def test_when_a_file_was_exported_and_what_a_strategy_is_called_never_count(text: str) -> None:
    assert stated_years(text) == set()


@pytest.mark.parametrize(
    ("name", "years"),
    [
        ("Monitoring_Nachhaltigkeit_2025.xlsx", {2025}),
        ("Export_2026-01-14.xlsx", set()),
        ("Monitoring_2025_Stand_2026-01-14.xlsx", {2025}),
        ("Stand 15.01.2026.xlsx", {2025}),
    ],
)
def test_a_file_name_tells_a_year_but_not_by_its_date_of_export(name: str, years: set[int]) -> None:
    assert file_years(name) == years


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("31.12.2026", dt.date(2026, 12, 31)),
        ("bis 2026", dt.date(2026, 12, 31)),
        ("06/2027", dt.date(2027, 6, 30)),
        ("Q1/2027", dt.date(2027, 3, 31)),
        ("II. Quartal 2026", dt.date(2026, 6, 30)),
        (dt.datetime(2026, 5, 1), dt.date(2026, 5, 1)),
        (2027.0, dt.date(2027, 12, 31)),
        ("demnächst", None),
        ("2026–2028", dt.date(2028, 12, 31)),
        ("2026/II", dt.date(2026, 6, 30)),
        ("2. Halbjahr 2026", dt.date(2026, 12, 31)),
        ("10/2024 bis 09/2026", dt.date(2026, 9, 30)),
    ],
)
def test_a_month_a_quarter_and_a_year_are_due_on_their_last_day(text: object, day: dt.date | None) -> None:
    assert due_date(text) == day  # type: ignore[arg-type]


TABLE = """
Nr. | Titel | Status | Zeithorizont | Im Zeitplan
1.1.1.1 | Dienstrad | Idee | langfristig | ja
"""


def test_a_file_name_that_says_another_year_than_the_content_stops_with_both(office) -> None:
    office.export("Monitoring_2024.xlsx", Tabelle="Berichtsjahr | #2025" + TABLE)
    with pytest.raises(DataError, match=r"2024.*2025"):
        office.load()


def test_content_that_says_two_years_stops_with_both(office) -> None:
    office.export("Monitoring.xlsx", Tabelle="Berichtsjahr | #2025\nStand: | @2024-12-31" + TABLE)
    with pytest.raises(DataError, match=r"2024.*2025"):
        office.load()


def test_two_files_for_one_year_stop_with_both_names(office) -> None:
    office.export("A_2025.xlsx", Tabelle=TABLE)
    office.export("B_2025.xlsx", Tabelle=TABLE)
    with pytest.raises(DataError, match=r"A_2025\.xlsx und B_2025\.xlsx"):
        office.load()


def test_a_table_without_any_year_is_asked_for_it(office) -> None:
    office.export("Monitoring.xlsx", Tabelle=TABLE)
    with pytest.raises(DataError, match="Berichtsjahr"):
        office.load()


def test_a_workbook_with_a_status_column_a_year_is_several_years(office, rows) -> None:
    office.export(
        "Monitoring.xlsx",
        Tabelle="""
Nr. | Titel | Status 2023 | Status 2024 | Status 12/2025 | Zeithorizont | Im Zeitplan
1.1.1.1 | Dienstrad | Idee | in Planung | abgeschlossen | langfristig | ja
""",
    )
    assert rows(office.load().measures, "year", "status", "horizon", "schedule") == [
        (2023, "idea", "long", "unknown"),
        (2024, "planned", "long", "unknown"),
        (2025, "completed", "long", "on_schedule"),
    ]


def test_the_older_of_two_status_columns_is_last_years_where_last_year_has_a_file(office, rows) -> None:
    office.export("M_2024.xlsx", Tabelle=TABLE)
    office.export(
        "M_2025.xlsx",
        Tabelle="""
Nr. | Titel | Status 2024 | Status 2025 | Zeithorizont | Im Zeitplan
1.1.1.1 | Dienstrad | in Planung | in Umsetzung | langfristig | ja
""",
    )
    assert rows(office.load().measures, "year", "status") == [(2024, "idea"), (2025, "in_progress")]
    assert ("previous-mismatch", "C2", "1.1.1.1") in office.told()


def test_a_year_sees_nothing_of_the_years_after_it(office) -> None:
    office.export("M_2024.xlsx", Tabelle=TABLE)
    (office.folder / "M_2025.xlsx").write_bytes(b"kaputt")
    dataset = office.load(2024)
    assert dataset.years == [2024]
    assert [path.name for path in dataset.sources] == ["M_2024.xlsx"]
    with pytest.raises(DataError, match=r"M_2025\.xlsx"):
        office.load()


def test_two_files_of_a_later_year_do_not_stop_the_year_before_them(office) -> None:
    office.export("M_2024.xlsx", Tabelle=TABLE)
    office.export("A_2025.xlsx", Tabelle=TABLE)
    office.export("B_2025.xlsx", Tabelle=TABLE)
    assert office.load(2024).years == [2024]
    with pytest.raises(DataError, match="enthalten beide"):
        office.load()
