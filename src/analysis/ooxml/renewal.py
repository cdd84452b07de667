"""New numbers for a chart that people have worked on: series matched by name, categories by text.

python-pptx's `replace_data` goes by position: one class more, and „verworfen" has the colour of „in
Umsetzung". Here every series keeps its own fill, labels and points, and they follow their category.
"""

from collections.abc import Sequence
from copy import deepcopy
from typing import Final

from lxml import etree

from analysis.ooxml import Element
from analysis.ooxml.charts import (
    Chart,
    Series,
    all_series,
    categories_of,
    key,
    look,
    name_of,
    read,
    shown,
    tag,
    write,
)

_POINTS: Final = (tag("dPt"), tag("dLbl"))


def merged(there: Sequence[str], wanted: Sequence[str]) -> list[str]:
    """The wanted names in the order in which they stand there; new ones behind the one they follow in `wanted`."""
    known = {key(name): name for name in wanted}
    order = [known[key(name)] for name in dict.fromkeys(there) if key(name) in known]
    for place, name in enumerate(wanted):
        if name not in order:
            before = wanted[place - 1] if place else None
            order.insert(order.index(before) + 1 if before is not None else 0, name)
    return order


def arranged(root: Element, new: Chart) -> Chart:
    """The new numbers in the order in which the chart shows them."""
    there = read(root)
    categories = merged(there.categories, new.categories)
    order = merged([series.name for series in there.series], [series.name for series in new.series])
    of_name = {series.name: series for series in new.series}
    places = [new.categories.index(category) for category in categories]

    def sorted_by_category(series: Series) -> Series:
        return Series(
            series.name,
            tuple(series.values[place] for place in places),
            series.colour,
            series.ink,
            tuple(series.point_colours[place] for place in places) if series.point_colours else (),
            series.dash,
            series.label_last,
        )

    return Chart(
        new.form, tuple(categories), tuple(sorted_by_category(of_name[name]) for name in order), new.number_format
    )


def renew(root: Element, made: Chart, new: Chart, formulas: Sequence[tuple[str, str, str]]) -> list[str]:
    """Put the new numbers into the chart; returns in German what came, went or moved.

    `made` is the chart as the suite would draw it for the old numbers: a series that still looks so takes
    on its new look, every other keeps its own. `new` stands in the order of `arranged`; `formulas` says
    for each of its series where name, categories and values stand in the workbook.
    """
    there = {key(name_of(ser)): ser for ser in all_series(root)}
    first = next(iter(there.values()))
    before = [*map(key, categories_of(first))]
    places = {place: new_place for place, name in enumerate(before) if (new_place := _place(name, new)) is not None}
    drawn, drawn_before = (etree.fromstring(write(chart, size=12, language="de-DE")) for chart in (new, made))
    ours = {key(name_of(ser)): ser for ser in all_series(drawn_before)}
    said = _said_of_names(there, before, new)
    placed: list[Element] = []
    for fresh, series, where in zip(all_series(drawn), new.series, formulas, strict=True):
        name = key(series.name)
        ser = there.get(name)
        if ser is None:
            ser = _like(placed[-1] if placed else first, fresh)
        else:
            mine = ours.get(name)
            said += _move_points(ser, before, places, own_labels=mine is None or mine.find(f".//{_POINTS[1]}") is None)
            if mine is not None and look(mine) == look(ser):
                _take_look(ser, fresh)
            else:
                _add_points(ser, fresh, {places[place] for place in places})
        _put_numbers(ser, series, new, where)
        placed.append(ser)
    _put_series(root, placed, there)
    return said


def _place(name: str, chart: Chart) -> int | None:
    names = [*map(key, chart.categories)]
    return names.index(name) if name in names else None


def _said_of_names(there: dict[str, Element], before: list[str], new: Chart) -> list[str]:
    said = []
    for what, old, now in (
        ("Reihe", [*there], [key(series.name) for series in new.series]),
        ("Zeile", before, [*map(key, new.categories)]),
    ):
        said += [f"neue {what} „{name}“" for name in now if name not in old]
        said += [f"{what} „{name}“ entfällt" for name in old if name not in now]
    return said


def _move_points(ser: Element, before: list[str], places: dict[int, int], *, own_labels: bool) -> list[str]:
    """Formats of single points and labels go where their category went, or away with it."""
    said = []
    words = {_POINTS[0]: "Farbe", _POINTS[1]: "Beschriftung"}
    for point in [*ser.iter(*_POINTS)]:
        index = point.find(tag("idx"))
        place = int(index.get("val", -1))
        name = before[place] if 0 <= place < len(before) else ""
        is_told = point.tag == _POINTS[1] and own_labels
        where = f"{words[point.tag]} von „{name_of(ser)}“ bei „{name}“"
        if place not in places:
            point.getparent().remove(point)
            if is_told:
                said.append(f"eigene {where} entfällt")
            continue
        index.set("val", str(places[place]))
        written = "".join(text.text or "" for text in point.iterfind(f"{tag('tx')}//{{*}}t"))
        if is_told and written:
            said.append(f"von Hand geschriebene {where} bleibt: „{written}“")
        elif is_told and places[place] != place:
            said.append(f"eigene {where} steht jetzt an {places[place] + 1}. Stelle")
    for cached in ser.iterfind(f"{tag('extLst')}//{tag('pt')}"):  # labels taken from cells
        place = int(cached.get("idx", -1))
        if place in places:
            cached.set("idx", str(places[place]))
        else:
            cached.getparent().remove(cached)
    _sort_points(ser)
    return said


