"""What a cell of a status, horizon or schedule column means, and what it does not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.intake.values import read
from analysis.vocabulary import GOAL_STATUS, HORIZON, MEASURE_STATUS, SCHEDULE, VOCABULARIES, Vocabulary


@pytest.mark.parametrize(
    ("vocabulary", "text", "code"),
    [
        (MEASURE_STATUS, "Idee", "idea"),
        (MEASURE_STATUS, "IN  Umsetzung ", "in_progress"),
        (MEASURE_STATUS, "in\u00a0Um\u00adsetzung", "in_progress"),
        (MEASURE_STATUS, "umgesetzt/abgeschlossen", "completed"),
        (GOAL_STATUS, "noch nicht begonnen", "not_started"),
        (GOAL_STATUS, "fortgeschrittene Umsetzung", "advanced"),
        (HORIZON, "laufend", "ongoing"),
        (SCHEDULE, "ja", "on_schedule"),
        (SCHEDULE, "nicht im Zeitplan", "delayed"),
        (SCHEDULE, "k.A.", "not_assessed"),
        (SCHEDULE, "-", "discarded"),
        (SCHEDULE, "✓", "on_schedule"),
        (SCHEDULE, "✗", "delayed"),
    ],
)
def test_a_word_of_the_vocabulary_is_understood_whatever_its_case_and_spaces(
    vocabulary: Vocabulary, text: str, code: str
) -> None:
    reading = read(vocabulary, text)
    assert (reading.code, reading.how) == (code, "exact")


@pytest.mark.parametrize(
    ("vocabulary", "text", "code"),
    [
        (MEASURE_STATUS, "in Umsetztung", "in_progress"),
        (MEASURE_STATUS, "abgeschlosen", "completed"),
        (MEASURE_STATUS, "in Um-\nsetzung", "in_progress"),
        (MEASURE_STATUS, "in Umsetzung (seit 03/2024)", "in_progress"),
        (MEASURE_STATUS, "in Umsetzung – läuft gut an", "in_progress"),
        (MEASURE_STATUS, "3 – in Umsetzung", "in_progress"),
        (MEASURE_STATUS, "in Umsetzung (noch nicht abgeschlossen)", "in_progress"),
        (MEASURE_STATUS, "abgeschlossen¹", "completed"),
        (MEASURE_STATUS, "abgeschlossen*", "completed"),
        (MEASURE_STATUS, "abgeschlossen, umgesetzt", "completed"),
        (HORIZON, "mittelfristig (bis 2028)", "medium"),
        (HORIZON, "kurzfrisitg", "short"),
        (SCHEDULE, "nein (Personalmangel)", "delayed"),
        (SCHEDULE, "nicht im Zeitplann", "delayed"),
        (GOAL_STATUS, "noch nicht begonen", "not_started"),
    ],
)
def test_typing_errors_footnotes_and_additions_are_understood_and_told(
    vocabulary: Vocabulary, text: str, code: str
) -> None:
    reading = read(vocabulary, text)
    assert (reading.code, reading.how) == (code, "normalised")


@pytest.mark.parametrize(
    ("vocabulary", "text"),
    [
        (MEASURE_STATUS, "100 %"),
        (MEASURE_STATUS, "beschlossen"),
        (MEASURE_STATUS, "ausgesetzt"),
        (MEASURE_STATUS, "nicht abgeschlossen"),
        (MEASURE_STATUS, "teilweise umgesetzt"),
        (MEASURE_STATUS, "fast abgeschlossen"),
        (MEASURE_STATUS, "abgeschlossen (nicht)"),
        (MEASURE_STATUS, "abgeschlossen?"),
        (MEASURE_STATUS, "in Umsetzung – verworfen"),
        (MEASURE_STATUS, "in Planung / in Umsetzung"),
        (GOAL_STATUS, "in Umsetzung"),
        (GOAL_STATUS, "fortgeschrieben"),
        (GOAL_STATUS, "unbegonnen"),
        (HORIZON, "kurz- bis mittelfristig"),
        (SCHEDULE, "ja, aber"),
        (SCHEDULE, "ja (mit Verzögerung)"),
        (SCHEDULE, "im Zeitplan (nein)"),
        (SCHEDULE, "unplanmäßig"),
    ],
)
def test_what_has_two_readings_or_none_is_unknown(vocabulary: Vocabulary, text: str) -> None:
    reading = read(vocabulary, text)
    assert (reading.code, reading.how) == ("unknown", "unknown")


@pytest.mark.parametrize("text", ["", " ", "k. A.", "–", "ohne Angabe"])
def test_in_status_and_horizon_a_dash_or_keine_angabe_is_a_missing_value(text: str) -> None:
    for vocabulary in (MEASURE_STATUS, GOAL_STATUS, HORIZON):
        assert read(vocabulary, text).how == "missing"


def test_the_offices_own_words_go_before_the_vocabulary() -> None:
    words = {"100 %": "completed", "Idee": "planned"}
    assert read(MEASURE_STATUS, "100 %", words).code == "completed"
    assert read(MEASURE_STATUS, "idee", words) == read(MEASURE_STATUS, "in Planung")


@given(st.sampled_from(list(VOCABULARIES.values())), st.text(max_size=40))
def test_any_text_whatever_gets_a_code_of_the_vocabulary(vocabulary: Vocabulary, text: str) -> None:
    assert read(vocabulary, text).code in vocabulary.codes


@given(
    st.sampled_from([(v, t.code, t.label) for v in VOCABULARIES.values() for t in v.terms[:-1]]),
    st.text(alphabet=" \u00a0\u200b\n\t", max_size=5),
    st.booleans(),
)
def test_white_space_around_and_capitals_never_change_a_label(
    term: tuple[Vocabulary, str, str], space: str, upper: bool
) -> None:
    vocabulary, code, label = term
    reading = read(vocabulary, space + (label.upper() if upper else label) + space)
    assert (reading.code, reading.how) == (code, "exact")
