"""The year's folder gets its new files all or not at all; what was edited by hand is kept.

Everything is made ready in a working folder beside the year's, its plan last. Up to there the old
year is whole, from there on the new one will be: the files are put in place one by one, the manifest
last, and what is interrupted is finished by the next command from the plan. Every step can therefore
be repeated.
"""

import json
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryFile

from analysis.errors import DataError
from analysis.storage import manifest as manifests
from analysis.storage.locks import lock
from analysis.storage.manifest import Manifest, sha256
from analysis.storage.writing import clear_errors, flush, write_whole

BESIDE = "neu"
_BESIDE = re.compile(rf"\.{BESIDE}(?:-\d+)?(?=\.[^./]+$)")
PLAN = "plan.json"
# A folder with this file in it is taken over whole by the batch, which puts its files in place itself.
COLLECTED = ".collected"
# Working folders begin so: a year's in the making, a run's, a notebook's.
READY, RUN, SAVING = ".neu-", ".run-", ".saving-"


@dataclass
class Placed:
    """What became of the files: paths within the year's folder.

    `kept` maps a file edited by hand to the name under which the new one lies beside it ("" where
    there is no new one); `held` could not be replaced or removed, because another program has it open.
    """

    written: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    kept: dict[str, str] = field(default_factory=dict)
    held: list[str] = field(default_factory=list)


def put(staging: Path, folder: Path, manifest: Manifest, *, obsolete: set[str] | None = None) -> Placed:
    """Move every file below `staging` to the same path below `folder`, then write the manifest.

    `folder` is outputs/<municipality>/<year>, `staging` lies on its volume. `manifest` describes this
    run, `manifest.runs` with the paths below `staging`; what the old manifest knows of other outputs is
    carried on, except for the `obsolete` ones, which are removed unless they were edited. Waits while
    another process writes into the same outputs. DataError where the folder cannot be written to.
    """
    ready = folder.with_name(f"{READY}{folder.name}")
    with lock(folder.parents[1]):
        if (ready / PLAN).exists():
            _carry_out(ready)
        _discard(ready)
        try:
            with clear_errors(folder, "Der bisherige Stand bleibt."):
                _make_ready(staging, ready, folder, manifest, obsolete or set())
        except BaseException:
            _discard(ready)
            raise
        return _carry_out(ready)


@contextmanager
def locked(outputs: Path, *, say: Callable[[str], None] = print) -> Iterator[None]:
    """Whoever reads and writes below `outputs` does so within this block, one process at a time.

    What an interrupted command has left is finished first. `say` is told of that, and who is at work
    when this has to wait. DataError where the folder cannot be written to.
    """
    with lock(outputs, say=say) as is_first:
        for line in _settled(outputs) if is_first else []:
            say(line)
        yield


def finish_interrupted(outputs: Path) -> list[str]:
    """Finish what an interrupted command has left below `outputs`, or clear it away.

    Returns one German line for each year that was finished, or could not be. Does nothing while a
    command is at work there.
    """
    if not _left_behind(outputs):
        return []
    try:
        with lock(outputs, wait=False) as is_free:
            return _settled(outputs) if is_free else []
    except DataError as error:
        return [str(error)]


def _settled(outputs: Path) -> list[str]:
    return [line for left in _left_behind(outputs) if (line := _settle(left))]


def _left_behind(outputs: Path) -> list[Path]:
    return sorted(path for path in outputs.glob("*/.*") if path.name.startswith((READY, RUN, SAVING)))


def _settle(left: Path) -> str:
    if not (left / PLAN).exists():
        _discard(left)
        return ""
    try:
        placed = _carry_out(left)
    except DataError as error:
        return str(error)
    return f"{_folder_of(left)}: unterbrochene Ablage zu Ende geführt.{in_words(placed)}"


def in_words(placed: Placed) -> str:
    """What was not replaced, in German sentences that each begin with a space."""
    kept = "".join(
        f" {path} wurde von Hand geändert und bleibt{f'; neu: {beside}' if beside else ''}."
        for path, beside in placed.kept.items()
    )
    return kept + "".join(f" {path} ist in einem anderen Programm geöffnet und bleibt alt." for path in placed.held)


