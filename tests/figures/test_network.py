"""A network's members side by side: roadmaps by theme, minimum criteria, tenders; a county and its town never added."""

import pandas as pd
import pytest

from analysis import frames
from analysis.figures import network as figures
from analysis.network import Network, Theme

KEYS = {"kreis": "05562", "stadt": "05562032", "dorf": "05974048"}
YEAR = 2025


def drawn(*themes: Theme, members: tuple[str, ...] = ("stadt", "dorf", "kreis")) -> Network:
    return Network(
        slug="netz", name="Netz", members=members, themes=themes or (Theme(1, "Beschaffung"), Theme(2, "Bauen"))
    )


def figures_of(member: str, completed: dict[str, int], *, of: int = 5, year: int = YEAR) -> pd.DataFrame:
    """The figures of a member's measures: field → how many of `of` are completed, the others in progress."""
    counts = {**completed, "all": sum(completed.values())}
    rows = [
        {"field": field, "category": category, "count": count, "total": of * (len(completed) if field == "all" else 1)}
        for field, done in counts.items()
        for category, count in (
            ("in_progress", of * (len(completed) if field == "all" else 1) - done),
            ("completed", done),
        )
    ]
    common = {"municipality": member, "year": year, "level": "measure", "horizon": "all", "dimension": "status"}
    return frames.conform(frames.FIGURES, [{**common, **row} for row in rows])


def completed(table: pd.DataFrame, theme: str, member: str) -> pd.Series:
    chosen = (table["theme"] == theme) & (table["member"] == member) & (table["category"] == "completed")
    return table[chosen].iloc[0]


def test_members_stand_side_by_side_by_theme_and_their_sum_below():
    of_member = {"stadt": figures_of("stadt", {"1": 2, "2": 3}), "dorf": figures_of("dorf", {"1": 5, "2": 0})}
    table = figures.roadmaps(of_member, KEYS, drawn(), year=YEAR)
    row = completed(table, "1", "all")
    assert (row["count"], row["total"], row["percent"]) == (7, 10, 70)
    assert completed(table, "all", "stadt")["count"] == 5


def test_the_fields_of_a_theme_are_those_named_for_the_member_else_the_one_of_its_number():
    theme = Theme(1, "Beschaffung", {"stadt": (1, 2)})
    of_member = {"stadt": figures_of("stadt", {"1": 2, "2": 3}), "dorf": figures_of("dorf", {"1": 5, "2": 0})}
    table = figures.roadmaps(of_member, KEYS, drawn(theme), year=YEAR)
    assert completed(table, "1", "stadt")["count"] == 5
    assert completed(table, "1", "dorf")["count"] == 5


def test_a_county_and_a_town_within_it_are_never_added():
    of_member = {name: figures_of(name, {"1": 1}) for name in ("stadt", "dorf", "kreis")}
    table = figures.roadmaps(of_member, KEYS, drawn(), year=YEAR)
    assert completed(table, "all", "all")["count"] == 2
    assert completed(table, "all", "kreis")["count"] == 1
    assert figures.counties_left_out(KEYS, of_member) == ["kreis"]


def test_a_county_counts_where_none_of_its_towns_has_data():
    of_member = {name: figures_of(name, {"1": 1}) for name in ("dorf", "kreis")}
    table = figures.roadmaps(of_member, KEYS, drawn(), year=YEAR)
    assert completed(table, "all", "all")["count"] == 2


@pytest.mark.parametrize("key", ["05562", "05562000"])
def test_a_county_is_known_by_five_digits_or_by_eight(key):
    assert figures.counties_left_out({**KEYS, "kreis": key}, ["kreis", "stadt"]) == ["kreis"]


def test_members_without_a_key_are_all_summed():
    assert figures.counties_left_out({"kreis": "05562", "stadt": ""}, ["kreis", "stadt"]) == []


def test_a_member_without_a_table_has_nothing_and_never_zero():
    table = figures.roadmaps({"stadt": figures_of("stadt", {"1": 0})}, KEYS, drawn(), year=YEAR)
    nothing = table[table["member"] == "dorf"]
    assert len(nothing) and nothing[["of_year", "count", "total", "percent"]].isna().all(axis=None)
    assert completed(table, "all", "stadt")["count"] == 0


def test_an_earlier_table_is_named_by_its_year():
    of_member = {"stadt": figures_of("stadt", {"1": 1}), "dorf": figures_of("dorf", {"1": 1}, year=2023)}
    table = figures.roadmaps(of_member, KEYS, drawn(), year=YEAR)
    assert completed(table, "all", "dorf")["of_year"] == 2023
    assert completed(table, "all", "dorf")["year"] == YEAR
    assert pd.isna(completed(table, "all", "all")["of_year"])


def test_a_category_that_only_one_member_has_is_zero_at_the_others_with_data():
    unknown = figures_of("dorf", {"1": 1}).assign(category="unknown", count=1).iloc[:1]
    dorf = frames.conform(frames.FIGURES, pd.concat([figures_of("dorf", {"1": 1}), unknown]))
    table = figures.roadmaps({"stadt": figures_of("stadt", {"1": 2}), "dorf": dorf}, KEYS, drawn(), year=YEAR)
    rows = table[(table["theme"] == "1") & (table["category"] == "unknown")].set_index("member")
    assert list(rows.loc[["stadt", "dorf", "all"], "count"]) == [0, 1, 1]
    assert rows.loc["all", "total"] == 10


