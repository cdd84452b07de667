"""What `monitoring slides check` prints: the charts slide by slide, for people or for programs."""

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from analysis import german
from analysis.publish.slides.states import LABELS, Row

Checked = Sequence[tuple[Path, Sequence[Row]]]  # file → its charts


def as_json(checked: Checked) -> str:
    """A list of objects, one a chart; with the file's name where there are several files."""
    several = len(checked) > 1
    rows = [
        {**({"file": str(file)} if several else {}), **row.as_dict()} for file, of_file in checked for row in of_file
    ]
    return json.dumps(rows, ensure_ascii=False, indent=2)


def as_text(checked: Checked) -> str:
    """File by file a line a chart, then how many are in which state."""
    lines = []
    for file, rows in checked:
        lines.append(str(file))
        width = max((len(row.object) for row in rows), default=0)
        for row in rows:
            lines.append(f"  Folie {row.slide:>3}  {row.object:<{width}}  {LABELS[row.state]}: {row.message}")
        counts = Counter(row.state for row in rows)
        said = [f"{german.integer(counts[state])} {label}" for state, label in LABELS.items() if counts[state]]
        lines.append(f"  Diagramme: {', '.join(said)}." if said else "  Keine Diagramme aus diesem Programm.")
    return "\n".join(lines)
