"""One municipality's frames up to a reporting year, with all that is known of it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from dataclasses import field as dataclass_field
from pathlib import Path
from typing import Final

import pandas as pd

from analysis.errors import DataError
from analysis.network import Network
from analysis.strategy import Corrections, Renumbering, Strategy

NETWORK = "network"
MONITORING = "monitoring"  # the parts that a municipality may have; this one is the monitoring table


@dataclass(frozen=True)
class Members:
    """The members of a network: what `network.toml` says, and their roadmaps up to the reporting year.

    `datasets` holds those that have a monitoring table of the year or an earlier one, `absent` says why the
    others have none. `names` and `keys` (AGS, "" where unknown) are of all.
    """

    network: Network
    datasets: Mapping[str, "Dataset"]
    names: Mapping[str, str]
    keys: Mapping[str, str]
    absent: Mapping[str, str]


@dataclass(frozen=True)
class Dataset:
    """One municipality's frames (schemas in `analysis.frames`) up to the reporting year `year`.

    `parts` maps each part of the year to its files; `measures` and `goals` are empty where the monitoring
    table is none of them, `tables` maps each other part to its frames by name. `unread` says of a part that
    lies there and cannot be read why. `members` is there where a network works together.
    """

    municipality: str
    year: int
    strategy: Strategy
    corrections: Corrections
    measures: pd.DataFrame
    goals: pd.DataFrame
    extras: pd.DataFrame
    findings: pd.DataFrame
    parts: Mapping[str, tuple[Path, ...]]
    tables: Mapping[str, Mapping[str, pd.DataFrame]] = dataclass_field(default_factory=dict)
    unread: Mapping[str, DataError] = dataclass_field(default_factory=dict)
    members: Members | None = None
    field: int | None = None  # the rows are those of this field alone
    scope: str = ""  # which part of the rows it is, in German words; "" for all of them
    assumptions: str = ""  # which values were changed to try something out, in German words

    @property
    def sources(self) -> tuple[Path, ...]:
        """The files that the frames come from."""
        return tuple(path for paths in self.parts.values() for path in paths)

    @property
    def years(self) -> list[int]:
        return sorted({*self.measures["year"], *self.goals["year"]})

    @property
    def previous_year(self) -> int | None:
        """The last earlier year there is."""
        return max((year for year in self.years if year < self.year), default=None)

    @property
    def rows(self) -> tuple[pd.DataFrame, pd.DataFrame, Strategy]:
        """Measures, goals and strategy: what the figures are made from."""
        return self.measures, self.goals, self.strategy

    @property
    def renumbered(self) -> tuple[Renumbering, ...]:
        return self.corrections.renumbered

    def rows_of(self, level: str) -> pd.DataFrame:
        """The measures or the goals."""
        return {"measure": self.measures, "goal": self.goals}[level]

    @property
    def caveats(self) -> tuple[str, ...]:
        """What every chart and table of it has to say first; nothing for the rows as they were delivered."""
        scope = (f"nur ein Teil der Zeilen: {self.scope}",) if self.scope else ()
        return (*scope, f"angenommene Angaben: {self.assumptions}") if self.assumptions else scope

    def part(self, name: str) -> Mapping[str, pd.DataFrame]:
        """The frames of a part other than the monitoring table, by name; DataError where there are none."""
        if name in self.unread:
            raise self.unread[name]
        if name not in self.tables:
            raise DataError(f"{self.municipality}: im Ordner data/raw/{self.municipality} fehlt {name}.xlsx.")
        return self.tables[name]

    def inputs_of(self, parts: Collection[str], inputs: Mapping[str, str]) -> dict[str, str]:
        """Those of a year's inputs (path → hash) that these parts rest on: their files, registers, editions."""
        own = {path.parts[-2:] for part in parts for path in self.parts.get(part, ())}
        others = {path.parts[-2:] for paths in self.parts.values() for path in paths} - own
        return {path: digest for path, digest in inputs.items() if Path(path).parts[-2:] not in others}

    def of_field(self, number: int) -> "Dataset":
        """The same with the rows of one field: its measures and goals, and what is known of them.

        DataError where there is no such field.
        """
        self.strategy.field(number)
        measures, goals = (frame[frame["field"] == number] for frame in (self.measures, self.goals))
        ids = {*measures["measure_id"], *goals["goal_id"]}
        return replace(
            self,
            field=number,
            measures=measures.reset_index(drop=True),
            goals=goals.reset_index(drop=True),
            extras=self.extras[self.extras["id"].isin(ids)].reset_index(drop=True),
            findings=self.findings[self.findings["id"].isin(ids)].reset_index(drop=True),
        )


@dataclass(frozen=True)
class Occasion:
    """What of the year and of the year before is published, as far as it is said beside a chart.

    `draft`: the year is not published yet. `year_before` is the last earlier year there is, `before_is` which
    of its figures a comparison rests on: „veröffentlichter Stand", „berichtigter Stand", or "". `caveats` say
    that only a part of the rows is shown, or that values were changed to try something out. `revised` has one
    row per published number of the year that is another now: table, the columns that tell its place, value
    (its column), published, now.
    """

    draft: bool = True
    year_before: int | None = None
    before_is: str = ""
    caveats: tuple[str, ...] = ()
    revised: pd.DataFrame | None = None


UNPUBLISHED: Final = Occasion()
