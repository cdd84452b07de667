"""A network's folder: what is known of its members, of which year, and what stops only the network."""

from pathlib import Path

import pytest
from drawing import draw

from analysis import intake
from analysis.dataset import NETWORK
from analysis.errors import DataError

STRATEGY = """
name = "{name}"
ags = "{ags}"
adopted = 2023-01-01
target_date = 2030-12-31
[[fields]]
number = 1
name = "Beschaffung"
"""
ROADMAP = """
    Nr.     | Maßnahme         | Umsetzungsstatus | Zeithorizont
    1.1.1.1 | Leitfaden        | abgeschlossen    | kurzfristig
    1.1.1.2 | Schulung         | in Umsetzung     | kurzfristig
"""


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A network „netz" of „stadt" (2025), „dorf" (2023 and 2026), „weiler" (no table)."""
    for folder, name, years in (
        ("stadt", "Stadt A", (2025,)),
        ("dorf", "Dorf B", (2023, 2026)),
        ("weiler", "Weiler C", ()),
    ):
        raw = tmp_path / "raw" / folder
        raw.mkdir(parents=True)
        (raw / "strategy.toml").write_text(STRATEGY.format(name=name, ags="05562020"), encoding="utf-8")
        for year in years:
            draw(raw / f"Fahrplan_{year}.xlsx", Fahrplan=f"Stand: 31.12.{year}\n\n{ROADMAP.strip()}")
    (tmp_path / "raw" / "netz").mkdir()
    write_network(tmp_path, '["stadt", "dorf", "weiler", "fremd"]')
    return tmp_path


def write_network(data: Path, members: str, folder: str = "netz") -> None:
    text = f'name = "Netz"\nprovenance = "example"\nmembers = {members}\n'
    (data / "raw" / folder / "network.toml").write_text(text, encoding="utf-8")


def test_each_member_has_its_table_of_the_year_or_the_newest_earlier_one(data):
    members = intake.load("netz", year=2025, data=data).members
    assert {name: dataset.year for name, dataset in members.datasets.items()} == {"stadt": 2025, "dorf": 2023}
    assert members.names == {"stadt": "Stadt A", "dorf": "Dorf B", "weiler": "Weiler C", "fremd": "Fremd"}
    assert members.keys["stadt"] == "05562020" and members.keys["fremd"] == ""
    assert set(members.absent) == {"weiler", "fremd"}


def test_a_network_alone_has_the_newest_year_of_its_members_and_its_own_name_and_mark(data):
    dataset = intake.load("netz", data=data)
    assert dataset.year == 2026
    assert (dataset.strategy.name, dataset.strategy.mark) == ("Netz", "Beispieldaten, frei erfunden")
    assert list(dataset.parts) == [NETWORK]
    assert intake.load("netz", data=data).year == 2026  # the second time what was read lies ready


def test_a_town_may_lead_the_network_that_it_is_a_member_of(data):
    write_network(data, '["stadt", "dorf"]', "stadt")
    dataset = intake.load("stadt", data=data)
    assert dataset.strategy.name == "Stadt A" and len(dataset.measures) == 2
    assert set(dataset.members.datasets) == {"stadt", "dorf"}


def test_a_broken_network_toml_stops_the_network_only(data):
    write_network(data, '"stadt"', "stadt")
    dataset = intake.load("stadt", data=data)
    assert len(dataset.measures) == 2 and dataset.members is None
    assert "members" in str(dataset.unread[NETWORK])


def test_a_network_whose_members_have_nothing_says_so_in_one_line(data):
    write_network(data, '["weiler"]')
    with pytest.raises(DataError, match="kein Jahr"):
        intake.load("netz", data=data)


def test_what_a_run_of_one_part_depends_on_are_the_files_of_that_part(data):
    write_network(data, '["stadt", "dorf"]', "stadt")
    dataset = intake.load("stadt", data=data)
    inputs = dict.fromkeys(
        ("raw/stadt/Fahrplan_2025.xlsx", "raw/dorf/Fahrplan_2023.xlsx", "raw/stadt/strategy.toml"), "x"
    )
    assert list(dataset.inputs_of(["monitoring"], inputs)) == [
        "raw/stadt/Fahrplan_2025.xlsx",
        "raw/stadt/strategy.toml",
    ]
    assert list(dataset.inputs_of([NETWORK], inputs)) == list(inputs)
