"""What a column heading says: what it gives, of which level, of which time, and how surely.

German headings have a head: the last word of a compound (Maßnahmen|nummer) and the word before „der“, „des“,
„für“ (Art der Maßnahme, Stand der Umsetzung). A phrase that is the whole heading speaks for certain, one that
is its head nearly so, one that merely occurs in it hardly at all: „Federführende Stelle“ does not end in „Ende“.
"""

import datetime as dt
import re
from dataclasses import dataclass
from functools import lru_cache

from analysis.intake.dating import times_in
from analysis.intake.values import clean

Phrases = frozenset[tuple[str, float]]
MAX_HEADING = 90
WHOLE, HEAD, FIRST, COMPOUND, INSIDE = 1.0, 0.9, 0.8, 0.5, 0.3  # how surely a phrase speaks by its place in the heading
UPPER_LINE = 0.35  # what a group's heading above says of a column that has words of its own

LEVELS = {
    "field": r"(?:handlungs|themen|aktions|massnahmen|wirkungs|aufgaben|politik)feld\w*|hf"
    r"|(?:handlungs|themen)?schwerpunkt\w*"
    r"|(?:handlungs|themen|aktions)bereich\w*|themen(?:gebiet|block|komplex|cluster)\w*",
    "strategic_goal": r"strategische\w*|oberziele?|leitziele?|hauptziele?|sz",
    "goal": r"operative\w*|teilziele?|unterziele?|handlungsziele?|oz|ziele?s?",
    "measure": r"massnahmen?|massn|projekte?s?|aktivitäte?n?|vorhabens?|einzelmassnahmen?|teilmassnahmen?|aufgaben?|m",
}
_LEVEL = {name: re.compile(pattern) for name, pattern in LEVELS.items()}
# A level as the first part of a compound: Ziel|nummer, Projekt|titel.
_LEVEL_PART = {
    "measure": re.compile(r"(?:massnahmen?|massn|projekt|vorhaben|aktivitäts|aufgaben?)(?=\w{2})"),
    "goal": re.compile(
        r"(?:ziel|oz)(?=(?:nr|nummer|id|titel|text|bezeichnung|beschreibung|formulierung|stand|status|name)\b)"
    ),
    "field": re.compile(r"(?:handlungsfeld|hf)(?=(?:nr|nummer|titel|bezeichnung|name)\b)"),
}
PREVIOUS = re.compile(
    r"\b(?:vorjahr\w*|letzte[sn]? jahr\w*|vorherig\w*|vorige\w*|bisherig\w*|bisher|alt|alte[rsn]?|letztjähr\w*|zuletzt"
    r"|ursprünglich\w*|vorperiode|vorbericht|letzter (?:bericht|stand)|vor jahresfrist)\b"
)
WISHED = re.compile(
    r"\b(?:soll|angestrebt\w*|zielstatus|zielzustand|geplanter? (?:status|stand|umsetzungsstand)|erwartet\w*|planwert"
    r"|plan|planung|prognose|wunsch\w*|ausblick|sollstatus|sollstand)\b"
)
ACTUAL = re.compile(r"\b(?:ist|aktuell\w*|derzeitig\w*|gegenwärtig\w*|jetzt|neu|neue[rs]?|heute|tatsächlich\w*)\b")
RUNNING = re.compile(r"\b(?:lfd|lauf|laufende)\b")
_SPLIT = frozenset(
    re.findall(r"\S+", """der des von vom für zur zum bei mit nach laut lt gemäss durch an am auf aus in im über""")
)
_FILLER = frozenset(re.findall(r"\S+", """die das den dem ein eine einen und bzw oder bitte je pro ggf ca in %"""))
_NEUTRAL = re.compile(
    r"umzusetzen|umgesetzt|ordnungs|gliederungs|register|identifikations|vorgangs|umsetzungs?|bearbeitungs?|realisierungs?|durchführungs?|ist|gesamt|haupt|kurz|lang|projekt|massnahmen?|jahres|"
    r"operative[rs]?|aktuelle[rsn]?|aktuell|derzeitige[rsn]?|gegenwärtige[rsn]?|neue[rs]?|neu|jeweilige[rs]?|berichts|"
    r"interne[rs]?|offizielle[rs]?|voraussichtliche[rsn]?|vorauss|geplante[rsn]?|genaue[rs]?|vorgesehene[rsn]?|"
    r"tatsächliche[rs]?|allgemeine[rsn]?|eindeutige|laufzeit|zeit|end|erster?|letzte[rs]?"
)
# A word parted at a line end, in capitals too; what follows an abbreviation (CO2-⏎Minderung) is a word of its own.
_HYPHENATED = re.compile(r"(?<=\w)[-\u00ad]\s*\n\s*(?=[a-zäöüß])|(?<=[A-ZÄÖÜ]{2})[-\u00ad]\s*\n\s*(?=[A-ZÄÖÜ]{2})")
_FOOTNOTE = re.compile(r"(?<=\S)\s?[¹²³⁰-⁹*†‡]+(?=\s|$)")
_SAYS_NOTHING = frozenset(
    re.findall(r"\S+", """was wie wann wo wer wohin womit warum läuft weit wieviel x nn neu spalte""")
)


