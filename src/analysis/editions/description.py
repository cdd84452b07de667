"""What a year's outputs are made from: its manifest before there are outputs."""

from analysis import editions
from analysis.dataset import Dataset
from analysis.storage import manifest as manifests
from analysis.storage.manifest import Manifest


def describe(dataset: Dataset) -> Manifest:
    """The manifest of a dataset's year, still without outputs."""
    data, raw = editions.data_of(dataset), dataset.sources[0].parent
    registers = [raw / name for name in ("strategy.toml", "corrections.toml", "template.pptx")]
    published = [
        editions.folder_of(data, dataset.municipality, year) / manifests.NAME
        for year in (dataset.previous_year, dataset.year)
        if year is not None
    ]
    return Manifest(
        municipality=dataset.municipality,
        year=dataset.year,
        provenance=dataset.strategy.provenance,
        inputs=manifests.hashes({*dataset.sources, *registers, *published}, data),
        versions=manifests.versions(),
    )
