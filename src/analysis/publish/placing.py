"""Finished files are put in place one by one, the manifest last; what was edited by hand is kept."""

from dataclasses import dataclass, field, replace
from pathlib import Path

from analysis.publish import manifest as manifests
from analysis.publish.manifest import Manifest, sha256

BESIDE = "neu"
# Lies there only while files are put in place: after an interruption it tells which are ours.
PENDING = ".manifest.pending.json"


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

    `manifest` describes this run, `manifest.runs` with the paths below `staging`; what the old
    manifest knows of other outputs is carried on, except for the `obsolete` ones, which are removed
    unless they were edited.
    """
    folder.mkdir(parents=True, exist_ok=True)
    sources = {path.relative_to(staging).as_posix(): path for path in sorted(staging.rglob("*")) if path.is_file()}
    new = {path: sha256(source) for path, source in sources.items()}
    _recover(folder)
    old = manifests.read(folder)
    mover = _Mover(folder, dict(old.outputs) if old else {})
    replace(manifest, outputs=new).write(folder, PENDING)
    for path, source in sources.items():
        mover.place(source, path, new[path])
    for path in sorted((obsolete or set()) & mover.outputs.keys() - set(mover.placed.written)):
        mover.remove(path)
    mover.manifest(manifest, old).write(folder)
    (folder / PENDING).unlink()
    return mover.placed


def _recover(folder: Path) -> None:
    """After an interruption: what had already been put in place enters the manifest."""
    pending = manifests.read(folder, PENDING)
    if pending is None:
        return
    old = manifests.read(folder) or replace(pending, outputs={}, runs={}, parameters={})
    in_place = {path: new for path, new in pending.outputs.items() if _hash(folder / path) == new}
    replace(old, outputs={**old.outputs, **in_place}).write(folder)
    (folder / PENDING).unlink()


def _hash(path: Path) -> str | None:
    return sha256(path) if path.is_file() else None


@dataclass
class _Mover:
    """Moves files into one folder and keeps account of what lies there."""

    folder: Path
    outputs: dict[str, str]
    placed: Placed = field(default_factory=Placed)

    def place(self, source: Path, path: str, new: str) -> None:
        free = path
        try:
            while _hash(self.folder / free) not in (None, new, self.outputs.get(free)):
                self.outputs.pop(free, None)
                free = _next_name(path, free)
            target = self.folder / free
            if _hash(target) != new:
                target.parent.mkdir(parents=True, exist_ok=True)
                source.replace(target)
        except PermissionError:
            self.placed.held.append(free)
            return
        if free != path:
            self.placed.kept[path] = free
        self.outputs[free] = new
        self.placed.written.append(free)

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

    def manifest(self, new: Manifest, old: Manifest | None) -> Manifest:
        runs = {run: [self.placed.kept.get(path) or path for path in paths] for run, paths in new.runs.items()}
        earlier = (old.runs, old.parameters) if old else ({}, {})
        return replace(
            new,
            outputs=self.outputs,
            runs={
                run: sorted(path for path in paths if path in self.outputs)
                for run, paths in {**earlier[0], **runs}.items()
            },
            parameters={**earlier[1], **new.parameters},
        )


def _next_name(path: str, tried: str) -> str:
    """figures.csv → figures.neu.csv → figures.neu-2.csv …"""
    original, last = Path(path), Path(tried)
    taken = last.stem.removeprefix(original.stem)
    mark = f"{BESIDE}-{int(taken.partition('-')[2] or 1) + 1}" if taken else BESIDE
    return original.with_name(f"{original.stem}.{mark}{original.suffix}").as_posix()
