"""Which numbers of a sentence belong together: a part and its base, a share and its count, from – to – by, the rest.

Patterns over the masked sentence (`analysis.audit.sentences`); what fits none is left alone.
"""

import re
from dataclasses import dataclass
from typing import Final

from analysis.audit.quantities import AMOUNT, COUNT, POINTS, Quantity
from analysis.audit.sentences import Mention, Sentence

_LOW = r"[a-zäöüß]+"
_FILL = rf"(?: {_LOW}){{0,4}}?"


def _n(name: str) -> str:
    return rf"⟨(?P<{name}>\d+)⟩"


# „63 der 79“, „63 von insgesamt 79“, „63 Kommunen von insgesamt 79“
_PART_OF: Final = (
    re.compile(rf"{_n('part')} (?:von|der|dieser|seiner|ihrer|unserer|deren|aus|unter|vom){_FILL} {_n('base')}"),
    re.compile(
        rf"{_n('part')}(?: {_LOW})?(?: [A-ZÄÖÜ][\w-]+) (?:von|aus|der) (?:den )?(?:insgesamt|allen) {_n('base')}"
    ),
)
# „Von den 79 Kommunen hatten 63 …“
_OF_BASE: Final = re.compile(
    rf"(?:^|[,;:–(] ?|\b(?:und|sind|waren|wurden|haben|hatten) )(?:[Vv]on|[Uu]nter|[Aa]us){_FILL} {_n('base')}"
)
# „79 Kommunen, 63 davon“
_OF_THEM: Final = re.compile(rf"{_n('base')}[^⟨⟩;.]{{0,70}}?,? {_n('part')} (?:davon|von ihnen|hiervon)\b")
# „30 % der Mittel von 1,05 Mrd. Euro“, „die Hälfte der acht Ziele“
_SHARE_OF: Final = re.compile(
    rf"{_n('share')} (?:der|des|von|aller|vom|dieser|seiner|ihrer)(?: (?!(?:und|oder|sowie|auf|ist|sind|war|waren"
    rf"|wurden?"
    rf"|werden|wird|haben|hatten?|hat)\b)[\wäöüß&-]+){{0,5}}? {_n('base')}"
)
# „79 Kommunen, davon 63 …“
_THEREOF: Final = re.compile(
    r"(?<!⟩ )\b(?:[Dd]avon|[Hh]iervon|[Dd]arunter|[Ww]ovon|[Vv]on denen|[Vv]on diesen|[Vv]on ihnen|[Uu]nter ihnen)\b"
)
_OPEN_THEREOF: Final = re.compile(r"\b(?:darunter|unter ihnen)\b", re.IGNORECASE)
_HARMLESS: Final = (
    r"(?:(?:rund|etwa|ca\.|knapp|fast|gut|über|mehr als|entspricht|entsprechend|das entspricht|dies entspricht"
    r"|das sind|d\. ?h\.|also"
    r"|bzw\.|beziehungsweise|oder|somit|gleich|=|einem Anteil von|Anteil|Anteil von|ein Anteil von|jeweils|je|nahezu"
    r"|das ist|die|der"
    r"|und damit|mithin|unter|weniger als)[ :]?)*"
)
_OF_WHAT: Final = r"(?: (?:der|aller|des|von|an|am|vom)(?: [\w&-]+){1,5})?(?: entspricht)?"
# „63 Kommunen (80 %)“
_SHARE_IN_BRACKET: Final = re.compile(
    rf"{_n('count')}(?P<between>[^⟨⟩()\[\];:.]{{0,90}}?)[(\[] ?{_HARMLESS}{_n('share')}{_OF_WHAT} ?(?:[)\]]|[;,–])"
)
# „80 % der Kommunen (63)“, „drei Viertel (18 von 24)“
_COUNT_IN_BRACKET: Final = re.compile(
    rf"{_n('share')}(?P<between>[^⟨⟩()\[\];:.]{{0,80}}?)[(\[] ?{_HARMLESS}{_n('count')}(?: [\w-]+){{0,3}}"
    rf"(?P<of>(?:,)? ?(?:von|der|aus|/){_FILL} {_n('base')}(?: [\w-]+){{0,3}})? ?[)\],;]"
)
# „63 Kommunen oder 80 %“, „63 der 79 Kommunen, also 80 %“
_SHARE_APPOSED: Final = re.compile(
    rf"{_n('count')}(?P<between>[^⟨⟩()\[\];.]{{0,60}}?)(?:,|–|-)? ?(?:also|das sind|das entspricht|dies entspricht"
    rf"|das ist|und damit|mithin|somit|d\. h\."
    rf"|was|entsprechend|entspricht|entsprechen|entsprach|bzw\.|beziehungsweise|oder|dies sind|das waren"
    rf"|,(?= ⟨\d+⟩ (?:aller|der|des)\b))"
    rf"(?: {_LOW}| einem Anteil| ein Anteil| einer Quote| eine Quote)*? {_n('share')}(?P<after>[^⟨⟩]{{0,40}})"
)
# „die Hälfte der acht Ziele (vier)“
_COUNT_AFTER_BASE: Final = re.compile(
    rf"{_n('share')} (?:der|von|aller"
    rf"|dieser){_FILL} {_n('base')}[^⟨⟩()\[\];:.]{{0,50}}?[(] ?{_HARMLESS}{_n('count')}(?: [\w-]+){{0,2}} ?[)]"
)
_SHARE_IN_NEXT: Final = re.compile(
    rf"^(?:Das|Dies|Damit) (?:sind|entspricht|entsprach|waren|ist|entsprechen|liegt der Anteil bei|beträgt der Anteil)"
    rf"(?: {_LOW}| einem Anteil| ein Anteil| einer Quote)*? {_n('share')}(?P<after>[^⟨⟩]{{0,60}})"
)
_CHANGE_WORDS: Final = re.compile(
    r"\b(?:mehr|weniger|plus|minus|Plus|Minus|höher|niedriger|Vorjahr\w*|Vj|gegenüber|Veränderung|Anstieg|Rückgang"
    r"|Zuwachs|über|unter"
    r"|Ziel\w*|Soll|20\d\d|19\d\d|Steigerung|jährlich|Fehler\w*|Quote|Zinssatz|Zins\w*|Rendite|Mehrwertsteuer|MwSt"
    r"|USt)\b"
)
_REST: Final = re.compile(
    rf"\b(?:[Dd]ie|[Dd]er|[Dd]as|[Dd]en|[Ii]n den|[Bb]ei den) (?:restlichen|übrigen|verbleibenden|verbliebenen"
    rf"|anderen) {_n('rest')}"
    rf"|\b[Dd](?:as|ie|er) (?:restliche|übrige|verbleibende) {_n('rest1')}|\bRest von {_n('rest2')}"
)
_REST_OF: Final = re.compile(r"\b(?:[Rr]est\w*|[Üü]brig\w*|[Vv]erbleibende\w*)\b")
_FROM_TO: Final = re.compile(
    rf"\b[Vv]on(?: (?:{_LOW}|ca\.|rd\.))?(?: (?:{_LOW}))? {_n('before')}(?P<middle>(?:[^⟨⟩.;](?!\bbis\b)){{0,90}}?)"
    rf" auf(?: {_LOW}){{0,3}} {_n('after')}"
)
_BY: Final = re.compile(
    rf"\b(?:um|plus|minus|Plus von|Minus von|Anstieg von|Anstieg um|Rückgang von|Rückgang um|Zuwachs von"
    rf"|Steigerung von|Steigerung um|Zunahme um|Zunahme von|Abnahme um)(?: {_LOW}| ca\.| rd\.){{0,2}} {_n('by')}"
    rf"|\b(?:das|dies) (?:waren|sind|ist)(?: {_LOW})? {_n('by1')} (?:weniger|mehr)\b"
)
_BY_BRACKET: Final = re.compile(rf"[(\[] ?(?:plus|minus|ein Plus von|ein Minus von|[+\-−–])? ?{_n('by')} ?[)\]]")
_RISING: Final = re.compile(
    r"\b(?:steig\w*|stieg\w*|gestiegen\w*|anstieg\w*|ansteig\w*|angestiegen\w*|erhöh\w*|wuchs\w*|wachs\w*|gewachsen\w*"
    r"|zunahm\w*|zugenommen\w*|zunehm\w*|nahm\w* .{0,60}\bzu|verdoppel\w*|verdreifach\w*|kletter\w*"
    r"|legte\w* .{0,60}\bzu|ausgebaut|aufgestockt|verteuer\w*)\b"
)
_FALLING: Final = re.compile(
    r"\b(?:sink\w*|sank\w*|gesunken\w*|fiel\w*|fällt|gefallen\w*|zurückg\w*|ging\w* .{0,80}\bzurück"
    r"|geht .{0,60}\bzurück"
    r"|verringer\w*|reduzi\w*|abnahm\w*|abgenommen\w*|nahm\w* .{0,60}\bab|vermindert\w*|halbier\w*|gesenkt\w*"
    r"|schrumpf\w*)\b"
)
# Of a rise that falls the noun says the contrary of the verb.
_CHANGE_NOUN: Final = re.compile(
    r"\b(?:Anstieg|Zuwachs|Zunahme|Wachstum|Steigerung|Erhöhung|Plus|Rückgang|Abnahme|Senkung|Reduzierung|Reduktion"
    r"|Minus"
    r"|Minderung|Verringerung)\w*\b"
)


