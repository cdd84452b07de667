"""How much faster are two Dask workers than one? The same batch on both clusters in turn, medians, and their ratio.

    python bench/cluster.py [--municipalities 64] [--rounds 2] [--only 01_intake]

Each municipality is a copy of the county's raw data under a name of its own, in a temporary folder; of each
the run named is made, from the exports to the files put in place. Both clusters (one thread a worker, on
loopback) are up and have made four municipalities before the clock starts: starting them and importing is
not the question. The aim: at least 1.5 times faster, which takes two free cores.
"""

import argparse
import contextlib
import io
import logging
import statistics
import tempfile
import time
from pathlib import Path
from shutil import copytree
from typing import Final

from distributed import LocalCluster

from analysis import batch

WORKERS: Final = (1, 2)
SOURCE: Final = Path(__file__).resolve().parents[1] / "data" / "raw" / "heinsberg"
WARM_UP: Final = 4


def seconds(cluster: LocalCluster, names: list[str], data: Path, only: str) -> float:
    """Seconds from the start of the batch to its end; nothing of it was made before."""
    with tempfile.TemporaryDirectory() as outputs, contextlib.redirect_stdout(io.StringIO()) as said:
        began = time.perf_counter()
        status = batch.run(names, data=data, outputs=outputs, scheduler=cluster.scheduler_address, only=only)
        taken = time.perf_counter() - began
    assert status == batch.DONE and said.getvalue().count("gerechnet") >= len(names)
    return taken


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--municipalities", type=int, default=64)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--only", default="01_intake")
    options = parser.parse_args()
    names = [f"kreis-{number}" for number in range(max(options.municipalities, WARM_UP))]
    with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as running:
        for name in names:
            copytree(SOURCE, Path(folder) / "raw" / name)
        quiet = {"dashboard_address": "127.0.0.1:0", "silence_logs": logging.CRITICAL}
        clusters = {
            workers: running.enter_context(
                LocalCluster(n_workers=workers, threads_per_worker=1, host="127.0.0.1", **quiet)
            )
            for workers in WORKERS
        }
        for cluster in clusters.values():
            seconds(cluster, names[:WARM_UP], Path(folder), options.only)
        taken: dict[int, list[float]] = {workers: [] for workers in WORKERS}
        for _ in range(options.rounds):
            for workers, cluster in clusters.items():
                taken[workers].append(seconds(cluster, names, Path(folder), options.only))
    medians = {workers: statistics.median(times) for workers, times in taken.items()}
    print(f"{len(names)} municipalities, run {options.only}, median of {options.rounds}")
    for workers, median in medians.items():
        each = ", ".join(f"{time:.1f}" for time in taken[workers])
        print(f"  {workers} worker{'s' * (workers > 1)} {median:7.1f} s ({median / len(names):.2f} s each; {each})")
    print(f"  {medians[1] / medians[2]:.2f} times faster with 2 workers (aim: 1.5)")


if __name__ == "__main__":
    main()
