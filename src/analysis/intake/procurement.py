"""A workbook of procurement → minimum criteria, their adoption, tenders. Sheets are told by their columns."""

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from analysis import german
from analysis.errors import DataError
from analysis.intake import values
from analysis.intake.findings import Findings
from analysis.intake.part import Opened, Reading
from analysis.intake.statements import Statements, key, reads, told_years
from analysis.intake.understand.blocks import Block, blocks, explain, kind, role
from analysis.intake.understand.headings import phrases
from analysis.intake.workbook import Position, Sheet, address, read_workbook
from analysis.network import load_network
from analysis.strategy import Strategy, load_strategy
from analysis.vocabulary import ADOPTION_STATE, CRITERIA_MET, OBLIGATION, UNKNOWN

_NUMBER = "nr|nummer|id|kennung|kürzel|code|kriterium nr|kriteriennummer|lfd nr"
_GROUP = "produktgruppe|warengruppe|produktbereich|beschaffungsgegenstand|produktkategorie|warenkategorie|leistung"
_MEMBER = "kommune|mitglied|stadt|gemeinde|kreis|verwaltung|beschaffende stelle|auftraggeber|netzwerkpartner"
_CRITERION = "kriterium|mindestkriterium|kriterien|mindestkriterien|anforderung|mindestanforderung|kriterium nr"

KINDS: Final = (
    kind(
        "criteria",
        "Mindestkriterien",
        [
            role("product_group", "Produktgruppe", phrases(_GROUP, "gruppe|kategorie|produkt|bereich")),
            role("criterion_id", "Nummer des Kriteriums", phrases(_NUMBER), distinct=2),
            role("title", "Mindestkriterium", phrases(_CRITERION, "bezeichnung|beschreibung|titel"), words=3),
            role(
                "kind",
                "Art",
                phrases("art|muss soll|verbindlichkeit|typ|kriterienart|pflicht"),
                reads=reads(OBLIGATION),
                understood=5,
            ),
            role(
                "evidence",
                "Nachweis, Gütezeichen",
                phrases("nachweis|gütezeichen|nachweis gütezeichen|label|siegel|umweltzeichen|beleg|zertifikat"),
                words=2,
            ),
        ],
        "product_group",
        "title|criterion_id",
        "title|evidence",
    ),
    kind(
        "adoption",
        "Übernahme",
        [
            role("member", "Kommune", phrases(_MEMBER)),
            role("criterion_id", "Kriterium", phrases(_CRITERION, _NUMBER)),
            role(
                "state",
                "Stand",
                phrases("stand|status|übernahme|umsetzung|stand der übernahme|umsetzungsstand|übernommen|in kraft"),
                reads=reads(ADOPTION_STATE),
                understood=6,
            ),
            role(
                "since", "seit", phrases("seit|gilt seit|gültig seit|in kraft seit|seit wann|jahr|datum|ab"), numeric=1
            ),
            role(
                "department",
                "Abteilung",
                phrases("abteilung|amt|fachbereich|zuständig|zuständigkeit|stelle|organisationseinheit|fachdienst"),
                words=1,
            ),
        ],
        "member",
        "criterion_id",
        "state",
    ),
    kind(
        "tenders",
        "Vergaben",
        [
            role(
                "tender_id",
                "Vergabe",
                phrases("vergabe|vergabe nr|vergabenummer|ausschreibung|auftrag|bezeichnung|gegenstand|titel", _NUMBER),
                distinct=1,
            ),
            role("member", "Kommune", phrases(_MEMBER)),
            role("product_group", "Produktgruppe", phrases(_GROUP, "gruppe|kategorie|produkt|bereich")),
            role(
                "year",
                "Jahr",
                phrases("jahr|vergabejahr|datum|zuschlag|vergabedatum|zuschlag am|berichtsjahr"),
                numeric=1,
            ),
            role(
                "value_eur",
                "Auftragswert",
                phrases(
                    "auftragswert|auftragssumme|wert|volumen|auftragsvolumen|vergabesumme|netto|summe|betrag|preis"
                    "|auftragswert netto|auftragswert euro|auftragswert eur"
                ),
                numeric=3,
            ),
            role(
                "met",
                "erfüllt",
                phrases(
                    "erfüllt|kriterien erfüllt|mindestkriterien erfüllt|alle kriterien erfüllt|erfüllung|kriterien"
                    "|alle mindestkriterien erfüllt|mindestkriterien|nachhaltig|eingehalten"
                ),
                reads=reads(CRITERIA_MET),
                understood=6,
            ),
        ],
        "product_group",
        "met",
        "year|value_eur|tender_id",
    ),
)


