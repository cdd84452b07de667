"""The story as a PowerPoint file: native charts in real placeholders, marked so that they can be renewed."""

import io
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from lxml import etree
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.enum.text import MSO_ANCHOR
from pptx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from pptx.opc.package import Part
from pptx.opc.packuri import PackURI
from pptx.oxml import parse_xml
from pptx.parts.chart import ChartPart
from pptx.util import Emu, Pt

from analysis.ooxml import Element, archive, charts, relations, sheets, tags
from analysis.publish import pictures
from analysis.publish.catalogue import Catalogue
from analysis.publish.slides import layouts, marks, native, story, template
from analysis.publish.slides.layouts import Box
from analysis.publish.slides.picture import as_picture
from analysis.publish.slides.slide import Slide
from analysis.publish.slides.story import Story
from analysis.publish.slides.template import LANGUAGE, slide_number

NAME: Final = "slides.pptx"
TYPE_SIZE: Final = 14  # points, of all that a native chart says
_SVG: Final = "http://schemas.microsoft.com/office/drawing/2016/SVG/main"
_SVG_ID: Final = "{96DAC541-7B7A-43D3-8B79-37D633B846F1}"
_MADE: Final = datetime(1980, 1, 1)
_LINE: Final = 400_000  # EMU of a line of text that a layout has no place for


def make(catalogue: Catalogue, folder: Path) -> bytes:
    """`slides.pptx` of the year; `folder` is the municipality's own, where an office's template may lie.

    DataError where that template cannot be used.
    """
    presentation = template.load(folder)
    told = story.tell(catalogue)
    _Deck(presentation, catalogue, told).draw()
    dataset = catalogue.dataset
    properties = presentation.core_properties
    properties.title = told.slides[0].title
    properties.author = properties.last_modified_by = told.footer.split(" · ", maxsplit=1)[0]
    properties.subject, properties.keywords = f"{dataset.municipality} {dataset.year}", ""
    properties.language = LANGUAGE
    properties.created = properties.modified = _MADE
    properties.revision = 1
    buffer = io.BytesIO()
    presentation.save(buffer)
    return archive.repacked(buffer.getvalue())


