"""The part of a table that may go to the council."""

from functools import partial

import pandas as pd

from analysis.dataset import Dataset
from analysis.frames import has_published_title
from analysis.publish.privacy import mask_persons, persons_in


def public_revisions(revised: pd.DataFrame, dataset: Dataset) -> pd.DataFrame:
    """What an edition would now say otherwise, persons masked in the reason and in who reported it.

    Columns as in `editions.revisions`.
    """
    mask = partial(mask_persons, names=persons_in(dataset))
    texts = [name for name in ("reason", "reported_to") if name in revised]
    return revised.assign(**{name: revised[name].map(mask).astype("str") for name in texts})


def public_changes(changes: pd.DataFrame, dataset: Dataset) -> pd.DataFrame:
    """The changes that may go to the council: persons masked; of a reconstruction only published titles.

    Columns as in `frames.CHANGES`.
    """
    if dataset.strategy.is_reconstruction:
        changes = changes[has_published_title(changes)]
    mask = partial(mask_persons, names=persons_in(dataset))
    texts = {column: changes[column].map(mask).astype("str") for column in ("title", "before", "after")}
    return changes.assign(**texts).reset_index(drop=True)


def public_projects(projects: pd.DataFrame, dataset: Dataset) -> pd.DataFrame:
    """The variants of a scoring grid that may go to the council: persons masked. Columns of `frames.PROJECTS`."""
    mask = partial(mask_persons, names=persons_in(dataset))
    return projects.assign(title=projects["title"].map(mask).astype("str"))
