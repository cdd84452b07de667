"""A workbook of the scoring grid → groups, criteria, variants, ratings. Sheets are told by their columns."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from analysis.errors import DataError
from analysis.intake import quantities, values
from analysis.intake.findings import Findings
from analysis.intake.part import Opened, Reading
from analysis.intake.statements import Statements, key, reads, told_years
from analysis.intake.understand.blocks import Block, blocks, explain, kind, role
from analysis.intake.understand.headings import heading, phrases
from analysis.intake.workbook import Position, Sheet, address, read_workbook
from analysis.strategy import Strategy
from analysis.vocabulary import BUILDING_KIND, CRITERION_KIND, RATING_ANSWER, YES_NO

TOLERANCE: Final = 1e-6  # of the sum of the weights, in per cent


_NUMBER = "nr|nummer|id|kennung|kürzel|code|kriterium nr|kriteriennummer|kriterien nr|lfd nr"
_GROUP = "gruppe|kriteriengruppe|hauptkriteriengruppe|hauptgruppe|kategorie|themenfeld|qualität|dimension"
_PROJECT = (
    "@measure|projekt|projektnr|projekt nr|projektnummer|projekt id|projektkürzel|bauprojekt|bauvorhaben|gebäude|objekt"
)
_VARIANT = "variante|alternative|entwurf|option|planungsvariante|variante nr"
_CRITERION = "kriterium|kriterien|einzelkriterium|steckbrief|indikator"
_VALUE = "wert|bewertung|ergebnis|ist|istwert|messwert|erreicht|rating|ausprägung|erreichter wert"
_EVIDENCE = "nachweis|beleg|nachweis durch|quelle|nachweisdokument|dokumentation|unterlage|grundlage"

KINDS: Final = (
    kind(
        "groups",
        "Gruppen",
        [
            role("group_id", "Kennung der Gruppe", phrases(_GROUP + "|" + _NUMBER), distinct=2),
            role("title", "Bezeichnung", phrases("bezeichnung|titel|name|gruppenname|beschreibung", _GROUP), words=2),
            role("weight", "Gewicht", phrases("gewicht|gewichtung|anteil|gruppengewicht|gewichtungsfaktor"), numeric=3),
            role(
                "minimum",
                "Mindesterfüllung",
                phrases(
                    "mindesterfüllung|mindesterfüllungsgrad|mindestpunkte|mindestpunktzahl|mindestwert|minimum|mindest"
                    "|mindestanforderung|mindestens|mindestgrad"
                ),
                numeric=2,
            ),
            role("target", "Zielwert", phrases("zielwert|grenzwert|referenzwert"), numeric=1),
        ],
        "group_id|title",
        "weight",
    ),
    kind(
        "criteria",
        "Kriterien",
        [
            role("criterion_id", "Nummer des Kriteriums", phrases(_NUMBER, "kriterium|steckbrief"), distinct=2),
            role(
                "title",
                "Kriterium",
                phrases(_CRITERION + "|bezeichnung|titel|name|anforderung", "beschreibung"),
                words=3,
            ),
            role("group_id", "Gruppe", phrases(_GROUP), distinct=-1),
            role(
                "kind",
                "Art",
                phrases("art|typ|kriterienart|muss punkte|muss soll|kriteriumsart|kriterientyp|kategorie", "muss"),
                reads=reads(CRITERION_KIND),
                understood=4,
            ),
            role("unit", "Einheit", phrases("einheit|masseinheit|messeinheit|dimension"), words=1),
            role("limit", "Grenzwert", phrases("grenzwert|grenze|mindestwert|schwellenwert|schwelle"), numeric=3),
            role("reference", "Referenzwert", phrases("referenzwert|referenz|vergleichswert|mittelwert"), numeric=3),
            role("target", "Zielwert", phrases("zielwert|@goal|zielgrösse|bestwert|optimalwert|ziel"), numeric=3),
            role(
                "factor",
                "Faktor",
                phrases("faktor|bedeutungsfaktor|bedeutung|gewichtungsfaktor|wichtung", "gewicht|gewichtung"),
                numeric=2,
            ),
            role(
                "binding",
                "Grenzwert verbindlich",
                phrases("grenzwert verbindlich|verbindlich|grenzwert bindend|ausschluss|ausschlusskriterium"),
                reads=reads(YES_NO),
                understood=3,
            ),
            role("evidence", "Nachweis", phrases(_EVIDENCE), words=1),
        ],
        "criterion_id|title",
        "limit|target|kind",
        "target|limit|factor|group_id",
    ),
    kind(
        "projects",
        "Projekte",
        [
            role("project_id", "Projekt", phrases(_PROJECT + "|" + _NUMBER), distinct=1),
            role("variant", "Variante", phrases(_VARIANT)),
            role("title", "Titel", phrases("titel|bezeichnung|projektname|projekttitel|name|beschreibung"), words=3),
            role(
                "kind",
                "Art",
                phrases("art|bauart|neubau sanierung|art der massnahme|vorhabenart|projektart|typ|massnahmenart"),
                reads=reads(BUILDING_KIND),
                understood=6,
            ),
            role(
                "member",
                "Kommune",
                phrases("kommune|stadt|gemeinde|bauherr|bauherrschaft|träger|kreis|mitglied|eigentümer|standort|ort"),
                words=1,
            ),
            role(
                "lifecycle_cost",
                "Lebenszykluskosten",
                phrases(
                    "lebenszykluskosten|lzk|lcc|lebenszykluskosten brutto|lebenszykluskosten netto|kosten"
                    "|gesamtkosten|kosten über den lebenszyklus",
                    "baukosten|investitionskosten",
                ),
                numeric=3,
            ),
            role(
                "area",
                "Fläche",
                phrases("fläche|nutzfläche|nrf|ngf|bgf|nettoraumfläche|bruttogrundfläche|nuf|nutzungsfläche"),
                numeric=3,
            ),
        ],
        "project_id|title",
        "title|kind|lifecycle_cost|area|member",
    ),
    kind(
        "ratings",
        "Bewertungen",
        [
            role("project_id", "Projekt", phrases(_PROJECT)),
            role("variant", "Variante", phrases(_VARIANT)),
            role(
                "criterion_id",
                "Kriterium",
                phrases(_CRITERION + "|kriterium nr|kriteriennummer|kriterien nr", "nr|nummer"),
            ),
            role("value", "Wert", phrases(_VALUE), numeric=2),
            role("evidence", "Nachweis", phrases(_EVIDENCE)),
            role(
                "rated_by",
                "bewertet von",
                phrases(
                    "bewertet von|bewerter|bewertet durch|prüfer|geprüft von|bearbeiter|erfasst von|bewertende stelle"
                ),
            ),
            role("year", "Jahr", phrases("jahr|bewertet am|datum|stand|bewertungsjahr|bewertungsdatum|berichtsjahr")),
        ],
        "project_id",
        "criterion_id",
        "value",
    ),
)


@dataclass(frozen=True)
class _Criterion:
    id: str
    row: dict[str, Any]
    sheet: Sheet
    at: Position

    @property
    def is_must(self) -> bool:
        return self.row["kind"] == "must"


@dataclass(frozen=True)
class _Variant:
    project_id: str
    variant: str
    row: dict[str, Any]
    sheet: Sheet
    at: Position

    @property
    def name(self) -> str:
        return f"{self.project_id} {self.variant}".strip()


@dataclass(frozen=True)
class _Rating:
    """One cell of the grid: `at` is where its value stands or should stand."""

    variant: _Variant
    criterion: _Criterion
    sheet: Sheet
    at: Position
    year: int | None = None
    evidence: str = ""
    rated_by: str = ""


def open_scoring(path: Path, _: Strategy | None) -> Opened:
    """A workbook of the scoring grid: the frames score_groups, criteria, variants, ratings.

    Ratings of years after the reporting year are not read. DataError where the file cannot be read or
    holds no criteria or no projects.
    """
    workbook = read_workbook(path)
    sheets = [sheet for sheet in workbook.sheets if not sheet.hidden]
    found = [block for sheet in sheets for block in blocks(sheet, KINDS)]
    for what, label in (("criteria", "Kriterien"), ("projects", "Projekten")):
        if not any(block.kind == what for block in found):
            names = ", ".join(sheet.name for sheet in sheets)
            raise DataError(
                f"{path}: keine Tabelle mit {label} gefunden (Blätter: {names}); Spalten wie in der Vorlage benennen "
                "(monitoring template … --part scoring)."
            )
    grid = _Grid.of(found, sheets, Findings(path.name))
    told = frozenset({rating.year for rating in grid.ratings if rating.year} | told_years(workbook))
    lines = tuple(line for block in found for line in explain(block, KINDS))
    return Opened(path, told, grid.read, lines)


@dataclass(frozen=True)
class _Grid:
    """One workbook as it was understood; `findings` are those that hold for every year."""

    groups: Mapping[str, dict[str, Any]]
    counting: Sequence[_Criterion]
    variants: Sequence[_Variant]
    ratings: Sequence[_Rating]
    findings: Findings

    @classmethod
    def of(cls, found: Sequence[Block], sheets: Sequence[Sheet], findings: Findings) -> "_Grid":
        said = Statements(findings)
        by_kind = {kind.name: [block for block in found if block.kind == kind.name] for kind in KINDS}
        groups = _groups(by_kind["groups"], by_kind["criteria"], said)
        named, counting = _criteria(by_kind["criteria"], groups, said)
        variants = _variants(by_kind["projects"], said)
        names = _names(variants)
        crossed = [rating for sheet in sheets for rating in _matrix(sheet, named, names, said)]
        of_matrix = {rating.sheet.name for rating in crossed}
        listed = [block for block in by_kind["ratings"] if block.sheet.name not in of_matrix]
        ratings = [*_long(listed, named, variants, said), *crossed]
        used = {block.sheet.name for block in found} | {rating.sheet.name for rating in ratings}
        for sheet in sheets:
            if sheet.name not in used and sheet.cells:
                message = f"Blatt „{sheet.name}“ enthält keinen Teil des Bewertungsrasters."
                findings.add("sheet-ignored", message, sheet=sheet.name)
        return cls(groups, counting, variants, ratings, findings)

    def read(self, year: int) -> Reading:
        """The frames up to a year; what is missing then is told."""
        findings = Findings(self.findings.source_file, list(self.findings.all))
        ratings = _rated(self.ratings, self.counting, self.variants, Statements(findings), year)
        rows = {
            "score_groups": [*self.groups.values()],
            "criteria": [criterion.row for criterion in self.counting],
            "variants": [variant.row for variant in self.variants],
            "ratings": ratings,
        }
        tables = {name: [{**row, "source_file": findings.source_file} for row in of] for name, of in rows.items()}
        return Reading(tables, findings.dated(year))


def _where(block: Block, row: int) -> dict[str, object]:
    return {"source_sheet": block.sheet.name, "source_row": row}


def _groups(found: Sequence[Block], criteria: Sequence[Block], said: Statements) -> dict[str, dict[str, Any]]:
    """Key → row of the groups, in the order of the grid; one group for all where nobody speaks of groups."""
    groups: dict[str, dict[str, Any]] = {}
    places: list[tuple[Block, int]] = []
    for block in found:
        for row in said.records(block, "group_id", "title"):
            group = block.text(row, "group_id") or block.text(row, "title")
            title = block.text(row, "title") or group
            if key(group) in groups:
                message = f"Gruppe {group} ist doppelt vergeben; es gilt die erste Zeile."
                said.tell("id-duplicate", message, block.sheet, block.at(row, "group_id"), column="group_id", id=group)
                continue
            weight = said.number(block, row, "weight", "Gewicht", id=group, unit="%")
            if weight is None:
                message = f"Gewicht der Gruppe {group} fehlt; sie geht nicht in die Gesamterfüllung ein."
                said.tell("value-missing", message, block.sheet, block.at(row, "weight"), column="weight", id=group)
            minimum = said.number(block, row, "minimum", "Mindesterfüllung", id=group, unit="%")
            groups[key(group)] = {
                "group_id": group,
                "title": title,
                "weight": max(weight or 0.0, 0.0),
                "minimum": minimum,
                **_where(block, row),
            }
            places.append((block, row))
    if not groups and not any("group_id" in block.columns for block in criteria):
        return {"": {"group_id": "alle", "title": "Alle Kriterien", "weight": 100.0, "minimum": None, "source_row": 1}}
    total = sum(entry["weight"] for entry in groups.values())
    shares = bool(groups) and total <= 1 + TOLERANCE  # 0,225 where 22,5 % is meant
    scale = 100.0 if shares else 1.0
    for entry in groups.values():
        entry["weight"] *= scale
        if shares and entry["minimum"] is not None and entry["minimum"] <= 1:
            entry["minimum"] *= scale
    if places and abs(total * scale - 100) > TOLERANCE:
        block, row = places[0]
        shown = f"{round(total * scale, 4):g}".replace(".", ",")
        message = f"Die Gewichte der Gruppen ergeben zusammen {shown} statt 100 %; sie werden umgerechnet."
        said.tell("weight-sum", message, block.sheet, block.at(row, "weight"), column="weight")
    return groups


def _criteria(
    found: Sequence[Block], groups: Mapping[str, dict[str, Any]], said: Statements
) -> tuple[dict[str, _Criterion], list[_Criterion]]:
    """Every criterion by the keys of its number and title, and those that count."""
    titles = {key(group["title"]): name for name, group in groups.items()}
    named: dict[str, _Criterion] = {}
    counting: list[_Criterion] = []
    for block in found:
        roles = ("criterion_id", "title") if "criterion_id" not in block.columns else ("criterion_id",)
        for row in said.records(block, *roles):
            number = block.text(row, "criterion_id") or block.text(row, "title")
            at = block.at(row, roles[0])
            if key(number) in named:
                message = f"Kriterium {number} ist doppelt vergeben; es gilt die erste Zeile."
                said.tell("id-duplicate", message, block.sheet, at, column="criterion_id", id=number)
                continue
            criterion = _Criterion(number, _criterion_row(block, row, number, said), block.sheet, at)
            named[key(number)] = criterion
            named.setdefault(key(criterion.row["title"]), criterion)
            group = block.text(row, "group_id")
            known = key(group) if key(group) in groups else titles.get(key(group))
            if "" in groups and not group:
                known = ""
            if known is None and not (criterion.is_must and not group):
                message = (
                    f"Gruppe „{group}“ des Kriteriums {number} steht in keiner Liste; das Kriterium zählt nicht."
                    if group
                    else f"Kriterium {number} nennt keine Gruppe und zählt nicht; bitte ergänzen."
                )
                place = block.at(row, "group_id")
                said.tell("group-unknown", message, block.sheet, place, column="group_id", id=number)
                continue
            criterion.row["group_id"] = "" if known is None else groups[known]["group_id"]
            if criterion.is_must or _has_scale(block, row, criterion, said):
                counting.append(criterion)
    return named, counting


def _criterion_row(block: Block, row: int, number: str, said: Statements) -> dict[str, Any]:
    numbers = {
        name: said.number(block, row, name, label, id=number, unit=block.text(row, "unit"))
        for name, label in (("limit", "Grenzwert"), ("reference", "Referenzwert"), ("target", "Zielwert"))
    }
    kind = said.code(block, row, "kind", CRITERION_KIND, id=number)
    factor = said.number(block, row, "factor", "Faktor", id=number)
    return {
        "criterion_id": number,
        "title": block.text(row, "title"),
        "kind": kind or "points",
        "unit": block.text(row, "unit"),
        **numbers,
        "factor": 1.0 if factor is None else max(factor, 0.0),
        "binding": said.code(block, row, "binding", YES_NO, id=number) != "no",
        "evidence": block.text(row, "evidence"),
        **_where(block, row),
    }


def _has_scale(block: Block, row: int, criterion: _Criterion, said: Statements) -> bool:
    """False where limit, reference and target are not in one order, or limit or target is missing; told then."""
    limit, reference, target = (criterion.row[name] for name in ("limit", "reference", "target"))
    missing = [label for label, value in (("Grenzwert", limit), ("Zielwert", target)) if value is None]
    if missing:
        where = "limit" if limit is None else "target"
        message = f"Kriterium {criterion.id}: {' und '.join(missing)} fehlt; das Kriterium zählt nicht."
    elif limit == target or (reference is not None and (reference - limit) * (target - reference) <= 0):
        where = "target" if reference is None else "reference"
        message = (
            f"Kriterium {criterion.id}: Grenz-, Referenz- und Zielwert stehen nicht in einer Reihenfolge; "
            "das Kriterium zählt nicht."
        )
    else:
        return True
    said.tell("scale-invalid", message, block.sheet, block.at(row, where), column=where, id=criterion.id)
    return False


def _variants(found: Sequence[Block], said: Statements) -> list[_Variant]:
    variants: list[_Variant] = []
    seen: set[tuple[str, str]] = set()
    for block in found:
        before = ""
        for row in said.records(block, "project_id", "title", "variant"):
            project = block.text(row, "project_id")
            if not project:
                project = before if block.text(row, "variant") and before else block.text(row, "title")
            before = project
            variant = block.text(row, "variant")
            at = block.at(row, "project_id" if "project_id" in block.columns else "title")
            if (key(project), key(variant)) in seen:
                message = f"Projekt {project} {variant}".strip() + " ist doppelt aufgeführt; es gilt die erste Zeile."
                said.tell("id-duplicate", message, block.sheet, at, column="project_id", id=project)
                continue
            seen.add((key(project), key(variant)))
            name = f"{project} {variant}".strip()
            building = said.code(block, row, "kind", BUILDING_KIND, id=name)
            variants.append(
                _Variant(
                    project,
                    variant,
                    {
                        "project_id": project,
                        "variant": variant,
                        "title": block.text(row, "title") or project,
                        "kind": building,
                        "member": block.text(row, "member"),
                        "lifecycle_cost": said.euros(block, row, "lifecycle_cost", "Lebenszykluskosten", id=name),
                        "area": said.number(block, row, "area", "Fläche", id=name, unit="m²"),
                        **_where(block, row),
                    },
                    block.sheet,
                    at,
                )
            )
    return variants


def _long(
    found: Sequence[Block], criteria: Mapping[str, _Criterion], variants: Sequence[_Variant], said: Statements
) -> Iterator[_Rating]:
    """The ratings of tables with a row for each; a project stands for the rows below that name none."""
    for block in found:
        project = variant = ""
        for row in said.records(block, "project_id", "criterion_id"):
            if block.text(row, "project_id"):
                project, variant = block.text(row, "project_id"), block.text(row, "variant")
            else:
                variant = block.text(row, "variant") or variant
            whom = _variant_of(project, variant, variants)
            criterion = criteria.get(key(block.text(row, "criterion_id")))
            if whom is None:
                name = f"{project} {variant}".strip()
                message = f"Projekt „{name}“ steht in keiner Liste; die Bewertung zählt nicht."
                said.tell(
                    "project-unknown", message, block.sheet, block.at(row, "project_id"), column="project_id", id=name
                )
            if criterion is None:
                number = block.text(row, "criterion_id")
                message = f"Kriterium „{number}“ steht in keiner Liste; die Bewertung zählt nicht."
                place = block.at(row, "criterion_id")
                said.tell("criterion-unknown", message, block.sheet, place, column="criterion_id", id=number)
            if whom is None or criterion is None:
                continue
            yield _Rating(
                whom,
                criterion,
                block.sheet,
                block.at(row, "value"),
                said.year_of(block, row, "year", "Jahr", id=whom.name),
                block.text(row, "evidence"),
                block.text(row, "rated_by"),
            )


def _variant_of(project: str, variant: str, variants: Sequence[_Variant]) -> _Variant | None:
    """The one variant that a project's name and a variant's mean."""
    mine = [v for v in variants if key(project) in (key(v.project_id), key(v.row["title"]))]
    exact = [v for v in mine if key(v.variant) == key(variant)]
    if exact or not mine:
        return exact[0] if exact else next((v for v in variants if key(v.name) == key(project + variant)), None)
    return mine[0] if len(mine) == 1 and not variant else None


def _names(variants: Sequence[_Variant]) -> dict[str, _Variant]:
    """Key of every name that means one variant → it."""
    names: dict[str, list[_Variant]] = {}
    for v in variants:
        alone = sum(other.project_id == v.project_id for other in variants) == 1
        said = {v.name, f"{v.row['title']} {v.variant}", f"{v.project_id} {v.row['title']}"}
        said |= {v.project_id, v.row["title"]} if alone else {v.row["title"]}
        for name in {key(name) for name in said}:
            names.setdefault(name, []).append(v)
    return {name: those[0] for name, those in names.items() if len(those) == 1}


def _matrix(
    sheet: Sheet, criteria: Mapping[str, _Criterion], names: Mapping[str, _Variant], said: Statements
) -> Iterator[_Rating]:
    """The ratings of a table with criteria down and variants across, where the sheet holds one."""
    rows = list(sheet.rows)
    for n, top in enumerate(rows):
        for lines in ((top, top + 1), (top,)):
            if len(lines) == 2 and (n + 1 >= len(rows) or rows[n + 1] != top + 1):
                continue
            across = {
                c: v for c in range(1, sheet.last_column + 1) if (v := names.get(key(_headline(sheet, lines, c))))
            }
            below = [row for row in rows if row > lines[-1]]
            first = min(across, default=0)
            down = {row: c for row in below if (c := _criterion_in(sheet, row, first, criteria))}
            if across and down and len(set(map(id, across.values()))) == len(across):
                yield from _crossed(sheet, lines, across, down, below, said)
                return


def _headline(sheet: Sheet, lines: Sequence[int], column: int) -> str:
    """The heading of a column; in two lines a project above holds for the variants to its right."""
    texts = [sheet.text(row, column) for row in lines]
    if len(lines) == 2 and not texts[0] and texts[1]:
        left = max((c for c in sheet.rows[lines[0]] if c < column), default=0)
        texts[0] = sheet.text(lines[0], left) if left else ""
    return " ".join(text for text in texts if text)


def _criterion_in(sheet: Sheet, row: int, first: int, criteria: Mapping[str, _Criterion]) -> _Criterion | None:
    """The criterion that a cell left of the variants names."""
    return next((criteria[k] for c in range(1, first) if (k := key(sheet.text(row, c))) in criteria), None)


def _crossed(
    sheet: Sheet,
    lines: Sequence[int],
    across: Mapping[int, _Variant],
    down: Mapping[int, _Criterion],
    below: Sequence[int],
    said: Statements,
) -> Iterator[_Rating]:
    last = max(down)
    for column in range(min(across), sheet.last_column + 1):
        filled = [row for row in down if (row, column) in sheet.cells]
        headline = values.tidy(_headline(sheet, lines, column))
        if column not in across and filled and headline and not _is_aside(headline):
            message = f"Projekt „{headline}“ steht in keiner Liste; seine Bewertungen zählen nicht."
            said.tell("project-unknown", message, sheet, (lines[-1], column), column="project_id", id=headline)
    for row in below:
        named = next((t for c in range(1, min(across)) if (t := values.tidy(sheet.text(row, c)))), "")
        if row not in down and row < last and named and any((row, c) in sheet.cells for c in across):
            message = f"Kriterium „{named}“ steht in keiner Liste; seine Bewertungen zählen nicht."
            said.tell("criterion-unknown", message, sheet, (row, min(sheet.rows[row])), column="criterion_id", id=named)
    for row, criterion in down.items():
        for column, variant in across.items():
            yield _Rating(variant, criterion, sheet, sheet.anchor(row, column))


def _is_aside(headline: str) -> bool:
    """True for a column beside the variants: what proves a rating, a sum, a note."""
    known = phrases(f"{_EVIDENCE}|bemerkung|anmerkung|hinweis|summe|mittelwert|prüfung|einheit|kommentar|quelle")
    return heading([headline]).strength(known) >= 0.45


def _rated(
    ratings: Sequence[_Rating],
    counting: Sequence[_Criterion],
    variants: Sequence[_Variant],
    said: Statements,
    until: int,
) -> list[dict[str, Any]]:
    """The rows of the ratings that count; what is missing or said twice is told."""
    usable = [r for r in ratings if r.year is None or r.year <= until]
    ids = {id(criterion) for criterion in counting}
    rows: dict[tuple, dict[str, Any]] = {}
    twice: set[tuple] = set()
    places: dict[tuple, _Rating] = {}
    for rating in usable:
        if id(rating.criterion) not in ids:
            continue
        pair = (rating.variant.project_id, rating.variant.variant, rating.criterion.id)
        places.setdefault(pair, rating)
        row = _rating_row(rating, said)
        if row is None:
            continue
        slot = (*pair, rating.year)
        if slot not in rows:
            rows[slot] = row
            continue
        alike = (rows[slot]["value"], rows[slot]["met"]) == (row["value"], row["met"])
        twice |= set() if alike else {slot}
        what = "zweimal derselbe Wert" if alike else "zwei verschiedene Werte; keiner zählt"
        message = f"{rating.variant.name}: zum Kriterium {rating.criterion.id} steht {what}."
        name, severity = rating.variant.name, "info" if alike else ""
        said.tell("value-twice", message, rating.sheet, rating.at, column="value", id=name, severity=severity)
    kept = {slot: row for slot, row in rows.items() if slot not in twice}
    told = {finding.cell: finding for finding in said.findings.all if finding.code in ("value-unknown", "unit-mixed")}
    there = {slot[:3] for slot in rows}
    for variant in variants:
        for criterion in counting:
            pair = (variant.project_id, variant.variant, criterion.id)
            if pair in there:
                continue
            place = places.get(pair)
            sheet, at = (place.sheet, place.at) if place else (variant.sheet, variant.at)
            if place and address(at) in told and told[address(at)].source_sheet == sheet.name:
                continue
            message = f"{variant.name}: zum Kriterium {criterion.id} ({criterion.row['title']}) fehlt die Bewertung."
            said.tell("rating-missing", message, sheet, at, column="value", id=variant.name)
    return list(kept.values())


def _rating_row(rating: _Rating, said: Statements) -> dict[str, Any] | None:
    sheet, at, name = rating.sheet, rating.at, rating.variant.name
    label = f"Wert zum Kriterium {rating.criterion.id}"
    text = values.key(sheet.text(*at))
    if text in quantities.MISSING and at not in sheet.errors and at not in sheet.no_value:
        return None
    value = met = None
    if rating.criterion.is_must:
        answer = said.code_at(sheet, at, "value", replace(RATING_ANSWER, label=label), id=name)
        met = None if not answer else answer == "met"
    else:
        value = said.number_at(sheet, at, "value", label, id=name, unit=rating.criterion.row["unit"])
    if value is None and met is None:
        return None
    return {
        "year": rating.year,
        "project_id": rating.variant.project_id,
        "variant": rating.variant.variant,
        "criterion_id": rating.criterion.id,
        "value": value,
        "met": met,
        "evidence": rating.evidence,
        "rated_by": rating.rated_by,
        "source_sheet": sheet.name,
        "cell": address(at),
    }
