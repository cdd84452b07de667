"""The failure page says what failed, where and what to do, and never lies beside what it does not describe."""

import pickle
from pathlib import Path

import pytest
from lxml import html
from openpyxl import Workbook

from analysis import intake
from analysis.errors import DataError, Kind, Place, kind_of
from analysis.runs.failures import Failure, clear, write
from analysis.storage.stores import TransferError

KEY_ERROR = Failure(
    "muster",
    "KeyError: 'status'",
    Kind.PROGRAM,
    year=2025,
    run="03_field_4",
    notebook="03_field.ipynb",
    cell=5,
    source="measures = dataset.measures\nmeasures['status']",
    executed={"03_field_4.html": b"<p>bis hier</p>", "03_field_4.ipynb": b"{}"},
)


def failed(text: str, municipality: str = "muster", run: str = "03_field_4", **more) -> Failure:
    return Failure(municipality, text, year=2025, run=run, **more)


@pytest.fixture
def sections(tmp_path: Path):
    """Writes the page and returns what it says of each failure: heading, error, then by term."""

    def read(*failures: Failure) -> list[dict[str, str]]:
        page = html.parse(write(failures, tmp_path)).getroot()
        return [
            {"heading": section.find("h2").text_content(), "error": section.find("p").text_content()}
            | {term.text: term.getnext().text_content() for term in section.iter("dt")}
            for section in page.iter("section")
        ]

    return read


def files(outputs: Path) -> dict[str, bytes]:
    folder = outputs / "fehler"
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


# what the page says


def test_a_failed_run_is_told_with_notebook_cell_error_and_what_to_do(sections) -> None:
    [section] = sections(KEY_ERROR)
    assert section["heading"] == "1. muster 2025, 03_field_4: Fehler im Programm"
    assert section["error"] == "KeyError: 'status'"
    assert section["Befehl"] == "monitoring run muster --year 2025 --only 03_field_4 --debug"
    assert "die übrigen läufe gelten" in section["Was tun"].lower()
    assert section["Wo"] == (
        "Kommune muster, Berichtsjahr 2025, Lauf 03_field_4, Notebook 03_field.ipynb, Code-Zelle\u00a05"
    )
    assert section["Code der Zelle"] == KEY_ERROR.source
    assert section["Zum Nachsehen"] == "ausgeführter Teil (HTML) · Notebook (.ipynb)"
    assert "Datei und Zelle" not in section


def test_a_municipality_that_failed_before_its_notebooks_has_neither_run_nor_cell(sections) -> None:
    [section] = sections(Failure("muster", "muster: data/raw/muster: kein Export gefunden; eine Datei hineinlegen."))
    assert section["heading"] == "1. muster: Angabe zu berichtigen"
    assert section["error"] == "data/raw/muster: kein Export gefunden; eine Datei hineinlegen."
    assert section["Wo"] == "Kommune muster, außerhalb der Notebooks (beim Einlesen oder beim Ablegen)"
    assert section["Befehl"] == "monitoring run muster"
    assert {"Code der Zelle", "Zum Nachsehen", "Datei und Zelle"}.isdisjoint(section)


def test_the_page_is_german_internal_and_loads_nothing(tmp_path: Path) -> None:
    page = write([KEY_ERROR], tmp_path)
    assert page == tmp_path / "fehler" / "index.html"
    text = page.read_text(encoding="utf-8")
    assert '<html lang="de">' in text
    assert "Nur intern" in text
    for unwanted in ("http", "<script", "<link", "<img", "@import", "url("):
        assert unwanted not in text


