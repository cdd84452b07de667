"""Which part leads to which: the relations of an Office file, and the types of its parts."""

import posixpath
from dataclasses import dataclass
from typing import Final

from lxml import etree

from analysis.ooxml import Element
from analysis.ooxml.archive import Archive, resolve

DOCUMENT: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006/relationships"
TYPES: Final = "http://schemas.openxmlformats.org/package/2006/content-types"
TYPES_PART: Final = "[Content_Types].xml"
ID: Final = f"{{{DOCUMENT}}}id"


@dataclass(frozen=True)
class Relation:
    """Where a relation leads: to a part, or to an address outside the file; `kind` is „chart", „slide" …"""

    id: str
    kind: str
    target: str
    is_external: bool = False


def read(archive: Archive, part: str) -> dict[str, Relation]:
    """The relations of a part by their IDs; an ID that two of them bear leads nowhere."""
    name = part_of(part)
    if name not in archive:
        return {}
    found: dict[str, Relation] = {}
    doubled: set[str] = set()
    for element in archive.tree(name):
        if not isinstance(element.tag, str):
            continue
        id_, target = element.get("Id", ""), element.get("Target", "")
        is_external = element.get("TargetMode") == "External"
        doubled |= {id_} & found.keys()
        kind = element.get("Type", "").rpartition("/")[2]
        found[id_] = Relation(id_, kind, target if is_external else resolve(part, target), is_external)
    return {id_: relation for id_, relation in found.items() if id_ not in doubled}


def first(archive: Archive, part: str, kind: str) -> str:
    """The part that the first relation of a kind leads to; "" where there is none within the file."""
    found = (r.target for r in read(archive, part).values() if r.kind == kind and not r.is_external)
    return next((target for target in found if target in archive), "")


def add(archive: Archive, part: str, kind: str, target: str, *, namespace: str = DOCUMENT) -> str:
    """Add a relation from one part to another; returns its ID."""
    name = part_of(part)
    root = archive.tree(name) if name in archive else etree.fromstring(f'<Relationships xmlns="{PACKAGE}"/>')
    taken = {element.get("Id") for element in root}
    id_ = next(id_ for number in range(1, len(taken) + 2) if (id_ := f"rIdMonitoring{number}") not in taken)
    etree.SubElement(root, f"{{{PACKAGE}}}Relationship", Id=id_, Type=f"{namespace}/{kind}", Target=f"/{target}")
    archive.change_tree(name, root)
    return id_


def declare(archive: Archive, name: str, content_type: str) -> None:
    """Tell the type of a new part."""
    types = archive.tree(TYPES_PART)
    etree.SubElement(types, f"{{{TYPES}}}Override", PartName=f"/{name}", ContentType=content_type)
    archive.change_tree(TYPES_PART, types)


def drop(archive: Archive, part: str, kind: str) -> None:
    """Take away the parts of a kind that a part leads to, with all that speaks of them."""
    name = part_of(part)
    if name not in archive:
        return
    root = archive.tree(name)
    for element in [child for child in root if child.get("Type", "").endswith(f"/{kind}")]:
        target = resolve(part, element.get("Target", ""))
        root.remove(element)
        types = archive.tree(TYPES_PART)
        for declared in [child for child in types if child.get("PartName") == f"/{target}"]:
            types.remove(declared)
        archive.change_tree(TYPES_PART, types)
        archive.remove(target)
    archive.change_tree(name, root)


def drop_lost(archive: Archive, part: str) -> None:
    """Take away the relations of a part to parts that are missing: a program would find the file damaged."""
    name = part_of(part)
    if name not in archive:
        return
    root = archive.tree(name)
    for element in [*root]:
        if element.get("TargetMode") != "External" and resolve(part, element.get("Target", "")) not in archive:
            root.remove(element)
    archive.change_tree(name, root)


def new_name(archive: Archive, pattern: str) -> str:
    """The first name of the pattern ("ppt/embeddings/zahlen{}.xlsx") that no part bears."""
    taken = {name.lower() for name in archive.names}
    return next(name for number in range(1, len(taken) + 2) if (name := pattern.format(number)).lower() not in taken)


def part_of(part: str) -> str:
    """The part that holds the relations of another."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def referred(element: Element, relations: dict[str, Relation], attribute: str = ID) -> str:
    """The part that an element's attribute leads to; "" where it leads nowhere, or outside the file."""
    relation = relations.get(element.get(attribute, ""))
    return relation.target if relation and not relation.is_external else ""
