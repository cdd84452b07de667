"""A written report against itself, across its chapters, and against the data.

    reading     .docx, .pdf, .md, .txt → headings, paragraphs, items, tables with their places
    quantities  numbers and number words of a text
    sentences   sentences with their numbers masked
    relations   which numbers belong together
    names       the fields of action: what they are called, whose chapter it is
    categories  the words for levels, status, horizon, schedule
    contexts    level and field of a sentence
    subjects    what a number of a progress report speaks of
    shares, sums, development, lists, tables, across, comparison: the checks
    results     right, wrong, not checked
    telling     lines of text, JSON
    listing     tables for the notebook
    marked      a copy with what is wrong marked at its place

When in doubt a statement is not checked (docs/decisions/80-audit.md).
"""

from fractions import Fraction
from pathlib import Path

from analysis.audit import across, comparison
from analysis.audit.contexts import contexts
from analysis.audit.development import check_changes
from analysis.audit.document import Document
from analysis.audit.known import known_of
from analysis.audit.lists import check_lists
from analysis.audit.names import check_names, fields_of
from analysis.audit.quantities import Quantity
from analysis.audit.reading import read
from analysis.audit.results import Audit, Check, judge, place_of
from analysis.audit.sentences import Mention, Sentence, sentences
from analysis.audit.shares import check_shares, groups, known_bases
from analysis.audit.subjects import Spoken, subjects
from analysis.audit.sums import check_sums
from analysis.audit.tables import check_tables
from analysis.dataset import Dataset


def audit(path: Path, dataset: Dataset | None = None) -> Audit:
    """Read a report and check its statements; with a dataset against its year and the year before too.

    DataError where the file cannot be read.
    """
    return check(read(path), dataset)


def check(document: Document, dataset: Dataset | None = None) -> Audit:
    """The statements of a report that has been read."""
    told = sentences(document)
    known = known_of(dataset) if dataset is not None else None
    fields = fields_of(document, dataset.strategy if dataset is not None else None)
    where = contexts(document, told, fields)
    spoken = subjects(told, where, year=known.year if known else None)
    said = across.told_subjects(told, spoken)
    totals = known.totals() if known else _stated_totals(said)
    bases = known_bases(told, spoken, totals)
    against_data = across.check_data(said, known, fields) if known else []
    # In the order of their weight: what the data say of a count comes before what the numbers beside it make of it.
    checks: list[Check] = [
        *check_names(document, fields),
        *(check for check in against_data if not check.is_share),
        *check_shares(told, bases),
        *check_sums(groups(told), bases),
        *check_changes(told),
        *check_lists(document, told),
        *check_tables(document),
        *(check for check in against_data if check.is_share),
        *comparison.check_comparisons(told, where, known, fields),
        *across.check_across(said, fields),
    ]
    places = [place_of(Mention(s, n)) for s in told for n in s.numbers if _is_statement(s, n, spoken)]
    return Audit(document, tuple(judge(places, checks)))


def _stated_totals(said: across.Told) -> dict[tuple[str, int], list[tuple[Fraction, str, Mention | None]]]:
    """The totals by level and field as the report itself says them."""
    found: dict[tuple[str, int], list[tuple[Fraction, str, Mention | None]]] = {}
    for mention, spoken in said:
        if spoken.certain and not spoken.subject.where and not spoken.subject.year and not mention.number.is_share:
            key = (spoken.subject.level, spoken.subject.field)
            found.setdefault(key, []).append((mention.number.value, f"{mention.said}", mention))
    return found


def _is_statement(sentence: Sentence, number: Quantity, spoken: dict[tuple[int, int], Spoken]) -> bool:
    """Every number but the article: ein, kein and beide count where they were understood as numbers."""
    return not number.weak or Mention(sentence, number).key in spoken


__all__ = ["Audit", "audit", "check"]
