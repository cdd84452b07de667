"""Data and outputs that lie in an object store or on a server, by any address that fsspec knows.

The program always works on local folders. A folder in a store (`s3://bucket/data/raw/heinsberg`) is
mirrored into one by `pull`, the work is done there, and `push` sends back what has changed. A store
knows no rename and no locks; that a folder is sent wholly or not at all rests on one file,
`.sendung.zip`. It holds all that is about to change, is there before the first change, is gone after
the last, and cannot be created while another's lies there: whoever pulls a folder in which it was left
behind by an interruption brings that sending to its end first.
"""

import json
import re
import zipfile
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import file_digest
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from analysis.errors import DataError, Kind

if TYPE_CHECKING:
    from fsspec import AbstractFileSystem  # type: ignore[import-untyped]

LOCAL = {"file", "local"}
PARCEL = ".sendung.zip"
_ADDRESS = re.compile(r"(?P<store>(?P<protocol>[A-Za-z0-9][A-Za-z0-9+.:-]+)://[^/]*)(?P<path>.*)", re.DOTALL)
_PASSWORD = re.compile(r"(?<=://)([^/@:]*):(.*)@", re.DOTALL)
_TOKEN = re.compile(r"([?&][\w-]*(?:sig|token|secret|password|key)[\w-]*=)[^&\s]+", re.IGNORECASE)
_ODD = re.compile(r"(?:^|/)\.{0,2}(?:/|$)|[\\:\0]")
# By which the drivers tell that a file is another one than before; the first that they give counts.
_STAMPS = ("ETag", "etag", "md5Hash", "mtime", "modify", "modified", "last_modified", "LastModified", "created")
_REFUSED = re.compile(r"credential|authenti|authori[sz]|forbidden|permission|denied|\b(?:401|403|530)\b", re.IGNORECASE)
_UNREACHABLE = re.compile(r"connect|timeout|timed out|gaierror|resolve|unreachable", re.IGNORECASE)
# Where the package to be installed bears another name than the module that is missing.
_PACKAGES = {"smbclient": "smbprotocol", "google": "gcsfs", "azure": "adlfs"}


class TransferError(DataError):
    """The store, or the way to it, did not do what it was asked to; the next time it may."""


@dataclass(frozen=True)
class Mirror:
    """A local copy of a folder in a store, as it was when it was pulled.

    By path within the folder: `hashes` the SHA-256 of the content, `marks` the state in the store.
    """

    address: str
    folder: Path
    hashes: Mapping[str, str]
    marks: Mapping[str, str]


@dataclass(frozen=True)
class _Plan:
    """What one sending changes: paths in the order of sending, and each one's mark before."""

    files: list[str]
    removed: list[str]
    last: list[str]
    marks: dict[str, str]


def is_remote(address: str | Path) -> bool:
    """Whether this is the address of a store; a path, `file://` and a Windows drive are local."""
    found = _ADDRESS.match(address) if isinstance(address, str) else None
    return found is not None and found["protocol"].lower() not in LOCAL


def as_local(address: str | Path) -> Path | str:
    """The path that a local address means (`file:///x` → /x); the address of a store as it is."""
    if is_remote(address):
        return address
    if isinstance(address, str) and _ADDRESS.match(address):
        with _spoken(address):
            from fsspec.implementations.local import LocalFileSystem  # type: ignore[import-untyped]

            return Path(LocalFileSystem._strip_protocol(address))
    return Path(address)


def below(address: str, *parts: str) -> str:
    """The address of a folder or file below another."""
    return "/".join([address.rstrip("/"), *parts])


def masked(address: str) -> str:
    """The address as it may be shown: without password and tokens."""
    return _TOKEN.sub(r"\1***", _PASSWORD.sub(r"\1:***@", address))


def names(address: str, *parts: str) -> list[str]:
    """The names of the folders right below an address, sorted, without those that start with . ~ or _.

    None where the address does not exist; DataError where the store cannot be read.
    """
    with _spoken(address):
        store, root = _opened(below(address, *parts))
        store.invalidate_cache()
        try:
            entries = store.ls(root, detail=True)
        except FileNotFoundError:
            store.find(root)  # raises where not the folder, but the whole bucket is missing
            return []
        found = {entry["name"].rstrip("/").rpartition("/")[2] for entry in entries if entry["type"] == "directory"}
        return sorted(name for name in found if name and name[0] not in ".~_")