@dataclass(frozen=True, eq=False)
class Part:
    """A part of one of several possible bases; `sure` where the sentence itself says of which."""

    part: Mention
    bases: tuple[Mention, ...]
    sure: bool

    @property
    def same_sentence(self) -> bool:
        return all(base.sentence is self.part.sentence for base in self.bases)


@dataclass(frozen=True, eq=False)
class Pair:
    """A share and the count it belongs to; `base` where the bracket itself names it („18 von 24“)."""

    share: Mention
    count: Mention
    base: Mention | None = None


@dataclass(frozen=True, eq=False)
class Change:
    before: Mention
    after: Mention
    by: Mention | None
    direction: int


def _mention(sentence: Sentence, index: str) -> Mention:
    return Mention(sentence, sentence.numbers[int(index)])


def comparable(part: Quantity, base: Quantity) -> bool:
    """Whether one can be a part of the other: both counts, or amounts of one unit (printed once or twice)."""
    if not (part.is_count and base.is_count):
        return False
    return part.unit == base.unit or ("" in (part.unit, base.unit) and AMOUNT in (part.kind, base.kind))


def part_of(sentence: Sentence) -> list[Part]:
    """„63 der 79“, „Von den 79 … 63“, „79, davon 63“."""
    found: dict[tuple[int, int], Part] = {}
    text = sentence.bare
    for pattern in _PART_OF:
        for source in (text, sentence.masked):
            for match in pattern.finditer(source):
                before, after = source[: match.start()], source[match.end() :]
                part, base = _mention(sentence, match["part"]), _mention(sentence, match["base"])
                if re.search(r"\bum(?: \w+)? $", before) or re.match(r"(?: [\w%€.-]+){0,4} auf ⟨", after):
                    continue
                if comparable(part.number, base.number) and part.number.end <= base.number.start:
                    found.setdefault(part.key, Part(part, (base,), True))
    for match in _OF_THEM.finditer(text):
        part, base = _mention(sentence, match["part"]), _mention(sentence, match["base"])
        if comparable(part.number, base.number):
            found.setdefault(
                part.key,
                Part(part, (base, *(b for p in found.values() if p.part.key == base.key for b in p.bases)), True),
            )
    for match in _THEREOF.finditer(text):
        earlier = re.findall(r"⟨(\d+)⟩", text[: match.start()])
        if not earlier:
            continue
        outer = _mention(sentence, earlier[-1])
        bases = [outer]
        # „63 der 79 Kommunen, davon …“: of which is open
        open_ended = any(outer.key in (p.part.key, *(base.key for base in p.bases)) for p in found.values())
        if outer.key in found:
            bases += found[outer.key].bases
        bases += [Mention(sentence, sentence.numbers[int(i)]) for i in earlier[:-1]]
        stretch = re.split(r";|\. ", text[match.end() :])[0]
        for part in _following(sentence, stretch):
            fitting = tuple(base for base in bases if comparable(part.number, base.number))
            if fitting and part.key not in {b.key for b in bases}:
                found.setdefault(part.key, Part(part, fitting, fitting[0] is outer and not open_ended))
    for match in _OF_BASE.finditer(text):
        if re.match(r"[^⟨⟩;]{0,90} (?:auf|bis)(?: \w+){0,2} ⟨", text[match.end() :]):
            continue
        base = _mention(sentence, match["base"])
        dated = re.search(r"[,;][^⟨⟩,;]*\b(?:19|20)\d\d\b.*$", text[match.end() :])  # „, bis 2035 werden es 1 700 sein“
        until = len(text) - len(dated[0]) if dated else len(text)
        for part in _following(sentence, text[match.end() : until]):
            if comparable(part.number, base.number) and part.key != base.key:
                found.setdefault(part.key, Part(part, (base,), not _OPEN_THEREOF.search(match[0])))
    return sorted(found.values(), key=lambda p: p.part.number.start)


