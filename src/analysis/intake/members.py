"""The members of a network: the roadmap of each, of the year or its newest earlier one."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from analysis.dataset import Dataset, Members
from analysis.errors import DataError
from analysis.network import Network
from analysis.storage import places
from analysis.strategy import load_strategy

LATEST: Final = 9999
Load = Callable[..., Dataset]  # municipality, year or None for its newest, data, as_member


def load_members(network: Network, year: int, data: str | Path, load: Load) -> Members:
    """What is known of each member up to `year`; one without a table that can be read is absent, with the reason."""
    datasets: dict[str, Dataset] = {}
    absent: dict[str, str] = {}
    names: dict[str, str] = {}
    keys: dict[str, str] = {}
    for member in network.members:
        names[member], keys[member] = _known(member, data)
        try:
            places.check_name(member)
            datasets[member] = _up_to(member, year, data, load)
        except DataError as error:
            absent[member] = str(error)
    return Members(network, datasets, names, keys, absent)


def _up_to(member: str, year: int, data: str | Path, load: Load) -> Dataset:
    newest = load(member, None, data, as_member=True)
    if not newest.years:
        raise DataError(f"{member}: im Ordner liegt keine Tabelle mit Maßnahmen.")
    if max(newest.years) <= year:
        return newest
    earlier = [of for of in newest.years if of <= year]
    if not earlier:
        raise DataError(f"{member}: kein Fahrplan bis {year}; der älteste ist von {min(newest.years)}.")
    return load(member, max(earlier), data, as_member=True)


def _known(member: str, data: str | Path) -> tuple[str, str]:
    """A member's name and official key; its folder's name where nobody has written them down."""
    path = places.raw_folder(data, member) / "strategy.toml"
    try:
        strategy = load_strategy(path)
    except DataError:
        return member.replace("-", " ").title(), ""
    return strategy.name, strategy.ags
