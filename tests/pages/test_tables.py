"""Tables to look at: counts with shares, notes in the caption, nothing in a title that a browser would run."""

import datetime as dt
import re
from types import SimpleNamespace
from typing import Any

import pandas as pd

from analysis import frames
from analysis.figures.breakdown import figures
from analysis.pages.listings import field_heading, in_german
from analysis.pages.tables import by_field, of_field, show
from analysis.strategy import Field, Strategy

STRATEGY = Strategy(
    name="Kreis Muster",
    adopted=dt.date(2023, 1, 1),
    target_date=dt.date(2030, 12, 31),
    fields=(Field(1, "Verwaltung"), Field(2, "Mobilität")),
)
RECONSTRUCTION = Strategy(**{**vars(STRATEGY), "provenance": "reconstruction"})


def breakdown(*statuses: str, strategy: Strategy = STRATEGY) -> pd.DataFrame:
    """The figures of 2025 with one measure of field 1 per status."""
    measures = [
        {
            "municipality": "muster",
            "year": 2025,
            "measure_id": f"1.1.1.{number}",
            "field": 1,
            "horizon": "long",
            "status": status,
            "schedule": "discarded" if status == "discarded" else "on_schedule",
            "source_row": number,
        }
        for number, status in enumerate(statuses, start=1)
    ]
    tables = frames.conform(frames.MEASURES, measures), frames.conform(frames.GOALS, [])
    return figures(*tables, strategy, year=2025)


def cells(table) -> list[list[str]]:
    """The rows of a table as a browser shows them, heading first."""
    text = table.to_html().replace("\u00a0", " ")
    rows = re.findall(r"<tr>(.*?)</tr>", text, flags=re.DOTALL)
    return [[cell.strip() for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, flags=re.DOTALL)] for row in rows]


def test_a_row_is_a_field_and_the_last_one_all() -> None:
    table = by_field(breakdown("completed", "completed", "idea"), STRATEGY, level="measure", dimension="status")
    assert cells(table) == [
        ["Handlungsfeld", "Idee", "in Planung", "in Umsetzung", "abgeschlossen", "verworfen", "Gesamt"],
        ["1 Verwaltung", "1 (33 %)", "0", "0", "2 (67 %)", "0", "3"],
        ["2 Mobilität", "0", "0", "0", "0", "0", "0"],
        ["Alle Handlungsfelder", "1 (33 %)", "0", "0", "2 (67 %)", "0", "3"],
    ]


def test_what_does_not_add_up_and_what_is_reconstructed_is_said() -> None:
    thirds = breakdown("completed", "idea", "planned")
    shown = by_field(thirds, RECONSTRUCTION, level="measure", dimension="status").to_html()
    assert "Abweichungen von 100 % durch Rundung · Zeilen rekonstruiert aus veröffentlichten Summen" in shown
    assert "<caption>" not in by_field(breakdown("idea"), STRATEGY, level="measure", dimension="status").to_html()


def test_discarded_measures_that_do_not_count_have_no_share_and_are_named() -> None:
    alive = Strategy(**{**vars(STRATEGY), "discarded_in_total": False})
    table = of_field(
        breakdown("idea", "discarded", strategy=alive), alive, field=1, level="measure", dimension="status"
    )
    assert cells(table)[-2:] == [["verworfen", "1"], ["Gesamt", "1"]]
    assert "verworfene Maßnahmen zählen nicht in der Gesamtzahl" in table.to_html()


def test_a_title_is_shown_as_it_is_and_never_run() -> None:
    shown = show(pd.DataFrame({"Titel": ["<script>alert(1)</script>", "Konsum & Leben"]}), STRATEGY).to_html()
    assert "<script>" not in shown
    assert "&lt;script&gt;" in shown
    assert "Konsum &amp; Leben" in shown


def test_the_same_table_is_the_same_text() -> None:
    table = pd.DataFrame({"Nr.": ["1.1"], "Anzahl": [3]})
    assert show(table, STRATEGY, numbers=["Anzahl"]).to_html() == show(table, STRATEGY, numbers=["Anzahl"]).to_html()


def test_an_empty_table_says_so() -> None:
    assert show(pd.DataFrame({"Nr.": []}), STRATEGY).data == "Keine."


def test_the_text_of_a_field_is_shown_as_it_is_and_never_run() -> None:
    field = Field(1, "Verwaltung & <script>alert(1)</script>", aim="*viel* [hier](javascript:x) $x_1$,\n# oder mehr")
    dataset: Any = SimpleNamespace(strategy=Strategy(**{**vars(STRATEGY), "fields": (field,)}))
    text = str(field_heading(dataset, 1).data)
    assert text.startswith("## 1 Verwaltung &#38; &#60;script&#62;")
    assert not set("<>*[]$_") & set(text)
    assert "\n#" not in text.removeprefix("##")


def test_a_title_that_reads_like_a_code_stays_a_title() -> None:
    assert in_german("measure", "title", "present") == "present"
    assert in_german("measure", "existence", "present") == "vorhanden"
