"""What was published of a year, held against what a run would print now."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from io import StringIO
from pathlib import Path
from typing import Final

import pandas as pd

from analysis import editions, german
from analysis.dataset import Dataset, Occasion
from analysis.editions import Edition
from analysis.figures.breakdown import figures
from analysis.figures.midterm import midterm, midterm_summary
from analysis.storage.csv_files import csv_text
from analysis.storage.manifest import Manifest

KEYS: Final = {
    "figures": ["level", "field", "horizon", "dimension", "category"],
    "changes": ["level", "id", "dimension"],
    "midterm": ["level", "base", "field", "at"],
    "midterm_summary": ["level", "base", "field"],
    "indicators": ["indicator_id"],
    "indicator_paths": ["indicator_id", "at"],
}
VALUES: Final = {
    "figures": ["count", "total", "percent"],
    "changes": ["before", "after"],
    "midterm": ["observed", "linear", "plan", "low", "median", "high", "total"],
    "midterm_summary": [
        "total",
        "discarded",
        "completed",
        "pace_last_year",
        "pace_required",
        "pace_ratio",
        "years_behind",
        "evidence",
    ],
    "indicators": [
        *("target", "target_year", "base_year", "base_value", "value_year", "value"),
        *("pace_observed", "pace_required", "pace_ratio", "assessment", "destatis", "growth_ratio"),
    ],
    "indicator_paths": ["observed", "required"],
}
_WHERE: Final = list(dict.fromkeys(key for keys in KEYS.values() for key in keys))
COLUMNS: Final = [
    *("municipality", "year", "edition", "table", *_WHERE),
    *("value", "published", "now", "why", "reason", "reported_to"),
]
REASONS: Final = {
    "correction": "Korrektur",
    "late_entry": "Nachmeldung",
    "rule": "Zählregel",
    "code": "Programm",
    "unknown": "Grund nicht bekannt",
}


def revisions(dataset: Dataset, edition: Edition, now: Mapping[str, pd.DataFrame], manifest: Manifest) -> pd.DataFrame:
    """One row per published number that would be another now.

    Columns `municipality year edition table`, those that tell the number's place (empty where its
    table has none), `value` (its column), `published`, `now` (as text; empty where there is none),
    `why`: correction, late_entry, rule, code, or unknown for a report that is older than the suite;
    `reason` and `reported_to` as the register of corrections says, of those that can have touched the number.
    `now` maps a table's name to its rows as they stand in the CSV; `manifest` describes this run.
    """
    folder = editions.folder_of(editions.data_of(dataset), dataset.municipality, dataset.year)
    reasons = _reasons(edition, dataset, manifest)
    found = []
    for name in editions.TABLES:
        published = edition.table(folder, name)
        if published is not None and name in now:
            differing = _differing(published, now[name], name)
            found.append(differing.assign(table=name, why=", ".join(reasons)))
    whole = [rows.reindex(columns=COLUMNS, fill_value="") for rows in found]
    table = pd.concat(whole, ignore_index=True) if whole else pd.DataFrame(columns=COLUMNS, dtype="str")
    table = table.assign(municipality=dataset.municipality, year=dataset.year, edition=edition.edition)
    if "rule" in reasons and len(reasons) > 1:
        table = _told_apart(table, dataset, edition, reasons)
    return _with_corrections(table, dataset)


def _with_corrections(table: pd.DataFrame, dataset: Dataset) -> pd.DataFrame:
    """The rows with the texts of the year's corrections of their field and dimension, where one may be the cause."""
    rows = pd.concat([dataset.measures, dataset.goals.rename(columns={"goal_id": "measure_id"})])
    field_of = dict(zip(rows["measure_id"], rows["field"].astype("str"), strict=True))
    entries = [entry for entry in dataset.corrections.corrections if entry.year == dataset.year]

    def texts(row: dict, name: str) -> str:
        if "correction" not in row["why"]:
            return ""
        said = [
            getattr(entry, name)
            for entry in entries
            if row["field"] in ("", "all", field_of.get(entry.id, "all"))
            and row["id"] in ("", entry.id)
            and entry.column in (row["dimension"] or entry.column, "field", "measure_id", "goal_id")
        ]
        return "; ".join(dict.fromkeys(text for text in said if text))

    records = table.to_dict("records")
    return table.assign(**{name: [texts(row, name) for row in records] for name in ("reason", "reported_to")})


def in_words(edition: Edition | None, table: pd.DataFrame | None, municipality: str, year: int) -> list[str]:
    """The state of publication in a German line or two, for the summary."""
    if edition is None:
        return [f"Entwurf, noch nicht veröffentlicht (monitoring publish {municipality} --year {year})"]
    lines = [f"Ausgabe {edition.edition}, Stichtag {german.short_date(pd.Timestamp(edition.cutoff).date())}"]
    if table is not None and len(table):
        reasons = german.join(REASONS[why] for why in dict.fromkeys(", ".join(table["why"]).split(", ")))
        number = german.number_word(len(table))
        what = f"{number} veröffentlichte {'Zahl wäre' if len(table) == 1 else 'Zahlen wären'}"
        lines.append(f"{german.sentence_start(what)} heute anders ({reasons}): revisions.csv")
    return lines