@dataclass(frozen=True)
class Line:
    """One line of a heading: its words without level, time and filler; the phrases are looked up in `core`."""

    core: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    previous: bool = False
    wished: bool = False
    actual: bool = False
    running: bool = False
    times: tuple[dt.date, ...] = ()
    years: tuple[int, ...] = ()


@dataclass(frozen=True)
class Heading:
    """A column's heading, its lines from top to bottom; "" and no lines where it says nothing."""

    text: str = ""
    lines: tuple[Line, ...] = ()

    def strength(self, phrases: Phrases) -> float:
        """How surely the heading says one of the phrases, from 0 to 1; "@goal" is the bare name of a level."""
        if not self.lines:
            return 0.0
        lowest = self.lines[-1]
        above = UPPER_LINE if any(lowest.core) else WHOLE
        return max([_strength(lowest, phrases), *(above * _strength(line, phrases) for line in self.lines[:-1])])

    @property
    def level(self) -> str:
        """The level it speaks of, by its lowest line that names just one; "" for none."""
        return next((line.levels[0] for line in reversed(self.lines) if len(set(line.levels)) == 1), "")

    @property
    def previous(self) -> bool:
        return any(line.previous for line in self.lines)

    @property
    def wished(self) -> bool:
        return any(line.wished for line in self.lines)

    @property
    def actual(self) -> bool:
        return any(line.actual for line in self.lines)

    @property
    def running(self) -> bool:
        return any(line.running for line in self.lines)

    @property
    def time(self) -> dt.date | None:
        """The day whose state the column gives, of the lowest line that names one."""
        return next((max(line.times) for line in reversed(self.lines) if line.times), None)

    @property
    def years(self) -> tuple[int, ...]:
        return next((line.years for line in reversed(self.lines) if line.years), ())

    @property
    def has_words(self) -> bool:
        """True where the heading plainly names something: a word that is neither a level nor a question."""
        return any(
            len(word) > 2 and word not in _SAYS_NOTHING and not word.isdigit()
            for line in self.lines
            for core in line.core
            for word in core.split()
        )


def phrases(sure: str = "", likely: str = "", perhaps: str = "") -> Phrases:
    """Phrases parted by |, in the words of `Line.core`, by how surely they name a role (1, 0.8 and 0.5)."""
    graded = ((sure, 1.0), (likely, 0.8), (perhaps, 0.5))
    return frozenset((phrase, grade) for text, grade in graded for phrase in text.split("|") if phrase)


def plain(text: str) -> str:
    """A heading on one line, words that were hyphenated at a line end joined, without footnote marks.

    Of „Maßnahmen[Status]“, as Power BI names a column, the column.
    """
    joined = " ".join(_HYPHENATED.sub("", text).split())
    joined = "Nr." if joined in ("#", "Nr", "№") else joined
    column = re.fullmatch(r"[\w' ]+\[(?P<column>[^\[\]]+)\]", joined)
    return _FOOTNOTE.sub("", column.group("column") if column else joined)


def heading(lines: list[str]) -> Heading:
    """The heading of a column whose header cells, from top to bottom, hold these lines."""
    joined = re.sub(r"(?<=\w)-\n(?=[a-zäöüß])", "", "\n".join(dict.fromkeys(plain(line) for line in lines)))
    texts = [text for text in joined.split("\n") if text]
    return Heading(" – ".join(texts), tuple(_line(text) for text in texts))


