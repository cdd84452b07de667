"""The part of a table that may go to the council."""

import pandas as pd

from analysis.frames import has_published_title
from analysis.publish.privacy import mask_persons
from analysis.strategy import Strategy


def public_changes(changes: pd.DataFrame, strategy: Strategy) -> pd.DataFrame:
    """The changes that may go to the council: persons masked; of a reconstruction only published titles.

    Columns as in `frames.CHANGES`.
    """
    if strategy.is_reconstruction:
        changes = changes[has_published_title(changes)]
    texts = {column: changes[column].map(mask_persons).astype("str") for column in ("title", "before", "after")}
    return changes.assign(**texts).reset_index(drop=True)
