"""Whatever stops a publishing, wherever it does: afterwards there is the old year or the new one."""

import errno
import io
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from analysis.errors import DataError
from analysis.publish import exchange
from analysis.publish import manifest as manifests
from analysis.publish.exchange import draft_of
from analysis.publish.locks import locked
from analysis.publish.manifest import Manifest, sha256
from analysis.publish.placing import PLAN, Placed, finish_interrupted, put

ROOT = Path(__file__).resolve().parents[2]
OLD = {"a.csv": "1", "b.csv": "1", "charts/c.svg": "1", "edited.csv": "1", "gone.csv": "1"}
NEW = {"a.csv": "2", "b.csv": "2", "charts/c.svg": "2", "edited.csv": "2", "internal/d.txt": "2"}

Fails = Callable[[int, str, tuple[Any, ...]], BaseException | None]


class PowerCut(BaseException):
    """Nothing that comes after it is done any more."""


class Steps:
    """The program's writing steps, counted; `fails` says with which error a step fails.

    Nothing reaches a disk here: what was not flushed is lost in a power cut.
    """

    def __init__(self, fails: Fails) -> None:
        self.fails = fails
        self.done: list[str] = []
        self.flushed: set[int] = set()

    def counted(self, function: Callable[..., Any], *, is_step: Callable[..., bool]) -> Callable[..., Any]:
        def step(*args: Any, **kwargs: Any) -> Any:
            if is_step(*args, **kwargs):
                self.done.append(function.__name__)
                if error := self.fails(len(self.done), function.__name__, args):
                    raise error
            if function.__name__ == "fsync":
                return self.flushed.add(os.fstat(args[0]).st_ino)
            return function(*args, **kwargs)

        return step

    def lose(self, folder: Path) -> None:
        for path in folder.rglob("*"):
            if path.is_file() and path.stat().st_ino not in self.flushed:
                path.write_bytes(b"")


def opens_to_write(_: Any, mode: str | int = "r", *__: Any, **___: Any) -> bool:
    if isinstance(mode, str):
        return bool(set(mode) & set("wax+"))
    return bool(mode & (os.O_WRONLY | os.O_RDWR | os.O_CREAT))


@contextmanager
def disturbed(fails: Fails) -> Iterator[Steps]:
    steps = Steps(fails)
    with pytest.MonkeyPatch.context() as patch:
        for name in ("replace", "rename", "unlink", "mkdir", "rmdir", "fsync"):
            patch.setattr(os, name, steps.counted(getattr(os, name), is_step=lambda *_, **__: True))
        for module in (os, io):
            patch.setattr(module, "open", steps.counted(module.open, is_step=opens_to_write))
        yield steps


def attempt(action: Callable[[], Any], folder: Path, fails: Fails) -> tuple[Any, list[str]]:
    """What comes of an action, be it an error, and the steps taken; a power cut finds `folder` on the disk."""
    there = {path.stat().st_ino for path in folder.rglob("*")}
    with disturbed(fails) as steps:
        steps.flushed |= there
        try:
            return action(), steps.done
        except DataError as error:
            return error, steps.done
        except PowerCut as error:
            cut = error
    steps.lose(folder.parent)
    return cut, steps.done


def power_cut(at: int) -> Fails:
    return lambda number, *_: PowerCut() if number >= at else None


def once(at: int, code: int) -> Fails:
    return lambda number, *_: OSError(code, os.strerror(code)) if number == at else None


def from_then_on(at: int, code: int) -> Fails:
    return lambda number, *_: OSError(code, os.strerror(code)) if number >= at else None


def never(*_: Any) -> None:
    return None


def open_in_excel(held: Path) -> Fails:
    """As Windows answers: the file can be read, but neither replaced nor removed."""

    def answer(_: int, name: str, args: tuple[Any, ...]) -> BaseException | None:
        if name in {"replace", "rename", "unlink"} and held in {
            Path(arg) for arg in args if isinstance(arg, str | Path)
        }:
            return PermissionError(errno.EACCES, "The process cannot access the file", str(held))
        return None

    return answer


