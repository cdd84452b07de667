"""Outputs are replaced one by one; what a person changed, or holds open, is never lost."""

from pathlib import Path

import pytest

from analysis.storage import manifest as manifests
from analysis.storage.manifest import Manifest, sha256
from analysis.storage.placing import Placed, put

NEW = Manifest("muster", 2025, "reported")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "outputs" / "muster" / "2025"


def publish(folder: Path, files: dict[str, str], obsolete: set[str] | None = None) -> Placed:
    staging = folder.parent / "staging"
    for path, text in files.items():
        (staging / path).parent.mkdir(parents=True, exist_ok=True)
        (staging / path).write_text(text, encoding="utf-8")
    return put(staging, folder, NEW, obsolete=obsolete)


def text(folder: Path, path: str) -> str:
    return (folder / path).read_text(encoding="utf-8")


def test_the_manifest_bears_the_hash_of_every_output(folder: Path) -> None:
    publish(folder, {"figures.csv": "1", "charts/a.svg": "<svg/>"})
    outputs = manifests.read(folder).outputs
    assert outputs == {path: sha256(folder / path) for path in ("charts/a.svg", "figures.csv")}
    assert sorted(path.name for path in folder.rglob("*") if path.is_file()) == [
        "a.svg",
        "figures.csv",
        "manifest.json",
    ]


def test_what_was_not_edited_is_replaced(folder: Path) -> None:
    publish(folder, {"figures.csv": "1"})
    placed = publish(folder, {"figures.csv": "2"})
    assert text(folder, "figures.csv") == "2"
    assert placed.kept == {}


def test_what_was_edited_by_hand_stays_and_the_new_file_lies_beside_it(folder: Path) -> None:
    publish(folder, {"figures.csv": "1"})
    (folder / "figures.csv").write_text("by hand", encoding="utf-8")
    placed = publish(folder, {"figures.csv": "2"})
    assert text(folder, "figures.csv") == "by hand"
    assert text(folder, "figures.neu.csv") == "2"
    assert placed.kept == {"figures.csv": "figures.neu.csv"}


def test_an_edited_file_stays_through_every_later_run(folder: Path) -> None:
    publish(folder, {"figures.csv": "1"})
    (folder / "figures.csv").write_text("by hand", encoding="utf-8")
    publish(folder, {"figures.csv": "2"})
    (folder / "figures.neu.csv").write_text("also by hand", encoding="utf-8")
    publish(folder, {"figures.csv": "3"})
    publish(folder, {"figures.csv": "4"})
    assert text(folder, "figures.csv") == "by hand"
    assert text(folder, "figures.neu.csv") == "also by hand"
    assert text(folder, "figures.neu-2.csv") == "4"


def test_an_edited_file_whose_changes_were_taken_back_is_replaced_again(folder: Path) -> None:
    publish(folder, {"figures.csv": "1"})
    (folder / "figures.csv").write_text("by hand", encoding="utf-8")
    publish(folder, {"figures.csv": "2"})
    (folder / "figures.csv").unlink()
    placed = publish(folder, {"figures.csv": "2"}, obsolete={"figures.neu.csv"})
    assert text(folder, "figures.csv") == "2"
    assert placed.removed == ["figures.neu.csv"]


def test_a_file_that_we_never_made_is_not_overwritten(folder: Path) -> None:
    folder.mkdir(parents=True)
    (folder / "figures.csv").write_text("from elsewhere", encoding="utf-8")
    publish(folder, {"figures.csv": "1"})
    assert text(folder, "figures.csv") == "from elsewhere"
    assert text(folder, "figures.neu.csv") == "1"


def test_what_is_no_longer_made_is_removed_unless_it_was_edited(folder: Path) -> None:
    publish(folder, {"a.svg": "1", "b.svg": "1", "c.svg": "1"})
    (folder / "b.svg").write_text("by hand", encoding="utf-8")
    placed = publish(folder, {}, obsolete={"a.svg", "b.svg"})
    assert placed.removed == ["a.svg"]
    assert text(folder, "b.svg") == "by hand"
    assert placed.kept == {"b.svg": ""}
    assert list(manifests.read(folder).outputs) == ["c.svg"]


def test_a_file_held_open_stays_old_and_the_others_are_replaced(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(folder, {"a.csv": "1", "b.csv": "1"})
    replace = Path.replace

    def held_open(self: Path, target: Path) -> Path:
        if target.name == "a.csv":
            raise PermissionError(13, "The process cannot access the file", str(target))
        return replace(self, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", held_open)
        placed = publish(folder, {"a.csv": "2", "b.csv": "2"})
    assert placed.held == ["a.csv"]
    assert (text(folder, "a.csv"), text(folder, "b.csv")) == ("1", "2")

    placed = publish(folder, {"a.csv": "2", "b.csv": "2"})
    assert (placed.held, placed.kept, text(folder, "a.csv")) == ([], {}, "2")


def test_the_manifest_is_the_same_for_the_same_files(folder: Path) -> None:
    publish(folder, {"a.csv": "1"})
    first = (folder / "manifest.json").read_bytes()
    publish(folder, {"a.csv": "1"})
    assert (folder / "manifest.json").read_bytes() == first
    assert b"\r" not in first
