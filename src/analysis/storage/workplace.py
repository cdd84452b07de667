"""The folders that a municipality's work needs, on this computer: where they lie in a store, as a mirror."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from analysis import network
from analysis.errors import DataError
from analysis.network import load_network
from analysis.storage import places, stores

LAST = ("manifest.json",)


def address(folder: str | Path) -> str | Path:
    """`--data` or `--outputs` as it was given: the absolute path of a folder, or the address of a store.

    A relative path is taken from where the command is typed.
    """
    local = stores.as_local(folder)
    return local if stores.is_remote(local) else Path(local).expanduser().absolute()


def municipalities(data: str | Path) -> list[str]:
    """The folder names under data/raw, sorted; DataError where there are none."""
    if stores.is_remote(data):
        return places.named(stores.names(str(data), "raw"), stores.masked(str(data)))
    return places.municipalities(data)


def shown(folder: str | Path, *parts: str) -> str:
    """What lies below a folder or store as the user is told of it: a path, or an address without its password."""
    if stores.is_remote(folder):
        return stores.masked(stores.below(str(folder), *parts))
    return str(Path(folder, *parts))


@contextmanager
def data_of(municipality: str, data: str | Path) -> Iterator[Path]:
    """A local data folder with all of the municipality's; what changes in it is sent back in the end."""
    if not stores.is_remote(data):
        yield Path(data)
        return
    with TemporaryDirectory(prefix="monitoring-", ignore_cleanup_errors=True) as folder:
        _mirror(str(data), Path(folder), "raw", municipality)  # read only: never sent back
        for member in _members(Path(folder) / "raw" / municipality):
            _mirror(str(data), Path(folder), "raw", member)
        mirrors = [_mirror(str(data), Path(folder), kind, municipality) for kind in ("published", "processed")]
        with _said_of(folder, data):
            yield Path(folder)
        for mirror in mirrors:
            stores.push(mirror, last=LAST)


def _members(raw: Path) -> tuple[str, ...]:
    """Whose roadmaps the network in a municipality's folder compares; none where there is no network to be read."""
    with suppress(DataError):
        members = load_network(raw / network.FILE).members
        for member in members:
            places.check_name(member)
        return members
    return ()


@contextmanager
def outputs_of(outputs: str | Path, *parts: str) -> Iterator[Path]:
    """A local outputs folder with what lies at `parts` below it; what changes there is sent back in the end."""
    if not stores.is_remote(outputs):
        yield Path(outputs)
        return
    with TemporaryDirectory(prefix="monitoring-", ignore_cleanup_errors=True) as folder:
        mirror = _mirror(str(outputs), Path(folder), *parts)
        with _said_of(folder, outputs):
            yield Path(folder)
        stores.push(mirror, last=LAST)


@contextmanager
def _said_of(mirror: str, store: str | Path) -> Iterator[None]:
    """A DataError names the place in the store, not the mirror that is gone by then."""
    try:
        yield
    except DataError as error:
        error.args = (str(error).replace(mirror, shown(store)),)
        raise


def _mirror(store: str, folder: Path, *parts: str) -> stores.Mirror:
    return stores.pull(stores.below(store, *parts), folder.joinpath(*parts))