def open_procurement(path: Path, _: Strategy | None) -> Opened:
    """A workbook of procurement: the frames minimum_criteria, adoption, tenders.

    Whom the names of municipalities mean says the `network.toml` beside it; without one every name is a
    member of its own. Tenders after the reporting year are not read. DataError where the file cannot be
    read or holds nothing of procurement.
    """
    workbook = read_workbook(path)
    sheets = [sheet for sheet in workbook.sheets if not sheet.hidden]
    found = [block for sheet in sheets for block in blocks(sheet, KINDS)]
    findings = Findings(path.name)
    said, whose = Statements(findings), _Members(_names_of_members(path), path.resolve().parent.name)
    criteria = list(_criteria([block for block in found if block.kind == "criteria"], said))
    by_name = _by_name(criteria)
    crossed = list(_matrices(sheets, found, by_name, whose, said))
    of_matrix = {row["source_sheet"] for row in crossed}
    listed = [block for block in found if block.kind == "adoption" and block.sheet.name not in of_matrix]
    adopted = [*_long(listed, by_name, whose, said), *crossed]
    bought = list(_tenders([block for block in found if block.kind == "tenders"], criteria, whose, said))
    if not criteria and not bought:
        names = ", ".join(sheet.name for sheet in sheets)
        raise DataError(
            f"{path}: weder Mindestkriterien noch Vergaben gefunden (Blätter: {names}); Spalten wie in der Vorlage "
            "benennen (monitoring template … --part procurement)."
        )
    used = {block.sheet.name for block in found} | {row["source_sheet"] for row in adopted}
    for sheet in sheets:
        if sheet.name not in used and sheet.cells:
            message = f"Blatt „{sheet.name}“ enthält weder Mindestkriterien noch Übernahme noch Vergaben."
            findings.add("sheet-ignored", message, sheet=sheet.name)
    adopted = _once(adopted, said)

    def read(year: int) -> Reading:
        tenders = [row for row in bought if row["year"] <= year]
        rows = {"minimum_criteria": criteria, "adoption": adopted, "tenders": tenders}
        tables = {name: [{**row, "source_file": path.name} for row in of] for name, of in rows.items()}
        return Reading(tables, findings.dated(year))

    years = frozenset({row["year"] for row in bought} | told_years(workbook))
    lines = tuple(line for block in found for line in explain(block, KINDS))
    return Opened(path, years or frozenset(row["since"] for row in adopted if row["since"]), read, lines)


def _names_of_members(path: Path) -> dict[str, list[str]]:
    """The folder of each member of the network → the names that it goes by; empty where there is no network."""
    beside = path.parent / "network.toml"
    if not beside.is_file():
        return {}
    names: dict[str, list[str]] = {}
    for member in load_network(beside).members:
        strategy = path.parent.parent / member / "strategy.toml"
        known = load_strategy(strategy) if strategy.is_file() else None
        names[member] = [name for name in (known.name, known.ags) if name] if known else []
    return names


class _Members:
    """Who a name in the table means."""

    def __init__(self, members: Mapping[str, Sequence[str]], own: str) -> None:
        self.own = own
        self.known = members
        self.by_name: dict[str, set[str]] = {}
        for member, names in members.items():
            for name in (member, *names):
                self.by_name.setdefault(key(name), set()).add(member)
        for member, names in members.items():  # „Herten" where the table's keepers leave out „Stadt"
            for bare in {_bare(name) for name in names} - self.by_name.keys():
                self.by_name.setdefault(bare, set()).add(member)

    def of(self, text: str) -> str | None:
        """The folder of the member; None where a network has no such member."""
        if not text:
            return self.own if not self.known else None
        if not self.known:
            return german.slug(text)
        those = self.by_name.get(key(text)) or self.by_name.get(_bare(text)) or set()
        if not those and text.isdigit():
            those = self.by_name.get(text.zfill(8), set())
        return next(iter(those)) if len(those) == 1 else None


def _bare(name: str) -> str:
    """A municipality's name without what kind it is; a county keeps it, since a town may bear its name."""
    return key(re.sub(r"^(?:hanse|kreis)?(?:stadt|gemeinde|markt)\s+", "", values.clean(name).casefold()))


