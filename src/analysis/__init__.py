"""Analysis of a municipality's sustainability monitoring table.

Data flows one way, and imports follow it:

    raw       data/raw/<municipality>/: exports as delivered, strategy.toml, corrections.toml
    intake    export → frames + findings; the only room that opens Excel
    frames    measures, goals, extras, findings: schemas, parquet in and out
    figures   frames → small tidy tables: breakdown, change, midterm
    charts    table → altair chart; counts nothing, saves nothing
    publish   figures and charts → files for the council; beside it pages, office, editions
    runs      one municipality's year: plan, execute by papermill, put in place
    batch     many of them: on this computer, or on a cluster
    cli       the command `monitoring`
"""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from analysis.dataset import Dataset

__version__ = "0.1.0"

# jsonschema, which altair and nbformat use, loads this grammar of web addresses only to check formats that
# nothing here has; it works without, and importing altair takes half the time.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]


def load(
    municipality: str, year: int | None = None, *, data: str | Path = "data", field: int | None = None
) -> "Dataset":
    """The frames of a municipality up to `year` (default: its newest), with all that is known of it.

    With `field`, the number of a field of action, only the rows of that field. Does the intake where
    data/processed is missing or stale; `data` is absolute or relative to where Python runs. DataError
    where something that is needed cannot be read.
    """
    from analysis import intake  # imports pandas: not before it is needed

    return intake.load(municipality, year=year, data=data, field=field)
