"""Kernels that start warm: whoever talks to one, or reads what it left, cannot tell it from any other."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import nbformat
import pytest
from jupyter_client.blocking import BlockingKernelClient
from jupyter_client.manager import KernelManager
from nbformat.v4 import new_code_cell, new_notebook

from analysis.runs import kernels
from analysis.runs.execution import execute
from analysis.runs.kernels import inner
from analysis.runs.kernels.engine import PROVISIONER
from analysis.runs.tasks import PLAIN, WARM, Task

METHODS = [
    pytest.param(kernels.FORK, marks=pytest.mark.skipif(sys.platform == "win32", reason="Windows forks no processes")),
    kernels.SPAWN,
]
KERNELSPEC = {"name": "python3", "display_name": "Python 3", "language": "python"}
PARAMETERS = 'municipality: str = ""\nyear: int = 0\ndata: str = ""\noutputs: str = ""'


@pytest.fixture(params=METHODS)
def method(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Kernels are forked, or hosted as on Windows."""
    monkeypatch.setenv(kernels.START_METHOD, request.param)
    return request.param


def test_this_python_has_the_inner_parts_that_warm_kernels_rest_on() -> None:
    assert inner.changed() == []


class Kernel:
    """A kernel under jupyter_client's own manager and client, started by our provisioner."""

    def __init__(self, folder: Path) -> None:
        self.manager = KernelManager(kernel_name="python3", connection_file=str(folder / "kernel.json"))
        self.manager.kernel_spec.metadata = {"kernel_provisioner": {"provisioner_name": PROVISIONER}}
        self.manager.start_kernel(cwd=str(folder))
        self.client: BlockingKernelClient = self.manager.client()
        self.client.start_channels()
        self.client.wait_for_ready(timeout=60)

    def run(self, code: str) -> tuple[dict[str, Any], list[dict[str, Any]]]:
        """The reply, and the messages that the code published."""
        published: list[dict[str, Any]] = []
        reply = self.client.execute_interactive(
            code, timeout=60, allow_stdin=False, output_hook=lambda message: published.append(message)
        )
        shown = [m["content"] for m in published if m["msg_type"] not in ("status", "execute_input")]
        return reply["content"], shown

    def text(self, code: str) -> str:
        """What the code prints."""
        return "".join(shown.get("text", "") for shown in self.run(code)[1])

    def end(self) -> None:
        self.manager.shutdown_kernel()
        self.client.stop_channels()


@pytest.fixture
def kernel(method: str, tmp_path: Path) -> Iterator[Callable[[], Kernel]]:  # noqa: ARG001
    """Starts kernels, which end with the test."""
    started: list[Kernel] = []

    def start() -> Kernel:
        folder = tmp_path / str(len(started))
        folder.mkdir()
        started.append(Kernel(folder))
        return started[-1]

    yield start
    for one in started:
        if one.manager.has_kernel:
            one.end()


def test_a_warm_kernel_speaks_the_whole_protocol(kernel: Callable[[], Kernel]) -> None:
    warm = kernel()
    reply, shown = warm.run("import sys; print('aus'); print('fehler', file=sys.stderr); 6 * 7")
    assert (reply["status"], reply["execution_count"]) == ("ok", 1)
    assert [(one.get("name"), one.get("text")) for one in shown[:2]] == [("stdout", "aus\n"), ("stderr", "fehler\n")]
    assert shown[2]["data"] == {"text/plain": "42"}

    _, shown = warm.run("from IPython.display import HTML, display; display(HTML('<b>x</b>'))")
    assert shown[0]["data"]["text/html"] == "<b>x</b>"

    reply, _ = warm.run("1 / 0")
    assert (reply["status"], reply["ename"]) == ("error", "ZeroDivisionError")
    reply, _ = warm.run("input('Name? ')")
    assert (reply["status"], reply["ename"]) == ("error", "StdinNotImplementedError")

    client = warm.client
    warm.run("Maßnahmen = [1, 2]")
    assert client.complete("Maßnah", reply=True, timeout=20)["content"]["matches"] == ["Maßnahmen"]
    assert "list" in client.inspect("Maßnahmen", reply=True, timeout=20)["content"]["data"]["text/plain"]
    assert client.kernel_info(reply=True, timeout=20)["content"]["language_info"]["name"] == "python"
    client.is_complete("def f():")
    assert client.get_shell_msg(timeout=20)["content"]["status"] == "incomplete"


@pytest.mark.skipif(sys.platform == "win32", reason="a hosted kernel is killed, not interrupted")
def test_a_warm_kernel_is_interrupted_and_restarted(kernel: Callable[[], Kernel]) -> None:
    warm = kernel()
    warm.run("left = 1")
    warm.client.execute("import time; print('begonnen', flush=True); time.sleep(60)")
    while warm.client.get_iopub_msg(timeout=20)["content"].get("text") != "begonnen\n":
        pass
    warm.manager.interrupt_kernel()
    while (reply := warm.client.get_shell_msg(timeout=20))["msg_type"] != "execute_reply":
        pass
    assert reply["content"]["ename"] == "KeyboardInterrupt"
    warm.client.kernel_info(reply=True, timeout=20)  # what is sent sooner is aborted with the interrupted
    assert warm.text("print(left)") == "1\n"

    warm.manager.restart_kernel()
    warm.client.wait_for_ready(timeout=60)
    assert warm.run("left")[0]["ename"] == "NameError"


