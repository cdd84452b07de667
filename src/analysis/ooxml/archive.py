"""The ZIP file around an Office document: guarded, read part by part, written back with a few parts changed.

A part that nobody asks for is neither unpacked nor packed again: its bytes are copied as they stand, so
that a film of 200 MB costs nothing, and a bomb among foreign parts never goes off.
"""

import io
import posixpath
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final

from lxml import etree

from analysis.errors import DataError
from analysis.ooxml import Element

MAX_FILE: Final = 1024**3
MAX_DIRECTORY: Final = 8 * 1024**2  # bytes of the ZIP's own table of contents: some 80,000 parts
MAX_PART: Final = 64 * 1024**2
MAX_XML: Final = 12 * 1024**2  # a tree takes ten times as much memory
MAX_READ: Final = 128 * 1024**2  # all that is unpacked of one file, together
FIXED_DATE: Final = (1980, 1, 1, 0, 0, 0)

_OLE2: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_END: Final = b"PK\x05\x06"
_BROKEN: Final = "ist beschädigt oder unvollständig; bitte in Office öffnen und neu speichern"


class Archive:
    """The parts of one file. What goes wrong is a DataError that begins with `name`."""

    def __init__(self, file: IO[bytes], name: str) -> None:
        self.name = name
        self._file = file
        self._budget = MAX_READ
        self._seen: set[str] = set()
        self._changed: dict[str, bytes] = {}
        self._removed: set[str] = set()
        try:
            _guard(file, name)
            self._zip = zipfile.ZipFile(file)
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, struct.error, EOFError) as error:
            raise DataError(f"{name} {_BROKEN}.") from error
        self._entries = {entry.filename: entry for entry in self._zip.infolist()}
        self._check_entries()

    def _check_entries(self) -> None:
        entries = self._zip.infolist()
        if any(entry.flag_bits & 0x1 for entry in entries):
            raise DataError(f"{self.name} ist mit einem Kennwort geschützt; bitte ohne Kennwort speichern.")
        if len({entry.filename.lower() for entry in entries}) < len(entries):
            raise DataError(f"{self.name} enthält einen Teil doppelt; bitte in Office öffnen und neu speichern.")
        if sum(entry.compress_size for entry in entries) > self._file.seek(0, io.SEEK_END):
            raise DataError(f"{self.name} {_BROKEN}.")

    def __contains__(self, part: str) -> bool:
        return (part in self._entries or part in self._changed) and part not in self._removed

    @property
    def names(self) -> list[str]:
        return [name for name in dict.fromkeys([*self._entries, *self._changed]) if name in self]

    def read(self, part: str, most: int = MAX_PART) -> bytes:
        """A part unpacked; DataError where it is not there, broken, or larger than it may be."""
        if part in self._changed:
            return self._changed[part]
        most = min(most, self._budget) if part not in self._seen else most
        content = self._unpacked(part, most + 1)
        if len(content) > most:
            raise DataError(
                f"{self.name}: {part} ist entpackt größer als {most >> 20} MiB; die Datei wird nicht gelesen."
            )
        if part not in self._seen:
            self._seen.add(part)
            self._budget -= len(content)
        return content

    def start(self, part: str, size: int = 65536) -> bytes:
        """The first bytes of a part."""
        return self._changed[part][:size] if part in self._changed else self._unpacked(part, size)

    def _unpacked(self, part: str, most: int) -> bytes:
        try:
            with self._zip.open(self._entries[part]) as stream:
                return stream.read(most)
        except KeyError:
            raise DataError(f"{self.name}: {part} fehlt.") from None
        except (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, NotImplementedError) as error:
            raise DataError(f"{self.name}: {part} {_BROKEN}.") from error

    def change(self, part: str, content: bytes) -> None:
        self._changed[part] = content

    def remove(self, part: str) -> None:
        self._removed.add(part)

    def tree(self, part: str) -> Element:
        """A part as XML; what it says of a DTD or of entities is not obeyed."""
        content = self.read(part, MAX_XML)
        try:
            return etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))
        except etree.XMLSyntaxError as error:
            raise DataError(f"{self.name}: {part} {_BROKEN}.") from error

    def change_tree(self, part: str, root: Element) -> None:
        self.change(part, etree.tostring(root.getroottree(), xml_declaration=True, encoding="UTF-8", standalone=True))

    def write(self, target: IO[bytes]) -> None:
        """The file with its changed parts in their places and the new ones behind; all others byte for byte."""
        with zipfile.ZipFile(target, "w") as archive:
            for name, entry in self._entries.items():
                if name in self._removed:
                    continue
                if name in self._changed:
                    part = _entry(name)
                    part.date_time = entry.date_time
                    archive.writestr(part, self._changed[name])
                else:
                    self._copy(entry, archive)
            for name in sorted(set(self._changed) - set(self._entries)):
                archive.writestr(_entry(name), self._changed[name])

    def packed(self) -> bytes:
        buffer = io.BytesIO()
        self.write(buffer)
        return buffer.getvalue()

    def _copy(self, entry: zipfile.ZipInfo, archive: zipfile.ZipFile) -> None:
        """Put a part into another archive as it lies in this one, still packed."""
        self._file.seek(entry.header_offset)
        header = self._file.read(30)
        if len(header) < 30 or header[:4] != b"PK\x03\x04":
            raise DataError(f"{self.name} {_BROKEN}.")
        name_length, extra_length = struct.unpack_from("<HH", header, 26)
        self._file.seek(name_length + extra_length, io.SEEK_CUR)
        copy = zipfile.ZipInfo(entry.filename, entry.date_time)
        for name in ("compress_type", "CRC", "compress_size", "file_size", "external_attr", "create_system"):
            setattr(copy, name, getattr(entry, name))
        target = archive.fp
        assert target is not None, "the archive is open"
        copy.header_offset = target.tell()
        target.write(copy.FileHeader(zip64=False))
        left = entry.compress_size
        while left:
            piece = self._file.read(min(left, 1 << 20))
            if not piece:
                raise DataError(f"{self.name} {_BROKEN}.")
            target.write(piece)
            left -= len(piece)
        archive.filelist.append(copy)
        archive.NameToInfo[copy.filename] = copy
        archive.start_dir = target.tell()


