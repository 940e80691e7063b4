"""What a rationale says of documentation, and whose voice its sentences speak in: tables of cases, all hand-written."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.derive.documentation import documentation_of
from corpus.derive.voice import Voice, sentences_on_case, voice_of
from corpus.parse import parse
from corpus.readers import list_files, read_letter
from corpus.vocabulary.documentation import documentation_kinds, documentation_terms, documentation_words
from corpus.vocabulary.procedures import procedures

# A sentence, the kinds that it cites, and those that it says are missing
CASES: list[tuple[str, set[str], set[str]]] = [
    ("The patient's Oswestry score fell from 52 to 30.", {"functional scores"}, set()),
    ("There is no documentation of functional improvement with this drug.", set(), {"functional improvement"}),
    ("The provider did not document pain relief, functional improvement or a urine drug screen.", set(), {"pain scores", "functional improvement", "urine drug screen"}),
    ("The patient has failed conservative treatment including physical therapy.", {"failed conservative care"}, set()),
    ("The records do not establish that the patient has failed conservative treatment.", set(), {"failed conservative care"}),
    ("Despite conservative care, the patient was no better.", {"failed conservative care"}, set()),
    ("An MRI showed a disc extrusion at L5-S1, and the patient was referred.", {"imaging findings"}, set()),
    ("An MRI was requested.", set(), set()),
    ("The MRI report was not provided.", set(), {"imaging findings"}),
    ("A urine drug screen was consistent with what is prescribed.", {"urine drug screen"}, set()),
    ("No urine drug screen was submitted.", set(), {"urine drug screen"}),
    ("A signed opioid agreement was in the records.", {"opioid agreement"}, set()),
    ("The CURES report was reviewed.", {"CURES report"}, set()),
    ("The patient has no side effects and no aberrant behavior.", {"side effects and aberrant use"}, set()),
    ("There was no mention of side effects.", set(), {"side effects and aberrant use"}),
    ("Straight leg raise was positive and sensation was decreased in the L5 dermatome.", {"examination findings of radiculopathy"}, set()),
    ("The patient does not have findings of radiculopathy.", set(), {"examination findings of radiculopathy"}),
    # What is normal is neither there nor missing.
    ("The patient had normal range of motion.", set(), set()),
    ("The patient was found to have limited motion, but there was no instability.", {"examination findings"}, set()),
    ("Gabapentin was not tolerated by the patient.", {"first-line drugs tried"}, set()),
    ("There is no evidence that the patient failed first line therapy.", set(), {"first-line drugs tried"}),
    ("There was no red flag.", set(), {"red flags"}),
    ("The patient was able to work with this medication.", {"work status"}, set()),
    ("The patient reports 60 percent relief from the injection in March.", {"relief from an earlier injection", "pain scores"}, set()),
    ("The patient completed six visits with gains in motion.", {"earlier visits and their result", "functional improvement"}, set()),
    ("The number of sessions completed to date was not noted.", set(), {"earlier visits and their result"}),
    ("There was a flare with loss of motion in this patient.", {"flare or change in condition", "examination findings"}, set()),
    ("The goals of treatment were not stated.", set(), {"goals of treatment"}),
    ("The surgery is planned for this patient, who has diabetes.", {"surgery planned or done", "other conditions"}, set()),
    # What guidelines ask for is not what the records hold.
    ("Patients should have failed conservative treatment.", set(), set()),
    ("Imaging is of use when there is a red flag, or when a program has stalled.", set(), set()),
    ("If the patient has a red flag, imaging may be considered.", set(), set()),
    # A verdict names what was asked for.
    ("The request for a urine drug screen is not medically necessary.", set(), set()),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "cited", "missing"), CASES, ids=[case[0] for case in CASES])
def test_a_sentence_tells_of_documentation(sentence: str, cited: set[str], missing: set[str]) -> None:
    said = documentation_of(sentence, None)
    assert (set(said.cited), set(said.missing)) == (cited, missing)


def test_what_is_asked_for_is_no_document() -> None:
    sentence = "No urine drug screen was submitted."
    assert documentation_of(sentence, "urine drug screen").missing == frozenset()


def test_what_is_cited_anywhere_is_not_missing() -> None:
    said = documentation_of(
        "There was no mention of side effects at first. Later the patient had no side effects.", None
    )
    assert (said.cited, said.missing) == ({"side effects and aberrant use"}, frozenset())


def test_the_table_is_whole() -> None:
    kinds = documentation_kinds()
    classes = documentation_words()
    for name, kind in kinds.items():
        assert kind.help
        assert kind.but_for <= procedures().keys(), name
        if kind.beside:
            assert classes.classes(kind.beside)
        # Each term names its own kind: none is listed under two.
        for term in kind.terms:
            found = documentation_terms().find(term.replace("-", " ").split())
            assert {one.value.kind for one in found} == {name}, (name, term)


VOICES: list[tuple[str, Voice]] = [
    ("Therefore, the request is not medically necessary.", Voice.VERDICT),
    ("The denial is upheld.", Voice.VERDICT),
    ("The request for six visits is not supported.", Voice.VERDICT),
    ("As such, the proposed surgery is appropriate.", Voice.VERDICT),
    ("Medical necessity has not been established.", Voice.VERDICT),
    ("The guidelines recommend six visits.", Voice.GUIDELINES),
    ("MTUS states that acupuncture is an option.", Voice.GUIDELINES),
    ("Patients should have failed other care.", Voice.GUIDELINES),
    ("If the patient improves, more may be appropriate.", Voice.GUIDELINES),
    ("The patient has had no therapy for the knee.", Voice.CASE),
    ("No red flag is described.", Voice.CASE),
    ("Grip has nearly doubled with therapy.", Voice.CASE),
]


@pytest.mark.parametrize(("sentence", "voice"), VOICES, ids=[case[0] for case in VOICES])
def test_a_sentence_speaks_in_a_voice(sentence: str, voice: Voice) -> None:
    assert voice_of(sentence) is voice


def test_quotations_are_left_out_and_terms_in_quotation_marks_are_not() -> None:
    quoted = "ODG says “Under study for the neck, and unproven so far for pain.” The patient has no “red flag” at all."
    assert sentences_on_case(quoted)[-1] == "The patient has no “red flag” at all."
    assert not any("unproven" in sentence for sentence in sentences_on_case(quoted))
    unclosed = 'The patient said "no and left. The patient was seen again.'
    assert len(sentences_on_case(unclosed)) == 2


@given(st.text(max_size=300))
def test_no_rationale_is_too_strange(rationale: str) -> None:
    documentation_of(rationale, None)
    sentences_on_case(rationale)


# Reasons that were read by hand, and the kinds that are missing where they are given
READ_BY_HAND: list[tuple[str, set[str]]] = [
    ("no red flag", {"red flags"}),
    (
        "functional improvement not documented",
        {"functional improvement", "pain scores", "earlier visits and their result"},
    ),
    ("conservative treatment not tried", {"failed conservative care", "first-line drugs tried"}),
]


def test_what_is_missing_in_real_letters_is_what_was_read_there_by_hand(real_letters: Path) -> None:
    lines = (Path(__file__).parent / "cases" / "derived.jsonl").read_text().splitlines()
    labels = {(one["letter"], one["k"]): one["reasons"] for one in map(json.loads, lines)}
    found = dict.fromkeys((reason for reason, _ in READ_BY_HAND), (0, 0))
    for letter in map(parse, map(read_letter, list_files(real_letters).files)):
        for issue in letter.issues:
            procedure = issue.about.procedure
            if issue.rationale:
                said = documentation_of(issue.rationale.text, procedure.name if procedure else None)
                for reason, kinds in READ_BY_HAND:
                    if said.missing & kinds:
                        right, all_of = found[reason]
                        found[reason] = right + (reason in labels[letter.letter, issue.k]), all_of + 1
    assert all(all_of >= 10 and right / all_of >= 0.75 for right, all_of in found.values()), found
