"""What texts that are no letters ask for."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.clean import clean
from corpus.derive import guidelines, prose, treatment
from corpus.derive.request import read_request
from corpus.determination import About, Issue, SourceText
from corpus.kept import keeping_nothing, kept
from corpus.vocabulary.reasons import reasons
from search import passages
from search.subject import subject_of_text


def names(issue: Issue) -> str | None:
    """Return the procedure or the drugs that an issue asks for."""
    about = issue.about
    return about.procedure.name if about.procedure else ", ".join(drug.name for drug in about.drugs) or None


# A text, and what it asks for, in its order
ASKED: list[tuple[str, list[str | None]]] = [
    ("Request for authorization: MRI of the lumbar spine after six weeks of physical therapy.", ["MRI"]),
    ("The physician requests an EMG of the left leg because the foot is numb.", ["EMG/NCV"]),
    ("He has had acupuncture and now asks for a TENS unit.", ["TENS unit"]),
    ("Naproxen 550 mg #60 was not certified.", ["naproxen"]),
    ("Denied: Soma 350 mg #60.", ["carisoprodol"]),
    ("Authorization is requested for bilateral hearing aids.", ["hearing aid"]),
    ("Treatment requested: physical therapy, 12 visits, lumbar spine; Norco 10/325 mg #60.",
     ["physical therapy", "hydrocodone"]),
    ("Services requested:\n1. Chiropractic treatment, 6 visits\n2. Urine drug screen\n\nThe notes are scant.",
     ["chiropractic treatment", "urine drug screen"]),
    ("Service in dispute:\nMRI of the right knee\nThe knee locks.", ["MRI"]),
    ("Requesting EMG and nerve conduction studies of both arms.", ["EMG/NCV"]),
    ("We deny the request for flurbiprofen 20%, baclofen 5% cream, 120 grams.", ["flurbiprofen, baclofen"]),
    ("Surgery is denied. The request was for a carpal tunnel release.", ["carpal tunnel release"]),
    # What is ordered, where nothing is requested
    ("Low back pain. Plan: refill of tramadol 50 mg #60.", ["tramadol"]),
    # The only one named
    ("MRI right shoulder, pain for two months", ["MRI"]),
    # What is past, taken or told by guidelines is not asked for; of several none is.
    ("She completed twelve visits of physical therapy.", [None]),
    ("He takes ibuprofen.", [None]),
    ("The MTUS guidelines recommend physical therapy.", [None]),
    ("Norco, MRI of the knee.", [None]),
    ("Nothing that a physician would name.", [None]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "asked"), ASKED)
def test_what_is_asked_for(text: str, asked: list[str | None]) -> None:
    issues = read_request(clean(text)).issues
    assert [names(issue) for issue in issues] == asked
    assert [issue.k for issue in issues] == list(range(1, len(asked) + 1))


def test_circumstances_are_those_of_the_whole_text() -> None:
    (issue,) = read_request(
        "Denied: MRI of the knee. Diagnosis: right knee sprain. There is no documentation of physical therapy or other "
        "conservative treatment. The ODG asks for it."
    ).issues
    about = issue.about
    assert [str(part) for part in about.body_parts] == ["knee"]
    assert [diagnosis.name for diagnosis in about.diagnoses] == ["knee strain"]
    assert {reason.name for reason in about.reasons} <= {
        name for name, reason in reasons().items() if reason.speaks_for == "upheld"
    }
    assert [(cited.source, cited.topic, cited.by) for cited in about.guidelines] == [("ODG", None, "administrator")]


def test_a_dose_is_understood() -> None:
    (issue,) = read_request("Denied: tramadol ER 150 mg #60.").issues
    (drug,) = issue.about.drugs
    assert (drug.name, drug.drug_class, drug.dose, drug.quantity) == ("tramadol", "opioid", "150 mg", 60)


def test_the_only_part_named_is_the_one_that_is_meant_but_not_one_of_several() -> None:
    def parts(text: str) -> list[str]:
        return [str(part) for part in read_request(text).issues[0].about.body_parts]

    assert parts("Right knee pain. Requesting an MRI.") == ["right knee"]
    assert parts("Right knee pain and neck pain. Requesting an MRI.") == []
    assert parts("Right knee pain. Requesting naproxen 500 mg #60.") == []


def test_what_is_not_said_is_absent() -> None:
    (issue,) = read_request("To whom it may concern: thank you.").issues
    assert (issue.treatment, issue.decision, issue.about) == (None, None, About())


@given(
    st.text(max_size=200),
    st.sampled_from(["Denied: MRI of the knee; Norco 5 mg #30", "requests\nan\n  EMG of the arm."]),
)
def test_spans_point_into_the_text(before: str, asking: str) -> None:
    text = clean(f"{before}\n\n{asking}")
    request = read_request(text)
    for passage in (*request.story, *(issue.treatment for issue in request.issues if issue.treatment)):
        assert "".join(text[passage.start : passage.end].split()) == "".join(passage.text.split())


def test_reasons_of_one_question_speak_for_both_sides() -> None:
    questions: dict[str, set[str]] = {}
    for reason in reasons().values():
        if reason.question:
            questions.setdefault(reason.question, set()).add(reason.speaks_for)
    assert len(questions) >= 4
    assert all(sides == {"upheld", "overturned"} for sides in questions.values())


def test_nothing_is_kept_where_nothing_is_to_be() -> None:
    read = []

    @kept(10)
    def double(number: int) -> int:
        read.append(number)
        return 2 * number

    assert [double(1), double(1)] == [2, 2]
    with keeping_nothing():
        assert [double(1), double(2)] == [2, 4]
    assert [double(1), double(2)] == [2, 4]
    assert read == [1, 1, 2, 2]


def caches() -> list[Any]:
    """All that functions of these modules keep of texts."""
    return [
        cell.cell_contents
        for module in (guidelines, prose, treatment, passages)
        for function in vars(module).values()
        for cell in getattr(function, "__closure__", None) or ()
        if hasattr(cell.cell_contents, "cache_info")
    ]


def test_pasted_texts_are_not_kept() -> None:
    assert len(caches()) >= 6
    before = [cache.cache_info() for cache in caches()]
    subject = subject_of_text(SourceText("pasted", "pasted", "Denied: MRI of the knee. The ODG asks for Zyxwv tests."))
    assert subject.sentences
    assert [cache.cache_info() for cache in caches()] == before
