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
from analysis.dataset import Dataset, Occasion
from analysis.editions import revisions
from analysis.figures import bridge
from analysis.figures.basis import years_of
from analysis.figures.breakdown import figures
from analysis.figures.midterm import consecutive, midterm, midterm_summary
from analysis.figures.midterm import paths as path_figures
from analysis.figures.midterm.evidence import may_say
from analysis.figures.midterm.paths import TERMINABLE
from analysis.figures.midterm.scenarios import scenarios
from analysis.publish import sources
from analysis.publish.sources import Source

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
        self._entries = self._overview() | self._of_fields() | self._changes() | self._review()

    def __getitem__(self, name: str) -> Entry:
        return self._entries[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

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

    def _overview(self) -> dict[str, Entry]:
        strategy = self.dataset.strategy

        def on_schedule() -> alt.LayerChart:
            late = path_figures.overdue_on_schedule(self.dataset.measures, strategy, year=self.dataset.year)
            return overview.on_schedule_by_field(self.breakdown, strategy, past_horizon=late, occasion=self.occasion)

        return {
            "status_by_field": Entry(
                lambda: selected(self.breakdown, "measure", "status"),
                lambda: overview.status_by_field(self.breakdown, strategy, occasion=self.occasion),
            ),
            "on_schedule_by_field": Entry(lambda: selected(self.breakdown, "measure", "schedule"), on_schedule),
        }

    def _of_fields(self) -> dict[str, Entry]:
        entries = {}
        for number in self.dataset.strategy.field_names:
            for name, (level, dimension) in _FIELD_CHARTS.items():
                entries[f"field_{number}_{name}"] = Entry(
                    partial(self._of_field, number, level, dimension), partial(self._draw_field, name, number)
                )
        return entries

    def _of_field(self, number: int, level: str, dimension: str) -> pd.DataFrame:
        rows = self._field_breakdown(number)
        of_level = (rows["level"] == level) & (rows["dimension"] == dimension)
        return rows[of_level & (rows["field"] == str(number))]

    def _draw_field(self, name: str, number: int) -> alt.LayerChart:
        draw = getattr(field_charts, name)
        return draw(self._field_breakdown(number), self.dataset.strategy, field=number, occasion=self.occasion)

    def _field_breakdown(self, number: int) -> pd.DataFrame:
        """The figures of a field by itself: a category that occurs elsewhere only has no row."""
        if number not in self._fields:
            dataset = self.dataset.of_field(number)
            rows = dataset.measures, dataset.goals, dataset.strategy
            self._fields[number] = figures(*rows, year=dataset.year, municipality=dataset.municipality)
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
        }

    def _both_years(self, level: str, dimension: str) -> pd.DataFrame:
        both = [selected(table, level, dimension, field=ALL) for table in (self.breakdown_before, self.breakdown)]
        return pd.concat(both, ignore_index=True)

    def _draw_change(self, function: Callable[..., alt.LayerChart]) -> alt.LayerChart:
        tables = self.breakdown, self.breakdown_before, self.dataset.strategy
        return function(*tables, occasion=self.occasion)

    def _review(self) -> dict[str, Entry]:
        strategy, year = self.dataset.strategy, self.dataset.year
        entries = {
            "paths": Entry(lambda: self.path, partial(self._draw_review, paths.paths)),
            "pace": Entry(lambda: self.path, partial(self._draw_review, pace.pace)),
            "deadlines_by_field": Entry(
                lambda: self.deadlines,
                lambda: deadlines.deadlines_by_field(self.deadlines, strategy, occasion=self.occasion),
            ),
        }
        if self.dataset.previous_year is None:
            return entries
        entries |= {"bridge": Entry(lambda: self.bridge, self._draw_bridge)}
        entries |= {"flow": Entry(lambda: self.transitions, self._draw_flow)}
        now = self.now
        if year >= strategy.target_date.year or not now["total"]:
            return entries
        entries["scenarios"] = Entry(
            lambda: self.scenarios, lambda: pace.scenarios(self.scenarios, strategy, occasion=self.occasion)
        )
        run = consecutive(path_figures.of_base(self.dataset.measures, TERMINABLE), year)
        if "projection_in_annex" in may_say(now["evidence"]) and len(years_of(run)) > 1:
            entries["projection"] = Entry(lambda: self.path, partial(self._draw_review, paths.projection))
        return entries

    def _draw_review(self, function: Callable[..., alt.LayerChart]) -> alt.LayerChart:
        tables = self.midterm, self.summary, self.dataset.strategy
        return function(*tables, base=TERMINABLE, occasion=self.occasion)

    def _draw_bridge(self) -> alt.LayerChart:
        return bridges.bridge(self.bridge, self.dataset.strategy, category="completed", occasion=self.occasion)

    def _draw_flow(self) -> alt.LayerChart:
        return flows.flow(self.transitions, self.dataset.strategy, occasion=self.occasion)

    @cached_property
    def occasion(self) -> Occasion:
        return revisions.occasion(self.dataset)

    @cached_property
    def breakdown(self) -> pd.DataFrame:
        """The year's figures (`frames.FIGURES`)."""
        if "figures" in self._known:
            return self._known["figures"]
        return figures(*self._rows, year=self.dataset.year)

    @cached_property
    def breakdown_before(self) -> pd.DataFrame:
        """The figures of the year before (`frames.FIGURES`)."""
        assert self.dataset.previous_year is not None
        return figures(*self._rows, year=self.dataset.previous_year)

    @cached_property
    def midterm(self) -> pd.DataFrame:
        if "midterm" in self._known:
            return self._known["midterm"]
        renumbered = self.dataset.corrections.renumbered
        return midterm(*self._rows, year=self.dataset.year, renumbered=renumbered)

    @cached_property
    def summary(self) -> pd.DataFrame:
        if "midterm_summary" in self._known:
            return self._known["midterm_summary"]
        return midterm_summary(*self._rows, year=self.dataset.year)

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
        return path_figures.counts_by_field(*self._rows, year=self.dataset.year)

    @cached_property
    def bridge(self) -> pd.DataFrame:
        renumbered = self.dataset.corrections.renumbered
        return bridge.bridge(*self._rows, year=self.dataset.year, renumbered=renumbered)

    @cached_property
    def transitions(self) -> pd.DataFrame:
        renumbered = self.dataset.corrections.renumbered
        return bridge.transitions(*self._rows, year=self.dataset.year, renumbered=renumbered)

    @cached_property
    def scenarios(self) -> pd.DataFrame:
        return scenarios(*self._rows, year=self.dataset.year)

    @property
    def _rows(self) -> tuple:
        return self.dataset.measures, self.dataset.goals, self.dataset.strategy