def thereof(sentence: Sentence, last: Sentence) -> list[Part]:
    """„Davon waren 63 …“: the parts of a number of the sentence before; sure where that has but one."""
    if not re.match(r"(?:Davon|Hiervon|Darunter|Von diesen|Von ihnen|Unter ihnen)\b", sentence.text):
        return []
    outer = [int(index) for index in re.findall(r"⟨(\d+)⟩", last.bare)]
    bases = [Mention(last, last.numbers[i]) for i in outer if last.numbers[i].is_count and not last.numbers[i].weak]
    found = []
    for part in _following(sentence, sentence.bare):
        fitting = tuple(base for base in reversed(bases) if comparable(part.number, base.number))
        if fitting:
            found.append(Part(part, fitting, len(fitting) == 1))
    return found


def _following(sentence: Sentence, text: str) -> list[Mention]:
    """The counts of the rest of a sentence that can be parts: not „um zwei“, not „auf 5“, no change."""
    stretch = re.split(r";", text)[0]
    parts = []
    for match in re.finditer(r"⟨(\d+)⟩", stretch):
        number = sentence.numbers[int(match[1])]
        before, after = stretch[: match.start()], stretch[match.end() :]
        if not number.is_count or re.search(r"\b(?:um|auf|je|pro|mit je|bis|Vorjahr:?|von|der)(?: \w+)? $", before):
            continue
        if re.match(r"(?: \w+){0,2} (?:mehr|weniger)\b", after):
            continue
        parts.append(Mention(sentence, number))
    return parts


