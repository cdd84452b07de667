"""Draws tables of indicators as offices keep them: one truth in many shapes."""

import random
from dataclasses import dataclass, field
from pathlib import Path

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet


@dataclass(frozen=True)
class Truth:
    """An indicator as it is: facts, {year: value}, {year: method}."""

    number: str
    title: str
    field: str
    unit: str
    direction: str
    target: float | None
    target_year: int | None
    values: dict[int, float]
    methods: dict[int, str] = field(default_factory=dict)


NAMES = {
    "number": ["Nr.", "Kennung", "Indikator-Nr.", "Kürzel", "ID"],
    "title": ["Indikator", "Kennzahl", "Bezeichnung", "Indikator / Kennzahl", "Name des Indikators"],
    "field": ["Thema", "Handlungsfeld", "Themenfeld"],
    "unit": ["Einheit", "Maßeinheit"],
    "direction": ["Richtung", "Zielrichtung", "gewünschte Richtung"],
    "target": ["Zielwert", "Ziel", "Sollwert"],
    "target_year": ["Zieljahr", "Zielhorizont"],
    "method": ["Methode", "Erhebungsmethode", "Methodik"],
    "year": ["Jahr", "Berichtsjahr", "Erhebungsjahr"],
    "value": ["Wert", "Ist-Wert", "Ist", "Messwert"],
}
YEARS = ["{}", "Ist {}", "31.12.{}", "Wert {}", "Stand 31.12.{}", "Ist-Wert {}", "{} (vorläufig)"]
DIRECTIONS = {"rise": ["steigend", "soll steigen", "↑", "Zunahme"], "fall": ["fallend", "soll sinken", "↓", "Abnahme"]}
FACTS = ("field", "unit", "direction", "target", "target_year")


def german(value: float) -> str:
    return f"{value:,.1f}".translate({ord(","): ".", ord("."): ","})


def truth(seed: int) -> list[Truth]:
    """Three to six made-up indicators with values of 2016 to 2023, gaps among them."""
    draw = random.Random(seed)
    things = [
        "Restabfall je Einwohner",
        "Endenergie der Gebäude",
        "Anteil Ökostrom",
        "Radverkehrsanteil",
        "Heizölkessel",
    ]
    things += ["Versiegelte Fläche", "Recyclingpapier"]
    units = {"Anteil Ökostrom": "%", "Radverkehrsanteil": "%", "Heizölkessel": "Stück", "Versiegelte Fläche": "ha"}
    found = []
    for n, title in enumerate(draw.sample(things, draw.randint(3, 6)), start=1):
        direction = draw.choice(["rise", "fall"])
        start = draw.uniform(20, 900)
        step = (0.03 if direction == "rise" else -0.03) * start
        years = [year for year in range(2016, 2024) if draw.random() < 0.8] or [2023]
        found.append(
            Truth(
                f"I-{n:02d}",
                title,
                draw.choice(["Klima", "Mobilität"]),
                units.get(title, "kg"),
                direction,
                round(start * (1.5 if direction == "rise" else 0.4), 1) if draw.random() < 0.8 else None,
                2030,
                {year: round(start + step * (year - 2016) + draw.uniform(0, start / 50), 1) for year in years},
                {year: "neu" for year in years if year >= 2020} if draw.random() < 0.3 else {},
            )
        )
    return found


