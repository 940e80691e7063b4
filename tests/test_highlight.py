import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from corpus.clean import clean
from corpus.determination import Determination, Issue, Passage
from index.analysis import tokenize
from index.query import Term
from search.highlight import Highlighter, Snippet
from search.language import parse_query

RATIONALE = (
    "The guideline asks for a trial of exercise. Dr. Vale noted pain at L5-S1, with functional improvements after "
    "Norco 10/325. No red flags were found. As such, the request is not medically necessary."
)
SUMMARY = "A 48 year old man with chronic back pain. He takes Norco daily."


def _passage(text: str) -> Passage:
    return Passage(text, 0, len(text))


def letter(rationale: str = RATIONALE, summary: str = SUMMARY) -> tuple[Determination, Issue]:
    issue = Issue(
        1, _passage("Norco 10/325mg #60"), "upheld", _passage("MTUS."), _passage("ODG."), _passage(rationale), 1
    )
    return Determination("L", "l.txt", "0" * 32, "E", summary=_passage(summary), issues=(issue,)), issue


def shown(query: str) -> list[tuple[str, list[str]]]:
    """Return the field of each snippet with the words marked in it."""
    snippets = Highlighter(parse_query(query)).snippets(*letter())
    return [(one.field, [one.text[start:end] for start, end in one.marks]) for one in snippets]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("improvement", [("rationale", ["improvements"])]),
        ('"red flag"', [("rationale", ["red flags"])]),
        ("10/325", [("rationale", ["10/325"])]),
        ("l5-s1", [("rationale", ["L5-S1"])]),
        ("func*", [("rationale", ["functional"])]),
        ("summary:norco", [("summary", ["Norco"])]),
        ("norco functional", [("rationale", ["functional", "Norco"])]),
        ("chronic exercise", [("rationale", ["exercise"]), ("summary", ["chronic"])]),
        ("exercise -norco", [("rationale", ["exercise"])]),
        ("the exercise", [("rationale", ["exercise"])]),
    ],
)
def test_marks_show_what_was_asked(query: str, expected: list[tuple[str, list[str]]]) -> None:
    assert shown(query) == expected


def test_sentences_do_not_end_at_abbreviations() -> None:
    (snippet,) = Highlighter(parse_query("vale")).snippets(*letter())
    assert snippet.text.startswith("Dr. Vale")
    assert snippet.text.endswith("10/325.")


def test_without_marks_the_conclusion_is_quoted() -> None:
    (snippet,) = Highlighter(parse_query("")).snippets(*letter())
    assert snippet.marks == ()
    assert snippet.text.endswith("not medically necessary.")
    assert len(snippet.text) > 60


def test_a_long_sentence_is_cut_round_its_marks() -> None:
    long = "word " * 200 + "norco " + "word " * 200
    (snippet,) = Highlighter(parse_query("rationale:norco")).snippets(*letter(rationale=long))
    ((start, end),) = snippet.marks
    assert snippet.text[start:end] == "norco"
    assert snippet.text.startswith("… word")
    assert snippet.text.endswith("word …")
    assert len(snippet.text) < 400


def test_an_unrecognised_letter_is_quoted_from_its_text() -> None:
    text = "Some note. It speaks of norco here."
    plain = Determination("L", "l.txt", "0" * 32, "unrecognised", text=text)
    assert Highlighter(parse_query("norco")).snippets(plain, None) == (
        Snippet("text", "It speaks of norco here.", ((13, 18),)),
    )


_WORDS = (
    "pain pains painful spain therapy therapies therapist die dying dies sky skies use used using İpain ﬁ norco".split()
)


@given(st.lists(st.sampled_from(_WORDS)), st.sampled_from(_WORDS), st.sampled_from([" ", "_", "-", "/", ". "]))
def test_a_mark_is_a_token_of_the_same_stem(words: list[str], sought: str, parting: str) -> None:
    text = clean(parting.join(words))
    clause = parse_query(f"rationale:{sought}")
    assume(isinstance(clause, Term))
    assert isinstance(clause, Term)
    marks = [(mark.start, mark.end) for mark in Highlighter(clause).marks("rationale", text)]
    assert marks == [(token.start, token.end) for token in tokenize(text) if token.stem == clause.stem]


@given(st.text(max_size=500), st.text(max_size=40))
def test_marks_lie_inside_their_text_in_order(rationale: str, query: str) -> None:
    for snippet in Highlighter(parse_query(query)).snippets(*letter(rationale=clean(rationale) or "x")):
        position = 0
        for start, end in snippet.marks:
            assert position <= start < end <= len(snippet.text)
            position = end
