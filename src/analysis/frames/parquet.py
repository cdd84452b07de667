"""Processed tables as parquet, in and out."""

import os
from collections.abc import Mapping
from pathlib import Path

import pandas as pd
import pyarrow as arrow
import pyarrow.parquet as parquet

from analysis.frames.schema import Schema


def write(folder: Path, tables: Mapping[str, pd.DataFrame], *, stamp: str) -> None:
    """Write the processed tables as parquet; `stamp` says from which inputs they were made."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, frame in tables.items():
        table = arrow.Table.from_pandas(frame, preserve_index=False)
        table = table.replace_schema_metadata({**(table.schema.metadata or {}), b"stamp": stamp.encode()})
        target = folder / f"{name}.parquet"
        part = target.with_suffix(f".{os.getpid()}.part")  # batch and notebook may write at one time
        parquet.write_table(table, part)
        part.replace(target)


def read(folder: Path, schemas: Mapping[str, Schema], *, stamp: str) -> dict[str, pd.DataFrame] | None:
    """The processed tables of these schemas by name; None where one is missing, unreadable or of another stamp.

    Not checked again: what bears the stamp was checked when it was made.
    """
    tables = {}
    for name, schema in schemas.items():
        codes = {name: c.dtype for name, c in schema.columns.items() if isinstance(c.dtype, pd.CategoricalDtype)}
        try:
            with parquet.ParquetFile(folder / f"{name}.parquet") as file:
                if (file.schema_arrow.metadata or {}).get(b"stamp") != stamp.encode():
                    return None
                table = file.read().to_pandas()
        except (OSError, arrow.ArrowException):
            return None
        tables[name] = table.astype(codes)  # a column without rows comes back without its categories
    return tables
