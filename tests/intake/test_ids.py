"""Numbers of goals and measures, and what Excel makes of them."""

import datetime as dt

import pytest

from analysis import numbers
from analysis.intake import ids


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("4.2.1.3", "4.2.1.3"),
        ("M 1.2.3.4", "1.2.3.4"),
        ("1.2.3-4", "1.2.3.4"),
        ("1.2.3.4.", "1.2.3.4"),
        ("1. 2. 3. 4", "1.2.3.4"),
        ("Operatives Ziel 1.1.2: Klimaneutral", "1.1.2"),
        ("VW-08", "VW-08"),
        ("VW–08", "VW-08"),
        ("Ü1", "Ü1"),
        ("M 7", "M 7"),
        ("3.2.1.1a", "3.2.1.1a"),
        (3.0, "3"),
        (1.25, "1.25"),
    ],
)
def test_a_number_is_read_in_the_shape_the_office_gives_it(cell: str | float, number: str) -> None:
    read = ids.parse(cell)
    assert read is not None
    assert read.text == number


@pytest.mark.parametrize("cell", ["Summe Maßnahmen", "50 % bis 2026", "2025", "31.12.2025", "SDG 4", "Klima", True])
def test_what_is_no_number_of_a_measure_is_none(cell: str | bool) -> None:
    read = ids.parse(cell)
    assert read is None or read.depth == 1


def test_a_text_behind_the_number_is_kept() -> None:
    read = ids.parse("1.1.1 Operatives Ziel 1.1.1")
    assert read is not None
    assert (read.text, read.rest) == ("1.1.1", "Operatives Ziel 1.1.1")


def test_1_10_typed_as_a_number_is_told_from_1_1_by_its_neighbours() -> None:
    typed = [1.8, 1.9, 1.1, 1.11]
    assert [n.text for n in ids.resolve([ids.parse(cell) for cell in typed]) if n] == ["1.8", "1.9", "1.10", "1.11"]


def test_1_1_at_the_beginning_stays_1_1() -> None:
    assert [n.text for n in ids.resolve([ids.parse(cell) for cell in (1.1, 1.2)]) if n] == ["1.1", "1.2"]


def test_a_goal_that_excel_turned_into_a_date_is_turned_back() -> None:
    cells = ["1.1.1", dt.date(2002, 1, 1), "1.1.3"]
    assert [n.text for n in ids.resolve([ids.parse(cell) for cell in cells]) if n] == ["1.1.1", "1.1.2", "1.1.3"]


def test_natural_order_puts_1_9_before_1_10() -> None:
    assert sorted(["1.10", "1.9", "VW-2", "1.9.1", "VW-10"], key=numbers.natural) == [
        "1.9",
        "1.9.1",
        "1.10",
        "VW-2",
        "VW-10",
    ]
