"""Files that no clerk would send on purpose: each gives one German line, or is read for what it says."""

import os
import random
import re
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from mutants import assert_read_or_refused, mutant, repacked
from packages import (
    ROWS,
    cell,
    ods_cell,
    ods_parts,
    ods_rows,
    pack,
    parts,
    rows_xml,
    sheet_xml,
    xlsb_parts,
)

from analysis import intake
from analysis.errors import DataError
from analysis.intake import workbook

OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
READER = Path(workbook.__file__).with_name("reader")
NOT_OURS = "Datei ist keine Arbeitsmappe, sondern {}; bitte die Tabelle als .xlsx exportieren."
SAVE_AGAIN = "bitte in Excel öffnen und neu als .xlsx speichern."
BROKEN = f"Datei ist beschädigt oder unvollständig; {SAVE_AGAIN}"
ENCRYPTED = "Datei ist mit einem Kennwort geschützt; bitte ohne Kennwort speichern."


def refusal(path: Path) -> str:
    """What `check` says of a file that it does not read, without the path it begins with."""
    with pytest.raises(DataError) as told:
        intake.check([path])
    message = str(told.value)
    assert message.startswith(f"{path}: ")
    assert "\n" not in message
    return message.removeprefix(f"{path}: ")


def codes(path: Path) -> list[str]:
    return list(intake.check([path]).findings["code"])


def statuses(path: Path) -> dict[str, str]:
    """Cell → status as read, of the first sheet."""
    sheet = workbook.read_workbook(path).sheets[0]
    return {
        workbook.address(place): str(value) for place, value in sheet.cells.items() if place[1] == 3 and place[0] > 2
    }


# foreign, broken and locked


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"%PDF-1.7\n", "eine PDF-Datei"),
        (b"\x89PNG\r\n\x1a\n", "ein Bild"),
        (b"\xff\xd8\xff\xe0", "ein Bild"),
        (b"\xef\xbb\xbf \r\n<!DOCTYPE HTML><table>", "eine HTML-Seite"),
        (b"<html><table><tr><td>1.1.1.1", "eine HTML-Seite"),
        (b'<?xml version="1.0"?><Workbook/>', "eine XML-Datei"),
        ("Nr.;Maßnahme;Status\r\n1.1.1.1;Radweg;Idee".encode("cp1252"), "eine Textdatei (etwa CSV oder JSON)"),
        ("Nr.\tMaßnahme".encode("utf-16"), "eine Textdatei (etwa CSV oder JSON)"),
        (b'{"measures": []}', "eine Textdatei (etwa CSV oder JSON)"),
        (b"\x1f\x8b\x08\x00", "ein Archiv"),
        (b"\0" * 100, "eine Datei in einem anderen Format"),
        (OLE2 + bytes(600) + "WordDocument".encode("utf-16-le"), "ein anderes Office-Dokument"),
    ],
)
def test_a_foreign_file_under_a_wrong_name_is_called_what_it_is(tmp_path, content, what) -> None:
    path = tmp_path / "Monitoring 2025.xlsx"
    path.write_bytes(content)
    assert refusal(path) == NOT_OURS.format(what)


@pytest.mark.parametrize(
    ("names", "what"),
    [
        (["word/document.xml"], "ein Word-Dokument"),
        (["ppt/presentation.xml"], "eine PowerPoint-Präsentation"),
        (["Monitoring 2025.xlsx"], "ein ZIP-Archiv"),
        ([], "ein ZIP-Archiv"),
    ],
)
def test_another_package_is_called_what_it_is(tmp_path, names, what) -> None:
    path = pack(tmp_path / "Monitoring 2025.xlsx", dict.fromkeys(names, "<x/>"))
    assert refusal(path) == NOT_OURS.format(what)


def test_a_text_document_of_libreoffice_is_no_table(tmp_path) -> None:
    contents = ods_parts(ods_rows()) | {"mimetype": "application/vnd.oasis.opendocument.text"}
    assert refusal(pack(tmp_path / "Monitoring 2025.ods", contents)) == NOT_OURS.format("ein anderes OpenDocument")


@pytest.mark.parametrize("suffix", [".xls", ".ods", ".xlsm", ".dat"])
def test_a_workbook_under_another_name_is_read_by_its_content(tmp_path, suffix) -> None:
    assert codes(pack(tmp_path / f"Monitoring 2025{suffix}", parts())) == []


def test_an_empty_file_is_told(tmp_path) -> None:
    path = tmp_path / "Monitoring 2025.xlsx"
    path.touch()
    assert refusal(path) == "Datei ist leer; bitte neu exportieren."