@pytest.mark.parametrize(
    ("kind", "name", "command"),
    [
        (Kind.DATA, "Angabe zu berichtigen", ""),
        (Kind.HELD, "Datei nicht zugänglich", ""),
        (Kind.DISK_FULL, "Datenträger voll", ""),
        (Kind.STORE, "Ablage nicht erreichbar", ""),
        (Kind.KILLED, "Abgebrochen, vermutlich zu wenig Arbeitsspeicher", "--only 03_field_4 --jobs 1"),
        (Kind.SLOW, "Zeitgrenze überschritten", "--only 03_field_4 --jobs 1"),
        (Kind.PARAMETERS, "Parameter passen nicht zum Notebook", "--only 03_field_4"),
        (Kind.PROGRAM, "Fehler im Programm", "--only 03_field_4 --debug"),
    ],
)
def test_what_to_do_follows_from_the_kind_of_error_not_from_its_words(
    sections, kind: Kind, name: str, command: str
) -> None:
    words = "data/raw/gesperrt/Zeitgrenze Arbeitsspeicher.xlsx: „nicht geöffnet“ ist kein Parameter"
    [section] = sections(failed(words, kind=kind))
    assert section["heading"] == f"1. muster 2025, 03_field_4: {name}"
    assert section["Befehl"] == f"monitoring run muster --year 2025 {command}".strip()


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (PermissionError(13, "Permission denied", "x"), Kind.HELD),
        (OSError(28, "No space left on device"), Kind.DISK_FULL),
        (MemoryError(), Kind.KILLED),
        (KeyError("geöffnet"), Kind.PROGRAM),
        (DataError("Datei ist gesperrt", kind=Kind.HELD), Kind.HELD),
        (DataError("Zeitgrenze nicht geöffnet"), Kind.DATA),
        (TransferError("s3://ablage: nicht erreichbar", kind=Kind.STORE), Kind.STORE),
    ],
)
def test_the_kind_of_an_error_is_what_was_raised_whatever_it_says(error: Exception, kind: Kind) -> None:
    assert kind_of(error) == kind
    assert kind_of(pickle.loads(pickle.dumps(error))) == kind  # from another process


@pytest.mark.parametrize(
    ("places", "shown"),
    [
        ([Place("M 2025.xlsx", "HF 4", "D17")], "M 2025.xlsx, Blatt „HF 4“, Zelle D17"),
        ([Place("strategy.toml")], "strategy.toml"),
        ([Place("M.xlsx", cell="XFD1048576")], "M.xlsx, Zelle XFD1048576"),
        ([Place("M.xlsx", "Ziele"), Place("M.xlsx", "Ziele")], "M.xlsx, Blatt „Ziele“"),
        ([], None),
    ],
)
def test_file_sheet_and_cell_are_those_of_the_error_not_of_its_words(
    sections, places: list[Place], shown: str | None
) -> None:
    [section] = sections(failed("Die Tabelle lag nicht da, siehe Anders.xlsx, Zelle A7", places=tuple(places)))
    assert section.get("Datei und Zelle") == shown


def workbook(path: Path, stand: str) -> None:
    book = Workbook()
    book.active.title = "HF 1"
    book.active["A1"] = stand
    book.active.append(["Nr.", "Maßnahme", "Umsetzungsstatus", "Zeithorizont", "Zeitplan"])
    book.active.append(["1.1.1.1", "Radwege", "in Umsetzung", "langfristig", "ja"])
    book.save(path)


@pytest.mark.parametrize(
    ("names", "places"),
    [
        (["Monitoring 2024.xlsx"], "Monitoring 2024.xlsx, Blatt „HF 1“, Zelle A1"),
        (["Monitoring 2025 - Kopie.xlsx", "Monitoring 2025.xlsx"], "Monitoring 2025 - Kopie.xlsxMonitoring 2025.xlsx"),
    ],
)
def test_what_the_intake_says_of_its_exports_is_found_again(
    sections, tmp_path: Path, names: list[str], places: str
) -> None:
    raw = tmp_path / "data" / "raw" / "muster"
    raw.mkdir(parents=True)
    (raw / "strategy.toml").write_text(
        'name = "M"\nadopted = 2023-01-01\ntarget_date = 2030-12-31\n[[fields]]\nnumber = 1\nname = "V"\n', "utf-8"
    )
    for name in names:
        workbook(raw / name, "Stand: 31.12.2025")
    with pytest.raises(DataError) as error:
        intake.load("muster", data=tmp_path / "data")
    [section] = sections(Failure("muster", str(error.value), error.value.kind, error.value.places))
    assert section["heading"] == "1. muster: Angabe zu berichtigen"
    assert section["Datei und Zelle"] == places


