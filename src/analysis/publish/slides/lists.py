"""The lists of the slides: which measures moved, are late, were discarded, as far as a council may see."""

from collections.abc import Iterator, Sequence

import pandas as pd

from analysis import german
from analysis.charts import headings
from analysis.charts.headings import field_label
from analysis.dataset import Dataset
from analysis.figures.basis import in_year
from analysis.figures.change import changes
from analysis.figures.midterm.paths import overdue
from analysis.frames import has_published_title
from analysis.german import NBSP
from analysis.publish.catalogue import Catalogue
from analysis.publish.council import public_changes
from analysis.publish.slides.slide import Slide, are, counted, counted_late, date, places
from analysis.vocabulary import MEASURE_STATUS, SCHEDULE

ROWS = 10  # of a list on one slide
_LONGEST = 150  # characters of a title or a reason in a list


def movers(catalogue: Catalogue) -> Iterator[Slide]:
    """Which measures have another status than in the year before; those completed first, then those discarded."""
    dataset = catalogue.dataset
    all_changes = changes(dataset.measures, dataset.goals, year=dataset.year, renumbered=dataset.renumbered)
    of_status = all_changes[(all_changes["level"] == "measure") & (all_changes["dimension"] == "status")]
    moved = public_changes(of_status, dataset)
    if moved.empty:
        return
    labels = MEASURE_STATUS.labels
    order = ["completed", "discarded"]
    moved = moved.sort_values(
        "after", key=lambda codes: codes.map(lambda code: order.index(code) if code in order else 2), kind="stable"
    )
    rows = [
        (id_, _short(title), labels.get(before, before), labels.get(after, after))
        for id_, title, before, after in zip(moved["id"], moved["title"], moved["before"], moved["after"], strict=True)
    ]
    title = f"{german.sentence_start(counted(len(of_status)))} {'hat' if len(of_status) == 1 else 'haben'} "
    title += f"seit Ende{NBSP}{dataset.previous_year} den Status gewechselt"
    subtitle = _with_hidden(catalogue, len(of_status) - len(moved))
    heads = ("Nr.", "Maßnahme", f"Ende {dataset.previous_year}", f"Ende {dataset.year}")
    yield from _table("movers", title, subtitle, heads, rows, _places_of(dataset, moved["id"]))


def late(catalogue: Catalogue) -> Iterator[Slide]:
    """Which measures are past their deadline or not on schedule, and what is known of why."""
    dataset = catalogue.dataset
    rows = in_year(dataset.measures, dataset.year)
    past = overdue(dataset.measures, dataset.strategy, year=dataset.year)
    alive = rows[(rows["schedule"] == "delayed") & ~rows["measure_id"].isin(past["measure_id"])]
    every = pd.concat([past, alive], ignore_index=True)
    if every.empty:
        return
    shown = _named(every, dataset)
    heads = ("Nr.", "Maßnahme", "Frist", "Zeitplan laut Amt", "Begründung, nächster Schritt")
    listed = [
        (
            row["measure_id"],
            _short(row["title"]),
            "" if pd.isna(row["due_date"]) else german.short_date(row["due_date"]),
            SCHEDULE.labels[row["schedule"]],
            _short("; ".join(filter(None, (row["reason"], row["next_step"])))),
        )
        for row in shown.to_dict("records")
    ]
    number = german.sentence_start(counted_late(len(every), dataset))
    title = f"{number} {are(len(every))} in Verzug oder über die Frist hinaus"
    subtitle = _with_hidden(catalogue, len(every) - len(shown))
    if listed:
        yield from _table("late", title, subtitle, heads, listed, places(shown))
    else:
        yield Slide("late", title, subtitle, lines=_by_field(every, dataset), notes=f"Quelle: {places(every)}")


def discarded(catalogue: Catalogue) -> Iterator[Slide]:
    """Every discarded measure with its reason; the note stands for it in a table without reasons."""
    dataset = catalogue.dataset
    rows = in_year(dataset.measures, dataset.year)
    why = "reason" if (rows["reason"] != "").any() else "note"
    rows = rows[rows["status"] == "discarded"]
    shown = _named(rows, dataset)
    if shown.empty:
        return
    listed = [
        (row["measure_id"], _short(row["title"]), _short(row[why]) or "ohne Angabe") for row in shown.to_dict("records")
    ]
    title = f"{german.sentence_start(counted(len(rows)))} {are(len(rows))} verworfen"
    subtitle = _with_hidden(catalogue, len(rows) - len(shown))
    yield from _table("discarded", title, subtitle, ("Nr.", "Maßnahme", "Begründung"), listed, places(shown))


def newly_discarded(dataset: Dataset) -> pd.DataFrame:
    """The measures that were not yet discarded in the year before; none without one."""
    now, before = (
        frame[frame["status"] == "discarded"]
        for frame in (in_year(dataset.measures, dataset.year), in_year(dataset.measures, dataset.previous_year or 0))
    )
    return now[~now["measure_id"].isin(before["measure_id"])] if dataset.previous_year else now.head(0)


def _by_field(rows: pd.DataFrame, dataset: Dataset) -> tuple[str, ...]:
    """How many there are in each field, where no single one may be named."""
    counts = rows["field"].value_counts()
    return tuple(
        f"{field_label(str(number), dataset.strategy)}: {counted(int(counts[number]))}"
        for number in dataset.strategy.field_names
        if number in counts.index
    )


def _named(rows: pd.DataFrame, dataset: Dataset) -> pd.DataFrame:
    """The rows that may be named before a council."""
    return rows[has_published_title(rows)] if dataset.strategy.is_reconstruction else rows


def _with_hidden(catalogue: Catalogue, hidden: int) -> str:
    """The subtitle of a list: date, marks, and how many of it may not be named."""
    said = [date(catalogue.dataset)]
    if hidden:
        said.append(f"ohne {german.number_word(hidden)}, deren Titel nicht veröffentlicht ist")
    return " · ".join(said)


def _table(
    key: str, title: str, subtitle: str, heads: tuple[str, ...], rows: Sequence[tuple[str, ...]], places: str
) -> Iterator[Slide]:
    """The list, on as many slides as it needs."""
    pieces = [rows[start : start + ROWS] for start in range(0, len(rows), ROWS)]
    for number, piece in enumerate(pieces, start=1):
        of = f" ({number}{NBSP}von{NBSP}{len(pieces)})" if len(pieces) > 1 else ""
        own = key if number == 1 else f"{key}_{number}"
        yield Slide(own, title + of, subtitle, table=(heads, *piece), notes=f"Quelle: {places}")


def _short(title: str) -> str:
    return german.shortened(headings.clean(title), _LONGEST)


def _places_of(dataset: Dataset, ids: pd.Series) -> str:
    rows = in_year(dataset.measures, dataset.year)
    return places(rows[rows["measure_id"].isin(ids)])
