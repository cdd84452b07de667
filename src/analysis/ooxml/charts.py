"""A native chart as XML: written anew, its numbers read, its numbers exchanged under hand-made formats."""

from dataclasses import dataclass
from typing import Final

from lxml import etree

from analysis.ooxml import Element

C: Final = "http://schemas.openxmlformats.org/drawingml/2006/chart"
A: Final = "http://schemas.openxmlformats.org/drawingml/2006/main"
R: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SHEET: Final = "Zahlen"
BARS, STACKED, SHARES, LINES = "bars", "stacked", "shares", "lines"
WHOLE, ONE_PLACE = r"[$-407]#,##0;\-#,##0;;", "[$-407]#,##0.0"  # a whole 0 has no label: there is nothing to label
_CATEGORY_AXIS, _VALUE_AXIS = 111111111, 222222222  # positive, or PowerPoint finds the file damaged
_INK, _RULE = "1A1A1A", "D0D0D0"


@dataclass(frozen=True)
class Series:
    """One series: its value for each category (None: none); colours as #RRGGBB, `ink` that of its labels.

    `point_colours` holds a colour a category, where each has its own. A line may be `dash`ed, and its
    labels stand at every value, or with `label_last` at the last one only.
    """

    name: str
    values: tuple[float | None, ...]
    colour: str
    ink: str = "#1A1A1A"
    point_colours: tuple[str, ...] = ()
    dash: str = "solid"
    label_last: bool = False


@dataclass(frozen=True)
class Chart:
    """What a native chart shows; `form` is bars, stacked, shares (stacked to 100 %) or lines."""

    form: str
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    number_format: str = WHOLE

    @property
    def numbers(self) -> dict[tuple[str, str], float | None]:
        """Series and category → value; names without regard to white space."""
        return {
            (key(series.name), key(category)): value
            for series in self.series
            for category, value in zip(self.categories, series.values, strict=True)
        }


def key(text: str) -> str:
    """A name for comparing: white space does not count."""
    return " ".join(text.split())


def tag(name: str) -> str:
    return f"{{{C}}}{name}"


def read(root: Element) -> Chart:
    """The numbers that a chart shows, series by series; colours and form are not read.

    Where the series have different categories, those of the first one count, and others behind them.
    """
    found = [(name_of(ser), categories_of(ser), _values(ser)) for ser in all_series(root)]
    categories = tuple(dict.fromkeys(category for _, names, _ in found for category in names))
    series = []
    for name, names, values in found:
        of_name = {category: values.get(at) for at, category in enumerate(names)}
        series.append(Series(name, tuple(of_name.get(category) for category in categories), ""))
    return Chart("", categories, tuple(series))


def all_series(root: Element) -> list[Element]:
    """The series in the order in which they are drawn."""
    found = root.findall(f"{tag('chart')}/{tag('plotArea')}/*/{tag('ser')}")
    return sorted(found, key=lambda ser: _number(ser.find(tag("order"))))


def name_of(ser: Element) -> str:
    texts = ser.findall(f"{tag('tx')}//{tag('v')}")
    return " ".join(text.text or "" for text in texts)


def categories_of(ser: Element) -> list[str]:
    """The names of the categories by their places; of several levels the innermost."""
    holder = ser.find(tag("cat"))
    if holder is None:
        return [str(place + 1) for place in range(max(_values(ser), default=-1) + 1)]
    level = holder.find(f".//{tag('lvl')}")
    points = (holder if level is None else level).iterfind(f".//{tag('pt')}")
    texts = {int(point.get("idx", -1)): point.findtext(tag("v")) or "" for point in points}
    count = holder.find(f".//{tag('ptCount')}")
    most = max([max(texts, default=-1) + 1, min(_number(count), 10_000)])
    return [texts.get(place, "") for place in range(most)]


def formula(ser: Element, name: str) -> str:
    """Where a series takes its `tx`, `cat` or `val` from in the workbook: „Zahlen!$B$2:$B$8"."""
    return ser.findtext(f"{tag(name)}//{tag('f')}") or ""


def look(ser: Element) -> str:
    """The colours of a series and of its points, as far as they are fixed ones: what tells that they were changed."""
    fill = _fills(ser.find(tag("spPr")))
    points = sorted(
        f"{_number(point.find(tag('idx')))}={_fills(point.find(tag('spPr')))}" for point in ser.iterfind(tag("dPt"))
    )
    return ";".join([fill, *points])


def _fills(properties: Element | None) -> str:
    if properties is None:
        return ""
    return ",".join(colour.get("val", "").upper() for colour in properties.iterfind(f".//{{{A}}}srgbClr"))


def _values(ser: Element) -> dict[int, float | None]:
    found: dict[int, float | None] = {}
    for point in ser.iterfind(f"{tag('val')}//{tag('pt')}"):
        try:
            found[int(point.get("idx", -1))] = float(point.findtext(tag("v")) or "")
        except ValueError:
            continue
    return found


