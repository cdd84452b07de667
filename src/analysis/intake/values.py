"""A cell's text → a code of a vocabulary. Nothing is guessed: what has two readings has none.

A text is understood in this order, and the first step that finds an answer ends the search:
1. it is a label or spelling of the vocabulary, but for case and white space (`exact`);
2. it is one once invisible characters, footnote marks, numbering and bracketed or dashed additions
   are taken off, and the addition does not speak against it (`normalised`);
3. all its parts between slashes say the same (`normalised`);
4. it is one letter, in long words two, from spellings of exactly one code (`normalised`).
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from rapidfuzz.distance import OSA

from analysis.vocabulary import MISSING_VALUES, OF_INDICATORS, OF_PARTS, SCHEDULE, UNKNOWN, VOCABULARIES, Vocabulary

How = Literal["exact", "normalised", "missing", "unknown"]

_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f"))
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\ue000-\uf8ff\ufffe\uffff]")
_DASHES = re.compile("[‐‑‒—―−-]")
_YES = ("✓", "✔", "☑", "x", "✅", "wahr")
_NO = ("✗", "✘", "❌", "falsch")
_FOOTNOTE = re.compile(r"(\s*(\*+|[¹²³⁰-⁹†‡✓✔]+|\[\d+\]|(?<=\s)\d\)|\(\d\)|(?<=[a-zß])\d\))|[.,;:!])+$")
_NUMBERING = re.compile(r"^\d+\s*[–.:)=]\s*|^[a-z]\)\s*|^\d+\s+(?=[a-zß])|^[•·▪■●○►>*]\s*")
_SYMBOL = re.compile(r"^[\u2190-\u2bff\U0001f000-\U0001faff\ufe0f\s]+|[\u2190-\u2bff\U0001f000-\U0001faff\ufe0f\s]+$")
_OPTION = re.compile(r"([☐☑☒✓✗□■])\s*([^☐☑☒✓✗□■]+)")
_AUXILIARY = re.compile(
    r"^(?:(?:die |diese )?(?:massnahme|projekt|umsetzung)\s+)?(?:ist|sind|wurde|wurden|befindet sich)\s+"
    r"|^(?:bereits|schon|derzeit|aktuell|zurzeit|momentan)\s+|\s+(?:worden)$"
)
_INFLECTED = re.compile(r"(?<=[a-z]{6})(?:e|er|es|en|em)$")
_WHEN = (
    r"(?:(?:seit|am|im|in|vom|ab|bis|ende|anfang|mitte|zum)\s+)*"
    r"(?:\d{1,2}\.\s?(?:\d{1,2}\.)?\s?|\d{1,2}/|[a-zä]+\s|q[1-4]/)?\d{2,4}"
)
_ADDITION = re.compile(
    r"\s*[(\[](?P<bracket>[^()\[\]]*)[)\]]\s*|\s+–\s+(?P<dash>.*)$|[:;,]\s+(?P<list>.*)$"
    rf"|\s+(?P<when>{_WHEN})$"
)
# An addition may say since when or why. What follows takes back what stands before it, so that nothing
# certain is left: of anything a doubt; of what is done or in time a part, a condition, a delay; of what
# is going on that it stopped. (In casefolded text ß is ss.)
_DOUBT = re.compile(r"\?|\b(aber|jedoch|wohl|vermutlich|evtl|ggf|eventuell|erst|oder|bzw)\b")
_NOT_WHOLLY = re.compile(
    r"%|teil|phase|grössten|überwieg|weitgehend|halb|bis auf|ausser|ausgenommen|ziel|soll|wenn|sobald|sofern|falls"
    r"|voraussichtlich|\bnoch\b|steht aus|aussteh|kaum|einschränk|rückstand|später|hinkt|risik|geplant|vorläufig"
    r"|\brest|offen|fast|nahezu|beinahe|\bnur\b|verzöger|verspät|verzug|\bbis\b|\bab\b"
)
_STOPPED = re.compile(
    r"nicht mehr|nicht möglich|gestoppt|eingestellt|zurückgestellt|ruht|pausier|unterbrochen|abgebrochen|ausgesetzt"
)
_WHOLE = ("completed", "on_schedule", "advanced")
_GOING_ON = ("idea", "planned", "in_progress", "started", "on_schedule")
_NEGATIVE = ("delayed", "discarded", "not_assessed", "not_started")
_NOT_YET = re.compile(r"\bnoch nicht\s+(\w+)")
_NEGATION = re.compile(r"\b(nicht|nein|kein\w*)\b")
# Words of their own that lie one or two letters from a spelling.
_OTHER_WORDS = """
    abgesetzt angesetzt ausgesetzt beigesetzt eingesetzt festgesetzt fortgesetzt ungesetzt angeschlossen
    aufgeschlossen ausgeschlossen beschlossen eingeschlossen entschlossen geschlossen fortgeschrieben
    besonnen gewonnen unbegonnen unerledigt ungeplant geplatzt unplanmäßig entworfen kein keine auslaufend
    verlaufend einplanung