class Drawn:
    """One workbook drawn from the truth; every choice comes from the seed."""

    def __init__(self, indicators: list[Truth], seed: int, shape: str) -> None:
        self.draw = random.Random(seed * 7919 + len(shape))
        self.indicators = indicators
        self.shape = shape
        self.with_number = self.draw.random() < 0.6
        self.names = {name: self.draw.choice(words) for name, words in NAMES.items()}
        if self.names["target"] == "Ziel" and self.names["target_year"] == "Zieljahr" and self.draw.random() < 0.3:
            self.names["target"] = "Zielwert"

    def save(self, path: Path) -> Path:
        workbook = Workbook()
        sheet = workbook.active
        sheet.title = "Indikatoren"
        if self.draw.random() < 0.4:
            workbook.create_sheet("Hinweise")["A1"] = "Bitte nur die weißen Felder ausfüllen."
        if self.shape == "mixed":
            half = len(self.indicators) // 2
            self._wide(sheet, self.indicators[:half])
            self._long(workbook.create_sheet("Zeitreihen"), self.indicators[half:])
        elif self.shape == "wide":
            self._wide(sheet, self.indicators)
        else:
            self._long(sheet, self.indicators)
        workbook.save(path)
        return path

    def _start(self, sheet: Worksheet) -> int:
        """The row of the header, below what may stand above it."""
        row = 1
        if self.draw.random() < 0.6:
            sheet.cell(1, 1, "Indikatoren der Stadt Musterstadt")
            row = 2 + self.draw.randint(0, 2)
        return row

    def _facts(self) -> list[str]:
        facts = [name for name in FACTS if name in ("unit", "direction") or self.draw.random() < 0.9]
        if "target" not in facts:
            facts = [name for name in facts if name != "target_year"]
        elif "target_year" not in facts:
            facts.append("target_year")
        return facts

    def _said(self, indicator: Truth, name: str) -> object:
        if name == "direction":
            return self.draw.choice(DIRECTIONS[indicator.direction])
        if name == "number":
            return indicator.number
        if name == "target_year" and indicator.target is None:
            return None
        if name == "method":
            return "ab 2020: neu" if indicator.methods else None
        return getattr(indicator, name)

    def _number(self, value: float) -> object:
        return german(value) if self.draw.random() < 0.2 else value

    def _wide(self, sheet: Worksheet, indicators: list[Truth]) -> None:
        years = sorted({year for indicator in indicators for year in indicator.values})
        if self.draw.random() < 0.2:
            years.reverse()
        form = self.draw.choice(YEARS)
        facts = [*(["number"] if self.with_number else []), "title", *self._facts(), "method"]
        self.draw.shuffle(facts)
        split = self.draw.randint(1, len(facts))
        columns: list[str | int] = [*facts[:split], *years, *facts[split:]]
        row = self._start(sheet)
        two_lines = self.draw.random() < 0.3 and form == "{}"
        if two_lines:
            for n, column in enumerate(columns, start=1):
                if isinstance(column, str):
                    sheet.cell(row, n, self.names[column])
                    sheet.merge_cells(start_row=row, end_row=row + 1, start_column=n, end_column=n)
                else:
                    sheet.cell(row + 1, n, column)
            first = columns.index(years[0]) + 1
            sheet.cell(row, first, "Ist-Werte")
            if len(years) > 1:
                sheet.merge_cells(start_row=row, end_row=row, start_column=first, end_column=first + len(years) - 1)
            row += 1
        else:
            for n, column in enumerate(columns, start=1):
                said = self.names[column] if isinstance(column, str) else form.format(column)
                sheet.cell(row, n, int(said) if said.isdigit() and self.draw.random() < 0.5 else said)
        for indicator in indicators:
            row += 1
            for n, column in enumerate(columns, start=1):
                if isinstance(column, str):
                    sheet.cell(row, n, self._said(indicator, column))
                elif column in indicator.values:
                    sheet.cell(row, n, self._number(indicator.values[column]))
                else:
                    sheet.cell(row, n, self.draw.choice([None, None, "k. A.", "–"]))
        if self.draw.random() < 0.4:
            sheet.cell(row + 2, 1, "Quelle: eigene Erhebung")

    def _long(self, sheet: Worksheet, indicators: list[Truth]) -> None:
        columns = [*(["number"] if self.with_number else []), "title", *self._facts(), "year", "value", "method"]
        self.draw.shuffle(columns)
        row = self._start(sheet)
        for n, column in enumerate(columns, start=1):
            sheet.cell(row, n, self.names[column])
        merged = self.draw.random() < 0.3
        for indicator in indicators:
            first = row + 1
            for year, value in indicator.values.items():
                row += 1
                said = {"year": year, "value": self._number(value), "method": indicator.methods.get(year)}
                for n, column in enumerate(columns, start=1):
                    if column in said:
                        sheet.cell(row, n, said[column])
                    elif row == first or not merged:
                        sheet.cell(row, n, self._said(indicator, column))
            if merged and row > first:
                for n, column in enumerate(columns, start=1):
                    if column not in ("year", "value", "method"):
                        letter = get_column_letter(n)
                        sheet.merge_cells(f"{letter}{first}:{letter}{row}")