@pytest.mark.parametrize("kept", [0.1, 0.5, 0.9, 0.999])
def test_a_truncated_file_is_told(tmp_path, kept) -> None:
    whole = pack(tmp_path / "whole.xlsx", parts()).read_bytes()
    path = tmp_path / "Monitoring 2025.xlsx"
    path.write_bytes(whole[: int(len(whole) * kept)])
    assert refusal(path) == BROKEN


def test_a_password_is_told_whatever_the_format(tmp_path) -> None:
    excel = tmp_path / "Monitoring 2025.xlsx"
    excel.write_bytes(OLE2 + bytes(600) + "EncryptedPackage".encode("utf-16-le"))
    calc = ods_parts(ods_rows())
    calc["META-INF/manifest.xml"] = "<manifest><encryption-data/></manifest>"
    new_calc = {"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "encrypted-package": "x"}
    zipped = pack(tmp_path / "zip 2025.xlsx", parts())
    content = bytearray(zipped.read_bytes())
    content[content.rindex(b"PK\x01\x02") + 8] |= 1  # the flag of an encrypted entry
    zipped.write_bytes(content)
    assert refusal(excel) == ENCRYPTED
    assert refusal(pack(tmp_path / "calc 2025.ods", calc)) == ENCRYPTED
    assert refusal(pack(tmp_path / "neu 2025.ods", new_calc)) == ENCRYPTED
    assert refusal(zipped) == ENCRYPTED


def test_a_folder_a_missing_file_and_a_pipe_are_told(tmp_path) -> None:
    assert refusal(tmp_path) == "ist ein Ordner; bitte die Datei des Exports nennen."
    missing = "Datei nicht gefunden; bitte Namen und Ordner prüfen."
    assert refusal(tmp_path / "fehlt.xlsx") == missing
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe.xlsx")
        assert refusal(tmp_path / "pipe.xlsx") == "ist keine gewöhnliche Datei; bitte die Datei des Exports nennen."
        (tmp_path / "link.xlsx").symlink_to(tmp_path / "fehlt.xlsx")
        assert refusal(tmp_path / "link.xlsx") == missing


def test_a_link_to_an_export_is_read(tmp_path) -> None:
    target = pack(tmp_path / "anders.xlsx", parts())
    link = tmp_path / "Monitoring 2025.xlsx"
    try:
        link.symlink_to(target)
    except OSError:
        pytest.skip("dieses Windows-Konto darf keine Verknüpfungen anlegen")
    assert codes(link) == []


def test_a_file_that_is_open_in_excel_is_told(tmp_path, monkeypatch) -> None:
    path = pack(tmp_path / "Monitoring 2025.xlsx", parts())

    def locked(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "open", locked)
    assert refusal(path) == "Datei ist gesperrt; bitte in Excel schließen oder die Leserechte prüfen lassen."


# bombs and huge coordinates


def test_a_megabyte_that_unpacks_to_a_gigabyte_is_refused_at_once(tmp_path) -> None:
    path = tmp_path / "Monitoring 2025.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts().items():
            archive.writestr(name, content)
        with archive.open("xl/sharedStrings.xml", "w") as part:
            for _ in range(1024):
                part.write(b" " * 1024**2)
    assert path.stat().st_size < 1.1 * 1024**2
    started = time.monotonic()
    assert refusal(path) == (
        "Datei ist entpackt größer als 256 MiB; bitte eine Datei nur mit der Monitoring-Tabelle speichern."
    )
    assert time.monotonic() - started < 10


def test_a_part_that_lies_about_its_size_is_broken(tmp_path) -> None:
    path = pack(tmp_path / "Monitoring 2025.xlsx", parts())
    content = bytearray(path.read_bytes())
    entry = content.rindex(b"PK\x01\x02")
    content[entry + 24 : entry + 28] = (100).to_bytes(4, "little")
    path.write_bytes(content)
    assert refusal(path) == BROKEN


@pytest.mark.parametrize(
    ("suffix", "contents"),
    [
        (".xlsx", parts(sheet_xml(rows_xml() + f'<row r="1048576">{cell("XFD1048576", "x")}</row>'))),
        (".ods", ods_parts(ods_rows() + '<table:table-row table:number-rows-repeated="1048571"/>'
                           "<table:table-row><table:table-cell table:number-columns-repeated=\"16383\"/>"
                           + ods_cell("x") + "</table:table-row>")),
        (".ods", ods_parts('<table:table-row table:number-rows-repeated="1048576">'
                           + ods_cell("x", 'table:number-columns-repeated="16384"') + "</table:table-row>")),
        (".xlsb", xlsb_parts(far=(1048575, 16383))),
    ],
)  # fmt: skip
def test_a_cell_in_the_far_corner_is_named(tmp_path, suffix, contents) -> None:
    assert refusal(pack(tmp_path / f"Monitoring 2025{suffix}", contents)) == (
        "Datei hat einen Eintrag weit außerhalb der Tabelle (Zelle XFD1048576); "
        "bitte die Zelle leeren und neu speichern."
    )


def test_cells_that_are_only_formatted_far_away_do_no_harm(tmp_path) -> None:
    far = '<row r="1048576"><c r="XFD1048576" s="0"/></row>'
    sheet = sheet_xml(rows_xml() + far).replace("<sheetData>", '<dimension ref="A1:XFD1048576"/><sheetData>')
    assert codes(pack(tmp_path / "Monitoring 2025.xlsx", parts(sheet))) == []


def test_one_long_text_in_a_million_cells_is_refused(tmp_path) -> None:
    line = '<c t="s"><v>0</v></c>' * 1000
    contents = parts(sheet_xml(f"<row>{line}</row>" * 30))
    contents["xl/_rels/workbook.xml.rels"] = contents["xl/_rels/workbook.xml.rels"].replace(
        "</Relationships>",
        '<Relationship Id="rId9" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
        'sharedStrings" Target="sharedStrings.xml"/></Relationships>',
    )
    text = f'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>{"x" * 32767}</t></si></sst>'
    contents["xl/sharedStrings.xml"] = text
    assert refusal(pack(tmp_path / "Monitoring 2025.xlsx", contents)) == (
        "Datei enthält mehr als 67.108.864 Zeichen; bitte eine Datei nur mit der Monitoring-Tabelle speichern."
    )


def test_a_range_merged_over_the_whole_sheet_is_read(tmp_path) -> None:
    merged = '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    path = pack(tmp_path / "Monitoring 2025.xlsx", parts(sheet_xml(after=merged)))
    sheet = workbook.read_workbook(path).sheets[0]
    assert sheet.text(4, 5) == "Berichtsjahr 2025"
    assert len(sheet.anchors) == 4 * 5


def test_thousands_of_merged_ranges_over_everything_are_refused(tmp_path) -> None:
    far = f'<row r="9000">{cell("A9000", "Ende")}</row>'
    merged = "<mergeCells>" + 3000 * '<mergeCell ref="A1:XFD1048576"/>' + "</mergeCells>"
    assert refusal(pack(tmp_path / "Monitoring 2025.xlsx", parts(sheet_xml(rows_xml() + far, merged)))) == (
        "Datei enthält mehr als 500.000 verbundene Zellen; bitte eine Datei nur mit der Monitoring-Tabelle speichern."
    )


def test_a_thousand_sheets_and_names_of_any_length_are_read(tmp_path) -> None:
    sheets = [sheet_xml(), *[sheet_xml("")] * 1000]
    names = ["Maßnahmen " * 40, *(f"Blatt {n}" for n in range(1000))]
    assert codes(pack(tmp_path / "Monitoring 2025.xlsx", parts(*sheets, names=names))) == ["sheet-ignored"] * 1000


def test_two_sheets_of_one_name_are_refused(tmp_path) -> None:
    contents = parts(sheet_xml(), sheet_xml(), names=["Tabelle", "Tabelle"])
    assert refusal(pack(tmp_path / "Monitoring 2025.xlsx", contents)) == (
        f"Datei hat zwei Blätter mit dem Namen „Tabelle“; {SAVE_AGAIN}"
    )


def test_all_columns_that_a_sheet_can_have_are_read(tmp_path) -> None:
    headings = "".join(f'<c t="inlineStr"><is><t>Spalte {n}</t></is></c>' for n in range(16384 - 5))
    wide = rows_xml().replace("<t>Zeitplan</t></is></c>", f"<t>Zeitplan</t></is></c>{headings}")
    assert codes(pack(tmp_path / "Monitoring 2025.xlsx", parts(sheet_xml(wide)))) == []


# XML


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-be"])
@pytest.mark.parametrize(
    "entity", ['<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">', '<!ENTITY a SYSTEM "file:///etc/passwd">']
)
def test_xml_entities_are_refused_in_any_encoding(tmp_path, encoding, entity) -> None:
    contents: dict = parts()
    sheet = f"<!DOCTYPE worksheet [{entity}]>" + sheet_xml(rows_xml([*ROWS, ["1.1.1.3", "&a;", "Idee"]]))
    contents["xl/worksheets/sheet1.xml"] = sheet.encode(encoding)
    assert refusal(pack(tmp_path / "Monitoring 2025.xlsx", contents)) == (
        f"Datei enthält XML-Entitäten, die keine Arbeitsmappe braucht; {SAVE_AGAIN}"
    )


def test_a_drawing_with_a_doctype_inside_a_workbook_is_left_alone(tmp_path) -> None:
    contents = parts() | {"xl/media/image1.svg": "<!DOCTYPE svg><svg/>"}
    assert codes(pack(tmp_path / "Monitoring 2025.xlsx", contents)) == []


def test_cells_without_an_address_follow_each_other(tmp_path) -> None:
    sheet = sheet_xml(re.sub(r' r="[A-Z]?\d+"', "", rows_xml()))
    assert statuses(pack(tmp_path / "Monitoring 2025.xlsx", parts(sheet))) == {
        "C3": "in Umsetzung",
        "C4": "abgeschlossen",
    }


def test_strict_open_xml_is_read_with_its_formatting(tmp_path) -> None:
    sheet = sheet_xml(rows_xml().replace('<row r="4">', '<row r="4" hidden="1">'))
    assert codes(pack(tmp_path / "Monitoring 2025.xlsx", parts(sheet, strict=True))) == ["row-hidden"]


@pytest.mark.parametrize("index", ["-1", "7", "4294967296", "x", ""])
def test_a_shared_string_that_does_not_exist_gives_one_line_or_no_value(tmp_path, index) -> None:
    odd = f'<row r="5">{cell("A5", "1.1.1.3")}{cell("B5", "Park")}<c r="C5" t="s"><v>{index}</v></c></row>'
    assert_read_or_refused(pack(tmp_path / "Monitoring 2025.xlsx", parts(sheet_xml(rows_xml() + odd))))


@pytest.mark.parametrize("number", ["NaN", "inf", "-inf", "1e308", "-1e308", "1e999", "1e-320", "9" * 400, "0x1", "-0"])
@pytest.mark.parametrize("column", ["A", "C"])
def test_numbers_that_are_none_are_no_trap(tmp_path, number, column) -> None:
    others = "".join(cell(f"{c}5", "Text") for c in "BDE")
    odd = f'<row r="5"><c r="{column}5"><v>{number}</v></c>{others}</row>'
    assert_read_or_refused(pack(tmp_path / "Monitoring 2025.xlsx", parts(sheet_xml(rows_xml() + odd))))


@pytest.mark.parametrize("serial", ["-1", "0", "60", "0.5", "2958466", "1e12", "NaN"])
@pytest.mark.parametrize("format_id", [14, 22, 46])
def test_dates_out_of_range_are_no_trap(tmp_path, serial, format_id) -> None:
    styles = (
        '<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><cellXfs>'
        f'<xf numFmtId="0"/><xf numFmtId="{format_id}"/></cellXfs></styleSheet>'
    )
    odd = f'<row r="5"><c r="A5" s="1"><v>{serial}</v></c>{cell("B5", "Park")}{cell("C5", "Idee")}</row>'
    contents = parts(sheet_xml(rows_xml() + odd)) | {"xl/styles.xml": styles}
    assert_read_or_refused(pack(tmp_path / "Monitoring 2025.xlsx", contents))


def test_odd_characters_and_very_long_texts_are_read(tmp_path) -> None:
    odd = "_x0000__xD800__x001B_\u200b\u202e" + "Ä" * 32767
    rows = [*ROWS, ["1.1.1.3", odd, "Idee", "kurzfristig", "ja"]]
    path = pack(tmp_path / "Monitoring 2025.xlsx", parts(sheet_xml(rows_xml(rows))))
    assert statuses(path)["C5"] == "Idee"
    assert codes(path) == []


# never run, never followed


def test_macros_links_and_paths_out_of_the_archive_are_only_bytes(tmp_path) -> None:
    outside = tmp_path / "outside.txt"
    contents = parts(
        sheet_xml(rows_xml() + f'<row r="5"><c r="A5" t="str"><f>WEBSERVICE("file://{outside}")</f></c></row>')
    )
    contents["xl/_rels/workbook.xml.rels"] = contents["xl/_rels/workbook.xml.rels"].replace(
        "</Relationships>",
        '<Relationship Id="rId9" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
        'externalLink" Target="http://127.0.0.1:9/x.xlsx" TargetMode="External"/></Relationships>',
    )
    contents |= {"xl/vbaProject.bin": "Sub Auto_Open()", "../outside.txt": "x", "/etc/outside.txt": "x"}
    path = pack(tmp_path / "Monitoring 2025.xlsm", contents)
    assert statuses(path) == {"C3": "in Umsetzung", "C4": "abgeschlossen"}
    assert not outside.exists()


def test_a_part_that_is_there_twice_is_broken(tmp_path) -> None:
    twice = [*parts().items(), ("xl/worksheets/SHEET1.xml", sheet_xml(""))]
    assert refusal(pack(tmp_path / "Monitoring 2025.xlsx", twice)) == BROKEN


def test_a_file_that_is_two_formats_at_once_is_refused(tmp_path) -> None:
    both = parts() | ods_parts(ods_rows())
    assert refusal(pack(tmp_path / "Monitoring 2025.xlsx", both)) == NOT_OURS.format("ein ZIP-Archiv")


# the process that reads


def test_the_guards_stand_alone_where_the_system_has_no_memory_limit(tmp_path) -> None:
    far = pack(
        tmp_path / "Monitoring 2025.xlsx",
        parts(sheet_xml(rows_xml() + f'<row r="1048576">{cell("XFD1048576", "x")}</row>')),
    )
    without_limit = (
        "import runpy, sys; sys.modules['resource'] = None; "
        "sys.argv = sys.argv[1:]; runpy.run_path(sys.argv[0], run_name='__main__')"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-c", without_limit, str(READER), str(far)], capture_output=True, check=True
    )
    assert b"XFD1048576" in done.stdout
    assert done.stderr == b""


@pytest.mark.parametrize(
    "script",
    [
        "import os; os.abort()",
        "print('Traceback'); raise SystemExit(1)",
        "print('{\"sheets\": ')",
        "import sys; sys.exit('thread main panicked')",
        "x = bytearray(64 * 1024**3)",
    ],
)
def test_a_reader_that_dies_gives_one_line_and_none_of_its_own(tmp_path, monkeypatch, script) -> None:
    (tmp_path / "reader").mkdir()
    (tmp_path / "reader" / "__main__.py").write_text(script, encoding="utf-8")
    monkeypatch.setattr(workbook, "READER", tmp_path / "reader")
    assert refusal(pack(tmp_path / "Monitoring 2025.xlsx", parts())) == (
        f"Datei ist beschädigt oder braucht zu viel Speicher; {SAVE_AGAIN}"
    )


def test_a_reader_that_never_ends_is_stopped(tmp_path, monkeypatch) -> None:
    (tmp_path / "reader").mkdir()
    (tmp_path / "reader" / "__main__.py").write_text("while True: pass", encoding="utf-8")
    monkeypatch.setattr(workbook, "READER", tmp_path / "reader")
    monkeypatch.setattr(workbook, "READ_SECONDS", 0.5)
    assert "abgebrochen" in refusal(pack(tmp_path / "Monitoring 2025.xlsx", parts()))


def test_the_command_tells_one_line_and_ends_with_status_2(tmp_path) -> None:
    path = tmp_path / "Monitoring 2025.xlsx"
    path.write_bytes(b"%PDF-1.7")
    done = subprocess.run(
        [sys.executable, "-m", "analysis", "check", str(path)], capture_output=True, encoding="utf-8", check=False
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"Fehler: {path}: {NOT_OURS.format('eine PDF-Datei')}\n"


# mutants


@pytest.fixture(scope="module")
def good_exports(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A good export of each format that needs no office program to write it; .xls and more in test_formats."""
    folder = tmp_path_factory.mktemp("good")
    raw = sorted((repository / "data" / "raw" / "heinsberg").glob("*.xlsx"))
    return {
        ".xlsx": raw[0],
        ".xlsm": pack(folder / "Monitoring 2025.xlsm", parts() | {"xl/vbaProject.bin": "Sub"}),
        ".xlsb": pack(folder / "Monitoring 2025.xlsb", xlsb_parts()),
        ".ods": pack(folder / "Monitoring 2025.ods", ods_parts(ods_rows())),
    }


@pytest.mark.parametrize("seed", range(24))
def test_a_mutant_of_a_good_export_is_read_or_refused_in_one_line(good_exports, tmp_path, seed) -> None:
    chance = random.Random(seed)
    suffix = list(good_exports)[seed % len(good_exports)]
    path = tmp_path / f"Monitoring 2025{suffix}"
    makers: list[Callable[[], bytes]] = [
        lambda: mutant(good_exports[suffix].read_bytes(), chance),
        lambda: repacked(good_exports[suffix], chance),
    ]
    for make in makers:
        path.write_bytes(make())
        assert_read_or_refused(path)
