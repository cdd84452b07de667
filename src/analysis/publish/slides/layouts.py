"""Which layout a slide takes, and where on it things go: in our own template, and in any office's."""

from collections.abc import Sequence
from typing import Any, Final

from pptx.enum.shapes import PP_PLACEHOLDER

from analysis.ooxml import Element
from analysis.publish.slides.template import LINES, SUBTITLE

Box = tuple[int, int, int, int]  # left, top, width, height in EMU
_OURS: Final = ("Untertitel", "Text")


def choose(presentation: Any, kind: str) -> Any:
    """The layout of a kind (title, obj, twoObj), else one with a title and a content, else the first with a title."""
    layouts = [*presentation.slide_layouts]
    by_kind = {layout.element.get("type"): layout for layout in reversed(layouts)}
    for wanted in (kind, "obj", "titleOnly"):
        if wanted in by_kind:
            return by_kind[wanted]
    with_title = [layout for layout in layouts if any(map(_is_title, layout.placeholders))]
    with_content = [layout for layout in with_title if any(map(_is_content, layout.placeholders))]
    return (with_content or with_title or layouts)[0]


def boxes(presentation: Any, contents: Sequence[Any], number: int) -> list[Box]:
    """As many places for content as are wanted: the layout's own, else beside each other in its first."""
    own = [(shape.left, shape.top, shape.width, shape.height) for shape in contents]
    if len(own) >= number:
        return own[:number]
    width, height = presentation.slide_width, presentation.slide_height
    left, top, wide, deep = own[0] if own else (width // 24, height * 28 // 100, width * 11 // 12, height * 62 // 100)
    gap = wide // 40
    each = (wide - gap * (number - 1)) // number
    return [(left + n * (each + gap), top, each, deep) for n in range(number)]


def subtitle_of(slide: Any) -> Any:
    """The placeholder for the line below the title; None where the layout has none."""
    found = (shape for shape in slide.placeholders if shape.placeholder_format.type == PP_PLACEHOLDER.SUBTITLE)
    return next(found, None) or _ours(slide, SUBTITLE)


def lines_of(slide: Any) -> Any:
    """The placeholder for the text below charts; None where the layout has none."""
    return _ours(slide, LINES)


def _ours(slide: Any, index: int) -> Any:
    for shape in slide.slide_layout.placeholders:
        if shape.placeholder_format.idx == index and shape.name in _OURS:
            return next((own for own in slide.placeholders if own.placeholder_format.idx == index), None)
    return None


def cloned(slide: Any, placeholder: Any) -> Any:
    """A layout's footer or number as a shape of the slide; python-pptx leaves them out."""
    slide.shapes.clone_placeholder(placeholder)
    return slide.shapes._shape_factory(slide.shapes._spTree[-1])


def remove_empty(slide: Any) -> None:
    """Take away the placeholders that nobody filled: they would ask for a click."""
    for shape in [*slide.placeholders]:
        if shape.has_text_frame and not shape.text_frame.text and shape._element.find(f".//{_FIELD}") is None:
            take_out(shape)


def take_out(shape: Any) -> Element:
    element = shape._element
    element.getparent().remove(element)
    return element


_FIELD: Final = "{http://schemas.openxmlformats.org/drawingml/2006/main}fld"


def contents(slide: Any) -> list[Any]:
    """The placeholders for content, from left to right."""
    found = [shape for shape in slide.placeholders if _is_content(shape)]
    return sorted(found, key=lambda shape: (shape.left or 0, shape.placeholder_format.idx))


def _is_content(shape: Any) -> bool:
    kinds = (PP_PLACEHOLDER.OBJECT, PP_PLACEHOLDER.CHART, PP_PLACEHOLDER.BODY)
    return shape.placeholder_format.type in kinds and shape.placeholder_format.idx not in (SUBTITLE, LINES)


def _is_title(shape: Any) -> bool:
    return shape.placeholder_format.type in (PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE)
