"""What the cells of a part's tables say: numbers, words, years; what is not understood becomes a finding."""

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from analysis.intake import quantities, values
from analysis.intake.dating import file_years, stated_years, years_in
from analysis.intake.findings import Findings
from analysis.intake.numbering import is_total
from analysis.intake.understand.blocks import Block
from analysis.intake.understand.evidence import Reads
from analysis.intake.words import NOTE_ROW
from analysis.intake.workbook import Position, Sheet, Workbook
from analysis.vocabulary import UNKNOWN, Vocabulary

_THOUSANDS: Final = re.compile(r"\b(?:tsd|teur|t ?€|tausend)", re.IGNORECASE)
_MILLIONS: Final = re.compile(r"\b(?:mio|million)", re.IGNORECASE)


@dataclass(frozen=True)
class Statements:
    """Reads the cells of blocks; `findings` fill on the way. `column` in findings is the role's name."""

    findings: Findings

    def tell(
        self,
        code: str,
        message: str,
        sheet: Sheet,
        at: Position,
        *,
        column: str = "",
        id: str = "",
        cleaned: str = "",
        severity: str = "",
    ) -> None:
        raw = sheet.errors.get(at) or sheet.text(*at)
        self.findings.add(
            code,
            message,
            sheet=sheet.name,
            at=at,
            column=column,
            id=id,
            raw=raw,
            cleaned=cleaned,
            severity=severity,
        )

    def is_broken(self, sheet: Sheet, at: Position, column: str, id: str) -> bool:
        """True for an Excel error and a formula that was never calculated, and told."""
        if at in sheet.errors:
            message = f"{id}: Excel meldet {sheet.errors[at]}; bitte die Formel berichtigen."
            self.tell("cell-error", message.removeprefix(": "), sheet, at, column=column, id=id)
        elif at in sheet.no_value:
            message = f"{id}: Formel ohne gespeichertes Ergebnis; bitte in Excel öffnen und speichern."
            self.tell("formula-without-value", message.removeprefix(": "), sheet, at, column=column, id=id)
        return at in sheet.errors or at in sheet.no_value

    def number(self, block: Block, row: int, role: str, label: str, *, id: str, unit: str = "") -> float | None:
        """The number of a cell in `unit`; None where there is none or it is not understood."""
        if role not in block.columns:
            return None
        return self.number_at(block.sheet, block.at(row, role), role, label, id=id, unit=unit)

    def number_at(
        self, sheet: Sheet, at: Position, column: str, label: str, *, id: str, unit: str = ""
    ) -> float | None:
        if self.is_broken(sheet, at, column, id):
            return None
        cell = sheet.cells.get(at, "")
        is_percent = bool(unit) and "%" in sheet.formats.get(at, "")
        found = quantities.read(cell, unit or quantities.unit_of(cell), is_percent=is_percent)
        text = sheet.text(*at)
        if found.how == "normalised":
            shown = f"{found.value:g}".replace(".", ",")
            self.tell(
                "value-normalised",
                f"{label}: „{text}“ wird als {shown} gelesen.",
                sheet,
                at,
                column=column,
                id=id,
                cleaned=shown,
            )
        elif found.how == "unit_mixed":
            message = f"{label}: „{text}“ steht in einer anderen Einheit als „{unit}“; bitte umrechnen."
            self.tell("unit-mixed", message, sheet, at, column=column, id=id)
        elif found.how == "unknown":
            message = f"{label}: „{text}“ ist keine Zahl; bitte berichtigen."
            self.tell("value-unknown", message, sheet, at, column=column, id=id, cleaned=UNKNOWN)
        return found.value

    def euros(self, block: Block, row: int, role: str, label: str, *, id: str) -> float | None:
        """An amount in euros; a heading that says Tsd. or Mio. is reckoned in."""
        said = block.heading(role)
        value = self.number(block, row, role, label, id=id, unit="€")
        scale = 1e6 if _MILLIONS.search(said) else 1e3 if _THOUSANDS.search(said) else 1.0
        return None if value is None else value * scale

    def code(self, block: Block, row: int, role: str, vocabulary: Vocabulary, *, id: str) -> str:
        """The code of a word; "" where the cell is empty or not understood."""
        if role not in block.columns:
            return ""
        return self.code_at(block.sheet, block.at(row, role), role, vocabulary, id=id)

    def code_at(self, sheet: Sheet, at: Position, column: str, vocabulary: Vocabulary, *, id: str) -> str:
        if self.is_broken(sheet, at, column, id):
            return ""
        text = values.tidy(sheet.text(*at))
        reading = values.read(vocabulary, text)
        if reading.how == "normalised":
            label = vocabulary.labels[reading.code]
            message = f"{vocabulary.label}: „{text}“ wird als „{label}“ gelesen."
            self.tell("value-normalised", message, sheet, at, column=column, id=id, cleaned=label)
        elif reading.how == "unknown":
            labels = ", ".join(label for code, label in vocabulary.labels.items() if code != UNKNOWN)
            message = f"{vocabulary.label}: „{text}“ ist nicht zu verstehen; möglich sind: {labels}."
            self.tell("value-unknown", message, sheet, at, column=column, id=id, cleaned=UNKNOWN)
        return "" if reading.code == UNKNOWN else reading.code

    def year_of(self, block: Block, row: int, role: str, label: str, *, id: str) -> int | None:
        """The year that a cell says: 2024, 01.07.2024, „seit 2024"."""
        if role not in block.columns:
            return None
        at = block.at(row, role)
        if self.is_broken(block.sheet, at, role, id):
            return None
        cell, text = block.sheet.cells.get(at, ""), block.text(row, role)
        if isinstance(cell, dt.date):
            return cell.year
        years = years_in(text) if text else set()
        if isinstance(cell, int | float) and float(cell).is_integer() and 1990 <= cell <= 2100:
            years = {int(cell)}
        if len(years) == 1:
            return years.pop()
        if values.key(text) not in quantities.MISSING:
            message = f"{label}: „{text}“ ist kein Jahr; bitte berichtigen."
            self.tell("value-unknown", message, block.sheet, at, column=role, id=id, cleaned=UNKNOWN)
        return None

    def records(self, block: Block, *roles: str) -> Iterable[int]:
        """The rows that are records: something stands in one of `roles`, and it is no total and no note."""
        for row in block.rows:
            texts = [block.text(row, role) for role in block.columns]
            first = next((text for text in texts if text), "")
            filled = sum(bool(text) for text in texts)
            if not filled:
                continue
            named = any(block.text(row, role) for role in roles)
            numbers_only = not named and all(_is_amount(text) for text in texts if text)
            if is_total(first) or numbers_only or (filled == 1 and _is_note(first)):
                at = (row, min(block.sheet.rows[row]))
                message = f"Zeile {row} wird nicht gezählt: Summen- oder Notizzeile."
                self.tell("row-ignored", message, block.sheet, at)
            elif named:
                yield row
            else:
                at = (row, min(block.sheet.rows[row]))
                message = f"Zeile {row} hat keine Kennung und wird nicht gezählt; bitte ergänzen."
                self.tell("id-missing", message, block.sheet, at)


def _is_amount(text: str) -> bool:
    return quantities.read(text, quantities.unit_of(text)).value is not None


def _is_note(text: str) -> bool:
    said = values.clean(text).casefold()
    return bool(re.search(NOTE_ROW, said)) or len(text) > 60 or said.endswith(":")


def reads(vocabulary: Vocabulary) -> Reads:
    """A cell's text → its code, for the weighing of columns; "" where it is not understood."""

    def read(text: str) -> str:
        reading = values.read(vocabulary, text)
        return reading.code if reading.how in ("exact", "normalised") else ""

    return read


def told_years(workbook: Workbook) -> frozenset[int]:
    """The reporting years that a workbook states above its tables, else its file name."""
    said: set[int] = set()
    for sheet in workbook.sheets:
        for row, column in list(sheet.cells)[:60]:
            cell = sheet.cells[row, column]
            if isinstance(cell, str):
                said |= stated_years(cell, sheet.cells.get((row, column + 1)))
    return frozenset(said or file_years(workbook.path.name))


def key(text: str) -> str:
    """Equal for two names that differ by case, white space and signs only: „P1 – A" and „P1/A"."""
    return re.sub(r"[^\w]", "", values.key(text))
