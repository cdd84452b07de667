"""Many municipalities on a Dask cluster: the same outputs as on one computer, whatever happens to a worker.

The cluster is a real one of two worker processes, on loopback only.
"""

import io
import os
import shutil
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from openpyxl import Workbook

from analysis.batch import cluster as on_cluster
from analysis.cli import main
from analysis.runs import keys as provenance
from analysis.storage import workplace

distributed = pytest.importorskip("distributed", reason="Dask ist nicht installiert")
fsspec = pytest.importorskip("fsspec", reason="fsspec ist nicht installiert")

NAMES = ["altdorf", "neudorf"]
STRATEGY = """
name = "Gemeinde Muster"
adopted = 2023-01-01
target_date = 2030-12-31

[[fields]]
number = 1
name = "Verwaltung"
"""


@dataclass(frozen=True)
class Done:
    """A finished command: its exit status, and what it said."""

    status: int
    out: str
    err: str


def run(*arguments: str, data: str | Path, outputs: str | Path, on: str = "") -> Done:
    """`monitoring run`, on a cluster where its address is given."""
    out, err = io.StringIO(), io.StringIO()
    where = ["--scheduler", on] if on else ["--jobs", "1"]
    with redirect_stdout(out), redirect_stderr(err):
        status = main(
            ["run", *arguments, "--only", "01_intake", *where, "--data", str(data), "--outputs", str(outputs)]
        )
    return Done(status, out.getvalue(), err.getvalue())


