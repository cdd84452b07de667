"""Tables as CSV, by one set of rules."""

import csv
import datetime as dt
import io
import re
from pathlib import Path

import pandas as pd

DECIMALS = 4
_LINE_BREAKS = re.compile(r"[\t\r\n\v\f\x85\u2028\u2029]+")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\ufeff]")
FORMULA_STARTS = tuple("=+-@＝＋－＠")


def write_csv(frame: pd.DataFrame, path: Path) -> Path:
    """Write a table: UTF-8 without BOM, comma, LF, header; null is empty, floats have at most 4 places.

    Text in which a spreadsheet would see a formula gets a leading apostrophe.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(csv_text(frame), encoding="utf-8", newline="")
    return path


def csv_text(frame: pd.DataFrame) -> str:
    """The table as it stands in its file."""
    columns = [_as_text(frame[name]) for name in frame.columns]
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(frame.columns)
    writer.writerows(zip(*columns, strict=True))
    return text.getvalue()


def one_line(text: str) -> str:
    """The text in one line, without control characters."""
    return _CONTROL.sub("", _LINE_BREAKS.sub(" ", text)).strip()


def safe_text(text: str) -> str:
    """The text in one line, without control characters, and never a formula to a spreadsheet."""
    text = one_line(text)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def _as_text(values: pd.Series) -> list[str]:
    return ["" if pd.isna(value) else _cell(value) for value in values]


def _cell(value: object) -> str:
    if isinstance(value, str):
        return safe_text(value)
    if isinstance(value, float):
        shown = f"{value:.{DECIMALS}f}".rstrip("0").rstrip(".")
        return "0" if shown == "-0" else shown
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    return str(value)