def _make_ready(staging: Path, ready: Path, folder: Path, manifest: Manifest, obsolete: set[str]) -> None:
    """Gather the files under their numbers, which are shorter than any path, and write the plan."""
    sources = {path.relative_to(staging).as_posix(): path for path in staging.rglob("*") if path.is_file()}
    new = replace(manifest, outputs={path: sha256(source) for path, source in sorted(sources.items())})
    ready.mkdir(parents=True)
    flush([sources[path].replace(ready / str(number)) for number, path in enumerate(new.outputs)])
    for target in {folder, *((folder / path).parent for path in new.outputs)}:
        target.mkdir(parents=True, exist_ok=True)
        with TemporaryFile(dir=target):  # where the folder cannot be written to, it shows here
            pass
    old = manifests.read(folder)
    outputs = {**(old.outputs if old else {}), **new.outputs}
    likely = {path: hash_ for path, hash_ in outputs.items() if path in new.outputs or path not in obsolete}
    # The manifest as it will be where nothing is kept or held: a disk that runs full then has it already.
    write_whole(ready / manifests.NAME, manifests.carried_on(new, old, likely).text())
    plan = {"manifest": asdict(new), "obsolete": sorted(obsolete)}
    write_whole(ready / PLAN, json.dumps(plan, ensure_ascii=False))


def _carry_out(ready: Path) -> Placed:
    """Put in place what lies ready; a second time this does what the first had not."""
    folder = _folder_of(ready)
    with clear_errors(folder, "Der nächste Befehl führt die begonnene Ablage zu Ende."):
        plan = json.loads((ready / PLAN).read_text(encoding="utf-8"))
        new, old = Manifest(**plan["manifest"]), manifests.read(folder)
        mover = _Mover(folder, dict(old.outputs) if old else {})
        for number, path in enumerate(new.outputs):
            mover.place(ready / str(number), path, new.outputs[path])
        for path in sorted(set(plan["obsolete"]) & mover.outputs.keys() - set(mover.placed.written)):
            mover.remove(path)
        complete = manifests.carried_on(new, old, mover.outputs, mover.names, mover.stuck).text()
        if not (ready / manifests.NAME).exists() or (ready / manifests.NAME).read_text(encoding="utf-8") != complete:
            write_whole(ready / manifests.NAME, complete)
        (ready / manifests.NAME).replace(folder / manifests.NAME)
    _discard(ready)
    return mover.placed


def _folder_of(ready: Path) -> Path:
    return ready.with_name(ready.name.removeprefix(READY))


def _discard(working: Path) -> None:
    """Remove a working folder; the plan goes first, for without its files it would be a wrong one."""
    with suppress(OSError):
        (working / PLAN).unlink(missing_ok=True)
        shutil.rmtree(working, ignore_errors=True)


@dataclass
class _Mover:
    """Moves files into one folder and keeps account of what lies there.

    `names` maps a path to the one under which its file belongs; `stuck` are the paths that could be
    neither replaced nor removed.
    """

    folder: Path
    outputs: dict[str, str]
    placed: Placed = field(default_factory=Placed)
    names: dict[str, str] = field(default_factory=dict)
    stuck: set[str] = field(default_factory=set)

    def place(self, source: Path, path: str, new: str) -> None:
        free = path
        try:
            while _hash(self.folder / free) not in (None, new, self.outputs.get(free)):
                self.outputs.pop(free, None)
                free = _next_name(path, free)
            self.names[path] = free
            if _hash(self.folder / free) != new and not self._move(source, free):
                # It was put in place before an interruption, and edited or removed by hand since.
                self.placed.kept[path] = ""
                return
        except PermissionError:
            self.names[path] = free
            self.placed.held.append(free)
            self.stuck.add(path)
            return
        if free != path:
            self.placed.kept[path] = free
        self.outputs[free] = new
        self.placed.written.append(free)

    def _move(self, source: Path, path: str) -> bool:
        """Whether there was something to move."""
        if not source.exists():
            return False
        (self.folder / path).parent.mkdir(parents=True, exist_ok=True)
        source.replace(self.folder / path)
        return True

    def remove(self, path: str) -> None:
        target = self.folder / path
        try:
            if _hash(target) == self.outputs[path]:
                target.unlink()
                self.placed.removed.append(path)
            elif target.exists():
                self.placed.kept.setdefault(path, "")
            del self.outputs[path]
        except PermissionError:
            self.placed.held.append(path)
            self.stuck.add(path)


def own_name(path: str) -> str:
    """The name under which an output belongs: figures.neu.csv → figures.csv."""
    return _BESIDE.sub("", path)


def _hash(path: Path) -> str | None:
    """None where nothing lies there; a folder under the name of a file is foreign too."""
    if path.is_dir():
        return "folder"
    return sha256(path) if path.exists() else None


def _next_name(path: str, tried: str) -> str:
    """figures.csv → figures.neu.csv → figures.neu-2.csv …"""
    original, last = Path(path), Path(tried)
    taken = last.stem.removeprefix(original.stem)
    mark = f"{BESIDE}-{int(taken.partition('-')[2] or 1) + 1}" if taken else BESIDE
    return original.with_name(f"{original.stem}.{mark}{original.suffix}").as_posix()
