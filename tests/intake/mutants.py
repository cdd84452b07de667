"""Good exports with some bytes changed, the same for the same seed."""

import io
import random
import zipfile
from pathlib import Path

from packages import pack

from analysis import intake
from analysis.errors import DataError


def assert_read_or_refused(path: Path) -> None:
    """Whatever a file holds: findings, or one line that names the file and what to do."""
    try:
        intake.check([path])
    except DataError as error:
        assert str(error).startswith(f"{path}: ")
        assert "\n" not in str(error)
        assert not any(word in str(error) for word in ("Error", "panick", "Traceback", "None", "invalid"))


def mutant(content: bytes, chance: random.Random) -> bytes:
    """A copy with some bytes changed, a piece cut out, or a piece doubled."""
    changed = bytearray(content)
    for _ in range(chance.choice([1, 1, 3, 10, 100])):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    start = chance.randrange(len(changed))
    length = chance.randrange(1, 200)
    match chance.randrange(6):
        case 0:
            del changed[start : start + length]
        case 1:
            changed[start:start] = changed[start : start + length]
        case 2:
            del changed[start:]
    return bytes(changed)


def repacked(path: Path, chance: random.Random) -> bytes:
    """A mutant of one part inside an intact archive, so that it gets past the checksums."""
    with zipfile.ZipFile(path) as archive:
        names = [name for name in archive.namelist() if archive.getinfo(name).file_size]
        changed = chance.choice(names)
        contents = {n: mutant(archive.read(n), chance) if n == changed else archive.read(n) for n in archive.namelist()}
    target = io.BytesIO()
    pack(target, contents)
    return target.getvalue()