def _where(block: Block, row: int) -> dict[str, object]:
    return {"source_sheet": block.sheet.name, "source_row": row}


def _criteria(found: Sequence[Block], said: Statements) -> Iterator[dict[str, Any]]:
    seen: dict[str, str] = {}
    for block in found:
        group = ""
        own = "criterion_id" if "criterion_id" in block.columns else "title"
        for row in said.records(block, own, "title"):
            group = block.text(row, "product_group") or group
            number = block.text(row, own)
            if not number:
                message = (
                    f"Mindestkriterium „{block.text(row, 'title')}“ hat keine Nummer und zählt nicht; bitte ergänzen."
                )
                said.tell("id-missing", message, block.sheet, block.at(row, own), column="criterion_id")
                continue
            if key(number) in seen:
                message = f"Mindestkriterium {number} ist doppelt vergeben; es gilt die erste Zeile."
                said.tell("id-duplicate", message, block.sheet, block.at(row, own), column="criterion_id", id=number)
                continue
            seen[key(number)] = number
            yield {
                "product_group": group,
                "criterion_id": number,
                "title": block.text(row, "title"),
                "kind": said.code(block, row, "kind", OBLIGATION, id=number) or "must",
                "evidence": block.text(row, "evidence"),
                **_where(block, row),
            }


