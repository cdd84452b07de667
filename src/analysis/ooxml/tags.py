"""Custom data tags: what a program notes on an object of a slide; PowerPoint keeps them, people do not see them."""

from collections.abc import Mapping
from typing import Final

from lxml import etree

from analysis.errors import DataError
from analysis.ooxml import Element, relations
from analysis.ooxml.archive import Archive

P: Final = "http://schemas.openxmlformats.org/presentationml/2006/main"
TYPE: Final = "application/vnd.openxmlformats-officedocument.presentationml.tags+xml"
RELATION: Final = "tags"
_LISTED: Final = f"{{{P}}}custDataLst/{{{P}}}tags"


def write(tags: Mapping[str, str]) -> bytes:
    """The part with the tags; their names are upper case, as PowerPoint writes them."""
    root = etree.Element(f"{{{P}}}tagLst", nsmap={"p": P})
    for name, value in tags.items():
        etree.SubElement(root, f"{{{P}}}tag", name=name, val=value)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def part_of(properties: Element, related: Mapping[str, relations.Relation]) -> str:
    """The part with the tags of an object (its `p:nvPr`); "" where it has none."""
    listed = properties.find(_LISTED)
    return "" if listed is None else relations.referred(listed, dict(related))


def read(archive: Archive, part: str) -> dict[str, str]:
    """The tags of an object; empty where the part is missing or damaged."""
    if part not in archive:
        return {}
    try:
        root = archive.tree(part)
    except DataError:
        return {}
    return {tag.get("name", "").upper(): tag.get("val", "") for tag in root.iterfind(f"{{{P}}}tag")}


def refer(properties: Element, relation: str) -> None:
    """Let an object (its `p:nvPr`) have the tags that the slide's relation leads to."""
    listed = etree.Element(f"{{{P}}}custDataLst")
    etree.SubElement(listed, f"{{{P}}}tags").set(relations.ID, relation)
    after = properties.find(f"{{{P}}}extLst")
    if after is None:
        properties.append(listed)
    else:
        after.addprevious(listed)
