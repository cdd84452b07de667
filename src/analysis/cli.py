"""The command `monitoring`: arguments in, messages out.

Nothing heavy is imported before it is needed: help and usage errors come at once.
"""

import argparse
import io
import os
import sys
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NoReturn

from analysis.errors import DataError

DONE, INCOMPLETE, NOTHING = 0, 1, 2

# argparse looks its own words up through gettext; a catalogue file would be the only other way.
_GERMAN = {
    "usage: ": "Aufruf: ",
    "positional arguments": "Angaben",
    "options": "Optionen",
    "show this help message and exit": "diese Hilfe zeigen",
    "unrecognized arguments: %s": "unbekannte Angabe: %s",
    "the following arguments are required: %s": "es fehlt: %s",
    "argument %(argument_name)s: %(message)s": "%(argument_name)s: %(message)s",
    "invalid choice: %(value)r (choose from %(choices)s)": "%(value)r gibt es nicht; möglich sind: %(choices)s",
    "invalid %(type)s value: %(value)r": "%(value)r ist keine ganze Zahl",
    "expected one argument": "dahinter fehlt eine Angabe",
    "expected at least one argument": "dahinter fehlt mindestens eine Angabe",
    "ambiguous option: %(option)s could match %(matches)s": "%(option)s ist nicht eindeutig: %(matches)s",
    "not allowed with argument %s": "nicht zusammen mit %s",
    "ignored explicit argument %r": "%r gehört nicht hierher",
    "%(prog)s: error: %(message)s\n": "%(prog)s: %(message)s (Hilfe: %(prog)s --help)\n",
}


