"""A report is read the same from Word, PDF, Markdown and plain text; what cannot be read is told in one line."""

import zipfile
from pathlib import Path

import docx
import pytest
from docx.shared import Pt

from analysis.audit import audit
from analysis.audit.document import HEADING, ITEM, PARAGRAPH, TABLE
from analysis.audit.reading import read
from analysis.errors import DataError

from .conftest import expectations


def pdf(path: Path, pages: list[list[tuple[float, float, float, str]]]) -> Path:
    """A PDF of lines of text: x, y, size, text; the least that a reader needs."""
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    kids = []
    for lines in pages:
        shown = "".join(f"BT /F1 {size} Tf 1 0 0 1 {x} {y} Tm ({text}) Tj ET\n" for x, y, size, text in lines)
        objects.append(f"<< /Length {len(shown.encode('cp1252'))} >>\nstream\n{shown}endstream")
        content = len(objects)
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {content} 0 R "
            "/Resources << /Font << /F1 3 0 R >> >> >>"
        )
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>"
    body, offsets = b"%PDF-1.4\n", []
    for number, text in enumerate(objects, start=1):
        offsets.append(len(body))
        body += f"{number} 0 obj\n{text}\nendobj\n".encode("cp1252")
    table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    end = (
        f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\n"
    )
    path.write_bytes(body + f"{end}startxref\n{len(body)}\n%%EOF\n".encode())
    return path


