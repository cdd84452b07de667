"""Workbooks for the scoring grid and for procurement: drop-downs, and a check beside every row.

Rolled forward from the tables of the municipality where it has them, else filled with an example
catalogue (`analysis.publish.catalogues`).
"""

import datetime as dt
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pandas as pd
from xlsxwriter import Workbook  # type: ignore[import-untyped]
from xlsxwriter.format import Format  # type: ignore[import-untyped]
from xlsxwriter.utility import xl_rowcol_to_cell  # type: ignore[import-untyped]
from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

from analysis import intake
from analysis.errors import DataError
from analysis.network import FILE, load_network
from analysis.office import catalogues, workbooks
from analysis.storage import places
from analysis.strategy import load_strategy
from analysis.vocabulary import (
    ADOPTION_STATE,
    BUILDING_KIND,
    CRITERIA_MET,
    CRITERION_KIND,
    OBLIGATION,
    UNKNOWN,
    Vocabulary,
)

HEADER_ROW: Final = 6
LAST_ROW: Final = 2000  # down to which drop-downs and checks look
_FIRST: Final = HEADER_ROW + 1
_OK: Final = "✓"
_HEADER: Final = HEADER_ROW - 1  # counted from 0
_CREATED: Final = dt.datetime(1980, 1, 1)  # equal content, equal bytes
_A3: Final = 8
_LEAST: Final = -1e12
_LONGEST_LIST: Final = 255  # characters of a drop-down list that Excel accepts
_PLAIN: Final = {"font_name": workbooks.FONT, "font_size": 11}
_CELL: Final = {"border": 1, "border_color": "#BFBFBF", "valign": "top", "text_wrap": True}
_ASKED: Final = {**_CELL, "bg_color": "#FFFDE7"}
_LOOKS: Final[dict[str, dict[str, Any]]] = {
    "title": {"bold": True, "font_size": 14},
    "bare": {},
    "quiet": {"font_color": "#5A5A5A"},
    "heading": {**_CELL, "bold": True, "font_color": "#FFFFFF", "bg_color": "#1F5A96"},
    "cell": _CELL,
    "text": {**_CELL, "num_format": "@"},
    "asked": {**_ASKED, "num_format": "@"},
    "asked_number": _ASKED,
    "found": {"font_color": "#9C3B00", "bold": True},
}
_CHECK: Final = "Prüfung"


@dataclass(frozen=True)
class Column:
    """One column: heading, width, the rows' key that fills it, and how its cells are guided.

    `choices` is a list of words, or the sheet and column (`Gruppen!A`) whose cells are the list;
    `number` asks for one, of at least 0; `check` is a formula, in which {r} is the row.
    """

    heading: str
    width: int
    key: str = ""
    choices: tuple[str, ...] | str = ()
    number: bool = False
    hint: str = ""
    check: str = ""


@dataclass(frozen=True)
class Plan:
    """One sheet: its title and note, its columns, the rows that are already there, and rows to spare."""

    name: str
    note: str
    columns: tuple[Column, ...]
    rows: Sequence[Mapping[str, Any]]
    spare: int


def roll_forward(part: str, municipality: str, year: int, target: Path, *, data: str | Path = "data") -> Path:
    """Write the workbook of a part (scoring or procurement) from what the municipality has of it, else an example.

    DataError where the municipality is missing, a table of it cannot be read, or `target` exists already.
    """
    folder = places.raw_folder(data, municipality)
    if not folder.is_dir():
        places.exports(data, municipality)  # says which municipalities there are
    tables, name, mark, members = _known(part, municipality, folder, data)
    if part == "scoring":
        return scoring(name, target, year=year, tables=tables, mark=mark)
    return procurement(name, target, year=year, members=members or {municipality: name}, tables=tables, mark=mark)


def _known(
    part: str, municipality: str, folder: Path, data: str | Path
) -> tuple[Mapping[str, pd.DataFrame] | None, str, str, Mapping[str, str]]:
    """The part's frames where there are some, the office's name, the mark of its rows, member → name."""
    if not any(path.suffix.lower() in places.EXPORT_SUFFIXES for path in folder.iterdir()):
        return None, _name_of(folder), "", {}
    dataset = intake.load(municipality, data=data)
    if part in dataset.unread:
        raise dataset.unread[part]
    joint, strategy = dataset.members, dataset.strategy
    mark = f" – {strategy.mark}" if strategy.mark else ""
    return dataset.tables.get(part), strategy.name, mark, joint.names if joint else {}