class _Parser(argparse.ArgumentParser):
    """A usage error is one line, as every other error is."""

    def error(self, message: str) -> NoReturn:
        self.exit(NOTHING, f"{self.prog}: {message} (Hilfe: {self.prog} --help)\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns the exit status. Errors go to standard error in one line."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        options = _parser().parse_args(arguments)
    except SystemExit as stop:
        return int(stop.code or 0)
    try:
        _finish_interrupted(options)
        status = options.command(options)
        sys.stdout.flush()
        return status
    except DataError as error:
        message = str(error)
    except BrokenPipeError:  # whoever reads what is said (head, less) has had enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except KeyboardInterrupt:
        message = "Abgebrochen."
    except Exception as error:  # noqa: BLE001 - whatever it is, the user gets one line; --debug shows the rest
        message = (
            f"Unerwarteter Fehler: {type(error).__name__}: {' '.join(str(error).split())} (Einzelheiten mit --debug)"
        )
    if options.debug:
        traceback.print_exc()
    print(f"Fehler: {message}", file=sys.stderr)
    return NOTHING


def _parser() -> _Parser:
    argparse._ = lambda text: _GERMAN.get(text, text)  # type: ignore[attr-defined]
    parser = _Parser(
        prog="monitoring",
        description="Jahresauswertung eines Nachhaltigkeitsmonitorings: vom Export zu Zahlen und Diagrammen.",
    )
    _add_common(parser, data="data", outputs="outputs", debug=False)
    commands = parser.add_subparsers(title="Befehle", metavar="BEFEHL", required=True, parser_class=_Parser)

    def command(
        name: str, function: Callable[[argparse.Namespace], int] | None, text: str, *, to: Any = commands
    ) -> argparse.ArgumentParser:
        added = to.add_parser(name, help=text, description=text)
        # Left out behind the command, these stay as they were given before it.
        _add_common(added, data=argparse.SUPPRESS, outputs=argparse.SUPPRESS, debug=argparse.SUPPRESS)
        added.set_defaults(command=function)
        return added

    run = command("run", _run, "Einlesen, Notebooks, Zahlen und Diagramme: der ganze Jahreslauf.")
    run.add_argument("municipalities", nargs="*", metavar="KOMMUNE", help="Ordner unter data/raw (Vorgabe: alle)")
    run.add_argument("--year", type=int, metavar="JAHR", help="Berichtsjahr (Vorgabe: das neueste)")
    run.add_argument(
        "--jobs", type=_at_least_one, metavar="N", help="so viele Notebooks zugleich (Vorgabe: nach der Zahl der Kerne)"
    )
    run.add_argument(
        "--scheduler",
        metavar="ADRESSE",
        default="",
        help="auf einem Dask-Cluster rechnen, zum Beispiel tcp://rechner:8786",
    )
    run.add_argument(
        "--only", metavar="LAUF", help="nur diesen Lauf, zum Beispiel 02_overview, 03_field_4 oder 03_field"
    )
    run.add_argument("--force", action="store_true", help="alles neu rechnen, auch wenn sich nichts geändert hat")
    run.add_argument(
        "--plain",
        action="store_true",
        help="mit papermills eigenen Kerneln statt vorgewärmten: langsamer, sonst gleich",
    )
    run.add_argument(
        "--list", action="store_true", help="Kommunen, Jahre mit ihrem Stand und Läufe zeigen, nichts rechnen"
    )

    check = command("check", _check, "Exporte prüfen: Befunde je Zelle; schreibt nichts.")
    check.add_argument("files", nargs="+", type=Path, metavar="DATEI", help="Export der Monitoring-Tabelle")
    check.add_argument("--strategy", type=Path, metavar="DATEI", help="strategy.toml (Vorgabe: neben dem Export)")
    check.add_argument("--format", choices=["text", "json"], default="text", help="Ausgabe (Vorgabe: text)")
    check.add_argument("--explain", action="store_true", help="zeigen, wie Blätter und Spalten verstanden wurden")

    new = command("new", _new, "Eine strategy.toml aus einem Export entwerfen; eine vorhandene bleibt, wie sie ist.")
    new.add_argument("municipality", metavar="KOMMUNE", help="Ordner unter data/raw")
    new.add_argument(
        "--from",
        dest="files",
        nargs="+",
        type=Path,
        required=True,
        metavar="DATEI",
        help="Exporte, der neueste zuletzt",
    )

    audit = command("audit", _audit, "Einen geschriebenen Bericht gegen sich selbst und gegen die Daten prüfen.")
    audit.add_argument("file", type=Path, metavar="DATEI", help="Bericht als .docx, .pdf, .md oder .txt")
    audit.add_argument("--municipality", metavar="KOMMUNE", help="Ordner unter data/raw (Vorgabe: nur der Text selbst)")
    audit.add_argument("--year", type=int, metavar="JAHR", help="Berichtsjahr (Vorgabe: das neueste)")
    audit.add_argument("--format", choices=["text", "json"], default="text", help="Ausgabe (Vorgabe: text)")
    audit.add_argument(
        "--to", type=Path, metavar="DATEI", help="markierte Kopie: .docx mit Kommentaren, bei anderen Berichten .html"
    )

    answers = command("answers", _answers, "Beantwortete Rückfragen in Einträge für corrections.toml umwandeln.")
    answers.add_argument("file", type=Path, metavar="DATEI", help="findings.xlsx mit ausgefüllten Antworten")
    answers.add_argument("--municipality", required=True, metavar="KOMMUNE", help="Ordner unter data/raw")
    answers.add_argument("--to", type=Path, metavar="DATEI", help="dort anfügen (Vorgabe: nur zeigen)")

    template = command(
        "template", _template, "Vorlage für das nächste Jahr: die Tabelle des Vorjahrs, fortgeschrieben."
    )
    template.add_argument("municipality", metavar="KOMMUNE", help="Ordner unter data/raw")
    template.add_argument("--year", type=int, required=True, metavar="JAHR", help="Berichtsjahr der Vorlage")
    template.add_argument("--to", type=Path, required=True, metavar="DATEI", help="neue Arbeitsmappe (.xlsx)")
    template.add_argument(
        "--part",
        choices=("monitoring", "scoring", "procurement"),
        default="monitoring",
        help="Monitoring-Tabelle (Vorgabe), Bewertungsraster oder Beschaffung",
    )

    publish = command(
        "publish", _publish, "Die Zahlen eines Jahres als Ausgabe festhalten, wie sie veröffentlicht sind."
    )
    publish.add_argument("municipality", metavar="KOMMUNE", help="Ordner unter data/raw")
    publish.add_argument("--year", type=int, required=True, metavar="JAHR", help="Berichtsjahr")
    publish.add_argument(
        "--figures", type=Path, metavar="DATEI", help="figures.csv eines früher gedruckten Berichts statt des Laufs"
    )
    _add_slides(command)
    return parser


def _add_common(parser: argparse.ArgumentParser, *, data: str, outputs: str, debug: bool | str) -> None:
    """The options that every command takes, before its name or behind it."""
    parser.add_argument(
        "--data",
        metavar="ORDNER",
        default=data,
        help="Ordner mit den Exporten, oder Adresse in einem Speicher wie s3://… (Vorgabe: data)",
    )
    parser.add_argument(
        "--outputs",
        metavar="ORDNER",
        default=outputs,
        help="Ordner für die Ergebnisse, oder Adresse in einem Speicher (Vorgabe: outputs)",
    )
    parser.add_argument(
        "--debug", action="store_true", default=debug, help="bei Fehlern die technischen Einzelheiten zeigen"
    )


def _add_slides(add: Callable[..., argparse.ArgumentParser]) -> None:
    slides = add("slides", None, "Präsentationen mit unseren Diagrammen prüfen und erneuern.")
    of_slides = slides.add_subparsers(title="Befehle", metavar="BEFEHL", required=True, parser_class=_Parser)
    text = "Zeigen die Diagramme einer Präsentation noch die Zahlen ihres Jahres? Schreibt nichts in die Datei."
    check = add("check", _slides_check, text, to=of_slides)
    check.add_argument("files", nargs="+", type=Path, metavar="DATEI", help="Präsentation (.pptx)")
    check.add_argument("--format", choices=["text", "json"], default="text", help="Ausgabe (Vorgabe: text)")
    text = "Eine Kopie der Präsentation mit den Zahlen eines anderen Jahres; was von Hand geändert wurde, bleibt."
    renew = add("renew", _slides_renew, text, to=of_slides)
    renew.add_argument("file", type=Path, metavar="DATEI", help="Präsentation (.pptx); sie selbst bleibt, wie sie ist")
    renew.add_argument("--to", type=Path, required=True, metavar="NEU", help="neue Präsentation; darf es nicht geben")
    renew.add_argument("--year", type=int, metavar="JAHR", help="Berichtsjahr (Vorgabe: das neueste)")
    renew.add_argument(
        "--municipality",
        metavar="KOMMUNE",
        help="nur deren Diagramme; zeigt die Präsentation keine von ihr, werden alle auf sie umgestellt",
    )


def _at_least_one(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError("muss mindestens 1 sein")
    return int(text)


def _finish_interrupted(options: argparse.Namespace) -> None:
    """Before anything else: what a command that was broken off has left half in place becomes whole."""
    from analysis.storage import exchange, placing, workplace

    data, outputs = workplace.address(options.data), workplace.address(options.outputs)
    lines = placing.finish_interrupted(outputs) if isinstance(outputs, Path) else []
    lines += exchange.finish_interrupted(data / "published") if isinstance(data, Path) else []
    for line in lines:
        print(line, file=sys.stderr)


def _run(options: argparse.Namespace) -> int:
    from analysis import batch

    if options.list:
        print(batch.listing(options.municipalities, data=options.data, outputs=options.outputs))
        return DONE
    return batch.run(
        options.municipalities,
        year=options.year,
        data=options.data,
        outputs=options.outputs,
        jobs=options.jobs,
        scheduler=options.scheduler,
        only=options.only,
        force=options.force,
        plain=options.plain,
        debug=options.debug,
    )


def _check(options: argparse.Namespace) -> int:
    from analysis import intake
    from analysis.office import check_report

    try:
        checked = intake.check(options.files, options.strategy, explain=options.explain)
    except DataError:
        if options.format == "json":
            print("[]")
        raise
    if options.explain:
        print(checked.explanation, end="\n\n", file=sys.stderr if options.format == "json" else sys.stdout)
    report = check_report.as_json if options.format == "json" else check_report.as_text
    print(report(checked.findings))
    return INCOMPLETE if (checked.findings["severity"] == "error").any() else DONE


def _audit(options: argparse.Namespace) -> int:
    from analysis import intake
    from analysis.audit import audit, marked, telling
    from analysis.storage import places, workplace

    dataset = None
    try:
        if options.year is not None and not options.municipality:
            raise DataError("--year gilt den Daten einer Kommune; bitte auch --municipality angeben.")
        if options.municipality:
            places.check_name(options.municipality)
            with workplace.data_of(options.municipality, workplace.address(options.data)) as data:
                dataset = intake.load(options.municipality, year=options.year, data=data)
        audited = audit(options.file, dataset)
        if options.to:
            marked.write(audited, options.to)
    except DataError:
        if options.format == "json":
            print("[]")
        raise
    print(telling.as_json(audited) if options.format == "json" else telling.as_text(audited))
    return INCOMPLETE if audited.wrong else DONE


def _answers(options: argparse.Namespace) -> int:
    from analysis.office import answers
    from analysis.office import entries as register
    from analysis.storage import places, workplace

    places.check_name(options.municipality)
    with workplace.data_of(options.municipality, workplace.address(options.data)) as data:
        file = _made_before(options.file, options.municipality, options.outputs)
        read = answers.read(file, municipality=options.municipality, data=data)
    if options.to:
        read = register.add(options.to, read)
        print(f"{options.to}: Einträge angefügt: {len(read.entries)}; Angaben bestätigt: {read.confirmed}.")
    elif read.entries:
        print(read.toml, end="")
    for line in (*read.notes, *read.problems):
        print(line, file=sys.stderr)
    return INCOMPLETE if read.problems else DONE


def _made_before(file: Path, municipality: str, outputs: str) -> Path:
    """The file; one that is named alone and does not lie here is the newest of that name among the outputs."""
    from analysis.storage import workplace

    root = workplace.address(outputs)
    if file.exists() or file.name != str(file) or not isinstance(root, Path):
        return file
    return max((root / municipality).glob(f"[0-9][0-9][0-9][0-9]/internal/{file.name}"), default=file)


def _new(options: argparse.Namespace) -> int:
    from analysis.intake import proposal
    from analysis.storage import places

    places.check_name(options.municipality)
    target = places.raw_folder(options.data, options.municipality) / "strategy.toml"
    if target.exists():
        raise DataError("gibt es schon und wird nicht überschrieben; bitte dort weiterarbeiten.", target)
    text = proposal.draft(options.municipality, options.files)
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("x", encoding="utf-8", newline="\n") as file:
        file.write(text)
    left = sum(proposal.TO_DO in line for line in text.splitlines()[2:])
    print(f"{target}: Entwurf geschrieben; noch auszufüllen: {left} (im Text mit „{proposal.TO_DO}“ bezeichnet).")
    return DONE


def _template(options: argparse.Namespace) -> int:
    from analysis.office import part_template, template
    from analysis.storage import places, workplace

    places.check_name(options.municipality)
    wanted = options.municipality, options.year, options.to
    with workplace.data_of(options.municipality, workplace.address(options.data)) as data:
        if options.part == "monitoring":
            written = template.roll_forward(*wanted, data=data)
        else:
            written = part_template.roll_forward(options.part, *wanted, data=data)
    print(f"{written}: Vorlage für das Berichtsjahr {options.year}.")
    return DONE


def _publish(options: argparse.Namespace) -> int:
    from datetime import date
    from functools import partial

    from analysis import editions, german
    from analysis.runs import documents
    from analysis.storage import places, workplace

    municipality, year = options.municipality, options.year
    places.check_name(municipality)
    source, target = workplace.address(options.data), workplace.address(options.outputs)
    try:
        with workplace.data_of(municipality, source) as data:
            if options.figures:
                edition = editions.bring_in(municipality, year, options.figures, data=data)
            else:
                with workplace.outputs_of(target, municipality, str(year)) as outputs:
                    draw = partial(documents.as_published, municipality, year, data)
                    edition = editions.freeze(municipality, year, data=data, outputs=outputs, draw=draw)
    except editions.NothingToPublish as nothing:
        print(f"Nichts veröffentlicht: {nothing}", file=sys.stderr)
        return INCOMPLETE
    cutoff = german.short_date(date.fromisoformat(edition.cutoff))
    kept = ", ".join(sorted({name.split("/")[0] for name in edition.files}))
    print(
        f"{options.municipality} {edition.year}: Ausgabe {edition.edition}, Stichtag {cutoff}, festgehalten: "
        f"{kept}. Der nächste Lauf trägt kein „Entwurf“ mehr."
    )
    return DONE


def _slides_check(options: argparse.Namespace) -> int:
    from analysis.publish.slides import reports, states

    rows, unreadable = [], False
    for file in options.files:
        try:
            rows.append((file, states.check(file, options.data)))
        except DataError as error:
            unreadable = True
            print(f"Fehler: {error}", file=sys.stderr)
    print(reports.as_json(rows) if options.format == "json" else reports.as_text(rows))
    if unreadable:
        return NOTHING
    return DONE if all(row.state == states.CURRENT for _, of_file in rows for row in of_file) else INCOMPLETE


def _slides_renew(options: argparse.Namespace) -> int:
    from analysis.publish.slides import renewal
    from analysis.storage import places

    if options.municipality:
        places.check_name(options.municipality)
    report = renewal.renew(
        options.file, options.to, data=options.data, year=options.year, municipality=options.municipality
    )
    print("\n".join([*report.lines, f"{options.to}: {report.summary}"]))
    return INCOMPLETE if report.stayed else DONE
