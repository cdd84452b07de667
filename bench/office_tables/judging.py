"""Reads an office's folder as the product does and holds each value against what is true.

right   one of the accepted readings; where that is `unknown`, somebody is told
told    not read, a row set aside or a whole file refused, and somebody is told
untold  not read, and nobody is told
silent  a wrong value, a lost or an invented row without a warning or error on it
"""

import importlib.util
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any, Final

import analysis
from analysis.errors import DataError
from office_tables.draft import Draft
from office_tables.words import UNKNOWN, Readings

try:
    load = analysis.load
except AttributeError:
    from analysis.intake import load

VERDICTS: Final = ("right", "told", "untold", "silent")
ROW_CODES: Final = {"id-missing", "row-ignored", "id-duplicate", "id-ambiguous", "id-shifted", "row-unread"}
LOUD: Final = {"warning", "error"}
READER: Final = Path(analysis.__file__).with_name("intake") / "reader"


@dataclass(frozen=True)
class Verdict:
    """One value: whose and which, how it was read, and in words what is wrong with it."""

    id: str
    column: str
    verdict: str
    said: str = ""


@contextmanager
def reading_in_process() -> Iterator[None]:
    """The reader's process costs more than the reading; for thousands of harmless files it is spared."""
    reader = _reader()
    run = subprocess.run

    def spared(command: Any, *args: Any, **options: Any) -> Any:
        if isinstance(command, list) and str(READER) in command:
            output = json.dumps(reader.read(command[-1])).encode("ascii")
            return subprocess.CompletedProcess(command, 0, output, b"")
        return run(command, *args, **options)

    subprocess.run = spared
    try:
        yield
    finally:
        subprocess.run = run


def _reader() -> ModuleType:
    """The reader's main module; its neighbours are found as when it runs as a script."""
    sys.path.insert(0, str(READER))
    try:
        spec = importlib.util.spec_from_file_location("office_reader", READER / "__main__.py")
        assert spec and spec.loader
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
    finally:
        sys.path.remove(str(READER))
    return module


def judge(draft: Draft, municipality: str, data: Path) -> list[Verdict]:
    """The verdict on each value of a written office; a crash or a wrong year makes every value silently wrong."""
    try:
        dataset = load(municipality, data=data)
    except DataError as error:
        return [] if draft.year is None else _all(draft, "told", f"refused: {error}")
    except Exception as error:  # noqa: BLE001 - a crash is the worst of all
        return _all(draft, "silent", f"{type(error).__name__}: {error}")
    if dataset.year != draft.year:
        return _all(draft, "silent", f"year {dataset.year}")
    found = [f for f in dataset.findings.to_dict("records") if f["year"] == draft.year]
    measures = dataset.measures[dataset.measures["year"] == draft.year].to_dict("records")
    goals = dataset.goals[dataset.goals["year"] == draft.year].to_dict("records")
    true = {draft.ids[running]: columns for running, columns in draft.truth.items()}
    verdicts = list(_compare(true, {row["measure_id"]: row for row in measures}, found, bool(draft.lost)))
    if draft.goals is not None:
        verdicts += _compare(draft.goals, {row["goal_id"]: row for row in goals}, found, False)
    else:
        with_status = [row["goal_id"] for row in goals if row["status"] != UNKNOWN]
        verdicts += [Verdict(id_, "status", "silent", "a goal has a status") for id_ in with_status]
    verdicts += _earlier(draft, dataset.measures.to_dict("records"))
    counted = {(row["source_sheet"], row["source_row"]) for row in measures}
    for sheet, row in draft.told_rows:
        cells = [f for f in found if f["code"] in ROW_CODES and f["source_sheet"] == sheet]
        told = (sheet, row) in counted or any(f["cell"].lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ") == str(row) for f in cells)
        said = "" if told else f"row {row} is neither counted nor told"
        verdicts.append(Verdict("", "existence", "right" if told else "silent", said))
    return verdicts


def _earlier(draft: Draft, rows: list[dict[str, Any]]) -> Iterator[Verdict]:
    """Rows of earlier years: their status is what the table said of that year, or not read."""
    running = {id_: number for number, id_ in draft.ids.items()}
    for row in rows if draft.earlier_is_clear else ():
        if row["year"] == draft.year or row["status"] == UNKNOWN or row["measure_id"] not in running:
            continue
        true = draft.earlier.get(row["year"], {}).get(running[row["measure_id"]])
        said = "" if row["status"] == true else f"status of {row['year']} {row['status']!r}, right {true!r}"
        yield Verdict(row["measure_id"], "earlier status", "silent" if said else "right", said)


def _all(draft: Draft, verdict: str, said: str) -> list[Verdict]:
    values = [(draft.ids[running], column) for running, columns in draft.truth.items() for column in columns]
    existences = [(draft.ids[running], "existence") for running in draft.truth]
    goals = [(goal, column) for goal, columns in (draft.goals or {}).items() for column in ("existence", *columns)]
    return [Verdict(id_, column, verdict, said) for id_, column in (*existences, *values, *goals)]


def _compare(
    true: dict[str, dict[str, Readings]], got: dict[str, dict[str, Any]], found: list[dict[str, Any]], further: bool
) -> Iterator[Verdict]:
    for id_, columns in true.items():
        if id_ not in got:
            near = any(
                f["severity"] in LOUD and id_ in (f["id"], *map(str.strip, (f["raw"] or "").split("|"))) for f in found
            )
            verdict = "told" if near else "silent"
            yield Verdict(id_, "existence", verdict, "missing")
            yield from (Verdict(id_, column, verdict, "row missing") for column in columns)
            continue
        yield Verdict(id_, "existence", "right")
        yield from (
            Verdict(id_, column, *_verdict(id_, column, _text(got[id_].get(column), column), readings, found))
            for column, readings in columns.items()
        )
    for id_ in () if further else got.keys() - true.keys():
        loud = any(f["id"] == id_ and f["severity"] in LOUD and f["code"] in ROW_CODES for f in found)
        yield Verdict(id_, "existence", "told" if loud else "silent", "is none")


def _verdict(id_: str, column: str, value: str, readings: Readings, found: list[dict[str, Any]]) -> tuple[str, str]:
    about = [f for f in found if f["id"] in (id_, "") and (f["column"] == column or f["code"] == "id-duplicate")]
    missing = value in ("", UNKNOWN)
    if (value in readings and value != UNKNOWN) or (missing and UNKNOWN in readings and about):
        return "right", ""
    if missing:
        return ("told" if about else "untold"), f"{column} not read, right {readings[0]!r}"
    loud = any(f["severity"] in LOUD and f["id"] == id_ for f in about)
    return ("told" if loud else "silent"), f"{column} {value!r}, right {readings[0]!r}"


def _text(value: object, column: str) -> str:
    if value is None or value != value or str(value) in ("NaT", "<NA>"):
        return ""
    return str(value)[:10] if column == "due" else str(int(str(value))) if column == "field" else str(value)
