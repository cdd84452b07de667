"""What is to be done about each kind of error."""

from dataclasses import dataclass
from typing import Final

from analysis.errors import Kind


@dataclass(frozen=True)
class Advice:
    """The German name of a kind of error, what to do, whether to repeat the one run only, and with which options."""

    name: str
    to_do: str
    only: bool = False
    options: str = ""


_TELL = "diese Seite an die Person geben, die die Auswertung technisch betreut"
ADVICE: Final = {
    Kind.DATA: Advice(
        "Angabe zu berichtigen",
        "Berichtigen, was die Meldung nennt: Tabelle, strategy.toml, corrections.toml, Ordner oder Aufruf. Dann "
        "wiederholen.",
    ),
    Kind.HELD: Advice(
        "Datei nicht zugänglich",
        "Die Datei in Excel und in jedem anderen Programm schließen, dann wiederholen. Ist sie nirgends geöffnet, "
        "fehlen die Rechte an Datei oder Ordner: bitte an die IT wenden.",
    ),
    Kind.DISK_FULL: Advice("Datenträger voll", "Auf dem Datenträger der Ergebnisse Platz schaffen, dann wiederholen."),
    Kind.STORE: Advice(
        "Ablage nicht erreichbar",
        "Prüfen, was die Meldung nennt: Netz, Adresse oder Zugangsdaten der Ablage. Dann wiederholen; hält es an: "
        "bitte an die IT wenden.",
    ),
    Kind.KILLED: Advice(
        "Abgebrochen, vermutlich zu wenig Arbeitsspeicher",
        f"Andere Programme schließen und nur diesen Lauf wiederholen. Bricht er wieder ab: {_TELL}.",
        only=True,
        options="--jobs 1",
    ),
    Kind.SLOW: Advice(
        "Zeitgrenze überschritten",
        "Andere Programme schließen und nur diesen Lauf wiederholen. Dauert er wieder zu lange: das Notebook mit "
        "„jupyter lab“ öffnen, in der Zelle der Parameter Kommune und Jahr eintragen und Zelle für Zelle ausführen; "
        f"dann {_TELL}.",
        only=True,
        options="--jobs 1",
    ),
    Kind.PARAMETERS: Advice(
        "Parameter passen nicht zum Notebook",
        "Im Notebook die Zelle der Parameter berichtigen: Name und Typ, wie die Meldung sie nennt. Dann wiederholen.",
        only=True,
    ),
    Kind.PROGRAM: Advice(
        "Fehler im Programm",
        "Vermutlich liegt es am Programm, nicht an der Tabelle. Der Befehl stellt den Fehler mit allen Einzelheiten "
        f"nach: seine Ausgabe und {_TELL}. Die übrigen Läufe gelten und können verwendet werden.",
        only=True,
        options="--debug",
    ),
}
