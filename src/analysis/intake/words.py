"""The words by which totals, notes, sheets and dates of a table are known, as patterns.

Codes, labels and spellings of the values themselves stand in `analysis.vocabulary`, the headings in
`analysis.intake.understand.monitoring`.
"""

from typing import Final

TOTAL_ROW: Final = r"^(gesamt|zwischen|teil)?(summe|ergebnis|status)n?\b|^(ins)?gesamt(zahl)?\b|^anzahl\b|^total\b|^σ"
NOTE_ROW: Final = (
    r"^(hinweis|anmerkung|legende|quelle|erläuterung|stand|export|druck|\*|¹|\d\)|ansprechpartner|kontakt|www"
    r"|angewendete filter|applied filters|bearbeit|erstellt|seite \d|fortsetzung|berichtsjahr|stichtag)"
)
# How a cell below a heading says what is to be entered there.
FILLING_HINT: Final = (
    r"^tt\.? ?mm\.?|^jjjj|^dd\.mm|\bbitte\b|^auswahl|auswählen|ankreuzen|dropdown|drop-down|^freitext|^ja ?/ ?nein"
    r"|^pflicht(feld|angabe)|^optional|^z\. ?b\.|^max\. |^maximal|ausfüllen|eintragen|einfügen"
)
LEVEL_ROW: Final = r"^(strategisches|operatives) ziel|^(leit|ober|teil|unter)ziel|^leitlinie|^zielsetzung"
EXPORT_DATE: Final = r"exportier|gedruckt|druckdatum|erstellt|erzeugt|abgerufen|ausgegeben"
# A sheet of this name does not say what is: older states, drafts, forms to be filled in.
ASIDE_SHEET: Final = (
    r"\barchiv|\balt\b|\balte[rsn]?\b|\bbackup|\bkopie|\bsicherung|\(\d\)$|\bentwurf|\bvorlage|\bmuster\b|\bbeispiel"
    r"|\btest\b|\bpapierkorb|\bhistorie|\bvorjahr|\bfrühere|\bbisher|\bvorher|\bformular"
)