class _Deck:
    """The slides in the making."""

    def __init__(self, presentation: Any, catalogue: Catalogue, told: Story) -> None:
        self.presentation, self.catalogue, self.story = presentation, catalogue, told
        self._tags = 0

    def draw(self) -> None:
        for slide in self.story.slides:
            self._draw(slide)

    def _draw(self, told: Slide) -> None:
        layout = layouts.choose(
            self.presentation, "title" if told.key == "opening" else "twoObj" if len(told.charts) == 2 else "obj"
        )
        slide = self.presentation.slides.add_slide(layout)
        places = layouts.contents(slide)
        boxes = layouts.boxes(self.presentation, places, max(len(told.charts), 1))
        for place in places:
            layouts.take_out(place)
        if slide.shapes.title is not None:
            self._write(slide, slide.shapes.title, f"{told.key}/title", [told.title], name="Titel")
        boxes = self._subtitle(slide, told, boxes)
        below = layouts.lines_of(slide)
        if told.lines and told.charts and below is None:
            boxes, below = self._room_below(slide, boxes)
        for number, (name, box) in enumerate(zip(told.charts, boxes, strict=False)):
            self._chart(slide, name, box, places[number] if number < len(places) else None)
        if told.table:
            self._table(slide, told, boxes[0], places[0] if places else None)
        if told.lines:
            self._lines(slide, told, boxes[0], below if told.charts else places[0] if places else None)
        if told.key != "opening":
            self._foot(slide, layout)
        layouts.remove_empty(slide)
        if told.notes:
            self._notes(slide, told)

    # ---- texts

    def _subtitle(self, slide: Any, told: Slide, boxes: list[Box]) -> list[Box]:
        """The line with base and date; where the layout has no place for it, above the content."""
        if not told.subtitle:
            return boxes
        place, size = layouts.subtitle_of(slide), None
        if place is None:
            left, top, right = boxes[0][0], boxes[0][1], boxes[-1][0] + boxes[-1][2]
            place, size = self._text_box(slide, (left, top, right - left, _LINE)), 13
            boxes = [(x, y + _LINE, width, height - _LINE) for x, y, width, height in boxes]
        self._write(slide, place, f"{told.key}/subtitle", [told.subtitle], name="Untertitel", size=size)
        return boxes

    def _room_below(self, slide: Any, boxes: list[Box]) -> tuple[list[Box], Any]:
        """The charts' places with room for a text below them, and the text's box."""
        left, top, right, height = boxes[0][0], boxes[0][1], boxes[-1][0] + boxes[-1][2], boxes[0][3]
        upper = height * 65 // 100
        place = self._text_box(slide, (left, top + upper, right - left, height - upper))
        return [(x, y, width, upper) for x, y, width, _ in boxes], place

    def _text_box(self, slide: Any, box: Box) -> Any:
        place = slide.shapes.add_textbox(*map(Emu, box))
        place.text_frame.word_wrap = True
        return place

    def _lines(self, slide: Any, told: Slide, box: Box, place: Any) -> None:
        """The paragraphs below the charts, or alone in the content's own placeholder."""
        place = self._text_box(slide, box) if place is None else place
        slide.shapes._spTree.append(place._element)  # read after the charts
        size = None if place.is_placeholder else 14
        self._write(slide, place, f"{told.key}/lines", told.lines, name="Text", size=size)

    def _write(
        self, slide: Any, shape: Any, key: str, paragraphs: Sequence[str], *, name: str, size: int | None = None
    ) -> None:
        shape.name = name
        frame = shape.text_frame
        frame.text = paragraphs[0] if paragraphs else ""
        for text in paragraphs[1:]:
            frame.add_paragraph().text = text
        _in_german(frame)
        if size is not None:
            for run in (run for paragraph in frame.paragraphs for run in paragraph.runs):
                run.font.size = Pt(size)
        self._mark_text(slide.part, shape._element, key, paragraphs)

    def _foot(self, slide: Any, layout: Any) -> None:
        """Footer and slide number, where the layout has them; what the footer says is said in any case."""
        there = {shape.placeholder_format.type: shape for shape in layout.placeholders}
        footer, number = there.get(PP_PLACEHOLDER.FOOTER), there.get(PP_PLACEHOLDER.SLIDE_NUMBER)
        if footer is None:
            width, height = self.presentation.slide_width, self.presentation.slide_height
            place = self._text_box(slide, (width // 24, height - _LINE, width * 4 // 5, _LINE))
        else:
            place = layouts.cloned(slide, footer)
        self._write(slide, place, "footer", [self.story.footer], name="Fußzeile", size=12 if footer is None else None)
        if number is not None:
            shape = layouts.cloned(slide, number)
            shape.name = "Foliennummer"
            field = slide_number(str(len(self.presentation.slides)))
            shape.text_frame.paragraphs[0]._p.insert(0, parse_xml(field))

    def _notes(self, slide: Any, told: Slide) -> None:
        notes = slide.notes_slide
        holder = next((s for s in notes.placeholders if s.placeholder_format.type == PP_PLACEHOLDER.BODY), None)
        if holder is not None:
            holder.text_frame.text = told.notes
            _in_german(holder.text_frame)
            self._mark_text(notes.part, holder._element, f"{told.key}/notes", told.notes.split("\n"))

    # ---- objects

    def _chart(self, slide: Any, name: str, box: Box, place: Any) -> None:
        source, alt_text = self.catalogue.source(name), self.story.alt_texts[name]
        chart = native.of(self.catalogue, name)
        if chart is None:
            self._picture(slide, name, box)
            return
        part = ChartPart.load(
            slide.part.package.next_partname("/ppt/charts/chart%d.xml"),
            CONTENT_TYPE.DML_CHART,
            slide.part.package,
            charts.write(chart, size=TYPE_SIZE, language=LANGUAGE),
        )
        part.chart_workbook.update_from_xlsx_blob(sheets.make(chart))
        frame = slide.shapes._add_chart_graphicFrame(
            slide.part.relate_to(part, RELATIONSHIP_TYPE.CHART), *map(Emu, box)
        )
        self._name(frame, source.name, alt_text, place)
        self._mark(slide.part, frame, marks.of_chart(source, chart.numbers, alt_text))

    def _picture(self, slide: Any, name: str, box: Box) -> None:
        source, alt_text = self.catalogue.source(name), self.story.alt_texts[name]
        drawn = as_picture(self.catalogue, name)
        picture = slide.shapes.add_picture(io.BytesIO(drawn.png), 0, 0)
        scale = min(box[2] / picture.width, box[3] / picture.height)
        picture.width, picture.height = Emu(int(picture.width * scale)), Emu(int(picture.height * scale))
        picture.left = Emu(box[0] + (box[2] - picture.width) // 2)
        picture.top = Emu(box[1])
        self._add_svg(slide, picture, drawn.svg)
        self._name(picture._element, source.name, alt_text, None)
        self._mark(slide.part, picture._element, marks.of_picture(source, alt_text))

    def _add_svg(self, slide: Any, picture: Any, svg: bytes) -> None:
        package = slide.part.package
        part = Part(package.next_partname("/ppt/media/drawing%d.svg"), "image/svg+xml", package, svg)
        relation = slide.part.relate_to(part, RELATIONSHIP_TYPE.IMAGE)
        blip = picture._element.find(f".//{{{charts.A}}}blip")
        blip.append(
            parse_xml(
                f'<a:extLst xmlns:a="{charts.A}"><a:ext uri="{_SVG_ID}"><asvg:svgBlip xmlns:asvg="{_SVG}" '
                f'xmlns:r="{relations.DOCUMENT}" r:embed="{relation}"/></a:ext></a:extLst>'
            )
        )

    def _table(self, slide: Any, told: Slide, box: Box, place: Any) -> None:
        rows, columns = len(told.table), len(told.table[0])
        height = min(box[3], rows * 420_000)
        frame = slide.shapes.add_table(rows, columns, *map(Emu, (*box[:3], height)))
        # By their headings, not their texts: the list of next year has to fit too.
        weights = [_WIDTHS.get(heading, 16) for heading in told.table[0]]
        for column, weight in zip(frame.table.columns, weights, strict=True):
            column.width = Emu(box[2] * weight // sum(weights))
        for row, texts in zip(frame.table.rows, told.table, strict=True):
            row.height = Emu(height // rows)
            for cell, text in zip(row.cells, texts, strict=True):
                cell.text = text
                cell.margin_top = cell.margin_bottom = Emu(30_000)
                cell.vertical_anchor = MSO_ANCHOR.MIDDLE
                _in_german(cell.text_frame)
                for run in cell.text_frame.paragraphs[0].runs:
                    run.font.size = Pt(13)
        self._name(frame._element, f"Tabelle {told.key}", f"Tabelle: {told.title}", place)
        self._mark_text(slide.part, frame._element, f"{told.key}/table", [text for row in told.table for text in row])

    def _name(self, element: Element, name: str, alt_text: str, place: Any) -> None:
        """Name and alt text of an object; in its placeholder where the layout has one."""
        properties = element.find(f".//{{{tags.P}}}cNvPr")
        properties.set("name", name)
        properties.set("descr", pictures.alt_text(alt_text))
        if place is not None:
            holder = place._element.find(f".//{{{tags.P}}}ph")
            own = element.find(f".//{{{tags.P}}}nvPr")
            own.insert(0, parse_xml(etree.tostring(holder)))

    # ---- marks

    def _mark_text(self, part: Any, element: Element, key: str, paragraphs: Sequence[str]) -> None:
        dataset = self.catalogue.dataset
        self._mark(part, element, marks.of_words(key, dataset.municipality, dataset.year, paragraphs))

    def _mark(self, part: Any, element: Element, noted: Mapping[str, str]) -> None:
        self._tags += 1
        name = PackURI(f"/ppt/tags/tag{self._tags}.xml")
        relation = part.relate_to(Part(name, tags.TYPE, part.package, tags.write(noted)), RELATIONSHIP_TYPE.TAGS)
        tags.refer(element.find(f".//{{{tags.P}}}nvPr"), relation)


def _cloned(slide: Any, placeholder: Any) -> Element:
    """A layout's footer or number on the slide; python-pptx leaves them out."""
    slide.shapes.clone_placeholder(placeholder)
    return slide.shapes._spTree[-1]


_WIDTHS: Final = {"Nr.": 11, "Maßnahme": 50, "Frist": 11, "Begründung": 40, "Begründung, nächster Schritt": 40}


def _in_german(frame: Any) -> None:
    for paragraph in frame.paragraphs:
        for run in paragraph.runs:
            run._r.get_or_add_rPr().set("lang", LANGUAGE)