def test_word_is_read_with_headings_items_and_tables_and_without_footnote_marks(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_heading("Überblick", 2)
    document.add_paragraph("")
    paragraph = document.add_paragraph("63 der 79 Kommunen")
    paragraph.add_run("5").font.superscript = True
    paragraph.add_run(" (80 %).")
    document.add_paragraph("Bauamt", style="List Bullet")
    table = document.add_table(2, 3)
    table.cell(0, 0).merge(table.cell(0, 1)).text = "Amt"
    table.cell(1, 2).text = "7"
    document.save(tmp_path / "bericht.docx")
    blocks = read(tmp_path / "bericht.docx").blocks
    assert [(b.kind, b.text, b.line, b.level) for b in blocks[:3]] == [
        (HEADING, "Überblick", 1, 2),
        (PARAGRAPH, "63 der 79 Kommunen (80 %).", 3, 0),
        (ITEM, "Bauamt", 4, 0),
    ]
    assert blocks[3].kind == TABLE
    assert blocks[3].rows == (("Amt", "", ""), ("", "", "7"))


def test_what_was_deleted_in_tracked_changes_is_not_read(tmp_path: Path) -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("Es sind ")
    run = paragraph.add_run("fünf ")
    deletion = run._r.makeelement("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}del", {})
    run._r.addprevious(deletion)
    deletion.append(run._r)
    paragraph.add_run("sechs Ziele.")
    document.save(tmp_path / "bericht.docx")
    assert read(tmp_path / "bericht.docx").blocks[0].text == "Es sind sechs Ziele."


def test_markdown_is_read_without_its_marks(tmp_path: Path) -> None:
    path = tmp_path / "bericht.md"
    path.write_text(
        "---\ntitle: x\n---\n# Stand\n\nVon **20** Zielen sind\n*5* [erreicht](x.html)[^1].\n\n"
        "- Rad\n- Bus\n\n| A | B |\n|---|--:|\n| x | 1 |\n",
        encoding="utf-8",
    )
    blocks = read(path).blocks
    assert [(b.kind, b.line) for b in blocks] == [(HEADING, 4), (PARAGRAPH, 6), (ITEM, 9), (ITEM, 10), (TABLE, 12)]
    assert blocks[1].text == "Von 20 Zielen sind 5 erreicht."
    assert blocks[1].line_at(blocks[1].text.index("5")) == 7
    assert blocks[4].rows == (("A", "B"), ("x", "1"))


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-8-sig"])
def test_plain_text_is_joined_over_lines_and_divided_words(encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "bericht.txt"
    path.write_bytes(
        "1 Überblick\n\nVon den zwölf Maß-\nnahmen zum Klima-\nund Naturschutz sind fünf\nfertig.\n".encode(encoding)
    )
    heading, paragraph = read(path).blocks
    assert (heading.kind, heading.text) == (HEADING, "1 Überblick")
    assert paragraph.text == "Von den zwölf Maßnahmen zum Klima- und Naturschutz sind fünf fertig."
    assert paragraph.line_at(paragraph.text.index("fünf")) == 5


def test_a_pdf_is_read_without_running_heads_and_raised_figures(tmp_path: Path) -> None:
    def page(number: int, *lines: str) -> list[tuple[float, float, float, str]]:
        body = [(60.0, 700 - 14.0 * n, 11.0, line) for n, line in enumerate(lines)]
        return [(60, 800, 9, "Fortschrittsbericht"), *body, (290, 30, 9, f"{number}")]

    first = page(1, "Von den 24 Projekten sind 18 abge-", "schlossen; das sind 75 %.")
    first.append((196.0, 690.0, 6.0, "7"))  # a footnote's mark, raised behind the last word
    path = pdf(
        tmp_path / "bericht.pdf",
        [
            first,
            page(2, "Neun der 40 Orte (22 %) fehlen, weil die"),
            page(3, "Mittel fehlten."),
            page(4, "Ende des Berichts für dieses Jahr."),
        ],
    )
    document = read(path)
    assert "Von den 24 Projekten sind 18 abgeschlossen; das sind 75 %." in [block.text for block in document.blocks]
    assert not any("Fortschrittsbericht" in block.text for block in document.blocks)
    audited = audit(path)
    assert expectations(audited) == [("22 %", "23 % (neun von 40)")]
    assert audited.wrong[0].where.said == "Seite 2"


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.docx", b"kein Word", "keine Word-Datei oder beschädigt"),
        ("a.docx", b"\xd0\xcf\x11\xe0 EncryptedPackage", "mit Kennwort geschützt"),
        ("a.pdf", b"%PDF-1.4 abgeschnitten", "keine lesbare PDF-Datei"),
        ("a.txt", b"", "leer"),
        ("a.txt", b" \n\n", "enthält keinen Text"),
        ("a.txt", b"\x00\x01\x02", "keine Textdatei"),
        ("a.odt", b"x", ".odt wird nicht gelesen"),
    ],
)
def test_what_cannot_be_read_is_told_in_one_line(name: str, content: bytes, message: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(DataError) as told:
        audit(tmp_path / name)
    assert message in str(told.value)
    assert "\n" not in str(told.value)


def test_a_scanned_pdf_is_told_as_such(tmp_path: Path) -> None:
    path = pdf(tmp_path / "scan.pdf", [[], [(300, 30, 9, "2")]])
    with pytest.raises(DataError, match="enthält keinen Text, wohl eingescannt"):
        audit(path)


def test_a_package_that_unpacks_to_too_much_is_not_opened(tmp_path: Path) -> None:
    path = tmp_path / "bombe.docx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package, package.open("word/document.xml", "w") as part:
        for _ in range(70):
            part.write(b" " * 1_000_000)
    with pytest.raises(DataError, match="zu groß"):
        audit(path)


def test_the_same_report_has_the_same_results_in_word_and_markdown(tmp_path: Path) -> None:
    source = Path(__file__).parent / "texts" / "fortschritt.md"
    document = docx.Document()
    for block in read(source).blocks:
        if block.kind == HEADING:
            document.add_heading(block.text, block.level)
        else:
            document.add_paragraph(block.text, style="List Bullet" if block.kind == ITEM else None)
    document.styles["Normal"].font.size = Pt(11)
    document.save(tmp_path / "bericht.docx")
    markdown, word = audit(source), audit(tmp_path / "bericht.docx")
    assert [(s.where.printed, s.result) for s in markdown.statements] == [
        (s.where.printed, s.result) for s in word.statements
    ]
