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

__version__ = "0.1.0"

# jsonschema, which altair and nbformat use, loads this grammar of web addresses only to check formats that
# nothing here has; it works without, and importing altair takes half the time.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
