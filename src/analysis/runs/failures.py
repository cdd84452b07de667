"""The failure page: what failed in a batch, where, and what to do, for the office only."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from analysis import german
from analysis.errors import Kind, Place
from analysis.numbers import natural
from analysis.publish.privacy import mask_persons
from analysis.runs.advice import ADVICE, Advice
from analysis.storage import writing

FOLDER = "fehler"
PAGE = "index.html"
MOST_NAMES = 9
TEMPLATES = Path(__file__).parent / "templates"

_LINKS = {".html": "ausgeführter Teil (HTML)", ".ipynb": "Notebook (.ipynb)"}
_OWN = {*_LINKS, ".part"}
_SLUG = re.compile(r"[a-z0-9_-]+")


@dataclass(frozen=True)
class Failure:
    """What failed: one run, or a whole municipality where `run` is "".

    `text` is the error in one German line, `kind` its sort, `places` what of the office's files it is
    about; `cell` is the number of the notebook's code cell, counted from 1 (0: unknown), `source` its
    text; `executed` maps "<run>.html" and "<run>.ipynb" to what was executed.
    """

    municipality: str
    text: str
    kind: Kind = Kind.DATA
    places: tuple[Place, ...] = ()
    year: int | None = None
    run: str = ""
    notebook: str = ""
    cell: int = 0
    source: str = ""
    executed: dict[str, bytes] = field(default_factory=dict)

    @property
    def line(self) -> str:
        """„muster 2025, 03_field_4: 03_field.ipynb, Zelle 5 (measures = …): KeyError: 'x'"."""
        run = f"{self.municipality} {self.year}, {self.run}: " if self.run else ""
        cell = f", Zelle {self.cell} ({self.source.strip().splitlines()[0]})" if self.cell else ""
        return f"{run}{f'{self.notebook}{cell}: ' if self.notebook else ''}{self.text}"


def write(failures: Sequence[Failure], outputs: Path) -> Path:
    """Write the failure page with the executed parts beside it, in place of an earlier page; returns the page.

    The page bears another name than `PAGE` where the earlier one is held open by another program.
    DataError where nothing can be written.
    """
    folder = outputs / FOLDER
    with writing.clear_errors(folder):
        return _write(failures, folder)


def _write(failures: Sequence[Failure], folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    # The page comes last: an interruption leaves none, never one that disagrees with what lies beside it.
    _remove(folder / PAGE)
    written: set[str] = set()
    shown = []
    for failure in sorted(failures, key=_order):
        parts = {
            _put(folder, _part_name(failure, Path(name).suffix), content, written): _LINKS[Path(name).suffix]
            for name, content in sorted(failure.executed.items())
        }
        shown.append(_shown(failure, parts))
    page = folder / _put(folder, PAGE, _rendered(shown).encode(), written)
    for path in _own_files(folder):
        if path.name not in written:
            _remove(path)
    return page


def clear(outputs: Path) -> None:
    """Remove an earlier failure page with its parts; what is held open by another program stays."""
    folder = outputs / FOLDER
    if not folder.is_dir():
        return
    _remove(folder / PAGE)
    for path in _own_files(folder):
        _remove(path)
    with suppress(OSError):  # not empty
        folder.rmdir()


def _order(failure: Failure) -> tuple[object, ...]:
    return failure.municipality, failure.year or 0, natural(failure.run), failure.text


# what is shown


def _shown(failure: Failure, parts: dict[str, str]) -> dict[str, object]:
    """What the page says of one failure, by the names of the template."""
    advice = ADVICE[failure.kind]
    # The page names the municipality by itself.
    text = failure.text.removeprefix(f"{failure.municipality}: ")
    return {
        "municipality": _clean(failure.municipality),
        "year": failure.year,
        "run": _clean(failure.run),
        "notebook": _clean(failure.notebook),
        "cell": failure.cell,
        "source": _clean(failure.source),
        "error": _clean(text),
        "places": [_clean(str(place)) for place in dict.fromkeys(failure.places)],
        "kind": advice.name,
        "to_do": advice.to_do,
        "command": _command(failure, advice),
        "parts": parts,
    }


def _command(failure: Failure, advice: Advice) -> str:
    """The command to type; "" where the municipality's name is none that a command takes."""
    if not _SLUG.fullmatch(failure.municipality):
        return ""
    year = f"--year {failure.year}" if failure.year else ""
    only = f"--only {failure.run}" if advice.only and failure.run else ""
    return " ".join(["monitoring run", failure.municipality, *filter(None, (year, only, advice.options))])


def _clean(text: str) -> str:
    """Persons masked; without control characters and what turns the direction of reading."""
    kept = (char for char in text if char in "\n\t" or not unicodedata.category(char).startswith("C"))
    return mask_persons("".join(kept))


def _rendered(shown: list[dict[str, object]]) -> str:
    # Only a batch in which something failed needs it, and it takes 0.1 s.
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    from analysis.pages import executed

    templates = Environment(
        loader=FileSystemLoader([TEMPLATES, executed.TEMPLATES], encoding="utf-8"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    by_municipality = Counter(str(failure["municipality"]) for failure in shown)
    title = (
        f"{german.sentence_start(german.number_word(len(shown), 'ein'))} Fehler bei "
        f"{german.number_word(len(by_municipality), 'einer')} {'Kommune' if len(by_municipality) == 1 else 'Kommunen'}"
    )
    affected = german.join(f"{name} ({count})" for name, count in by_municipality.items())
    return templates.get_template("failures.html.j2").render(title=title, affected=affected, failures=shown)


# files


def _part_name(failure: Failure, suffix: str) -> str:
    """„heinsberg_2025_03_field_4.html"."""
    parts = [failure.municipality, str(failure.year or ""), failure.run]
    return re.sub(r"[^A-Za-z0-9_-]+", "_", "_".join(filter(None, parts))) + suffix


def _put(folder: Path, name: str, content: bytes, written: set[str]) -> str:
    """Put a whole file in place; returns its name, another one where that is written or held open already."""
    held: PermissionError | None = None
    for free in _names(name):
        if free in written:
            continue
        try:
            writing.write_whole(folder / free, content)
        except PermissionError as error:
            held = error
            continue
        written.add(free)
        return free
    raise held or FileExistsError(name)


def _names(name: str) -> Iterator[str]:
    """index.html, index.neu.html, index.neu-2.html …"""
    yield name
    stem, suffix = Path(name).stem, Path(name).suffix
    yield f"{stem}.neu{suffix}"
    yield from (f"{stem}.neu-{number}{suffix}" for number in range(2, MOST_NAMES))


def _own_files(folder: Path) -> list[Path]:
    """The page and its parts; a folder within belongs to a municipality of that name."""
    return sorted(path for path in folder.iterdir() if path.suffix in _OWN and path.is_file())


def _remove(path: Path) -> None:
    """Remove a file unless another program has it open."""
    try:
        path.unlink(missing_ok=True)
    except PermissionError:
        return
