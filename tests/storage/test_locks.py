"""One command at a time works in the outputs; the next one waits and says for whom."""

import errno
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from disturbances import attempt, from_then_on

from analysis.storage.placing import finish_interrupted, locked

HOLDER = """
import sys
from pathlib import Path
from analysis.storage.placing import locked
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


def test_where_the_outputs_are_read_only_there_is_one_line(tmp_path: Path) -> None:
    error, _ = attempt(lambda: locked(tmp_path / "outputs").__enter__(), tmp_path, from_then_on(1, errno.EROFS))
    assert str(error) == (
        f"{tmp_path / 'outputs'}: Der Datenträger ist schreibgeschützt; einen anderen Ordner angeben "
        "(--outputs, --data)."
    )