def _by_name(criteria: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Key of a number, and of a title that only one bears → number."""
    titles = [key(row["title"]) for row in criteria]
    names = {key(row["title"]): row["criterion_id"] for row in criteria if titles.count(key(row["title"])) == 1}
    names.pop("", None)
    return names | {key(row["criterion_id"]): row["criterion_id"] for row in criteria}


def _long(
    found: Sequence[Block], by_name: Mapping[str, str], whose: _Members, said: Statements
) -> Iterator[dict[str, Any]]:
    for block in found:
        before = ""
        for row in said.records(block, "member", "criterion_id"):
            before = block.text(row, "member") or before
            number = by_name.get(key(block.text(row, "criterion_id")))
            member = whose.of(before)
            if number is None:
                _tell_criterion(block.text(row, "criterion_id"), block.sheet, block.at(row, "criterion_id"), said)
            if member is None:
                _tell_member(before, block.sheet, block.at(row, "member"), said)
            if number is None or member is None:
                continue
            yield {
                "criterion_id": number,
                "member": member,
                "state": said.code(block, row, "state", ADOPTION_STATE, id=number) or UNKNOWN,
                "since": said.year_of(block, row, "since", "seit", id=number),
                "department": block.text(row, "department"),
                "source_sheet": block.sheet.name,
                "cell": address(block.at(row, "state")),
            }


def _tell_criterion(text: str, sheet: Sheet, at: Position, said: Statements) -> None:
    message = f"Kriterium „{text}“ steht in keiner Liste; die Zeile zählt nicht."
    said.tell("criterion-unknown", message, sheet, at, column="criterion_id", id=text)


def _tell_member(text: str, sheet: Sheet, at: Position, said: Statements) -> None:
    message = f"Kommune „{text}“ ist kein Mitglied des Netzwerks; die Zeile zählt nicht."
    said.tell("value-unknown", message, sheet, at, column="member", cleaned=UNKNOWN)


def _matrices(
    sheets: Sequence[Sheet], found: Sequence[Block], by_name: Mapping[str, str], whose: _Members, said: Statements
) -> Iterator[dict[str, Any]]:
    """Criteria down and members across, on any sheet without tenders."""
    listed = {block.sheet.name for block in found if block.kind == "tenders"}
    for sheet in sheets:
        if sheet.name in listed or not whose.known:
            continue
        for top in sheet.rows:
            across = {c: m for c in sheet.rows[top] if (m := whose.of(values.tidy(sheet.text(top, c))))}
            if len(across) < 2:
                continue
            down = {row: n for row in sheet.rows if row > top and (n := _named(sheet, row, min(across), by_name))}
            for row, number in down.items():
                for column, member in across.items():
                    yield from _crossed(sheet, sheet.anchor(row, column), number, member, said)
            _tell_strangers(sheet, top, across, down, said)
            break


def _named(sheet: Sheet, row: int, first: int, by_name: Mapping[str, str]) -> str | None:
    return next((by_name[k] for c in range(1, first) if (k := key(sheet.text(row, c))) in by_name), None)


def _crossed(sheet: Sheet, at: Position, number: str, member: str, said: Statements) -> Iterator[dict[str, Any]]:
    """The state in a cell of the matrix, „übernommen 2024" with its year."""
    text = values.tidy(sheet.text(*at))
    if not text and at not in sheet.errors and at not in sheet.no_value:
        return
    year = re.search(r"\b(?:seit\s+)?((?:19|20)\d\d)\)?$", text)
    bare = re.sub(r"[\s,(]*(?:seit\s+)?(?:19|20)\d\d\)?$", "", text)
    plain = values.read(ADOPTION_STATE, bare)
    if year and plain.how == "exact":
        state = plain.code
    else:
        year, state = None, said.code_at(sheet, at, "state", ADOPTION_STATE, id=number) or UNKNOWN
    yield {
        "criterion_id": number,
        "member": member,
        "state": state,
        "since": int(year[1]) if year else None,
        "source_sheet": sheet.name,
        "cell": address(at),
    }


def _tell_strangers(
    sheet: Sheet, top: int, across: Mapping[int, str], down: Mapping[int, str], said: Statements
) -> None:
    """Rows within the matrix whose criterion is in no list."""
    for row in sheet.rows:
        if top < row < max(down, default=0) and row not in down and any((row, c) in sheet.cells for c in across):
            column = min(sheet.rows[row])
            _tell_criterion(values.tidy(sheet.text(row, column)), sheet, (row, column), said)


def _once(adopted: Sequence[dict[str, Any]], said: Statements) -> list[dict[str, Any]]:
    """One row a criterion and member; of two that differ neither counts."""
    rows: dict[tuple[str, str], dict[str, Any]] = {}
    for row in adopted:
        pair = (row["criterion_id"], row["member"])
        if pair not in rows:
            rows[pair] = row
            continue
        alike = rows[pair]["state"] == row["state"]
        what = "derselbe Stand" if alike else "ein anderer Stand; keiner zählt"
        said.findings.add(
            "value-twice",
            f"{row['member']}: zum Kriterium {row['criterion_id']} steht noch einmal {what}.",
            sheet=row["source_sheet"],
            at=None,
            column="state",
            id=row["criterion_id"],
            severity="info" if alike else "",
        )
        if not alike:
            rows[pair] = {**rows[pair], "state": UNKNOWN, "since": None}
    return list(rows.values())


def _tenders(
    found: Sequence[Block], criteria: Sequence[Mapping[str, Any]], whose: _Members, said: Statements
) -> Iterator[dict[str, Any]]:
    spelled = {key(row["product_group"]): row["product_group"] for row in reversed(criteria)}
    for block in found:
        for row in said.records(block, "tender_id", "product_group", "member"):
            tender = block.text(row, "tender_id")
            member = whose.of(block.text(row, "member")) if "member" in block.columns else whose.own
            year = said.year_of(block, row, "year", "Jahr", id=tender)
            if member is None:
                _tell_member(block.text(row, "member"), block.sheet, block.at(row, "member"), said)
            if year is None and not block.text(row, "year"):
                message = f"Vergabe {tender}: Jahr fehlt; sie zählt nicht."
                said.tell("value-missing", message, block.sheet, block.at(row, "year"), column="year", id=tender)
            if member is None or year is None:
                continue
            group = block.text(row, "product_group")
            yield {
                "tender_id": tender,
                "member": member,
                "product_group": spelled.setdefault(key(group), group),
                "year": year,
                "value_eur": _value(block, row, tender, said),
                "met": _met(block, row, tender, said),
                **_where(block, row),
            }


def _value(block: Block, row: int, tender: str, said: Statements) -> float | None:
    value = said.euros(block, row, "value_eur", "Auftragswert", id=tender)
    if value is None and "value_eur" in block.columns and not block.text(row, "value_eur"):
        message = f"Vergabe {tender}: Auftragswert fehlt; sie zählt nur nach Anzahl."
        said.tell("value-missing", message, block.sheet, block.at(row, "value_eur"), column="value_eur", id=tender)
    return value


def _met(block: Block, row: int, tender: str, said: Statements) -> str:
    if not block.text(row, "met"):
        message = f"Vergabe {tender}: Es fehlt, ob alle Mindestkriterien erfüllt sind; sie zählt in keinem Anteil."
        said.tell("value-missing", message, block.sheet, block.at(row, "met"), column="met", id=tender)
        return UNKNOWN
    return said.code(block, row, "met", CRITERIA_MET, id=tender) or UNKNOWN