@contextmanager
def opened(path: Path, kind: str) -> Iterator[Archive]:
    """The file as an archive; `kind` names it in messages („PowerPoint-Datei")."""
    try:
        file = path.open("rb")
    except FileNotFoundError:
        raise DataError("Datei nicht gefunden.", path) from None
    except OSError as error:
        raise DataError(f"{kind} lässt sich nicht öffnen ({error.strerror}).", path) from error
    with file:
        yield Archive(file, f"{path}: {kind}")


def repacked(content: bytes) -> bytes:
    """An Office file with fixed times, its parts in order of their names, the table of contents first."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in sorted(parts, key=lambda name: (name != "[Content_Types].xml", name != "_rels/.rels", name)):
            archive.writestr(_entry(name), parts[name])
    return buffer.getvalue()


def _entry(name: str) -> zipfile.ZipInfo:
    part = zipfile.ZipInfo(name, FIXED_DATE)
    part.compress_type = zipfile.ZIP_DEFLATED
    part.create_system = 3  # the same on every system, so that the bytes are
    part.external_attr = 0o600 << 16
    return part


def _guard(file: IO[bytes], name: str) -> None:
    """Refuse what is no ZIP file, is encrypted, or has a table of contents that would fill the memory."""
    size = file.seek(0, io.SEEK_END)
    file.seek(0)
    start = file.read(8)
    if size > MAX_FILE:
        raise DataError(f"{name} ist größer als {MAX_FILE >> 30} GiB und wird nicht gelesen.")
    if start == _OLE2:
        file.seek(0)
        encrypted = "EncryptedPackage".encode("utf-16-le") in file.read(MAX_PART)
        why = (
            "ist mit einem Kennwort geschützt; bitte ohne Kennwort" if encrypted else "hat ein altes Format; bitte neu"
        )
        raise DataError(f"{name} {why} speichern.")
    if not start.startswith(b"PK"):
        raise DataError(f"{name} ist leer oder keine Office-Datei.")
    file.seek(max(0, size - 65557))
    tail = file.read()
    at = tail.rfind(_END)
    if at < 0 or len(tail) - at < 22:
        raise DataError(f"{name} {_BROKEN}.")
    (directory,) = struct.unpack_from("<I", tail, at + 12)
    if directory > MAX_DIRECTORY:
        raise DataError(f"{name} hat zu viele Teile und wird nicht gelesen.")
    file.seek(0)


def resolve(part: str, target: str) -> str:
    """The name of the part that a relation of another part leads to."""
    return posixpath.normpath(posixpath.join("/", posixpath.dirname(part), target)).lstrip("/")