def share_bases(sentence: Sentence) -> dict[tuple[int, int], Mention]:
    """„30 % der Mittel von 1,05 Mrd. Euro“, „die Hälfte der acht Ziele“: the bases that shares name, by the share."""
    found = {}
    for match in _SHARE_OF.finditer(sentence.masked):
        share, base = _mention(sentence, match["share"]), _mention(sentence, match["base"])
        follows = sentence.masked[match.end() :]
        if (
            share.number.is_share
            and not share.number.sign
            and base.number.is_count
            and not re.match(r" auf ⟨", follows)
        ):
            found[share.key] = base
    return found


def pairs(sentence: Sentence) -> list[Pair]:
    """The shares that stand beside their counts."""
    text = sentence.masked
    found: dict[tuple[int, int], Pair] = {}
    parts = {p.part.key: p for p in part_of(sentence)}
    of = share_bases(sentence)
    for match in _COUNT_AFTER_BASE.finditer(text):
        share, base, count = (_mention(sentence, match[name]) for name in ("share", "base", "count"))
        if share.number.is_share and count.number.is_count and base.number.is_count:
            found[share.key] = Pair(share, count, base)
    for match in _COUNT_IN_BRACKET.finditer(text):
        share, count = _mention(sentence, match["share"]), _mention(sentence, match["count"])
        of_count = _mention(sentence, match["base"]) if match["base"] else None
        if _is_pair(share, count, match["between"]) and not _CHANGE_WORDS.search(match["between"]):
            found.setdefault(share.key, Pair(share, count, of_count))
    for match in _SHARE_IN_BRACKET.finditer(text):
        share, count = _mention(sentence, match["share"]), _mention(sentence, match["count"])
        inside = match[0][match[0].rindex("(" if "(" in match[0] else "[") :]
        if _CHANGE_WORDS.search(re.sub(rf"^.\s?{_HARMLESS}", "", inside)) or not _is_pair(
            share, count, match["between"]
        ):
            continue
        for part in parts.values():  # „63 der 79 Kommunen (80 %)“: the share is of the part
            first, second = (sentence.numbers.index(m.number) for m in (part.part, count))
            apart = rf"⟨{first}⟩ (?:\S+ ){{0,6}}⟨{second}⟩"
            if count.key in {base.key for base in part.bases} and re.search(apart, text):
                count = part.part
                break
        found.setdefault(share.key, Pair(share, count))
    for match in _SHARE_APPOSED.finditer(text):
        share, count = _mention(sentence, match["share"]), _mention(sentence, match["count"])
        if not _is_pair(share, count, match["between"]) or _CHANGE_WORDS.search(match["after"] + match["between"]):
            continue
        for part in parts.values():
            if count.key in {base.key for base in part.bases}:
                count = part.part
                break
        if share.key not in found and count.key != getattr(of.get(share.key), "key", None):
            found[share.key] = Pair(share, count, of.get(share.key))
    return list(found.values())


def _is_pair(share: Mention, count: Mention, between: str) -> bool:
    return (
        share.number.is_share
        and not share.number.sign
        and count.number.is_count
        and not re.search(r"\b(?:um|auf)\b", between)
        and not re.search(r"\bum(?: \w+)? $", share.sentence.text[max(0, count.number.start - 12) : count.number.start])
    )


def share_of_last(sentence: Sentence) -> Mention | None:
    """The share of „Das entspricht 80 %“, which speaks of the sentence before."""
    match = _SHARE_IN_NEXT.match(sentence.masked)
    if not match or _CHANGE_WORDS.search(match["after"]):
        return None
    share = _mention(sentence, match["share"])
    return share if share.number.is_share and not share.number.sign else None


