"""`monitoring audit`: text and JSON, exit status, the marked copy."""

import json
from pathlib import Path

import docx
import pytest
from cells import run_cells
from openxml_audit import OpenXmlValidator

from analysis.cli import main

WRONG = """# Stand

Fünf der sieben Wege (70 %) sind erreicht.

63 der 79 Orte (80 %) in Wald & Feld. Es kamen 40 Gäste.
"""


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "bericht.md"
    path.write_text(WRONG, encoding="utf-8")
    return path


def test_json_has_the_agreed_fields(report: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["audit", str(report), "--format", "json"]) == 1
    (finding,) = json.loads(capsys.readouterr().out)
    assert list(finding) == ["line", "quote", "kind", "printed", "expected", "message", "source", "sure"]
    assert finding["line"] == 3
    assert finding["quote"] == "Fünf der sieben Wege (70 %) sind erreicht."
    assert finding["kind"] == "share"
    assert finding["printed"] == "70 %"
    assert finding["expected"] == "71\u00a0% (fünf von sieben)"
    assert finding["source"] == "Rechnung im Satz, Zeile 3"
    assert finding["sure"] is True


def test_text_says_what_is_wrong_and_how_many_statements_were_checked(
    report: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["audit", str(report)]) == 1
    told = capsys.readouterr().out
    assert "Zeile 3, Anteil: „Fünf der sieben Wege (70 %) sind erreicht.“" in told
    assert "7 Aussagen mit Zahlen gefunden: 3 richtig, 1 falsch, 3 nicht geprüft." in told


def test_nothing_wrong_is_exit_status_0(report: Path, capsys: pytest.CaptureFixture[str]) -> None:
    report.write_text(WRONG.replace("70 %", "71 %"), encoding="utf-8")
    assert main(["audit", str(report), "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out) == []


@pytest.mark.parametrize(
    "arguments",
    [
        ["fehlt.md"],
        ["{report}", "--year", "2025"],
        ["{report}", "--municipality", "nirgends"],
        ["{report}", "--to", "{report}"],
    ],
)
def test_what_cannot_be_done_is_one_line_and_exit_status_2(
    arguments: list[str], report: Path, repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    filled = [argument.format(report=report) for argument in arguments]
    assert main(["audit", *filled, "--format", "json", "--data", str(repository / "data")]) == 2
    out, err = capsys.readouterr()
    assert json.loads(out) == []
    assert err.startswith("Fehler: ")
    assert err.count("\n") == 1
    assert report.read_text(encoding="utf-8") == WRONG


def test_the_marked_page_shows_the_place_and_escapes_the_text(report: Path, tmp_path: Path) -> None:
    page = tmp_path / "markiert.html"
    assert main(["audit", str(report), "--to", str(page)]) == 1
    told = page.read_text(encoding="utf-8")
    assert "Fünf der sieben Wege (<mark>70 %</mark>) sind erreicht." in told
    assert "in Wald &amp; Feld." in told
    assert "erwartet 71\u00a0% (fünf von sieben)" in told
    assert told.count("<mark>") == 1
    assert main(["audit", str(report), "--to", str(page)]) == 2


def test_the_marked_word_file_has_a_comment_at_the_place_and_opens_without_repair(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("Vorwort")
    paragraph = document.add_paragraph("Fünf der sieben Wege (")
    paragraph.add_run("70 %").bold = True
    paragraph.add_run(") sind erreicht.")
    table = document.add_table(4, 3)
    for row, cells in enumerate([["Amt", "2023", "2024"], ["A", "1", "2"], ["B", "3", "4"], ["Summe", "4", "7"]]):
        for column, text in enumerate(cells):
            table.cell(row, column).text = text
    source, marked = tmp_path / "bericht.docx", tmp_path / "markiert.docx"
    document.save(source)
    before = source.read_bytes()
    assert main(["audit", str(source), "--to", str(marked)]) == 1
    assert source.read_bytes() == before
    opened = docx.Document(str(marked))
    texts = [comment.text for comment in opened.comments]
    assert len(texts) == 2
    assert "erwartet 71\u00a0% (fünf von sieben)" in texts[0]
    assert "erwartet sechs" in texts[1]
    body = opened.element.xml
    assert body.index("commentRangeStart") > body.index("Fünf der sieben")
    known = {error.description for error in OpenXmlValidator().validate(str(source)).errors}
    made = {error.description for error in OpenXmlValidator().validate(str(marked)).errors} - known
    assert {text for text in made if "stylesWithEffects" not in text} == set()  # a part of the empty template


def test_the_notebook_shows_the_same_findings_and_writes_only_the_copy(
    report: Path, repository: Path, tmp_path: Path
) -> None:
    marked = tmp_path / "markiert.html"
    names = run_cells(
        repository / "notebooks" / "06_audit.ipynb",
        data=str(repository / "data"),
        report=str(report),
        marked=str(marked),
    )
    assert [statement.where.printed for statement in names["read"].wrong] == ["70 %"]
    told = names["listing"].wrong(names["read"], names["dataset"]).to_html()
    assert "Fünf der sieben Wege (70 %) sind erreicht." in told
    assert "71\u00a0% (fünf von sieben)" in told
    assert marked.is_file()
    assert {path.name for path in tmp_path.iterdir()} == {"bericht.md", "markiert.html"}
