"""Whatever stops a publishing, wherever it does: afterwards there is the old year or the new one."""

import errno
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from disturbances import (
    Fails,
    PowerCut,
    attempt,
    disturbed,
    from_then_on,
    never,
    once,
    open_in_excel,
    power_cut,
    tree,
)

from analysis.errors import DataError
from analysis.storage import manifest as manifests
from analysis.storage.manifest import Manifest, sha256
from analysis.storage.placing import PLAN, Placed, finish_interrupted, locked, put

ROOT = Path(__file__).resolve().parents[2]
OLD = {"a.csv": "1", "b.csv": "1", "charts/c.svg": "1", "edited.csv": "1", "gone.csv": "1"}
NEW = {"a.csv": "2", "b.csv": "2", "charts/c.svg": "2", "edited.csv": "2", "internal/d.txt": "2"}


class Year:
    """A year's folder that can be set back to its old state, and published anew under a disturbance."""

    def __init__(self, root: Path, *, is_first: bool = False) -> None:
        self.outputs = root / "outputs"
        self.folder = self.outputs / "muster" / "2025"
        self.folder.mkdir(parents=True)
        if not is_first:
            self.publish(OLD)
            (self.folder / "edited.csv").write_text("by hand", encoding="utf-8")
        self.backup = shutil.copytree(self.folder.parent, root / "backup")
        self.old = tree(self.folder)
        self.publish(NEW)
        self.new = tree(self.folder)

    def publish(self, files: dict[str, str], fails: Fails = never) -> tuple[Any, list[str]]:
        """What was placed, or the error that came of it, and the steps taken."""
        staging = self.folder.parent / ".run-1"
        for path, text in files.items():
            (staging / path).parent.mkdir(parents=True, exist_ok=True)
            (staging / path).write_text(text, encoding="utf-8")
        runs = {path.split(".")[0]: [path] for path in files}
        manifest = Manifest("muster", 2025, "reported", runs=runs, keys={run: {"inputs": str(files)} for run in runs})
        return attempt(lambda: put(staging, self.folder, manifest, obsolete={"gone.csv"}), self.folder, fails)

    def from_old(self, fails: Fails) -> tuple[Any, list[str]]:
        shutil.rmtree(self.outputs)
        shutil.copytree(self.backup, self.folder.parent)
        return self.publish(NEW, fails)

    def at_every_step(self, fails: Callable[[int], Fails]) -> Iterator[tuple[Any, str]]:
        """Publish once for each writing step that there is, with the failure at that step."""
        every = self.from_old(never)[1]
        assert len(every) > 30
        for number, name in enumerate(every, start=1):
            yield self.from_old(fails(number))[0], f"{name}, step {number} of {len(every)}"

    @property
    def beside(self) -> list[str]:
        """What lies beside the year's folder."""
        return sorted(path.name for path in self.folder.parent.iterdir() if path != self.folder)


@pytest.fixture(params=[False, True], ids=["beside an old year", "the first time"])
def year(request: pytest.FixtureRequest, tmp_path: Path) -> Year:
    return Year(tmp_path, is_first=request.param)


def test_a_power_cut_at_any_step_leaves_the_old_or_the_new_year_once_the_next_command_has_begun(year: Year) -> None:
    ends = []
    for outcome, step in year.at_every_step(power_cut):
        assert isinstance(outcome, PowerCut), step
        lines = finish_interrupted(year.outputs)
        assert tree(year.folder) in (year.old, year.new), step
        assert year.beside == [], step
        assert all(line.startswith(f"{year.folder}: unterbrochene Ablage zu Ende geführt.") for line in lines), step
        ends.append(tree(year.folder) == year.new)
    assert set(ends) == {False, True}
    assert ends == sorted(ends), "from one step on it is the new year"


