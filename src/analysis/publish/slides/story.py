"""What the slides of a year say, in the order in which a council asks; nothing is drawn here."""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial

import pandas as pd

from analysis import german, vocabulary
from analysis.charts import bases, headings, titles
from analysis.charts.headings import field_label, selected
from analysis.dataset import MONITORING
from analysis.figures.basis import in_year
from analysis.figures.midterm.paths import TERMINABLE, overdue
from analysis.german import MEASURE
from analysis.publish import indicator_charts, pictures
from analysis.publish.catalogue import Catalogue
from analysis.publish.privacy import mask_persons, persons_in
from analysis.publish.slides import lists
from analysis.publish.slides.slide import Slide, are, counted, counted_late, date, places, provenance
from analysis.vocabulary import HORIZON


@dataclass(frozen=True)
class Story:
    """The slides, what stands at the foot of each, and of each chart the alt text and the long description."""

    slides: tuple[Slide, ...]
    footer: str
    alt_texts: dict[str, str]
    descriptions: dict[str, str]

    def texts(self) -> dict[str, tuple[str, ...]]:
        """Key of a text („overview/title") → its paragraphs; of a table its cells, row by row."""
        found: dict[str, tuple[str, ...]] = {"footer": (self.footer,)}
        for slide in self.slides:
            found[f"{slide.key}/title"] = (slide.title,)
            found[f"{slide.key}/subtitle"] = (slide.subtitle,)
            found[f"{slide.key}/lines"] = slide.lines
            found[f"{slide.key}/notes"] = tuple(slide.notes.split("\n"))
        return found

    def tables(self) -> dict[str, tuple[tuple[str, ...], ...]]:
        return {f"{slide.key}/table": slide.table for slide in self.slides if slide.table}


def tell(catalogue: Catalogue) -> Story:
    """The year's slides; those of a part, a year before or a field are there where it is."""
    words = _Words(catalogue)
    has_monitoring = MONITORING in catalogue.dataset.parts
    told = [
        _opening(catalogue),
        *(_of_monitoring(words) if has_monitoring else ()),
        *_of_other_parts(words),
        *(_annex(words) if has_monitoring else ()),
        _sources(catalogue),
    ]
    mask = partial(mask_persons, names=persons_in(catalogue.dataset))
    slides = tuple(_masked(slide, mask) for slide in told)
    descriptions = {name: mask(words.of(name)[2]) for slide in slides for name in slide.charts}
    alt_texts = {name: pictures.alt_text(text) for name, text in descriptions.items()}
    return Story(slides, mask(_footer(catalogue)), alt_texts, descriptions)


def _of_monitoring(words: "_Words") -> Iterator[Slide]:
    catalogue = words.catalogue
    yield _asked(catalogue)
    yield from _with_charts(words, "overview", "status_by_field")
    yield from _with_charts(words, "on_schedule", "on_schedule_by_field")
    yield from _changed(words)
    yield from _fields(words)
    yield from _late(words)
    yield from lists.discarded(catalogue)
    for name in ("paths", "pace", "scenarios"):
        yield from _with_charts(words, name, name)
    yield from _with_charts(words, "goals", "goal_status_change")


def _annex(words: "_Words") -> Iterator[Slide]:
    for name in ("projection", "bridge", "flow"):
        yield from _with_charts(words, name, name)
    yield _rules(words.catalogue)


