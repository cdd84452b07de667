"""A report in any of its forms → Document."""

from pathlib import Path

from analysis.audit.document import Document
from analysis.audit.pdf import read_pdf
from analysis.audit.plain import read_markdown, read_text
from analysis.audit.word import read_docx
from analysis.errors import DataError

READERS = {".docx": read_docx, ".pdf": read_pdf, ".md": read_markdown, ".txt": read_text}


def read(path: Path) -> Document:
    """The report in a .docx, .pdf, .md or .txt; DataError, in one line, where it cannot be read."""
    if not path.is_file():
        raise DataError("Datei nicht gefunden.", path)
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        raise DataError(
            f"{path}: {path.suffix or 'ohne Endung'} wird nicht gelesen; möglich sind {', '.join(READERS)}."
        )
    if path.stat().st_size == 0:
        raise DataError("die Datei ist leer.", path)
    document = reader(path)
    if not document.blocks:
        raise DataError("enthält keinen Text.", path)
    return document