def test_foreign_text_stays_text(sections, tmp_path: Path) -> None:
    [section] = sections(
        failed(
            "ValueError: <img src=x onerror=alert(1)> =1+1 \x00\x1b[31m\u202e{{ 7 * 7 }}",
            municipality="<b>& Stadt",
            notebook='"><script>.ipynb',
            source="x = '</pre><script>alert(1)</script>'",
            executed={"x.html": b""},
        )
    )
    text = (tmp_path / "fehler" / "index.html").read_text(encoding="utf-8")
    assert not html.fromstring(text.encode()).xpath("//script | //img | //b")
    assert section["error"] == "ValueError: <img src=x onerror=alert(1)> =1+1 [31m{{ 7 * 7 }}"
    assert section["Code der Zelle"] == "x = '</pre><script>alert(1)</script>'"
    assert section["heading"].startswith("1. <b>& Stadt 2025")
    assert "Befehl" not in section  # nothing to copy into a console


def test_persons_are_masked(sections) -> None:
    [section] = sections(failed("ValueError: Herr Meier, meier@kreis.de", source='who = "Frau Dr. Schulz"'))
    assert section["error"] == "ValueError: [Name], [E-Mail]"
    assert section["Code der Zelle"] == 'who = "[Name]"'


def test_the_heading_counts_failures_and_municipalities(tmp_path: Path) -> None:
    page = html.parse(write([KEY_ERROR, failed("x", run="04_change"), failed("y", "anders")], tmp_path))
    assert page.findtext(".//h1") == "Drei Fehler bei zwei Kommunen"
    assert "Betroffen: anders (1) und muster (2)." in page.getroot().text_content()
    assert page.find(".//nav") is None


def test_more_than_three_failures_have_a_table_of_contents_in_natural_order(tmp_path: Path) -> None:
    page = html.parse(write([failed("KeyError: 'x'", run=f"03_field_{n}") for n in (10, 2, 1, 9)], tmp_path))
    rows = [[cell.text_content() for cell in row][3] for row in page.findall(".//nav//tbody/tr")]
    assert rows == ["03_field_1", "03_field_2", "03_field_9", "03_field_10"]
    targets = [link.get("href")[1:] for link in page.findall(".//nav//a")]
    assert targets == [section.get("id") for section in page.iter("section")]


# the files


def links(page: Path) -> list[Path]:
    return [page.parent / link.get("href") for link in html.parse(page).findall(".//dd/a")]


def test_the_executed_parts_lie_beside_the_page(tmp_path: Path) -> None:
    html_part, notebook = links(write([KEY_ERROR], tmp_path))
    assert html_part.name == "muster_2025_03_field_4.html"
    assert html_part.read_bytes() == b"<p>bis hier</p>"
    assert notebook.read_bytes() == b"{}"


def test_parts_whose_names_collide_do_not_overwrite_each_other(tmp_path: Path) -> None:
    page = write([failed("x", name, executed={"a.html": name.encode()}) for name in ("a b", "a.b", "a_b")], tmp_path)
    assert [link.read_bytes() for link in links(page)] == [b"a b", b"a.b", b"a_b"]


def test_the_same_failures_give_the_same_bytes_in_whatever_order_they_came(tmp_path: Path) -> None:
    several = [KEY_ERROR, failed("x", "anders"), failed("y", run="04_change", executed={"04_change.html": b"1"})]
    write(several, tmp_path)
    first = files(tmp_path)
    write(several[::-1], tmp_path)
    assert files(tmp_path) == first


def test_a_new_page_replaces_the_earlier_one_wholly(tmp_path: Path) -> None:
    write([KEY_ERROR], tmp_path)
    write([failed("x", run="04_change", executed={"04_change.html": b"1"})], tmp_path)
    assert sorted(files(tmp_path)) == ["index.html", "muster_2025_04_change.html"]


