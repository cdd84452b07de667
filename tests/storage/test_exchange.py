"""A published folder is replaced whole or not at all, wherever the program is stopped."""

import errno
import shutil
from pathlib import Path
from typing import Any

from disturbances import Fails, PowerCut, attempt, from_then_on, never, once, power_cut, tree

from analysis.storage.exchange import draft_of, finish_interrupted


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
            lines = finish_interrupted(published)
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

    def first_time(fails: Fails) -> tuple[Any, list[str]]:
        shutil.rmtree(tmp_path / "published", ignore_errors=True)
        folder.parent.mkdir(parents=True)
        return attempt(make, folder, fails)

    ends = []
    for number in range(1, len(first_time(never)[1]) + 1):
        assert isinstance(first_time(power_cut(number))[0], PowerCut)
        finish_interrupted(tmp_path / "published")
        ends.append(tree(folder.parent))
    assert ends == [{}] * (len(ends) - 1) + [{"2025/a.csv": "1"}], "up to the last step but one it is not there"