class _Words:
    """Title, subtitle and alt text of each chart as the picture bears them."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self._said: dict[str, tuple[str, str, str]] = {}

    def of(self, name: str) -> tuple[str, str, str]:
        """Title, subtitle, description."""
        if name not in self._said:
            chart = self.catalogue.drawn(name)
            title, subtitle = chart.title.text, chart.title.subtitle
            at_foot = {*provenance(self.catalogue), headings.clean(self.catalogue.dataset.strategy.name)}
            parts = [part for line in subtitle for part in line.split(" · ") if part not in at_foot]
            self._said[name] = " ".join(title), " · ".join(parts), str(chart.description)
        return self._said[name]


def _masked(slide: Slide, mask: Callable[[str], str]) -> Slide:
    return replace(
        slide,
        title=mask(slide.title),
        subtitle=mask(slide.subtitle),
        lines=tuple(map(mask, slide.lines)),
        table=tuple(tuple(map(mask, row)) for row in slide.table),
        notes=mask(slide.notes),
    )


def _footer(catalogue: Catalogue) -> str:
    dataset = catalogue.dataset
    return " · ".join(
        [headings.clean(dataset.strategy.name), f"Umsetzungsstand {dataset.year}", *provenance(catalogue)]
    )


def _opening(catalogue: Catalogue) -> Slide:
    dataset = catalogue.dataset
    name = headings.clean(dataset.strategy.name)
    return Slide(
        "opening",
        f"Umsetzungsstand der Nachhaltigkeitsstrategie {dataset.year}",
        " · ".join([name, date(dataset), *provenance(catalogue)]),
    )


def _asked(catalogue: Catalogue) -> Slide:
    """What the council has to take note of and to decide, as far as the figures raise it."""
    dataset, now = catalogue.dataset, catalogue.now
    rows = in_year(dataset.measures, dataset.year)
    late = overdue(dataset.measures, dataset.strategy, year=dataset.year)
    delayed = rows[rows["schedule"] == "delayed"]
    new = lists.newly_discarded(dataset)
    lines = [f"Kenntnisnahme: Umsetzungsstand zum {german.date(dt.date(dataset.year, 12, 31))}"]
    if len(late):
        whose = "deren Frist" if len(late) > 1 else "ihre Frist"
        lines.append(
            f"Termine: {counted_late(len(late), dataset)}, {whose} abgelaufen ist und die noch offen {are(len(late))} "
            "– neue Frist oder Verzicht?"
        )
    if len(delayed):
        lines.append(f"Verzug: {counted(len(delayed))} nicht im Zeitplan – was wird für sie gebraucht?")
    if len(new):
        lines.append(f"Verworfen: {counted(len(new))} neu verworfen – wird das so mitgetragen?")
    required, last = now["pace_required"], now["pace_last_year"]
    if pd.notna(required) and pd.notna(last) and last < required:
        target = dataset.strategy.target_date.year
        lines.append(
            f"Tempo bis {target}: nötig {german.decimal(required)} abgeschlossene Maßnahmen im Jahr, zuletzt "
            f"{german.decimal(last)}, bezogen auf {_base(now)} – mehr Mittel, andere Schwerpunkte oder andere Ziele?"
        )
    return Slide("asked", "Was heute zur Kenntnis zu nehmen und zu beraten ist", lines=tuple(lines))


def _base(now: pd.Series) -> str:
    return bases.named(int(now["total"]), "measure", TERMINABLE)


def _with_charts(words: _Words, key: str, *names: str) -> Iterator[Slide]:
    """A slide whose title is the finding of its (first) chart, where the year has that chart."""
    there = tuple(name for name in names if name in words.catalogue)
    if there:
        title, subtitle, description = words.of(there[0])
        dataset = words.catalogue.dataset
        rows = in_year(dataset.measures, dataset.year)
        if there[0] in words.catalogue.of_indicators:
            rows = dataset.part(indicator_charts.PART)["indicators"]
        yield Slide(key, title, subtitle, there, notes=f"{description}\nQuelle: {places(rows)}")


def _of_other_parts(words: _Words) -> Iterator[Slide]:
    """A slide for each chart of the indicators, the scoring grid and the network, where they are there."""
    for name in words.catalogue.of_other_parts:
        yield from _with_charts(words, name, name)


def _changed(words: _Words) -> Iterator[Slide]:
    catalogue = words.catalogue
    dataset = catalogue.dataset
    if dataset.previous_year is None:
        return
    yield from _with_charts(words, "change", "measure_status_change")
    yield from _with_charts(words, "schedule_change", "schedule_change")
    yield from lists.movers(words.catalogue)


def _fields(words: _Words) -> Iterator[Slide]:
    """A slide a field, the one with the largest share of late measures first."""
    dataset = words.catalogue.dataset
    rows = in_year(dataset.measures, dataset.year)
    late = overdue(dataset.measures, dataset.strategy, year=dataset.year)
    is_late = (rows["schedule"] == "delayed") | rows["measure_id"].isin(late["measure_id"])
    shares = is_late.groupby(rows["field"]).mean()
    numbers = sorted(dataset.strategy.field_names, key=lambda number: (-shares.get(number, 0.0), number))
    for number in numbers:
        names = tuple(
            name
            for kind in ("measure_status", "schedule_by_horizon")
            if (name := f"field_{number}_{kind}") in words.catalogue
        )
        own = rows[rows["field"] == number]
        lines = [f"{what}: {said}." for what, said in _beside(words, number)]
        of_field = late[late["field"] == number]
        if len(of_field):
            lines.append(f"Frist abgelaufen und noch offen: {counted_late(len(of_field), dataset)}.")
        lines += _since(words.catalogue, number)
        label = field_label(str(number), dataset.strategy)
        own_name = f"{headings.clean(dataset.strategy.field_names[number])}: "
        finding = words.of(names[0])[0].removeprefix(own_name) if names else "Es gibt keine Maßnahmen"
        yield Slide(
            f"field_{number}",
            f"{label}: {finding}",
            words.of(names[0])[1] if names else "",
            names,
            lines=tuple(lines),
            notes="\n".join([*(words.of(name)[2] for name in names), f"Quelle: {places(own)}"]),
        )


def _beside(words: _Words, number: int) -> Iterator[tuple[str, str]]:
    """What the field's other charts say, as far as there are any: (what, finding without the field's name)."""
    for what, kind in (("Operative Ziele", "goal_status"), ("Zeitplan", "schedule_by_horizon")):
        name = f"field_{number}_{kind}"
        if name in words.catalogue:
            field = f"{headings.clean(words.catalogue.dataset.strategy.field_names[number])}: "
            yield what, words.of(name)[0].removeprefix(field)


def _since(catalogue: Catalogue, number: int) -> list[str]:
    if catalogue.dataset.previous_year is None:
        return []
    now, before = (
        selected(table, "measure", "status", field=str(number))
        for table in (catalogue.breakdown, catalogue.breakdown_before)
    )
    said = titles.status_change(now, before, MEASURE, year_before=catalogue.dataset.previous_year)
    return [f"{said}."]


def _late(words: _Words) -> Iterator[Slide]:
    """Whose deadline is over, and who says that it is late: with what is known of why."""
    yield from _with_charts(words, "deadlines", "deadlines_by_field")
    yield from lists.late(words.catalogue)


def _rules(catalogue: Catalogue) -> Slide:
    strategy = catalogue.dataset.strategy
    spans = [
        f"{HORIZON.labels[code]} bis {german.short_date(end)}"
        for code in HORIZON.codes
        if (end := strategy.horizon_end(code))
    ]
    counted = "zählen in der Gesamtzahl" if strategy.discarded_in_total else "zählen nicht in der Gesamtzahl"
    ongoing = "abgeschlossen" if strategy.ongoing_completed == "completed" else "in Umsetzung"
    lines = [
        f"Verworfene Maßnahmen {counted} und stehen als eigene Gruppe.",
        f"Fortlaufende Maßnahmen, die abgeschlossen sind, zählen als {ongoing}.",
        f"Zeithorizonte ab Beschluss am {german.short_date(strategy.adopted)}: {', '.join(spans)}; fortlaufend endet "
        "nie. Ein Termin in der Tabelle geht vor.",
        "Tempo und Weg zum Zieljahr beziehen sich auf Maßnahmen, die enden können: ohne verworfene und fortlaufende.",
        f"Anteile sind kaufmännisch gerundet, jeder für sich: {vocabulary.ROUNDING_NOTE}.",
        "Was nicht verstanden wurde oder fehlt, ist „ohne Angabe“ und wird mitgezählt.",
        "Ein Status ist die Einschätzung der zuständigen Stelle; Maßnahmen sind unterschiedlich gewichtig.",
    ]
    return Slide("rules", "Anhang: wie gezählt wird und was angenommen ist", lines=tuple(lines))


def _sources(catalogue: Catalogue) -> Slide:
    dataset = catalogue.dataset
    lines = []
    for year in [year for year in (dataset.year, dataset.previous_year) if year in dataset.years]:
        rows, goals = in_year(dataset.measures, year), in_year(dataset.goals, year)
        files = german.join(sorted({*rows["source_file"], *goals["source_file"]}))
        lines.append(
            f"Stand 31.12.{year}: {files}, {german.integer(len(rows))} Maßnahmen, {len(goals)} operative Ziele"
        )
    if indicator_charts.PART in dataset.parts:
        files = german.join(path.name for path in dataset.parts[indicator_charts.PART])
        number = german.integer(len(dataset.part(indicator_charts.PART)["indicators"]))
        lines.append(
            f"Indikatoren bis {dataset.year}: {files}, {number} {'Indikator' if number == '1' else 'Indikatoren'}"
        )
    if mark := vocabulary.PROVENANCE[dataset.strategy.provenance]:
        lines.append(f"{mark}.")
    if catalogue.occasion.draft:
        lines.append("Entwurf: Die Zahlen sind noch nicht veröffentlicht.")
    return Slide("sources", "Anhang: woraus die Zahlen stammen", lines=tuple(lines))