def _name_of(folder: Path) -> str:
    """The office's name in a folder that holds no table yet."""
    if (folder / FILE).is_file() and not (folder / "strategy.toml").is_file():
        return load_network(folder / FILE).name
    return load_strategy(folder / "strategy.toml").name


def scoring(
    name: str, target: Path, *, year: int, tables: Mapping[str, pd.DataFrame] | None = None, mark: str = ""
) -> Path:
    """Write a workbook of the scoring grid: sheets Gruppen, Kriterien, Projekte, Bewertungen.

    `tables` are the frames `score_groups criteria variants` of an earlier grid; each of its variants
    has a row for each criterion then. DataError where `target` exists or is no .xlsx.
    """
    groups, criteria, variants = catalogues.SCORING_GROUPS, catalogues.SCORING_CRITERIA, []
    if tables:
        groups, criteria, variants = (_records(tables[key]) for key in ("score_groups", "criteria", "variants"))
    pairs = [
        {"project_id": v["project_id"], "variant": v["variant"], "criterion_id": c["criterion_id"]}
        for v in variants
        for c in criteria
    ]
    note = "" if tables else catalogues.SCORING_SOURCE
    return _write(
        [
            Plan("Gruppen", note, _group_columns(), groups, 10),
            Plan("Kriterien", note, _criterion_columns(), criteria, 40),
            Plan("Projekte", "Eine Zeile je Projekt und Variante.", _project_columns(), variants, 30),
            Plan("Bewertungen", "Eine Zeile je Projekt, Variante und Kriterium.", _rating_columns(), pairs, 400),
        ],
        f"{name} – Bewertungsraster{mark}",
        target,
        year=year,
    )


def procurement(
    name: str,
    target: Path,
    *,
    year: int,
    members: Mapping[str, str],
    tables: Mapping[str, pd.DataFrame] | None = None,
    mark: str = "",
) -> Path:
    """Write a workbook of procurement: sheets Mindestkriterien, Übernahme, Vergaben.

    `members` maps each member to its name for the drop-down, `tables` are the frames `minimum_criteria` and
    `adoption` of an earlier one.
    DataError where `target` exists or is no .xlsx.
    """
    criteria = _records(tables["minimum_criteria"]) if tables else catalogues.MINIMUM_CRITERIA
    stated = {(row["member"], row["criterion_id"]): row for row in _records(tables["adoption"])} if tables else {}
    pairs = [
        {**stated.get((member, c["criterion_id"]), {}), "member": name, "criterion_id": c["criterion_id"]}
        for member, name in members.items()
        for c in criteria
    ]
    names = tuple(members.values())
    note = "" if tables else catalogues.PROCUREMENT_SOURCE
    return _write(
        [
            Plan("Mindestkriterien", note, _minimum_columns(), criteria, 40),
            Plan("Übernahme", "Eine Zeile je Kommune und Kriterium.", _adoption_columns(names), pairs, 100),
            Plan("Vergaben", "Eine Zeile je Vergabe.", _tender_columns(names), [], 300),
        ],
        f"{name} – nachhaltige Beschaffung{mark}",
        target,
        year=year,
    )


def _group_columns() -> tuple[Column, ...]:
    total = f"SUM($C${_FIRST}:$C${LAST_ROW})"
    return (
        Column("Gruppe", 12, "group_id", hint="Kurze Kennung, auf die sich die Kriterien beziehen."),
        Column("Bezeichnung", 46, "title"),
        Column("Gewicht", 12, "weight", number=True, hint="In Prozent; alle Gewichte zusammen 100."),
        Column("Mindesterfüllung", 18, "minimum", number=True, hint="In Prozent; leer: keine."),
        Column(
            _CHECK,
            34,
            check=f'=IF(A{{r}}="","",IF(ABS({total}-100)<0.000001,"{_OK}",'
            f'"Summe der Gewichte: "&{total}&" statt 100"))',
        ),
    )


