"""Findings against the export of the year before: rows that moved, and a table that was rebuilt."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from analysis import numbers
from analysis.intake import values
from analysis.intake.export import Export
from analysis.intake.findings import Finding, Findings
from analysis.intake.records import Record
from analysis.intake.understand.monitoring import COLUMN_NAMES, VALUE_ROLES
from analysis.intake.understand.tables import Column, Table
from analysis.intake.workbook import address
from analysis.strategy import Corrections
from analysis.vocabulary import GOAL_STATUS, HORIZON, MEASURE_STATUS, TEMPLATE_NOTE, UNKNOWN, VOCABULARIES, Vocabulary


def compare_years(export: Export, earlier: Sequence[Export], corrections: Corrections) -> list[Finding]:
    """Findings on `export` against the newest of the earlier exports; none where there is none."""
    if not earlier:
        return []
    before = earlier[-1]
    renumbered = _renumbered(corrections, before.year, export.year)
    findings = Findings(export.path.name)
    _layout(export, earlier, findings)
    for now, then, vocabulary, what in (
        (export.goals, before.goals, GOAL_STATUS, "Operatives Ziel"),
        (export.measures, before.measures, MEASURE_STATUS, "Maßnahme"),
    ):
        if not now or not then:
            continue
        _rows(_Pairs(now, then, renumbered, vocabulary, what), export, before, findings)
    return findings.dated(export.year)


def _renumbered(corrections: Corrections, before: int, year: int) -> dict[str, str]:
    """New number → the number in the year before, over all renumberings between the two exports."""
    old: dict[str, str] = {}
    for number in sorted({r.year for r in corrections.renumbered if before < r.year <= year}):
        of_year = {r.new: old.get(r.old, r.old) for r in corrections.renumbered if r.year == number}
        gone = {r.old for r in corrections.renumbered if r.year == number}
        old = {new: first for new, first in old.items() if new not in gone} | of_year
    return old


@dataclass(frozen=True)
class _Pairs:
    """One level's records of two years, and who is who."""

    now: Sequence[Record]
    then: Sequence[Record]
    renumbered: Mapping[str, str]
    vocabulary: Vocabulary
    what: str

    def matched(self) -> list[tuple[Record, Record | None]]:
        earlier = {record.id: record for record in self.then}
        return [(record, earlier.get(self.renumbered.get(record.id, record.id))) for record in self.now]


def _shifted(pairs: _Pairs) -> dict[str, Record]:
    """Number → the record of the year before that bore another number and the same title.

    Titles count that one row of each year has; what the register calls renumbered is known already.
    """
    earlier = {r.id: r for r in pairs.then}
    titles = [{id(r): values.key(r.said.get("title") or "") for r in of_year} for of_year in (pairs.now, pairs.then)]
    counts = [Counter(of_year.values()) for of_year in titles]
    by_title = {titles[1][id(r)]: r for r in pairs.then if counts[1][titles[1][id(r)]] == 1}
    found = {}
    for record in pairs.now:
        title = titles[0][id(record)]
        then = by_title.get(title) if title and counts[0][title] == 1 else None
        before = pairs.renumbered.get(record.id, record.id)
        same = earlier.get(before)
        if then and then.id != before and not (same and values.key(same.said.get("title") or "") == title):
            found[record.id] = then
    return found


def _tell_shifted(pairs: _Pairs, shifted: Mapping[str, Record], year: int, findings: Findings, column: str) -> None:
    for record in pairs.now:
        if then := shifted.get(record.id):
            swapped = then.id in shifted and shifted[then.id].id == record.id
            findings.add(
                "id-shifted",
                f"„{record.said.get('title')}“ hatte {year} die Nummer {then.id} und hat jetzt {record.id}"
                f"{'; die beiden sind vertauscht' if swapped else ''}. Ist das ein Versehen, bitte wieder {then.id} "
                "eintragen, sonst im Korrekturverzeichnis als umnummeriert.",
                sheet=record.sheet,
                at=record.at,
                column=column,
                id=record.id,
                raw=record.id,
                cleaned=then.id,
            )


