"""By which method each year's value was found, as a table says it: „bis 2021: Schätzung; ab 2022: NTA 8800"."""

import re
from dataclasses import dataclass

from analysis.intake.values import tidy

_FROM = re.compile(
    r"\b(?:(?P<since>ab|seit)|(?P<until>bis(?: einschließlich)?))\s+"
    r"(?:dem |zum )?(?:Jahr |Berichtsjahr |Ende |31\.\s?12\.\s?)?"
    r"(?P<year>(?:19|20)\d\d)\s*(?:[:=–-]\s*|(?=\w))"
    r"|(?<![\d.])(?P<first>(?:19|20)\d\d)(?:\s*(?:[–-]|bis)\s*(?P<last>(?:19|20)\d\d))?\s*[:=]\s*",
    re.IGNORECASE,
)
_BEHIND = re.compile(
    r"(?P<name>.+?)[\s,(]+(?:(?P<since>ab|seit)|(?P<until>bis))\s+(?P<year>(?:19|20)\d\d)\)?", re.IGNORECASE
)


@dataclass(frozen=True)
class Method:
    """A method and the years it holds for; open where the table names no year."""

    name: str
    first: int = 0
    last: int = 9999


def methods_in(text: str) -> list[Method]:
    """The methods that a cell names, in its order; what stands before the first year is what was before."""
    return [method for part in re.split(r"[;\n]", text) for method in _methods_of_part(tidy(part))]


def _methods_of_part(said: str) -> list[Method]:
    if behind := _BEHIND.fullmatch(said):
        year = int(behind["year"])
        return [Method(_name(behind["name"]), **({"first": year} if behind["since"] else {"last": year}))]
    marks = list(_FROM.finditer(said))
    before = _name(said[: marks[0].start()] if marks else said)
    found = [Method(before)] if before else []
    ends = [*(mark.start() for mark in marks[1:]), len(said)]
    for mark, end in zip(marks, ends, strict=False):
        name = _name(said[mark.end() : end])
        if mark["since"]:
            found.append(Method(name, first=int(mark["year"])))
        elif mark["until"]:
            found.append(Method(name, last=int(mark["year"])))
        else:
            found.append(Method(name, first=int(mark["first"]), last=int(mark["last"] or mark["first"])))
    return found


def method_of(methods: list[Method], year: int) -> str:
    """The method of a year's value: the last one named that holds for it; "" where none does."""
    return next((method.name for method in reversed(methods) if method.first <= year <= method.last), "")


def _name(text: str) -> str:
    return re.sub(r"^[\s,;./(]+|[\s,;/(]+$|\s+(?:und|danach|dann)$", "", text).strip()
