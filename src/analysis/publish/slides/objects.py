"""Our objects in a deck: found by their tags, their names, or the mark in a pasted picture."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from analysis.errors import DataError
from analysis.ooxml import Element, relations, tags
from analysis.ooxml.archive import Archive
from analysis.ooxml.charts import A, C
from analysis.ooxml.relations import Relation
from analysis.publish import sources
from analysis.publish.slides import marks
from analysis.publish.sources import Source

P: Final = tags.P
_CHART: Final = f"{{{C}}}chart"
_SVG: Final = "{http://schemas.microsoft.com/office/drawing/2016/SVG/main}svgBlip"
_EMBED: Final = f"{{{relations.DOCUMENT}}}embed"
_KINDS: Final = tuple(f"{{{P}}}{name}" for name in ("graphicFrame", "pic", "sp"))


@dataclass(eq=False)
class Page:
    """A slide, or the speaker's notes of one; `number` is the slide's, from 1."""

    number: int
    part: str
    root: Element
    relations: dict[str, Relation]
    is_notes: bool = False
    is_changed: bool = False


@dataclass(eq=False)
class Found:
    """An object of ours: a chart or picture with its `source`, or a text or table with its `text` (key, whose, year).

    `chart` is the part of a native chart ("" where it is lost), `pictures` those of a picture.
    """

    page: Page
    element: Element
    name: str
    noted: dict[str, str]
    tags_part: str
    source: Source | None = None
    chart: str = ""
    pictures: list[str] = field(default_factory=list)
    is_picture: bool = False

    @property
    def alt_text(self) -> str:
        return properties_of(self.element).get("descr", "")

    @property
    def municipality(self) -> str:
        """Whose object it is."""
        return self.source.municipality if self.source else self.text[1] if self.text else ""

    @property
    def text(self) -> tuple[str, str, int] | None:
        """Which text of whose deck of which year."""
        key, _, whose = self.noted.get(marks.TEXT, "").partition(" ")
        municipality, _, year = whose.rpartition(" ")
        return (key, municipality, int(year)) if key and year.isdecimal() else None


def properties_of(element: Element) -> Element:
    """The element with an object's name and alt text."""
    return element.find(f"*/{{{P}}}cNvPr")


def pages(archive: Archive) -> list[Page]:
    """The slides in their order, each followed by its notes; DataError where the file is no presentation."""
    main = relations.first(archive, "", "officeDocument")
    root = archive.tree(main) if main else None
    if root is None or root.tag != f"{{{P}}}presentation":
        raise DataError(f"{archive.name} ist keine PowerPoint-Präsentation (.pptx).")
    related = relations.read(archive, main)
    found: list[Page] = []
    for number, slide in enumerate(root.iterfind(f"{{{P}}}sldIdLst/{{{P}}}sldId"), start=1):
        part = relations.referred(slide, related)
        if part not in archive:
            continue
        page = Page(number, part, archive.tree(part), relations.read(archive, part))
        found.append(page)
        notes = next((r.target for r in page.relations.values() if r.kind == "notesSlide"), "")
        if notes in archive:
            found.append(Page(number, notes, archive.tree(notes), relations.read(archive, notes), is_notes=True))
    return found


def find(archive: Archive, page: Page) -> Iterator[Found]:
    """Our objects on a page in their order, those in groups too."""
    for element in page.root.iter(*_KINDS):
        named = properties_of(element)
        own = element.find(f"*/{{{P}}}nvPr")
        if named is None or own is None:
            continue
        part = tags.part_of(own, page.relations)
        found = Found(page, element, named.get("name", ""), tags.read(archive, part), part)
        if element.tag == _KINDS[1]:
            _see_picture(archive, found)
        elif element.tag == _KINDS[0] and (holder := element.find(f".//{_CHART}")) is not None:
            found.chart = relations.referred(holder, page.relations)
            found.chart = found.chart if found.chart in archive else ""
            found.source = _named(found)
        if found.source or found.text:
            yield found


def _see_picture(archive: Archive, found: Found) -> None:
    found.is_picture = True
    blip = found.element.find(f".//{{{A}}}blip")
    if blip is None:
        return
    holders = [blip, *blip.iter(_SVG)]
    parts = [relations.referred(holder, found.page.relations, _EMBED) for holder in holders]
    found.pictures = [part for part in parts if part in archive and sources.is_marked(archive.start(part))]
    marked = [mark for part in reversed(found.pictures) if (mark := sources.read(archive.read(part)))]
    found.source = marked[0].source if marked else _named(found)


def _named(found: Found) -> Source | None:
    """What an object's name says, with the hash of its tag; the tag where it bears another name."""
    noted, by_name = sources.parse(found.noted.get(marks.SOURCE, "")), sources.parse_name(found.name)
    if noted and (by_name is None or by_name.name == noted.name):
        return noted
    return by_name