def _rows(pairs: _Pairs, export: Export, before: Export, findings: Findings) -> None:
    matched = pairs.matched()
    seen = {record.id for _, record in matched if record}
    column = "measure_id" if pairs.vocabulary is MEASURE_STATUS else "goal_id"
    shifted = _shifted(pairs)
    _tell_shifted(pairs, shifted, before.year, findings, column)
    seen |= {record.id for record in shifted.values()}
    for record in sorted((r for r in pairs.then if r.id not in seen), key=lambda r: numbers.natural(r.id)):
        message = f"{pairs.what} {record.id} stand im Export {before.year} und fehlt {export.year}; "
        message += "bitte klären, ob sie entfallen, zusammengelegt oder umnummeriert ist."
        findings.add(
            "vanished",
            message,
            sheet=record.sheet,
            at=record.at,
            column=column,
            id=record.id,
            raw=record.said.get("title") or "",
            source_file=before.path.name,
        )
    for record, then in matched:
        if record.id in shifted:
            continue
        if then is None:
            message = f"{pairs.what} {record.id} ist gegenüber {before.year} neu."
            findings.about(record, "appeared", message, column)
            continue
        _status(pairs, record, then, before.year, findings)
        _texts(pairs, record, then, before.year, findings)
        if before.year == export.year - 1:
            _previous(pairs, record, then, before.year, findings)


def _status(pairs: _Pairs, record: Record, then: Record, year: int, findings: Findings) -> None:
    order = [code for code in pairs.vocabulary.codes if code not in ("discarded", UNKNOWN)]
    now, was = record.said.get("status"), then.said.get("status")
    labels = pairs.vocabulary.labels
    if now in order and was in order and order.index(now) < order.index(was):
        message = f"{pairs.what} {record.id} war {year} „{labels[was]}“ und ist jetzt „{labels[now]}“; bitte prüfen."
        findings.about(record, "status-went-back", message, "status")
    if was == "discarded" and now in order:
        message = f"{pairs.what} {record.id} war {year} verworfen und ist jetzt „{labels[now]}“; bitte bestätigen."
        findings.about(record, "returned", message, "status")


def _texts(pairs: _Pairs, record: Record, then: Record, year: int, findings: Findings) -> None:
    title, was = record.said.get("title") or "", then.said.get("title") or ""
    if title and was and values.tidy(title) != values.tidy(was):
        message = f"Der Titel lautete {year} „{was}“ und lautet jetzt „{title}“."
        findings.about(record, "title-changed", message, "title")
    horizon, earlier = record.said.get("horizon") or UNKNOWN, then.said.get("horizon") or UNKNOWN
    if UNKNOWN not in (horizon, earlier) and horizon != earlier and pairs.vocabulary is MEASURE_STATUS:
        labels = HORIZON.labels
        message = f"Zeithorizont war {year} „{labels[earlier]}“ und ist jetzt „{labels[horizon]}“; bitte bestätigen."
        findings.about(record, "horizon-changed", message, "horizon")


def _previous(pairs: _Pairs, record: Record, then: Record, year: int, findings: Findings) -> None:
    was = then.said.get("status") or UNKNOWN
    if UNKNOWN in (record.previous, was) or record.previous == was:
        return
    labels = pairs.vocabulary.labels
    findings.add(
        "previous-mismatch",
        f"Die Vorjahresspalte sagt „{record.raw['previous']}“, der Export {year} sagt „{labels[was]}“; bitte klären.",
        sheet=record.sheet,
        at=record.cells["previous"],
        column="status",
        id=record.id,
        raw=record.raw["previous"],
        cleaned=was,
    )


# layout


def _layout(export: Export, earlier: Sequence[Export], findings: Findings) -> None:
    before = earlier[-1]
    if any(TEMPLATE_NOTE in table.sheet.cells.values() for table in export.tables):
        return
    if export.path != before.path:
        _sheets(export, before, findings)
        common = set(export.sheets) & set(before.sheets)
        for name in [*(name for name in export.sheets if name in common), None]:
            here, there = (
                [t for t in one.tables if (t.sheet.name == name if name else t.sheet.name not in common)]
                for one in (export, before)
            )
            _columns(_columns_of(here), _columns_of(there), before.year, findings)
    _new_words(export, earlier, findings)


