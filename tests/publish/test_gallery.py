"""The year's pages of charts, for the council and for the office."""

import base64
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from analysis import intake
from analysis.publish.catalogue import Catalogue
from analysis.publish.gallery import page
from analysis.publish.sources import read

CONTENTS = {"findings.xlsx": "Rückfragen", "notebooks/02_overview.html": "Überblick"}


class Links(HTMLParser):
    """All addresses of a page, and the text of its cells."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.ids: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag, attributes):  # noqa: ARG002
        named = dict(attributes)
        self.addresses += [named[name] for name in ("href", "src", "srcset", "action", "data") if named.get(name)]
        self.ids += [named["id"]] if "id" in named else []


@pytest.fixture(scope="module")
def catalogue(repository: Path) -> Catalogue:
    """Heinsberg 2025, with a title that is a piece of HTML and names a person, and a field that is HTML."""
    dataset = intake.load("heinsberg", year=2025, data=repository / "data")
    measures = dataset.measures.assign(title="<script>alert(1)</script> Frau Erika Beispiel")
    first, *others = dataset.strategy.fields
    named = replace(first, name="Verwaltung <b> & Frau Erika Beispiel")
    return Catalogue(replace(dataset, measures=measures, strategy=replace(dataset.strategy, fields=(named, *others))))


@pytest.fixture(scope="module")
def public(catalogue: Catalogue) -> str:
    return page.make(catalogue).decode()


@pytest.fixture(scope="module")
def internal(catalogue: Catalogue) -> str:
    return page.make_internal(catalogue, CONTENTS).decode()


def test_every_chart_stands_on_both_pages_with_its_mark(catalogue, public, internal):
    for html in (public, internal):
        pictures = re.findall(r"<figure>(.*?)</figure>", html, re.DOTALL)
        assert {read(picture.encode()).source.chart for picture in pictures} == {*catalogue}


def test_nothing_is_loaded_from_anywhere_and_every_link_has_its_target(catalogue, public, internal):
    for html, up in ((public, ""), (internal, "../")):
        links = Links(html)
        files = {
            f"{up}charts/{name}{form}.{kind}"
            for name in catalogue
            for form in ("", "_half", "_plain")
            for kind in ("png", "svg")
        }
        for address in links.addresses:
            known = address in files or address in CONTENTS or address.startswith("data:")
            assert known or address.removeprefix("#") in links.ids, address
        assert files <= {*links.addresses}
        assert len(links.ids) == len({*links.ids})
        assert "default-src 'none'" in html


def test_the_page_for_the_council_names_no_person_and_shows_no_measure(public):
    assert "Beispiel" not in public
    assert "[Name]" in public
    assert "<script>alert" not in public
    assert 'id="massnahmen"' not in public


def test_what_the_table_says_is_text_never_part_of_the_page(internal):
    assert "<script>alert" not in internal
    assert "&lt;script&gt;alert(1)&lt;/script&gt; Frau Erika Beispiel" in internal


def test_draft_and_provenance_are_said_on_both_pages(public, internal):
    for html in (public, internal):
        header = html.split("</header>")[0]
        assert "Entwurf" in header
        assert "Zeilen rekonstruiert aus veröffentlichten Summen" in header


def test_the_office_sees_where_each_measure_stands(catalogue, internal):
    rows = catalogue.dataset.measures[catalogue.dataset.measures["year"] == 2025]
    row = rows.iloc[5]
    found = re.search(
        rf'<tr data-field="(\d)"[^>]*><th scope="row">{re.escape(row["measure_id"])}</th>(.*?)</tr>', internal
    )
    assert found[1] == str(row["field"])
    cells = re.findall(r"<td>(.*?)</td>", found[2])
    assert cells[4:7] == [row["source_file"], row["source_sheet"], str(row["source_row"])]
    assert internal.count("<tr data-field=") == len(rows)


def test_the_table_behind_a_chart_is_german_and_opens_in_german_excel(public):
    found = re.search(r'href="data:text/csv;charset=utf-8;base64,([^"]+)" download="paths.csv"', public)
    lines = base64.b64decode(found[1]).decode("utf-8-sig").split("\r\n")
    assert '"Berichtsjahr"' in lines[0]
    assert '"abgeschlossen"' in lines[0]
    line = next(line for line in lines if ';"2025";' in line and "19,2" in line)
    assert '"15"' in line


def test_the_table_of_a_chart_says_no_more_than_the_chart(public):
    for name in ("bridge", "deadlines_by_field"):
        found = re.search(rf'href="data:text/csv;charset=utf-8;base64,([^"]+)" download="{name}.csv"', public)
        lines = base64.b64decode(found[1]).decode("utf-8-sig").strip().split("\r\n")
        assert not re.search(r"\d+\.\d+\.\d+\.\d+", "\n".join(lines))  # no number of a measure
        assert len(lines) <= 9


def test_equal_content_gives_equal_bytes(catalogue, public):
    assert page.make(Catalogue(catalogue.dataset)).decode() == public
