"""A copy of the report with what is wrong marked at its place: Word with comments, else a page of HTML."""

import html
from collections import defaultdict
from pathlib import Path

from analysis.audit.document import HEADING, ITEM, TABLE, Block
from analysis.audit.results import KINDS, Audit, Finding, Statement
from analysis.audit.telling import summary
from analysis.errors import DataError

_AUTHOR = "Prüfung"


def write(audit: Audit, to: Path) -> None:
    """Write the marked copy; the report itself is never written. DataError where `to` exists or has another form."""
    source = audit.document.path
    suffix = ".docx" if source.suffix.lower() == ".docx" else ".html"
    if to.suffix.lower() != suffix:
        raise DataError(f"{to}: die markierte Kopie von {source.name} ist eine {suffix}-Datei; bitte so benennen.")
    if to.exists():
        raise DataError(f"{to} gibt es schon; bitte einen anderen Namen angeben oder die Datei vorher löschen.")
    if suffix == ".docx":
        _write_docx(audit, to)
    else:
        to.write_text(page(audit), encoding="utf-8", newline="\n")


def _note(finding: Finding) -> str:
    return f"{KINDS[finding.kind]}: erwartet {finding.expected}. {finding.message} ({finding.source})"


def _write_docx(audit: Audit, to: Path) -> None:
    import docx
    from docx.enum.style import WD_STYLE_TYPE
    from docx.table import Table

    opened = docx.Document(str(audit.document.path))
    paragraphs = opened.paragraphs
    tables = [part for part in opened.iter_inner_content() if isinstance(part, Table)]
    of_table = [place for place, block in enumerate(audit.document.blocks) if block.kind == TABLE]
    for statement in audit.wrong:
        finding, where = statement.finding, statement.where
        assert finding is not None
        if where.place in of_table:
            row, column = divmod(where.offset, 1000)
            cells = tables[of_table.index(where.place)].rows[row].cells
            told = cells[min(column, len(cells) - 1)].paragraphs
        else:
            told = [paragraphs[finding.line - 1]]
        runs = [run for paragraph in told for run in paragraph.runs if run.text.strip()]
        if runs:
            opened.add_comment(_runs_at(runs, where.printed, where.offset), _note(finding), _AUTHOR, "P")
    for name, kind in (("Comment Reference", WD_STYLE_TYPE.CHARACTER), ("Comment Text", WD_STYLE_TYPE.PARAGRAPH)):
        if all(style.style_id != name.replace(" ", "") for style in opened.styles):
            opened.styles.add_style(name, kind)  # the comments name them
    opened.save(str(to))


def _runs_at(runs: list, printed: str, offset: int) -> list:
    """The runs in which the printed words stand, the nearest to their place; all where they are not found."""
    text = "".join(run.text for run in runs)
    starts = [at for at in range(len(text)) if text.startswith(printed, at)]
    if not starts:
        return runs
    start = min(starts, key=lambda at: abs(at - offset))
    touched, end = [], 0
    for run in runs:
        begin, end = end, end + len(run.text)
        if begin < start + len(printed) and start < end:
            touched.append(run)
    return touched


_PAGE = """<!DOCTYPE html>
<html lang="de"><head><meta charset="utf-8"><title>{title}</title><style>
body {{ font: 1rem/1.5 sans-serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem; color: #1a1a1a; }}
mark {{ background: #ffe08a; padding: 0 .15em; }}
.note {{ display: block; border-left: .3rem solid #b3261e; background: #fbeceb; margin: .4rem 0; }}
.note {{ padding: .3rem .6rem; }}
table {{ border-collapse: collapse; }} td {{ border: 1px solid #999; padding: .1rem .5rem; }}
pre {{ white-space: pre-wrap; font: inherit; background: #f3f3f3; padding: .6rem; }}
</style></head><body>
<h1>{title}</h1>
<pre>{summary}</pre>
{body}
</body></html>
"""


def page(audit: Audit) -> str:
    """The report's text as one self-contained page, what is wrong marked, with a note below its paragraph."""
    wrong: dict[int, list[Statement]] = defaultdict(list)
    for statement in audit.wrong:
        wrong[statement.where.place].append(statement)
    body = "\n".join(_block(block, wrong[place]) for place, block in enumerate(audit.document.blocks))
    title = html.escape(f"{audit.document.path.name}: geprüfte Fassung")
    return _PAGE.format(title=title, summary=html.escape(summary(audit)), body=body)


def _block(block: Block, wrong: list[Statement]) -> str:
    notes = "".join(f'<span class="note">{html.escape(_note(s.finding))}</span>' for s in wrong if s.finding)
    if block.kind == TABLE:
        marked = {divmod(s.where.offset, 1000) for s in wrong}
        rows = "".join(
            "<tr>" + "".join(f"<td>{_marked(cell, (r, c) in marked)}</td>" for c, cell in enumerate(cells)) + "</tr>"
            for r, cells in enumerate(block.rows)
        )
        return f"<table>{rows}</table>{notes}"
    text, end = "", 0
    for statement in sorted(wrong, key=lambda s: s.where.offset):
        start = statement.where.offset
        if start < end:
            continue
        text += html.escape(block.text[end:start])
        end = start + len(statement.where.printed)
        text += _marked(block.text[start:end], True)
    text += html.escape(block.text[end:])
    if block.kind == HEADING:
        level = min(block.level, 5) + 1
        return f"<h{level}>{text}</h{level}>{notes}"
    return f"<p>{'• ' if block.kind == ITEM else ''}{text}</p>{notes}"


def _marked(text: str, is_wrong: bool) -> str:
    return f"<mark>{html.escape(text)}</mark>" if is_wrong else html.escape(text)
