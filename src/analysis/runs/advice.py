"""An error in one German line → what to do about it, and the file and cell that it names."""

import re
from dataclasses import dataclass
from pathlib import PurePosixPath, PureWindowsPath


@dataclass(frozen=True)
class Advice:
    """A kind of error: its name, what to do, whether to repeat the one run only, and with which options."""

    kind: str
    to_do: str
    only: bool = False
    options: str = ""


_TELL = "diese Seite an die Person geben, die die Auswertung technisch betreut"
_DATA = Advice(
    "Angabe zu berichtigen",
    "Berichtigen, was die Meldung nennt: Tabelle, strategy.toml, corrections.toml, Ordner oder Aufruf. Dann "
    "wiederholen.",
)
_HELD = Advice(
    "Datei nicht zugänglich",
    "Die Datei in Excel und in jedem anderen Programm schließen, dann wiederholen. Ist sie nirgends geöffnet, fehlen "
    "die Rechte an Datei oder Ordner: bitte an die IT wenden.",
)
_FULL = Advice("Datenträger voll", "Auf dem Datenträger der Ergebnisse Platz schaffen, dann wiederholen.")
_KILLED = Advice(
    "Abgebrochen, vermutlich zu wenig Arbeitsspeicher",
    f"Andere Programme schließen und nur diesen Lauf wiederholen. Bricht er wieder ab: {_TELL}.",
    only=True,
    options="--jobs 1",
)
_SLOW = Advice(
    "Zeitgrenze überschritten",
    "Andere Programme schließen und nur diesen Lauf wiederholen. Dauert er wieder zu lange: das Notebook mit "
    "„jupyter lab“ öffnen, in der Zelle der Parameter Kommune und Jahr eintragen und Zelle für Zelle ausführen; "
    f"dann {_TELL}.",
    only=True,
    options="--jobs 1",
)
_PARAMETERS = Advice(
    "Parameter passen nicht zum Notebook",
    "Im Notebook die Zelle der Parameter berichtigen: Name und Typ, wie die Meldung sie nennt. Dann wiederholen.",
    only=True,
)
_PROGRAM = Advice(
    "Fehler im Programm",
    "Vermutlich liegt es am Programm, nicht an der Tabelle. Der Befehl stellt den Fehler mit allen Einzelheiten nach: "
    f"seine Ausgabe und {_TELL}. Die übrigen Läufe gelten und können verwendet werden.",
    only=True,
    options="--debug",
)
# The first that is found counts.
_KINDS = (
    (r"^PermissionError\b", _HELD),
    (r"^MemoryError\b|\bKilledWorker\b|\bBrokenProcessPool\b", _KILLED),
    (r"\bErrno 28\b|No space left on device|Datenträger .*voll|kein Speicherplatz", _FULL),
    (r"^(?:\w*Error|\w*Exception|(?:[A-Z][a-z]+){2,}):|Einzelheiten mit --debug", _PROGRAM),
    (r"geöffnet|gesperrt|schreibgeschützt|Schreibrecht|lässt sich nicht schreiben", _HELD),
    (r"nach \d+ (?:Sekunden|Minuten) (?:ohne Ergebnis|nicht fertig)|Zeitgrenze|Zeitlimit", _SLOW),
    (r"Kernel wurde beendet|Arbeitsprozess brach|Arbeitsspeicher|Speicher reichte nicht", _KILLED),
    (r"\bParameters?\b", _PARAMETERS),
)

# File names may hold blanks, so a file is only recognised where the program's messages name it: at
# their beginning, and the two files for one year behind their folder.
_FILE = r"[^:„“\"]*?\.(?:xlsx|xlsm|xls|xlsb|ods|toml)"
_FIRST_FILE = re.compile(rf"(?:[A-Za-z]:(?=[\\/]))?{_FILE}(?=[,:]| ist | fehlt)")
_TWO_FILES = re.compile(rf": ({_FILE}) und ({_FILE}) enthalten beide")
_ADDRESS = r"[A-Z]{1,3}[1-9]\d{0,6}\b"
_PLACE = re.compile(
    rf"Blatt „(?P<sheet>[^“\"]+)[“\"](?:, Zelle (?P<cell>{_ADDRESS}))?"
    rf"|\bin (?P<beside>[^!„“;:()]{{1,31}})!(?P<address>{_ADDRESS})"
    rf"|\bZelle (?P<alone>{_ADDRESS})"
)


def advise(said: str) -> Advice:
    """What to do about an error; the words in „…“ are the table's own and decide nothing."""
    own_words = re.sub(r"„[^“]*“", "„“", said)
    return next((advice for pattern, advice in _KINDS if re.search(pattern, own_words)), _DATA)


def places(said: str) -> list[str]:
    """The files, sheets and cells that a message names: „Monitoring_2025.xlsx, Blatt „HF 4“, Zelle D17"."""
    first, two = _FIRST_FILE.match(said), _TWO_FILES.search(said)
    files = list(two.groups()) if two else [_file_name(first[0])] if first else []
    named = []
    for match in _PLACE.finditer(said):
        sheet, cell = match["sheet"] or match["beside"], match["cell"] or match["address"] or match["alone"]
        named.append(", ".join([f"Blatt „{sheet}“"] * bool(sheet) + [f"Zelle {cell}"] * bool(cell)))
    if len(files) == 1 and named:
        return list(dict.fromkeys(f"{files[0]}, {place}" for place in named))
    return list(dict.fromkeys(files + named))


def _file_name(path: str) -> str:
    return PureWindowsPath(path).name if "\\" in path else PurePosixPath(path).name
