"""What can stop a program while it writes, at any of its steps: power cuts, full disks, files held open."""

import builtins
import errno
import io
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from analysis.errors import DataError

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
    """Every file that is opened to be written, every replace, rename, removal, new folder and flush is a step."""
    steps = Steps(fails)
    with pytest.MonkeyPatch.context() as patch:
        for name in ("replace", "rename", "unlink", "mkdir", "rmdir", "fsync"):
            patch.setattr(os, name, steps.counted(getattr(os, name), is_step=lambda *_, **__: True))
        for module in (builtins, os, io):
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
