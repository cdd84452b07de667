"""Is a year's folder ever mixed or broken when a publishing is killed, or when the disk runs full?

    python bench/interruptions.py [20] [--seed 0] [--mount]

Two processes at once publish one version of a year after the other, and are killed (SIGKILL, on Windows
TerminateProcess) at random moments, as often as the argument says; then what the next command would do
first is done, and the folder must hold one version, whole, as its manifest says. With `--mount`, as root,
the same on a small disk of its own that is filled up to every few kilobytes. Ends with status 1 where a
folder was not whole.
"""

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Final

from analysis.errors import DataError
from analysis.storage.manifest import NAME, Manifest, sha256
from analysis.storage.placing import PLAN, Placed, finish_interrupted, locked, put

FILES: Final = 40
FILE_BYTES: Final = 4096
APART: Final = 10_000
LONGEST_SECONDS: Final = 0.3
DISK_BYTES: Final = 2 * 1024 * 1024
MOST_ROOM: Final = 64 * 1024
STEP_BYTES: Final = 2 * 1024


def files_of(version: int) -> dict[str, str]:
    """Path → text of a version; one file in four bears a name of its own, so that some are removed each time."""
    names = [f"charts/{n}-{version}.svg" if n % 4 == 0 else f"internal/{n}.csv" for n in range(FILES)]
    return {name: f"{version}\n".ljust(FILE_BYTES, ".") for name in names}


def stage(outputs: Path, version: int) -> Path:
    """The files of a version as a run leaves them."""
    staging = outputs / "muster" / f".run-{os.getpid()}"
    for path, text in files_of(version).items():
        (staging / path).parent.mkdir(parents=True, exist_ok=True)
        (staging / path).write_text(text, encoding="utf-8")
    return staging


def publish(staging: Path, version: int) -> Placed:
    folder = staging.with_name("2025")
    manifest = Manifest("muster", 2025, "reported", parameters={"run": {"version": version}})
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*.svg")}
    return put(staging, folder, manifest, obsolete=there - files_of(version).keys())


def publish_for_ever(outputs: Path, version: int) -> None:
    print("ready", flush=True)
    while True:
        with locked(outputs):
            publish(stage(outputs, version), version)
        version += 1


def fault(folder: Path) -> str:
    """What is wrong with a year's folder; "" where it holds one version, whole."""
    lying = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    manifest = lying.pop(NAME, None)
    if manifest is None:
        return "Dateien ohne Manifest" if lying else ""
    said = json.loads(manifest.read_text(encoding="utf-8"))
    if said["outputs"] != {name: sha256(path) for name, path in lying.items()}:
        return "Manifest und Dateien widersprechen sich"
    versions = {path.read_text(encoding="utf-8").split("\n")[0] for path in lying.values()}
    if versions != {str(said["parameters"]["run"]["version"])} or len(lying) != FILES:
        return f"gemischt: {sorted(versions)}, {len(lying)} Dateien"
    return ""


def kill_two(outputs: Path, version: int, chance: random.Random) -> None:
    """Two processes publish at once until they are killed."""
    command = [sys.executable, __file__, "--publish", str(outputs)]
    both = [subprocess.Popen([*command, str(version + n)], stdout=subprocess.PIPE) for n in (0, APART)]
    for process in both:
        with process:
            assert process.stdout
            process.stdout.readline()
            time.sleep(chance.uniform(0, LONGEST_SECONDS))
            process.kill()


def kill(times: int, seed: int) -> int:
    """Kill `times` times; prints and returns how often the folder was not whole afterwards."""
    chance = random.Random(seed)
    began = time.perf_counter()
    faults, before_plan, after_plan, versions = 0, 0, 0, set()
    with tempfile.TemporaryDirectory() as folder:
        outputs = Path(folder) / "outputs"
        publish(stage(outputs, -1), -1)
        for number in range(times):
            kill_two(outputs, 2 * number * APART, chance)
            has_plan = any(outputs.glob(f"*/.*/{PLAN}"))
            after_plan += has_plan
            before_plan += any(outputs.glob("*/.*")) and not has_plan
            finish_interrupted(outputs)
            if wrong := fault(outputs / "muster" / "2025") or ("Reste" if any(outputs.glob("*/.*")) else ""):
                faults += 1
                print(f"  Abbruch {number}: {wrong}")
            versions.add(sha256(outputs / "muster" / "2025" / NAME))
    print(
        f"{times} Abbrüche: {before_plan} vor dem Plan, {after_plan} danach, {len(versions)} verschiedene Stände, "
        f"nicht heil: {faults} ({time.perf_counter() - began:.0f} s)"
    )
    return faults


def fill(disk: Path) -> int:
    """Publish with less and less room on the disk; prints and returns how often the folder was not whole."""
    faults, refused, published = 0, set(), 0
    outputs, filler = disk / "outputs", disk / "filler"
    publish(stage(outputs, 0), 0)
    for version, room in enumerate(range(0, MOST_ROOM, STEP_BYTES), start=1):
        finish_interrupted(outputs)
        staging = stage(outputs, version)
        stat = os.statvfs(disk)
        filler.write_bytes(bytes(max(0, stat.f_bavail * stat.f_frsize - room)))
        try:
            publish(staging, version)
            published += 1
        except DataError as error:
            refused.add(str(error).replace(str(disk), "…"))
        filler.unlink()
        if wrong := fault(outputs / "muster" / "2025"):
            faults += 1
            print(f"  {room} Bytes frei: {wrong}")
    tried = MOST_ROOM // STEP_BYTES
    print(f"Voller Datenträger: {tried - published} abgelehnt, {published} gelungen, nicht heil: {faults}")
    print(*sorted(f"  {line}" for line in refused), sep="\n")
    return faults


def fill_a_disk() -> int:
    with tempfile.TemporaryDirectory() as disk:
        mount = ["mount", "-t", "tmpfs", "-o", f"size={DISK_BYTES}", "tmpfs", disk]
        try:
            subprocess.run(mount, check=True, capture_output=True)
        except (OSError, subprocess.CalledProcessError):
            print("Voller Datenträger: übersprungen (nur als root)")
            return 0
        try:
            return fill(Path(disk))
        finally:
            subprocess.run(["umount", disk], check=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("times", nargs="?", type=int, default=20)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--mount", action="store_true")
    parser.add_argument("--publish", nargs=2, metavar=("OUTPUTS", "VERSION"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.publish:
        publish_for_ever(Path(options.publish[0]), int(options.publish[1]))
    faults = kill(options.times, options.seed)
    if options.mount:
        faults += fill_a_disk()
    sys.exit(1 if faults else 0)