def changes(sentence: Sentence) -> list[Change]:
    """„von X auf Y (um P %)“ with the direction of its verb (0 where there is none, or both)."""
    text, found = sentence.masked, []
    matches = list(_FROM_TO.finditer(text))
    for match in matches:
        before, after = _mention(sentence, match["before"]), _mention(sentence, match["after"])
        same = before.number.kind == after.number.kind or {before.number.kind, after.number.kind} == {COUNT, AMOUNT}
        if re.search(r"\bvon ⟨\d+⟩ $", text[: match.start()]) or re.match(r" (?:von|der) ⟨", text[match.end() :]):
            continue  # „von 1 von 5 auf 2 von 5“
        if not same or before.number.kind == POINTS or re.search(r"\bbis\b", match["middle"]):
            continue
        if before.number.unit != after.number.unit and before.number.unit and after.number.unit:
            continue
        by = None
        if len(matches) == 1:
            spans = [*_BY.finditer(text), *_BY_BRACKET.finditer(text[match.end() :])]
            candidates = [_mention(sentence, next(filter(None, span.groups()))) for span in spans]
            candidates = [m for m in candidates if m.key not in (before.key, after.key)]
            by = candidates[0] if len(candidates) == 1 else None
        found.append(Change(before, after, by, _direction(text, match, alone=len(matches) == 1)))
    return found


def _direction(text: str, match: re.Match, *, alone: bool) -> int:
    """1 up, −1 down, 0 unsaid: by the participle behind „auf Y“, else by the verb of the clause."""
    behind = re.match(r"[^⟨⟩,.;()]{0,50}", text[match.end() :])
    clause = text if alone else text[max(0, match.start() - 60) : match.end() + 40]
    if _CHANGE_NOUN.search(text[: match.start()]):
        return 0
    for stretch in (behind[0] if behind else "", clause):
        way = bool(_RISING.search(stretch)) - bool(_FALLING.search(stretch))
        if way:
            return way
    return 0


_IS_CHANGE: Final = re.compile(
    rf"^(?:Das|Dies|Damit|Dieses?)\b.{{0,40}}?\b(?:Rückgang\w*|Anstieg\w*|Zuwachs\w*|Zunahme|Abnahme|Plus|Minus"
    rf"|Steigerung|Reduzierung|Erhöhung|Minderung|Veränderung)"
    rf" (?:von|um)(?: {_LOW}){{0,2}} {_n('by')}(?: (?:bzw\.|beziehungsweise|oder|und damit) {_n('too')})?"
)
_THUS: Final = re.compile(
    rf"\b(?:somit|damit|also|folglich)\b(?: {_LOW}){{0,2}} um(?: {_LOW}){{0,2}} {_n('by')}"
    rf"|\bum(?: {_LOW}){{0,2}} {_n('by1')} (?:zu|zurück|gestiegen|gesunken|ab)\.?$"
)
_WAS: Final = re.compile(
    rf"{_n('after')}[^⟨⟩.]{{0,60}}?(?:,|;) (?:20\d\d|im Vorjahr|im Jahr zuvor"
    rf"|ein Jahr zuvor)\b(?: \w+){{0,3}} {_n('before')}"
)


def change_of_last(sentence: Sentence, last: Sentence) -> list[Change]:
    """„Das entspricht einem Zuwachs von 18 %“, which speaks of the two numbers of the sentence before."""
    match = _IS_CHANGE.search(sentence.masked) or (len(sentence.numbers) == 1 and _THUS.search(sentence.masked))
    if not match:
        return []
    whole = changes(last)
    if len(whole) == 1:
        before, after = whole[0].before, whole[0].after
    else:
        was = list(_WAS.finditer(last.masked))
        if len(was) != 1 or len(last.numbers) != 2 or re.search(r"\bsoll", last.text):
            return []
        before, after = _mention(last, was[0]["before"]), _mention(last, was[0]["after"])
        if before.number.kind != after.number.kind or before.number.unit != after.number.unit:
            return []
    return [Change(before, after, _mention(sentence, index), 0) for index in match.groups() if index]


def rest(sentence: Sentence) -> Mention | None:
    """„die restlichen zwei“."""
    match = _REST.search(sentence.bare)
    if not match:
        return None
    mention = _mention(sentence, match["rest"] or match["rest1"] or match["rest2"])
    return mention if not re.match(r" (?:\w+ )?(?:Prozent|%)", sentence.bare[match.end() :]) else None
