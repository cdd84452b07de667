"""Masters and layouts: our own 16:9 template, made by code, or an office's `template.pptx`."""

from pathlib import Path
from typing import Any, Final

from lxml import etree
from pptx import Presentation
from pptx.exc import PackageNotFoundError
from pptx.opc.constants import RELATIONSHIP_TYPE as RELATION
from pptx.util import Emu

from analysis.charts.look.theme import INK, MUTED
from analysis.errors import DataError
from analysis.ooxml import Element, archive

NAME: Final = "template.pptx"
WIDTH, HEIGHT = 12_192_000, 6_858_000  # EMU: 13.33 by 7.5 inches
LANGUAGE: Final = "de-DE"
TITLE, SUBTITLE, LEFT, RIGHT, LINES, FOOTER, NUMBER = 0, 13, 1, 2, 14, 11, 12  # our placeholders' idx
_MARGIN: Final = 500_000
_WIDE: Final = WIDTH - 2 * _MARGIN
_HALF: Final = (_WIDE - 300_000) // 2
_TOP: Final = 1_880_000
_DEEP: Final = 4_350_000
_A: Final = "http://schemas.openxmlformats.org/drawingml/2006/main"
_P: Final = "http://schemas.openxmlformats.org/presentationml/2006/main"
_FONT: Final = "Arial"
_ACCENTS: Final = ("164A7B", "0A4534", "5297D2", "C9561B", "626262", "855512")


def load(beside: Path) -> Any:
    """A presentation without slides: from the office's template in the folder, else our own.

    DataError where the office's is no PowerPoint file or has no layout with a title.
    """
    path = beside / NAME
    if not path.is_file():
        return _own()
    try:
        with archive.opened(path, "Vorlage"):
            presentation = Presentation(str(path))
    except (PackageNotFoundError, KeyError, ValueError, AttributeError, etree.XMLSyntaxError) as error:
        raise DataError("keine lesbare PowerPoint-Datei; als .pptx neu speichern.", path) from error
    _without_slides(presentation)
    if not any(layout.placeholders for layout in presentation.slide_layouts):
        raise DataError("enthält kein Folienlayout mit Platzhaltern.", path)
    _widen(presentation)
    return presentation


def _widen(presentation: Any) -> None:
    """A template in 4:3 becomes 16:9 of the same height; logos keep their form, all else is stretched."""
    width = presentation.slide_height * 16 // 9
    if abs(width - presentation.slide_width) < width // 100:
        return
    scale = width / presentation.slide_width
    presentation.slide_width = Emu(width)
    for master in presentation.slide_masters:
        for holder in (master, *master.slide_layouts):
            for frame in holder.element.iter(f"{{{_A}}}xfrm"):
                place, size = frame.find(f"{{{_A}}}off"), frame.find(f"{{{_A}}}ext")
                if place is None or size is None:
                    continue
                left, wide = int(place.get("x")), int(size.get("cx"))
                is_picture = etree.QName(frame.getparent().getparent()).localname == "pic"
                new = wide if is_picture else round(wide * scale)
                place.set("x", str(round((left + wide / 2) * scale - new / 2)))
                size.set("cx", str(new))


def _without_slides(presentation: Any) -> None:
    listed = presentation.slides._sldIdLst
    for slide in [*listed]:
        presentation.part.drop_rel(slide.rId)
        listed.remove(slide)
    for section in presentation.element.xpath(".//*[local-name()='sectionLst']"):
        extension = section.getparent()
        extension.getparent().remove(extension)


def _own() -> Any:
    presentation = Presentation()
    presentation.slide_width, presentation.slide_height = Emu(WIDTH), Emu(HEIGHT)
    for place, layout in enumerate([*presentation.slide_layouts]):
        if place not in (0, 1, 3):  # title slide, one content, two contents
            presentation.slide_layouts.remove(layout)
    master = presentation.slide_master
    _draw(master, _MASTER)
    _style(master.element)
    for layout, (name, kind, placeholders) in zip(presentation.slide_layouts, _LAYOUTS, strict=True):
        layout.name = name
        layout.element.set("type", kind)
        _draw(layout, placeholders)
    theme = master.part.part_related_by(RELATION.THEME)
    theme._blob = _themed(theme.blob)
    for properties in presentation.element.iter(f"{{{_A}}}defRPr"):
        properties.set("lang", LANGUAGE)
    return presentation