def _criterion_columns() -> tuple[Column, ...]:
    anchors = 'IF(G{r}="",F{r}<>H{r},(G{r}-F{r})*(H{r}-G{r})>0)'
    return (
        Column("Nr.", 10, "criterion_id"),
        Column("Kriterium", 46, "title"),
        Column("Gruppe", 10, "group_id", choices="Gruppen!A"),
        Column("Art", 10, "kind", choices=_labels(CRITERION_KIND), hint="Muss schließt aus, Punkte werden gewichtet."),
        Column("Einheit", 20, "unit"),
        Column("Grenzwert", 12, "limit", number=True, hint="10 Punkte; schlechter: 0 Punkte und ausgeschlossen."),
        Column("Referenzwert", 13, "reference", number=True, hint="50 Punkte; leer: geradlinig von 10 bis 100."),
        Column("Zielwert", 12, "target", number=True, hint="100 Punkte."),
        Column("Faktor", 9, "factor", number=True, hint="Bedeutung in der Gruppe, 1 bis 3."),
        Column("Grenzwert verbindlich", 13, "binding", choices=("ja", "nein"), hint="nein: schließt nicht aus."),
        Column("Nachweis", 34, "evidence"),
        Column(
            _CHECK,
            40,
            check=f'=IF(A{{r}}="","",IF(COUNTIF(Gruppen!$A${_FIRST}:$A${LAST_ROW},C{{r}})=0,"Gruppe fehlt",'
            f'IF(D{{r}}="Muss","{_OK}",IF(OR(F{{r}}="",H{{r}}=""),"Grenz- oder Zielwert fehlt: zählt nicht",'
            f'IF({anchors},"{_OK}","Werte nicht in einer Reihenfolge: zählt nicht")))))',
        ),
    )


def _project_columns() -> tuple[Column, ...]:
    rated = (
        f"SUMPRODUCT((Bewertungen!$A${_FIRST}:$A${LAST_ROW}=A{{r}})*(Bewertungen!$B${_FIRST}:$B${LAST_ROW}=B{{r}})"
        f'*(Bewertungen!$D${_FIRST}:$D${LAST_ROW}<>""))'
    )
    of = f'COUNTIF(Kriterien!$A${_FIRST}:$A${LAST_ROW},"?*")'
    return (
        Column("Projekt", 14, "project_id"),
        Column("Variante", 14, "variant", hint="Leer, wenn es nur eine gibt."),
        Column("Titel", 46, "title"),
        Column("Art", 13, "kind", choices=("Neubau", "Sanierung")),
        Column("Kommune", 24, "member"),
        Column("Lebenszykluskosten", 20, "lifecycle_cost", number=True, hint="In Euro; gehen nicht in die Punkte ein."),
        Column("Fläche", 12, "area", number=True, hint="In m²."),
        Column(_CHECK, 34, check=f'=IF(A{{r}}="","",{rated}&" von "&{of}&" bewertet")'),
    )


def _rating_columns() -> tuple[Column, ...]:
    def of_criterion(column: str) -> str:
        return (
            f"INDEX(Kriterien!${column}${_FIRST}:${column}${LAST_ROW},"
            f"MATCH(C{{r}},Kriterien!$A${_FIRST}:$A${LAST_ROW},0))"
        )

    limit, target = of_criterion("F"), of_criterion("H")
    return (
        Column("Projekt", 14, "project_id", choices="Projekte!A"),
        Column("Variante", 14, "variant"),
        Column("Kriterium", 14, "criterion_id", choices="Kriterien!A"),
        Column("Wert", 14, "value", hint="Bei Punkte-Kriterien eine Zahl, bei Muss-Kriterien ja oder nein."),
        Column("Nachweis", 40),
        Column("bewertet von", 24, hint="Nur für das Amt; steht in keinem Bericht."),
        Column(
            _CHECK,
            40,
            check=f'=IF(C{{r}}="","",IF(COUNTIF(Kriterien!$A${_FIRST}:$A${LAST_ROW},C{{r}})=0,'
            f'"Kriterium fehlt in der Liste",'
            f'IF(COUNTIF(Projekte!$A${_FIRST}:$A${LAST_ROW},A{{r}})=0,"Projekt fehlt in der Liste",'
            f'IF(D{{r}}="","noch nicht bewertet",IF({of_criterion("D")}="Muss",'
            f'IF(OR(D{{r}}="ja",D{{r}}="nein"),"{_OK}","bitte ja oder nein"),'
            f'IF(NOT(ISNUMBER(D{{r}})),"bitte eine Zahl",'
            f'IF(({target}-{limit})*(D{{r}}-{limit})<0,"schlechter als der Grenzwert","{_OK}")))))))',
        ),
    )


