"""The closing words of a run: what was read, what needs a look, where things lie."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from analysis.dataset import MONITORING, Dataset
from analysis.editions import revisions
from analysis.figures.basis import in_year
from analysis.figures.change import changes
from analysis.frames import OF_PARTS
from analysis.german import GOAL, MEASURE, Noun, counted, integer, join
from analysis.office import check_report
from analysis.publish.council import public_changes
from analysis.runs.gathering import Gathered
from analysis.runs.keys import FAILED
from analysis.storage import workplace

_WIDTH = 18


def text(
    dataset: Dataset, gathered: Gathered, outputs: str | Path, why: Mapping[str, str], unchanged: Sequence[str]
) -> str:
    """The summary of one municipality and year in a few German lines.

    `outputs` is the folder or store of all results; `why` says for each run that was wanted for what
    reason, or that it failed; `unchanged` names those taken from before.
    """
    placed, own = gathered.placed, (dataset.municipality, str(dataset.year))
    strategy = dataset.strategy
    mark = f" – {strategy.mark}" if strategy.mark else ""
    lines = [f"{strategy.name}, Berichtsjahr {dataset.year}{mark}"]
    years = [_read(dataset, year) for year in reversed(dataset.years)]
    lines += _block("Gelesen", [*years, *(_part_read(dataset, part) for part in dataset.tables)])
    lines += _block("Anzusehen", check_report.by_severity(in_year(dataset.findings, dataset.year)) or ["nichts"])
    lines += _block("Gerechnet", _made(why, unchanged))
    lines += _block("Ergebnisse", [workplace.shown(outputs, *own), *_content(placed.written)])
    lines += _block("Stand", _published(dataset, gathered))
    lines += _block("Nur intern", [workplace.shown(outputs, *own, "internal")])
    if withheld := _withheld(dataset):
        lines += _block("Nicht öffentlich", [withheld])
    if placed.kept:
        lines += _block("Von Hand", [_kept(path, beside) for path, beside in placed.kept.items()])
    if placed.removed:
        lines += _block("Entfernt", [f"nicht mehr erzeugt: {', '.join(placed.removed)}"])
    return "\n".join(lines)


def line(dataset: Dataset, gathered: Gathered, outputs: str | Path, why: Mapping[str, str]) -> str:
    """The summary in one line: where there are many municipalities."""
    severities = in_year(dataset.findings, dataset.year)["severity"]
    counts = {severity: int((severities == severity).sum()) for severity in ("error", "warning")}
    looked = [f"{integer(n)} {check_report.severity_word(s, n)}" for s, n in counts.items() if n]
    failed = sum(reason == FAILED for reason in why.values())
    number = len(why) - failed
    made = f"{integer(number)} {'Lauf' if number == 1 else 'Läufe'} gerechnet" if why else "unverändert"
    made += f", {integer(failed)} nicht gelungen" if failed else ""
    folder = workplace.shown(outputs, dataset.municipality, str(dataset.year))
    parts = [", ".join([made, *looked]), *(_kept(*kept) for kept in gathered.placed.kept.items()), folder]
    mark = f" ({dataset.strategy.mark})" if dataset.strategy.mark else ""
    return f"{dataset.strategy.name}, {dataset.year}{mark}: {'; '.join(parts)}"


def _part_read(dataset: Dataset, part: str) -> str:
    """„bis 2025: Indikatoren 5, Werte der Indikatoren 6 aus indicators.xlsx"."""
    rows = [f"{OF_PARTS[part][name].title} {integer(len(frame))}" for name, frame in dataset.tables[part].items()]
    return f"bis {dataset.year}: {', '.join(rows)} aus {join(path.name for path in dataset.parts[part])}"


def _read(dataset: Dataset, year: int) -> str:
    measures, goals = in_year(dataset.measures, year), in_year(dataset.goals, year)
    files = sorted({*measures["source_file"], *goals["source_file"]})
    return f"{year}: {_number(len(measures), MEASURE)} und {_number(len(goals), GOAL)} aus {join(files)}"


def _made(why: Mapping[str, str], unchanged: Sequence[str]) -> list[str]:
    """One line a reason: „02_overview und 05_midterm: Eingabe geändert: Monitoring_2025.xlsx"."""
    by_reason: dict[str, list[str]] = {}
    for run, reason in why.items():
        by_reason.setdefault(reason, []).append(run)
    everything = len(by_reason) == 1 and not unchanged
    if not why:
        return ["nichts, denn nichts hat sich geändert; die Ergebnisse des letzten Laufs gelten"]
    lines = [f"{'alles' if everything else join(runs)}: {reason}" for reason, runs in by_reason.items()]
    return [*lines, f"{join(unchanged)}: unverändert übernommen"] if unchanged else lines


def _published(dataset: Dataset, gathered: Gathered) -> list[str]:
    """What of the year is published, and which figures of the year before it is compared with."""
    lines = revisions.in_words(gathered.edition, gathered.revised, dataset.municipality, dataset.year)
    occasion = revisions.occasion(dataset)
    return [*lines, f"Vergleich mit {occasion.year_before}: {occasion.before_is}"] if occasion.before_is else lines


def _withheld(dataset: Dataset) -> str:
    """How many changes are not in changes.csv, because no title was published."""
    if MONITORING not in dataset.parts:
        return ""
    rows = changes(dataset.measures, dataset.goals, year=dataset.year, renumbered=dataset.renumbered)
    number = len(rows) - len(public_changes(rows, dataset))
    return f"{integer(number)} von {integer(len(rows))} Veränderungen, ohne veröffentlichten Titel" if number else ""


def _number(number: int, noun: Noun) -> str:
    return f"{integer(number)} {noun.plural}" if number > 1 else counted(number, noun)


def _content(paths: Iterable[str]) -> list[str]:
    public = [path for path in paths if not path.startswith("internal/")]
    charts = sum(path.endswith(".vl.json") for path in public)
    tables = [path for path in public if "/" not in path]
    named = [*tables, *([f"{integer(charts)} Diagramme unter charts"] if charts else [])]
    return [join(named)] if named else []


def _kept(path: str, beside: str) -> str:
    if beside:
        return f"{path} wurde von Hand geändert und bleibt; der neue Stand liegt daneben: {beside}"
    return f"{path} wurde von Hand geändert und bleibt, obwohl die Datei nicht mehr erzeugt wird"


def _block(heading: str, lines: Sequence[str]) -> list[str]:
    heads = [f"{heading}:", *[""] * (len(lines) - 1)]
    return [f"  {head:<{_WIDTH}}{line}" for head, line in zip(heads, lines, strict=True)]