def pull(address: str, folder: Path) -> Mirror:
    """Copy the files below an address into an empty local folder; a missing address is an empty folder.

    What begins with . or ~$ is a program's own working file or folder and stays there. An interrupted
    sending is brought to its end first. DataError where the store cannot be read, or bears a name that
    would lead out of the folder.
    """
    with _spoken(address):
        store, root = _opened(address)
        there = _listing(store, root, address)
        if unfinished := [path for path in there if Path(path).name == PARCEL]:
            for path in unfinished:
                _finish(store, f"{root}/{path}".removesuffix(f"/{PARCEL}"), address)
            there = _listing(store, root, address)
        there = {path: info for path, info in there.items() if not _is_working(path)}
        targets = {path: folder / path for path in there}
        for parent in {folder, *(target.parent for target in targets.values())}:
            parent.mkdir(parents=True, exist_ok=True)
        if there:
            store.get([f"{root}/{path}" for path in there], [str(target) for target in targets.values()])
        for path, info in there.items():
            if targets[path].stat().st_size != info["size"]:
                raise DataError(f"{masked(below(address, path))}: nur zum Teil übertragen; bitte neu starten.")
        marks = {path: _mark(info) for path, info in there.items()}
        return Mirror(address, folder, {path: _sha256(target) for path, target in targets.items()}, marks)


def push(mirror: Mirror, *, last: Collection[str] = ()) -> list[str]:
    """Send what is new or differs since the pull, and remove what is gone; returns the paths sent.

    What begins with . or ~$ is never sent; files named in `last` (manifest.json) are sent after all
    others. DataError where one of the files was changed in the store since the pull (nothing is sent
    then), or the sending breaks off (the next pull brings it to its end). A mirror is pushed once; for
    another change it is pulled anew.
    """
    found = {path.relative_to(mirror.folder).as_posix(): path for path in mirror.folder.rglob("*") if path.is_file()}
    here = {path: file for path, file in found.items() if not _is_working(path)}
    files = sorted(path for path, file in here.items() if mirror.hashes.get(path) != _sha256(file))
    removed = sorted(mirror.hashes.keys() - here.keys())
    if not files and not removed:
        return []
    marks = {path: mirror.marks[path] for path in [*files, *removed] if path in mirror.marks}
    plan = _Plan(files, removed, list(last), marks)
    with _spoken(mirror.address), TemporaryDirectory() as scratch:
        store, root = _opened(mirror.address)
        _post(store, root, _packed(plan, mirror.folder, Path(scratch)), mirror.address)
        present = _listing(store, root, mirror.address)
        changed = [path for path in [*files, *removed] if _mark(present.get(path)) != marks.get(path, "")]
        if changed:
            _remove(store, f"{root}/{PARCEL}")
            raise DataError(
                f"{masked(below(mirror.address, changed[0]))} wurde während des Laufs von anderer Seite geändert; "
                "nichts wurde gesendet. Bitte neu starten."
            )
        _send(store, root, mirror.folder, plan)
    return files


def _opened(address: str) -> tuple["AbstractFileSystem", str]:
    """The driver and the path within its store.

    Only the part up to the server or bucket is parsed: in the rest # ? % are part of a name.
    """
    from fsspec.core import url_to_fs  # type: ignore[import-untyped]

    parts = _ADDRESS.match(address)
    assert parts, address
    store, base = url_to_fs(parts["store"])
    return store, "/".join([base.rstrip("/"), *(part for part in parts["path"].split("/") if part)])


def _listing(store: "AbstractFileSystem", root: str, address: str) -> dict[str, dict[str, Any]]:
    """What the store knows of each file below `root`, by its path from there."""
    store.invalidate_cache()
    found = store.find(root, detail=True)
    start = len(root.strip("/")) + 1
    # A name that ends with / is a folder's place-holder, as the stores' web pages create them.
    paths = {name.lstrip("/")[start:]: info for name, info in found.items() if not name.endswith("/")}
    _refuse_odd(paths, address)
    return dict(sorted(paths.items()))


def _refuse_odd(paths: Iterable[str], address: str) -> None:
    """DataError where a path would lead out of the folder, here or on another system."""
    for path in paths:
        if _ODD.search(path):
            raise DataError(
                f"{masked(below(address, path))}: dieser Dateiname ist nicht zulässig (leer, „..“, \\ oder :); "
                "umbenennen oder entfernen."
            )


def _is_working(path: str) -> bool:
    return any(part.startswith((".", "~$")) for part in path.split("/"))


def _mark(info: Mapping[str, Any] | None) -> str:
    """A short text that changes with the file's content; "" where there is no file."""
    if info is None:
        return ""
    stamp = next((info[name] for name in _STAMPS if info.get(name)), "")
    return f"{info['size']} {stamp.timestamp() if isinstance(stamp, datetime) else stamp}"