def test_categories_stand_in_the_order_of_their_vocabulary():
    table = figures.roadmaps({"stadt": figures_of("stadt", {"1": 2})}, KEYS, drawn(), year=YEAR)
    assert list(table.loc[(table["theme"] == "1") & (table["member"] == "stadt"), "category"]) == [
        "in_progress",
        "completed",
    ]


def test_without_any_data_the_table_is_empty():
    assert figures.roadmaps({}, KEYS, drawn(), year=YEAR).empty


def criteria(**groups: str) -> pd.DataFrame:
    rows = [
        {"criterion_id": number, "product_group": group, "kind": "must", "source_row": 2}
        for number, group in groups.items()
    ]
    return frames.conform(frames.MINIMUM_CRITERIA, rows)


def stated(*rows: tuple[str, str, str, int | None]) -> pd.DataFrame:
    return frames.conform(
        frames.ADOPTION, [dict(zip(("criterion_id", "member", "state", "since"), row, strict=True)) for row in rows]
    )


def test_what_a_member_does_not_say_is_unknown():
    table = figures.adoption(criteria(P1="Papier"), stated(("P1", "stadt", "adopted", 2024)), drawn(), year=YEAR)
    assert list(zip(table["member"], table["state"], strict=True)) == [
        ("stadt", "adopted"),
        ("dorf", "unknown"),
        ("kreis", "unknown"),
    ]
    assert table["since"].iloc[0] == 2024


def test_what_comes_into_force_after_the_year_is_not_told():
    table = figures.adoption(criteria(P1="Papier"), stated(("P1", "stadt", "adopted", 2026)), drawn(), year=YEAR)
    assert table["state"].iloc[0] == "unknown" and pd.isna(table["since"].iloc[0])


def bought(*rows: tuple[str, str, int, float | None, str]) -> pd.DataFrame:
    names = ("member", "product_group", "year", "value_eur", "met")
    return frames.conform(frames.TENDERS, [{**dict(zip(names, row, strict=True)), "source_row": 2} for row in rows])


def sums(table: pd.DataFrame, group: str, member: str, year: int = YEAR) -> tuple:
    chosen = (table["product_group"] == group) & (table["member"] == member) & (table["year"] == year)
    return tuple(table.loc[chosen, ["tenders", "tenders_met", "value_eur", "value_met_eur"]].iloc[0])


def test_tenders_are_counted_and_valued_partly_met_is_not_met():
    table = figures.tenders(
        bought(
            ("stadt", "Papier", YEAR, 1000.0, "yes"),
            ("stadt", "Papier", YEAR, 500.0, "partly"),
            ("dorf", "Papier", YEAR, 200.0, "no"),
            ("dorf", "Möbel", YEAR, 300.0, "yes"),
            ("dorf", "Möbel", 2024, 10.0, "yes"),
            ("dorf", "Möbel", 2026, 10.0, "yes"),
        ),
        KEYS,
        drawn(),
        year=YEAR,
    )
    assert sums(table, "Papier", "stadt") == (2, 1, 1500, 1000)
    assert sums(table, "Papier", "all") == (3, 1, 1700, 1000)
    assert sums(table, "all", "all") == (4, 2, 2000, 1300)
    assert list(table["year"].unique()) == [2024, 2025]


def test_a_tender_that_does_not_say_counts_in_no_share_and_one_without_a_value_by_number():
    table = figures.tenders(
        bought(("stadt", "Papier", YEAR, 1000.0, "unknown"), ("stadt", "Papier", YEAR, None, "yes")),
        KEYS,
        drawn(),
        year=YEAR,
    )
    assert sums(table, "Papier", "stadt") == (1, 1, 0, 0)


def test_tenders_of_a_county_and_its_town_are_not_summed():
    table = figures.tenders(
        bought(("stadt", "Papier", YEAR, 1.0, "yes"), ("kreis", "Papier", YEAR, 5.0, "yes")), KEYS, drawn(), year=YEAR
    )
    assert sums(table, "all", "all") == (1, 1, 1, 1)
    assert sums(table, "all", "kreis") == (1, 1, 5, 5)


def test_adoption_is_held_against_the_members_that_buy():
    minimum = criteria(P1="Papier", P2="Papier", M1="Möbel")
    states = figures.adoption(
        minimum, stated(("P1", "stadt", "adopted", None), ("P1", "dorf", "planned", None)), drawn(), year=YEAR
    )
    table = figures.buyers(states, bought(("kreis", "Möbel", YEAR, None, "no"))).set_index("criterion_id")
    assert tuple(table.loc["P1", ["adopted", "members"]]) == (1, 2)
    assert tuple(table.loc["P2", ["adopted", "members"]]) == (0, 2)
    assert tuple(table.loc["M1", ["adopted", "members"]]) == (0, 1)
