"""A deck with the figures of another year, under all that people made of it: `monitoring slides renew`.

What is ours and untouched is exchanged in its place; what was edited by hand stays and is told; every
part of the file that is not ours stays byte for byte.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from analysis import german
from analysis.errors import DataError
from analysis.ooxml import Element, archive, charts, relations, renewal, sheets, tags, texts
from analysis.ooxml.archive import Archive
from analysis.publish import sources
from analysis.publish.catalogue import Catalogue
from analysis.publish.pictures import FULL, PAGES
from analysis.publish.slides import marks, native, objects, states, story
from analysis.publish.slides.objects import Found, Page
from analysis.publish.slides.picture import as_picture
from analysis.publish.slides.states import EDITED, UNKNOWN, Years
from analysis.publish.slides.story import Story
from analysis.publish.sources import Source

WORKBOOK: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_TABLES: Final = "/table"


@dataclass
class Report:
    """What became of the objects, in lines for reading; `kept` counts what could not be renewed."""

    lines: list[str] = field(default_factory=list)
    renewed: int = 0
    kept: int = 0

    @property
    def summary(self) -> str:
        """In a sentence how many charts were renewed and how many stayed."""
        kept = f"; was bleibt: {german.integer(self.kept)}, siehe oben" if self.stayed else ""
        return f"Diagramme und Bilder erneuert: {german.integer(self.renewed)}{kept}."

    @property
    def stayed(self) -> bool:
        return self.kept > 0

    def say(self, found: Found, text: str) -> None:
        self.lines.append(f"Folie {found.page.number}, {found.name}: {text}")

    def stay(self, found: Found, text: str) -> None:
        self.kept += 1
        self.say(found, f"bleibt, wie es ist. {text}")


def renew(
    path: Path, target: Path, *, data: str | Path, year: int | None = None, municipality: str | None = None
) -> Report:
    """Write the deck with the figures of `year` (default: the newest) to `target`, a new file.

    With `municipality` only its charts are renewed; in a deck that has none of it, all become its own.
    DataError, and nothing written, where the deck is unreadable, `target` exists, or no year is there.
    """
    if target.exists():
        raise DataError("gibt es schon; bitte einen anderen Namen nennen.", target)
    if not target.parent.is_dir():
        raise DataError(f"{target.parent}: Diesen Ordner gibt es nicht.")
    with archive.opened(path, states.KIND) as deck:
        report = _Renewal(deck, Years(data), year, municipality).carry_out()
        draft = target.with_name(f".{target.name}.part")
        try:
            with draft.open("wb") as file:
                deck.write(file)
            if target.exists():
                raise DataError("gibt es schon; bitte einen anderen Namen nennen.", target)
            draft.replace(target)
        except OSError as error:
            raise DataError(f"lässt sich nicht schreiben ({error.strerror}).", target) from error
        finally:
            draft.unlink(missing_ok=True)
    return report


class _Renewal:
    """One deck in the course of being renewed."""

    def __init__(self, deck: Archive, years: Years, year: int | None, municipality: str | None) -> None:
        self._deck, self._years, self._year = deck, years, year
        self._report = Report()
        self._stories: dict[int, Story] = {}
        self._done: set[str] = set()  # parts that two objects share are renewed once
        self._kept: dict[str, set[str]] = defaultdict(set)  # slide's part → charts that stay
        self._new: dict[str, set[str]] = defaultdict(set)
        found = [*states.objects_of(deck)]
        is_other = municipality is not None and municipality not in {f.municipality for f in found}
        self._instead = municipality if is_other and municipality else ""
        self._found = [f for f in found if municipality is None or is_other or f.municipality == municipality]

    def carry_out(self) -> Report:
        self._check_target()
        # Judged before anything is changed: two objects may share their parts.
        judged = [(found, *states.judge(self._deck, found, self._years)) for found in self._found if found.source]
        for found, state, why in judged:
            self._renew_chart(found, state, why)
        for found in self._found:
            if found.text and not found.source:
                self._renew_text(found)
        self._say_what_is_longer()
        for page in {id(f.page): f.page for f in self._found}.values():
            if page.is_changed:
                self._deck.change_tree(page.part, page.root)
        if not self._found:
            self._report.lines.append("In der Datei ist nichts, das aus diesem Programm stammt.")
        return self._report

    def _say_what_is_longer(self) -> None:
        """A list of ours that needs more slides than it has: none is added."""
        there = {found.text[0] for found in self._found if found.text}
        for told in self._stories.values():
            for slide in told.slides:
                first, _, number = slide.key.rpartition("_")
                if number.isdecimal() and f"{first}/table" in there and f"{slide.key}/table" not in there:
                    self._report.lines.append(
                        f"„{slide.title}“ ist neu hinzugekommen; diese Folie steht in slides.pptx."
                    )

    def _check_target(self) -> None:
        """DataError where the year that is asked for is there for nobody."""
        whose = {self._whose(found) for found in self._found}
        there = {name: self._years.of(name, self._year) for name in sorted(whose)}
        reasons = [reason for reason in there.values() if isinstance(reason, str)]
        if there and len(reasons) == len(there) and (self._year is not None or self._instead):
            raise DataError(reasons[0])

    def _whose(self, found: Found) -> str:
        return self._instead or found.municipality

    # ---- charts and pictures

    def _renew_chart(self, found: Found, state: str, why: str) -> None:
        assert found.source is not None
        after = self._years.of(self._whose(found), self._year)
        if state not in (EDITED, UNKNOWN):
            if isinstance(after, str):
                state, why = UNKNOWN, after
            elif found.source.chart not in after:
                dataset = after.dataset
                state = UNKNOWN
                why = f"Ein Diagramm „{found.source.chart}“ gibt es für {dataset.municipality} {dataset.year} nicht."
        if state in (EDITED, UNKNOWN):
            self._stay(found, why)
            return
        before = self._years.with_chart(found.source)
        assert isinstance(before, Catalogue) and isinstance(after, Catalogue)
        source = after.source(found.source.chart)
        try:
            said = self._exchange_picture(found, after) if found.is_picture else self._exchange(found, before, after)
        except (sheets.UnreadableError, DataError) as error:
            self._stay(found, f"{str(error)[:1].upper()}{str(error)[1:].rstrip('.')}.")
            return
        self._new[found.page.part].add(source.chart)
        self._name(found, before, after, source)
        self._report.renewed += 1
        self._report.say(found, f"{found.source.year} → {source.year}{''.join(f'; {text}' for text in said)}")

    def _stay(self, found: Found, why: str) -> None:
        assert found.source is not None
        self._kept[found.page.part].add(found.source.chart)
        self._report.stay(found, why)

    def _exchange(self, found: Found, before: Catalogue, after: Catalogue) -> list[str]:
        """New numbers in the chart and its workbook; returns what came, went or moved."""
        assert found.source is not None
        made, new = (native.of(catalogue, found.source.chart) for catalogue in (before, after))
        root = states.tree_of(self._deck, found)
        if new is None or root is None:
            raise DataError("Für das neue Jahr hat das Diagramm nichts zu zeigen.")
        if found.chart in self._done:
            return []
        new = renewal.arranged(root, new)
        workbook, is_external = states.workbook_of(self._deck, found, root)
        if is_external:
            raise DataError("Das Diagramm ist mit einer Arbeitsmappe außerhalb der Datei verknüpft.")
        if workbook:
            content, formulas = _with_numbers(self._deck.read(workbook), root, new)
            said = []
        else:
            content, formulas = sheets.make(new), _formulas(charts.SHEET, (0, 0), new)
            workbook = self._attach(found, root)
            said = ["die fehlende Arbeitsmappe des Diagramms ist neu angelegt"]
        said += renewal.renew(root, made or new, new, formulas)
        self._deck.change(workbook, content)
        self._deck.change_tree(found.chart, root)
        self._done.add(found.chart)
        return said

    def _attach(self, found: Found, root: Element) -> str:
        """A place for a workbook where the chart has none; returns its part."""
        relations.drop_lost(self._deck, found.chart)
        part = relations.new_name(self._deck, "ppt/embeddings/Monitoring{}.xlsx")
        relation = relations.add(self._deck, found.chart, "package", part)
        relations.declare(self._deck, part, WORKBOOK)
        charts.refer_to_workbook(root, relation)
        return part

    def _exchange_picture(self, found: Found, after: Catalogue) -> list[str]:
        """The picture of the new year in the same form, in the same parts."""
        assert found.source is not None
        forms = {part: mark.form for part in found.pictures if (mark := sources.read(self._deck.read(part)))}
        for part, form in forms.items():
            if part in self._done:
                continue
            drawn = as_picture(after, found.source.chart, form if form in PAGES else FULL)
            self._deck.change(part, drawn.svg if part.lower().endswith(".svg") else drawn.png)
            self._done.add(part)
        return []

    def _name(self, found: Found, before: Catalogue, after: Catalogue, source: Source) -> None:
        """Name, alt text and tag of the object as of the new year; an alt text of somebody's own stays."""
        assert found.source is not None
        properties = objects.properties_of(found.element)
        noted = dict(found.noted)
        if sources.parse_name(found.name):
            self._set(found.page, properties, "name", source.name)
        new = self._story(after).alt_texts.get(source.chart, "")
        if new and self._is_our_alt_text(found, before):
            self._set(found.page, properties, "descr", new)
            noted[marks.ALT] = marks.of_text([new])
        elif found.alt_text and noted:
            self._report.say(found, "der Alternativtext ist von Hand geändert und bleibt; bitte prüfen.")
        if found.tags_part in self._deck and found.noted:
            noted[marks.SOURCE] = str(source)
            if found.chart:
                noted[marks.SHOWN] = marks.of_numbers(charts.read(self._deck.tree(found.chart)).numbers)
            self._deck.change(found.tags_part, tags.write(noted))

    def _is_our_alt_text(self, found: Found, before: Catalogue) -> bool:
        """By its tag, or where that is lost by its words: those of the slides, or the long ones of the picture."""
        if marks.ALT in found.noted:
            return marks.of_text([found.alt_text]) == found.noted[marks.ALT]
        told = self._story(before)
        assert found.source is not None
        return found.alt_text in (told.alt_texts.get(found.source.chart), told.descriptions.get(found.source.chart))

    def _set(self, page: Page, element: Element, attribute: str, value: str) -> None:
        if element.get(attribute) != value:
            element.set(attribute, value)
            page.is_changed = True

    # ---- texts and tables

    def _story(self, catalogue: Catalogue) -> Story:
        if id(catalogue) not in self._stories:
            self._stories[id(catalogue)] = story.tell(catalogue)
        return self._stories[id(catalogue)]

    def _renew_text(self, found: Found) -> None:
        assert found.text is not None
        key = found.text[0]
        after = self._years.of(self._whose(found), self._year)
        if isinstance(after, str) or self._is_about_what_stays(found, key, after):
            if key.endswith("/title"):
                self._report.say(found, "der Titel bleibt beim Diagramm, das bleibt.")
            return
        if marks.of_text(texts.paragraphs(found.element)) != found.noted.get(marks.HASH):
            self._report.say(found, "der Text ist von Hand geändert und bleibt; bitte prüfen.")
            return
        told = self._story(after)
        wanted = told.tables().get(key) if key.endswith(_TABLES) else told.texts().get(key)
        if not wanted:
            self._report.stay(found, f"Für {after.dataset.year} gibt es diesen Text nicht.")
            return
        if key.endswith(_TABLES):
            if not texts.put_table(found.element, wanted):
                self._report.stay(found, "Die Tabelle hat andere Spalten als unsere.")
                return
            flat = [cell for row in wanted for cell in row]
        else:
            flat = [*wanted]
            texts.put(found.element, flat)
        found.page.is_changed = True
        if found.tags_part in self._deck:
            dataset = after.dataset
            noted = marks.of_words(key, dataset.municipality, dataset.year, flat)
            self._deck.change(found.tags_part, tags.write({**found.noted, **noted}))

    def _is_about_what_stays(self, found: Found, key: str, after: Catalogue) -> bool:
        """Whether a text on a slide is about charts alone that stay as they are."""
        slide = key.partition("/")[0]
        about = next((set(s.charts) for s in self._story(after).slides if s.key == slide), set())
        part = _slide_of(found.page, self._found)
        return bool(about & self._kept[part]) and not about & self._new[part]


