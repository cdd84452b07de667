"""The words by which running text says a level, a status, a horizon or a time schedule."""

import re
from typing import Final

GOAL, MEASURE, STRATEGIC = "goal", "measure", "strategic_goal"
ALL: Final = 0  # all fields

_LEVELS: Final = {
    STRATEGIC: re.compile(r"\bstrategische[nrs]?\s+Ziel\w*"),
    GOAL: re.compile(
        r"\b(?:operative[nrs]?\s+Ziel\w*|Operationsziel\w*)"
        r"|(?<!strategischen )(?<!strategische )(?<!strategisches )\bZiele?n?\b(?!setzung|gruppe|wert|jahr)"
    ),
    MEASURE: re.compile(r"\bMaßnahmen?\b(?!-)"),
}
# The words of running text; cells of a table are read by the spellings of analysis.vocabulary.
_WORDS: Final[dict[str, list[tuple[str, str, str]]]] = {
    GOAL: [
        ("status", "not_started", r"(?:noch )?nicht (?:begonnen|gestartet|angefangen|angegangen)\w*"),
        ("status", "!completed", r"(?:noch )?nicht (?:vollständig )?(?:abgeschlossen|umgesetzt|erreicht|erfüllt)\w*"),
        ("status", "advanced", r"(?:weit )?fortgeschritten\w*"),
        ("status", "completed", r"(?:abgeschlossen|umgesetzt|erreicht|erfüllt|erledigt)(?:e[nmrs]?)?"),
        ("status", "started", r"(?:begonnen|gestartet|angelaufen|angefangen)(?:e[nmrs]?)?"),
    ],
    MEASURE: [
        (
            "schedule",
            "delayed",
            r"nicht (?:mehr )?(?:\w+ )?(?:im|in dem) (?:\w+ )?Zeitplan|außerhalb des Zeitplan\w*|verzögert\w*"
            r"|i[nm] Verzug|hinter dem Zeitplan",
        ),
        ("schedule", "not_assessed", r"keine (?:Aussage|Einschätzung|Angaben?)\b"),
        (
            "schedule",
            "on_schedule",
            r"(?:im|innerhalb des|in dem) (?:vorgesehenen |geplanten |gesetzten )?Zeitplan\w*|planmäßig\w*",
        ),
        ("status", "!completed", r"(?:noch )?nicht (?:vollständig )?(?:abgeschlossen|umgesetzt)\w*"),
        ("status", "!discarded", r"nicht verworfen\w*"),
        (
            "status",
            "discarded",
            r"verworfen\w*|nicht (?:weiter ?verfolgt|weitergeführt)\w*|gestrichen\w*|aufgegeben\w*",
        ),
        ("status", "completed", r"(?:abgeschlossen|umgesetzt|fertiggestellt|erledigt|realisiert)(?:e[nmrs]?)?"),
        (
            "status",
            "in_progress",
            r"(?:in|während) (?:der )?(?:laufenden )?Umsetzung(?:sphase)?|in (?:der )?(?:Umsetzungsphase|Bearbeitung"
            r"|Durchführung)|Umsetzungsphase",
        ),
        ("status", "planned", r"in (?:der )?(?:Planung|Planungsphase|Vorbereitung)|geplant(?:e[nmrs]?)?|Planungsphase"),
        ("status", "idea", r"Ideen?(?:status|phase|stadium)?\b"),
        ("horizon", "short", r"kurzfristig\w*"),
        ("horizon", "medium", r"mittelfristig\w*"),
        ("horizon", "long", r"langfristig\w*"),
        ("horizon", "ongoing", r"fortlaufend\w*|dauerhaft\w*|Daueraufgabe\w*"),
    ],
}
_COMPILED: Final = {
    level: [(dimension, category, re.compile(rf"\b(?:{words})", re.IGNORECASE)) for dimension, category, words in rows]
    for level, rows in _WORDS.items()
}


def categories(text: str, level: str) -> list[tuple[int, int, str, str]]:
    """The conditions that a stretch of text names: (start, end, dimension, category), in order."""
    found: list[tuple[int, int, str, str]] = []
    for dimension, category, pattern in _COMPILED.get(level, []):
        for match in pattern.finditer(text):
            if not any(start < match.end() and match.start() < end for start, end, *_ in found):
                found.append((match.start(), match.end(), dimension, category))
    return sorted(found)


def level_words(text: str) -> list[tuple[int, str]]:
    """Where a text says strategische Ziele, operative Ziele or Maßnahmen: (start, level), in order."""
    found: dict[int, str] = {}
    for level, pattern in _LEVELS.items():
        for match in pattern.finditer(text):
            found.setdefault(match.start(), level)
    return sorted(found.items())