def test_a_second_power_cut_while_the_first_is_repaired_does_no_harm(year: Year) -> None:
    for outcome, step in year.at_every_step(power_cut):
        assert isinstance(outcome, PowerCut), step
        if any(year.outputs.glob(f"*/*/{PLAN}")):
            for again in range(1, 100):
                with disturbed(power_cut(again)) as steps, suppress(PowerCut):
                    finish_interrupted(year.outputs)
                if len(steps.done) < again:
                    break
            assert tree(year.folder) == year.new, step
            assert year.beside == [], step


@pytest.mark.parametrize(
    ("code", "lasts"),
    [(errno.ENOSPC, once), (errno.ENOSPC, from_then_on), (errno.EROFS, from_then_on), (errno.EACCES, once)],
    ids=["full for a moment", "full", "read only", "no access for a moment"],
)
def test_an_error_of_the_disk_at_any_step_is_one_line_and_nothing_is_mixed(
    tmp_path: Path, code: int, lasts: Callable[[int, int], Fails]
) -> None:
    year = Year(tmp_path)
    for outcome, step in year.at_every_step(lambda number: lasts(number, code)):
        if isinstance(outcome, DataError):
            assert "\n" not in str(outcome), step
            begun = "Der nächste Befehl führt die begonnene Ablage zu Ende." in str(outcome)
            assert any(year.outputs.glob(f"*/*/{PLAN}")) if begun else tree(year.folder) == year.old, step
        finish_interrupted(year.outputs)
        assert year.beside == [], step
        if isinstance(outcome, Placed) and outcome.held:
            year.publish(NEW)
        assert tree(year.folder) in (year.old, year.new), step
        if isinstance(outcome, Placed):
            assert tree(year.folder) == year.new, step


@pytest.mark.parametrize("held", ["a.csv", "b.csv", "charts/c.svg", "gone.csv"])
def test_a_file_that_excel_holds_open_stays_old_is_named_and_is_tried_again(tmp_path: Path, held: str) -> None:
    year = Year(tmp_path)
    placed, _ = year.from_old(open_in_excel(year.folder / held))
    assert placed.held == [held]
    lying = {path: text for path, text in tree(year.folder).items() if path != "manifest.json"}
    assert lying == {path: text for path, text in {**year.new, held: "1"}.items() if path != "manifest.json"}

    manifest = manifests.read(year.folder)
    assert manifest
    assert manifest.outputs == {path: sha256(year.folder / path) for path in lying if path != "edited.csv"}
    assert manifest.keys.keys() == {path.split(".")[0] for path in NEW if path != held}, "its run is made again"

    year.publish(NEW)
    assert tree(year.folder) == year.new


def test_the_new_file_beside_an_edited_one_can_be_held_open_too(tmp_path: Path) -> None:
    year = Year(tmp_path)
    placed, _ = year.publish({**NEW, "edited.csv": "3"}, open_in_excel(year.folder / "edited.neu.csv"))
    assert placed.held == ["edited.neu.csv"]
    assert (tree(year.folder)["edited.csv"], tree(year.folder)["edited.neu.csv"]) == ("by hand", "2")
    placed, _ = year.publish({**NEW, "edited.csv": "3"})
    assert placed.kept == {"edited.csv": "edited.neu.csv"}
    assert tree(year.folder)["edited.neu.csv"] == "3"


def test_a_manifest_that_is_held_open_is_put_in_place_by_the_next_command(tmp_path: Path) -> None:
    year = Year(tmp_path)
    error, _ = year.from_old(open_in_excel(year.folder / "manifest.json"))
    assert str(error).startswith(f"{year.folder / 'manifest.json'}: kein Schreibrecht, oder in einem anderen Programm")
    with disturbed(open_in_excel(year.folder / "manifest.json")):
        assert finish_interrupted(year.outputs) == [str(error)]
    assert finish_interrupted(year.outputs) == [
        f"{year.folder}: unterbrochene Ablage zu Ende geführt. edited.csv wurde von Hand geändert und bleibt; "
        "neu: edited.neu.csv."
    ]
    assert tree(year.folder) == year.new