def content(folder: Path) -> dict[str, bytes]:
    """Path → content of all that is meant to be read: nothing that begins with a dot."""
    files = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    return {path: file.read_bytes() for path, file in files.items() if "/." not in f"/{path}"}


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two municipalities with one measure each."""
    folder = tmp_path_factory.mktemp("data")
    for name in NAMES:
        raw = folder / "raw" / name
        raw.mkdir(parents=True)
        (raw / "strategy.toml").write_text(STRATEGY, encoding="utf-8")
        workbook = Workbook()
        workbook.active.append(["Nr.", "Maßnahme", "Umsetzungsstatus", "Zeithorizont", "Zeitplan"])
        workbook.active.append(["1.1.1.1", f"Radwege in {name}", "in Umsetzung", "langfristig", "ja"])
        workbook.save(raw / "Monitoring_2025.xlsx")
    return folder


@pytest.fixture(scope="module")
def expected(data: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """What is made without a cluster."""
    outputs = tmp_path_factory.mktemp("outputs")
    assert run(data=data, outputs=outputs).status == 0
    return content(outputs)


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    quiet = {"dashboard_address": "127.0.0.1:0", "scheduler_kwargs": {"dashboard": False}, "silence_logs": 50}
    with distributed.LocalCluster(n_workers=2, threads_per_worker=2, host="127.0.0.1", **quiet) as running:
        yield running


@pytest.fixture
def killing(cluster: Any) -> Iterator[Callable[[str], list[int]]]:
    """Kills, once, the process of a worker that is at the step named; the list holds whom."""
    stop = threading.Event()
    threads: list[threading.Thread] = []

    def at(step: str) -> list[int]:
        killed: list[int] = []

        def watch() -> None:
            while not killed and not stop.is_set():
                for worker in list(cluster.workers.values()):
                    state = cluster.scheduler.workers.get(worker.worker_address)
                    if state and any(task.key.startswith(step) for task in list(state.processing)):
                        time.sleep(0.05)
                        os.kill(worker.pid, getattr(signal, "SIGKILL", signal.SIGTERM))
                        killed.append(worker.pid)
                        return
                time.sleep(0.005)

        threads.append(threading.Thread(target=watch))
        threads[-1].start()
        return killed

    yield at
    stop.set()
    for thread in threads:
        thread.join()


def test_a_cluster_makes_the_same_bytes(data: Path, expected: dict[str, bytes], cluster: Any, tmp_path: Path) -> None:
    done = run(data=data, outputs=tmp_path, on=cluster.scheduler_address)
    assert done.err == ""
    assert done.status == 0
    assert content(tmp_path) == expected
    again = run(data=data, outputs=tmp_path, on=cluster.scheduler_address)
    assert again.status == 0
    assert again.out.count("nichts hat sich geändert") == 2
    assert content(tmp_path) == expected


def test_a_broken_export_stops_only_its_municipality(
    data: Path, expected: dict[str, bytes], cluster: Any, tmp_path: Path
) -> None:
    shutil.copytree(data / "raw", tmp_path / "data" / "raw")
    (tmp_path / "data" / "raw" / "altdorf" / "Monitoring_2025.xlsx").write_bytes(b"kein Excel")
    done = run(data=tmp_path / "data", outputs=tmp_path / "outputs", on=cluster.scheduler_address)
    assert (done.status, done.err.count("\n")) == (1, 1)
    assert done.err.startswith("Fehler: ") and "Monitoring_2025.xlsx" in done.err
    assert "altdorf" in (tmp_path / "outputs" / "fehler" / "index.html").read_text(encoding="utf-8")
    made = {path: text for path, text in content(tmp_path / "outputs").items() if not path.startswith("fehler")}
    assert made == {path: text for path, text in expected.items() if path.startswith("neudorf")}


def test_a_cluster_works_from_and_to_a_store(
    data: Path, expected: dict[str, bytes], cluster: Any, ftp_server: str, tmp_path: Path
) -> None:
    address = f"{ftp_server}/ablage-{uuid4().hex[:12]}"
    store, root = fsspec.url_to_fs(address)
    store.makedirs(root)
    store.put(str(data / "raw"), f"{root}/data/raw", recursive=True)
    done = run(data=f"{address}/data", outputs=f"{address}/outputs", on=cluster.scheduler_address)
    assert done.err == ""
    assert done.status == 0
    assert "geheim" not in done.out
    assert f"{address.replace('geheim', '***')}/outputs/altdorf/2025" in done.out
    store.invalidate_cache()
    store.get(f"{root}/outputs", str(tmp_path), recursive=True)
    assert content(tmp_path / "outputs" if (tmp_path / "outputs").is_dir() else tmp_path) == expected
    again = run(data=f"{address}/data", outputs=f"{address}/outputs", on=cluster.scheduler_address)
    assert again.out.count("nichts hat sich geändert") == 2
    made = tmp_path / "Vorlage.xlsx"
    template = ["template", "altdorf", "--year", "2026", "--to", str(made), "--data", f"{address}/data"]
    assert main(template) == 0
    assert made.is_file()


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:1", "tcp://127.0.0.1", "rechner", "http://127.0.0.1:1"])
def test_a_wrong_address_is_told_in_one_line(
    data: Path, tmp_path: Path, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(on_cluster, "CONNECT_SECONDS", 1)
    done = run(data=data, outputs=tmp_path / "outputs", on=address)
    assert (done.status, done.out, done.err.count("\n")) == (2, "", 1)
    assert done.err.startswith(f"Fehler: {address}: Dort antwortet kein Dask-Scheduler")
    assert not (tmp_path / "outputs").exists()


def test_the_address_of_a_worker_is_no_scheduler(data: Path, cluster: Any, tmp_path: Path) -> None:
    done = run(data=data, outputs=tmp_path, on=next(iter(cluster.scheduler.workers)))
    assert (done.status, done.err.count("\n")) == (2, 1)
    assert "dort läuft ein Worker" in done.err


def test_without_dask_the_line_says_how_to_get_it(data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "dask", None)
    done = run(data=data, outputs=tmp_path, on="tcp://127.0.0.1:1")
    assert (done.status, done.err.count("\n")) == (2, 1)
    assert "pip install dask[distributed]" in done.err


def test_a_worker_with_another_program_is_refused(
    data: Path, cluster: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(provenance, "code", lambda: "ein anderer Stand")
    done = run(data=data, outputs=tmp_path, on=cluster.scheduler_address)
    assert (done.status, done.out, done.err.count("\n")) == (2, "", 1)
    assert "in anderer Fassung installiert" in done.err


def test_a_folder_that_a_worker_does_not_see_is_told(cluster: Any, tmp_path: Path) -> None:
    missing = tmp_path / "data"
    done = run("altdorf", data=missing, outputs=tmp_path, on=cluster.scheduler_address)
    assert (done.status, done.out, done.err.count("\n")) == (2, "", 1)
    assert done.err.startswith(f"Fehler: {missing}: Diesen Ordner gibt es auf ")


def test_what_is_wrong_with_a_store_names_the_address_without_its_password(ftp_server: str, tmp_path: Path) -> None:
    address = f"{ftp_server}/ablage-{uuid4().hex[:12]}"
    store, root = fsspec.url_to_fs(address)
    store.makedirs(f"{root}/raw/altdorf")
    store.pipe(f"{root}/raw/altdorf/strategy.toml", STRATEGY.encode())
    store.pipe(f"{root}/raw/altdorf/Monitoring_2025.xlsx", b"kein Excel")
    done = run(data=address, outputs=tmp_path)
    assert done.status == 2
    assert f"{address.replace('geheim', '***')}/raw/altdorf/Monitoring_2025.xlsx: " in done.err
    assert "geheim" not in done.err


def test_a_tilde_means_the_home_folder() -> None:
    assert workplace.address("~/daten") == Path.home() / "daten"


@pytest.mark.parametrize("step", ["_execute", "_deliver"])
def test_a_worker_that_is_killed_loses_nothing(
    data: Path,
    expected: dict[str, bytes],
    cluster: Any,
    killing: Callable[[str], list[int]],
    tmp_path: Path,
    step: str,
) -> None:
    killed = killing(step)
    done = run(data=data, outputs=tmp_path, on=cluster.scheduler_address)
    assert killed
    assert done.err == ""
    assert done.status == 0
    assert content(tmp_path) == expected
    run("--list", data=data, outputs=tmp_path)
    assert [path.name for path in tmp_path.glob("*/.*")] == []
