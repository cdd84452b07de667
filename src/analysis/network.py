"""What members work together on: `network.toml` → Network."""

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from analysis.strategy import Award, Strategy, TomlReader, read_toml
from analysis.vocabulary import PROVENANCE

FILE = "network.toml"
SECTIONS = {"name", "provenance", "members", "themes", "awards"}


@dataclass(frozen=True)
class Theme:
    """A theme of a network; `fields` maps a member to its fields of action that belong to it."""

    number: int
    name: str
    fields: dict[str, tuple[int, ...]] = field(default_factory=dict)

    def fields_of(self, member: str) -> tuple[int, ...]:
        """The member's fields of this theme: those named, else the one of the same number."""
        return self.fields.get(member, (self.number,))


@dataclass(frozen=True)
class Network:
    """What `network.toml` says; `members` are folders under data/raw, `slug` is the network's own."""

    slug: str
    name: str
    members: tuple[str, ...] = ()
    themes: tuple[Theme, ...] = ()
    provenance: str = "reported"
    awards: dict[str, Award] = field(default_factory=dict)

    @property
    def as_strategy(self) -> Strategy:
        """What charts and tables of the whole network say of it: its name, and where its rows come from."""
        unwritten = Strategy.unwritten(self.name)
        return replace(unwritten, provenance=self.provenance, awards=self.awards)

    @property
    def mark(self) -> str:
        """What every output says of where the rows come from; "" where they are as reported."""
        return PROVENANCE[self.provenance]


def load_network(path: Path) -> Network:
    """Read a `network.toml`; DataError names file and key of what is wrong."""
    data = read_toml(path)
    reader = TomlReader(path)
    reader.no_other_keys(data, SECTIONS)
    members = _names(reader, data, "members")
    return Network(
        slug=path.resolve().parent.name,
        name=reader.text(data, "name", required=True),
        members=members,
        themes=_themes(reader, data, members),
        provenance=reader.provenance(data),
        awards=reader.awards(data),
    )


def _names(reader: TomlReader, data: dict[str, Any], key: str) -> tuple[str, ...]:
    names = data.get(key, [])
    if not isinstance(names, list) or not names or not all(isinstance(name, str) for name in names):
        raise reader.error(key, "muss eine Liste von Ordnernamen sein")
    if len(set(names)) < len(names):
        raise reader.error(key, "nennt einen Namen doppelt")
    return tuple(names)


def _themes(reader: TomlReader, data: dict[str, Any], members: tuple[str, ...]) -> tuple[Theme, ...]:
    themes = []
    for entry in reader.tables(data, "themes"):
        reader.no_other_keys(entry, {"number", "name", "fields"})
        fields = entry.get("fields", {})
        if not isinstance(fields, dict) or not all(
            isinstance(numbers, list) and all(type(number) is int for number in numbers) for numbers in fields.values()
        ):
            raise reader.error("themes.fields", "muss so geschrieben sein: { luenen = [1], werne = [1, 2] }")
        if unknown := set(fields) - set(members):
            raise reader.error("themes.fields", f"nennt {', '.join(sorted(unknown))}, kein Mitglied des Netzwerks")
        of_member = {member: tuple(numbers) for member, numbers in fields.items()}
        themes.append(Theme(reader.integer(entry, "number"), reader.text(entry, "name", required=True), of_member))
    if len({theme.number for theme in themes}) < len(themes):
        raise reader.error("themes.number", "ist doppelt vergeben")
    return tuple(sorted(themes, key=lambda theme: theme.number))