def _number(element: Element | None) -> int:
    text = "" if element is None else element.get("val", "")
    return int(text) if text.isdecimal() else 0


def refer_to_workbook(root: Element, relation: str) -> None:
    """Let the chart have the workbook that a relation of its part leads to."""
    for old in root.findall(tag("externalData")):
        root.remove(old)
    holder = etree.Element(tag("externalData"))
    holder.set(f"{{{R}}}id", relation)
    etree.SubElement(holder, tag("autoUpdate"), val="0")
    behind = [child for child in root if child.tag in map(tag, ("printSettings", "userShapes", "extLst"))]
    root.insert(root.index(behind[0]) if behind else len(root), holder)


# ---- written


def write(chart: Chart, *, size: int, language: str, relation: str = "") -> bytes:
    """The chart's part; `size` of its type in points, `relation` the ID of its workbook's."""
    is_line = chart.form == LINES
    series = "".join(_series(chart, number) for number in range(len(chart.series)))
    group = _lines(series) if is_line else _bars(chart, series)
    legend = "" if len(chart.series) == 1 else _LEGEND.format(text=_text(size, _INK))
    workbook = f'<c:externalData r:id="{relation}"><c:autoUpdate val="0"/></c:externalData>' if relation else ""
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<c:chartSpace xmlns:c="{C}" xmlns:a="{A}" xmlns:r="{R}"><c:date1904 val="0"/>'
        f'<c:lang val="{language}"/><c:roundedCorners val="0"/>'
        f'<c:chart><c:autoTitleDeleted val="1"/><c:plotArea><c:layout/>{group}{_axes(chart, size)}</c:plotArea>'
        f'{legend}<c:plotVisOnly val="1"/><c:dispBlanksAs val="gap"/></c:chart>'
        f"{_text(size, _INK)}{workbook}</c:chartSpace>"
    ).encode()


def _bars(chart: Chart, series: str) -> str:
    grouping = {BARS: "clustered", STACKED: "stacked", SHARES: "percentStacked"}[chart.form]
    overlap = -5 if chart.form == BARS else 100
    gap = 35 if len(chart.series) > 1 or chart.form != BARS else 55
    return (
        f'<c:barChart><c:barDir val="bar"/><c:grouping val="{grouping}"/><c:varyColors val="0"/>{series}'
        f'<c:gapWidth val="{gap}"/><c:overlap val="{overlap}"/>'
        f'<c:axId val="{_CATEGORY_AXIS}"/><c:axId val="{_VALUE_AXIS}"/></c:barChart>'
    )


def _lines(series: str) -> str:
    return (
        f'<c:lineChart><c:grouping val="standard"/><c:varyColors val="0"/>{series}<c:marker val="1"/>'
        f'<c:axId val="{_CATEGORY_AXIS}"/><c:axId val="{_VALUE_AXIS}"/></c:lineChart>'
    )


def _axes(chart: Chart, size: int) -> str:
    """Names beside the bars from top to bottom, without an axis of values: every bar bears its number."""
    is_line = chart.form == LINES
    line = f'<c:spPr><a:ln w="9525"><a:solidFill><a:srgbClr val="{_RULE}"/></a:solidFill></a:ln></c:spPr>'
    grid = f"<c:majorGridlines>{line}</c:majorGridlines>" if is_line else ""
    number_format = WHOLE if is_line else chart.number_format
    return (
        f'<c:catAx><c:axId val="{_CATEGORY_AXIS}"/>'
        f'<c:scaling><c:orientation val="{"minMax" if is_line else "maxMin"}"/></c:scaling><c:delete val="0"/>'
        f'<c:axPos val="{"b" if is_line else "l"}"/><c:numFmt formatCode="General" sourceLinked="0"/>'
        '<c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="low"/>'
        f'{line}{_text(size, _INK)}<c:crossAx val="{_VALUE_AXIS}"/><c:crosses val="autoZero"/><c:auto val="0"/>'
        '<c:lblAlgn val="ctr"/><c:lblOffset val="100"/><c:noMultiLvlLbl val="1"/></c:catAx>'
        f'<c:valAx><c:axId val="{_VALUE_AXIS}"/><c:scaling><c:orientation val="minMax"/><c:min val="0"/></c:scaling>'
        f'<c:delete val="{0 if is_line else 1}"/><c:axPos val="{"l" if is_line else "t"}"/>{grid}'
        f'<c:numFmt formatCode="{_escaped("#,##0" if is_line else number_format)}" sourceLinked="0"/>'
        '<c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="nextTo"/>'
        f'<c:spPr><a:ln><a:noFill/></a:ln></c:spPr>{_text(size, _INK)}<c:crossAx val="{_CATEGORY_AXIS}"/>'
        f'<c:crosses val="autoZero"/><c:crossBetween val="{"midCat" if is_line else "between"}"/></c:valAx>'
    )