def test_a_kernel_that_was_shut_down_is_gone(kernel: Callable[[], Kernel]) -> None:
    warm = kernel()
    warm.client.shutdown()
    deadline = time.monotonic() + 20
    while warm.manager.is_alive() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not warm.manager.is_alive()


STATE = """
import os, random, sys, warnings
import altair, numpy, pandas
{change}
print("left" in globals(), os.environ.get("LEFT"), os.path.basename(os.getcwd()), "/left" in sys.path)
print(altair.theme.active, altair.renderers.active, altair.data_transformers.active, altair.data_transformers.options)
print(pandas.get_option("display.max_rows"), warnings.filters[0][0], len(warnings.filters))
"""
CHANGE = """
left, os.environ["LEFT"] = 1, "1"
os.chdir("/"); sys.path.append("/left"); warnings.simplefilter("ignore")
altair.theme.enable("dark"); altair.renderers.enable("svg"); altair.data_transformers.enable("default", max_rows=7)
pandas.set_option("display.max_rows", 3)
"""


def test_a_notebook_finds_nothing_of_the_one_before_it(kernel: Callable[[], Kernel]) -> None:
    first = kernel()
    clean = first.text(STATE.format(change=""))
    assert clean.startswith("False None 0 False\nmonitoring")
    changed = first.text(STATE.format(change=CHANGE))
    assert changed != clean and changed.startswith("True 1")
    first.run("1 / 0")
    first.end()
    second = kernel()
    assert second.text(STATE.format(change="")) == clean.replace("None 0 ", "None 1 ")


def test_no_two_kernels_draw_the_same_random_numbers(kernel: Callable[[], Kernel]) -> None:
    draw = "import random, numpy; print(random.random(), numpy.random.random())"
    numbers = []
    for _ in range(2):
        one = kernel()
        numbers += one.text(draw).split()
        one.end()
    assert len(set(numbers)) == 4


def test_a_host_in_which_a_thread_goes_on_serves_no_other_notebook(kernel: Callable[[], Kernel], method: str) -> None:
    first = kernel()
    number = first.text("import os, threading, time; print(os.getpid()); f = time.sleep")
    first.run("threading.Thread(target=f, args=(30,), daemon=True).start()")
    first.end()
    second = kernel()
    assert second.text("import os; print(os.getpid())") != number, method


def _all_outputs(task: Task) -> dict[str, bytes]:
    outcome = execute(task)
    assert outcome.failure is None, outcome.failure
    return outcome.files


@pytest.fixture(scope="module")
def plain(repository: Path) -> dict[str, dict[str, bytes]]:
    """What papermill's own engine makes of two notebooks of the year."""
    return {task.run: _all_outputs(replace(task, engine=PLAIN)) for task in _two_of_the_year(repository)}


def _two_of_the_year(repository: Path) -> list[Task]:
    data = repository / "data"
    return [
        Task(run, repository / "notebooks" / f"{name}.ipynb", "heinsberg", 2025, own, data, f"Kreis Heinsberg: {run}")
        for run, name, own in [("01_intake", "01_intake", {}), ("03_field_4", "03_field", {"field": 4})]
    ]


def test_warm_kernels_make_the_same_bytes_as_papermills_own(
    method: str, plain: dict[str, dict[str, bytes]], repository: Path
) -> None:
    for task in _two_of_the_year(repository):
        assert _all_outputs(replace(task, engine=WARM)) == plain[task.run], method
    assert len([path for path in plain["03_field_4"] if path.endswith(".svg")]) == 9


def papermill(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "papermill", "--engine", "warm", "--no-progress-bar", "--log-level", "ERROR"]
    return subprocess.run(
        [*command, *map(str, arguments)], capture_output=True, text=True, encoding="utf-8", check=False
    )


@pytest.fixture
def notebook(tmp_path: Path) -> Path:
    cells = [new_code_cell(PARAMETERS, metadata={"tags": ["parameters"]}), new_code_cell("print(municipality, year)")]
    nbformat.write(new_notebook(cells=cells, metadata={"kernelspec": KERNELSPEC}), tmp_path / "nb.ipynb")
    return tmp_path / "nb.ipynb"


def test_papermills_own_command_takes_the_warm_engine(notebook: Path, tmp_path: Path) -> None:
    done = papermill(notebook, tmp_path / "out.ipynb", "-p", "municipality", "muster", "-p", "year", "2025")
    assert done.returncode == 0, done.stderr
    executed = nbformat.read(tmp_path / "out.ipynb", as_version=4)
    assert executed.cells[-1].outputs[0].text == "muster 2025\n"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (("municpality", "muster"), "Der Parameter 'municpality' ist dort nicht vereinbart; vereinbart sind: municip"),
        (("municipality", "05370"), "'municipality' ist dort als str vereinbart, übergeben wird 5370 (int)"),
    ],
)
def test_a_wrong_parameter_on_papermills_command_line_runs_nothing(
    wrong: tuple[str, str], said: str, notebook: Path, tmp_path: Path
) -> None:
    done = papermill(notebook, tmp_path / "out.ipynb", "-p", *wrong)
    assert (done.returncode, done.stdout) == (1, "")
    [line] = done.stderr.splitlines()
    assert line.startswith("Fehler: nb.ipynb: ") and said in line
    assert not (tmp_path / "out.ipynb").exists()