def occasion(dataset: Dataset) -> Occasion:
    """What of the year and of the one before is published, to be said beside the charts; a field compares nothing."""
    before_is = _state_of_year_before(dataset) if dataset.field is None else ""
    edition = editions.latest(editions.data_of(dataset), dataset.municipality, dataset.year)
    return Occasion(
        draft=edition is None,
        year_before=dataset.previous_year,
        before_is=before_is,
        caveats=dataset.caveats,
        revised=None if edition is None or dataset.caveats else _revised(dataset, edition),
    )


def _revised(dataset: Dataset, edition: Edition) -> pd.DataFrame:
    """One row per number of the edition that is another now: table, its place, value, published, now."""
    folder = editions.folder_of(editions.data_of(dataset), dataset.municipality, dataset.year)
    rows, renumbered = dataset.rows, dataset.renumbered
    if dataset.field is None:
        made = {
            "figures": figures(*rows, year=dataset.year),
            "midterm": midterm(*rows, year=dataset.year, renumbered=renumbered),
            "midterm_summary": midterm_summary(*rows, year=dataset.year),
        }
    else:
        made = {"figures": figures(*rows, year=dataset.year, municipality=dataset.municipality)}
    found = []
    for name, table in made.items():
        published = edition.table(folder, name)
        if published is not None:
            if dataset.field is not None:
                published = published[published["field"] == str(dataset.field)]
            now = pd.read_csv(StringIO(csv_text(table)), dtype="str", keep_default_na=False)
            found.append(_differing(published, now, name).assign(table=name))
    return pd.concat(found, ignore_index=True).reindex(columns=["table", *_WHERE, "value", "published", "now"])


def _state_of_year_before(dataset: Dataset) -> str:
    """Which figures of the year before a comparison rests on; "" where it was never published."""
    year = dataset.previous_year
    if year is None:
        return ""
    data = editions.data_of(dataset)
    edition = editions.latest(data, dataset.municipality, year)
    if edition is None:
        return ""
    published = edition.table(editions.folder_of(data, dataset.municipality, year), "figures")
    if published is None:
        return ""
    now = figures(*dataset.rows, year=year).astype("str")
    return (
        "berichtigter Stand"
        if len(_differing(published, now, "figures", ["count", "total"]))
        else "veröffentlichter Stand"
    )


def _differing(
    published: pd.DataFrame, now: pd.DataFrame, name: str, values: Iterable[str] | None = None
) -> pd.DataFrame:
    """One row per differing value: the table's keys, value, published, now."""
    keys = KEYS[name]
    # A change that nobody published is a difference; a row that no report printed is none.
    both = published.merge(now, on=keys, how="outer" if name == "changes" else "left", suffixes=("", "_now")).fillna("")
    found = [
        both.assign(value=value, published=both[value], now=both[f"{value}_now"])
        for value in (values or VALUES[name])
        if value in published
    ]
    table = pd.concat(found).sort_index(kind="stable")
    return table.loc[table["published"] != table["now"], [*keys, "value", "published", "now"]]


def _reasons(edition: Edition, dataset: Dataset, manifest: Manifest) -> list[str]:
    """What is no longer as it was when the edition was frozen."""
    if edition.origin == editions.PRINTED:
        return ["unknown"]
    raw = {path: value for path, value in manifest.inputs.items() if path.startswith("raw/")}
    changed = {
        Path(path).name for path in raw.keys() | edition.inputs.keys() if raw.get(path) != edition.inputs.get(path)
    }
    reasons = []
    if "corrections.toml" in changed:
        reasons.append("correction")
    if changed - {"corrections.toml", "strategy.toml"}:
        reasons.append("late_entry")
    if editions.counting(dataset.strategy) != edition.counting:
        reasons.append("rule")
    codes = editions.code_of(manifest).get("code"), edition.versions.get("code")
    if manifest.versions["analysis"] != edition.versions["analysis"] or (all(codes) and codes[0] != codes[1]):
        reasons.append("code")
    return reasons or ["rule" if "strategy.toml" in changed else "code"]


def _told_apart(table: pd.DataFrame, dataset: Dataset, edition: Edition, reasons: list[str]) -> pd.DataFrame:
    """Where several things changed: what comes out as published under the old counting rules is due to the rules."""
    old_rules = replace(dataset.strategy, **edition.counting)
    then = figures(dataset.measures, dataset.goals, old_rules, year=dataset.year).astype("str")
    long = pd.concat(then[KEYS["figures"]].assign(value=value, under_old=then[value]) for value in VALUES["figures"])
    both = table.merge(long, on=[*KEYS["figures"], "value"], how="left")
    by_rule = (both["table"] == "figures") & (both["under_old"] == both["published"])
    others = ", ".join(reason for reason in reasons if reason != "rule")
    why = table["why"].mask(table["table"] == "figures", others).mask(by_rule, "rule")
    return table.assign(why=why)