def _draw(holder: Any, placeholders: tuple[str, ...]) -> None:
    tree = holder.shapes._spTree
    for shape in [child for child in tree if etree.QName(child).localname not in ("nvGrpSpPr", "grpSpPr")]:
        tree.remove(shape)
    for number, text in enumerate(placeholders, start=2):
        tree.append(etree.fromstring(text.replace("{id}", str(number))))


def _placeholder(
    name: str,
    kind: str,
    index: int,
    box: tuple[int, int, int, int] | None,
    *,
    prompt: str = "",
    style: str = "",
    anchor: str = "t",
) -> str:
    """A placeholder; without a box it lies where the master's lies."""
    of_kind = f' type="{kind}"' if kind else ""
    of_index = f' idx="{index}"' if index else ""
    size = ' sz="quarter"' if index in (SUBTITLE, LINES, FOOTER, NUMBER) else ""
    place = (
        f'<a:xfrm><a:off x="{box[0]}" y="{box[1]}"/><a:ext cx="{box[2]}" cy="{box[3]}"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
        if box
        else ""
    )
    text = slide_number("‹Nr.›")
    if kind != "sldNum":
        text = f'<a:r><a:rPr lang="{LANGUAGE}"/><a:t>{prompt or name}</a:t></a:r>'
    return (
        f'<p:sp xmlns:p="{_P}" xmlns:a="{_A}"><p:nvSpPr><p:cNvPr id="{{id}}" name="{name}"/>'
        f'<p:cNvSpPr><a:spLocks noGrp="1"/></p:cNvSpPr><p:nvPr><p:ph{of_kind}{size}{of_index}/></p:nvPr></p:nvSpPr>'
        f'<p:spPr>{place}</p:spPr><p:txBody><a:bodyPr lIns="0" tIns="0" rIns="0" bIns="0" anchor="{anchor}">'
        f"<a:normAutofit/></a:bodyPr><a:lstStyle>{style}</a:lstStyle>"
        f'<a:p>{text}<a:endParaRPr lang="{LANGUAGE}"/></a:p></p:txBody></p:sp>'
    )


def slide_number(text: str) -> str:
    """The field that shows a slide's number; `text` is what it shows until PowerPoint counts."""
    return (
        f'<a:fld xmlns:a="{_A}" id="{{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}}" type="slidenum">'
        f'<a:rPr lang="{LANGUAGE}"/><a:t>{text}</a:t></a:fld>'
    )


def _level(size: int, colour: str = INK, *, bold: bool = False, bullet: bool = False, space: int = 0) -> str:
    """The first level of a list style; all our texts have one level."""
    mark = '<a:buFont typeface="Arial"/><a:buChar char="•"/>' if bullet else "<a:buNone/>"
    indent = ' marL="285750" indent="-285750"' if bullet else ' marL="0" indent="0"'
    return (
        f'<a:lvl1pPr{indent} algn="l"><a:lnSpc><a:spcPct val="100000"/></a:lnSpc>'
        f'<a:spcBef><a:spcPts val="{space}"/></a:spcBef>{mark}'
        f'<a:defRPr sz="{size}" b="{int(bold)}"><a:solidFill><a:srgbClr val="{colour[1:]}"/></a:solidFill>'
        "</a:defRPr></a:lvl1pPr>"
    )