def _slide_of(page: Page, found: Iterable[Found]) -> str:
    """The part of the slide that notes belong to."""
    if not page.is_notes:
        return page.part
    return next((f.page.part for f in found if f.page.number == page.number and not f.page.is_notes), "")


def _with_numbers(workbook: bytes, root: Element, new: charts.Chart) -> tuple[bytes, list[tuple[str, str, str]]]:
    """The chart's workbook with the new numbers where the old ones stand, and where each series has its own now."""
    areas = [sheets.area(charts.formula(ser, name)) for ser in charts.all_series(root) for name in ("tx", "cat", "val")]
    there = [area for area in areas if area is not None]
    names = {area.sheet for area in there}
    if len(there) < len(areas) or len(names) > 1:
        raise sheets.UnreadableError("die Zahlen des Diagramms stehen nicht in Spalten eines Blatts")
    (sheet,) = names
    ours = {cell for area in there for cell in area.cells}
    corner = min(row for row, _ in ours), min(column for _, column in ours)
    values: dict[sheets.Cell, str | float] = {}
    for row, category in enumerate(new.categories, start=1):
        values[corner[0] + row, corner[1]] = category
    for column, series in enumerate(new.series, start=1):
        values[corner[0], corner[1] + column] = series.name
        for row, value in enumerate(series.values, start=1):
            if value is not None:
                values[corner[0] + row, corner[1] + column] = value
    book = sheets.Workbook(workbook)
    book.put(sheet, values, ours)
    if book.has_formulas_elsewhere(sheet):
        book.calculate_when_opened()
    return book.packed(), _formulas(sheet, corner, new)


def _formulas(sheet: str, corner: sheets.Cell, new: charts.Chart) -> list[tuple[str, str, str]]:
    """Where name, categories and values of each series stand."""
    row, column = corner
    last = row + len(new.categories)
    names = sheets.formula(sheet, (row + 1, column), (last, column))
    return [
        (
            sheets.formula(sheet, (row, column + n)),
            names,
            sheets.formula(sheet, (row + 1, column + n), (last, column + n)),
        )
        for n in range(1, len(new.series) + 1)
    ]