@lru_cache(maxsize=20_000)
def _line(text: str) -> Line:
    said = clean(text).casefold().replace("ß", "ss")
    if not said or len(said) > MAX_HEADING:
        return Line(core=(said[:40],) if said else ())
    times, years, said = times_in(said)
    main = re.sub(r"[(\[][^()\[\]]*[)\]]", " ", said)
    main = main if re.search(r"\w", main) else said
    words = re.sub(r"[^\w%]+", " ", said)
    flags: dict[str, bool] = {
        "previous": bool(PREVIOUS.search(words)),
        "wished": bool(WISHED.search(words)),
        "actual": bool(ACTUAL.search(words)),
        "running": bool(RUNNING.search(words)),
    }
    cores: list[str] = []
    levels: list[str] = []
    for part in re.split(r"\s*[/|]\s*|\s+–\s+|:\s+|,\s+|\s+und\s+|\s+bzw\.?\s+|\s&\s", main):
        core, named = _core(part)
        if core or named:
            cores.append(core)
        levels += named
    return Line(core=tuple(cores), levels=tuple(levels), times=times, years=years, **flags)


def _core(part: str) -> tuple[str, list[str]]:
    """The words of a part without levels and fillers, and the levels that it names."""
    tokens = [token for token in re.split(r"[^\w%]+", part) if token]
    kept: list[str] = []
    levels: list[str] = []
    for token in tokens:
        level = next((name for name, pattern in _LEVEL.items() if pattern.fullmatch(token)), "")
        if level:
            if not (level == "goal" and levels[-1:] == ["strategic_goal"]):  # strategisches Ziel, operatives Ziel
                levels += [level] if levels[-1:] != [level] else []
            continue
        for name, pattern in _LEVEL_PART.items():
            if match := pattern.match(token):
                levels.append(name)
                token = token[match.end() :]
                break
        if token not in _FILLER:
            kept.append(token)
    while kept and kept[0] in _SPLIT and len(kept) == 1:
        kept.pop()
    while kept and kept[-1] in _SPLIT and kept[-1] not in ("bis", "durch", "am"):
        kept.pop()
    if not kept and len(set(levels)) > 1 and any(token in _SPLIT for token in tokens):
        return " ".join(tokens), []  # „Ziel der Maßnahme“: neither of them
    return " ".join(kept), levels


@lru_cache(maxsize=256)
def _grades(phrases: Phrases) -> dict[str, float]:
    return dict(phrases)


@lru_cache(maxsize=100_000)
def _core_strength(core: str, phrases: Phrases) -> float:
    known = _grades(phrases)
    if core in known:
        return WHOLE * known[core]
    tokens = core.split()
    cut = next((n for n, token in enumerate(tokens) if n and token in _SPLIT), len(tokens))
    head, tail = tokens[:cut], tokens[cut:]
    best = 0.0
    for start in range(len(head)):  # the shorter the end of the head that is a phrase, the more stands before it
        if (phrase := " ".join(head[start:])) in known:
            sure = HEAD if all(_NEUTRAL.fullmatch(token) for token in head[:start]) else COMPOUND
            best = max(best, sure * known[phrase])
    if head[1:] and head[0] in known:  # „Anmerkung Fachamt“: of two nouns side by side the first is the head
        best = max(best, FIRST * known[head[0]])
    last = head[-1] if head else ""
    for length in range(3, len(last)):
        if (grade := known.get(last[-length:])) is not None:
            before = last[:-length]
            sure = HEAD if _NEUTRAL.fullmatch(before) else COMPOUND if len(before) > 4 else 0.0
            best = max(best, sure * grade)
    return max([best, *(INSIDE * known[token] for token in {*head[:-1], *tail} if token in known)])


@lru_cache(maxsize=100_000)
def _strength(line: Line, phrases: Phrases) -> float:
    best = max((_core_strength(core, phrases) for core in line.core if core), default=0.0)
    if "" in line.core:
        best = max([best, *(_grades(phrases).get(f"@{level}", 0.0) for level in line.levels)])
    return best