def _minimum_columns() -> tuple[Column, ...]:
    return (
        Column("Produktgruppe", 28, "product_group"),
        Column("Nr.", 10, "criterion_id"),
        Column("Mindestkriterium", 54, "title"),
        Column("Art", 10, "kind", choices=_labels(OBLIGATION)),
        Column("Nachweis/Gütezeichen", 34, "evidence"),
        Column(
            _CHECK,
            28,
            check=f'=IF(B{{r}}="","",IF(COUNTIF($B${_FIRST}:$B${LAST_ROW},B{{r}})>1,"Nummer doppelt","{_OK}"))',
        ),
    )


def _adoption_columns(members: tuple[str, ...]) -> tuple[Column, ...]:
    return (
        Column("Kommune", 28, "member", choices=members),
        Column("Kriterium", 14, "criterion_id", choices="Mindestkriterien!B"),
        Column("Stand", 20, "state", choices=_labels(ADOPTION_STATE)),
        Column("seit", 10, "since", number=True, hint="Jahr, seit dem es gilt."),
        Column("Abteilung", 34, "department"),
        Column(
            _CHECK,
            28,
            check=f'=IF(B{{r}}="","",IF(COUNTIF(Mindestkriterien!$B${_FIRST}:$B${LAST_ROW},B{{r}})=0,'
            f'"Kriterium fehlt in der Liste",IF(C{{r}}="","noch ohne Angabe","{_OK}")))',
        ),
    )


def _tender_columns(members: tuple[str, ...]) -> tuple[Column, ...]:
    return (
        Column("Vergabe", 40),
        Column("Kommune", 28, choices=members),
        Column("Produktgruppe", 28, choices="Mindestkriterien!A"),
        Column("Jahr", 10, number=True),
        Column("Auftragswert", 18, number=True, hint="In Euro, netto."),
        Column("erfüllt", 14, choices=_labels(CRITERIA_MET), hint="Alle Mindestkriterien der Produktgruppe?"),
        Column(
            _CHECK,
            28,
            check=f'=IF(A{{r}}="","",IF(OR(B{{r}}="",C{{r}}="",D{{r}}="",F{{r}}=""),"unvollständig","{_OK}"))',
        ),
    )


