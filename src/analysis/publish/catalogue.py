"""Every chart of a year by its name: the figures behind it, and the chart that is drawn from them."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Final

import altair as alt
import pandas as pd

from analysis.charts import bases, bridges, change, deadlines, flows, overview, pace, paths
from analysis.charts import field as field_charts
from analysis.charts.headings import ALL, selected
from analysis.dataset import MONITORING, Dataset, Occasion
from analysis.editions import revisions
from analysis.figures import bridge
from analysis.figures import network as network_figures
from analysis.figures.basis import in_year, years_of
from analysis.figures.bounds import deadline_bounds
from analysis.figures.breakdown import figures
from analysis.figures.midterm import consecutive, midterm, midterm_summary
from analysis.figures.midterm import paths as path_figures
from analysis.figures.midterm.evidence import may_say
from analysis.figures.midterm.outlook import outlook
from analysis.figures.midterm.paths import TERMINABLE
from analysis.figures.midterm.scenarios import scenarios
from analysis.figures.network import Bought
from analysis.figures.punctuality import with_overdue
from analysis.figures.scoring.grid import Scored, score
from analysis.publish import indicator_charts, network_charts, scoring_charts, sources
from analysis.publish.sources import Source
from analysis.vocabulary import MEASURE_STATUS

_FIELD_CHARTS: Final = {
    "goal_status": ("goal", "status"),
    "measure_status": ("measure", "status"),
    "schedule_by_horizon": ("measure", "schedule"),
}


@dataclass(frozen=True)
class Entry:
    """A chart: its figures and its picture, each made when it is called for."""

    figures: Callable[[], pd.DataFrame]
    draw: Callable[[], alt.LayerChart]


class Catalogue(Mapping[str, Entry]):
    """Name of a chart → the chart, under the names by which the batch saves them.

    A chart that needs a year before, two consecutive years, or years to come, is there only where there
    are some. Nothing is calculated before it is asked for, and what several charts share only once.
    """

    def __init__(self, dataset: Dataset, known: Mapping[str, pd.DataFrame] | None = None) -> None:
        """`known` are tables of the year that are there already: figures, midterm, midterm_summary."""
        self.dataset = dataset
        self._known = known or {}
        self._fields: dict[int, pd.DataFrame] = {}
        self._drawn: dict[str, alt.LayerChart] = {}
        self._entries: dict[str, Entry] = {}
        if MONITORING in dataset.parts:
            self._entries |= self._overview() | self._of_fields() | self._changes() | self._review()
        of_indicators = self._indicators() if indicator_charts.PART in dataset.tables else {}
        self.of_indicators = tuple(of_indicators)
        self._entries |= of_indicators
        others = self._scoring() | self._network()
        self.of_other_parts = (*of_indicators, *others)  # all that is not drawn from the monitoring table
        self._entries |= others

    def __getitem__(self, name: str) -> Entry:
        return self._entries[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def beginning(self, *starts: str) -> dict[str, alt.LayerChart]:
        """Name → picture of the charts whose names begin so."""
        return {name: self.drawn(name) for name in self if name.startswith(starts)}

    def drawn(self, name: str) -> alt.LayerChart:
        """The chart, drawn once however often it is asked for; nobody changes it."""
        if name not in self._drawn:
            self._drawn[name] = self[name].draw()
        return self._drawn[name]

    def source(self, name: str) -> Source:
        """The mark that every form of the chart bears."""
        figures_of = self[name].figures()
        return sources.of_figures(
            figures_of, chart=name, municipality=self.dataset.municipality, year=self.dataset.year
        )

    def charts(self, *names: str) -> dict[str, alt.LayerChart]:
        """Name → drawn chart, of those of these names that there are."""
        return {name: self[name].draw() for name in names if name in self}

    def _overview(self) -> dict[str, Entry]:
        strategy = self.dataset.strategy
        if in_year(self.dataset.measures, self.dataset.year).empty:
            return {}

        return {
            "status_by_field": Entry(
                lambda: selected(self.breakdown, "measure", "status"),
                lambda: overview.status_by_field(self.breakdown, strategy, occasion=self.occasion),
            ),
            "on_schedule_by_field": Entry(
                lambda: selected(self._with_overdue(self.breakdown), "measure", "schedule"),
                lambda: overview.on_schedule_by_field(
                    self._with_overdue(self.breakdown), strategy, occasion=self.occasion
                ),
            ),
        }

    def _of_fields(self) -> dict[str, Entry]:
        entries = {}
        rows = {
            "goal": in_year(self.dataset.goals, self.dataset.year),
            "measure": in_year(self.dataset.measures, self.dataset.year),
        }
        for number in self.dataset.strategy.field_names:
            for name, (level, dimension) in _FIELD_CHARTS.items():
                if not (rows[level]["field"] == number).any():
                    continue
                entries[f"field_{number}_{name}"] = Entry(
                    partial(self._of_field, number, level, dimension), partial(self._draw_field, name, number)
                )
        return entries

    def _of_field(self, number: int, level: str, dimension: str) -> pd.DataFrame:
        rows = self._field_breakdown(number)
        rows = self._with_overdue(rows) if dimension == "schedule" else rows
        of_level = (rows["level"] == level) & (rows["dimension"] == dimension)
        return rows[of_level & (rows["field"] == str(number))]

    def _draw_field(self, name: str, number: int) -> alt.LayerChart:
        draw = getattr(field_charts, name)
        rows = self._field_breakdown(number)
        rows = self._with_overdue(rows) if name == "schedule_by_horizon" else rows
        return draw(rows, self.dataset.strategy, field=number, occasion=self.occasion)

    def _with_overdue(self, breakdown: pd.DataFrame) -> pd.DataFrame:
        """Figures with how many of those called on schedule are past their deadline."""
        dataset = self.dataset
        return with_overdue(breakdown, dataset.measures, dataset.strategy, self.bounds, year=dataset.year)

    def _field_breakdown(self, number: int) -> pd.DataFrame:
        """The figures of a field by itself: a category that occurs elsewhere only has no row."""
        if number not in self._fields:
            dataset = self.dataset.of_field(number)
            self._fields[number] = figures(*dataset.rows, year=dataset.year, municipality=dataset.municipality)
        return self._fields[number]

    def _changes(self) -> dict[str, Entry]:
        if self.dataset.previous_year is None:
            return {}
        drawn = {
            change.measure_status_change: ("measure", "status"),
            change.schedule_change: ("measure", "schedule"),
            change.goal_status_change: ("goal", "status"),
        }
        return {
            function.__name__: Entry(partial(self._both_years, *question), partial(self._draw_change, function))
            for function, question in drawn.items()
            if all(len(in_year(self._rows_of[question[0]], year)) for year in self._years)
        }

    def _both_years(self, level: str, dimension: str) -> pd.DataFrame:
        both = [selected(table, level, dimension, field=ALL) for table in (self.breakdown_before, self.breakdown)]
        return pd.concat(both, ignore_index=True)

    def _draw_change(self, function: Callable[..., alt.LayerChart]) -> alt.LayerChart:
        tables = self.breakdown, self.breakdown_before, self.dataset.strategy
        return function(*tables, occasion=self.occasion)

    def _review(self) -> dict[str, Entry]:
        strategy, year = self.dataset.strategy, self.dataset.year
        entries = {}
        of_both = [in_year(self.dataset.measures, each) for each in self._years]
        if self.dataset.previous_year is not None and all(len(rows) for rows in of_both):
            entries["bridge"] = Entry(lambda: self.bridge, self._draw_bridge)
            if self._statuses_are_known:
                entries["flow"] = Entry(lambda: self.transitions, self._draw_flow)
        if of_both[-1].empty or not self.now["total"]:
            return entries
        now, to_come, seen = self.now, year < strategy.target_date.year, self.dataset.previous_year is not None
        entries["paths"] = Entry(lambda: self.path, partial(self._draw_review, paths.paths))
        entries["deadlines_by_field"] = Entry(
            lambda: self.deadlines,
            lambda: deadlines.deadlines_by_field(self.deadlines, self.bounds, strategy, occasion=self.occasion),
        )
        if now["completed"] == now["total"]:
            return entries
        several = now["total"] > 1  # what would become of one measure is no matter of numbers
        if to_come or pd.notna(now["pace_last_year"]):
            entries["pace"] = Entry(lambda: self.path, partial(self._draw_review, pace.pace))
        if several and to_come and seen and pd.notna(now["pace_last_year"]):
            entries["scenarios"] = Entry(
                lambda: self.scenarios,
                lambda: pace.scenarios(self.scenarios, self.outlook, strategy, occasion=self.occasion),
            )
        run = consecutive(path_figures.of_base(self.dataset.measures, TERMINABLE), year)
        if several and to_come and "projection_in_annex" in may_say(now["evidence"]) and len(years_of(run)) > 1:
            entries["projection"] = Entry(
                lambda: self.path,
                lambda: paths.projection(self.midterm, self.outlook, strategy, base=TERMINABLE, occasion=self.occasion),
            )
        return entries

    @property
    def _years(self) -> list[int]:
        """The year before, where there is one, and the year."""
        before = self.dataset.previous_year
        return [*([before] if before is not None else []), self.dataset.year]

    @property
    def _rows_of(self) -> dict[str, pd.DataFrame]:
        return {"goal": self.dataset.goals, "measure": self.dataset.measures}

    @property
    def _statuses_are_known(self) -> bool:
        """Whether the status sums of both years are the table's own or published: assumed states show no flow."""
        strategy = self.dataset.strategy
        return not strategy.is_reconstruction or all(
            strategy.publishes(year, "measure", "status", code, ALL)
            for year in self._years
            for code in MEASURE_STATUS.codes
        )

    def _draw_review(self, function: Callable[..., alt.LayerChart]) -> alt.LayerChart:
        tables = self.midterm, self.summary, self.outlook, self.dataset.strategy
        return function(*tables, base=TERMINABLE, occasion=self.occasion)

    def _draw_bridge(self) -> alt.LayerChart:
        return bridges.bridge(self.bridge, self.dataset.strategy, category="completed", occasion=self.occasion)

    def _draw_flow(self) -> alt.LayerChart:
        return flows.flow(self.transitions, self.dataset.strategy, occasion=self.occasion)

    def _indicators(self) -> dict[str, Entry]:
        known = self._known if "indicators" in self._known else indicator_charts.tables(self.dataset)
        made = indicator_charts.charts(self.dataset, known, lambda: self.occasion)
        return {name: Entry(*of_chart) for name, of_chart in made.items()}

    def _scoring(self) -> dict[str, Entry]:
        if scoring_charts.PART not in self.dataset.tables:
            return {}
        made = scoring_charts.charts(self.dataset, lambda: self.scored, lambda: self.occasion)
        return {name: Entry(*of_chart) for name, of_chart in made.items()}

    def _network(self) -> dict[str, Entry]:
        made = network_charts.of_roadmaps(self.dataset, lambda: self.roadmaps, lambda: self.occasion)
        made |= network_charts.of_procurement(self.dataset, lambda: self.bought, lambda: self.occasion)
        return {name: Entry(*of_chart) for name, of_chart in made.items()}

    @cached_property
    def scored(self) -> Scored:
        """The figures of the scoring grid."""
        dataset, awards = self.dataset, self.dataset.strategy.awards
        return score(dataset.part("scoring"), municipality=dataset.municipality, year=dataset.year, awards=awards)

    @cached_property
    def roadmaps(self) -> pd.DataFrame:
        """The roadmaps of the network's members (`frames.NETWORK`)."""
        return network_figures.of_members(self.dataset)

    @cached_property
    def bought(self) -> Bought:
        """The figures of procurement."""
        return network_figures.bought(self.dataset)

    @cached_property
    def occasion(self) -> Occasion:
        return revisions.occasion(self.dataset)

    @cached_property
    def breakdown(self) -> pd.DataFrame:
        """The year's figures (`frames.FIGURES`)."""
        if "figures" in self._known:
            return self._known["figures"]
        return figures(*self.dataset.rows, year=self.dataset.year)

    @cached_property
    def breakdown_before(self) -> pd.DataFrame:
        """The figures of the year before (`frames.FIGURES`)."""
        assert self.dataset.previous_year is not None
        return figures(*self.dataset.rows, year=self.dataset.previous_year)

    @cached_property
    def midterm(self) -> pd.DataFrame:
        if "midterm" in self._known:
            return self._known["midterm"]
        return midterm(*self.dataset.rows, year=self.dataset.year, renumbered=self.dataset.renumbered)

    @cached_property
    def summary(self) -> pd.DataFrame:
        if "midterm_summary" in self._known:
            return self._known["midterm_summary"]
        return midterm_summary(*self.dataset.rows, year=self.dataset.year)

    @cached_property
    def path(self) -> pd.DataFrame:
        """The rows of midterm for the measures that can end, all fields."""
        return bases.chosen(self.midterm, "measure", TERMINABLE)

    @property
    def now(self) -> pd.Series:
        """The row of midterm_summary for the same measures."""
        return bases.chosen(self.summary, "measure", TERMINABLE).iloc[0]

    @cached_property
    def deadlines(self) -> pd.DataFrame:
        return path_figures.counts_by_field(*self.dataset.rows, year=self.dataset.year)

    @cached_property
    def bounds(self) -> pd.DataFrame:
        return deadline_bounds(*self.dataset.rows, year=self.dataset.year)

    @cached_property
    def outlook(self) -> pd.DataFrame:
        renumbered = self.dataset.renumbered
        return outlook(*self.dataset.rows, year=self.dataset.year, renumbered=renumbered, paths_table=self.midterm)

    @cached_property
    def bridge(self) -> pd.DataFrame:
        return bridge.bridge(*self.dataset.rows, year=self.dataset.year, renumbered=self.dataset.renumbered)

    @cached_property
    def transitions(self) -> pd.DataFrame:
        return bridge.transitions(*self.dataset.rows, year=self.dataset.year, renumbered=self.dataset.renumbered)

    @cached_property
    def scenarios(self) -> pd.DataFrame:
        return scenarios(*self.dataset.rows, year=self.dataset.year)
