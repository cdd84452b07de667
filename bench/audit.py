"""How many contradictions does the audit find, and what does it report wrongly? One change at a time in right texts.

    python bench/audit.py [--all]

The texts in tests/audit/texts are right; what is reported of them as they are is a wrong alarm. Then every number that
the audit has found right, every name of a field and every word of comparison is changed by itself, and the text
audited again. A change is found where something is reported that was not before. It agrees where the changed number
still fits everything beside it (0,85 of 1,05 Mrd. is 80 % too; „stieg von 5 auf 8“ as well as from 4), else it is
missed. Recall is found of found and missed; `--all` prints the others, to be judged by eye.
The aim: nine in ten found, no wrong alarm.
"""

import argparse
import random
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

from analysis import german
from analysis.audit import check
from analysis.audit.document import TABLE, Block, Document
from analysis.audit.quantities import PART, quantities
from analysis.audit.reading import read
from analysis.audit.results import RIGHT, counts

TEXTS: Final = Path(__file__).resolve().parents[1] / "tests" / "audit" / "texts"
SLIPS: Final = ("number", "number word", "share", "rest", "comparison", "field name")
OPPOSITES: Final = {
    "stieg": "sank",
    "sank": "stieg",
    "sinken": "steigen",
    "gesunken": "gestiegen",
    "gestiegen": "gesunken",
    "erhöht": "verringert",
    "verringert": "erhöht",
    "verringerten": "erhöhten",
    "mehr": "weniger",
    "weniger": "mehr",
}


def changes(document: Document) -> Iterator[tuple[str, str, tuple[int, int], Document]]:
    """Every text with one change: kind of slip, what was changed and where, the text."""
    chance = random.Random(0)
    right = [statement.where for statement in check(document).statements if statement.result == RIGHT]
    for where in right:
        block = document.blocks[where.place]
        if block.kind == TABLE:
            yield "number", where.printed, where.key, _with_cell(document, where.place, where.offset, chance)
            continue
        found = [q for q in quantities(block.text[where.offset :]) if q.start == 0 and not q.weak and q.value]
        if not found or found[0].kind == PART:
            continue
        number = found[0]
        old = block.text[where.offset : where.offset + number.end]
        new = _other(old, chance)
        kind = "share" if number.is_share else "number" if old[0].isdigit() else "number word"
        if re.search(r"\b(?:restlichen|übrigen|verbleibenden|anderen|Rest von) $", block.text[: where.offset]):
            kind = "rest"
        yield kind, f"{old} → {new}: {where.quote}", where.key, _with(document, where.place, where.offset, old, new)
    for place, block in enumerate(document.blocks):
        for match in re.finditer(rf"\b(?:{'|'.join(OPPOSITES)})\b", block.text):
            if re.search(r"[a-z] als \d|vor|nicht $", block.text[match.start() : match.end() + 6]):
                continue
            if _is_compared(block, match):
                new = OPPOSITES[match[0]]
                yield (
                    "comparison",
                    f"{match[0]} → {new}: {block.text}",
                    (-1, -1),
                    _with(document, place, match.start(), match[0], new),
                )
        for match in re.finditer(r"Handlungsfeld „?(\w+ & )(\w+)", block.text):
            name = f"{match[1]}{match[2]}"
            yield "field name", name, (-1, -1), _with(document, place, match.start(1), name, f"{match[1]}Zukunft")


def _is_compared(block: Block, match: re.Match) -> bool:
    """Whether a word compares two numbers that are both printed: a change of it contradicts them."""
    sentence = block.text[block.text.rfind(". ", 0, match.start()) + 1 :].split(". ")[0]
    if match[0] in ("mehr", "weniger"):
        return bool(re.search(r"(?:mehr|weniger) als (?:im Vorjahr |20\d\d )?\(", sentence))
    return bool(re.search(r"\bvon [\d„].* auf \d", sentence))


def _other(printed: str, chance: random.Random) -> str:
    """A number that somebody may have written instead: one more or less, a tenth, a digit."""
    match = re.match(r"[\d.\u00a0 ]*\d(?:,\d+)?", printed)
    if not match:
        word = printed.split()[0]
        value = int(quantities(word)[0].value)
        new = german.number_word(value + (1 if value < 3 else chance.choice((-1, 1))))
        return printed.replace(word, new.capitalize() if word[0].isupper() else new, 1)
    digits = match[0]
    plain = re.sub(r"[.\u00a0 ]", "", digits)
    places = len(plain.split(",")[1]) if "," in plain else 0
    value = int(plain.replace(",", ""))
    step = max(1, value // 10) if value >= 100 or places else chance.choice((1, 1, 2, 3))
    new = str(value + (step if value <= step else chance.choice((-step, step)))).rjust(places + 1, "0")
    whole, rest = (new[:-places], f",{new[-places:]}") if places else (new, "")
    mark = next((mark for mark in (".", "\u00a0", " ") if mark in digits), "")
    if mark:
        whole = f"{int(whole):,}".replace(",", mark)
    return whole + rest + printed[match.end() :]


def _with(document: Document, place: int, offset: int, old: str, new: str) -> Document:
    block = document.blocks[place]
    text = block.text[:offset] + new + block.text[offset + len(old) :]
    return replace(
        document, blocks=(*document.blocks[:place], replace(block, text=text), *document.blocks[place + 1 :])
    )


def _with_cell(document: Document, place: int, offset: int, chance: random.Random) -> Document:
    block = document.blocks[place]
    row, column = divmod(offset, 1000)
    cells = list(block.rows[row])
    cells[column] = _other(cells[column], chance)
    rows = (*block.rows[:row], tuple(cells), *block.rows[row + 1 :])
    return replace(
        document, blocks=(*document.blocks[:place], replace(block, rows=rows), *document.blocks[place + 1 :])
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--all", action="store_true", help="print every change that was not found")
    parser.add_argument("texts", nargs="*", type=Path)
    options = parser.parse_args()
    tally: dict[str, Counter[str]] = {kind: Counter() for kind in SLIPS}
    print(f"{'text':18} {'right':>6} {'wrong':>6} {'unchecked':>9}   {HEAD}")
    for path in options.texts or sorted(TEXTS.iterdir()):
        document = read(path)
        before = check(document)
        reported = {(s.where.key, s.where.printed) for s in before.wrong}
        own: Counter[str] = Counter()
        for kind, what, place, changed in changes(document):
            after = check(changed)
            if {(s.where.key, s.where.printed) for s in after.wrong} - reported:
                outcome = "found"
            elif any(s.where.key == place and s.result == RIGHT for s in after.statements):
                outcome = "agrees"
            else:
                outcome = "missed"
            own[outcome] += 1
            tally[kind][outcome] += 1
            if options.all and outcome != "found":
                print(f"    {outcome}, {kind}: {what}")
        result = counts(list(before.statements))
        print(f"{path.name:18} {result['right']:6} {result['wrong']:6} {result['not_checked']:9}   {_line(own)}")
    print()
    for kind in SLIPS:
        print(f"{kind:42}   {_line(tally[kind])}")
    print(f"{'all':42}   {_line(sum(tally.values(), Counter()))}")


HEAD: Final = f"{'changes':>8} {'found':>6} {'agrees':>7} {'missed':>7} {'recall':>7}"


def _line(outcomes: Counter[str]) -> str:
    contradictions = outcomes["found"] + outcomes["missed"]
    recall = f"{outcomes['found'] / contradictions:7.1%}" if contradictions else ""
    return f"{outcomes.total():8} {outcomes['found']:6} {outcomes['agrees']:7} {outcomes['missed']:7} {recall}"


if __name__ == "__main__":
    main()
