"""strategy.toml and network.toml: what they say, and one clear line where they say it wrong."""

from pathlib import Path

import pytest

from analysis.errors import DataError
from analysis.network import load_network
from analysis.strategy import Award, load_corrections, load_strategy

STRATEGY = """
name = "Stadt Herten"
ags = "05562020"
adopted = 2023-01-01
target_date = 2030-12-31
provenance = "example"

[awards]
gold = 80
platinum = { total = 85, group = 65 }

[[fields]]
number = 1
name = "Beschaffung"
"""
NETWORK = """
name = "Netz"
provenance = "example"
members = ["luenen", "werne"]

[[themes]]
number = 2
name = "Bauen"

[[themes]]
number = 1
name = "Beschaffung"
fields = { werne = [1, 2] }
"""


@pytest.fixture
def write(tmp_path):
    """Write a file into the folder „netz" and return its path."""

    def write(name, text):
        path = tmp_path / "netz" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_a_strategy_says_key_awards_and_that_its_rows_are_invented(write):
    strategy = load_strategy(write("strategy.toml", STRATEGY))
    assert strategy.ags == "05562020"
    assert strategy.awards == {"gold": Award(80), "platinum": Award(85, 65)}
    assert strategy.mark == "Beispieldaten, frei erfunden"


@pytest.mark.parametrize(
    ("right", "wrong", "told"),
    [
        ('"05562020"', "5562020", "„ags“ muss Text aus acht Ziffern sein"),
        ('"05562020"', '"562020"', "„ags“ muss Text aus acht Ziffern sein"),
        ("gold = 80", "gold = 180", "„awards.gold“ muss eine Zahl von 0 bis 100 sein"),
        ("group = 65", "gruppe = 65", "„gruppe“ ist kein bekannter Eintrag"),
        ('"example"', '"invented"', "„provenance“ muss eines von reported, reconstruction, example sein"),
    ],
)
def test_a_wrong_entry_of_a_strategy_is_named(write, right, wrong, told):
    with pytest.raises(DataError, match=told):
        load_strategy(write("strategy.toml", STRATEGY.replace(right, wrong)))


def test_a_network_says_members_and_themes_in_order_of_their_numbers(write):
    network = load_network(write("network.toml", NETWORK))
    assert (network.slug, network.members) == ("netz", ("luenen", "werne"))
    assert [theme.name for theme in network.themes] == ["Beschaffung", "Bauen"]
    assert [network.themes[0].fields_of(member) for member in network.members] == [(1,), (1, 2)]


@pytest.mark.parametrize(
    ("right", "wrong", "told"),
    [
        ('["luenen", "werne"]', '"luenen"', "„members“ muss eine Liste von Ordnernamen sein"),
        ('["luenen", "werne"]', '["werne", "werne"]', "„members“ nennt einen Namen doppelt"),
        ("werne = [1, 2]", "herten = [1]", "„themes.fields“ nennt herten, kein Mitglied des Netzwerks"),
        ("werne = [1, 2]", "werne = 1", "„themes.fields“ muss so geschrieben sein"),
        ("number = 2", "number = 1", "„themes.number“ ist doppelt vergeben"),
        ('name = "Netz"', 'nahme = "Netz"', "„nahme“ ist kein bekannter Eintrag"),
    ],
)
def test_a_wrong_entry_of_a_network_is_named(write, right, wrong, told):
    with pytest.raises(DataError, match=told):
        load_network(write("network.toml", NETWORK.replace(right, wrong)))


def test_an_entry_of_the_register_may_be_written_in_german(tmp_path: Path) -> None:
    path = tmp_path / "corrections.toml"
    path.write_text(
        '[[correction]]\nyear = 2025\nid = "1.1.1.1"\ncolumn = "Umsetzungsstatus"\nfound = "fertig?"\n'
        'use = "abgeschlossen"\n[[confirmed]]\nyear = 2025\nid = "1.1.1.2"\ncode = "overdue"\ncolumn = "Zeitplan"\n',
        encoding="utf-8",
    )
    read = load_corrections(path)
    assert [(c.column, c.use) for c in read.corrections] == [("status", "completed")]
    assert [c.column for c in read.confirmed] == ["schedule"]
