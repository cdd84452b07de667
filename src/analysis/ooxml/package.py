"""An .xlsx or .xlsm as its parts, so that a few can be changed and every other stays byte for byte."""

import io
import posixpath
import zipfile
from pathlib import Path
from typing import Any, Final

from lxml import etree

Element = Any

FIXED_DATE: Final = (1980, 1, 1, 0, 0, 0)

MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
DOCUMENT_RELATIONS: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE_RELATIONS: Final = "http://schemas.openxmlformats.org/package/2006/relationships"
DEFAULT_NAMESPACE: Final[Any] = {None: MAIN}  # lxml's own way to say so, unknown to its types
CONTENT_TYPES: Final = "http://schemas.openxmlformats.org/package/2006/content-types"


def tag(name: str) -> str:
    """The name of an element of the spreadsheet's own vocabulary, as lxml writes it."""
    return f"{{{MAIN}}}{name}"


def new_part(name: str) -> zipfile.ZipInfo:
    """The entry of a part that we write into a workbook's archive: compressed, with a fixed date."""
    part = zipfile.ZipInfo(name, FIXED_DATE)
    part.compress_type = zipfile.ZIP_DEFLATED
    part.create_system = 3  # the same on every system, so that the bytes are
    part.external_attr = 0o600 << 16
    return part


class Package:
    """The parts of one workbook file; changed and new parts replace the original ones when packed."""

    def __init__(self, path: Path) -> None:
        with zipfile.ZipFile(path) as archive:
            self._entries = {entry.filename: entry for entry in archive.infolist()}
            self._original = {name: archive.read(entry) for name, entry in self._entries.items()}
        self._changed: dict[str, bytes] = {}

    def __contains__(self, name: str) -> bool:
        return name in self._original or name in self._changed

    def read(self, name: str) -> bytes:
        return self._changed[name] if name in self._changed else self._original[name]

    def change(self, name: str, content: bytes) -> None:
        self._changed[name] = content

    def tree(self, name: str) -> Element:
        return etree.fromstring(
            self.read(name), etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
        )

    def change_tree(self, name: str, root: Element) -> None:
        self.change(name, etree.tostring(root.getroottree(), xml_declaration=True, encoding="UTF-8", standalone=True))

    def packed(self) -> bytes:
        """The file; original parts in their order and with their dates, new ones behind."""
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as archive:
            for name, entry in self._entries.items():
                part = new_part(name)
                part.date_time = entry.date_time
                if entry.compress_type == zipfile.ZIP_STORED:
                    part.compress_type = zipfile.ZIP_STORED
                archive.writestr(part, self.read(name))
            for name in sorted(set(self._changed) - set(self._original)):
                archive.writestr(new_part(name), self._changed[name])
        return buffer.getvalue()

    def worksheets(self) -> dict[str, str]:
        """Sheet name → the name of its part; empty where the workbook is of a kind that is not patched."""
        workbook = next(iter(self.related("", "officeDocument").values()), "")
        if workbook not in self:
            return {}
        parts = self.related(workbook, "worksheet")
        sheets = self.tree(workbook).iterfind(f"{tag('sheets')}/{tag('sheet')}")
        ids = {sheet.get("name"): sheet.get(f"{{{DOCUMENT_RELATIONS}}}id") for sheet in sheets}
        return {name: parts[id_] for name, id_ in ids.items() if parts.get(id_, "") in self}

    def styles(self) -> str:
        """The name of the part with the cell styles; made where the workbook has none."""
        workbook = next(iter(self.related("", "officeDocument").values()))
        for name in self.related(workbook, "styles").values():
            return name
        name = posixpath.join(posixpath.dirname(workbook), "styles.xml")
        self.change(name, _MINIMAL_STYLES)
        self.relate(workbook, "styles", name)
        self.declare(name, "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml")
        return name

    def related(self, part: str, kind: str) -> dict[str, str]:
        """Relation id → name of the part, of all relations of a kind ("comments") that `part` has."""
        name = _relations_of(part)
        if name not in self:
            return {}
        folder = posixpath.dirname(part)
        return {
            relation.get("Id"): posixpath.normpath(posixpath.join("/", folder, relation.get("Target"))).lstrip("/")
            for relation in self.tree(name)
            if relation.get("Type") == f"{DOCUMENT_RELATIONS}/{kind}" and relation.get("TargetMode") != "External"
        }

    def relate(self, part: str, kind: str, target: str) -> str:
        """Add a relation from one part to another; returns its id."""
        name = _relations_of(part)
        if name in self:
            relations = self.tree(name)
        else:
            relations = etree.fromstring(f'<Relationships xmlns="{PACKAGE_RELATIONS}"/>')
        taken = {relation.get("Id") for relation in relations}
        id_ = next(id_ for number in range(1, len(taken) + 2) if (id_ := f"rIdRueckfragen{number}") not in taken)
        etree.SubElement(
            relations,
            f"{{{PACKAGE_RELATIONS}}}Relationship",
            Id=id_,
            Type=f"{DOCUMENT_RELATIONS}/{kind}",
            Target=f"/{target}",
        )
        self.change_tree(name, relations)
        return id_

    def declare(self, name: str, content_type: str) -> None:
        """Tell the type of a new part."""
        types = self.tree("[Content_Types].xml")
        etree.SubElement(types, f"{{{CONTENT_TYPES}}}Override", PartName=f"/{name}", ContentType=content_type)
        self.change_tree("[Content_Types].xml", types)

    def declare_suffix(self, suffix: str, content_type: str) -> None:
        """Tell the type of all parts whose name ends so."""
        types = self.tree("[Content_Types].xml")
        if all(known.get("Extension", "").lower() != suffix for known in types):
            types.insert(0, etree.Element(f"{{{CONTENT_TYPES}}}Default", Extension=suffix, ContentType=content_type))
            self.change_tree("[Content_Types].xml", types)

    def new_name(self, pattern: str) -> str:
        """The first name of the pattern ("xl/comments{}.xml") that no part bears."""
        taken = {name.lower() for name in [*self._original, *self._changed]}
        number = 1
        while pattern.format(number).lower() in taken:
            number += 1
        return pattern.format(number)


def _relations_of(part: str) -> str:
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


_MINIMAL_STYLES = (
    f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<styleSheet xmlns="{MAIN}">'
    '<fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs></styleSheet>'
).encode()