def _sort_points(ser: Element) -> None:
    for holder, name in ((ser, _POINTS[0]), (ser.find(tag("dLbls")), _POINTS[1])):
        points = [] if holder is None else holder.findall(name)
        if len(points) > 1:
            at = holder.index(points[0])
            points.sort(key=lambda point: int(point.find(tag("idx")).get("val", 0)))
            for offset, point in enumerate(points):
                holder.remove(point)
                holder.insert(at + offset, point)


def _take_look(ser: Element, fresh: Element) -> None:
    """Fill and points as the suite draws them now."""
    for point in ser.findall(_POINTS[0]):
        ser.remove(point)
    old, new = ser.find(tag("spPr")), fresh.find(tag("spPr"))
    if old is not None and new is not None:
        ser.replace(old, deepcopy(new))
    _add_points(ser, fresh, set())


def _add_points(ser: Element, fresh: Element, taken: set[int]) -> None:
    """The points' own colours of categories that the chart did not have."""
    own = [point for point in fresh.findall(_POINTS[0]) if int(point.find(tag("idx")).get("val")) not in taken]
    for point in own:
        before = [child for child in ser if child.tag in _BEFORE_POINTS]
        before[-1].addnext(deepcopy(point))
    _sort_points(ser)


_BEFORE_POINTS: Final = {
    tag(name)
    for name in ("idx", "order", "tx", "spPr", "invertIfNegative", "pictureOptions", "marker", "explosion", "dPt")
}


def _like(sibling: Element, fresh: Element) -> Element:
    """A series that was not there: made like its neighbour, so that it fits the form, in its own colours."""
    ser = deepcopy(sibling)
    for point in [*ser.iter(*_POINTS), *ser.findall(tag("extLst"))]:
        point.getparent().remove(point)
    look_of, own = ser.find(tag("spPr")), fresh.find(tag("spPr"))
    if look_of is None:
        ser.find(tag("tx")).addnext(deepcopy(own))
    elif ser.getparent() is None and own is not None:
        ser.replace(look_of, deepcopy(own))
    labels, own_labels = ser.find(tag("dLbls")), fresh.find(tag("dLbls"))
    if labels is not None and own_labels is not None:
        text, own_text = labels.find(tag("txPr")), own_labels.find(tag("txPr"))
        if text is not None and own_text is not None:
            labels.replace(text, deepcopy(own_text))
    _add_points(ser, fresh, set())
    return ser


def _put_numbers(ser: Element, series: Series, chart: Chart, where: tuple[str, str, str]) -> None:
    named = [(0, series.name)]
    categories = [*enumerate(chart.categories)]
    values = [(place, shown(value)) for place, value in enumerate(series.values) if value is not None]
    _put(ser, "tx", "str", where[0], named, 1)
    _put(ser, "cat", "str", where[1], categories, len(categories))
    _put(ser, "val", "num", where[2], values, len(categories))


def _put(ser: Element, name: str, kind: str, where: str, points: list[tuple[int, str]], count: int) -> None:
    """The reference with its stored values, in place of whatever stood there."""
    holder = ser.find(tag(name))
    if holder is None:
        holder = etree.Element(tag(name))
        (ser.find(tag("order")) if name == "tx" else _last_before(ser, name)).addnext(holder)
    form = holder.findtext(f".//{tag('formatCode')}") or "General"
    for child in [*holder]:
        holder.remove(child)
    reference = etree.SubElement(holder, tag(f"{kind}Ref"))
    etree.SubElement(reference, tag("f")).text = where
    cache = etree.SubElement(reference, tag(f"{kind}Cache"))
    if kind == "num":
        etree.SubElement(cache, tag("formatCode")).text = form
    etree.SubElement(cache, tag("ptCount"), val=str(count))
    for place, text in points:
        point = etree.SubElement(cache, tag("pt"), idx=str(place))
        etree.SubElement(point, tag("v")).text = text


def _last_before(ser: Element, name: str) -> Element:
    after = {tag(n) for n in ("val", "smooth", "shape", "extLst", "bubbleSize", "bubble3D")}
    after |= {tag("cat")} if name == "cat" else set()
    return [child for child in ser if child.tag not in after][-1]


def _put_series(root: Element, placed: list[Element], there: dict[str, Element]) -> None:
    """The series in their new order, each in the group where it stood; the legend follows."""
    groups = {ser.getparent() for ser in there.values()}
    home = {id(ser): ser.getparent() for ser in there.values()}
    before = [*there.values()]
    group = home[id(before[0])]
    slots = {parent: parent.index(parent.find(tag("ser"))) for parent in groups}
    for ser in before:
        ser.getparent().remove(ser)
    taken = {ser.find(tag("idx")).get("val") for ser in placed if id(ser) in home}
    for order, ser in enumerate(placed):
        if id(ser) in home:
            group = home[id(ser)]
        else:
            free = next(str(n) for n in range(len(placed) + len(taken) + 1) if str(n) not in taken)
            taken.add(free)
            ser.find(tag("idx")).set("val", free)
        ser.find(tag("order")).set("val", str(order))
        group.insert(slots[group], ser)
        slots[group] += 1
    _move_legend_entries(root, {n: placed.index(ser) for n, ser in enumerate(before) if ser in placed})


def _move_legend_entries(root: Element, places: dict[int, int]) -> None:
    for entry in root.findall(f"{tag('chart')}/{tag('legend')}/{tag('legendEntry')}"):
        index = entry.find(tag("idx"))
        place = int(index.get("val", -1))
        if place in places:
            index.set("val", str(places[place]))
        else:
            entry.getparent().remove(entry)