"""
_OTHER_KEYS = frozenset(_OTHER_WORDS.casefold().split())
MAX_VALUE = 300


@dataclass(frozen=True)
class Reading:
    """What a cell says: the code, and how it was understood."""

    code: str
    how: How


def tidy(text: str) -> str:
    """NFC, invisible and control characters taken out, every white space one space."""
    if text.isprintable() and unicodedata.is_normalized("NFC", text):  # nearly always, and much faster
        return " ".join(text.split())
    text = re.sub(r"\s+", " ", unicodedata.normalize("NFC", text).translate(_INVISIBLE))
    return _CONTROL.sub("", text).strip()


def clean(text: str) -> str:
    """`tidy`, and every dash „–"."""
    return _DASHES.sub("–", tidy(text))


@lru_cache(maxsize=20_000)
def key(text: str) -> str:
    """Equal for two texts that differ by no more than case and white space."""
    return clean(text).replace(" ", "").casefold()


def read(vocabulary: Vocabulary, text: str, words: Mapping[str, str] | None = None) -> Reading:
    """Read a cell of a status, horizon or schedule column.

    `words` are the office's own words (text → code) and go before the vocabulary's.
    """
    return _read(vocabulary.name, text, tuple(sorted(words.items())) if words else ())


@lru_cache(maxsize=20_000)
def _read(name: str, text: str, words: tuple[tuple[str, str], ...]) -> Reading:
    spellings = _spellings(name, words)
    found = key(text)
    if not found:
        return Reading(UNKNOWN, "missing")
    if found in spellings:
        return _reading(spellings[found], "exact")
    if code := _without_umlauts(name, words).get(found):
        return _reading(code, "normalised")
    if len(text) > MAX_VALUE:
        return Reading(UNKNOWN, "unknown")
    joined = re.sub(r"(?<=\w)[-\u00ad\u2010]\s*\n\s*(?=[a-zäöüß])", "", text)
    lowered = clean(joined).casefold()
    if re.match(r"[✗✘❌☐□]", lowered) and not (lowered := _chosen(lowered)):
        code = _stripped(_plain(clean(joined).casefold()), spellings)
        return Reading(code, "normalised") if code in _NEGATIVE else Reading(UNKNOWN, "unknown")
    lowered = _chosen(lowered) or lowered
    if code := spellings.get(key(_INFLECTED.sub("", _plain(lowered)))):  # abgeschlossene, geplante
        return _reading(code, "normalised")
    for candidate in (lowered, _plain(lowered)):
        if code := _stripped(candidate, spellings):
            return _reading(code, "normalised")
    if code := _same_parts(lowered, spellings) or _near(_plain(lowered), spellings):
        return _reading(code, "normalised")
    return Reading(UNKNOWN, "unknown")


def is_no_mark(text: str) -> bool:
    """True for what leaves a column unmarked: nothing, 0, a dash."""
    return key(text) in {"", "0", "–", "falsch", "nein", "n", "☐", "□", "○"}


def is_mark(text: str) -> bool:
    """True for what marks the chosen column where each status has one: x, ✓, •, 1."""
    return key(text) in {"x", "✓", "✔", "☑", "☒", "✅", "●", "■", "•", "1", "ja", "j", "xx", "wahr"}


def _reading(code: str, how: How) -> Reading:
    return Reading(UNKNOWN, "missing") if code == UNKNOWN else Reading(code, how)


@lru_cache(maxsize=64)
def _spellings(name: str, words: tuple[tuple[str, str], ...]) -> dict[str, str]:
    """Key → code; a missing value is `unknown`."""
    vocabulary = (VOCABULARIES | OF_INDICATORS | OF_PARTS)[name]
    spellings = {} if vocabulary is SCHEDULE else {key(text): UNKNOWN for text in MISSING_VALUES}
    for term in vocabulary.terms:
        spellings |= {key(text): term.code for text in (term.label, *term.spellings)}
    if vocabulary is SCHEDULE:
        spellings |= dict.fromkeys(_YES, "on_schedule") | dict.fromkeys(_NO, "delayed")
    return spellings | {key(text): code for text, code in words}


@lru_cache(maxsize=64)
def _without_umlauts(name: str, words: tuple[tuple[str, str], ...]) -> dict[str, str]:
    """The spellings that change where ä is written ae."""
    written = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
    spellings = _spellings(name, words)
    return {text.translate(written): code for text, code in spellings.items() if text.translate(written) != text}