def _labels(vocabulary: Vocabulary) -> tuple[str, ...]:
    return tuple(label for code, label in vocabulary.labels.items() if code != UNKNOWN)


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows with German words for codes, and nothing where there is nothing."""
    rows = []
    for row in frame.to_dict("records"):
        known = {str(key): "" if pd.isna(value) else value for key, value in row.items()}
        if "binding" in known:
            known["binding"] = "" if known["binding"] else "nein"
        if "kind" in known:
            of = CRITERION_KIND if "factor" in known else BUILDING_KIND if "area" in known else OBLIGATION
            known["kind"] = of.labels.get(known["kind"], "")
        if "state" in known:
            known["state"] = "" if known["state"] == UNKNOWN else ADOPTION_STATE.labels[known["state"]]
        rows.append(known)
    return rows


def _write(plans: Sequence[Plan], title: str, target: Path, *, year: int) -> Path:
    if target.suffix.lower() != ".xlsx":
        raise DataError(f"{target}: die Vorlage ist eine Excel-Datei; bitte einen Namen angeben, der auf .xlsx endet.")
    if target.exists():
        raise DataError(f"{target}: gibt es schon und wird nicht überschrieben; bitte einen anderen Namen angeben.")
    content = io.BytesIO()
    workbook = Workbook(content, {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False})
    workbook.set_properties({"author": "monitoring", "created": _CREATED})
    looks = {name: workbook.add_format({**_PLAIN, **look}) for name, look in _LOOKS.items()}
    for plan in plans:
        _write_sheet(workbook.add_worksheet(plan.name), plan, title, year, looks)
    workbook.close()
    return workbooks.write_bytes(target, content.getvalue())


def _write_sheet(sheet: Worksheet, plan: Plan, title: str, year: int, looks: Mapping[str, Format]) -> None:
    sheet.write_string("A1", workbooks.clean(title), looks["title"])
    sheet.write_string("A2", f"{plan.name} · Stand: 31.12.{year}", looks["bare"])
    lines = [*plan.note.split("\n"), "Neue Zeilen unten anfügen. Die letzte Spalte prüft jede Zeile."]
    for number, line in enumerate(lines[:3], start=2):
        sheet.write_string(number, 0, line, looks["quiet"])
    rows = len(plan.rows) + plan.spare
    for number, column in enumerate(plan.columns):
        sheet.set_column(number, number, column.width)
        sheet.write_string(_HEADER, number, column.heading, looks["heading"])
        _guide(sheet, number, _HEADER + rows, column, looks["found"])
    for at in range(rows):
        _write_row(sheet, _HEADER + 1 + at, plan.columns, plan.rows[at] if at < len(plan.rows) else {}, looks)
    last = len(plan.columns) - 1
    sheet.autofilter(_HEADER, 0, _HEADER + rows, last)
    sheet.freeze_panes(_HEADER + 1, 0)
    sheet.set_landscape()
    sheet.set_paper(_A3)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(_HEADER)
    sheet.print_area(0, 0, _HEADER + max(len(plan.rows), 25), last)
    sheet.set_footer(f"&L{workbooks.clean(title).replace('&', '&&')}&RSeite &P von &N")


def _write_row(
    sheet: Worksheet, row: int, columns: Sequence[Column], values: Mapping[str, Any], looks: Mapping[str, Format]
) -> None:
    for number, column in enumerate(columns):
        value = values.get(column.key, "") if column.key else ""
        is_number = column.number or column.key == "value"
        if column.check:
            sheet.write_formula(row, number, column.check.format(r=row + 1), looks["cell"], "")
        elif value == "":
            sheet.write_blank(row, number, None, looks["asked_number" if is_number else "asked"])
        elif isinstance(value, str):
            sheet.write_string(row, number, workbooks.clean(value), looks["text"])
        else:
            sheet.write_number(row, number, value, looks["cell"])


def _guide(sheet: Worksheet, number: int, last: int, column: Column, found: Format) -> None:
    """The drop-down list, the hint at the cell, and the colour of a check that finds something."""
    if column.check:
        cell = xl_rowcol_to_cell(_HEADER + 1, number)
        criteria = f'=AND({cell}<>"",{cell}<>"{_OK}")'
        sheet.conditional_format(
            _HEADER + 1, number, last, number, {"type": "formula", "criteria": criteria, "format": found}
        )
        return
    rule: dict[str, Any] = {"validate": "any"}
    if isinstance(column.choices, str):
        of, letter = column.choices.split("!")
        rule = {"validate": "list", "source": f"={of}!${letter}${_FIRST}:${letter}${LAST_ROW}"}
    elif column.choices:
        rule = {"validate": "list", "source": _list(column)}
    elif column.number:
        rule = {"validate": "decimal", "criteria": ">=", "value": _LEAST}
    if column.hint:
        rule |= {"input_title": column.heading[:32], "input_message": column.hint}
    elif rule["validate"] == "any":
        return
    asks = "Bitte einen Eintrag der Liste wählen." if column.choices else "Bitte eine Zahl eingeben."
    sheet.data_validation(
        _HEADER + 1, number, last, number, {**rule, "error_title": column.heading[:32], "error_message": asks}
    )


def _list(column: Column) -> list[str]:
    """The words of a drop-down, as many as Excel lets stand in one."""
    words = [word.replace(",", " ") for word in column.choices]
    while len(",".join(words)) > _LONGEST_LIST:
        words.pop()
    return words