_TITLE_BOX = (_MARGIN, 330_000, _WIDE, 960_000)
_SUBTITLE_BOX = (_MARGIN, 1_310_000, _WIDE, 480_000)
_FOOTER_BOX = (_MARGIN, 6_400_000, 10_300_000, 240_000)
_NUMBER_BOX = (WIDTH - _MARGIN - 800_000, 6_400_000, 800_000, 240_000)
_SMALL: Final = _level(1200, MUTED)
_FOOT: Final = (
    _placeholder("Fußzeile", "ftr", FOOTER, _FOOTER_BOX, style=_SMALL, anchor="ctr"),
    _placeholder(
        "Foliennummer",
        "sldNum",
        NUMBER,
        _NUMBER_BOX,
        style=_SMALL.replace('algn="l"', 'algn="r"'),
        anchor="ctr",
    ),
)
_TITLE: Final = _placeholder("Titel", "title", TITLE, None, prompt="Titel: die Aussage der Folie")
_SUBTITLE: Final = _placeholder(
    "Untertitel", "body", SUBTITLE, _SUBTITLE_BOX, prompt="Stand, Grundgesamtheit, Hinweise", style=_level(1300, MUTED)
)
_MASTER: Final = (
    _placeholder("Titel", "title", TITLE, _TITLE_BOX, prompt="Titel: die Aussage der Folie", anchor="b"),
    _placeholder("Text", "body", 1, (_MARGIN, _TOP, _WIDE, _DEEP), prompt="Text"),
    *_FOOT,
)
_TEXT_STYLE: Final = _level(2000, bullet=True, space=1000)
_LAYOUTS: Final = (
    (
        "Titelfolie",
        "title",
        (
            _placeholder(
                "Titel",
                "ctrTitle",
                0,
                (_MARGIN, 1_700_000, _WIDE, 1_700_000),
                style=_level(4000, bold=True),
                anchor="b",
            ),
            _placeholder(
                "Untertitel", "subTitle", 1, (_MARGIN, 3_600_000, _WIDE, 1_200_000), style=_level(2000, MUTED)
            ),
        ),
    ),
    (
        "Titel und Inhalt",
        "obj",
        (
            _TITLE,
            _SUBTITLE,
            _placeholder("Inhalt", "", LEFT, (_MARGIN, _TOP, _WIDE, _DEEP), style=_TEXT_STYLE),
            *_FOOT,
        ),
    ),
    (
        "Zwei Inhalte und Text",
        "twoObj",
        (
            _TITLE,
            _SUBTITLE,
            _placeholder("Inhalt links", "", LEFT, (_MARGIN, _TOP, _HALF, 2_950_000), style=_TEXT_STYLE),
            _placeholder(
                "Inhalt rechts",
                "",
                RIGHT,
                (_MARGIN + _HALF + 300_000, _TOP, _HALF, 2_950_000),
                style=_TEXT_STYLE,
            ),
            _placeholder(
                "Text",
                "body",
                LINES,
                (_MARGIN, 4_930_000, _WIDE, 1_350_000),
                style=_level(1500, bullet=True, space=300),
            ),
            *_FOOT,
        ),
    ),
)


def _style(master: Element) -> None:
    """The master's own text styles: a bold title, plain text."""
    styles = master.find(f"{{{_P}}}txStyles")
    for name, style in (("titleStyle", _level(2600, bold=True)), ("bodyStyle", _level(2000, bullet=True, space=600))):
        holder = styles.find(f"{{{_P}}}{name}")
        level = holder.find(f"{{{_A}}}lvl1pPr")
        holder.replace(level, etree.fromstring(style.replace("<a:lvl1pPr", f'<a:lvl1pPr xmlns:a="{_A}"', 1)))


def _themed(theme: bytes) -> bytes:
    """The theme in our font and colours."""
    root: Element = etree.fromstring(theme)
    root.set("name", "Monitoring")
    for font in root.iterfind(f".//{{{_A}}}fontScheme/*/{{{_A}}}latin"):
        font.set("typeface", _FONT)
    for number, colour in enumerate(_ACCENTS, start=1):
        holder = root.find(f".//{{{_A}}}clrScheme/{{{_A}}}accent{number}")
        for child in [*holder]:
            holder.remove(child)
        etree.SubElement(holder, f"{{{_A}}}srgbClr", val=colour)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
