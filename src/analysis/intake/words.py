"""The words by which headings, totals, notes and dates of a table are known, as patterns.

Codes, labels and spellings of the values themselves stand in `analysis.vocabulary`.
"""

from typing import Final

# What a column heading says, in casefolded stems (ß is ss): the level it speaks of, what it gives of
# it, and whether that is last year's. The first that fits wins, so the order matters.
HEADING_LEVELS: Final[dict[str, str]] = {
    "field": r"handlungsfeld|\bhf\b|themenfeld|handlungsbereich|aktionsfeld|themenbereich|schwerpunkt",
    "strategic_goal": r"strategisch|oberziel|leitziel|hauptziel|\bsz\b",
    "goal": r"operativ|teilziel|unterziel|handlungsziel|\boz\b|\bziel(e|en|nr|nummer|status|titel|stand)?\b",
    "measure": r"massnahme|\bmassn\b|\bprojekt(e|nr|titel|name|status|stand)?\b|aktivität|\bvorhaben\b|\bm\b",
}
HEADING_ATTRIBUTES: Final[dict[str, str]] = {
    "none": r"\bsdg|telefon|e-?mail|budget|kosten|haushalt|produkt|finanz|mittel\b|indikator|kennzahl",
    "next_step": r"nächste[rn]? schritt|weitere[rs]? (vorgehen|schritt)|ausblick",
    "updated": r"aktualisier|bearbeitet am|bearbeitungsdatum|letzte (änderung|bearbeitung)|geändert am|stand vom",
    "due": r"termin\b|fällig|bis wann|(umsetzung|frist|abschluss) bis|ende\b|fertigstellung"
    r"|enddatum|zieldatum|zieljahr",
    "schedule": r"zeitplan|\bim plan\b|planmässig|termintreu|fristgerecht|termingerecht",
    "horizon": r"horizont|laufzeit|fristigkeit|zeitschiene|zeitrahmen|zeitraum|\bfrist\b|umsetzungszeit|zeitliche",
    "id": r"\bnr\b|nummer\b|\bid\b|kennung|kennziffer|kürzel|\bziffer\b|\bcode\b|\bkenn-?nr",
    "reason": r"begründung|\bgrund\b|\bgründe\b|ursache|hemmnis",
    "note": r"bemerkung|anmerkung|hinweis|kommentar|erläuterung|notiz|sonstiges",
    "responsible": r"zuständig|federführ|verantwort|fachamt|fachbereich|\bamt\b|dezernat|organisationseinheit"
    r"|dienststelle|abteilung|\bstelle\b",
    "status": r"status|stand\b|umsetzungsgrad|fortschritt|\bampel\b|bearbeitungsstand|stand der",
    "title": r"titel|bezeichnung|\bname\b|beschreibung|\bthema\b|\binhalt\b",
}
HEADING_PREVIOUS: Final = (
    r"vorjahr|letzte[sn]? jahr|vorherig|vorige|bisherig|\balte?r?\b|letztjähr|zuletzt|ursprünglich"
)
# A wish or a plan, not what is: such a column is kept, and not read.
HEADING_WISHED: Final = r"\bsoll\b|angestrebt|zielstatus|zielzustand|geplanter? (status|stand)|erwartet|\bplanwert"
RUNNING_NUMBER: Final = r"\blfd\b|laufende"
TOTAL_ROW: Final = r"^(gesamt|zwischen|teil)?(summe|ergebnis|status)n?\b|^(ins)?gesamt(zahl)?\b|^anzahl\b|^total\b"
NOTE_ROW: Final = (
    r"^(hinweis|anmerkung|legende|quelle|erläuterung|stand|export|druck|\*|¹|\d\)|ansprechpartner|kontakt|www)"
)
EXPORT_DATE: Final = r"exportier|gedruckt|druckdatum|erstellt|erzeugt|abgerufen|ausgegeben"
