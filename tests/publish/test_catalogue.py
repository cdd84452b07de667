"""Every chart of a year by its name, with the figures behind it."""

from analysis.publish.catalogue import Catalogue


def test_the_catalogue_has_the_charts_that_the_batch_saves(repository):
    from analysis import intake

    catalogue = Catalogue(intake.load("heinsberg", year=2025, data=repository / "data"))
    assert {"status_by_field", "on_schedule_by_field", "field_4_measure_status", "paths", "pace"} <= {*catalogue}
    assert {"measure_status_change", "bridge", "scenarios", "projection"} <= {*catalogue}
    assert "flow" not in catalogue  # of 2024 the states of the open measures were never published
    rows = catalogue["status_by_field"].figures()
    assert rows[rows["field"] == "all"]["count"].sum() == 80
    assert "".join(catalogue["status_by_field"].draw().title.text).startswith("Von 80 Maßnahmen")


def test_without_a_year_before_no_chart_compares(repository):
    from analysis import intake

    catalogue = Catalogue(intake.load("heinsberg", year=2024, data=repository / "data"))
    assert {"status_by_field", "paths"} <= {*catalogue}
    assert not {"measure_status_change", "bridge", "flow", "scenarios", "projection"} & {*catalogue}