def interrupted(year: Year) -> None:
    """Stop when a.csv is in place and b.csv is not."""
    year.from_old(lambda _, name, args: PowerCut() if name == "replace" and args[1] == year.folder / "b.csv" else None)
    assert (tree(year.folder)["a.csv"], tree(year.folder)["b.csv"]) == ("2", "1")


def test_what_is_edited_between_interruption_and_repair_is_kept(tmp_path: Path) -> None:
    year = Year(tmp_path)
    interrupted(year)
    for name in ("a.csv", "b.csv"):
        (year.folder / name).write_text("by hand", encoding="utf-8")
    finish_interrupted(year.outputs)
    now = tree(year.folder)
    assert (now["a.csv"], now["b.csv"], now["b.neu.csv"]) == ("by hand", "by hand", "2")


def test_a_run_that_follows_an_interruption_finishes_it_first(tmp_path: Path) -> None:
    year = Year(tmp_path)
    interrupted(year)
    year.publish({"z.csv": "3"})
    assert {path: text for path, text in tree(year.folder).items() if path != "manifest.json"} == {
        **{path: text for path, text in year.new.items() if path != "manifest.json"},
        "z.csv": "3",
    }


def test_whoever_takes_the_lock_sees_the_finished_year_and_keeps_what_it_has_in_the_making(tmp_path: Path) -> None:
    year = Year(tmp_path)
    interrupted(year)
    lines: list[str] = []
    with locked(year.outputs, say=lines.append):
        assert tree(year.folder) == year.new
        (year.folder.parent / ".run-2").mkdir()
        with locked(year.outputs, say=lines.append):
            assert finish_interrupted(year.outputs) == []
        assert year.beside == [".run-2"]
    assert [line.split(". ")[0] for line in lines] == [f"{year.folder}: unterbrochene Ablage zu Ende geführt"]


def test_a_file_that_another_run_has_replaced_costs_its_owner_the_key(tmp_path: Path) -> None:
    year = Year(tmp_path)
    staging = year.folder.parent / ".saving-1"
    staging.mkdir()
    (staging / "a.csv").write_text("3", encoding="utf-8")
    put(staging, year.folder, Manifest("muster", 2025, "reported"))
    manifest = manifests.read(year.folder)
    assert manifest
    assert manifest.keys.keys() == {path.split(".")[0] for path in NEW if path != "a.csv"}


def test_the_working_folders_of_a_run_that_has_died_are_cleared_away(tmp_path: Path) -> None:
    for name in (".run-abc", ".saving-abc", ".neu-2025", "2025"):
        (tmp_path / "muster" / name / "charts").mkdir(parents=True)
    assert finish_interrupted(tmp_path) == []
    assert [path.name for path in (tmp_path / "muster").iterdir()] == ["2025"]


def test_nothing_is_made_where_nothing_was_interrupted(tmp_path: Path) -> None:
    assert finish_interrupted(tmp_path / "outputs") == []
    assert list(tmp_path.iterdir()) == []


def test_a_path_that_is_too_long_for_windows_is_named_as_that(tmp_path: Path) -> None:
    name = "x" * 250 + ".csv"
    year = Year(tmp_path)

    def too_long(_: int, step: str, args: tuple[Any, ...]) -> BaseException | None:
        is_it = step == "replace" and Path(args[1]).name == name
        return FileNotFoundError(errno.ENOENT, "path not found", str(args[0]), None, str(args[1])) if is_it else None

    error, _ = year.publish({name: "1"}, too_long)
    assert "Zeichen zu lang; das Projekt in einen Ordner mit kürzerem Namen legen" in str(error)


def test_killed_at_random_moments_two_processes_at_once_leave_no_mixed_year() -> None:
    script = ROOT / "bench" / "interruptions.py"
    command = [sys.executable, "-X", "utf8", str(script), "5", "--seed", str(os.getpid())]
    result = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    assert result.returncode == 0, result.stdout + result.stderr
    assert "5 Abbrüche" in result.stdout