def test_cleared_nothing_is_left(tmp_path: Path) -> None:
    clear(tmp_path)
    assert list(tmp_path.iterdir()) == []
    write([KEY_ERROR], tmp_path)
    clear(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_municipality_of_that_name_keeps_its_years(tmp_path: Path) -> None:
    (tmp_path / "fehler" / "2025").mkdir(parents=True)
    (tmp_path / "fehler" / "2025" / "index.html").write_bytes(b"Bericht")
    write([KEY_ERROR], tmp_path)
    clear(tmp_path)
    assert files(tmp_path) == {"2025/index.html": b"Bericht"}


@pytest.fixture
def hold(monkeypatch: pytest.MonkeyPatch):
    """Files of these names can neither be replaced nor removed, as on Windows while a program has them open."""

    def held(*names: str) -> None:
        replace, unlink = Path.replace, Path.unlink

        def refusing_replace(self: Path, target: Path) -> Path:
            if Path(target).name in names and Path(target).exists():
                raise PermissionError(13, "The process cannot access the file", str(target))
            return replace(self, target)

        def refusing_unlink(self: Path, missing_ok: bool = False) -> None:
            if self.name in names and self.exists():
                raise PermissionError(13, "The process cannot access the file", str(self))
            unlink(self, missing_ok=missing_ok)

        monkeypatch.setattr(Path, "replace", refusing_replace)
        monkeypatch.setattr(Path, "unlink", refusing_unlink)

    return held


def test_beside_a_page_that_is_held_open_lies_the_new_one_until_the_next_run(
    tmp_path: Path, hold, monkeypatch: pytest.MonkeyPatch
) -> None:
    write([KEY_ERROR], tmp_path)
    hold("index.html")
    page = write([failed("x", "anders")], tmp_path)
    assert page.name == "index.neu.html"
    assert "anders" in page.read_text(encoding="utf-8")
    clear(tmp_path)
    assert list(files(tmp_path)) == ["index.html"]
    monkeypatch.undo()
    assert write([failed("x", "anders")], tmp_path).name == "index.html"
    assert list(files(tmp_path)) == ["index.html"]


def test_a_part_that_is_held_open_is_linked_under_its_new_name(tmp_path: Path, hold) -> None:
    write([failed("x", executed={"a.html": b"alt"})], tmp_path)
    hold("muster_2025_03_field_4.html")
    page = write([failed("x", executed={"a.html": b"neu"})], tmp_path)
    assert [link.read_bytes() for link in links(page)] == [b"neu"]


@pytest.fixture
def fill_disk(monkeypatch: pytest.MonkeyPatch):
    """After so many steps (each writing, replacing and removing of a file) the disk is full."""

    def full_after(steps: int) -> None:
        left = iter(range(steps))

        def counted(step):
            def checked(self: Path, *args, **kwargs):
                if next(left, None) is None:
                    raise OSError(28, "No space left on device")
                return step(self, *args, **kwargs)

            return checked

        for name in ("write_bytes", "replace", "unlink"):
            monkeypatch.setattr(Path, name, counted(getattr(Path, name)))

    return full_after


@pytest.mark.parametrize("steps", range(6))
def test_an_interruption_never_leaves_a_page_beside_parts_of_another(
    tmp_path: Path, fill_disk, monkeypatch: pytest.MonkeyPatch, steps: int
) -> None:
    write([failed("x", executed={"a.html": b"alt", "a.ipynb": b"alt"})], tmp_path)
    old_page = files(tmp_path)["index.html"]
    new = [failed("x", executed={"a.html": b"neu"})]
    fill_disk(steps)
    with pytest.raises(DataError, match="Der Datenträger ist voll"):
        write(new, tmp_path)
    there = files(tmp_path)
    if "index.html" in there:
        expected = b"alt" if there["index.html"] == old_page else b"neu"
        assert there["muster_2025_03_field_4.html"] == expected
    monkeypatch.undo()
    write(new, tmp_path)
    assert sorted(files(tmp_path)) == ["index.html", "muster_2025_03_field_4.html"]