def _packed(plan: _Plan, folder: Path, scratch: Path) -> Path:
    parcel = scratch / PARCEL
    with zipfile.ZipFile(parcel, "w", zipfile.ZIP_DEFLATED, strict_timestamps=False) as file:
        for path in plan.files:
            file.write(folder / path, f"files/{path}")
        file.writestr("plan.json", json.dumps(asdict(plan)))
    return parcel


def _post(store: "AbstractFileSystem", root: str, parcel: Path, address: str) -> None:
    store.invalidate_cache()
    try:
        if store.exists(f"{root}/{PARCEL}"):  # not every driver heeds the mode
            raise FileExistsError
        store.put_file(str(parcel), f"{root}/{PARCEL}", mode="create")
    except FileExistsError:
        raise DataError(f"{masked(address)}: ein anderer Lauf sendet gerade hierher; bitte neu starten.") from None


def _send(store: "AbstractFileSystem", root: str, folder: Path, plan: _Plan) -> None:
    late = [path for path in plan.files if Path(path).name in plan.last]
    _put(store, root, folder, [path for path in plan.files if path not in late])
    for path in plan.removed:
        _remove(store, f"{root}/{path}")
    _put(store, root, folder, late)
    _remove(store, f"{root}/{PARCEL}")


def _put(store: "AbstractFileSystem", root: str, folder: Path, paths: Iterable[str]) -> None:
    if paths := list(paths):
        store.put([str(folder / path) for path in paths], [f"{root}/{path}" for path in paths])


def _remove(store: "AbstractFileSystem", path: str) -> None:
    # Not `rm`, which takes * and [ in a name for a pattern.
    with suppress(FileNotFoundError):
        store.rm_file(path)


def _finish(store: "AbstractFileSystem", root: str, address: str) -> None:
    """Bring an interrupted sending to its end; one that had not yet changed anything is dropped.

    A file that was edited in the store since the interruption stays as it is.
    """
    with TemporaryDirectory() as scratch:
        parcel, folder = Path(scratch) / PARCEL, Path(scratch) / "files"
        store.get_file(f"{root}/{PARCEL}", str(parcel))
        try:
            with zipfile.ZipFile(parcel) as file:
                plan = _Plan(**json.loads(file.read("plan.json")))
                file.extractall(scratch)
        except zipfile.BadZipFile:  # its own sending was cut off
            _remove(store, f"{root}/{PARCEL}")
            return
        paths = [*plan.files, *plan.removed]
        _refuse_odd(paths, address)
        present = _listing(store, root, address)
        untouched = {path for path in paths if _mark(present.get(path)) == plan.marks.get(path, "")}
        files = [
            path
            for path in plan.files
            # The beginning of the new file alone is what a server without whole writes keeps of a broken transfer.
            if path in untouched or (folder / path).read_bytes().startswith(store.cat_file(f"{root}/{path}"))
        ]
        _send(store, root, folder, _Plan(files, [p for p in plan.removed if p in untouched], plan.last, {}))


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


@contextmanager
def _spoken(address: str) -> Iterator[None]:
    """Whatever a driver raises becomes one line that names the address, without its password."""
    try:
        yield
    except DataError:
        raise
    except Exception as error:  # noqa: BLE001 - each driver has its own exceptions, with no common parent
        raise TransferError(f"{masked(address)}: {_reason(address, error)}", kind=Kind.STORE) from None


def _reason(address: str, error: Exception) -> str:
    parts = _ADDRESS.match(address)
    protocol = parts["protocol"] if parts else ""
    if isinstance(error, ImportError):
        module = (getattr(error.__cause__, "name", None) or error.name or protocol).partition(".")[0]
        package = _PACKAGES.get(module, module)
        return f"Für {protocol}:// fehlt das Paket {package}: „pip install {package}“ oder „conda install {package}“."
    text = f"{type(error).__name__}: {masked(' '.join(str(error).split()))}"
    if "Protocol not known" in text:
        return f"{protocol}:// ist nicht bekannt; möglich sind etwa s3://, abfs://, gs://, sftp:// oder ein Ordner."
    if isinstance(error, FileNotFoundError):
        return "Bucket, Container oder Ordner gibt es nicht; anlegen oder die Adresse berichtigen."
    # What a driver says may hold a part of the password, which therefore nothing here can find.
    shown = type(error).__name__ if _PASSWORD.search(address) else text
    if _REFUSED.search(text):
        return f"Zugangsdaten fehlen oder reichen nicht aus; prüfen und neu starten ({shown})."
    if _UNREACHABLE.search(text):
        return f"Die Ablage ist nicht erreichbar; Netz und Adresse prüfen und neu starten ({shown})."
    return f"Die Übertragung ist gescheitert; neu starten ({shown})."
