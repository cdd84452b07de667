"""Whether an object still shows the figures of its year, or was edited by hand: `monitoring slides check`."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from lxml import etree

from analysis import intake
from analysis.errors import DataError
from analysis.ooxml import Element, archive, charts, relations, sheets
from analysis.ooxml.archive import Archive
from analysis.publish import sources
from analysis.publish.catalogue import Catalogue
from analysis.publish.slides import marks, native, objects
from analysis.publish.slides.objects import Found
from analysis.publish.sources import Source
from analysis.storage import workplace

CURRENT, OUTDATED, EDITED, UNKNOWN = "current", "outdated", "edited", "unknown"
LABELS: Final = {CURRENT: "aktuell", OUTDATED: "veraltet", EDITED: "von Hand geändert", UNKNOWN: "unbekannt"}
KIND: Final = "PowerPoint-Datei"


@dataclass(frozen=True)
class Row:
    """What `check` says of one object."""

    slide: int
    object: str
    chart: str
    municipality: str
    year: int
    state: str
    message: str

    def as_dict(self) -> dict[str, str | int]:
        return asdict(self)


class Years:
    """The catalogues of all years that a deck speaks of, each read once."""

    def __init__(self, data: str | Path) -> None:
        self._data = workplace.address(data)
        self._read: dict[tuple[str, int | None], Catalogue | str] = {}

    def of(self, municipality: str, year: int | None = None) -> Catalogue | str:
        """The charts of a year (default: the newest), or in a sentence why there are none."""
        if (municipality, year) not in self._read:
            try:
                with workplace.data_of(municipality, self._data) as data:
                    catalogue = Catalogue(intake.load(municipality, year=year, data=data))
                    _ = catalogue.occasion  # rests on the data folder, which may be there only now
                    self._read[municipality, year] = catalogue
            except DataError as error:
                self._read[municipality, year] = str(error)
        return self._read[municipality, year]

    def with_chart(self, source: Source) -> Catalogue | str:
        """The year of a chart, or why there is no such chart."""
        catalogue = self.of(source.municipality, source.year)
        if isinstance(catalogue, Catalogue) and source.chart not in catalogue:
            return f"Ein Diagramm „{source.chart}“ gibt es für {source.municipality} {source.year} nicht."
        return catalogue


def check(path: Path, data: str | Path) -> list[Row]:
    """One row a chart of ours, slide by slide; DataError where the file is unreadable."""
    years = Years(data)
    with archive.opened(path, KIND) as deck:
        return [
            _row(deck, found, years)
            for page in objects.pages(deck)
            if not page.is_notes
            for found in objects.find(deck, page)
            if found.source
        ]


def _row(deck: Archive, found: Found, years: Years) -> Row:
    assert found.source is not None
    state, message = judge(deck, found, years)
    source = found.source
    return Row(found.page.number, found.name, source.chart, source.municipality, source.year, state, message)


def judge(deck: Archive, found: Found, years: Years) -> tuple[str, str]:
    """The state of a chart or picture, and in a sentence why."""
    assert found.source is not None
    catalogue = years.with_chart(found.source)
    if isinstance(catalogue, str):
        return UNKNOWN, catalogue
    now = catalogue.source(found.source.chart)
    edit = _edit_of_picture(deck, found, now) if found.is_picture else _edit_of_chart(deck, found, catalogue)
    if edit:
        return EDITED, edit
    if found.source.sha256 not in ("", now.sha256):
        return OUTDATED, f"Die Zahlen für {now.year} sind inzwischen andere."
    return CURRENT, "Zeigt die Zahlen seines Jahres."


def _edit_of_picture(deck: Archive, found: Found, now: Source) -> str:
    """What was done to a picture by hand; "" where nothing was."""
    if not found.pictures:
        return "Das Bild trägt keine Herkunftsangabe mehr: Es wurde ersetzt oder neu komprimiert."
    for part in found.pictures:
        mark = sources.read(deck.read(part))
        if mark and not mark.is_sealed and (mark.form or mark.source.sha256 == now.sha256):
            return "Das Bild wurde bearbeitet."
    return ""


def _edit_of_chart(deck: Archive, found: Found, catalogue: Catalogue) -> str:
    """What was done to the numbers and names of a native chart by hand; "" where nothing was."""
    assert found.source is not None
    root = tree_of(deck, found)
    if root is None:
        return "Das Diagramm lässt sich nicht lesen."
    shown = charts.read(root).numbers
    if found.source.sha256 and marks.SHOWN in found.noted:
        is_edited = marks.of_numbers(shown) != found.noted[marks.SHOWN]
    else:  # the tag is lost: what is not shown by our figures may be somebody's own
        ours = native.of(catalogue, found.source.chart)
        is_edited = ours is None or marks.of_numbers(shown) != marks.of_numbers(ours.numbers)
    if is_edited:
        return "Zahlen oder Beschriftungen im Diagramm wurden geändert."
    return _edit_of_workbook(deck, found, root)


def _edit_of_workbook(deck: Archive, found: Found, root: Element) -> str:
    part, is_external = workbook_of(deck, found, root)
    if is_external:
        return "Das Diagramm ist mit einer Arbeitsmappe außerhalb der Datei verknüpft."
    if not part:
        return ""
    try:
        workbook = sheets.Workbook(deck.read(part))
        differs = any(_differs(workbook, ser) for ser in charts.all_series(root))
    except (sheets.UnreadableError, DataError) as error:
        return f"Die Arbeitsmappe des Diagramms ist nicht unsere: {str(error).rstrip('.')}."
    return "Zahlen in der Arbeitsmappe des Diagramms wurden geändert." if differs else ""


def _differs(workbook: sheets.Workbook, ser: Element) -> bool:
    """Whether the workbook says other than the chart shows."""
    chart = charts.read(_alone(ser))
    series = chart.series[0]
    shown: dict[str, list[str | float | None]] = {
        "tx": [series.name],
        "cat": [*chart.categories],
        "val": [*series.values],
    }
    for name, expected in shown.items():
        where = sheets.area(charts.formula(ser, name))
        if where is None:
            raise sheets.UnreadableError("die Zahlen stehen nicht in einer Spalte")
        values = workbook.values(where.sheet, where.cells)
        if len(where.cells) != len(expected):
            return True
        for cell, value in zip(where.cells, expected, strict=True):
            if not _is_same(values.get(cell, ""), value):
                return True
    return False


def _alone(ser: Element) -> Element:
    root = etree.Element(charts.tag("chartSpace"))
    area = etree.SubElement(etree.SubElement(root, charts.tag("chart")), charts.tag("plotArea"))
    group = etree.SubElement(area, charts.tag("barChart"))
    group.append(etree.fromstring(etree.tostring(ser)))
    return root


def _is_same(text: str, value: str | float | None) -> bool:
    if isinstance(value, float):
        try:
            return charts.shown(float(text)) == charts.shown(value)
        except ValueError:
            return False
    return charts.key(text) == charts.key(value or "")


def tree_of(deck: Archive, found: Found) -> Element | None:
    """The chart's part as XML; None where it is missing, broken or without series."""
    try:
        root = deck.tree(found.chart) if found.chart else None
    except DataError:
        return None
    return root if root is not None and charts.all_series(root) else None


def workbook_of(deck: Archive, found: Found, root: Element) -> tuple[str, bool]:
    """The part with the chart's workbook ("" where it has none), and whether it lies outside the file."""
    holder = root.find(charts.tag("externalData"))
    if holder is None:
        return "", False
    relation = relations.read(deck, found.chart).get(holder.get(relations.ID, ""))
    if relation is None:
        return "", False
    return (relation.target if relation.target in deck else "", relation.is_external)


def objects_of(deck: Archive) -> Iterator[Found]:
    """All our objects, texts and notes too."""
    for page in objects.pages(deck):
        yield from objects.find(deck, page)