def _sheets(export: Export, before: Export, findings: Findings) -> None:
    common = [name for name in before.sheets if name in export.sheets]
    gone = {_without_digits(name): name for name in before.sheets if name not in common}
    moved = _moved(common, [name for name in export.sheets if name in common])
    for name in export.sheets:
        if name in common:
            message = f"Blatt „{name}“ steht an anderer Stelle." if name in moved else ""
            was = name
        else:
            was = gone.pop(_without_digits(name), "")
            message = f"Blatt „{was}“ heißt jetzt „{name}“." if was else f"Blatt „{name}“ ist neu."
        if message:
            findings.add("layout-changed", message, sheet=name, raw=was, cleaned=name)
    for name in gone.values():
        message = f"Blatt „{name}“ aus dem Export {before.year} fehlt."
        findings.add("layout-changed", message, sheet=name, raw=name, source_file=before.path.name)


def _columns_of(tables: Sequence[Table]) -> dict[str, tuple[Table, Column]]:
    """Role, or heading where a column is not understood → where it stands first."""
    found: dict[str, tuple[Table, Column]] = {}
    for table in tables:
        for column in table.columns:
            name = column.role or f"„{values.key(column.heading.text)}“"
            if column.role or column.heading.text:
                found.setdefault(name, (table, column))
    return found


def _columns(
    now: Mapping[str, tuple[Table, Column]],
    then: Mapping[str, tuple[Table, Column]],
    year: int,
    findings: Findings,
) -> None:
    moved = _moved([name for name in then if name in now], [name for name in now if name in then])
    for name, (_, column) in then.items():
        if name not in now:
            said = f"„{column.heading.text}“ ({COLUMN_NAMES.get(name, 'nicht verstanden')})"
            findings.add(
                "layout-changed",
                f"Spalte {said} aus dem Export {year} fehlt.",
                column=column.role,
                raw=column.heading.text,
            )
    for name, (table, column) in now.items():
        at = (table.header[-1] if table.header else table.rows[0], column.index)
        text = column.heading.text
        if name not in then:
            message = f"Spalte „{text}“ ({COLUMN_NAMES.get(name, 'nicht verstanden')}) ist neu."
        elif _heading_key(column) != _heading_key(then[name][1]):
            message = f"Spalte „{then[name][1].heading.text}“ heißt jetzt „{text}“."
        elif name in moved:
            message = f"Spalte „{text}“ steht an anderer Stelle (jetzt {address(at)[: -len(str(at[0]))]})."
        else:
            continue
        findings.add(
            "layout-changed",
            message,
            sheet=table.sheet.name,
            at=at,
            column=column.role,
            raw=then[name][1].heading.text if name in then else "",
            cleaned=text,
        )


def _heading_key(column: Column) -> str:
    """The heading without the year that it bears: „Status 12/2025" is last year's „Status 12/2024"."""
    return _without_digits(column.heading.text)


def _without_digits(text: str) -> str:
    return "".join(ch for ch in values.key(text) if not ch.isdigit())


def _moved(then: Sequence[str], now: Sequence[str]) -> set[str]:
    """What does not belong to the longest run of names that kept their order."""
    position = {name: index for index, name in enumerate(then)}
    runs: list[list[str]] = [[]]
    for name in now:
        kept = [run for run in runs if not run or position[run[-1]] < position[name]]
        runs.append([*sorted(kept, key=len)[-1], name])
    return set(now) - set(sorted(runs, key=len)[-1])


def _new_words(export: Export, earlier: Sequence[Export], findings: Findings) -> None:
    known = {word for one in earlier for word in one.words}
    for (name, key), (word, at, sheet) in export.words.items():
        if (name, key) in known or all(name != other for other, _ in known):
            continue
        column = next(role for role, vocabulary in VALUE_ROLES.items() if vocabulary.name == name)
        findings.add(
            "layout-changed",
            f"Das Wort „{word}“ ({VOCABULARIES[name].label}) kam in früheren Exporten nicht vor.",
            sheet=sheet,
            at=at,
            column="status" if column == "goal_status" else column,
            cleaned=word,
        )