def _plain(lowered: str) -> str:
    """Without numbering and signs before, auxiliary verbs, and footnote marks behind."""
    bare = _FOOTNOTE.sub("", _NUMBERING.sub("", _SYMBOL.sub("", lowered) or lowered)).strip()
    return _AUXILIARY.sub("", _AUXILIARY.sub("", bare.replace("ß", "ss"))).strip() or bare


@lru_cache(maxsize=20_000)
def horizon_of_years(text: str, short: int, medium: int) -> str:
    """The horizon that a number of years means: „bis 5 Jahre“, „2–5 Jahre“, „mehr als 5 Jahre“; "" where it is open."""
    said = clean(text).casefold()
    match = re.fullmatch(
        r"(?P<more>über|mehr als|>|ab|länger als)?\s*"
        r"(?:bis(?: zu)?|max(?:imal|\.)?|unter|weniger als|<|innerhalb(?: von)?)?\s*"
        r"(?:(?P<from>\d{1,2})\s*(?:–|bis)\s*)?(?P<to>\d{1,2})\s*(?P<plus>\+)?\s*jahren?",
        said,
    )
    if match is None:
        return ""
    first, last = int(match.group("from") or 0), int(match.group("to"))
    if match.group("more") or match.group("plus"):
        return "long" if last >= medium else ""
    if last <= short:
        return "short"
    if last <= medium:
        return "medium" if first >= short or not match.group("from") else ""
    return "long" if first >= medium else ""


def lies_ahead(code: str, text: str, year: int) -> bool:
    """True where what is said to be done, or under way, bears a year to come: „abgeschlossen 2026“ in 2025."""
    said = clean(text).casefold()
    ahead = any(int(found) > year for found in re.findall(r"(?<!\d)20\d\d(?!\d)", said))
    if code in ("completed", "on_schedule", "advanced"):
        return ahead
    return ahead and code in ("in_progress", "started") and re.search(r"\bab\b|start|beginn", said) is not None


def _chosen(lowered: str) -> str:
    """The option that is ticked, where a text offers several: „☐ ja ☒ nein“."""
    options = _OPTION.findall(lowered)
    ticked = [text for sign, text in options if sign in "☑☒✓■"]
    return ticked[0].strip() if len(options) > 1 and len(ticked) == 1 else ""


def _stripped(lowered: str, spellings: Mapping[str, str]) -> str | None:
    if code := spellings.get(key(lowered)):
        return code
    for match in _ADDITION.finditer(lowered):
        rest = (lowered[: match.start()] + " " + lowered[match.end() :]).strip()
        addition = next((part for part in match.groups() if part), "")
        code = spellings.get(key(_plain(rest))) or _stripped(rest, spellings)
        if code is None and match.group("dash") and not key(rest):
            code = spellings.get(key(_plain(addition)))
            addition = ""
        if code and not _contradicts(code, addition, spellings):
            return code
    return None


def _contradicts(code: str, addition: str, spellings: Mapping[str, str]) -> bool:
    """True where the addition names another code, or takes back what stands before it."""
    if (other := spellings.get(key(_plain(addition)))) and other not in (code, UNKNOWN):
        return True
    left = _NOT_YET.sub(lambda m: " " if m.group(1) in spellings else m.group(), addition)
    if _DOUBT.search(addition) or (code not in _NEGATIVE and _NEGATION.search(left)):
        return True
    if (code in _WHOLE and _NOT_WHOLLY.search(left)) or (code in _GOING_ON and _STOPPED.search(left)):
        return True
    words = re.split(r"[^\wäöüß]+", left)
    return any(spellings.get(word, code) not in (code, UNKNOWN) for word in words if len(word) > 1)


def _same_parts(lowered: str, spellings: Mapping[str, str]) -> str | None:
    parts = [part for part in re.split(r"\s*/\s*|\s*\|\s*|\s+und\s+", lowered) if part]
    codes = {spellings.get(key(_plain(part))) for part in parts}
    return codes.pop() if len(parts) > 1 and len(codes) == 1 else None


def _near(lowered: str, spellings: Mapping[str, str]) -> str | None:
    """The one code with a spelling a typing error away; None where there are two or none."""
    found = key(lowered)
    if len(found) < 5 or re.search(r"[\d?%]", found) or any(key(word) in _OTHER_KEYS for word in lowered.split()):
        return None
    near = set()
    for spelling, code in spellings.items():
        if len(spelling) < 5 or found == f"un{spelling}" or spelling == f"un{found}":
            continue
        if found[:1] != spelling[:1]:
            continue
        most = 2 if len(spelling) >= 9 and found[:3] == spelling[:3] else 1
        if OSA.distance(found, spelling, score_cutoff=most) <= most:
            near.add(code)
    return near.pop() if len(near) == 1 and UNKNOWN not in near else None