_LEGEND: Final = '<c:legend><c:legendPos val="t"/><c:overlay val="0"/>{text}</c:legend>'
_NOT_INVERTED: Final = '<c:invertIfNegative val="0"/>'
_NOT_SMOOTH: Final = '<c:smooth val="0"/>'
_NO_SYMBOL: Final = '<c:symbol val="none"/>'
_DOT: Final = '<c:symbol val="circle"/><c:size val="9"/>'


def _series(chart: Chart, number: int) -> str:
    series = chart.series[number]
    column = column_name(number + 1)
    last = len(chart.categories) + 1
    names = "".join(_point(n, name) for n, name in enumerate(chart.categories))
    values = "".join(_point(n, shown(value)) for n, value in enumerate(series.values) if value is not None)
    is_line = chart.form == LINES
    points = "".join(
        f'<c:dPt><c:idx val="{n}"/>{_NOT_INVERTED}<c:bubble3D val="0"/>{_fill(colour)}</c:dPt>'
        for n, colour in enumerate(series.point_colours)
    )
    return (
        f'<c:ser><c:idx val="{number}"/><c:order val="{number}"/><c:tx><c:strRef><c:f>{SHEET}!${column}$1</c:f>'
        f'<c:strCache><c:ptCount val="1"/>{_point(0, series.name)}</c:strCache></c:strRef></c:tx>'
        f"{_line(series) if is_line else _fill(series.colour) + _NOT_INVERTED}{points}{_labels(chart, series)}"
        f"<c:cat><c:strRef><c:f>{SHEET}!$A$2:$A${last}</c:f><c:strCache>"
        f'<c:ptCount val="{len(chart.categories)}"/>{names}</c:strCache></c:strRef></c:cat>'
        f"<c:val><c:numRef><c:f>{SHEET}!${column}$2:${column}${last}</c:f><c:numCache>"
        f"<c:formatCode>General</c:formatCode>"
        f'<c:ptCount val="{len(chart.categories)}"/>{values}</c:numCache></c:numRef></c:val>'
        f"{_NOT_SMOOTH if is_line else ''}</c:ser>"
    )


def _labels(chart: Chart, series: Series) -> str:
    is_inside = chart.form in (STACKED, SHARES)
    of_line = "t" if series.label_last else "b"
    place = "ctr" if is_inside else of_line if chart.form == LINES else "outEnd"
    ink = series.ink if is_inside else f"#{_INK}" if chart.form == BARS else series.colour
    body = (
        f'<c:numFmt formatCode="{_escaped(chart.number_format)}" sourceLinked="0"/>'
        f"<c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr>{_text(None, ink[1:], bold=True)}"
        f'<c:dLblPos val="{place}"/><c:showLegendKey val="0"/>'
    )
    shows = '<c:showVal val="{}"/><c:showCatName val="0"/><c:showSerName val="0"/><c:showPercent val="0"/>'
    shows += '<c:showBubbleSize val="0"/>'
    if not series.label_last:
        return f"<c:dLbls>{body}{shows.format(1)}</c:dLbls>"
    last = max((n for n, value in enumerate(series.values) if value is not None), default=None)
    one = "" if last is None else f'<c:dLbl><c:idx val="{last}"/>{body}{shows.format(1)}</c:dLbl>'
    return f"<c:dLbls>{one}{body}{shows.format(0)}</c:dLbls>"


def _fill(colour: str) -> str:
    ground = '<a:ln w="9525"><a:solidFill><a:srgbClr val="FFFFFF"/></a:solidFill></a:ln>'
    return f'<c:spPr><a:solidFill><a:srgbClr val="{colour[1:]}"/></a:solidFill>{ground}</c:spPr>'


def _line(series: Series) -> str:
    fill = f'<a:solidFill><a:srgbClr val="{series.colour[1:]}"/></a:solidFill>'
    return (
        f'<c:spPr><a:ln w="38100" cap="rnd">{fill}<a:prstDash val="{series.dash}"/><a:round/></a:ln></c:spPr>'
        f"<c:marker>{_NO_SYMBOL if series.label_last else f'{_DOT}<c:spPr>{fill}</c:spPr>'}</c:marker>"
    )


def _text(size: int | None, colour: str, *, bold: bool = False) -> str:
    points = f' sz="{100 * size}"' if size else ""
    return (
        f'<c:txPr><a:bodyPr/><a:lstStyle/><a:p><a:pPr><a:defRPr{points} b="{int(bold)}"><a:solidFill>'
        f'<a:srgbClr val="{colour}"/></a:solidFill></a:defRPr></a:pPr><a:endParaRPr lang="de-DE"/></a:p></c:txPr>'
    )


def _point(place: int, text: str) -> str:
    return f'<c:pt idx="{place}"><c:v>{_escaped(text)}</c:v></c:pt>'


def shown(value: float) -> str:
    """A number as it stands in a file: whole ones without decimals, others to four places."""
    return f"{round(value, 4):.10g}"


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def column_name(number: int) -> str:
    """0 → A, 26 → AA."""
    name = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        name = chr(65 + rest) + name
    return name