def tree(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in files}


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


HOLDER = """
import sys
from pathlib import Path
from analysis.publish.locks import locked
with locked(Path(sys.argv[1])):
    print("in", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def other(tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Another process that works in the outputs until its input is closed."""
    command = [sys.executable, "-c", HOLDER, str(tmp_path / "outputs")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout
        process.stdout.readline()
        yield process
        process.kill()


def test_a_second_command_says_who_is_at_work_and_goes_on_when_that_has_finished(
    tmp_path: Path, other: subprocess.Popen[bytes]
) -> None:
    lines = []

    def say(line: str) -> None:
        lines.append(line)
        assert other.stdin
        other.stdin.close()

    with locked(tmp_path / "outputs", say=say):
        assert other.wait() == 0
    assert len(lines) == 1
    assert f"ein anderer Lauf (Prozess {other.pid} auf " in lines[0]
    assert [path.name for path in (tmp_path / "outputs").iterdir()] == [".lock"]


def test_what_a_run_has_in_the_making_is_left_alone(tmp_path: Path, other: subprocess.Popen[bytes]) -> None:
    making = tmp_path / "outputs" / "muster" / ".run-abc"
    making.mkdir(parents=True)
    assert finish_interrupted(tmp_path / "outputs") == []
    assert making.exists()
    other.kill()
    other.wait()
    assert finish_interrupted(tmp_path / "outputs") == [], "the lock of a process that has died is free"
    assert not making.exists()


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


def test_a_folder_is_exchanged_whole_or_not_at_all_wherever_it_is_stopped(tmp_path: Path) -> None:
    published = tmp_path / "published"
    folder = published / "muster" / "2025"
    old, new = {"a.csv": "1"}, {"a.csv": "2", "edition-1/a.csv": "1"}

    def exchange_it() -> None:
        with draft_of(folder) as draft:
            (draft / "edition-1").mkdir()
            (draft / "a.csv").replace(draft / "edition-1" / "a.csv")
            (draft / "a.csv").write_text("2", encoding="utf-8")

    def from_old(fails: Fails) -> tuple[Any, list[str]]:
        shutil.rmtree(published, ignore_errors=True)
        folder.mkdir(parents=True)
        (folder / "a.csv").write_text("1", encoding="utf-8")
        return attempt(exchange_it, folder, fails)

    every, seen = from_old(never)[1], set()
    assert tree(folder) == new
    for number, name in enumerate(every, start=1):
        for fails in (power_cut(number), once(number, errno.ENOSPC), from_then_on(number, errno.EACCES)):
            outcome, _ = from_old(fails)
            lines = exchange.finish_interrupted(published)
            allowed = [old, new] if isinstance(outcome, PowerCut) else [new if outcome is None or lines else old]
            assert tree(folder) in allowed, (number, name)
            assert [path.name for path in folder.parent.iterdir()] == ["2025"], (number, name)
            seen |= {line.removeprefix(f"{folder}: ") for line in lines}
    assert seen == {"unterbrochene Veröffentlichung zu Ende geführt."}


def test_a_folder_that_is_made_for_the_first_time_is_there_whole_or_not_at_all(tmp_path: Path) -> None:
    folder = tmp_path / "published" / "muster" / "2025"

    def make() -> None:
        with draft_of(folder) as draft:
            (draft / "a.csv").write_text("1", encoding="utf-8")

    folder.parent.mkdir(parents=True)
    every = attempt(make, folder, never)[1]
    assert (tree(folder), every[-1]) == ({"a.csv": "1"}, "rename")
    for number in range(1, len(every) + 1):
        shutil.rmtree(folder, ignore_errors=True)
        assert isinstance(attempt(make, folder, power_cut(number))[0], PowerCut)
        exchange.finish_interrupted(tmp_path / "published")
        assert list(folder.parent.iterdir()) == []
